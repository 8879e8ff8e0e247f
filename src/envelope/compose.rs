//! Docker Compose and process managers: `<name>  | <line>`.

use super::contract::{Envelope, LogRecord};

/// The member for Compose, and for foreman and its kin, whose time of day is off already.
pub struct Compose;

impl Envelope for Compose {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn example(&self) -> &'static str {
        "worker-1  | 2025-01-01 00:00:18,456 ERROR sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first.is_ascii_alphabetic() || matches!(first, b'_' | b'.' | b'-')
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
        let bytes = text.as_bytes();
        let name = bytes
            .iter()
            .take(80)
            .take_while(|byte| of_name(byte))
            .count();
        let blanks = bytes[name..]
            .iter()
            .take(80)
            .take_while(|byte| **byte == b' ')
            .count();
        let rest = text.get(name + blanks..)?.strip_prefix('|')?;
        // A word and a bar may be a table, or a logger's columns: a service's name has its number, or is padded.
        let numbered = bytes[..name]
            .iter()
            .rposition(|byte| b"-_.".contains(byte))
            .is_some_and(|at| {
                at > 0 && at + 1 < name && bytes[at + 1..name].iter().all(u8::is_ascii_digit)
            });
        if blanks == 0 || !(numbered || (name > 0 && blanks > 1)) || bytes[0].is_ascii_digit() {
            return None;
        }
        if !(rest.is_empty() || rest.starts_with(' ')) || super::writer::is_level(&bytes[..name]) {
            return None;
        }
        record.process = text.get(..name);
        Some(rest.strip_prefix(' ').unwrap_or(rest))
    }
}
