//! JSON with attachments, for serde.

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

/// A value; what stands for an attachment is read as its bytes.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    data: Data<'a>,
    attachments: &'a [Vec<u8>],
}

#[derive(Clone, Copy)]
enum Data<'a> {
    Value(&'a Value),
    List(&'a [Value]),
}

/// Whether each placeholder is one of an attachment.
pub(super) fn is_complete(value: &Value, attachments: &[Vec<u8>]) -> bool {
    match value {
        Value::Object(map) if is_placeholder(map) => attachment(map, attachments).is_some(),
        Value::Object(map) => map.values().all(|value| is_complete(value, attachments)),
        Value::Array(values) => values.iter().all(|value| is_complete(value, attachments)),
        _ => true,
    }
}

fn is_placeholder(map: &Map<String, Value>) -> bool {
    map.get("_placeholder") == Some(&Value::Bool(true))
}

fn attachment<'a>(map: &Map<String, Value>, attachments: &'a [Vec<u8>]) -> Option<&'a [u8]> {
    let number = map.get("num").and_then(Value::as_u64)?;
    attachments.get(usize::try_from(number).ok()?).map(Vec::as_slice)
}

impl<'a> Node<'a> {
    pub(super) fn new(value: &'a Value, attachments: &'a [Vec<u8>]) -> Node<'a> {
        Node { data: Data::Value(value), attachments }
    }

    pub(super) fn list(values: &'a [Value], attachments: &'a [Vec<u8>]) -> Node<'a> {
        Node { data: Data::List(values), attachments }
    }

    /// Its bytes, where it stands for an attachment.
    fn bytes(self) -> Option<&'a [u8]> {
        match self.data {
            // Without any, nothing stands for one.
            Data::Value(Value::Object(map)) if !self.attachments.is_empty() && is_placeholder(map) => {
                attachment(map, self.attachments)
            }
            _ => None,
        }
    }

    fn elements(self, values: &'a [Value]) -> impl Iterator<Item = Node<'a>> {
        values.iter().map(move |value| Node::new(value, self.attachments))
    }

    fn entries(
        self,
        map: &'a Map<String, Value>,
    ) -> impl Iterator<Item = (BorrowedStrDeserializer<'a, Error>, Node<'a>)> {
        map.iter().map(move |(name, value)| (BorrowedStrDeserializer::new(name), Node::new(value, self.attachments)))
    }

    fn visit_list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.bytes() {
            Some(bytes) => visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied())),
            None => self.deserialize_any(visitor),
        }
    }
}

impl<'a> IntoDeserializer<'a, Error> for Node<'a> {
    type Deserializer = Node<'a>;

    fn into_deserializer(self) -> Node<'a> {
        self
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(bytes) = self.bytes() {
            return visitor.visit_borrowed_bytes(bytes);
        }
        match self.data {
            Data::List(values) => visitor.visit_seq(SeqDeserializer::new(self.elements(values))),
            Data::Value(Value::Array(values)) => visitor.visit_seq(SeqDeserializer::new(self.elements(values))),
            Data::Value(Value::Object(map)) => visitor.visit_map(MapDeserializer::new(self.entries(map))),
            Data::Value(scalar) => scalar.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Data::Value(Value::Null) = self.data { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.visit_list(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.data {
            Data::Value(Value::Object(map)) if map.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(self.entries(map))))
            }
            Data::Value(value) => value.deserialize_enum(name, variants, visitor),
            Data::List(_) => Err(Error::custom("they are a list")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::web::socketio::{Args, Attachment};

    #[derive(Debug, Deserialize, PartialEq)]
    enum Kind {
        Plain,
        Sized { png: Attachment },
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Picture<'a> {
        title: &'a str,
        png: Attachment,
        #[serde(default)]
        note: Option<f32>,
        kinds: Vec<Kind>,
    }

    fn placeholder(number: usize) -> Value {
        json!({ "_placeholder": true, "num": number })
    }

    fn args(values: &[Value]) -> Args {
        Args::new(values.into(), vec![vec![1, 2], vec![3]])
    }

    #[test]
    fn attachments_are_read_as_bytes_wherever_they_are() {
        let picture = json!({
            "title": "a dot", "png": placeholder(0), "note": 0.5,
            "kinds": ["Plain", { "Sized": { "png": placeholder(1) } }],
        });
        let args = args(&[picture, placeholder(1), json!(7)]);
        let png = Attachment(vec![1, 2]);
        let kinds = vec![Kind::Plain, Kind::Sized { png: Attachment(vec![3]) }];
        assert_eq!(args.get::<Picture<'_>>(0).unwrap(), Picture { title: "a dot", png, note: Some(0.5), kinds });
        assert_eq!(args.get::<Vec<u8>>(1).unwrap(), [3]);
        assert_eq!(args.get::<[u8; 1]>(1).unwrap(), [3]);
        assert_eq!(args.get::<&[u8]>(1).unwrap(), [3]);
        assert_eq!(args.get::<Option<Attachment>>(1).unwrap(), Some(Attachment(vec![3])));
        let (_, bytes, number): (BTreeMap<&str, serde::de::IgnoredAny>, Attachment, u8) = args.all().unwrap();
        assert_eq!((bytes.0, number), (vec![3], 7));
    }

    #[test]
    fn a_tuple_takes_as_many_arguments_as_it_has_and_what_is_not_there_is_null() {
        let args = Args::new(vec![json!(1), json!("b")], Vec::new());
        assert_eq!(args.all::<(u8,)>().unwrap(), (1,));
        assert_eq!(args.get::<Option<u8>>(2).unwrap(), None);
        assert!(args.all::<(u8, String, u8)>().is_err());
        let error = args.get::<u8>(1).unwrap_err().to_string();
        assert!(error.starts_with("argument 1 of 2: invalid type: string"), "{error}");
    }

    #[test]
    fn without_attachments_nothing_stands_for_one() {
        let args = Args::new(vec![placeholder(0)], Vec::new());
        assert_eq!(args.get::<Value>(0).unwrap(), placeholder(0));
        assert_eq!(args.all::<(Value,)>().unwrap(), (placeholder(0),));
    }

    #[test]
    fn a_placeholder_of_no_attachment_is_found() {
        let attachments = [vec![1]];
        assert!(is_complete(&json!([{ "a": placeholder(0) }, null]), &attachments));
        for wrong in [placeholder(1), json!({ "_placeholder": true }), json!({ "_placeholder": true, "num": -1 })] {
            assert!(!is_complete(&json!([{ "a": [wrong] }]), &attachments));
        }
    }
}
