//! A connection to the mock server whose events are kept, and the mock server's faults.

use std::cell::RefCell;
use std::time::Duration;

use everwire::core::{Cause, Phase};
use everwire::web::{Builder, Ended};
use everwire::{Event, Message, Receiver, Sender, WebSocket};
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

const SERVER: Option<&str> = option_env!("EVERWIRE_TEST_SERVER");

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, init: &JsValue) -> Promise;
}

pub(crate) fn server() -> &'static str {
    SERVER.expect("EVERWIRE_TEST_SERVER was not set when this was compiled: run `cargo xtask test wasm-pack-chromium`")
}

/// Orders a fault of the mock server.
pub(crate) async fn fault(order: &str) {
    post("/faults", order).await;
}

/// A new conversation's id.
pub(crate) async fn create_conversation() -> String {
    let response = post("/api/conversations", "{}").await;
    let json: Function = Reflect::get(&response, &"json".into()).unwrap().unchecked_into();
    let read: Promise = json.call0(&response).unwrap().unchecked_into();
    Reflect::get(&JsFuture::from(read).await.unwrap(), &"id".into()).unwrap().as_string().unwrap()
}

async fn post(path: &str, order: &str) -> JsValue {
    let init = js_sys::Object::new();
    for (name, value) in [("method", "POST"), ("body", order)] {
        Reflect::set(&init, &name.into(), &value.into()).unwrap();
    }
    let headers = js_sys::Object::new();
    Reflect::set(&headers, &"content-type".into(), &"application/json".into()).unwrap();
    Reflect::set(&init, &"headers".into(), &headers).unwrap();
    let response = JsFuture::from(fetch(&format!("{}{path}", server()), &init)).await.unwrap();
    assert_eq!(Reflect::get(&response, &"ok".into()), Ok(JsValue::TRUE), "{order}");
    response
}

/// Runs JavaScript in the page.
pub(crate) fn js(code: &str) -> JsValue {
    Function::new_no_args(code).call0(&JsValue::NULL).unwrap()
}

/// The mock server's URL for a path.
pub(crate) fn url(path: &str) -> String {
    format!("{}{path}", server().replacen("http", "ws", 1))
}

/// Options for a path of the mock server, with delays short enough for a test.
pub(crate) fn quick(path: &str) -> Builder {
    quickly(WebSocket::builder(url(path)))
}

pub(crate) fn quickly(builder: Builder) -> Builder {
    builder.min_delay(Duration::from_millis(50)).max_delay(Duration::from_millis(200)).seed(1)
}

/// A sender, and a receiver that keeps what it has received.
pub(crate) struct Rig {
    pub(crate) sender: Sender,
    receiver: RefCell<Receiver>,
    events: RefCell<Vec<Event>>,
}

impl Rig {
    pub(crate) fn open(builder: Builder) -> Rig {
        let (sender, receiver) = builder.open().unwrap().split();
        Rig { sender, receiver: RefCell::new(receiver), events: RefCell::default() }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.sender.state().phase
    }

    pub(crate) fn causes(&self) -> Vec<Cause> {
        self.sender.transitions().iter().map(|transition| transition.cause).collect()
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.borrow().clone()
    }

    pub(crate) fn count(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        self.events.borrow().iter().filter(|event| wanted(event)).count()
    }

    pub(crate) fn opened(&self) -> usize {
        self.count(|event| *event == Event::Open)
    }

    /// What every close said, in order.
    pub(crate) fn closes(&self) -> Vec<Ended> {
        let close = |event: Event| match event {
            Event::Close { code, reason, clean, cause } => Some(Ended { code, reason, clean, cause }),
            _ => None,
        };
        self.events().into_iter().filter_map(close).collect()
    }

    /// The text messages that came.
    pub(crate) fn texts(&self) -> Vec<String> {
        let text = |event: Event| match event {
            Event::Message(Message::Text(text)) => Some(text),
            _ => None,
        };
        self.events().into_iter().filter_map(text).collect()
    }

    /// Receives until a condition is met; what it waits for comes long before the deadline.
    #[allow(clippy::await_holding_refcell_ref)] // The one place that receives.
    pub(crate) async fn until(&self, what: &str, met: impl Fn(&Rig) -> bool) {
        self.take_all();
        while !met(self) {
            let next = match select(self.receiver.borrow_mut().next(), TimeoutFuture::new(20_000)).await {
                Either::Left((next, _)) => next,
                Either::Right(_) => None,
            };
            assert!(next.is_some(), "it never happened that {what}; events: {:?}", self.events.borrow());
            self.events.borrow_mut().extend(next);
            self.take_all();
        }
    }

    /// Receives what is there.
    fn take_all(&self) {
        while let Some(Some(event)) = self.receiver.borrow_mut().next().now_or_never() {
            self.events.borrow_mut().push(event);
        }
    }

    /// Receives until so many connections have opened.
    pub(crate) async fn until_opened(&self, times: usize) {
        self.until("it is open again", |rig| rig.opened() >= times && rig.phase() == Phase::Open).await;
    }

    /// Receives until these texts have come, and no others.
    pub(crate) async fn until_texts(&self, texts: &[&str]) {
        self.until("they come", |rig| rig.texts().len() >= texts.len()).await;
        assert_eq!(self.texts(), texts);
    }

    pub(crate) async fn until_open(&self) {
        self.until("it is open", |rig| rig.opened() == 1 && rig.phase() == Phase::Open).await;
    }

    /// Closes and waits for the end.
    pub(crate) async fn end(&self) {
        self.sender.close(None, "").unwrap();
        self.until("it is closed", |rig| rig.phase() == Phase::Closed).await;
    }
}
