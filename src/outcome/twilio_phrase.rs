//! Sentences that name Twilio and what went wrong: `Twilio Error 20003`, `twilio error: 21211: …`, `Twilio API returned
//! status 429`, `Twilio request failed with HTTP 503`, `Twilio 401: {"code":20003}`.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind, Origin};

/// The member for sentences.
pub struct TwilioPhrase;

/// Words between the name and what became of it.
const MIDDLE: [&str; 16] = [
    "api",
    "rest",
    "sms",
    "verify",
    "voice",
    "messaging",
    "whatsapp",
    "http",
    "client",
    "request",
    "call",
    "service",
    "send",
    "lookup",
    "server",
    "message",
];

/// Words that say that an outcome follows.
const OUTCOME: [&str; 8] = [
    "error",
    "exception",
    "failed",
    "failure",
    "returned",
    "responded",
    "response",
    "answered",
];

/// Words between the outcome and its number.
const BEFORE: [&str; 9] = [
    "code", "with", "status", "http", "error", "response", "a", "an", "-",
];

/// The name's end with the first letters of every word that may follow it: "twilio" alone stands in too many lines.
const LITERALS: &[&str] = &[
    "wilio AN", "wilio An", "wilio an", "wilio AP", "wilio Ap", "wilio ap", "wilio CA", "wilio Ca",
    "wilio ca", "wilio CL", "wilio Cl", "wilio cl", "wilio ER", "wilio Er", "wilio er", "wilio EX",
    "wilio Ex", "wilio ex", "wilio FA", "wilio Fa", "wilio fa", "wilio HT", "wilio Ht", "wilio ht",
    "wilio LO", "wilio Lo", "wilio lo", "wilio ME", "wilio Me", "wilio me", "wilio RE", "wilio Re",
    "wilio re", "wilio SE", "wilio Se", "wilio se", "wilio SM", "wilio Sm", "wilio sm", "wilio ST",
    "wilio St", "wilio st", "wilio VE", "wilio Ve", "wilio ve", "wilio VO", "wilio Vo", "wilio vo",
    "wilio WH", "wilio Wh", "wilio wh", "wilio_AN", "wilio_An", "wilio_an", "wilio_AP", "wilio_Ap",
    "wilio_ap", "wilio_CA", "wilio_Ca", "wilio_ca", "wilio_CL", "wilio_Cl", "wilio_cl", "wilio_ER",
    "wilio_Er", "wilio_er", "wilio_EX", "wilio_Ex", "wilio_ex", "wilio_FA", "wilio_Fa", "wilio_fa",
    "wilio_HT", "wilio_Ht", "wilio_ht", "wilio_LO", "wilio_Lo", "wilio_lo", "wilio_ME", "wilio_Me",
    "wilio_me", "wilio_RE", "wilio_Re", "wilio_re", "wilio_SE", "wilio_Se", "wilio_se", "wilio_SM",
    "wilio_Sm", "wilio_sm", "wilio_ST", "wilio_St", "wilio_st", "wilio_VE", "wilio_Ve", "wilio_ve",
    "wilio_VO", "wilio_Vo", "wilio_vo", "wilio_WH", "wilio_Wh", "wilio_wh", "wilio 4", "wilio 5",
    "wilio] ", "wilio: ",
];

/// Words before `code` that say that it is no error's.
const OTHER_CODES: [&str; 6] = ["zip", "postal", "post", "area", "country", "promo"];

impl Outcome for TwilioPhrase {
    fn name(&self) -> &'static str {
        "twilio_phrase"
    }

    fn literals(&self) -> &'static [&'static str] {
        LITERALS
    }

    fn example(&self) -> &'static str {
        "Twilio Error 20003: Authentication Error - invalid username"
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "Twilio's name and a code side by side, as `Twilio Error 20003`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        // The line too: `[twilio] error code 20429` names Twilio where a logger names itself.
        for text in record.texts().chain([record.line]) {
            if let Some(event) = named(text, found) {
                found.claim(event);
                return;
            }
        }
    }
}

/// The first place of a text where Twilio's name leads to a number.
fn named<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "wilio").take(8);
    places.find_map(|at| {
        let begun = |literal: &&str| text[at..].starts_with(*literal);
        LITERALS.iter().any(begun).then_some(())?;
        let before = text[..at].strip_suffix(['T', 't'])?;
        let word = |letter: char| letter.is_alphanumeric() || "._-/@:".contains(letter);
        // A host, an address or a name that only ends so.
        if before.ends_with(word) && !before.ends_with([':', '-']) {
            return None;
        }
        let line = text[at + "wilio".len()..].split(['\n', '\r']).next()?;
        sentence(line, found)
    })
}

