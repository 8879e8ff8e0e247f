//! Heroku's log drain: `<RFC 3339> app[web.1]: <line>`, and the answers of its router.

use super::contract::{Envelope, LogRecord};
use super::writer::behind_stamp;
use crate::timestamp::Timestamp;

/// The member for Heroku.
pub struct Heroku;

impl Envelope for Heroku {
    fn name(&self) -> &'static str {
        "heroku"
    }

    fn example(&self) -> &'static str {
        "2025-01-01T00:00:00.123456+00:00 app[web.1]: sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first.is_ascii_digit()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let (stamp, rest) = behind_stamp(text)?;
        let source = rest.bytes().take(48).position(|byte| byte == b'[')?;
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let named = source > 0 && rest.bytes().take(source).all(of_name);
        let end = rest
            .find("]: ")
            .filter(|end| named && (source + 2..96).contains(end))?;
        rest[source..end]
            .bytes()
            .all(|byte| byte != b' ')
            .then_some(())?;
        record.timestamp = Some(Timestamp::read(stamp, &record.naive)?);
        record.process = Some(&rest[..=end]);
        let inside = &rest[end + 3..];
        // What the router answers is the customer's own answer to somebody: never an outcome of a call.
        let routed = rest.starts_with("heroku[router]") && inside.starts_with("at=");
        Some(if routed { "" } else { inside })
    }
}
