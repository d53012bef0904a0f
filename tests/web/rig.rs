//! A driver whose events are kept, and the mock server's faults.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use everwire::core::{Close, CloseFrame, Config, Event, Fate, Id, Phase};
use everwire::web::{Driver, Host, Resolved};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

const SERVER: Option<&str> = option_env!("EVERWIRE_TEST_SERVER");

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, init: &JsValue) -> Promise;
}

fn server() -> &'static str {
    SERVER.expect("EVERWIRE_TEST_SERVER was not set when this was compiled: run `cargo xtask test wasm-pack-chromium`")
}

/// Orders a fault of the mock server.
pub(crate) async fn fault(order: &str) {
    let init = js_sys::Object::new();
    for (name, value) in [("method", "POST"), ("body", order)] {
        Reflect::set(&init, &name.into(), &value.into()).unwrap();
    }
    let headers = js_sys::Object::new();
    Reflect::set(&headers, &"content-type".into(), &"application/json".into()).unwrap();
    Reflect::set(&init, &"headers".into(), &headers).unwrap();
    let response = JsFuture::from(fetch(&format!("{}/faults", server()), &init)).await.unwrap();
    assert_eq!(Reflect::get(&response, &"ok".into()), Ok(JsValue::TRUE), "{order}");
}

type Callback = Box<dyn Fn(&Event<JsValue>)>;

pub(crate) struct Recorder {
    url: String,
    driver: Rc<OnceCell<Driver<Recorder>>>,
    events: Rc<RefCell<Vec<Event<JsValue>>>>,
    callback: Rc<OnceCell<Callback>>,
}

impl Recorder {
    fn driver(&self) -> Driver<Recorder> {
        self.driver.get().unwrap().clone()
    }
}

impl Host for Recorder {
    fn resolve(&self, id: Id) {
        self.driver().resolved(id, Resolved { url: self.url.clone(), protocols: JsValue::UNDEFINED });
    }

    fn deliver(&self, event: Event<JsValue>) {
        self.events.borrow_mut().push(event.clone());
        if let Some(callback) = self.callback.get() {
            callback(&event);
        }
    }

    fn defer(&self) {
        let driver = self.driver();
        spawn_local(async move { driver.deliver() });
    }

    fn report(&self, error: JsValue) {
        panic!("{error:?}");
    }
}

pub(crate) struct Rig {
    pub(crate) driver: Driver<Recorder>,
    events: Rc<RefCell<Vec<Event<JsValue>>>>,
    callback: Rc<OnceCell<Callback>>,
}

impl Rig {
    /// Connects to a path of the mock server.
    pub(crate) fn connect(path: &str, config: Config) -> Rig {
        Rig::connect_to(&format!("{}{path}", server().replacen("http", "ws", 1)), config)
    }

    pub(crate) fn connect_to(url: &str, config: Config) -> Rig {
        let (events, callback, slot) = (Rc::default(), Rc::default(), Rc::new(OnceCell::new()));
        let recorder = Recorder {
            url: url.into(),
            driver: Rc::clone(&slot),
            events: Rc::clone(&events),
            callback: Rc::clone(&callback),
        };
        let driver = Driver::new(recorder, JsValue::UNDEFINED, config, 1);
        assert!(slot.set(driver.clone()).is_ok());
        driver.connect();
        Rig { driver, events, callback }
    }

    pub(crate) fn on_event(&self, callback: impl Fn(&Event<JsValue>) + 'static) {
        assert!(self.callback.set(Box::new(callback)).is_ok());
    }

    pub(crate) fn send(&self, text: &str) -> Fate {
        self.driver.send(text.into(), text.len() as u32)
    }

    pub(crate) fn phase(&self) -> Phase {
        self.driver.snapshot().phase
    }

    pub(crate) fn count(&self, wanted: impl Fn(&Event<JsValue>) -> bool) -> usize {
        self.events.borrow().iter().filter(|event| wanted(event)).count()
    }

    pub(crate) fn closes(&self) -> Vec<Close> {
        let events = self.events.borrow();
        events
            .iter()
            .filter_map(|event| if let Event::Close(close, _) = event { Some(close.clone()) } else { None })
            .collect()
    }

    /// The text messages that came.
    pub(crate) fn messages(&self) -> Vec<String> {
        let text = |event: &Event<JsValue>| match event {
            Event::Message(event) => Reflect::get(event, &"data".into()).unwrap().as_string(),
            _ => None,
        };
        self.events.borrow().iter().filter_map(text).collect()
    }

    /// Waits for a condition, far longer than it can take.
    pub(crate) async fn until(&self, what: &str, met: impl Fn(&Rig) -> bool) {
        for _ in 0..3_000 {
            if met(self) {
                return;
            }
            TimeoutFuture::new(10).await;
        }
        panic!("it never happened that {what}; events: {:?}", self.events.borrow());
    }

    pub(crate) async fn until_open(&self) {
        self.until("it is open", |rig| rig.phase() == Phase::Open).await;
    }

    /// Disconnects and waits for the end.
    pub(crate) async fn end(&self) {
        self.driver.disconnect(CloseFrame::default());
        self.until("it is closed", |rig| rig.phase() == Phase::Closed).await;
    }
}