/// Reads on from the name: a few words that belong to it, the word that tells an outcome, and its number.
fn sentence<'a>(line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    // `[Twilio] SMS failed`, `twilio: error`: the name as a logger's.
    let tagged = line.strip_prefix(']').or_else(|| line.strip_prefix(':'));
    let mut rest = tagged.unwrap_or(line);
    // A class of this name is of the SDKs for browsers and phones.
    rest.starts_with([' ', '_']).then_some(())?;
    if tagged.is_none()
        && let Some(event) = directly(rest, found)
    {
        return Some(event);
    }
    for _ in 0..5 {
        let (word, after) = next_word(rest)?;
        rest = after;
        let word = word.to_ascii_lowercase();
        if word == "status" {
            return failing(rest, found);
        }
        if OUTCOME.contains(&word.as_str()) {
            return numbered(rest, found)
                .or_else(|| keyed(rest, found))
                .or_else(|| silent(rest));
        }
        if word == "for" {
            // `Twilio request for conversation failed`: what it was for may be anything.
            rest = next_word(rest)?.1;
            continue;
        }
        MIDDLE.contains(&word.as_str()).then_some(())?;
    }
    None
}

/// The status right behind the name, with what came with it: `Twilio 401: {"code":20003}`, `Twilio 401 (code 20003)`.
fn directly<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (after, _) = grammar::status(rest.trim_start_matches([' ', '_'])).ok()?;
    let coded = |event: &Event<'_>| event.twilio_code.is_some();
    let said = after
        .strip_prefix(": ")
        .is_some_and(|message| message.starts_with(|letter: char| !letter.is_whitespace()));
    failing(rest, found).filter(|event| said || coded(event))
}

/// A status of failure, and the code that may follow it.
fn failing<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let rest = rest.trim_start_matches([':', ' ', '(', '=', '"', '\'', '_']);
    let (after, status) = grammar::status(rest).ok().filter(|told| told.1 >= 400)?;
    answered(status, after, found)
}

/// Further on in the line a pair, `Status: 400, Code: 21649`, or the code alone.
fn keyed<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const REACH: usize = 512;
    let rest = grammar::start(rest, REACH);
    let value = ["code", "Code", "error_code", "errorCode", "ErrorCode"]
        .iter()
        .find_map(|key| grammar::keyed(rest, key))?;
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

/// What the HTTP client said right behind the words: `Twilio request failed: read ECONNRESET`.
fn silent<'a>(rest: &str) -> Option<Event<'a>> {
    const REACH: usize = 160;
    let said = grammar::start(rest.strip_prefix(": ")?, REACH);
    // Of what Twilio asks the application's server, or of a call's media.
    let other = ["ebhook", "allback", "ebsocket", "ebSocket", "ignal", "edia"];
    let elsewhere = other.iter().any(|word| said.contains(word));
    (!elsewhere && grammar::tells_silence(said)).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// The next word, past blanks and underscores, and what follows it.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '_']);
    let end = text
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    (1..=12).contains(&end).then(|| text.split_at(end))
}

/// The code or the status behind the word, with no more than separators and a few words between. Only codes of the
/// catalogue: a sentence may hold any number.
fn numbered<'a>(mut rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    for _ in 0..4 {
        rest = rest.trim_start_matches([':', ' ', '(', '#', '[', '=', '-', '"', '\'', '_']);
        if let Ok((after, code)) = grammar::code(rest) {
            classify::code(code)?;
            return Some(coded(code, after));
        }
        if let Ok((after, status)) = grammar::status(rest) {
            return answered(status, after, found);
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
    grammar::ends_status(after).then_some(())?;
    let message = after.trim_start_matches([':', ' ', '(', '[', '-', ')', ']', ',', '/']);
    let code = message
        .strip_prefix("code")
        .map_or(message, |rest| rest.trim_start_matches([':', ' ', '=']));
    let code = grammar::code(code)
        .ok()
        .or_else(|| grammar::code(grammar::keyed(after, "code")?).ok())
        .map(|(_, code)| code)
        .filter(|code| classify::code(*code).is_some());
    found.message(message);
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
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
