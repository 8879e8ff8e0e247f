//! JSON loggers: an object on a line becomes attributes; the usual names give time, level and message.
//!
//! Names as written by winston, pino, bunyan, structlog, loguru, python-json-logger, zap, zerolog, slog, logrus,
//! logstash and ECS, Serilog, log4j2 and tracing.

use super::contract::{Attribute, Envelope, LogRecord, MAX_ATTRIBUTES, Value};
use crate::timestamp::Timestamp;
use bumpalo::Bump;
use bumpalo::collections::Vec;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The member for JSON.
pub struct Json;

impl Envelope for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn example(&self) -> &'static str {
        r#"{"level":50,"time":1735689617000,"msg":"sms failed","err":{"code":20003,"status":401}}"#
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let text = text.trim_ascii_start();
        if !text.starts_with('{') {
            return None;
        }
        let before = record.attributes.len();
        let mut read = serde_json::Deserializer::from_str(text);
        let members = Members {
            out: &mut record.attributes,
            memory: record.memory,
        };
        let whole = members.deserialize(&mut read).and_then(|()| read.end());
        if whole.is_err() {
            record.attributes.truncate(before);
            return None;
        }
        Some(head(record, before))
    }
}

/// Takes time, level and message from the attributes read since `from`; answers the message.
fn head<'a>(record: &mut LogRecord<'a>, from: usize) -> &'a str {
    let (mut time, mut level, mut message) = (None, None, None);
    for attribute in &record.attributes[from..] {
        let Some(part) = part(attribute, &record.attributes) else {
            continue;
        };
        match part {
            Part::Time(rank) => keep(&mut time, rank, attribute.value),
            Part::Level(rank) => keep(&mut level, rank, attribute.value),
            Part::Message(rank) => keep(&mut message, rank, attribute.value),
        }
    }
    record.timestamp = time
        .and_then(|(_, value)| instant(value))
        .or(record.timestamp);
    record.severity = level
        .and_then(|(_, value)| value.text())
        .or(record.severity);
    message.and_then(|(_, value)| value.text()).unwrap_or("")
}

/// What a name stands for, with its rank: of several, the least rank counts, then the first.
enum Part {
    Time(u8),
    Level(u8),
    Message(u8),
}

/// Keeps the value with the least rank.
fn keep<'a>(best: &mut Option<(u8, Value<'a>)>, rank: u8, value: Value<'a>) {
    let usable = !matches!(value, Value::Null | Value::Object | Value::List);
    if usable && best.is_none_or(|(least, _)| rank < least) {
        *best = Some((rank, value));
    }
}

fn part(attribute: &Attribute<'_>, all: &[Attribute<'_>]) -> Option<Part> {
    if attribute.parent != Attribute::TOP {
        return nested(attribute, all);
    }
    Some(match attribute.name {
        "timestamp" | "@timestamp" | "@t" | "Timestamp" => Part::Time(0),
        "time" | "ts" | "asctime" | "datetime" | "Time" => Part::Time(1),
        "date" | "eventTime" | "event_time" | "created_at" | "createdAt" | "t" => Part::Time(2),
        "level" | "@l" | "levelname" | "severity" | "log.level" | "Level" | "lvl" | "loglevel" => {
            Part::Level(0)
        }
        "message" | "msg" | "@m" | "Message" => Part::Message(0),
        "@mt" | "event" | "text" | "short_message" => Part::Message(1),
        "log" | "body" | "MESSAGE" => Part::Message(2),
        _ => return None,
    })
}

/// `log.level` (ECS), `record.time.repr` and `record.level.name` (loguru), `fields.message` (tracing).
fn nested(attribute: &Attribute<'_>, all: &[Attribute<'_>]) -> Option<Part> {
    let part = match attribute.name {
        "level" => Part::Level(1),
        "repr" => Part::Time(1),
        "message" => Part::Message(1),
        _ => return None,
    };
    let parent = all.get(attribute.parent as usize)?;
    let outer = all.get(parent.parent as usize).map(|outer| outer.name);
    match (parent.name, outer, &part) {
        ("log", None, Part::Level(_))
        | ("time", Some("record"), Part::Time(_))
        | ("fields", None, Part::Message(_)) => Some(part),
        _ => None,
    }
}

/// A stamp as text, or a number since the epoch; whole or with a fraction.
fn instant(value: Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Text(text) => Timestamp::parse(text),
        Value::Integer(number) => Timestamp::from_epoch(&number.to_string()),
        // A double holds microseconds of this century exactly enough, and no more than that.
        Value::Number(number) if number.is_finite() && number >= 0.0 => {
            Timestamp::from_epoch(&format!("{number:.6}"))
        }
        _ => None,
    }
}

/// Reads an object's members into the flat list.
struct Members<'m, 'a> {
    out: &'m mut Vec<'a, Attribute<'a>>,
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
    out: &'m mut Vec<'a, Attribute<'a>>,
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
