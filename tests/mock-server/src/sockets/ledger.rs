//! `/ledger/{name}`: the server's numbered messages one way, the client's the other, each receipt acknowledged. Asked
//! for without an upgrade, it says what came.
//!
//! `?after=N` is the client's cursor (default 0), `count` the last number (10,000), `rate` the messages a second (no
//! limit). With `live` the numbers are those of a stream that began with the ledger and goes on at this rate whether or
//! not anybody is connected; then no `after` means what is still to come, and the report, asked with the rate, says how
//! many were `made`. A text frame is a numbered message or `ping`, which is answered with `pong`.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::Arc;

use axum::Json;
use axum::extract::ws::Message;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::link::{Frame, Link};
use super::{Ended, Handshake, Session, close};
use crate::app::App;
use crate::ledger::{Flow, Ledger, Receipt, Refused, made};

const DEFAULT_COUNT: u64 = 10_000;
/// So that no arithmetic on a number can overflow, and any JSON reader keeps it.
const NUMBERS: RangeInclusive<u64> = 0..=1 << 53;
const RATES: RangeInclusive<u32> = 1..=1_000_000;

pub(super) async fn open(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    handshake: Result<Handshake, Response>,
) -> Response {
    if !headers.contains_key(header::UPGRADE) {
        return report(&app, &name, &query).unwrap_or_else(IntoResponse::into_response);
    }
    match (handshake, numbered(&app, &name, &query)) {
        (Err(response), _) => response,
        (_, Err(refusal)) => refusal.into_response(),
        (Ok(handshake), Ok(numbered)) => handshake.accept(numbered),
    }
}

type Refusal = (StatusCode, String);

fn report(app: &App, name: &str, query: &HashMap<String, String>) -> Result<Response, Refusal> {
    let count = number(query, "count", NUMBERS)?;
    let rate = number(query, "rate", RATES)?;
    let ledger = app.ledgers.find(name).ok_or((StatusCode::NOT_FOUND, "nobody has connected to it".to_owned()))?;
    let mut report = ledger.report(count);
    if let Some(rate) = rate {
        report["made"] = made(ledger.born, rate).into();
    }
    Ok(Json(report).into_response())
}

fn numbered(app: &App, name: &str, query: &HashMap<String, String>) -> Result<Numbered, Refusal> {
    let after = number(query, "after", NUMBERS)?;
    let count = number(query, "count", NUMBERS)?.unwrap_or(DEFAULT_COUNT);
    let rate = number(query, "rate", RATES)?;
    let live = query.contains_key("live");
    let ledger = app.ledgers.open(name, live).map_err(|refused| match refused {
        Refused::Name => (StatusCode::BAD_REQUEST, "name: must be 1 to 64 letters, digits, - or _".to_owned()),
        Refused::Full => (StatusCode::INSUFFICIENT_STORAGE, "there are as many ledgers as there may be".to_owned()),
        Refused::File(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    })?;
    let flow = match (live, rate) {
        (false, _) => Flow::new(after.unwrap_or(0), count, rate),
        (true, Some(rate)) => Flow::live(ledger.born, after, count, rate),
        (true, None) => return Err((StatusCode::BAD_REQUEST, "rate: missing; a live stream needs one".to_owned())),
    };
    Ok(Numbered { ledger, flow })
}

fn number<N: FromStr + PartialOrd>(
    query: &HashMap<String, String>,
    name: &str,
    range: RangeInclusive<N>,
) -> Result<Option<N>, Refusal> {
    let Some(text) = query.get(name) else {
        return Ok(None);
    };
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.map(Some).ok_or_else(|| (StatusCode::BAD_REQUEST, format!("{name}: {text:?} is no number in its range")))
}

struct Numbered {
    ledger: Arc<Ledger>,
    flow: Flow,
}

impl Session for Numbered {
    async fn run(self, link: &mut Link) -> Result<Infallible, Ended> {
        let Self { ledger, mut flow } = self;
        let mut waits = false;
        loop {
            tokio::select! {
                biased;
                frame = link.recv() => link.feed(hear(&frame?, &ledger)?).await?,
                due = flow.due() => {
                    for seq in due {
                        link.feed(Message::text(format!(r#"{{"seq":{seq}}}"#))).await?;
                    }
                }
                // Nothing more to take up for now: it all goes out together, at the price of one write.
                () = std::future::ready(()), if waits => {
                    link.flush().await?;
                    waits = false;
                    continue;
                }
            }
            waits = true;
        }
    }
}

/// The answer to a frame, given once there is something to acknowledge.
fn hear(frame: &Frame, ledger: &Ledger) -> Result<Message, Ended> {
    let Frame::Text(text) = frame else {
        return Err(close(1003, "a text frame was expected"));
    };
    if text.as_str() == "ping" {
        return Ok(Message::text("pong"));
    }
    let receipt = Receipt::parse(text).ok_or_else(|| close(1008, "neither a numbered message nor ping"))?;
    match ledger.record(&receipt) {
        Ok(()) => Ok(Message::text(receipt.acknowledgement())),
        Err(Refused::Full) => Err(close(1008, "the ledger is full")),
        Err(_) => Err(close(1011, "the ledger's file cannot be written")),
    }
}
