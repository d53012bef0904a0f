//! The browser's signals, as a page would see them.

use std::time::Duration;

use everwire::core::{Cause, Jitter, Phase};
use everwire::{Event, WebSocket};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, js, quick};

/// Opens, loses the connection, and waits for a retry that does not come in the time of a test.
async fn waiting(name: &str) -> Rig {
    let path = format!("/echo?rig={name}");
    let long = Duration::from_secs(3_000);
    let rig = Rig::open(quick(&path).min_delay(long).max_delay(long).jitter(Jitter::None));
    rig.until_open().await;
    fault(&format!(r#"{{"kind":"reset","path":"{path}"}}"#)).await;
    rig.until("it waits", |rig| rig.phase() == Phase::Waiting).await;
    assert!(rig.sender.state().next_attempt_in.unwrap() > Duration::from_secs(100));
    rig
}

/// It attempts at once, for this reason.
async fn comes_back(rig: Rig, cause: Cause) {
    rig.until_opened(2).await;
    let causes = rig.causes();
    assert_eq!(causes[causes.len() - 2..], [cause, Cause::Opened]);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn online_ends_a_wait() {
    let rig = waiting("online").await;
    js("window.dispatchEvent(new Event('online'))");
    comes_back(rig, Cause::Online).await;
}

#[wasm_bindgen_test]
async fn a_page_that_is_seen_again_ends_a_wait() {
    let rig = waiting("visible").await;
    js("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    comes_back(rig, Cause::Visible).await;
}

#[wasm_bindgen_test]
async fn a_frozen_page_waits_until_it_goes_on() {
    let rig = waiting("frozen").await;
    // These two do not bubble.
    js("document.dispatchEvent(new Event('freeze'))");
    assert!(rig.sender.state().paused);
    rig.until("it is told", |rig| rig.count(|event| matches!(event, Event::Reconnecting { delay: None, .. })) == 1)
        .await;
    js("document.dispatchEvent(new Event('resume'))");
    comes_back(rig, Cause::Resumed).await;
}

#[wasm_bindgen_test]
async fn the_back_forward_cache_freezes() {
    let rig = waiting("bfcache").await;
    js("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))");
    assert!(!rig.sender.state().paused);
    js("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    assert!(rig.sender.state().paused);
    js("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))");
    assert!(rig.sender.state().paused, "a page that is loaded was not there before");
    js("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    comes_back(rig, Cause::Resumed).await;
}

#[wasm_bindgen_test]
async fn a_machine_that_wakes_ends_a_wait() {
    let rig = waiting("woken").await;
    js("globalThis.__now = Date.now; Date.now = () => __now() + 3600000;");
    comes_back(rig, Cause::Woken).await;
    js("Date.now = __now;");
}

#[wasm_bindgen_test]
async fn without_a_network_it_waits_for_one() {
    // Not on this machine, which would be reached without one.
    let builder = WebSocket::builder("ws://everwire.invalid/").min_delay(Duration::from_secs(3_000));
    let rig = Rig::open(builder);
    rig.until("the first attempt has failed", |rig| rig.phase() == Phase::Waiting).await;
    js("window.dispatchEvent(new Event('offline'))");
    assert!(rig.sender.state().paused);
    assert_eq!(rig.causes().pop(), Some(Cause::Offline));
    js("window.dispatchEvent(new Event('online'))");
    assert_eq!(rig.causes().pop(), Some(Cause::Online));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn no_network_at_the_start_is_known() {
    js("Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })");
    let rig = Rig::open(WebSocket::builder("ws://everwire.invalid/"));
    rig.until("the first attempt has failed", |rig| rig.phase() == Phase::Waiting).await;
    assert!(rig.sender.state().paused);
    js("delete navigator.onLine");
    rig.end().await;
    // Whoever begins anew looks anew.
    rig.sender.reconnect();
    rig.until("an attempt has failed", |rig| rig.phase() == Phase::Waiting).await;
    assert!(!rig.sender.state().paused);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn events_of_the_same_name_elsewhere_mean_nothing() {
    let rig = waiting("elsewhere").await;
    js("document.body.dispatchEvent(new Event('freeze', { bubbles: true }))");
    js("document.body.dispatchEvent(new Event('online', { bubbles: true }))");
    let state = rig.sender.state();
    assert_eq!((state.paused, state.phase), (false, Phase::Waiting));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_listens_only_while_something_goes_on_and_not_at_all_where_that_is_not_wanted() {
    js("globalThis.__listeners = 0;
        const { addEventListener: add, removeEventListener: remove } = window;
        window.addEventListener = (...given) => { __listeners += 1; add.apply(window, given); };
        window.removeEventListener = (...given) => { __listeners -= 1; remove.apply(window, given); };");
    let listeners = || js("return __listeners").as_f64();
    let rig = Rig::open(quick("/echo?rig=listeners"));
    assert_eq!(listeners(), Some(7.0));
    rig.until_open().await;
    rig.end().await;
    assert_eq!(listeners(), Some(0.0));
    rig.sender.reconnect();
    assert_eq!(listeners(), Some(7.0));
    rig.end().await;
    let deaf = Rig::open(quick("/echo?rig=deaf").lifecycle(false));
    assert_eq!(listeners(), Some(0.0));
    deaf.end().await;
    js("delete window.addEventListener; delete window.removeEventListener;");
}
