//! What a debug block tells of an attempt in records of their own: headers of the request and of its answer, the payload.

use super::hash;
use super::names::{self, Name};
use super::wait::retry_after;
use crate::envelope::contract::Value;
use crate::event::Piece;
use crate::event::attempt::{Fact, RetryAfter};
use crate::outcome::grammar::origin;

/// The longest value of a header that is looked at.
const LONGEST: usize = 200;

/// What a header of the request says.
#[must_use]
pub fn request_header<'a>(name: &str, value: &'a str) -> Option<Piece<'a>> {
    let spelled = name.contains('-') || name.eq_ignore_ascii_case("traceparent");
    let fits = spelled && !value.is_empty() && value.len() <= LONGEST;
    let (name, rank) = fits.then(|| names::whole(name)).flatten()?;
    let number = || value.parse().ok();
    match name {
        Name::Correlation if !names::is_answer(value) && !value.contains(' ') => {
            Some(Piece::Correlation(rank, origin::trace_of(value)))
        }
        Name::Attempt => number().map(|number| Piece::Fact(Fact::Number(number))),
        Name::Resend => number().map(|number| Piece::Fact(Fact::Resend(number))),
        _ => None,
    }
}

/// `Retry-After` of an answer.
#[must_use]
pub fn asked_to_wait(value: &str) -> Option<Piece<'_>> {
    let asked = retry_after(Value::Text(value), 1.0);
    (asked != RetryAfter::Unsaid).then_some(Piece::Fact(Fact::RetryAfter(asked)))
}

/// The SID in the body of an answer.
#[must_use]
pub fn created(body: &str) -> Option<Piece<'static>> {
    let mut rest = body.trim().strip_prefix('{')?.strip_suffix('}')?;
    let sid = loop {
        let (name, after) = quoted(rest.trim_start())?;
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        if name == "sid" {
            break quoted(value)?.0;
        }
        rest = value.get(value_length(value)?..)?.strip_prefix(',')?;
    };
    let made = crate::resource::is_sid(sid) && !sid.starts_with("AC");
    made.then(|| Piece::Fact(Fact::Created(hash(sid))))
}

/// Fields that tell who writes to whom, and nothing of what.
const PARTIES: [&str; 3] = ["To", "From", "MessagingServiceSid"];

/// The members of a map as Python prints it; nothing of what is none.
fn members(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (name, after) = quoted(rest)?;
        let value = after.strip_prefix(": ")?;
        let (value, after) = value.split_at_checked(value_length(value)?)?;
        members.push((name, value));
        rest = match after.strip_prefix(", ") {
            Some(next) => next,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(members)
}

/// The field that some endpoints take a key in: it is no part of what is asked for.
const KEY: &str = "IdempotencyKey";

/// The form of a request, as Python prints a map: `{'To': '+15550100', 'Body': 'Hi'}`.
#[must_use]
pub fn payload(text: &str) -> Option<Piece<'static>> {
    let members = members(text)?;
    let asked = members.iter().filter(|(name, _)| *name != KEY);
    let to = members.iter().find(|(name, _)| *name == "To");
    let to = to.and_then(|(_, value)| quoted(value));
    let to = to.map_or(0, |(number, _)| hash(number));
    let says_more = asked.clone().any(|(name, _)| !PARTIES.contains(name));
    let body = if says_more {
        hash(asked.collect::<Vec<_>>())
    } else {
        0
    };
    (to != 0 || body != 0).then_some(Piece::Fact(Fact::Payload { to, body }))
}

/// The key that such a form carries.
#[must_use]
pub fn key_field(text: &str) -> Option<Piece<'static>> {
    let members = members(text)?;
    let (_, value) = members.iter().find(|(name, _)| *name == KEY)?;
    let (key, _) = quoted(value).filter(|(key, _)| !key.is_empty())?;
    Some(Piece::Fact(Fact::FieldKey(hash(key))))
}

