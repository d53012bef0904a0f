//! Arguments of events: sent by what serde makes a list of, received as what serde makes of a list.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::Node;
use crate::web::json::JsonError;

/// What an event or an acknowledgement may have as its arguments: a tuple, an array, a slice, a `Vec`; `()` for none. Bytes in it,
/// such as an [`Attachment`](super::Attachment) or what `serde_bytes` has, are sent as attachments.
///
/// ```no_run
/// # fn example(socket: everwire::web::socketio::Socket) -> Result<(), everwire::web::socketio::EmitError> {
/// use everwire::web::socketio::Attachment;
/// #[derive(serde::Serialize)]
/// struct Picture { title: &'static str, png: Attachment }
/// socket.emit("typing", ())?;
/// socket.emit("move", (3, 4))?;
/// socket.emit("picture", (Picture { title: "a dot", png: Attachment(vec![137, 80, 78, 71]) },))?;
/// # Ok(())
/// # }
/// ```
pub trait Arguments: Serialize {}

impl<A: Arguments + ?Sized> Arguments for &A {}
impl<T: Serialize> Arguments for [T] {}
impl<T, const N: usize> Arguments for [T; N] where [T; N]: Serialize {}
impl<T: Serialize> Arguments for Vec<T> {}
impl Arguments for () {}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Serialize, $($rest: Serialize),*> Arguments for ($first, $($rest,)*) {}
        tuples!($($rest)*);
    };
    () => {};
}
tuples!(A B C D E F G H);

/// The arguments of an event or an acknowledgement that came.
///
/// Bytes are read as bytes: an [`Attachment`](super::Attachment), a `Vec<u8>`, a `&[u8]`.
///
/// ```no_run
/// # fn example(args: everwire::web::socketio::Args) -> Result<(), everwire::web::JsonError> {
/// let (room, picture): (String, Vec<u8>) = args.all()?;
/// let room: &str = args.get(0)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Args {
    values: Vec<Value>,
    attachments: Vec<Vec<u8>>,
}

impl Args {
    pub(super) fn new(values: Vec<Value>, attachments: Vec<Vec<u8>>) -> Args {
        Args { values, attachments }
    }

    /// How many there are.
    ///
    /// A server that keeps sessions adds one of its own to an event's, at the end.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The argument at this index, from 0; one that is not there is read as null.
    ///
    /// # Errors
    /// [`JsonError`] where it is none of this type.
    pub fn get<'a, T: Deserialize<'a>>(&'a self, index: usize) -> Result<T, JsonError> {
        let value = self.values.get(index).unwrap_or(&Value::Null);
        self.read(value).map_err(|error| JsonError::new(format!("argument {index} of {}: {error}", self.len())))
    }

    /// All of them, as a tuple or a `Vec`. A tuple takes as many as it has.
    ///
    /// # Errors
    /// [`JsonError`] where they are fewer, or of other types.
    pub fn all<'a, T: Deserialize<'a>>(&'a self) -> Result<T, JsonError> {
        T::deserialize(Node::list(&self.values, &self.attachments))
            .map_err(|error| JsonError::new(format!("the arguments: {error}")))
    }

    /// Without attachments it is JSON, of which `serde_json` knows all.
    fn read<'a, T: Deserialize<'a>>(&'a self, value: &'a Value) -> serde_json::Result<T> {
        if self.attachments.is_empty() {
            T::deserialize(value)
        } else {
            T::deserialize(Node::new(value, &self.attachments))
        }
    }

    /// The text at the end, if it is one.
    pub(super) fn last_text(&self) -> Option<&str> {
        self.values.last()?.as_str()
    }
}

/// How many, but not what: arguments may hold a secret, and logs are read by many.
impl std::fmt::Debug for Args {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Args({} arguments, {} attachments)", self.values.len(), self.attachments.len())
    }
}

/// What an acknowledgement is read as: the type of its first argument, or [`Args`] for all of them.
///
/// ```no_run
/// # async fn example(socket: everwire::web::socketio::Socket) -> Result<(), everwire::web::socketio::AckError> {
/// use everwire::web::socketio::Args;
/// let first: String = socket.emit_with_ack("echo", ("a", 2), None).await?;
/// let all: Args = socket.emit_with_ack("echo", ("a", 2), None).await?;
/// # Ok(())
/// # }
/// ```
pub trait Answer: Sized {
    #[doc(hidden)]
    fn read(args: Args) -> Result<Self, JsonError>;
}

impl<T: DeserializeOwned> Answer for T {
    fn read(args: Args) -> Result<T, JsonError> {
        args.get(0)
    }
}

impl Answer for Args {
    fn read(args: Args) -> Result<Args, JsonError> {
        Ok(args)
    }
}
