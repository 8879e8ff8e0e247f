//! Plain text loggers: a time stamp at or near the start of the line, then the message.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::stamp;

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
        if bytes.len() < stamp::SHORTEST {
            return None;
        }
        let opens = |at: usize| {
            at == 0 || matches!(bytes[at - 1], b' ' | b'[' | b'(' | b'|' | b'"' | b'\'')
        };
        let (when, start, length) = (0..bytes.len().min(REACH))
            .filter(|at| bytes[*at].is_ascii_alphanumeric() && opens(*at))
            .find_map(|at| stamp::leading(&bytes[at..]).map(|(when, length)| (when, at, length)))?;
        let rest = text.get(start + length..)?;
        let body = rest.trim_start_matches([']', ')', '|', '"', '\'', ':', ',', ' ', '\t', '-']);
        // The dash of `- - [` belongs to nobody; a quote opens the request of an access log and must stay.
        let body = &rest[rest.len() - body.len()..];
        let body = if rest[..rest.len() - body.len()].ends_with('"') {
            &rest[rest.len() - body.len() - 1..]
        } else {
            body
        };
        record.timestamp = Some(when);
        record.severity = level(&text[..start])
            .or_else(|| level(body))
            .or(record.severity);
        Some(body)
    }
}

/// The first of the first four words that is a level.
fn level(text: &str) -> Option<&str> {
    let words = text
        .split([' ', '\t', '[', ']', '|', ':'])
        .filter(|word| !word.is_empty());
    words
        .take(4)
        .find(|word| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word)))
}
