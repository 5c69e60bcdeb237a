//! YAML values, read so that nothing a page's author wrote as text is lost.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// The source of one entry, in which numbers are looked up as they were written:
/// `1.20` is a version, and the parser has made 1.2 of it.
pub(super) struct Written<'a> {
    rest: &'a str,
}

impl<'a> Written<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        Self { rest: source }
    }

    /// The next piece of the source that means `number`, else its shortest form.
    pub(super) fn number(&mut self, number: f64) -> String {
        let is_border = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
        let mut rest = self.rest;
        while !rest.is_empty() {
            rest = rest.trim_start_matches(is_border);
            let piece = &rest[..rest.find(is_border).unwrap_or(rest.len())];
            rest = &rest[piece.len()..];
            if piece.replace('_', "").parse::<f64>().is_ok_and(|value| value == number) {
                self.rest = rest;
                return piece.to_owned();
            }
        }
        number.to_string()
    }
}

/// A YAML value with the scalars kept apart that a page's author may have meant as text.
pub(super) enum Node {
    Null,
    Bool(bool),
    Integer(Number),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn into_value(self, written: &mut Written<'_>) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(flag),
            Self::Integer(number) => Value::Number(number),
            Self::Float(number) => Value::String(written.number(number)),
            Self::Text(text) => Value::String(text),
            Self::List(items) => items.into_iter().map(|item| item.into_value(written)).collect(),
            Self::Map(pairs) => {
                Value::Object(pairs.into_iter().map(|(key, item)| (key, item.into_value(written))).collect())
            }
        }
    }

    /// A key as text: `1: x` and `true: x` are fields too.
    fn into_key(self) -> String {
        match self.into_value(&mut Written::of("")) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Integer(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Integer(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Float(number))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Node, E> {
        Ok(Node::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = pairs.next_entry::<Node, Node>()? {
            map.push((key.into_key(), value));
        }
        Ok(Node::Map(map))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        // A tagged value, `!tag value`: the tag means nothing here.
        let (_tag, variant) = access.variant::<String>()?;
        serde::de::VariantAccess::newtype_variant(variant)
    }
}
