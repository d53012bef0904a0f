//! The few globals that are needed, each looked up at the moment of the call, and objects that are known by their shape.

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn performance_now() -> f64;

    pub(super) type Global;

    /// The runtime's own WebSocket class, or undefined.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter, js_name = WebSocket)]
    pub(super) fn web_socket() -> JsValue;

    /// Undefined where there is no page.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter)]
    pub(super) fn document() -> JsValue;

    /// Undefined in small runtimes.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter)]
    pub(super) fn navigator() -> JsValue;

    /// Throws where the user's settings forbid it.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter, catch, js_name = localStorage)]
    pub(super) fn local_storage() -> Result<JsValue, JsValue>;

    /// Throws where the user's settings forbid it.
    #[wasm_bindgen(static_method_of = Global, js_class = "globalThis", getter, catch, js_name = sessionStorage)]
    pub(super) fn session_storage() -> Result<JsValue, JsValue>;

    /// `Function.prototype`: the function that does nothing.
    #[wasm_bindgen(static_method_of = Global, js_class = "Function", getter, js_name = prototype)]
    pub(super) fn no_operation() -> JsValue;

    /// A WebSocket by its shape.
    pub(super) type Object;

    #[wasm_bindgen(method, indexing_setter)]
    pub(super) fn set(this: &Object, name: &str, value: &JsValue);

    /// W3C `Storage` by its shape.
    pub(super) type WebStorage;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    pub(super) fn get_item(this: &WebStorage, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setItem)]
    pub(super) fn set_item(this: &WebStorage, key: &str, value: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeItem)]
    pub(super) fn remove_item(this: &WebStorage, key: &str) -> Result<(), JsValue>;
}

/// A property of anything: undefined where there is none.
pub(super) fn property(of: &JsValue, name: &str) -> JsValue {
    if of.is_object() { Reflect::get(of, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

/// Whether the global object has a method of this name.
pub(super) fn has_global(name: &str) -> bool {
    property(&js_sys::global(), name).is_instance_of::<Function>()
}

/// The name of what was thrown (`"QuotaExceededError"`). Not its message: that of a WebSocket constructor has the URL in
/// it, and a URL may have a token.
pub(super) fn name_of(thrown: &JsValue) -> String {
    property(thrown, "name").as_string().unwrap_or_else(|| "an exception".into())
}
