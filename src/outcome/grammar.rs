//! The small words that several recognisers read: methods, statuses, codes, durations, `key: value`, quoted requests.

mod amount;
mod object;
pub mod origin;
mod page;
mod silence;
pub mod source;
mod thrown;
pub mod upstream;
mod url;
mod value;

pub use amount::{ends_status, ends_there};
pub use object::{first_method, method_beside, object_around, start};
pub use page::{is_listed, is_page};
pub use silence::{names_silence, tells_silence};
pub use source::last_line;
pub use thrown::{after_reason, leading_status, named_status, thrown, thrown_in};
pub use url::url_length;
pub use value::{are_pair, code_of, pair_behind, scaled, status_of};

use nom::character::complete::digit1;
use nom::combinator::{map_opt, verify};
use nom::{IResult, Parser};

/// The version in the paths of the oldest API. Without a host, only a path that holds it is surely Twilio's.
pub const DATED: &str = "2010-04-01";

/// The methods that Twilio's API knows, and `CONNECT` for tunnels.
pub const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT",
];

/// A method in upper case, from a word in any case.
#[must_use]
pub fn method(word: &str) -> Option<&'static str> {
    // Most logs write it as it is; only what is not found so is compared letter by letter.
    METHODS
        .into_iter()
        .find(|method| *method == word)
        .or_else(|| {
            METHODS
                .into_iter()
                .find(|method| method.eq_ignore_ascii_case(word))
        })
}

/// A number that no letter or digit follows.
fn number(input: &str) -> IResult<&str, u32> {
    let (rest, value) = map_opt(digit1, |digits: &str| digits.parse().ok()).parse(input)?;
    if rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
        return Err(nom::Err::Error(nom::error::Error::new(
            input,
            nom::error::ErrorKind::Digit,
        )));
    }
    Ok((rest, value))
}

/// An HTTP status, 100 to 599, as a word of its own.
///
/// # Errors
/// When the text does not begin with one.
pub fn status(input: &str) -> IResult<&str, u16> {
    // Access logs have one in every line, a blank behind it.
    if let [
        hundreds @ b'1'..=b'5',
        tens @ b'0'..=b'9',
        ones @ b'0'..=b'9',
        b' ',
        ..,
    ] = input.as_bytes()
    {
        let digit = |byte: &u8| u16::from(byte - b'0');
        let status = digit(hundreds) * 100 + digit(tens) * 10 + digit(ones);
        return Ok((&input[3..], status));
    }
    map_opt(number, |value| {
        u16::try_from(value)
            .ok()
            .filter(|status| (100..600).contains(status))
    })
    .parse(input)
}

/// A Twilio code, five or six digits, as a word of its own.
///
/// # Errors
/// When the text does not begin with one.
pub fn code(input: &str) -> IResult<&str, u32> {
    verify(number, |value| (10_000..1_000_000).contains(value)).parse(input)
}

/// The request line that access logs quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// Upper case.
    pub method: &'static str,
    /// Path, absolute URL, or `host:port` of a tunnel.
    pub target: &'a str,
}

/// `"POST /path HTTP/1.1"` and what follows it; `None` when the text does not begin with one. By hand: measured on access
/// logs, parsers put together of small ones took 590 instructions, this takes a third.
#[must_use]
pub fn quoted_request(input: &str) -> Option<(&str, Request<'_>)> {
    const BLANKS: [char; 2] = [' ', '\t'];
    let inside = input.strip_prefix('"')?;
    let letters = inside.bytes().take_while(u8::is_ascii_uppercase).count();
    let (word, rest) = inside.split_at_checked(letters)?;
    let method = method(word)?;
    let (target, rest) =
        before_blank_or_quote(rest.strip_prefix(BLANKS)?.trim_start_matches(BLANKS));
    if target.is_empty() {
        return None;
    }
    let version = rest.trim_start_matches(BLANKS);
    let version = version
        .strip_prefix("HTTP/")
        .filter(|_| version.len() < rest.len());
    let rest = version.map_or(rest, |version| before_blank_or_quote(version).1);
    Some((rest.strip_prefix('"')?, Request { method, target }))
}

/// Everything before the next blank or quote, and what follows; a vectorised search, as targets are long.
fn before_blank_or_quote(text: &str) -> (&str, &str) {
    let end = memchr::memchr2(b' ', b'"', text.as_bytes());
    text.split_at(end.unwrap_or(text.len()))
}

/// The value after a key: `key: value`, `key=value`, `key => value`, `"key":"value"`, also with the quotes escaped any
/// number of times. The key stands as a word of its own. Answers what begins with the value.
#[must_use]
pub fn keyed<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], key.as_bytes()) {
        let start = from + at;
        let after = &text[start + key.len()..];
        let word = !text[..start]
            .ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        let mark = |letter: char| matches!(letter, '"' | '\'' | '\\' | ' ' | ']');
        let separated = after.trim_start_matches(mark);
        let value = separated
            .strip_prefix("=>")
            .or_else(|| separated.strip_prefix([':', '=']));
        if let Some(value) = value.filter(|_| word) {
            return Some(value.trim_start_matches(mark));
        }
        from = start + key.len();
    }
    None
}

/// The Twilio code behind the first of the keys that has one.
#[must_use]
pub fn keyed_code(text: &str, keys: &[&str]) -> Option<u32> {
    keys.iter()
        .find_map(|key| keyed(text, key).and_then(|value| Some(code(value).ok()?.1)))
}

