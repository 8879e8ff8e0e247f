//! The plain way: any JSON object, by `serde_json`.

use crate::envelope::contract::{Attribute, Attributes, MAX_ATTRIBUTES, Value};
use bumpalo::Bump;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The plain way: any JSON object; false when the text is none. `out` may then hold a part.
pub(super) fn object<'a>(text: &'a str, out: &mut Attributes<'a>, memory: &'a Bump) -> bool {
    let mut read = serde_json::Deserializer::from_str(text);
    let members = Members { out, memory };
    members
        .deserialize(&mut read)
        .and_then(|()| read.end())
        .is_ok()
}

/// Reads an object's members into the flat list.
struct Members<'m, 'a> {
    out: &'m mut Attributes<'a>,
    memory: &'a Bump,
}

impl<'a> DeserializeSeed<'a> for Members<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, read: D) -> Result<(), D::Error> {
        read.deserialize_map(Member {
            out: self.out,
            memory: self.memory,
            name: "",
            parent: Attribute::TOP,
            top: true,
        })
    }
}

/// Reads one value, and what is in it, into the flat list.
struct Member<'m, 'a> {
    out: &'m mut Attributes<'a>,
    memory: &'a Bump,
    name: &'a str,
    parent: u32,
    /// The object around everything; it is no attribute itself.
    top: bool,
}

impl<'a> Member<'_, 'a> {
    fn push(&mut self, value: Value<'a>) -> u32 {
        let index = u32::try_from(self.out.len()).unwrap_or(Attribute::TOP);
        self.out.push(Attribute {
            name: self.name,
            parent: self.parent,
            value,
        });
        index
    }

    fn full(&self) -> bool {
        self.out.len() >= MAX_ATTRIBUTES
    }
}

impl<'a> DeserializeSeed<'a> for Member<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, read: D) -> Result<(), D::Error> {
        read.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Member<'_, 'a> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(mut self) -> Result<(), E> {
        self.push(Value::Null);
        Ok(())
    }

    fn visit_bool<E: de::Error>(mut self, value: bool) -> Result<(), E> {
        self.push(Value::Bool(value));
        Ok(())
    }

    fn visit_i64<E: de::Error>(mut self, value: i64) -> Result<(), E> {
        self.push(Value::Integer(value));
        Ok(())
    }

    fn visit_u64<E: de::Error>(mut self, value: u64) -> Result<(), E> {
        // What does not fit is far beyond any number that is read here.
        self.push(i64::try_from(value).map_or(Value::Null, Value::Integer));
        Ok(())
    }

    fn visit_f64<E: de::Error>(mut self, value: f64) -> Result<(), E> {
        self.push(Value::Number(value));
        Ok(())
    }

    fn visit_borrowed_str<E: de::Error>(mut self, value: &'a str) -> Result<(), E> {
        self.push(Value::Text(value));
        Ok(())
    }

    fn visit_str<E: de::Error>(mut self, value: &str) -> Result<(), E> {
        let value: &'a str = self.memory.alloc_str(value);
        self.push(Value::Text(value));
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut read: A) -> Result<(), A::Error> {
        let parent = if self.top {
            Attribute::TOP
        } else {
            self.push(Value::Object)
        };
        while let Some(name) = read.next_key_seed(Key(self.memory))? {
            if self.full() {
                read.next_value::<IgnoredAny>()?;
                continue;
            }
            read.next_value_seed(Member {
                out: self.out,
                memory: self.memory,
                name,
                parent,
                top: false,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut read: A) -> Result<(), A::Error> {
        let parent = self.push(Value::List);
        loop {
            let more = if self.full() {
                read.next_element::<IgnoredAny>()?.is_some()
            } else {
                read.next_element_seed(Member {
                    out: self.out,
                    memory: self.memory,
                    name: "",
                    parent,
                    top: false,
                })?
                .is_some()
            };
            if !more {
                return Ok(());
            }
        }
    }
}

/// Reads a key; borrowed where it has no escapes.
struct Key<'a>(&'a Bump);

impl<'a> DeserializeSeed<'a> for Key<'a> {
    type Value = &'a str;

    fn deserialize<D: Deserializer<'a>>(self, read: D) -> Result<&'a str, D::Error> {
        read.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key<'a> {
    type Value = &'a str;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a key")
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'a str) -> Result<&'a str, E> {
        Ok(value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<&'a str, E> {
        Ok(self.0.alloc_str(value))
    }
}
