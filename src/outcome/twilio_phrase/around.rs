//! What stands before Twilio's name, and what a field of its own name says: `HTTP 429 from Twilio`, `Failed to send via
//! Twilio: 401 Unauthorized`, `"twilio_error_code": 21211`; and where the name stands in a program's own text.

use super::{numbers, said};
use crate::classify;
use crate::envelope::contract::{LogRecord, Value};
use crate::event::{Event, Kind, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar::{self, source::end};

/// True before what did not happen: a condition, an imitation.
pub(super) fn is_unreal(before: &str) -> bool {
    const WORDS: [&str; 14] = [
        "no more error:",
        "mock:",
        "[mock]",
        "mocked",
        "mocking",
        "fake",
        "simulated",
        "(simulated)",
        "simulating",
        "stubbed",
        "[dry-run]",
        "dry-run:",
        "if",
        "unless",
    ];
    let words = end(before, 32).trim_end().to_ascii_lowercase();
    WORDS.iter().any(|word| {
        let ahead = words.strip_suffix(word);
        ahead.is_some_and(|ahead| ahead.is_empty() || ahead.ends_with(' '))
    })
}

/// True inside what somebody wrote to the application: `sms.inbound body="why do I get twilio error 21211?"`.
pub(super) fn is_written(before: &str) -> bool {
    const FIELDS: [&str; 4] = ["body=\"", "body='", "Body=\"", "text=\""];
    let opened = |field: &str| {
        let (_, inside) = before.rsplit_once(field)?;
        let quote = field.chars().next_back()?;
        (!inside.contains(quote)).then_some(())
    };
    let inbound = before.contains("nbound") || before.contains("ncoming");
    let spoken = ["ailed", "rror", "utbound", "esponse"]
        .iter()
        .any(|word| before.contains(word));
    inbound && !spoken && FIELDS.iter().any(|field| opened(field).is_some())
}

/// True where Twilio asked the application's server: `Webhook from Twilio answered with 500`.
pub(super) fn is_webhook(before: &str) -> bool {
    let words = before.trim_end();
    let words = [" from", " by", " to", " for", " of"]
        .iter()
        .find_map(|word| words.strip_suffix(word))
        .unwrap_or(words);
    let ends = |names: &[&str]| names.iter().any(|name| words.ends_with(name));
    let answers = || before.trim_end().ends_with(" to") && ends(&ANSWERS);
    let refuses = || REFUSES.iter().any(|name| before.trim_end().ends_with(name));
    let asked = || before.trim_end().ends_with(" from") && ends(&["equest"]);
    ends(&["ebhook", "Callback", "callback"]) || answers() || refuses() || asked()
}

/// What the application's own server does to Twilio's requests.
const ANSWERS: [&str; 9] = [
    "esponding",
    "esponded",
    "espond",
    "esponse",
    "eturned",
    "eturning",
    "eplied",
    "eply",
    "nswered",
];

/// What it does to them without a word between: `rejected Twilio: 403 Forbidden`.
const REFUSES: [&str; 4] = ["ejected", "ejecting", "efused", "enied"];

/// True for words of what the application's own server was asked.
pub(super) fn is_of_server(words: &str) -> bool {
    ["ebhook", "allback", "nbound", "eceived"]
        .iter()
        .any(|word| words.contains(word))
}

/// What is said of an answer before the name, or of a failure with the name behind it.
pub(super) fn told<'a>(before: &'a str, line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    match before.strip_suffix(" from ") {
        Some(words) => answered(words, line).or_else(|| announced(words, line, found)),
        None => alone(before, line)
            .or_else(|| failed(before, line, found))
            .or_else(|| unconnected(before, line)),
    }
}

