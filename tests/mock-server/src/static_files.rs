//! The demo page, the npm package and the libraries of others that the page uses, as files. Text is always declared UTF-8: the package carries bytes as
//! characters, and a page may load it as a classic script in whatever encoding it has itself.

use axum::Router;
use axum::http::{HeaderValue, Response, header};
use axum::routing::get_service;
use tower_http::services::ServeDir;

use crate::config::Config;

/// Serves `www` behind `/`, `pkg` behind `/pkg/` and `vendor` behind `/vendor/`, for whatever no other route took.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(config: &Config) -> Router<S> {
    let mut router = Router::new();
    for (route, folder) in [("/pkg", &config.pkg), ("/vendor", &config.vendor)] {
        if let Some(folder) = folder {
            router = router.nest_service(route, get_service(ServeDir::new(folder)));
        }
    }
    if let Some(www) = &config.www {
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
