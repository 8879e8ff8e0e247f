//! Plain text loggers: a time stamp at or near the start of the line, then the message.

mod access;

pub use access::head;

use super::contract::{Envelope, LogRecord};
use super::writer::{self, level};
use crate::timestamp::Naive;
use crate::timestamp::stamp::{self, Stamp};

/// The member for plain text.
pub struct Text;

/// Its name; taking this envelope off leaves the line as it is.
pub const NAME: &str = "text";

/// How far into the line a stamp may begin: past a level, a host or a client address.
const REACH: usize = 64;

impl Envelope for Text {
    fn name(&self) -> &'static str {
        NAME
    }

    fn example(&self) -> &'static str {
        "2025-01-01 00:00:18,456 ERROR notifier sms failed"
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let bytes = text.as_bytes();
        // A second stamp in one text is part of the message, but for one that opens it: a platform stamped the line of a logger.
        // So are the times in the columns of a row.
        let again = matches!(record.envelopes().last(), Some(&(NAME | "sql_row")));
        let opening = opening_stamp(bytes, &record.naive);
        let found = match opening {
            None if !again => stamp_within(bytes, &record.naive),
            found => found,
        };
        let Some((stamp, start)) = found else {
            return thread_alone(text, record).filter(|_| !again);
        };
        let rest = text.get(start + stamp.length..)?;
        let body = &rest[rest.bytes().take_while(|byte| closes(*byte)).count()..];
        // A quote opens the request of an access log and must stay.
        let quoted = usize::from(rest[..rest.len() - body.len()].ends_with('"'));
        let body = &rest[rest.len() - body.len() - quoted..];
        record.timestamp = stamp.when.or(record.timestamp);
        let before = level(&text[..start]);
        // A request and its answer name neither level nor writer.
        if quoted == 1 && opens_a_request(body.as_bytes()) {
            record.severity = before.or(record.severity);
            return Some(body);
        }
        record.severity = before.or_else(|| level(body)).or(record.severity);
        let who = writer::writer(body);
        record.thread = who.thread.or(record.thread);
        record.process = who.process.or(record.process);
        Some(body)
    }
}

/// `"POST /…`: a quoted request.
fn opens_a_request(body: &[u8]) -> bool {
    let method = body.iter().skip(1).take_while(|it| it.is_ascii_uppercase());
    let length = method.count();
    length >= 3 && body.get(length + 1) == Some(&b' ')
}

/// True for what stands between a stamp and the message.
const fn closes(byte: u8) -> bool {
    matches!(
        byte,
        b']' | b')' | b'|' | b'"' | b'\'' | b':' | b',' | b' ' | b'\t' | b'-'
    )
}

/// A stamp of any layout that opens the text, a bracket before it or none, and where it begins.
fn opening_stamp(bytes: &[u8], naive: &Naive) -> Option<(Stamp, usize)> {
    // wget heads its calls with a stamp between dashes.
    let start = match bytes {
        [b'-', b'-', b'0'..=b'9', ..] => 2,
        [b'[' | b'(', ..] => 1,
        _ => 0,
    };
    let text = bytes.get(start..)?;
    matches!(
        text,
        [b'0'..=b'9', b'0'..=b'9' | b' ', ..] | [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', ..]
    )
    .then(|| stamp::any(text, naive))
    .flatten()
    .map(|stamp| (stamp, start))
}

/// The first stamp that begins a word within reach, and where it begins.
fn stamp_within(bytes: &[u8], naive: &Naive) -> Option<(Stamp, usize)> {
    if bytes.len() < stamp::SHORTEST {
        return None;
    }
    let mut before = b' ';
    for (at, byte) in bytes.iter().enumerate().take(REACH) {
        let begins = byte.is_ascii_alphanumeric()
            && matches!(before, b' ' | b'[' | b'(' | b'|' | b'"' | b'\'')
            // A digit, or the weekday of a mail date.
            && (byte.is_ascii_digit() || bytes.get(at + 3) == Some(&b','));
        if begins && let Some(stamp) = stamp::dated(&bytes[at..], naive) {
            return Some((stamp, at));
        }
        // What stands in an object is a value and no stamp.
        if *byte == b'{' {
            break;
        }
        before = *byte;
    }
    None
}

/// `[main] ERROR x - failed`: a logger that writes no time.
fn thread_alone<'a>(text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
    if !text.starts_with('[') {
        return None;
    }
    let thread = writer::writer(text).thread?;
    let body = text[1..]
        .trim_start()
        .strip_prefix(thread)?
        .strip_prefix("] ")?;
    record.thread = Some(thread);
    record.severity = level(body).or(record.severity);
    Some(body)
}
