//! JSON loggers: an object on a line becomes attributes; the usual names give time, level and message.
//!
//! Names as written by winston, pino, bunyan, structlog, loguru, python-json-logger, zap, zerolog, slog, logrus,
//! logstash and ECS, Serilog, log4j2 and tracing.

mod plain;
mod quick;
#[cfg(test)]
mod tests;

use super::contract::{Attribute, Envelope, LogRecord, Value};
use super::names::Remembered;
use crate::timestamp::Timestamp;
use std::cell::RefCell;

/// The member for JSON.
pub struct Json;

/// Its name.
pub(super) const NAME: &str = "json";

impl Envelope for Json {
    fn name(&self) -> &'static str {
        NAME
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
        if read(text, record, before) {
            return Some(head(record, before));
        }
        // An object on one line, and under it the indented lines of a stack trace that some other part of the program wrote.
        let (line, rest) = text.split_once('\n')?;
        if !read(line, record, before) {
            return None;
        }
        record.attributes.push(Attribute {
            name: "",
            parent: Attribute::TOP,
            known_as: 0,
            value: Value::Text(rest),
        });
        Some(head(record, before))
    }
}

/// Reads an object that fills the text; false, and nothing of it kept, when that cannot be.
fn read<'a>(text: &'a str, record: &mut LogRecord<'a>, before: usize) -> bool {
    let done = quick::object(text, &mut record.attributes, record.memory) || {
        record.attributes.truncate(before);
        plain::object(text, &mut record.attributes, record.memory)
    };
    if !done {
        record.attributes.truncate(before);
    }
    done
}

/// Takes time, level and message from the attributes read since `from`; answers the message.
fn head<'a>(record: &mut LogRecord<'a>, from: usize) -> &'a str {
    let (mut time, mut level, mut message) = (None, None, None);
    MET.with_borrow_mut(|met| {
        for (place, attribute) in record.attributes[from..].iter().enumerate() {
            let part = if attribute.parent == Attribute::TOP {
                met.meaning(place, attribute, top)
            } else {
                nested(attribute, &record.attributes)
            };
            match part {
                Some(Part::Time(rank)) => keep(&mut time, rank, attribute.value),
                Some(Part::Level(rank)) => keep(&mut level, rank, attribute.value),
                Some(Part::Message(rank)) => keep(&mut message, rank, attribute.value),
                None => {}
            }
        }
    });
    record.timestamp = time
        .and_then(|(_, value)| instant(value))
        .or(record.timestamp);
    record.severity = level
        .and_then(|(_, value)| value.text())
        .or(record.severity);
    message.and_then(|(_, value)| value.text()).unwrap_or("")
}

thread_local! {
    /// The names that stood at the top of the records before.
    static MET: RefCell<Remembered<Part>> = RefCell::default();
}

/// What a name stands for, with its rank: of several, the least rank counts, then the first.
#[derive(Debug, Clone, Copy)]
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

fn top(name: &str) -> Option<Part> {
    Some(match name {
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
