//! Sentences that name Twilio and what went wrong: `Twilio Error 20003`, `twilio error: 21211: …`, `Twilio API returned
//! status 429`, `Twilio request failed with HTTP 503`, `Twilio 401: {"code":20003}`.

mod apart;
mod around;
mod literals;
mod numbers;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind, Origin};
use literals::{FOLLOWERS, LITERALS};

/// The member for sentences.
pub struct TwilioPhrase;

/// Words between the name and what became of it.
const MIDDLE: [&str; 19] = [
    "api",
    "auth",
    "rest",
    "sms",
    "verify",
    "verification",
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
    "unexpected",
];

/// Words that say that an outcome follows.
const OUTCOME: [&str; 12] = [
    "error",
    "exception",
    "failed",
    "failure",
    "returned",
    "responded",
    "response",
    "answered",
    "returning",
    "refused",
    "rejected",
    "apiexception",
];

/// What parts a status from what is said of it.
const PARTS: [&str; 4] = [": ", " - ", " \u{2013} ", " \u{2014} "];

/// Words that name an error before Twilio, in the languages of their applications.
const ERRORS: [&str; 5] = ["error", "erro", "erreur", "errore", "fehler"];

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
        // The line too: `[twilio] error code 20429` names Twilio where a logger names itself. A page is none behind a stamp.
        let first = record.body.split(['\n', '\r']).next().unwrap_or("");
        let line = Some(record.line).filter(|_| !grammar::is_page(first));
        for text in record.texts().chain(line) {
            if let Some(mut event) = named(text, found) {
                // twilio-python's exceptions know the path.
                if let Some(path) = grammar::keyed(text, "uri").filter(|uri| is_of_twilio(uri)) {
                    let path = path.split([' ', '"', '\'', ',', '\n']).next().unwrap_or("");
                    found.locate_path(None, path, &mut event, record);
                } else if let Some((before, path)) = dated(text) {
                    let method = before
                        .rsplit(' ')
                        .next()
                        .filter(|word| grammar::METHODS.contains(word));
                    event.method = event.method.or(method.and_then(grammar::method));
                    found.locate_path(None, path, &mut event, record);
                }
                around::complete(&mut event, record);
                found.claim(event);
                return;
            }
        }
        if found.event().is_none()
            && let Some(event) = around::member(record)
                .or_else(|| around::paired(record))
                .or_else(|| apart::told(record, found))
        {
            found.claim(event);
        }
    }
}

/// The path of the oldest API that was asked, and what stands before it, up to its method: `responded 500 to POST /2010-04-01/…`.
fn dated(text: &str) -> Option<(&str, &str)> {
    let (before, _) = text.split_once(" /2010-04-01/")?;
    let path = text
        .get(before.len() + 1..)?
        .split([' ', ',', ';', '"', '\'', '\n'])
        .next()?;
    let (words, _) = before.rsplit_once(' ')?;
    let asked = [" to", " for", " on"]
        .iter()
        .any(|word| words.ends_with(word));
    asked.then(|| (before, path.trim_end_matches([':', '.', ')', '\r'])))
}

/// True for a path as the SDKs know it, below an account or a service.
fn is_of_twilio(path: &str) -> bool {
    ["/Accounts/", "/Services/", "/2010-04-01/"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// The first place of a text where Twilio's name leads to a number.
fn named<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "wilio").take(8);
    places.find_map(|at| {
        let (before, line) = place(text, at)?;
        let mut event = sentence(before, line, found)
            .or_else(|| around::told(before, line, found))
            .or_else(|| apart::below(before, &text[at + "wilio".len()..]))?;
        if event.twilio_code.is_some() && event.http_status.is_none() {
            event.http_status = around::status_before(before);
            event.kind = event.http_status.map_or(event.kind, |_| Kind::ApiCall);
        }
        // Quoted may be a log or what somebody writes of one.
        let whole = event.http_status.is_some() && event.twilio_code.is_some();
        (whole || !before.trim_start().starts_with("> ")).then_some(event)
    })
}

/// What stands before and behind the name on its line, where it is a name that a sentence goes on from.
fn place(text: &str, at: usize) -> Option<(&str, &str)> {
    let before = text[..at].strip_suffix(['T', 't'])?;
    let name = &text[at..];
    let begun = |literal: &&str| name.starts_with(*literal);
    // Most places are those of hosts and of names of the SDKs' parts.
    let next = name.as_bytes().get("wilio".len());
    let host = name
        .as_bytes()
        .get("wilio".len()..)
        .is_some_and(|rest| rest.starts_with(b".com"));
    let goes_on = next.is_some_and(|next| FOLLOWERS.contains(next)) && !host;
    let from = before.ends_with("rom ");
    (from || (goes_on && LITERALS.iter().any(begun))).then_some(())?;
    let word = |letter: char| letter.is_alphanumeric() || "._-/@:".contains(letter);
    // A host, an address or a name that only ends so.
    if before.ends_with(word) && !before.ends_with([':', '-']) {
        return None;
    }
    let before = grammar::last_line(before);
    let line = text[at + "wilio".len()..].split(['\n', '\r']).next()?;
    let other = grammar::is_page(before)
        || around::is_written(before)
        || around::is_unreal(before)
        || grammar::source::is_program(text, at - 1)
        || around::is_webhook(before)
        || apart::is_diagram(before, line);
    (!other).then_some((before, line))
}

