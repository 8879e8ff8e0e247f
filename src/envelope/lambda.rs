//! The lines of AWS Lambda: `<RFC 3339>⇥<request id>⇥ERROR⇥<message>` (Node) and `[ERROR]⇥<RFC 3339>⇥<request id>⇥<message>` (Python).

use super::contract::{Envelope, LogRecord};
use super::writer::{behind_stamp, is_level};
use crate::timestamp::Timestamp;

/// The member for Lambda. The request id stands for the thread: one invocation runs at a time.
pub struct Lambda;

impl Envelope for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn example(&self) -> &'static str {
        "2025-01-01T00:00:00.000Z\t6bc28136-0000-4000-8000-000000000000\tERROR\tsms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first == b'[' || first.is_ascii_digit()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let python = text
            .strip_prefix('[')
            .and_then(|text| text.get(..16.min(text.len())))
            .and_then(|start| start.split_once("]\t"))
            .map(|(level, _)| level)
            .filter(|level| is_level(level.as_bytes()));
        let (level, rest) = match python {
            Some(level) => (Some(level), text.get(level.len() + 3..)?),
            None => (None, text),
        };
        let (stamp, _) = behind_stamp(rest)?;
        let rest = rest[stamp.len()..].strip_prefix('\t')?;
        let (id, mut inside) = rest.split_once('\t').filter(|(id, _)| is_id(id))?;
        let mut severity = level;
        if level.is_none() {
            let (level, message) = inside.split_once('\t')?;
            severity = is_level(level.as_bytes()).then_some(level);
            severity?;
            inside = message;
        }
        record.timestamp = Some(Timestamp::read(stamp, &record.naive)?);
        record.severity = severity;
        record.thread = Some(id).filter(|id| *id != "undefined").or(record.thread);
        Some(inside.trim_end_matches('\n'))
    }
}

/// A request id, or what stands for it while the function is set up.
fn is_id(text: &str) -> bool {
    let of_id = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    text == "undefined" || (text.len() == 36 && text.bytes().all(of_id))
}
