//! What is sent and received.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

/// One WebSocket message: a text frame or a binary one.
///
/// ```
/// use everwire::Message;
/// let message = Message::from("hello");
/// assert_eq!(message.as_text(), Some("hello"));
/// assert_eq!(Message::from(vec![1, 2, 3]).size(), 3);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Message {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary(Vec<u8>),
}

impl Message {
    /// Its text; none of a binary one.
    ///
    /// ```
    /// use everwire::Message;
    /// assert_eq!(Message::Binary(vec![104]).as_text(), None);
    /// ```
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Message::Text(text) => Some(text),
            Message::Binary(_) => None,
        }
    }

    /// Its bytes; those of a text are its UTF-8, as they are on the wire.
    ///
    /// ```
    /// use everwire::Message;
    /// assert_eq!(Message::from("é").as_bytes(), [0xc3, 0xa9]);
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Message::Text(text) => text.as_bytes(),
            Message::Binary(bytes) => bytes,
        }
    }

    /// Its size in bytes.
    ///
    /// ```
    /// use everwire::Message;
    /// assert_eq!(Message::from("é").size(), 2);
    /// ```
    pub fn size(&self) -> usize {
        self.as_bytes().len()
    }

    /// What a WebSocket whose `binaryType` is `"arraybuffer"` received; none of what it never gives.
    pub(super) fn from_data(data: &JsValue) -> Option<Message> {
        if let Some(text) = data.as_string() {
            return Some(Message::Text(text));
        }
        if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            return Some(Message::Binary(Uint8Array::new(buffer).to_vec()));
        }
        // A view, as a class of somebody else's may give.
        ArrayBuffer::is_view(data).then(|| {
            let view: &js_sys::DataView = data.unchecked_ref();
            let (start, length) = (view.byte_offset() as u32, view.byte_length() as u32);
            Message::Binary(Uint8Array::new_with_byte_offset_and_length(&view.buffer(), start, length).to_vec())
        })
    }
}

/// How long and of which kind, but not what: a message may hold a secret, and logs are read by many.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.as_text().is_some() { "Text" } else { "Binary" };
        write!(f, "{kind}({} bytes)", self.size())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Message {
        Message::Text(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Message {
        Message::Text(text.into())
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Message {
        Message::Binary(bytes)
    }
}

impl From<&[u8]> for Message {
    fn from(bytes: &[u8]) -> Message {
        Message::Binary(bytes.into())
    }
}