/// Reads on from the name: a few words that belong to it, the word that tells an outcome, and its number.
fn sentence<'a>(before: &'a str, line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    // `[Twilio] SMS failed`, `twilio: error`: the name as a logger's.
    let tagged = line.strip_prefix(']').or_else(|| line.strip_prefix(':'));
    let mut rest = tagged.unwrap_or(line);
    // A class of this name is of the SDKs for browsers and phones, but in Rust's way of printing one of the application's.
    if let Some(members) = rest.strip_prefix("Error {") {
        return numbers::keyed(members, found).filter(|event| event.http_status.is_some());
    }
    // Codes of messages and calls are of no such SDK.
    if let Some(number) = rest.strip_prefix("Error") {
        return numbers::numbered(number, found).filter(|event| {
            event
                .twilio_code
                .is_some_and(|code| (21_000..22_000).contains(&code))
        });
    }
    rest.starts_with([' ', '_']).then_some(())?;
    if let Some(event) = directly(rest, tagged.is_some(), found) {
        return Some(event);
    }
    if tagged.is_none()
        && let Some(event) = apart::reasoned(before, rest, found)
    {
        return Some(event);
    }
    let mut words = before.trim_end_matches([' ', '[']).rsplit(' ');
    let last = words.next().map(|word| match word {
        "de" | "di" | "da" | "do" | "von" => words.next().unwrap_or(""),
        word => word,
    });
    if last.is_some_and(|word| ERRORS.contains(&word.to_ascii_lowercase().as_str()))
        && let Some(event) = numbers::numbered(rest, found).or_else(|| after_brackets(rest, found))
    {
        return Some(event);
    }
    if tagged.is_some()
        && let Some(event) = told_by_twilio(line, found).or_else(|| numbers::succeeded(rest))
    {
        return Some(event);
    }
    for _ in 0..5 {
        let (word, after) = numbers::next_word(rest)?;
        rest = after;
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            // `provider=twilio status=201`: a value of its own, and another one.
            "status" if before.ends_with('=') => {
                return numbers::any(rest, found).filter(|event| {
                    event.http_status >= Some(400) || !around::is_of_server(before)
                });
            }
            "status" => return numbers::failing(rest, found),
            "code" => return numbers::code_named(before, rest),
            "http"
                if rest.starts_with(' ')
                    && !OUTCOME.iter().any(|word| rest[1..].starts_with(word)) =>
            {
                return numbers::failing_alone(rest, found);
            }
            // `Twilio request for conversation failed`: what it was for may be anything.
            "for" => rest = numbers::next_word(rest)?.1,
            word if OUTCOME.contains(&word) => {
                return numbers::numbered(rest, found)
                    .or_else(|| numbers::keyed(rest, found))
                    .or_else(|| said(rest, found))
                    .or_else(|| said(numbers::next_word(rest)?.1, found))
                    .or_else(|| apart::doing(rest, found))
                    .or_else(|| numbers::tuple(rest, found))
                    .or_else(|| numbers::bracketed(rest));
            }
            word => MIDDLE.contains(&word).then_some(())?,
        }
    }
    None
}

/// The status or the code right behind the name, with what came with it: `Twilio 401: {"code":20003}`, `Twilio 401 (code
/// 20003)`, `Twilio 20003: Authenticate`; behind the name as a logger's only both, `Twilio: 400 21211: …`.
fn directly<'a>(rest: &'a str, tagged: bool, found: &mut Found<'a>) -> Option<Event<'a>> {
    let number = rest.trim_start_matches([' ', '_']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let message = number
        .get(digits..)
        .and_then(|after| PARTS.iter().find_map(|part| after.strip_prefix(part)));
    let message = message.is_some_and(|words| !words.starts_with(char::is_whitespace));
    let coded = |event: &Event<'_>| event.twilio_code.is_some();
    match digits {
        3 if tagged && apart::is_reasoned(number) => numbers::failing(rest, found),
        3 => numbers::failing(rest, found).filter(|event| (message && !tagged) || coded(event)),
        5 | 6 if message && !tagged => numbers::numbered(rest, found),
        _ => None,
    }
}

/// What stands in brackets between the name and what Twilio said: `Error Twilio (intento 2/3): …`.
fn after_brackets<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const LONGEST: usize = 32;
    let (inside, rest) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    (inside.len() <= LONGEST).then(|| told_by_twilio(rest, found))?
}

/// One of Twilio's own messages right behind the colon: `Twilio: Authenticate`.
fn told_by_twilio<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let message = rest.strip_prefix(": ")?;
    let message = message.trim_start_matches(['"', '\'', '`', ' ']);
    classify::code_of_message(message, None)?;
    found.message(message);
    Some(Event::default())
}

/// What is said right behind the words: by the HTTP client (`Twilio request failed: read ECONNRESET`), or by Twilio itself,
/// where nobody else says so (`Twilio error: Authenticate`).
fn said<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const REACH: usize = 160;
    let message = rest
        .strip_prefix(": ")?
        .trim_start_matches(['"', '\'', '`', ' ']);
    let said = grammar::start(message, REACH);
    let known = |message: &str| classify::code_of_message(message, None).is_some();
    if let Some(message) =
        grammar::after_operation(message).or(Some(message).filter(|words| known(words)))
    {
        found.message(message);
        return Some(Event::default());
    }
    // Of what Twilio asks the application's server, or of a call's media.
    let other = ["ebhook", "allback", "ebsocket", "ebSocket", "ignal", "edia"];
    let elsewhere = other.iter().any(|word| said.contains(word));
    (!elsewhere && grammar::tells_silence(said)).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}
