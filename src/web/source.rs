//! Values that are there, or are fetched afresh for each attempt.

use std::fmt::Debug;
use std::pin::Pin;

use super::message::Message;

pub(super) type Fetched<T> = Pin<Box<dyn Future<Output = Result<T, String>>>>;

/// See [`Source`].
pub(super) enum Provider<T> {
    Fixed(T),
    Function(Box<dyn Fn() -> Fetched<T>>),
}

impl<T: Clone> Provider<T> {
    pub(super) async fn provide(&self) -> Result<T, String> {
        match self {
            Provider::Fixed(value) => Ok(value.clone()),
            Provider::Function(function) => function().await,
        }
    }
}

/// Where a URL or an auth frame comes from: a value, or an async function that is called for each attempt, so that a
/// token is never an old one. What the function fails with is told by [`Event::Error`](super::Event::Error), and the
/// attempt counts as failed.
///
/// ```no_run
/// use everwire::WebSocket;
/// async fn token() -> Result<String, String> { Ok("…".into()) }
/// WebSocket::builder("wss://example.com/socket");
/// WebSocket::builder(|| async { token().await.map(|token| format!("wss://example.com/socket?token={token}")) });
/// ```
pub trait Source<T>: sealed::Sealed<T> {}

impl<T, S: sealed::Sealed<T>> Source<T> for S {}

pub(super) mod sealed {
    pub trait Sealed<T> {
        #[doc(hidden)]
        #[allow(private_interfaces)] // Nobody outside can name this trait.
        fn into_provider(self) -> super::Provider<T>;
    }
}

#[allow(private_interfaces)]
impl<'a, T: From<&'a str>> sealed::Sealed<T> for &'a str {
    fn into_provider(self) -> Provider<T> {
        Provider::Fixed(self.into())
    }
}

#[allow(private_interfaces)]
impl<T: From<String>> sealed::Sealed<T> for String {
    fn into_provider(self) -> Provider<T> {
        Provider::Fixed(self.into())
    }
}

#[allow(private_interfaces)]
impl sealed::Sealed<Message> for Message {
    fn into_provider(self) -> Provider<Message> {
        Provider::Fixed(self)
    }
}

#[allow(private_interfaces)]
impl<T, E, F, Answer> sealed::Sealed<T> for F
where
    F: Fn() -> Answer + 'static,
    Answer: Future<Output = Result<T, E>> + 'static,
    E: Debug,
    T: 'static,
{
    fn into_provider(self) -> Provider<T> {
        Provider::Function(Box::new(move || {
            let answer = self();
            Box::pin(async move { answer.await.map_err(|error| format!("{error:?}")) })
        }))
    }
}