/// The HTTP status behind the first of the keys that has one.
#[must_use]
pub fn keyed_status(text: &str, keys: &[&str]) -> Option<u16> {
    keys.iter()
        .find_map(|key| keyed(text, key).and_then(|value| Some(status(value).ok()?.1)))
}

/// The code in a link to Twilio's error pages: `…twilio.com/docs/errors/21211`, `…/docs/api/errors/21211`.
#[must_use]
pub fn linked_code(text: &str) -> Option<u32> {
    let (_, after) = text.split_once("twilio.com")?;
    let after = after.trim_start_matches(['\\', '/']).strip_prefix("docs")?;
    let after = after.trim_start_matches(['\\', '/']);
    let after = after
        .strip_prefix("api")
        .map_or(after, |after| after.trim_start_matches(['\\', '/']));
    let after = after
        .strip_prefix("errors")?
        .trim_start_matches(['\\', '/']);
    Some(code(after).ok()?.1)
}

/// A time with its unit (`143ms`, `1.5s`, `900 us`), in microseconds.
#[must_use]
pub fn duration(text: &str) -> Option<u64> {
    let end = text
        .find(|letter: char| !(letter.is_ascii_digit() || letter == '.'))
        .unwrap_or(text.len());
    let value: f64 = text[..end].parse().ok()?;
    let unit = text[end..].trim_start();
    let length = unit
        .find(|letter: char| !letter.is_alphabetic())
        .unwrap_or(unit.len());
    let factor = match &unit[..length] {
        "ms" | "msec" | "millis" | "milliseconds" => 1e3,
        "s" | "sec" | "secs" | "second" | "seconds" => 1e6,
        "us" | "µs" | "micros" | "microseconds" => 1.0,
        _ => return None,
    };
    microseconds(value * factor)
}

/// Rounds to whole microseconds; `None` for what is no duration (negative, or beyond 30 years).
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
pub fn microseconds(value: f64) -> Option<u64> {
    (0.0..1e15).contains(&value).then(|| value.round() as u64)
}

/// Envoy's response flags that mean: this answer was made by Envoy itself, or nobody answered it.
const ENVOY_FLAGS: [&str; 24] = [
    "UH", "UF", "UO", "NR", "URX", "NC", "DT", "LH", "UT", "LR", "UR", "UC", "DI", "FI", "RL",
    "UAEX", "RLSE", "IH", "SI", "UPE", "UMSDR", "OM", "DF", "DO",
];

/// True when one of a comma-separated list of Envoy's response flags says that the answer was not the upstream's.
#[must_use]
pub fn made_by_envoy(flags: &str) -> bool {
    flags.split(',').any(|flag| ENVOY_FLAGS.contains(&flag))
}

/// What the SDKs of Python, Ruby and PHP call the operation that failed.
pub const OPERATIONS: [&str; 7] = [
    "Unable to create record",
    "Unable to fetch record",
    "Unable to update record",
    "Unable to delete record",
    "Unable to patch record",
    "Unable to fetch page",
    "Unable to page",
];

/// Twilio's message behind an operation that stands at the start: `Unable to create record: message`, or on the next line.
#[must_use]
pub fn after_operation(text: &str) -> Option<&str> {
    let words = OPERATIONS
        .iter()
        .find_map(|words| text.strip_prefix(words))?;
    let words = words.strip_prefix(" record").unwrap_or(words);
    let message = words
        .strip_prefix([':', '\n', '\r'])
        .or_else(|| words.strip_prefix("\\n"))?;
    Some(message.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_every_spelling() {
        for text in [
            r#"{"code":21211,"x":1}"#,
            r#"{\"code\": \"21211\"}"#,
            r#"\\\"code\\\":21211"#,
            "{ status: 400, code: 21211 }",
            r#""code" => "21211""#,
            "status=400 code=21211",
            "barcode=99999 code=21211",
        ] {
            assert_eq!(keyed_code(text, &["code"]), Some(21211), "{text}");
        }
        for text in [
            "code=2121",
            "code=21211ab",
            "code 21211",
            "zipcode: 21211",
            "code=1234567",
            "",
        ] {
            assert_eq!(keyed_code(text, &["code"]), None, "{text}");
        }
    }

    #[test]
    fn numbers_stand_as_words_of_their_own() {
        assert_eq!(status("503 x").unwrap(), (" x", 503));
        for text in ["503ms", "5030", "99", "600", "x503"] {
            assert!(status(text).is_err(), "{text}");
        }
        assert_eq!(
            quoted_request(r#""POST /a HTTP/1.1" 201"#).unwrap(),
            (
                " 201",
                Request {
                    method: "POST",
                    target: "/a"
                }
            )
        );
        assert!(quoted_request(r#""FETCH /a HTTP/1.1" 201"#).is_none());
        assert_eq!(
            linked_code(r"https:\/\/www.twilio.com\/docs\/api\/errors\/20404"),
            Some(20404)
        );
        assert_eq!(linked_code("https://www.twilio.com/docs/usage"), None);
    }

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(duration("143.2ms - 429"), Some(143_200));
        assert_eq!(duration("1.5 s"), Some(1_500_000));
        assert_eq!(duration("143"), None);
        assert_eq!(duration("ms"), None);
    }
}
