//! logfmt: `time=… level=error msg="…" key=value`, as written by logrus, slog's text handler and many others.

use super::contract::{Attribute, Envelope, LogRecord, MAX_ATTRIBUTES, Value};
use crate::timestamp::Timestamp;
use bumpalo::Bump;

/// The member for logfmt. The line must begin with a pair and have at least two.
pub struct Logfmt;

impl Envelope for Logfmt {
    fn name(&self) -> &'static str {
        "logfmt"
    }

    fn example(&self) -> &'static str {
        r#"time=2025-01-01T00:00:00Z level=error msg="sms failed" status=401 code=20003"#
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        memchr::memchr(b'=', text.as_bytes())?;
        let before = record.attributes.len();
        let (mut rest, mut pairs, mut words) = (text.trim_ascii(), 0_usize, 0_usize);
        while !rest.is_empty() && record.attributes.len() < MAX_ATTRIBUTES {
            if let Some((name, value, after)) = pair(rest, record.memory) {
                record.attributes.push(Attribute {
                    name,
                    parent: Attribute::TOP,
                    value: Value::Text(value),
                });
                pairs += 1;
                rest = after.trim_ascii_start();
            } else if pairs == 0 {
                return None;
            } else {
                words += 1;
                rest = rest
                    .split_once([' ', '\t'])
                    .map_or("", |(_, after)| after.trim_ascii_start());
            }
        }
        // A sentence that happens to hold a pair or two is not logfmt.
        if pairs < 2 || words > pairs {
            record.attributes.truncate(before);
            return None;
        }
        Some(head(record, before))
    }
}

fn head<'a>(record: &mut LogRecord<'a>, from: usize) -> &'a str {
    let mut message = "";
    for attribute in &record.attributes[from..] {
        let Some(value) = attribute.value.text() else {
            continue;
        };
        match attribute.name {
            "time" | "ts" | "timestamp" | "@timestamp" | "t" => {
                record.timestamp = Timestamp::read(value, &record.naive).or(record.timestamp);
            }
            "level" | "lvl" | "severity" => record.severity = Some(value),
            "thread" | "thread_name" | "thread_id" | "tid" => record.thread = Some(value),
            "pid" | "process" => record.process = Some(value),
            "msg" | "message" => message = value,
            _ => {}
        }
    }
    message
}

/// One `name=value` or `name="value"` at the start, and what follows it.
fn pair<'a>(text: &'a str, memory: &'a Bump) -> Option<(&'a str, &'a str, &'a str)> {
    let length = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"_.-@/".contains(&byte)))?;
    let (name, rest) = text.split_at(length);
    let rest = rest.strip_prefix('=').filter(|_| !name.is_empty())?;
    if let Some(quoted) = rest.strip_prefix('"') {
        let (value, after) = unquote(quoted, memory)?;
        return Some((name, value, after));
    }
    let end = rest.find([' ', '\t']).unwrap_or(rest.len());
    Some((name, &rest[..end], &rest[end..]))
}

/// The text up to the closing quote, unescaped, and what follows the quote.
fn unquote<'a>(text: &'a str, memory: &'a Bump) -> Option<(&'a str, &'a str)> {
    let bytes = text.as_bytes();
    let (mut end, mut escaped) = (0, false);
    loop {
        end += memchr::memchr2(b'"', b'\\', &bytes[end..])?;
        if bytes[end] == b'"' {
            break;
        }
        escaped = true;
        end = (end + 2).min(bytes.len());
    }
    let after = &text[end + 1..];
    if !escaped {
        return Some((&text[..end], after));
    }
    let mut plain = bumpalo::collections::String::with_capacity_in(end, memory);
    let mut letters = text[..end].chars();
    while let Some(letter) = letters.next() {
        plain.push(match (letter, letter == '\\') {
            (_, false) => letter,
            (_, true) => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
        });
    }
    Some((plain.into_bump_str(), after))
}
