//! The numbers of a sentence: a status, a code, or both, and which number of a sentence may be one.

use super::around::{is_of_server, status_before};
use crate::classify;
use crate::event::{Event, Kind};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// Words between the outcome and its number.
const BEFORE: [&str; 10] = [
    "code",
    "with",
    "status",
    "http",
    "error",
    "response",
    "a",
    "an",
    "-",
    "unexpected",
];

/// What programs call any answer but a good one.
const NEGATED: [&str; 5] = ["non-2xx", "non-200", "non-201", "non-OK", "non-success"];

/// Words before `code` that say that it is no error's.
const OTHER_CODES: [&str; 6] = ["zip", "postal", "post", "area", "country", "promo"];

/// `(Twilio code 21211)`, with the status that stands before it: `HTTP 401 -- Authenticate (twilio code 20003)`.
pub(super) fn code_named<'a>(before: &str, rest: &str) -> Option<Event<'a>> {
    let (after, code) = grammar::code(rest.trim_start_matches([':', ' ', '=', '#'])).ok()?;
    classify::code(code)?;
    if let Some(status) = labelled(before).filter(|status| grammar::are_pair(*status, code)) {
        return Some(told(code, Some(status)));
    }
    // In brackets it belongs to what was said; else it may be what somebody writes about it.
    let status = before
        .rsplit_once("HTTP ")
        .and_then(|(_, status)| Some(grammar::status(status).ok()?.1));
    (after.starts_with([')', ']']) || status_before(before).is_some()).then_some(())?;
    Some(told(code, status.filter(|status| *status >= 400)))
}

/// The status right before the code's name, under a name of its own: `HTTP Code: 400 Twilio Code: 21611`.
fn labelled(before: &str) -> Option<u16> {
    const NAMES: [&str; 4] = ["HTTP Code:", "HTTP code:", "HTTP Status:", "HTTP status:"];
    let (name, number) = before
        .trim_end_matches([' ', ',', ';', '|'])
        .rsplit_once(' ')?;
    let ("", status) = grammar::status(number).ok()? else {
        return None;
    };
    let named = NAMES.iter().any(|known| name.ends_with(known));
    (named && status >= 400).then_some(status)
}

/// A status of failure, and the code that may follow it.
pub(super) fn failing<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let rest = rest.trim_start_matches([':', ' ', '(', '=', '"', '\'', '_']);
    let (after, status) = grammar::status(rest).ok().filter(|told| told.1 >= 400)?;
    answered(status, after, found)
}

/// A status of failure or of success.
pub(super) fn any<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let rest = rest.strip_prefix('=')?;
    let (after, status) = grammar::status(rest).ok().filter(|told| told.1 >= 200)?;
    answered(status, after, found)
}

/// Elixir's pair of message and status: `{:error, "The Messaging Service Sid is invalid.", 400}`.
pub(super) fn tuple<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const REACH: usize = 512;
    let inside = rest.strip_prefix(": {:error, \"")?;
    let (message, after) = grammar::start(inside, REACH).rsplit_once("\", ")?;
    let (rest, status) = grammar::status(after).ok().filter(|told| told.1 >= 400)?;
    rest.starts_with('}').then_some(())?;
    found.message(message);
    Some(Event {
        http_status: Some(status),
        ..Event::default()
    })
}

