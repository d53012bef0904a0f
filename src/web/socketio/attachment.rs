//! Bytes.

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes, for serde: sent as an attachment, and read from one. (A `Vec<u8>` is sent as a list of numbers, as serde has it.)
///
/// ```
/// use everwire::web::socketio::Attachment;
/// let attachment = Attachment::from(vec![1, 2, 3]);
/// assert_eq!(attachment.0, [1, 2, 3]);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Attachment(pub Vec<u8>);

impl From<Vec<u8>> for Attachment {
    fn from(bytes: Vec<u8>) -> Attachment {
        Attachment(bytes)
    }
}

impl From<&[u8]> for Attachment {
    fn from(bytes: &[u8]) -> Attachment {
        Attachment(bytes.into())
    }
}

/// How long, but not what.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({} bytes)", self.0.len())
    }
}

impl Serialize for Attachment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Attachment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Attachment, D::Error> {
        deserializer.deserialize_byte_buf(Bytes)
    }
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Attachment;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Attachment, E> {
        Ok(Attachment(bytes.into()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Attachment, E> {
        Ok(Attachment(bytes))
    }

    /// What formats without bytes make of them.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Attachment, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        Ok(Attachment(bytes))
    }
}
