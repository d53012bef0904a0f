//! The few globals that are needed, each looked up at the moment of the call.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn performance_now() -> f64;

    #[wasm_bindgen(js_namespace = globalThis, js_name = reportError, catch)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;

    type Global;

    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter, js_name = WebSocket)]
    fn web_socket() -> JsValue;

    #[wasm_bindgen(static_method_of = Global, js_class = "Function", getter, js_name = prototype)]
    fn no_operation() -> Function;

    /// A promise by its shape: js-sys' own brings its futures with it.
    type Thenable;

    #[wasm_bindgen(static_method_of = Thenable, js_class = "Promise")]
    fn resolve() -> Thenable;

    #[wasm_bindgen(static_method_of = Thenable, js_class = "Promise")]
    fn reject(error: &JsValue) -> Thenable;

    #[wasm_bindgen(method)]
    fn then(this: &Thenable, task: &JsValue);

    /// A WebSocket by its shape: web-sys' `send` would copy every message through this memory.
    pub(super) type Sender;

    #[wasm_bindgen(method, catch)]
    pub(super) fn send(this: &Sender, message: &JsValue) -> Result<(), JsValue>;
}

/// The runtime's own WebSocket class, or undefined.
pub(super) fn web_socket_class() -> JsValue {
    Global::web_socket()
}

/// `Function.prototype`: the function that does nothing.
pub(super) fn ignore() -> Function {
    Global::no_operation()
}

/// Reports an exception as uncaught. Node has no `reportError`; an unhandled rejection is its nearest.
pub(super) fn report(error: &JsValue) {
    if report_error(error).is_err() {
        Thenable::reject(error);
    }
}

/// Runs `task` after the code that runs now. (Not by `queueMicrotask`: fake clocks replace that one.)
pub(super) fn microtask(task: impl FnOnce() + 'static) {
    Thenable::resolve().then(&Closure::once_into_js(task));
}
