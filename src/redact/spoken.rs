//! Owns what was said to a number: a text in quotes beside it, and a message beside it in one object.

use super::lists::{blanks, is_said};
use super::names::{Kind, kind_of};
use super::{Hidden, context, value};
use std::borrow::Cow;
use std::ops::Range;

/// How long a text beside a number is at most, and an object with both.
const LONG: usize = 2_048;

/// Words before what was sent: `sending "Hi Bob" to …`.
const SENDING: [&str; 19] = [
    "send",
    "sending",
    "sent",
    "text",
    "texting",
    "texted",
    "sms",
    "message",
    "messaging",
    "msg",
    "body",
    "deliver",
    "delivering",
    "delivered",
    "reply",
    "replying",
    "replied",
    "with",
    "saying",
];
/// What stands between a text and the number it was sent to.
const TOWARDS: [&str; 6] = [
    " to ",
    " for ",
    " to user ",
    " to number ",
    " to whatsapp:",
    " to: ",
];
/// Quotes; before them may stand any number of backslashes.
const SIGNS: [&str; 5] = ["\"\"", "\"", "'", "&quot;", "&#x27;"];
/// Keys of a record of a log: what is called a message beside them tells what happened.
const RECORD: [&str; 22] = [
    "level",
    "severity",
    "lvl",
    "time",
    "timestamp",
    "ts",
    "status",
    "code",
    "error",
    "err",
    "logger",
    "hostname",
    "pid",
    "url",
    "method",
    "stack",
    "event",
    "loglevel",
    "errorcode",
    "statuscode",
    "exception",
    "moreinfo",
];

/// Hides it.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    if !value::is_ready() {
        return None;
    }
    if !text.contains("[phone]") {
        return Some(Cow::Borrowed(text));
    }
    let mut hidden: Vec<Hidden> = Vec::new();
    for (at, number) in text.match_indices("[phone]") {
        let parts = [before(text, at), behind(text, at + number.len())];
        let said = parts
            .into_iter()
            .flatten()
            .filter(|part| is_said(&text[part.clone()]));
        hidden.extend(said.map(|part| (part, Kind::Body.marker())));
    }
    for (at, _) in text.match_indices('{') {
        hidden.extend(message(text, at).map(|part| (part, Kind::Body.marker())));
    }
    Some(super::without(text, hidden))
}

/// `sending "Hi Bob" to [phone]`.
fn before(text: &str, number: usize) -> Option<Range<usize>> {
    let near = context::tail(&text[..number], LONG);
    let start = number - near.len();
    let near = TOWARDS.iter().find_map(|to| near.strip_suffix(to))?;
    let sign = SIGNS.iter().find(|sign| near.ends_with(**sign))?;
    let inner = near.strip_suffix(sign)?.trim_end_matches('\\');
    let quote = &near[inner.len()..];
    let opens = |at: usize| {
        let verb = inner[..at].trim_end_matches([' ', ':']);
        let word = verb
            .rsplit(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or("");
        verb.len() < at && SENDING.contains(&word.to_ascii_lowercase().as_str())
    };
    let (at, _) = inner.match_indices(quote).find(|(at, _)| opens(*at))?;
    Some(start + at + quote.len()..start + inner.len())
}

/// `sent [phone] "Hi Bob"`.
fn behind(text: &str, after: usize) -> Option<Range<usize>> {
    let rest = &text[after..];
    let gap = rest.len() - rest.trim_start_matches([' ', ':', ',']).len();
    let opening = rest[gap..].trim_start_matches('\\');
    let slashes = rest.len() - gap - opening.len();
    let sign = SIGNS.iter().find(|sign| opening.starts_with(**sign));
    let sign = sign.filter(|_| gap > 0 && !rest.starts_with(','))?;
    let quote = &rest[gap..gap + slashes + sign.len()];
    let start = after + gap + quote.len();
    let size = text[start..].find(quote)?;
    let part = start..start + size;
    let behind = text[part.end + quote.len()..].trim_start();
    let named = behind.starts_with([':', '=']) || text[part.clone()].contains("HTTP/");
    (size < LONG && !named).then_some(part)
}

/// The message of an object that says to whom it goes, and is no record of a log.
fn message(text: &str, at: usize) -> Option<Range<usize>> {
    let pairs = pairs(text, at + 1);
    let key = |key: &Range<usize>| context::reduced(&text[key.clone()]);
    let to = pairs.iter().any(|(name, value)| {
        text[value.clone()].contains("[phone]") && kind_of(&text[name.clone()]) == Some(Kind::Phone)
    });
    if !to
        || pairs
            .iter()
            .any(|(name, _)| RECORD.contains(&key(name).as_str()))
    {
        return None;
    }
    let said = |(name, value): &&(Range<usize>, Range<usize>)| {
        ["message", "msg"].contains(&key(name).as_str()) && is_said(&text[value.clone()])
    };
    pairs.iter().find(said).map(|(_, value)| value.clone())
}

/// The names and values of an object; what is nested has none.
fn pairs(text: &str, mut at: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut out, end) = (Vec::new(), at + LONG);
    while at < text.len().min(end) {
        at += blanks(&text[at..]);
        let (name, next) = string(text, at, &[':', '=', ',', '}', '{', '[']);
        at = next + blanks(&text[next..]);
        let Some(sign) = ["=>", ":", "="]
            .iter()
            .find(|sign| text[at..].starts_with(**sign))
        else {
            break;
        };
        at += sign.len();
        at += blanks(&text[at..]);
        let (value, next) = match text[at..].chars().next() {
            Some('{' | '[') if !value::is_marker(&text[at..]) => (at..at, nested(text, at, end)),
            _ => string(text, at, &[',', '}']),
        };
        out.push((name, value));
        at = next + blanks(&text[next..]);
        if !text[at..].starts_with(',') {
            break;
        }
        at += 1;
    }
    out
}

/// A string, or what stands without quotes up to one of the signs; and where the text goes on.
fn string(text: &str, at: usize, signs: &[char]) -> (Range<usize>, usize) {
    value::string(text, at).unwrap_or_else(|| {
        let size = text[at..].find(signs).unwrap_or(text.len() - at);
        (at..at + text[at..at + size].trim_end().len(), at + size)
    })
}

/// Where an object or list that opens at `at` is closed.
fn nested(text: &str, mut at: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    while at < text.len().min(end) {
        if let Some((_, next)) = value::string(text, at) {
            at = next.max(at + 1);
            continue;
        }
        match text.as_bytes()[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
        if depth == 0 {
            break;
        }
    }
    at
}
