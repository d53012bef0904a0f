//! Reads what the URL of a conversation's socket says. Whatever is wrong there is answered with HTTP 403 before the
//! upgrade, as the agent server does: a browser shows its user nothing of it but a close with 1006.

use std::collections::HashMap;

use axum::http::HeaderMap;
use uuid::Uuid;

use crate::conversation::{Resend, View, parse_timestamp};

/// A request to subscribe.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) conversation: Uuid,
    /// The key in the URL or, without one there, in the header.
    pub(super) key: Option<String>,
    pub(super) view: View,
    pub(super) resend: Resend,
}

impl Subscription {
    /// Of `/sockets/events/{id}` or `/sockets/session/{id}`.
    pub(super) fn parse(
        view: View,
        id: &str,
        query: &HashMap<String, String>,
        headers: &HeaderMap,
    ) -> Result<Self, &'static str> {
        let conversation = id.parse().map_err(|_| "the conversation id is not a UUID")?;
        let header =
            || headers.get("x-session-api-key").map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
        let key = query.get("session_api_key").cloned().or_else(header);
        let resend = match view {
            View::Events => resend(query)?,
            View::Session => above(query)?,
        };
        Ok(Self { conversation, key, view, resend })
    }
}

fn resend(query: &HashMap<String, String>) -> Result<Resend, &'static str> {
    let after = match query.get("after_timestamp") {
        None => None,
        Some(text) => Some(parse_timestamp(text).ok_or("after_timestamp is no ISO 8601 time; is its + escaped?")?),
    };
    let resend_all = query.get("resend_all").map_or(Ok(false), |text| parse_bool(text))?;
    match query.get("resend_mode").map(String::as_str) {
        None if resend_all => Ok(Resend::All),
        None => Ok(Resend::Nothing),
        Some("all") => Ok(Resend::All),
        Some("since") => Ok(after.map_or(Resend::Nothing, Resend::Since)),
        Some(_) => Err("resend_mode is neither all nor since"),
    }
}

fn above(query: &HashMap<String, String>) -> Result<Resend, &'static str> {
    let Some(text) = query.get("after_seq") else {
        return Ok(Resend::Nothing);
    };
    text.trim().parse().map(Resend::Above).map_err(|_| "after_seq is no whole number")
}

/// The words that pydantic takes for a boolean.
fn parse_bool(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" => Ok(true),
        "0" | "false" | "f" | "no" | "n" | "off" => Ok(false),
        _ => Err("resend_all is no boolean"),
    }
}
