//! Plain text loggers: a time stamp at or near the start of the line, then the message.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::{Timestamp, stamp};

/// The member for plain text.
pub struct Text;

/// Its name; taking this envelope off leaves the line as it is.
pub(super) const NAME: &str = "text";

/// How far into the line a stamp may begin: past a level, a host or a client address.
const REACH: usize = 64;

/// Levels as loggers write them, in upper case.
const LEVELS: [&str; 14] = [
    "TRACE",
    "DEBUG",
    "INFO",
    "NOTICE",
    "WARN",
    "WARNING",
    "ERROR",
    "ERR",
    "FATAL",
    "CRITICAL",
    "ALERT",
    "EMERGENCY",
    "SEVERE",
    "PANIC",
];

impl Envelope for Text {
    fn name(&self) -> &'static str {
        NAME
    }

    fn example(&self) -> &'static str {
        "2025-01-01 00:00:18,456 ERROR notifier sms failed"
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let bytes = text.as_bytes();
        // A second stamp in one text is part of the message.
        if bytes.len() < stamp::SHORTEST || record.envelopes().last() == Some(&NAME) {
            return None;
        }
        let (when, start, length) = first_stamp(bytes)?;
        let rest = text.get(start + length..)?;
        let body = &rest[rest.bytes().take_while(|byte| closes(*byte)).count()..];
        // A quote opens the request of an access log and must stay.
        let quoted = usize::from(rest[..rest.len() - body.len()].ends_with('"'));
        let body = &rest[rest.len() - body.len() - quoted..];
        record.timestamp = Some(when);
        record.severity = level(&text[..start])
            .or_else(|| level(body))
            .or(record.severity);
        Some(body)
    }
}

/// True for what stands between a stamp and the message.
const fn closes(byte: u8) -> bool {
    matches!(
        byte,
        b']' | b')' | b'|' | b'"' | b'\'' | b':' | b',' | b' ' | b'\t' | b'-'
    )
}

/// The first stamp that begins a word within reach: its time, start and length.
fn first_stamp(bytes: &[u8]) -> Option<(Timestamp, usize, usize)> {
    let mut before = b' ';
    for (at, byte) in bytes.iter().enumerate().take(REACH) {
        let begins = byte.is_ascii_alphanumeric()
            && matches!(before, b' ' | b'[' | b'(' | b'|' | b'"' | b'\'')
            // A digit, or the weekday of a mail date.
            && (byte.is_ascii_digit() || bytes.get(at + 3) == Some(&b','));
        if begins && let Some((when, length)) = stamp::leading(&bytes[at..]) {
            return Some((when, at, length));
        }
        before = *byte;
    }
    None
}

/// The first of the first few words that is a level. Runs for every line: on bytes, and no further than it must.
fn level(text: &str) -> Option<&str> {
    let bytes = &text.as_bytes()[..text.len().min(LEVEL_REACH)];
    let (mut at, mut words) = (0, 0);
    // The request of an access log: no level, and too long to look for one in.
    if bytes.first() == Some(&b'"') {
        return None;
    }
    while at < bytes.len() && words < 4 {
        if !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let length = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if is_level(&bytes[at..at + length]) {
            return text.get(at..at + length);
        }
        words += 1;
        at += length;
    }
    None
}

/// How far into a text its level is looked for.
const LEVEL_REACH: usize = 48;

fn is_level(word: &[u8]) -> bool {
    let longest = 3..=9;
    longest.contains(&word.len())
        && LEVELS
            .iter()
            .any(|level| level.len() == word.len() && level.as_bytes().eq_ignore_ascii_case(word))
}
