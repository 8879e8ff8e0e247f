//! Syslog: RFC 3164 and RFC 5424, with and without `<PRI>`, and what `journalctl` and rsyslog write into files.

use super::contract::{Attribute, Envelope, LogRecord, MAX_ATTRIBUTES, Value};
use super::plain::without_written_colours;
use crate::timestamp::{Timestamp, stamp};

/// The member for syslog.
pub struct Syslog;

/// The severities of a priority, from 0.
const SEVERITIES: [&str; 8] = [
    "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug",
];

impl Envelope for Syslog {
    fn name(&self) -> &'static str {
        "syslog"
    }

    fn example(&self) -> &'static str {
        "<11>1 2025-01-01T00:00:00.123Z web-1 notifier 21211 - - sms failed"
    }

    fn begins(&self, first: u8) -> bool {
        first == b'<' || first.is_ascii_digit() || first.is_ascii_uppercase()
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let inside = match text.as_bytes() {
            [b'<', b'0'..=b'9', ..] => {
                let (severity, rest) = priority(text)?;
                let inside = new(rest, record).or_else(|| old(rest, true, record))?;
                record.severity = Some(severity);
                inside
            }
            [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', b' ', ..] => old(text, false, record)?,
            [b'0'..=b'9', .., b'0'..=b'9'] | [b'0'..=b'9', ..]
                if text.as_bytes().get(10) == Some(&b'T') =>
            {
                old(text, false, record)?
            }
            _ => return None,
        };
        Some(without_written_colours(inside, record.memory))
    }
}

/// `<11>`: the severity, and what follows.
fn priority(text: &str) -> Option<(&'static str, &str)> {
    let (number, rest) = text.get(1..)?.split_once('>')?;
    let number = Some(number).filter(|number| number.len() <= 3)?;
    let number: usize = number.parse().ok().filter(|number| *number < 192)?;
    Some((SEVERITIES[number % 8], rest))
}

/// RFC 5424 behind its priority: `1 <stamp> <host> <app> <process> <id> <data> <message>`.
fn new<'a>(text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
    let rest = text.strip_prefix("1 ")?;
    let mut parts = rest.splitn(6, ' ');
    let when = match parts.next()? {
        "-" => None,
        stamp => Some(Timestamp::read(stamp, &record.naive)?),
    };
    let host = parts.next()?;
    let (app, process) = (parts.next()?, parts.next()?);
    parts.next()?;
    let data = parts.next()?;
    let inside = behind_data(data)?;
    let length = data.len() - inside.len();
    record.timestamp = when.or(record.timestamp);
    record.process = match (app, process) {
        ("-", "-") => Some(host).filter(|host| *host != "-").or(record.process),
        (app, "-") => Some(app),
        ("-", process) => Some(process),
        _ => Some(bumpalo::format!(in record.memory, "{}[{}]", app, process).into_bump_str()),
    };
    parameters(data.get(..length).unwrap_or(""), record);
    Some(inside.trim_start_matches('\u{feff}'))
}

/// What follows the structured data: `-`, or `[id name="value" …]…`.
fn behind_data(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('-') {
        return Some(rest.strip_prefix(' ').unwrap_or(rest));
    }
    let (mut quoted, mut escaped, mut before) = (false, false, b' ');
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b' ' if !quoted && before == b']' => return text.get(at + 1..),
            b'[' => {}
            _ if at == 0 => return None,
            _ => {}
        }
        before = byte;
    }
    (!quoted && before == b']').then_some("")
}

/// The parameters of the structured data, as far as nothing in them is escaped.
fn parameters<'a>(data: &'a str, record: &mut LogRecord<'a>) {
    let mut rest = data;
    while let Some((before, after)) = rest.split_once("=\"") {
        let Some((value, behind)) = after.split_once('"') else {
            return;
        };
        let name = before.rsplit([' ', '[', ']']).next().unwrap_or("");
        if !name.is_empty() && !value.contains('\\') && record.attributes.len() < MAX_ATTRIBUTES {
            record.attributes.push(Attribute {
                name,
                parent: Attribute::TOP,
                value: Value::Text(value),
            });
        }
        rest = behind;
    }
}

/// RFC 3164: `<stamp> <host> <tag>[<process>]: <message>`; behind a priority the host may lack.
fn old<'a>(text: &'a str, behind_priority: bool, record: &mut LogRecord<'a>) -> Option<&'a str> {
    let iso = text.as_bytes().get(10) == Some(&b'T');
    let (when, rest) = if iso {
        // Most lines that begin so are no syslog: the stamp is read last.
        (None, super::writer::behind_stamp(text)?.1)
    } else {
        let stamp = stamp::any(text.as_bytes(), &record.naive)?;
        (stamp.when, text.get(stamp.length..)?.strip_prefix(' ')?)
    };
    let (tag, inside) = tagged(rest).filter(|_| behind_priority).or_else(|| {
        let (host, rest) = rest.split_once(' ').filter(|(host, _)| is_host(host))?;
        tagged(rest.trim_start()).filter(|_| !host.ends_with(':'))
    })?;
    // Without priority and month the process is what tells syslog from a text logger.
    if iso && !behind_priority && !tag.ends_with(']') {
        return None;
    }
    let when = if iso {
        let (stamp, _) = super::writer::behind_stamp(text)?;
        Some(Timestamp::read(stamp, &record.naive)?)
    } else {
        when
    };
    record.timestamp = when.or(record.timestamp);
    record.process = Some(tag);
    Some(inside)
}

fn is_host(word: &str) -> bool {
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=255).contains(&word.len()) && word.bytes().all(of_host)
}

/// `tag: ` or `tag[process]: ` and what follows it.
fn tagged(text: &str) -> Option<(&str, &str)> {
    let end = text
        .bytes()
        .take(80)
        .position(|byte| matches!(byte, b' ' | b':' | b'['))?;
    let of_tag = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./@()".contains(&byte);
    if end == 0 || !text.bytes().take(end).all(of_tag) {
        return None;
    }
    let end = match text.as_bytes()[end] {
        b'[' => end + text[end..].bytes().take(32).position(|byte| byte == b']')? + 1,
        _ => end,
    };
    let inside = text.get(end..)?.strip_prefix(':')?;
    let separated = inside.is_empty() || inside.starts_with([' ', '\n']);
    separated.then(|| (&text[..end], inside.strip_prefix(' ').unwrap_or(inside)))
}