/// `Unable to connect to Twilio API - TimeoutError(…)`: the connection itself, and how it broke.
fn unconnected<'a>(before: &str, line: &str) -> Option<Event<'a>> {
    const FAILED: [&str; 5] = [
        "nable to connect to ",
        "ould not connect to ",
        "ailed to connect to ",
        "rror connecting to ",
        "annot connect to ",
    ];
    let failed = FAILED.iter().any(|words| before.ends_with(words));
    let said = grammar::start(line, 160);
    let other = [
        "edia", "tream", "ebsocket", "ebSocket", "ignal", "ebhook", "allback",
    ];
    let elsewhere = other.iter().any(|word| said.contains(word));
    (failed && !elsewhere && grammar::tells_silence(said)).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// `Error: Twilio 429`, `SMS failed: Twilio 21610` and nothing else.
fn alone<'a>(before: &str, line: &str) -> Option<Event<'a>> {
    let failed = before.ends_with("rror: ") || before.ends_with("ailed: ");
    if failed && let Ok((rest, code)) = grammar::code(line.strip_prefix(' ')?) {
        let known = classify::code(code).is_some() && !numbers::is_signalling(code);
        let api = known && classify::kind_of_code(code) == Kind::ApiCall;
        return (api && rest.trim().is_empty()).then(|| Event {
            twilio_code: Some(code),
            ..Event::default()
        });
    }
    let (rest, status) = grammar::status(line.strip_prefix(' ')?).ok()?;
    let told = rest.trim().is_empty() && before.ends_with("rror: ") && status >= 400;
    told.then(|| Event {
        http_status: Some(status),
        ..Event::default()
    })
}

/// The status that stands right before a code in brackets or behind a comma: `HTTP 401 (Twilio error 20003)`.
pub(super) fn status_before(before: &str) -> Option<u16> {
    let words = before.trim_end_matches([' ', '(', '[', ',', '-', '\u{2014}']);
    let (_, number) = words.rsplit_once("HTTP ")?;
    let ("", status) = grammar::status(number).ok()? else {
        return None;
    };
    (words.len() < before.trim_end().len() && status >= 400).then_some(status)
}

/// `Got HTTP 429 from Twilio, …`, `401 Unauthorized from Twilio`: a status of failure that is named as one.
fn answered<'a>(words: &str, line: &str) -> Option<Event<'a>> {
    const NEXT: [&str; 8] = ["api", "for", "when", "while", "on", "after", "with", "in"];
    let words = end(words, 60);
    let at = words
        .rmatch_indices(|letter: char| letter.is_ascii_digit())
        .map(|(at, _)| at)
        .find(|at| !words[..*at].ends_with(|letter: char| letter.is_ascii_alphanumeric()))?;
    let number = &words[at..];
    let (reason, status) = grammar::status(number).ok().filter(|told| told.1 >= 400)?;
    let named = ["HTTP", "http", "status", "Status", "code"];
    let ahead = words[..at].trim_end_matches([' ', ':', '=', '(']);
    let named = reason.trim_matches([' ', ')']).is_empty()
        && named.iter().any(|name| ahead.ends_with(name));
    (named || grammar::leading_status(number).is_some()).then_some(())?;
    let mut letters = line.chars();
    let ends = letters
        .next()
        .is_none_or(|letter| " ,:;)!?\"'`".contains(letter));
    let stops = line.starts_with('.') && !letters.next().is_some_and(char::is_alphanumeric);
    (ends || stops).then_some(())?;
    let next = line.trim_start();
    let word = next
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()?;
    let goes_on = word.is_empty() || NEXT.contains(&word.to_ascii_lowercase().as_str());
    goes_on.then(|| Event {
        http_status: Some(status),
        ..Event::default()
    })
}

/// `Error from Twilio: 21211`, `Unexpected response from Twilio: 503`.
fn announced<'a>(words: &str, line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const SAID: [&str; 6] = [
        "error",
        "response",
        "status",
        "exception",
        "failure",
        "answer",
    ];
    let last = words.rsplit(' ').next()?.to_ascii_lowercase();
    let rest = line.strip_prefix(" API").unwrap_or(line);
    (rest.starts_with([':', ' ']) && SAID.contains(&last.as_str())).then_some(())?;
    numbers::failing_alone(rest, found).or_else(|| {
        let rest = rest.strip_prefix(": ")?;
        numbers::numbered(rest, found).filter(|event| event.twilio_code.is_some())
    })
}

