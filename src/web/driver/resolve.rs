//! Finds what an attempt needs: the URL with its query, and the first frames.

use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

use super::{AtHand, Driver, Protocol, Run};
use crate::core::{Id, Input, is_local, is_secure, merge_query};
use crate::web::options::Pairs;
use crate::web::transport::Resolved;

impl<P: Protocol> Driver<P> {
    pub(super) fn resolve(&self, id: Id, endpoint: u8) {
        let driver = self.clone();
        // In a task of its own also where nothing is waited for: a call by the user never runs the user's functions.
        spawn_local(async move {
            match driver.find(endpoint).await {
                Ok(resolved) => {
                    let local = is_local(&resolved.url);
                    driver.step(Input::Resolved { id, local }.into(), AtHand::Resolved(Some(resolved)));
                }
                Err(detail) => driver.step(Input::ResolveFailed(id).into(), AtHand::Detail(detail)),
            }
        });
    }

    /// # Errors
    /// What a function of the user's failed with, or what is wrong with what it gave. No URL is in it.
    async fn find(&self, endpoint: u8) -> Result<Resolved, String> {
        let link = &self.0.link;
        let url = match link.urls.get(usize::from(endpoint)) {
            Some(url) => url.provide().await?,
            None => return Err("there is no URL".into()),
        };
        let protocol = Url::new(&url).map_err(|_| "the URL is no absolute one")?.protocol();
        let secure = is_secure(&protocol);
        if self.0.secure.get() && !secure {
            return Err("the URL is a ws: one after a wss: one; give a wss: one".into());
        }
        self.0.secure.set(secure);
        let mut greeting = Vec::new();
        if let Some(auth) = &link.auth {
            greeting.push(auth.provide().await?);
        }
        // Nothing can come between here and the opening, so the cursor is that of the opening.
        let cursor = self.with(|machine| machine.core().cursor().cloned());
        let mut query = link.query.as_ref().map_or_else(Pairs::new, |query| query());
        if let Some(cursor) = &cursor {
            greeting.extend(link.frame_after.as_ref().map(|frame| frame(cursor)));
            query.extend(link.query_after.as_ref().into_iter().flat_map(|query| query(cursor)));
        }
        Ok(Resolved { url: merge_query(&url, &encode(&query)), greeting })
    }
}

/// As a query is written, without `?`.
fn encode(pairs: &[(String, String)]) -> String {
    let part = |text| String::from(js_sys::encode_uri_component(text));
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect();
    pairs.join("&")
}
