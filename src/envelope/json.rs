//! JSON loggers: an object on a line becomes attributes; the usual names give time, level, message, thread and process.
//!
//! Names as written by winston, pino, bunyan, structlog, loguru, python-json-logger, zap, zerolog, slog, logrus,
//! logstash and ECS, Serilog, log4j2, tracing, Monolog and GELF, and by the platforms that wrap a line or a record of these:
//! journald, `CloudWatch`, Datadog, Google Cloud, Elasticsearch, Loki.

mod cut;
mod names;

use super::contract::{Attribute, Envelope, LogRecord, Value};
use super::object;
use super::shape::Remembered;
use crate::timestamp::{Naive, Timestamp};
use bumpalo::Bump;
use names::{Part, around, inside, top};
use std::cell::RefCell;
use std::rc::Rc;

/// The member for JSON.
pub struct Json;

/// Its name.
pub const NAME: &str = "json";

impl Envelope for Json {
    fn name(&self) -> &'static str {
        NAME
    }

    fn example(&self) -> &'static str {
        r#"{"level":50,"time":1735689617000,"msg":"sms failed","err":{"code":20003,"status":401}}"#
    }

    fn begins(&self, first: u8) -> bool {
        first == b'{' || first.is_ascii_whitespace()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let text = text.trim_ascii_start();
        if !text.starts_with('{') {
            return None;
        }
        let before = record.attributes.len();
        // An element of a list, one to a line, has its comma.
        let whole = text.strip_suffix(',').unwrap_or(text);
        if object::read(whole, record, before) {
            let parts = parts_of(record, before);
            // Records of OpenTelemetry are for the member that knows them.
            if is_otlp(&parts) {
                record.attributes.truncate(before);
                return None;
            }
            return Some(head(record, &parts));
        }
        // Docker cuts long lines itself, and the rest comes in its next record.
        let alone = record.envelopes().is_empty();
        if let Some(whole) = cut::closed(text, record.memory).filter(|_| alone) {
            if !object::read(whole, record, before) {
                return None;
            }
            record.cut = true;
            let parts = parts_of(record, before);
            return Some(head(record, &parts));
        }
        // An object on one line, and under it the indented lines of a stack trace that some other part of the program wrote.
        let (line, rest) = text.split_once('\n')?;
        if !object::read(line, record, before) {
            return None;
        }
        record.attributes.push(Attribute {
            name: "",
            parent: Attribute::TOP,
            value: Value::Text(rest),
        });
        let parts = parts_of(record, before);
        Some(head(record, &parts))
    }
}

/// True for a time of OpenTelemetry's beside a body that is an object.
fn is_otlp(parts: &[(usize, Part)]) -> bool {
    let has = |wanted: Part| parts.iter().any(|(_, part)| *part == wanted);
    has(Part::Otlp) && has(Part::OtlpBody)
}

/// Where the attributes from one on tell of the record as a whole.
fn parts_of(record: &LogRecord<'_>, from: usize) -> Parts {
    let attributes = &record.attributes;
    match from {
        0 => MET
            .with_borrow_mut(|met| Rc::clone(met.of(attributes.shape(), || parts(attributes, 0)))),
        from => parts(attributes, from),
    }
}

/// The places of the attributes that tell of the record as a whole.
type Parts = Rc<[(usize, Part)]>;

thread_local! {
    /// Where the head stands in the shapes met lately.
    static MET: RefCell<Remembered<Parts>> = RefCell::default();
}

