//! `/echo`: sends back every data frame as it came. `?greet=text` sends that text first.

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::Query;
use axum::extract::ws::Message;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::link::Link;
use super::{Ended, Handshake, Session};

/// Selects the first subprotocol offered, if any.
pub(super) async fn connect(
    Query(mut query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    mut handshake: Handshake,
) -> Response {
    if let Some(first) = first_protocol(&headers) {
        handshake.upgrade.set_selected_protocol(first);
    }
    handshake.accept(Echo { greeting: query.remove("greet") })
}

/// From the header itself: axum gives the offers in alphabetical order.
fn first_protocol(headers: &HeaderMap) -> Option<HeaderValue> {
    let offers = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).into_iter().filter_map(|value| value.to_str().ok());
    let first = offers.flat_map(|value| value.split(',')).map(str::trim).find(|offer| !offer.is_empty())?;
    HeaderValue::from_str(first).ok()
}

struct Echo {
    greeting: Option<String>,
}

impl Session for Echo {
    async fn run(self, link: &mut Link) -> Result<Infallible, Ended> {
        if let Some(greeting) = self.greeting {
            link.send(Message::text(greeting)).await?;
        }
        loop {
            let frame = link.recv().await?;
            link.send(frame).await?;
        }
    }
}
