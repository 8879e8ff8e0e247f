//! Sentences that name Twilio and what went wrong: `Twilio Error 20003`, `twilio error: 21211: …`, `Twilio API returned
//! status 429`, `Twilio request failed with HTTP 503`, `Twilio 401: {"code":20003}`.

mod around;
mod numbers;

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind, Origin};

/// The member for sentences.
pub struct TwilioPhrase;

/// Words between the name and what became of it.
const MIDDLE: [&str; 17] = [
    "api",
    "auth",
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
const OUTCOME: [&str; 11] = [
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
];

/// The name's end with the first letters of every word that may follow it: "twilio" alone stands in too many lines.
const LITERALS: &[&str] = &[
    "wilio AN",
    "wilio An",
    "wilio an",
    "wilio AP",
    "wilio Ap",
    "wilio ap",
    "wilio CA",
    "wilio Ca",
    "wilio ca",
    "wilio CL",
    "wilio Cl",
    "wilio cl",
    "wilio CO",
    "wilio Co",
    "wilio co",
    "wilio ER",
    "wilio Er",
    "wilio er",
    "wilio EX",
    "wilio Ex",
    "wilio ex",
    "wilio FA",
    "wilio Fa",
    "wilio fa",
    "wilio HT",
    "wilio Ht",
    "wilio ht",
    "wilio LO",
    "wilio Lo",
    "wilio lo",
    "wilio ME",
    "wilio Me",
    "wilio me",
    "wilio RE",
    "wilio Re",
    "wilio re",
    "wilio SE",
    "wilio Se",
    "wilio se",
    "wilio SM",
    "wilio Sm",
    "wilio sm",
    "wilio ST",
    "wilio St",
    "wilio st",
    "wilio VE",
    "wilio Ve",
    "wilio ve",
    "wilio VO",
    "wilio Vo",
    "wilio vo",
    "wilio WH",
    "wilio Wh",
    "wilio wh",
    "wilio_AN",
    "wilio_An",
    "wilio_an",
    "wilio_AP",
    "wilio_Ap",
    "wilio_ap",
    "wilio_CA",
    "wilio_Ca",
    "wilio_ca",
    "wilio_CL",
    "wilio_Cl",
    "wilio_cl",
    "wilio_CO",
    "wilio_Co",
    "wilio_co",
    "wilio_ER",
    "wilio_Er",
    "wilio_er",
    "wilio_EX",
    "wilio_Ex",
    "wilio_ex",
    "wilio_FA",
    "wilio_Fa",
    "wilio_fa",
    "wilio_HT",
    "wilio_Ht",
    "wilio_ht",
    "wilio_LO",
    "wilio_Lo",
    "wilio_lo",
    "wilio_ME",
    "wilio_Me",
    "wilio_me",
    "wilio_RE",
    "wilio_Re",
    "wilio_re",
    "wilio_SE",
    "wilio_Se",
    "wilio_se",
    "wilio_SM",
    "wilio_Sm",
    "wilio_sm",
    "wilio_ST",
    "wilio_St",
    "wilio_st",
    "wilio_VE",
    "wilio_Ve",
    "wilio_ve",
    "wilio_VO",
    "wilio_Vo",
    "wilio_vo",
    "wilio_WH",
    "wilio_Wh",
    "wilio_wh",
    "wilio 2",
    "wilio 3",
    "wilio 4",
    "wilio 5",
    "wilio 6",
    "wilio] ",
    "wilio: ",
    "wilio AU",
    "wilio Au",
    "wilio au",
    "wilio (2",
    "wilio (4",
    "wilio (5",
    "wilio (6",
    "rom Twilio",
    "rom twilio",
    "wilioErrorCode",
    "wilioCode",
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
        // The line too: `[twilio] error code 20429` names Twilio where a logger names itself.
        for text in record.texts().chain([record.line]) {
            if let Some(event) = named(text, found) {
                found.claim(event);
                return;
            }
        }
        if found.event().is_none()
            && let Some(event) = around::member(record)
        {
            found.claim(event);
        }
    }
}

/// The first place of a text where Twilio's name leads to a number.
fn named<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "wilio").take(8);
    places.find_map(|at| {
        let before = text[..at].strip_suffix(['T', 't'])?;
        let begun = |literal: &&str| text[at..].starts_with(*literal);
        let from = before.ends_with("rom ");
        (from || LITERALS.iter().any(begun)).then_some(())?;
        let word = |letter: char| letter.is_alphanumeric() || "._-/@:".contains(letter);
        // A host, an address or a name that only ends so.
        if before.ends_with(word) && !before.ends_with([':', '-']) {
            return None;
        }
        let before = before.rsplit(['\n', '\r']).next().unwrap_or("");
        let line = text[at + "wilio".len()..].split(['\n', '\r']).next()?;
        if around::is_page(before)
            || grammar::source::is_source(before)
            || around::is_webhook(before)
        {
            return None;
        }
        let mut event =
            sentence(before, line, found).or_else(|| around::told(before, line, found))?;
        if event.twilio_code.is_some() && event.http_status.is_none() {
            event.http_status = around::status_before(before);
            event.kind = event.http_status.map_or(event.kind, |_| Kind::ApiCall);
        }
        // Quoted may be a log or what somebody writes of one.
        let whole = event.http_status.is_some() && event.twilio_code.is_some();
        (whole || !before.trim_start().starts_with("> ")).then_some(event)
    })
}

/// Reads on from the name: a few words that belong to it, the word that tells an outcome, and its number.
fn sentence<'a>(before: &'a str, line: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    // `[Twilio] SMS failed`, `twilio: error`: the name as a logger's.
    let tagged = line.strip_prefix(']').or_else(|| line.strip_prefix(':'));
    let mut rest = tagged.unwrap_or(line);
    // A class of this name is of the SDKs for browsers and phones.
    rest.starts_with([' ', '_']).then_some(())?;
    if let Some(event) = directly(rest, tagged.is_some(), found) {
        return Some(event);
    }
    let mut words = before.trim_end_matches([' ', '[']).rsplit(' ');
    let last = words.next().map(|word| match word {
        "de" | "di" | "da" | "do" | "von" => words.next().unwrap_or(""),
        word => word,
    });
    if last.is_some_and(|word| ERRORS.contains(&word.to_ascii_lowercase().as_str()))
        && let Some(event) = numbers::numbered(rest, found)
    {
        return Some(event);
    }
    for _ in 0..5 {
        let (word, after) = numbers::next_word(rest)?;
        rest = after;
        let word = word.to_ascii_lowercase();
        match word.as_str() {
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
                    .or_else(|| said(rest, found));
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
        3 if tagged && grammar::leading_status(number).is_some() => numbers::failing(rest, found),
        3 => numbers::failing(rest, found).filter(|event| (message && !tagged) || coded(event)),
        5 | 6 if message && !tagged => numbers::numbered(rest, found),
        _ => None,
    }
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
