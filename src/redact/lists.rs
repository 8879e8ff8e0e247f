//! Owns private values that stand in lists: names and values in turn, as in Node's `rawHeaders`, pairs, and arguments without names.

use super::fields::{self, Part};
use super::names::{Kind, kind_of};
use super::{Hidden, context, strict, value};
use std::borrow::Cow;

/// More elements than a list of arguments or headers has.
const ELEMENTS: usize = 64;
/// More bytes than an element without quotes has.
const BARE: usize = 400;

/// One element: its contents, and whether it stood in quotes.
struct Element {
    at: Part,
    quoted: bool,
}

/// Hides them.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    let mut hidden: Vec<Hidden> = Vec::new();
    for (at, _) in text.match_indices(['[', '(', '{']) {
        if value::is_marker(&text[at..]) {
            continue;
        }
        let (elements, nested) = read(text, at + 1);
        if elements.is_empty() {
            continue;
        }
        let name = context::name_before(text, at)?;
        let login = kind_of(&name) == Some(Kind::Login);
        if login && elements.len() > 1 {
            hidden.extend(
                elements
                    .iter()
                    .filter(|element| is_secret(text, element))
                    .map(|element| (element.at.clone(), Kind::Login.marker())),
            );
            continue;
        }
        let listed = text[at..].starts_with(['[', '{']);
        named(text, &elements, (nested, listed), &mut hidden);
        arguments(text, at, &elements, &mut hidden);
    }
    columns(text, &mut hidden);
    Some(super::without(text, hidden))
}

/// The elements of a list up to its end, or to where it becomes something else; and where a list in it begins.
fn read(text: &str, from: usize) -> (Vec<Element>, Option<usize>) {
    let mut elements = Vec::new();
    let mut at = from;
    while elements.len() < ELEMENTS {
        at += blanks(&text[at..]);
        let rest = &text[at..];
        if rest.starts_with(['[', '(', '{']) && !value::is_marker(rest) {
            return (elements, Some(at + 1));
        }
        let (element, end) = if let Some((part, end)) = value::string(text, at) {
            (
                Element {
                    at: part,
                    quoted: true,
                },
                end,
            )
        } else {
            let size = bare(rest);
            let part = at..at + rest[..size].trim_end().len();
            (
                Element {
                    at: part,
                    quoted: false,
                },
                at + size,
            )
        };
        let after = end + blanks(&text[end..]);
        let next = text[after..].chars().next();
        let another = element.quoted && after > end && value::string(text, after).is_some();
        match next {
            // What has a name here speaks for itself.
            Some(':' | '=') => break,
            Some(',') => at = after + 1,
            _ if another => at = after,
            closed => {
                let whole = closed.is_none_or(|closed| ")]}".contains(closed));
                elements.extend(
                    (!element.at.is_empty() && (whole || element.quoted)).then_some(element),
                );
                break;
            }
        }
        elements.push(element);
    }
    (elements, None)
}

/// Blanks, line ends as they are or escaped, and what Erlang sets around strings.
pub(super) fn blanks(rest: &str) -> usize {
    let mut at = 0;
    loop {
        let left = &rest[at..];
        let slashes = left.len() - left.trim_start_matches('\\').len();
        let letter = slashes > 0 && left[slashes..].starts_with(['n', 'r', 't']);
        let erlang = left.starts_with("<<") || left.starts_with(">>");
        at += match left.chars().next() {
            Some(c) if c.is_whitespace() => c.len_utf8(),
            _ if letter => slashes + 1,
            _ if erlang => 2,
            _ => return at,
        };
    }
}

