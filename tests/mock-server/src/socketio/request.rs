//! The HTTP request that a connection began with, as far as anybody asks.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

/// Query and credentials.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) query: String,
    pub(super) cookie: Option<String>,
    pub(super) authorization: Option<String>,
}

impl Request {
    pub(super) fn of(parts: &Parts) -> Self {
        Self {
            query: parts.uri.query().unwrap_or_default().to_owned(),
            cookie: text(&parts.headers, &header::COOKIE),
            authorization: text(&parts.headers, &header::AUTHORIZATION),
        }
    }

    /// Who asks, where the request says so.
    pub(super) fn user(&self) -> Option<String> {
        user(self.cookie.as_deref(), self.authorization.as_deref())
    }

    /// Every value of a parameter. One that is empty is as good as none, as in Python.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    }

    /// The first value of a parameter.
    pub(super) fn first(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }
}

/// The user of `Authorization: Bearer NAME`, else of a cookie `user=NAME`.
pub(super) fn user(cookie: Option<&str>, authorization: Option<&str>) -> Option<String> {
    let bearer = authorization.and_then(|text| text.strip_prefix("Bearer "));
    let cookies = cookie.into_iter().flat_map(|text| text.split(';'));
    let user = bearer.or_else(|| cookies.filter_map(|pair| pair.trim().strip_prefix("user=")).next())?;
    Some(user.to_owned())
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
