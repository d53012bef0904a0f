//! Typed JSON messages.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::message::Message;

/// A message or an argument that is no JSON of the wanted type, or a value that JSON cannot hold. It says where, in the words of
/// `serde_json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError(String);

impl JsonError {
    #[cfg(feature = "socketio")]
    pub(super) fn new(detail: String) -> JsonError {
        JsonError(detail)
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JsonError {}

impl Message {
    /// Reads it as JSON; a binary one, too, where it holds UTF-8.
    ///
    /// # Errors
    /// [`JsonError`] where it is no JSON of this type.
    ///
    /// ```
    /// use everwire::Message;
    /// #[derive(serde::Deserialize)]
    /// struct Chat { text: String }
    /// let chat: Chat = Message::from(r#"{"text": "hello"}"#).json()?;
    /// assert_eq!(chat.text, "hello");
    /// let error = Message::from("{}").json::<Chat>().err().unwrap();
    /// assert!(error.to_string().contains("missing field `text`"));
    /// # Ok::<(), everwire::web::JsonError>(())
    /// ```
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        serde_json::from_slice(self.as_bytes()).map_err(|error| JsonError(format!("the message: {error}")))
    }

    /// A text message of a value's JSON.
    ///
    /// # Errors
    /// [`JsonError`] where JSON cannot hold it, such as a map whose keys are no texts.
    ///
    /// ```
    /// use everwire::Message;
    /// #[derive(serde::Serialize)]
    /// struct Chat { text: &'static str }
    /// assert_eq!(Message::from_json(&Chat { text: "hello" })?.as_text(), Some(r#"{"text":"hello"}"#));
    /// # Ok::<(), everwire::web::JsonError>(())
    /// ```
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> Result<Message, JsonError> {
        let text = serde_json::to_string(value).map_err(|error| JsonError(format!("the value: {error}")))?;
        Ok(Message::Text(text))
    }

    /// A message of a value that comes from JavaScript: a string, an `ArrayBuffer` or a view is sent as it is, anything else
    /// as JSON. By serde-wasm-bindgen, so a `bigint` is fine where `JSON.stringify` throws.
    ///
    /// # Errors
    /// [`JsonError`] where JSON cannot hold it, such as a function.
    ///
    /// ```no_run
    /// use everwire::Message;
    /// use wasm_bindgen::JsValue;
    /// let detail: JsValue = js_sys::JSON::parse(r#"{"text": "hello"}"#).unwrap(); // a CustomEvent's, say
    /// assert_eq!(Message::from_js(&detail)?.as_text(), Some(r#"{"text":"hello"}"#));
    /// # Ok::<(), everwire::web::JsonError>(())
    /// ```
    pub fn from_js(value: &JsValue) -> Result<Message, JsonError> {
        if let Some(message) = Message::from_data(value) {
            return Ok(message);
        }
        let json: serde_json::Value = serde_wasm_bindgen::from_value(value.clone())
            .map_err(|error| JsonError(format!("the JavaScript value: {error}")))?;
        Message::from_json(&json)
    }
}