/// The values that the head of a record was told in, each with its rank.
#[derive(Default)]
struct Head<'a> {
    time: Option<(u8, Value<'a>)>,
    level: Option<(u8, &'a str)>,
    message: Option<(u8, &'a str)>,
    thread: Option<(u8, Value<'a>)>,
    process: Option<(u8, Value<'a>)>,
    /// log4j2's `instant` in its two parts.
    seconds: Option<i64>,
    nanoseconds: Option<i64>,
    /// The zone that older Monolog writes beside its date.
    zone: Option<&'a str>,
    /// Where a message of bytes stands.
    bytes: Option<usize>,
}

impl<'a> Head<'a> {
    fn take(&mut self, part: Part, at: usize, value: Value<'a>) {
        match (part, value) {
            (Part::Time(rank), _) => keep(&mut self.time, rank, value),
            (Part::Thread(rank), _) => keep(&mut self.thread, rank, value),
            (Part::Process(rank), _) => keep(&mut self.process, rank, value),
            (Part::Level(rank), Value::Text(text)) => least(&mut self.level, rank, text),
            (Part::Message(rank), Value::Text(text)) => least(&mut self.message, rank, text),
            (Part::Message(_), Value::List) => self.bytes = self.bytes.or(Some(at)),
            (Part::Seconds, Value::Integer(number)) => self.seconds = Some(number),
            (Part::Nanoseconds, Value::Integer(number)) => self.nanoseconds = Some(number),
            (Part::Zone, Value::Text(text)) => self.zone = Some(text),
            _ => {}
        }
    }

    fn timestamp(&self, naive: &Naive, memory: &'a Bump) -> Option<Timestamp> {
        let Some((_, value)) = self.time else {
            let nanoseconds = self.nanoseconds.unwrap_or(0);
            let seconds = self.seconds?.checked_mul(1_000_000_000)?;
            return seconds
                .checked_add(nanoseconds)
                .map(Timestamp::from_nanoseconds);
        };
        match (value, self.zone) {
            (Value::Text(text), Some(zone)) => {
                let stamp = bumpalo::format!(in memory, "{} {}", text, zone);
                Timestamp::read(&stamp, naive)
            }
            _ => instant(value, naive),
        }
    }
}

/// Where time and message stand among the attributes of a record whose only envelope is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// The time, a text or a number.
    pub time: usize,
    /// The message, a text.
    pub message: Option<usize>,
}

/// Where its time and message stand; `None` where the time takes more than one value, or the message is a list of bytes.
#[must_use]
pub fn lead(record: &LogRecord<'_>) -> Option<Lead> {
    let (mut time, mut message) = (None, None);
    for (place, part) in parts_of(record, 0).iter() {
        let value = record.attributes.get(*place)?.value;
        match part {
            Part::Time(rank) if !matches!(value, Value::Null | Value::Object | Value::List) => {
                least(&mut time, *rank, *place);
            }
            Part::Message(rank) if value.text().is_some() => least(&mut message, *rank, *place),
            Part::Message(_) if value == Value::List => return None,
            Part::Seconds | Part::Nanoseconds | Part::Zone | Part::Otlp | Part::OtlpBody => {
                return None;
            }
            _ => {}
        }
    }
    Some(Lead {
        time: time.map(|(_, place)| place)?,
        message: message.map(|(_, place)| place),
    })
}

/// Takes time, level, message, thread and process from the attributes; answers the message.
fn head<'a>(record: &mut LogRecord<'a>, parts: &[(usize, Part)]) -> &'a str {
    let mut head = Head::default();
    for (place, part) in parts {
        if let Some(attribute) = record.attributes.get(*place) {
            head.take(*part, *place, attribute.value);
        }
    }
    let timestamp = head.timestamp(&record.naive, record.memory);
    record.timestamp = timestamp.or(record.timestamp);
    record.severity = head.level.map(|(_, text)| text).or(record.severity);
    let said =
        |value: Option<(u8, Value<'a>)>| value.and_then(|(_, value)| said(value, record.memory));
    let (thread, process) = (said(head.thread), said(head.process));
    record.thread = thread.or(record.thread);
    record.process = process.or(record.process);
    match (head.message, head.bytes) {
        (Some((_, text)), _) => text,
        (None, Some(list)) => {
            let text = written_as_bytes(record, list);
            record.hidden = Some(text);
            text
        }
        (None, None) => "",
    }
}

/// What the attributes from one on say of the record as a whole.
fn parts(attributes: &[Attribute<'_>], from: usize) -> Parts {
    let mut object = (Attribute::TOP, None);
    let mut parts = Vec::new();
    for (place, attribute) in attributes.iter().enumerate().skip(from) {
        let part = if attribute.parent == Attribute::TOP {
            match (attribute.name, attribute.value) {
                ("body", Value::Object) => Some(Part::OtlpBody),
                (name, _) => top(name),
            }
        } else {
            if object.0 != attribute.parent {
                object = (attribute.parent, around(attribute.parent, attributes));
            }
            object.1.and_then(|around| inside(around, attribute.name))
        };
        parts.extend(part.map(|part| (place, part)));
    }
    parts.into()
}

/// Keeps the value with the least rank.
fn keep<'a>(best: &mut Option<(u8, Value<'a>)>, rank: u8, value: Value<'a>) {
    if !matches!(value, Value::Null | Value::Object | Value::List) {
        least(best, rank, value);
    }
}

fn least<V>(best: &mut Option<(u8, V)>, rank: u8, value: V) {
    if best.as_ref().is_none_or(|(least, _)| rank < *least) {
        *best = Some((rank, value));
    }
}

/// A text, or a whole number as a text.
fn said<'a>(value: Value<'a>, memory: &'a Bump) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Integer(number) => Some(bumpalo::format!(in memory, "{}", number).into_bump_str()),
        _ => None,
    }
}

/// journald writes a message that is no plain text as the list of its bytes.
fn written_as_bytes<'a>(record: &LogRecord<'a>, list: usize) -> &'a str {
    let parent = u32::try_from(list).unwrap_or(Attribute::TOP);
    let members = record.attributes.get(list + 1..).unwrap_or_default();
    let bytes: Option<Vec<u8>> = members
        .iter()
        .take_while(|member| member.parent == parent)
        .map(|member| u8::try_from(member.value.unsigned()?).ok())
        .collect();
    let bytes = bytes.unwrap_or_default();
    record.memory.alloc_str(&String::from_utf8_lossy(&bytes))
}

/// A stamp as text, or a number since the epoch; whole or with a fraction.
#[must_use]
pub fn instant(value: Value<'_>, naive: &Naive) -> Option<Timestamp> {
    match value {
        Value::Text(text) => Timestamp::read(text, naive),
        Value::Integer(number) => Timestamp::from_epoch(&number.to_string()),
        // A double holds microseconds of this century exactly enough, and no more than that.
        Value::Number(number) if number.is_finite() && number >= 0.0 => {
            Timestamp::from_epoch(&format!("{number:.6}"))
        }
        _ => None,
    }
}