/// Status and code in brackets behind a few words: `Twilio refused the request (HTTP 401, error 20003): auth account`.
pub(super) fn bracketed<'a>(rest: &str) -> Option<Event<'a>> {
    const WORDS: usize = 48;
    let (words, inside) = grammar::start(rest, 2 * WORDS).split_once('(')?;
    let plain = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, ' ' | '-');
    let (inside, _) = inside.split_once(')')?;
    (words.len() <= WORDS && words.chars().all(plain)).then_some(())?;
    let (mut http_status, mut twilio_code) = (None, None);
    for part in inside.split([',', ';', '/']) {
        let (name, number) = part.trim().rsplit_once([' ', '=', ':', '#'])?;
        let name = name
            .trim_end_matches([' ', ':', '=', '#'])
            .to_ascii_lowercase();
        let ends = |names: &[&str]| names.iter().any(|known| name.ends_with(known));
        if let Ok(("", status)) = grammar::status(number) {
            http_status = Some(status).filter(|_| ends(&["http", "status", "status code"]));
        } else if let Ok(("", code)) = grammar::code(number) {
            classify::code(code)?;
            twilio_code = Some(code).filter(|_| ends(&["error", "code"]));
        }
    }
    http_status.filter(|status| *status >= 400)?;
    Some(Event {
        http_status,
        twilio_code,
        ..Event::default()
    })
}

/// `[Twilio] Successfully sent SMS to … Status Code: 201 CREATED`: the status of a success, named as one.
pub(super) fn succeeded<'a>(rest: &str) -> Option<Event<'a>> {
    let words = rest.trim_start();
    ["Success", "success"]
        .iter()
        .any(|word| words.starts_with(word))
        .then_some(())?;
    if is_of_server(words) {
        return None;
    }
    let names = ["Status Code", "status code", "statusCode", "status_code"];
    let http_status = grammar::keyed_status(rest, &names).filter(|it| (200..300).contains(it))?;
    Some(Event {
        http_status: Some(http_status),
        ..Event::default()
    })
}

/// A status of failure that only punctuation or its reason follows: what more is said of it may be said of any.
pub(super) fn failing_alone<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let number = rest.trim_start_matches([':', ' ', '(']);
    let (after, status) = grammar::status(number).ok()?;
    let words = after.trim_start();
    let ends =
        words.is_empty() || words.starts_with([':', ',', '(', '[', ')', '.', ';', '-', '\u{2014}']);
    (ends || grammar::after_reason(status, after).is_some()).then_some(())?;
    failing(rest, found)
}

/// Further on in the line a pair, `Status: 400, Code: 21649`, or the code alone.
pub(super) fn keyed<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const REACH: usize = 512;
    let rest = grammar::start(rest, REACH);
    let value = ["code", "Code", "error_code", "errorCode", "ErrorCode"]
        .iter()
        .find_map(|key| grammar::keyed(rest, key))
        .or_else(|| Some(rest.split_once("(code ")?.1))?;
    // Rust prints a value that may lack so.
    let value = value.strip_prefix("Some(").unwrap_or(value);
    let (_, code) = grammar::code(value).ok()?;
    classify::code(code)?;
    let before = rest.get(..rest.len() - value.len())?;
    let before = before.trim_end_matches(|letter: char| !letter.is_ascii_alphabetic());
    let word = before.rsplit(' ').nth(1).unwrap_or("").to_ascii_lowercase();
    (!OTHER_CODES.contains(&word.as_str())).then_some(())?;
    if let Some(message) = ["message", "Message"]
        .iter()
        .find_map(|key| grammar::keyed(rest, key))
    {
        found.message(message);
    }
    let http_status = grammar::keyed_status(rest, &["status", "Status", "HTTP", "http_status"])
        .filter(|status| *status >= 400);
    Some(told(code, http_status))
}

/// The code or the status behind the word, with no more than separators and a few words between. Only codes of the
/// catalogue: a sentence may hold any number.
pub(super) fn numbered<'a>(mut rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    for _ in 0..6 {
        rest =
            rest.trim_start_matches([':', ' ', '(', '#', '[', '=', '-', '"', '\'', '_', ',', ']']);
        if let Ok((after, code)) = grammar::code(rest) {
            classify::code(code)?;
            let event = coded(code, after);
            return (event.http_status.is_some() || !is_signalling(code)).then_some(event);
        }
        if let Ok((after, status)) = grammar::status(rest) {
            return answered(status, after, found);
        }
        if let Some(after) = NEGATED.iter().find_map(|words| rest.strip_prefix(words)) {
            rest = after;
            continue;
        }
        let (word, after) = next_word(rest)?;
        BEFORE
            .contains(&word.to_ascii_lowercase().as_str())
            .then_some(())?;
        rest = after;
    }
    None
}

