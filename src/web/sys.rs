//! The few globals that are needed, each looked up at the moment of the call.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn performance_now() -> f64;

    pub(super) type Global;

    /// The runtime's own WebSocket class, or undefined.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter, js_name = WebSocket)]
    pub(super) fn web_socket() -> JsValue;

    /// `Function.prototype`: the function that does nothing.
    #[wasm_bindgen(static_method_of = Global, js_class = "Function", getter, js_name = prototype)]
    pub(super) fn no_operation() -> JsValue;

    /// A WebSocket by its shape.
    pub(super) type Object;

    #[wasm_bindgen(method, indexing_setter)]
    pub(super) fn set(this: &Object, name: &str, value: &JsValue);

    /// web-sys' `send` would copy every message through this memory.
    #[wasm_bindgen(method, catch)]
    pub(super) fn send(this: &Object, message: &JsValue) -> Result<(), JsValue>;
}
