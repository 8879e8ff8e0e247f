//! An exception as runtimes print it: its class, then its message.

use crate::envelope::contract::{LogRecord, Value};

/// What stands between a class and its message, in the runtimes' own ways of printing.
const BETWEEN: [&str; 6] = [
    ": ",
    "' with message '",
    " with message '",
    " -> ",
    " (",
    ">: ",
];

/// Words before a class that only name it, as source code and loaders do.
const NAMED: [&str; 6] = ["import", "catch", "throws", "rescue", "except", "constant"];

/// The message of an exception of this class that the text tells of; `""` where only its stack follows.
#[must_use]
pub fn thrown<'a>(text: &'a str, class: &str) -> Option<&'a str> {
    text.match_indices(class).take(8).find_map(|(at, class)| {
        let before = &text[..at];
        let joined = before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let word = before.trim_end().rsplit([' ', '\n', '\t', '(']).next();
        let missing =
            |word: &str| word.ends_with("FoundException:") || word.ends_with("FoundError:");
        let named = word.is_some_and(|word| NAMED.contains(&word) || missing(word));
        if joined || named || super::is_listed(before) {
            return None;
        }
        message(&text[at + class.len()..])
    })
}

/// The message behind a class.
fn message(after: &str) -> Option<&str> {
    let stack = |text: &str| {
        text.trim_start_matches(['\r', ' '])
            .strip_prefix('\n')
            .is_some_and(|below| below.trim_start().starts_with("at "))
    };
    if stack(after.trim_start_matches(':')) {
        return Some("");
    }
    let message = BETWEEN
        .iter()
        .find_map(|between| after.strip_prefix(between))?;
    let line = message.split(['\n', '\r']).next().unwrap_or("");
    (!line.trim().is_empty()).then(|| message.trim_start_matches(['"', '\'', ' ']))
}

/// The message of an exception of this class that some text of the record tells of, and that text.
#[must_use]
pub fn thrown_in<'a>(record: &LogRecord<'a>, class: &str) -> Option<(&'a str, &'a str)> {
    let told = |text: &'a str| Some((thrown(text, class)?, text));
    record
        .texts()
        .find_map(told)
        .or_else(|| thrown_member(record, class).map(|message| (message, message)))
}

/// As [`thrown`], for records that have class and message as members side by side (`error.type` and `error.message`).
fn thrown_member<'a>(record: &LogRecord<'a>, class: &str) -> Option<&'a str> {
    let typed = record
        .attributes
        .iter()
        .find(|attribute| attribute.value.text() == Some(class))?;
    let family = |name: &'a str| name.rsplit_once('.').map_or("", |(family, _)| family);
    let beside = record
        .attributes
        .iter()
        .filter(|other| other.parent == typed.parent && family(other.name) == family(typed.name));
    beside
        .filter(|other| {
            let name = other.name.rsplit('.').next().unwrap_or("");
            name.eq_ignore_ascii_case("message")
                || name.eq_ignore_ascii_case("msg")
                || name == "localizedMessage"
        })
        .find_map(|other| match other.value {
            Value::Text(text) => Some(text),
            _ => None,
        })
}

/// The status that opens a message with its reason phrase: `429 Too Many Requests - …`.
#[must_use]
pub fn leading_status(message: &str) -> Option<u16> {
    let (after, status) = super::status(message).ok().filter(|told| told.1 >= 400)?;
    let reason = after.strip_prefix(' ')?;
    REASONS
        .iter()
        .any(|(known, words)| *known == status && reason.starts_with(words))
        .then_some(status)
}

/// What follows the reason that applications put behind a status, in any case: `429 rate limited: …` gives `: …`.
#[must_use]
pub fn after_reason(status: u16, after: &str) -> Option<&str> {
    let words = after.strip_prefix([' ', '_'])?;
    let begins = |reason: &str| {
        let head = words.get(..reason.len())?;
        head.eq_ignore_ascii_case(reason).then_some(reason.len())
    };
    let known = REASONS
        .iter()
        .chain(&SPOKEN)
        .filter(|(known, _)| *known == status);
    let length = known.filter_map(|(_, reason)| begins(reason)).max()?;
    let rest = words.get(length..)?;
    Some(rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()))
}

/// What applications say in the place of a reason phrase.
const SPOKEN: [(u16, &str); 10] = [
    (401, "authenticat"),
    (401, "unauthenticated"),
    (402, "payment required"),
    (410, "gone"),
    (429, "rate limit"),
    (429, "rate-limit"),
    (429, "throttled"),
    (500, "internal error"),
    (500, "server error"),
    (503, "unavailable"),
];

/// The reason phrases of failures.
const REASONS: [(u16, &str); 13] = [
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (422, "Unprocessable"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Time"),
];

/// The HTTP status that .NET's enumeration names, `429` included.
#[must_use]
pub fn named_status(text: &str) -> Option<u16> {
    const NAMES: [(&str, u16); 18] = [
        ("BadRequest", 400),
        ("Unauthorized", 401),
        ("PaymentRequired", 402),
        ("Forbidden", 403),
        ("NotFound", 404),
        ("MethodNotAllowed", 405),
        ("NotAcceptable", 406),
        ("RequestTimeout", 408),
        ("Conflict", 409),
        ("Gone", 410),
        ("UnsupportedMediaType", 415),
        ("UnprocessableEntity", 422),
        ("TooManyRequests", 429),
        ("InternalServerError", 500),
        ("NotImplemented", 501),
        ("BadGateway", 502),
        ("ServiceUnavailable", 503),
        ("GatewayTimeout", 504),
    ];
    let end = text
        .find(|letter: char| !letter.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let (word, _) = text.split_at(end);
    NAMES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, status)| *status)
        .or_else(|| super::status(word).ok().map(|(_, status)| status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_with_its_message_was_thrown_and_one_that_is_only_named_was_not() {
        for (text, message) in [
            ("x.E: no such number", Some("no such number")),
            ("Caused by: x.E: no\n\tat a.b", Some("no\n\tat a.b")),
            ("x.E\n\tat a.b(C.java:1)", Some("")),
            (
                "exception 'x.E' with message 'no' in f:1",
                Some("no' in f:1"),
            ),
            ("x.E -> \"execution expired\"", Some("execution expired\"")),
            ("| `x.E: no` | Set the token. |", None),
            ("import x.E;", None),
            ("except x.E: pass", None),
            ("ClassNotFoundException: x.E\n", None),
            ("x.E: \nnext", None),
            ("ax.E: no", None),
            ("x.Error: no", None),
        ] {
            assert_eq!(thrown(text, "x.E"), message, "{text}");
        }
        assert_eq!(
            leading_status("429 Too Many Requests - x rate exceeded"),
            Some(429)
        );
        assert_eq!(leading_status("429 messages were not sent"), None);
        assert_eq!(leading_status("404 numbers Not Found"), None);
        for (status, after, rest) in [
            (429, " rate limited", Some("")),
            (429, " Rate limit exceeded", Some(" exceeded")),
            (400, " bad request: no", Some(": no")),
            (401, " unauthorized", Some("")),
            (401, " rate limited", None),
            (429, " numbers", None),
            (503, "", None),
        ] {
            assert_eq!(after_reason(status, after), rest, "{status}{after}");
        }
        assert_eq!(named_status("ServiceUnavailable - <html>"), Some(503));
        assert_eq!(named_status("429"), Some(429));
        assert_eq!(named_status("Teapot"), None);
    }
}