/// `Failed to send SMS via Twilio: 401 Unauthorized`, `Error calling Twilio: connect ECONNREFUSED`.
fn failed<'a>(before: &str, line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const FAILED: [&str; 6] = ["ailed", "ailure", "rror", "nable to", "ould not", "ouldn't"];
    let rest = line.strip_prefix(": ")?;
    let words = end(before, 60);
    FAILED
        .iter()
        .any(|word| words.contains(word))
        .then_some(())?;
    let number = rest.trim_start_matches("HTTP ");
    if grammar::leading_status(number).is_some() || number.len() < rest.len() {
        return numbers::failing_alone(number, found);
    }
    let code = grammar::code(rest.trim_start_matches(['[', '('])).is_ok();
    if code {
        numbers::numbered(rest, found)
    } else {
        said(line, found)
    }
}

/// Adds status and code that the record has as fields side by side, where they are known to come together and contradict
/// nothing that the sentence says: `{"message":"Twilio error: Authenticate","code":20003,"status":401}`.
pub(super) fn complete(event: &mut Event<'_>, record: &LogRecord<'_>) {
    if event.http_status.is_some() || event.origin == Origin::Nobody {
        return;
    }
    if let Some((status, code)) =
        pair(record).filter(|(_, code)| event.twilio_code.is_none_or(|told| told == *code))
    {
        (event.http_status, event.twilio_code) = (Some(status), Some(code));
        event.kind = Kind::ApiCall;
    }
}

/// Such a pair in a record whose message names Twilio, and says nothing else that is known: `{"message":"Twilio error: the
/// recipient is blocked","code":21610,"status":400}`.
pub(super) fn paired<'a>(record: &LogRecord<'a>) -> Option<Event<'a>> {
    let message = grammar::start(record.body, 512);
    let (status, code) = pair(record).filter(|_| !is_of_server(message))?;
    let mut names = memchr::memmem::find_iter(message.as_bytes(), "wilio").take(8);
    names
        .any(|at| super::place(message, at).is_some())
        .then_some(())?;
    Some(Event {
        http_status: Some(status),
        twilio_code: Some(code),
        ..Event::default()
    })
}

/// A status and a code side by side that can come together.
fn pair(record: &LogRecord<'_>) -> Option<(u16, u32)> {
    const CODES: [&str; 6] = [
        "code",
        "errorCode",
        "error_code",
        "errCode",
        "twilioCode",
        "twilio_code",
    ];
    const STATUSES: [&str; 6] = [
        "status",
        "statusCode",
        "status_code",
        "httpStatus",
        "http_status",
        "httpStatusCode",
    ];
    let all = &record.attributes;
    let mut members = all.iter().take(256);
    members.find_map(|member| {
        let code = grammar::code_of(member.value).filter(|_| CODES.contains(&member.name))?;
        let mut beside = all
            .iter()
            .filter(|other| other.parent == member.parent && STATUSES.contains(&other.name));
        let status = beside.find_map(|other| grammar::status_of(other.value))?;
        grammar::are_pair(status, code).then_some((status, code))
    })
}

/// A field that holds Twilio's code by its name; beside what became of a message or call it is of that.
pub(super) fn member<'a>(record: &LogRecord<'a>) -> Option<Event<'a>> {
    const NAMES: [&str; 4] = [
        "twilio_error_code",
        "twilio_code",
        "twilioErrorCode",
        "twilioCode",
    ];
    let all = &record.attributes;
    let member = all.iter().find(|member| NAMES.contains(&member.name))?;
    // Written otherwise, the name would not have been found.
    record.whole.contains(member.name).then_some(())?;
    let twilio_code = grammar::code_of(member.value)?;
    classify::code(twilio_code)?;
    let tells_delivery = all.iter().any(|other| {
        let status = || other.name.to_ascii_lowercase().ends_with("status");
        other.parent == member.parent && matches!(other.value, Value::Text(_)) && status()
    });
    let api = classify::kind_of_code(twilio_code) == Kind::ApiCall;
    (api && !tells_delivery && !numbers::is_signalling(twilio_code)).then(|| Event {
        twilio_code: Some(twilio_code),
        ..Event::default()
    })
}
