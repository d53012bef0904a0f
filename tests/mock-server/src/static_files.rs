//! The demo page and the npm package, as files. Text is always declared UTF-8: the package carries bytes as
//! characters, and a page may load it as a classic script in whatever encoding it has itself.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, Response, header};
use axum::routing::get_service;
use tower_http::services::ServeDir;

/// Serves `www` behind `/` and `pkg` behind `/pkg/`, for whatever no other route took.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(www: Option<&Path>, pkg: Option<&Path>) -> Router<S> {
    let mut router = Router::new();
    if let Some(pkg) = pkg {
        router = router.nest_service("/pkg", get_service(ServeDir::new(pkg)));
    }
    if let Some(www) = www {
        router = router.fallback_service(get_service(ServeDir::new(www)));
    }
    router
}

/// Adds `charset=utf-8` to a page, a style sheet, a script or any other text whose type names no charset.
pub(crate) fn text_is_utf8<B>(mut response: Response<B>) -> Response<B> {
    let declared = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_text = |declared: &&str| declared.starts_with("text/") || declared.ends_with("/javascript");
    let Some(declared) = declared.filter(is_text).filter(|declared| !declared.contains("charset")) else {
        return response;
    };
    if let Ok(full) = HeaderValue::from_str(&format!("{declared}; charset=utf-8")) {
        response.headers_mut().insert(header::CONTENT_TYPE, full);
    }
    response
}
