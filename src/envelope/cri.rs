//! The Kubernetes container runtime interface: `<RFC 3339> stdout|stderr F|P <line>`.

use super::contract::{Envelope, LogRecord};
use super::writer::behind_stamp;
use crate::timestamp::Timestamp;

/// The member for CRI. Lines marked `P` (partial) are joined with those that follow.
pub struct Cri;

impl Envelope for Cri {
    fn name(&self) -> &'static str {
        "cri"
    }

    fn example(&self) -> &'static str {
        "2025-01-01T00:00:17.123456789Z stderr F sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first.is_ascii_digit()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let (stamp, partial, inside) = line(text)?;
        let when = Timestamp::read(stamp, &record.naive)?;
        record.timestamp = Some(when);
        if partial && inside.contains('\n') {
            return Some(joined(text, record));
        }
        Some(inside)
    }
}

/// Stamp, whether the line goes on, and what is inside.
fn line(text: &str) -> Option<(&str, bool, &str)> {
    let (stamp, rest) = behind_stamp(text)?;
    let rest = rest
        .strip_prefix("stdout ")
        .or_else(|| rest.strip_prefix("stderr "))?;
    match rest.as_bytes() {
        [tag @ (b'F' | b'P'), b' ', ..] => Some((stamp, *tag == b'P', &rest[2..])),
        b"F" => Some((stamp, false, "")),
        _ => None,
    }
}

/// The parts of one line without what stands before each.
fn joined<'a>(text: &str, record: &LogRecord<'a>) -> &'a str {
    let mut whole = bumpalo::collections::String::with_capacity_in(text.len(), record.memory);
    let mut open = true;
    for part in text.split('\n') {
        let part = part.trim_end_matches('\r');
        if !open {
            whole.push('\n');
        }
        let (_, goes_on, inside) = line(part).unwrap_or(("", false, part));
        whole.push_str(inside);
        open = goes_on;
    }
    whole.into_bump_str()
}
