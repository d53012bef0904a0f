//! What the page says of itself, in the core's words: the one place that knows the browser's events for it.
//!
//! | browser | signal |
//! | --- | --- |
//! | `offline`, `online`, and `navigator.onLine` at the start | `Offline`, `Online` |
//! | `visibilitychange` | `Hidden`, `Visible` |
//! | `freeze`, `pagehide` into the back/forward cache | `Frozen` |
//! | `resume`, `pageshow` out of it | `Resumed` |
//! | `pagehide` for good | `Hidden`: the last moment to store anything |
//! | the wall clock has run ahead of the page's | `Woken` |
//!
//! Workers have the first row and the last; where the global object takes no listeners, only the last is left.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

use super::sys::{self, Global, property};
use crate::core::Signal;

const EVENTS: [&str; 7] = ["online", "offline", "visibilitychange", "freeze", "resume", "pagehide", "pageshow"];

/// How often the clocks are compared, in ms. Browsers say nothing when a machine wakes.
const LOOK_INTERVAL: u32 = 5_000;

/// The page's clock stands still while the machine sleeps, the wall clock does not. So much between two looks is sleep, not
/// a correction of the wall clock, in ms.
const SLEEP: f64 = 2_000.0;

/// Listens for as long as it lives.
pub(super) struct Lifecycle {
    /// None where the global object takes no listeners.
    listener: Option<Closure<dyn Fn(Event)>>,
    _look: Interval,
}

impl Lifecycle {
    /// Reports first what is already so, then what happens.
    pub(super) fn attach(report: impl Fn(Signal) + Clone + 'static) -> Lifecycle {
        // Code that runs is not frozen; whoever listened last may have heard otherwise.
        report(Signal::Resumed);
        match property(&Global::navigator(), "onLine").as_bool() {
            Some(true) => report(Signal::Online),
            Some(false) => report(Signal::Offline),
            None => {}
        }
        let clocks = Rc::new(Clocks::default());
        let look = {
            let (clocks, report) = (Rc::clone(&clocks), report.clone());
            move || {
                if clocks.slept() {
                    report(Signal::Woken);
                }
            }
        };
        let listener = sys::has_global("addEventListener").then(|| {
            let look = look.clone();
            let listener = Closure::new(move |event: Event| {
                if let Some(signal) = signal(&event) {
                    report(signal);
                    look();
                }
            });
            each(&listener, |global, name, function| {
                // Captured, so that the window sees what happens to its document, too.
                global.add_event_listener_with_callback_and_bool(name, function, true)
            });
            listener
        });
        Lifecycle { listener, _look: Interval::new(LOOK_INTERVAL, look) }
    }
}

impl Drop for Lifecycle {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            each(listener, |global, name, function| {
                global.remove_event_listener_with_callback_and_bool(name, function, true)
            });
        }
    }
}

fn each(listener: &Closure<dyn Fn(Event)>, act: impl Fn(&EventTarget, &str, &js_sys::Function) -> Result<(), JsValue>) {
    let global = js_sys::global();
    for name in EVENTS {
        // It throws for nothing that is given here.
        let _ = act(global.unchecked_ref(), name, listener.as_ref().unchecked_ref());
    }
}

/// What an event means; nothing where it is something else of the same name that an element of the page fired.
fn signal(event: &Event) -> Option<Signal> {
    let document = Global::document();
    let target = event.target().map(JsValue::from)?;
    if target != *js_sys::global() && target != document {
        return None;
    }
    let persisted = || property(event, "persisted").as_bool() == Some(true);
    match event.type_().as_str() {
        "online" => Some(Signal::Online),
        "offline" => Some(Signal::Offline),
        "freeze" => Some(Signal::Frozen),
        "resume" => Some(Signal::Resumed),
        "pagehide" => Some(if persisted() { Signal::Frozen } else { Signal::Hidden }),
        "pageshow" => persisted().then_some(Signal::Resumed),
        _ => {
            let hidden = property(&document, "visibilityState").as_string().as_deref() == Some("hidden");
            Some(if hidden { Signal::Hidden } else { Signal::Visible })
        }
    }
}

/// The wall clock and the page's.
struct Clocks(Cell<f64>);

impl Default for Clocks {
    fn default() -> Clocks {
        Clocks(Cell::new(Clocks::ahead()))
    }
}

impl Clocks {
    /// How far the wall clock is ahead of the page's, in ms.
    fn ahead() -> f64 {
        js_sys::Date::now() - sys::performance_now()
    }

    /// Whether the machine has slept since the last look.
    fn slept(&self) -> bool {
        let ahead = Clocks::ahead();
        ahead - self.0.replace(ahead) > SLEEP
    }
}