/// A text in quotes, and what follows it.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let length = text_length(text)?;
    let (whole, after) = text.split_at_checked(length)?;
    Some((whole.get(1..length - 1)?, after))
}

/// Length of a text in quotes, with them.
fn text_length(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    let (_, quote) = bytes.next().filter(|(_, byte)| b"'\"".contains(byte))?;
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == quote {
            return Some(at + 1);
        }
    }
    None
}

/// Length of a value: up to the comma that is in no text and no list.
pub(super) fn value_length(text: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'\'' | b'"' => {
                at += text_length(text.get(at..)?)?;
                continue;
            }
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(bool, bool)> {
        match payload(text)? {
            Piece::Fact(Fact::Payload { to, body }) => Some((to != 0, body != 0)),
            _ => None,
        }
    }

    #[test]
    fn a_payload_tells_recipient_and_text() {
        for (text, told) in [
            ("{'To': '+15550100', 'Body': 'Hi'}", Some((true, true))),
            (
                "{'To': '+15550100', 'From': '+15550101'}",
                Some((true, false)),
            ),
            ("{'Body': \"it's 'To': '+15550100'\"}", Some((false, true))),
            (
                "{'MediaUrl': ['a, b', 'c'], 'To': None, 'Max': 3}",
                Some((false, true)),
            ),
            ("{'From': '+15550101'}", None),
            ("{}", None),
            ("{'To': '+15550100'", None),
            ("{'To': '+1555\\'}", None),
            ("{'a': ]}", None),
        ] {
            assert_eq!(parts(text), told, "{text}");
        }
    }

    #[test]
    fn a_key_in_the_form_is_no_part_of_what_is_asked_for() {
        let form =
            |key: &str| format!("{{'To': '+15550100', 'Body': 'Hi', 'IdempotencyKey': '{key}'}}");
        let key = Some(Piece::Fact(Fact::FieldKey(hash("k"))));
        assert_eq!(key_field(&form("k")), key);
        assert_eq!(payload(&form("k")), payload(&form("l")));
        assert_eq!(
            payload(&form("k")),
            payload("{'To': '+15550100', 'Body': 'Hi'}")
        );
        assert_eq!(key_field("{'To': '+15550100'}"), None);
    }

    #[test]
    fn headers_are_known_by_any_spelling() {
        let id = |rank| Some(Piece::Correlation(rank, "job-7"));
        assert_eq!(request_header("X-Correlation-ID", "job-7"), id(1));
        assert_eq!(request_header("x-request-id", "job-7"), id(3));
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let parent = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(
            request_header("traceparent", &parent),
            Some(Piece::Correlation(5, trace))
        );
        assert_eq!(
            request_header("X-Retry-Attempt", "2"),
            Some(Piece::Fact(Fact::Number(2)))
        );
        for (name, value) in [
            ("X-Request-Id", "RQ00000000000000000000000000000000"),
            ("X-Request-Id", ""),
            ("attempt", "2"),
            ("retries", "3"),
            ("X-Retry-Attempt", "none"),
            ("Content-Type", "text/html"),
        ] {
            assert_eq!(request_header(name, value), None, "{name}: {value}");
        }
    }

    #[test]
    fn an_answer_tells_what_it_made_and_how_long_to_wait() {
        let sid = "SM00000000000000000000000000000000";
        let body = format!(r#"{{"account_sid": "AC1", "sid": "{sid}"}}"#);
        assert_eq!(created(&body), Some(Piece::Fact(Fact::Created(hash(sid)))));
        assert_eq!(created(r#"{"a": {"sid": 1}}"#), None);
        assert_eq!(created("{"), None);
        let wait = |milliseconds| {
            let asked = RetryAfter::Milliseconds(milliseconds);
            Some(Piece::Fact(Fact::RetryAfter(asked)))
        };
        assert_eq!(asked_to_wait("10"), wait(10_000));
        assert_eq!(asked_to_wait("soon"), None);
    }
}