/// A status, and the code that may follow it: `400: 21211`, `(code 21211)`, `- 21211`.
fn answered<'a>(status: u16, after: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let ends = grammar::ends_status(after) || grammar::after_reason(status, after).is_some();
    (ends || is_to_request(after)).then_some(())?;
    let message = after.trim_start_matches([':', ' ', '(', '[', '-', ')', ']', ',', '/']);
    let mut code = message;
    for word in ["error", "Error", "code", "Code"] {
        let behind = code.strip_prefix(word);
        code = behind.map_or(code, |rest| rest.trim_start_matches([':', ' ', '=']));
    }
    let code = grammar::code(code)
        .ok()
        .or_else(|| {
            let value = CODE.iter().find_map(|key| grammar::keyed(after, key))?;
            grammar::code(value).ok()
        })
        .or_else(|| grammar::code(spoken(after)?).ok())
        .or_else(|| grammar::code(grammar::after_reason(status, after)?.trim_start()).ok())
        .or_else(|| grammar::code(after.split_once("wilio code ")?.1).ok())
        .map(|(_, code)| code)
        .filter(|code| classify::code(*code).is_some());
    found.message(message);
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}

/// What was asked, right behind the status: `responded 500 to POST /2010-04-01/…`.
fn is_to_request(after: &str) -> bool {
    let asked = ["to", "for", "on"].iter().find_map(|word| {
        let rest = after.strip_prefix(' ')?.strip_prefix(word)?;
        rest.strip_prefix(' ')?.split_once(' ')
    });
    asked.is_some_and(|(method, path)| {
        grammar::METHODS.contains(&method)
            && (path.starts_with("/2010-04-01/")
                || path
                    .split(['?', ' '])
                    .next()
                    .is_some_and(|url| url.contains(".twilio.com/")))
    })
}

/// What a code is called behind its status, in the languages of applications.
const CODE: [&str; 4] = ["code", "Code", "C\u{f3}digo", "c\u{f3}digo"];

/// What stands behind the code's name near the status, in the same sentence: `400 Bad Request - code 21211`.
fn spoken(after: &str) -> Option<&str> {
    const REACH: usize = 48;
    let near = grammar::start(after, REACH);
    let at = ["code ", "Code "].iter().find_map(|name| near.find(name))?;
    after.get(at + "code ".len()..)
}

/// True for codes of the SDKs for browsers and phones, which come without any call of the API.
pub(super) const fn is_signalling(code: u32) -> bool {
    matches!(code, 31_000..32_000 | 53_000..54_000)
}

/// A code, and the status that may be told with it: `Twilio error 21211 (HTTP 400)`, `status: 400`.
fn coded<'a>(code: u32, after: &str) -> Event<'a> {
    let spoken = ["HTTP ", "status ", "HTTP status "]
        .iter()
        .find_map(|word| grammar::status(after.split_once(word)?.1).ok());
    let http_status = grammar::keyed_status(after, &["status"])
        .or_else(|| spoken.map(|(_, status)| status))
        .filter(|status| *status >= 400);
    told(code, http_status)
}

/// What a code tells of; alone it may be of a delivery or a webhook.
fn told<'a>(twilio_code: u32, http_status: Option<u16>) -> Event<'a> {
    let kind = match http_status {
        None => classify::kind_of_code(twilio_code),
        Some(_) => Kind::ApiCall,
    };
    Event {
        kind,
        http_status,
        twilio_code: Some(twilio_code),
        ..Event::default()
    }
}

/// The next word, past blanks and underscores, and what follows it.
pub(super) fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '_']);
    let end = text
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (1..=12).contains(&end).then(|| text.split_at(end))
}
