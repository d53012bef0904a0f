//! Arguments as JSON with attachments.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::arguments::Arguments;
use crate::web::json::JsonError;

/// What follows the head of a packet.
#[derive(Default)]
pub(super) struct Body {
    pub(super) json: String,
    /// Sent behind it, each as a frame.
    pub(super) attachments: Vec<Vec<u8>>,
}

impl Body {
    /// The list of an event, which begins with its name, or of an acknowledgement.
    pub(super) fn new<A: Arguments + ?Sized>(name: Option<&str>, args: &A) -> Result<Body, JsonError> {
        let mut attachments = Vec::new();
        let args = encode(args, &mut attachments)?;
        let args = match args.as_str() {
            "null" => "",
            list => list
                .strip_prefix('[')
                .and_then(|list| list.strip_suffix(']'))
                .ok_or_else(|| JsonError::new("the arguments: they are no list".into()))?,
        };
        let mut json = String::from("[");
        if let Some(name) = name {
            json.push_str(&encode(name, &mut attachments)?);
            json.push_str(if args.is_empty() { "" } else { "," });
        }
        json.push_str(args);
        json.push(']');
        Ok(Body { json, attachments })
    }

    /// In bytes, with attachments.
    pub(super) fn size(&self) -> usize {
        self.json.len() + self.attachments.iter().map(Vec::len).sum::<usize>()
    }
}

fn encode<T: Serialize + ?Sized>(value: &T, attachments: &mut Vec<Vec<u8>>) -> Result<String, JsonError> {
    let mut json = Vec::new();
    let encoded = value.serialize(&mut Serializer::with_formatter(&mut json, Attach(attachments)));
    encoded.map_err(|error| JsonError::new(format!("the arguments: {error}")))?;
    String::from_utf8(json).map_err(|error| JsonError::new(error.to_string()))
}

/// Puts bytes aside.
struct Attach<'a>(&'a mut Vec<Vec<u8>>);

impl Formatter for Attach<'_> {
    fn write_byte_array<W: Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        write!(writer, r#"{{"_placeholder":true,"num":{}}}"#, self.0.len())?;
        self.0.push(bytes.into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::socketio::Attachment;

    fn json<A: Arguments>(args: A) -> String {
        Body::new(Some("x"), &args).unwrap().json
    }

    #[test]
    fn tuples_and_lists_are_arguments() {
        assert_eq!(json(()), r#"["x"]"#);
        assert_eq!(json([0; 0]), r#"["x"]"#);
        assert_eq!(json((1, "two", None::<u8>)), r#"["x",1,"two",null]"#);
        assert_eq!(json([[1, 2], [3, 4]]), r#"["x",[1,2],[3,4]]"#);
        assert_eq!(json(vec!["a\"]"]), r#"["x","a\"]"]"#);
        assert_eq!(json(&[1, 2][..]), r#"["x",1,2]"#);
        assert_eq!(Body::new(None, &(1,)).unwrap().json, "[1]");
        assert_eq!(Body::new(None, &()).unwrap().json, "[]");
    }

    #[test]
    fn bytes_are_attachments() {
        let body = Body::new(Some("x"), &(Attachment(vec![1, 2]), [Attachment(vec![3])], [4_u8])).unwrap();
        let placeholders = r#"{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}],[4]"#;
        assert_eq!(body.json, format!(r#"["x",{placeholders}]"#));
        assert_eq!(body.attachments, [vec![1, 2], vec![3]]);
        assert_eq!(body.size(), body.json.len() + 3);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        #[derive(Serialize)]
        struct Named {
            a: u8,
        }
        impl Arguments for Named {}
        assert!(Body::new(Some("x"), &Named { a: 1 }).is_err());
        assert!(Body::new(Some("x"), &([((), 1)].into_iter().collect::<std::collections::BTreeMap<_, _>>(),)).is_err());
    }
}
