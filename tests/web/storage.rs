//! The cursor across page loads: what another page stored is what another socket stored.

use everwire::Event;
use everwire::web::{Builder, Error, Resume, Storage};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::resume::{number, position};
use crate::rig::{Rig, js, quick};

fn stored(storage: Storage) -> Builder {
    let resume = Resume::new(position)
        .key(|message| message.as_text().map(String::from))
        .query(|cursor| vec![("greet".into(), format!("after={}", number(cursor)))]);
    quick("/echo?rig=storage&greet=new").resume(resume).storage(storage)
}

/// Receives one message, and ends.
async fn first_page(storage: Storage) {
    let rig = Rig::open(stored(storage));
    rig.sender.try_send("7 seven").unwrap();
    rig.until_texts(&["new", "7 seven"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_next_page_goes_on_where_the_last_one_was() {
    for storage in [Storage::local("everwire-test"), Storage::session("everwire-test")] {
        storage.clear().unwrap();
        first_page(storage.clone()).await;
        let rig = Rig::open(stored(storage.clone()));
        // It knows the keys, too.
        rig.sender.try_send("7 seven").unwrap();
        rig.sender.try_send("8 eight").unwrap();
        rig.until_texts(&["after=7", "8 eight"]).await;
        assert_eq!(rig.count(|event| *event == Event::Resumed), 1);
        rig.end().await;
        storage.clear().unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_page_that_is_hidden_stores() {
    let storage = Storage::local("everwire-hidden");
    storage.clear().unwrap();
    let rig = Rig::open(stored(storage.clone()));
    rig.sender.try_send("7 seven").unwrap();
    rig.until_texts(&["new", "7 seven"]).await;
    js("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))");
    let text = js("return localStorage.getItem('everwire-hidden')").as_string().unwrap();
    assert_eq!(text, "everwire 1\nnumber 7\nnew\n7 seven");
    rig.end().await;
    storage.clear().unwrap();
}

#[wasm_bindgen_test]
async fn what_somebody_else_stored_is_ignored() {
    js("localStorage.setItem('everwire-other', '{\"version\": 9}')");
    first_page(Storage::local("everwire-other")).await;
    Storage::local("everwire-other").clear().unwrap();
}

#[wasm_bindgen_test]
async fn a_storage_that_throws_is_told_and_harmless() {
    js("globalThis.__set = Storage.prototype.setItem;
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
        globalThis.__get = Storage.prototype.getItem;
        Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); };");
    let rig = Rig::open(stored(Storage::local("everwire-full")));
    rig.sender.try_send("7 seven").unwrap();
    rig.until_texts(&["new", "7 seven"]).await;
    rig.end().await;
    js("Storage.prototype.setItem = __set; Storage.prototype.getItem = __get;");
    let told = |name: &str| {
        let error = Event::Error(Error::Storage { detail: name.into() });
        rig.count(|event| *event == error)
    };
    assert_eq!((told("SecurityError"), told("QuotaExceededError")), (1, 1));
}

#[wasm_bindgen_test]
async fn a_storage_that_is_forbidden_is_told_and_harmless() {
    js("globalThis.__localStorage = Object.getOwnPropertyDescriptor(window, 'localStorage');
        Object.defineProperty(window, 'localStorage', {
            configurable: true,
            get() { throw new DOMException('no', 'SecurityError'); },
        });");
    let rig = Rig::open(stored(Storage::local("everwire-forbidden")));
    rig.until_texts(&["new"]).await;
    rig.end().await;
    assert_eq!(Storage::local("everwire-forbidden").clear(), Err("SecurityError".into()));
    js("Object.defineProperty(window, 'localStorage', __localStorage)");
    let told = rig.count(|event| matches!(event, Event::Error(Error::Storage { .. })));
    assert_eq!(told, 2, "at the start, and for the key of what came");
}