/// How far an element without quotes reaches; a marker is one element although it has brackets.
fn bare(rest: &str) -> usize {
    let mut at = 0;
    while at < rest.len().min(BARE) {
        let left = &rest[at..];
        if let Some(size) = value::marker(left) {
            at += size;
        } else if left.starts_with([',', ')', ']', '}', '(', '[', '{', '"', '\'', '`', '\n', '='])
            || left.starts_with(": ") && !rest[..at].contains(' ')
        {
            break;
        } else {
            at += left.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Names and values in turn.
fn named(
    text: &str,
    elements: &[Element],
    (nested, listed): (Option<usize>, bool),
    hidden: &mut Vec<Hidden>,
) {
    let mut value = 0;
    for (place, element) in elements.iter().enumerate() {
        if place < value {
            continue;
        }
        // A name without quotes in round brackets is code's.
        let plain = element.quoted || listed;
        let Some(kind) = name_of(text, element).filter(|_| plain) else {
            continue;
        };
        let mut hide = |element: &Element| {
            let value = &text[element.at.clone()];
            let other = name_of(text, element).is_some()
                || is_word(value)
                || fields::is_day(value.as_bytes())
                || !value.contains(char::is_alphanumeric);
            let part = fields::hidden_part(text, kind, element.at.clone(), true).filter(|_| !other);
            hidden.extend(part.map(|part| (part, kind.marker())));
        };
        match (elements.get(place + 1), nested) {
            (Some(next), _) => {
                hide(next);
                value = place + 2;
            }
            (None, Some(list)) => read(text, list).0.iter().for_each(hide),
            (None, None) => {}
        }
    }
}

/// What the name that an element is says of the next one.
fn name_of(text: &str, element: &Element) -> Option<Kind> {
    let name = text[element.at.clone()].trim_start_matches(['-', ':']);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let is_name = !name.is_empty() && name.len() <= 40 && name.bytes().all(plain);
    kind_of(name).filter(|kind| is_name && *kind != Kind::Code)
}

/// Arguments: beside a phone number what was said to it, beside a SID its secret.
fn arguments(text: &str, at: usize, elements: &[Element], hidden: &mut Vec<Hidden>) {
    let is_phone = |element: &Element| {
        text[element.at.clone()].ends_with("[phone]") && !text[element.at.clone()].contains(' ')
    };
    let phone = elements.iter().position(is_phone);
    let call = text[at..].starts_with('[')
        || text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "_=".contains(c));
    for (place, element) in elements.iter().enumerate() {
        let value = &text[element.at.clone()];
        let after_account = place > 0 && is_account(&text[elements[place - 1].at.clone()]);
        if after_account && is_secret(text, element) && looks_secret(value) {
            hidden.push((element.at.clone(), Kind::Token.marker()));
        } else if phone.is_some_and(|phone| place > phone || value.contains(' '))
            && (element.quoted || call && (value.contains(' ') || text[at..].starts_with('[')))
            && is_said(value)
        {
            hidden.push((element.at.clone(), Kind::Body.marker()));
        }
    }
}

/// In a line of columns, the text behind a number: `…,+14155550123,"Hi Bob",400`.
fn columns(text: &str, hidden: &mut Vec<Hidden>) {
    let quotes = ['"', '\\'];
    for (at, number) in text.match_indices("[phone]") {
        let rest = text[at + number.len()..].trim_start_matches(quotes);
        if !rest.starts_with(',') || rest.starts_with(", ") {
            continue;
        }
        let column = rest[1..].trim_start_matches(quotes);
        let size = column.find([',', '"', '\n', '\\']);
        let quoted = column.len() + 1 < rest.len();
        let size = if quoted { column.find(quotes) } else { size }.unwrap_or(column.len());
        let behind = column[size..].trim_start_matches(quotes);
        let value = &column[..size];
        if value.contains(' ') && !behind.starts_with([':', '=']) && is_said(value) {
            let from = text.len() - column.len();
            hidden.push((from..from + size, Kind::Body.marker()));
        }
    }
}

fn is_account(value: &str) -> bool {
    strict::is_sid(value) && (value.starts_with("AC") || value.starts_with("SK"))
}

fn is_secret(text: &str, element: &Element) -> bool {
    let value = &text[element.at.clone()];
    !(value::is_nothing(value)
        || value::is_marker(value)
        || strict::is_sid(value)
        || value.contains("://"))
}

/// Letters and digits in one word.
fn looks_secret(value: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    value.len() >= 8
        && !value.contains(' ')
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// True for what somebody may have written: no number, id, time, address, state, or answer of Twilio's.
pub(super) fn is_said(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let time = value.starts_with(|c: char| c.is_ascii_digit()) && letters <= 2;
    let word = !value.contains(' ');
    let path = value.starts_with(['/', '<', '{', '['])
        || word && ["://", "=[", "@"].iter().any(|sign| value.contains(sign));
    let answer = fields::is_answer(value)
        || value.contains("'To'")
        || value.contains("'From'")
        || value.contains("phone number");
    let hidden = ["[phone]", "[body]", "[secret]", "[token]"]
        .iter()
        .any(|marker| value.ends_with(marker))
        && letters < 12;
    letters >= 2
        && !time
        && !path
        && !answer
        && !hidden
        && !strict::is_id(value)
        && !value::is_nothing(value)
        && !is_word(value)
}

/// Words that stand beside numbers and bodies and are neither: states, channels, methods, other names.
fn is_word(value: &str) -> bool {
    WORDS.contains(&context::reduced(value).as_str())
}

const WORDS: [&str; 62] = [
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "received",
    "accepted",
    "scheduled",
    "canceled",
    "read",
    "sms",
    "mms",
    "whatsapp",
    "voice",
    "call",
    "calls",
    "messages",
    "outboundapi",
    "inbound",
    "outbound",
    "get",
    "post",
    "put",
    "delete",
    "error",
    "warn",
    "warning",
    "info",
    "debug",
    "pending",
    "approved",
    "busy",
    "noanswer",
    "completed",
    "ringing",
    "inprogress",
    "status",
    "sid",
    "code",
    "type",
    "url",
    "uri",
    "direction",
    "price",
    "date",
    "channel",
    "locale",
    "message",
    "name",
    "id",
    "statuscallback",
    "messagingservicesid",
    "nummedia",
    "errorcode",
    "errormessage",
    "accountsid",
    "username",
    "user",
    "host",
    "accept",
    "contenttype",
];
