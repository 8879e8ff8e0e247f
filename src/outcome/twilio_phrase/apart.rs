//! What a sentence leaves to its neighbours: a status with nothing but its reason behind the name, a code on the line below, or
//! a code with the words that only Twilio says, where the name stands in another field; and diagrams, which tell of no call.

use super::literals::LITERALS;
use super::numbers;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// True in a diagram as Mermaid and `PlantUML` draw them: `API-->>Twilio: 401`, `A[Twilio 429] --> B`, `App -> Twilio: 200`,
/// `Note over App,Twilio: 429`.
pub(super) fn is_diagram(before: &str, line: &str) -> bool {
    const DRAWN: [&str; 6] = ["-->", "->>", "--x", "-.->", "<--", "..>"];
    if DRAWN
        .iter()
        .any(|arrow| before.contains(arrow) || line.contains(arrow))
    {
        return true;
    }
    let words = before.trim();
    let notes = ["Note ", "note "];
    if notes.iter().any(|note| words.starts_with(note)) {
        return true;
    }
    // One name, an arrow, and Twilio's.
    let arrows = ["->", "=>", "-)", "\u{2192}"];
    let ahead = arrows.iter().find_map(|arrow| words.strip_suffix(arrow));
    ahead.is_some_and(|name| !name.trim_end_matches(['-', ' ']).contains(' '))
}

/// The status and its reason, and nothing that goes on with the sentence: `Twilio 401 Unauthorized`, `Twilio 429 rate
/// limited: …`; or the status before one of Twilio's own messages, `Twilio 403 Authenticate`. Only where the name begins what is
/// said: elsewhere it may be what somebody writes about it.
pub(super) fn reasoned<'a>(
    before: &str,
    rest: &'a str,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let number = rest.trim_start_matches([' ', '`', '"', '\'']);
    let (after, status) = grammar::status(number).ok().filter(|told| told.1 >= 400)?;
    begins(before).then_some(())?;
    let message = after.trim_start();
    let known = classify::code_of_message(message, Some(status)).is_some();
    let ends = || grammar::after_reason(status, after).is_some_and(ends);
    (known || ends()).then(|| {
        found.message(message);
        Event {
            http_status: Some(status),
            ..Event::default()
        }
    })
}

/// True where what is said begins behind this: nothing, a logger's mark, or a word for an error and a colon.
fn begins(before: &str) -> bool {
    const LEVELS: [&str; 5] = ["ERROR", "WARN", "WARNING", "FATAL", "CRITICAL"];
    let words = before.trim_end();
    let item = words.trim_start().starts_with(['-', '*', '#', '|']);
    let last = words.trim_end_matches('\u{fe0f}').chars().next_back();
    // Behind a quotation mark it may be a program's own text.
    let marked = last.is_none_or(|letter| letter == ']' || is_sign(letter));
    let failed = words.strip_suffix(':').is_some_and(|words| {
        [
            "rror", "ailed", "ailure", "xception", "ERROR", "WARN", "FATAL", "CRITICAL",
        ]
        .iter()
        .any(|word| words.ends_with(word))
    });
    let dashed = words.strip_suffix(" -").unwrap_or(words);
    let level = LEVELS.contains(&dashed.rsplit(' ').next().unwrap_or(""));
    !item && (marked || failed || level)
}

/// Signs as applications put before a failure: crosses, warnings, alarms. What tests and the like tick off is none.
const SIGNS: [char; 20] = [
    '\u{274c}',
    '\u{274e}',
    '\u{2716}',
    '\u{2717}',
    '\u{2718}',
    '\u{2715}',
    '\u{2a2f}',
    '\u{d7}',
    '\u{26a0}',
    '\u{2757}',
    '\u{203c}',
    '\u{26d4}',
    '\u{1f6a8}',
    '\u{1f534}',
    '\u{1f4a5}',
    '\u{1f6d1}',
    '\u{1f6ab}',
    '\u{1f525}',
    '\u{2620}',
    '\u{1f480}',
];

/// One of them; a sign may be followed by what says that it is drawn in colour.
fn is_sign(letter: char) -> bool {
    SIGNS.contains(&letter)
}

/// True for what may stand behind a reason: the end, or punctuation with more behind it. A question or a heading asks.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_end();
    if let Some(more) = rest.strip_prefix(':') {
        return !more.trim().is_empty();
    }
    // Before a colon a quotation is the key of a table.
    let key = rest.trim_start_matches(['"', '\'', '`']);
    if key.len() < rest.len() && key.trim_start().starts_with([':', '=']) {
        return false;
    }
    let marks = ['.', ',', ';', '!', ')', '}', '"', '\'', '`', '(', '['];
    rest.is_empty()
        || rest.starts_with(marks)
        || [" - ", " \u{2014} ", " ("]
            .iter()
            .any(|mark| rest.starts_with(mark))
}

/// True for a status with its reason and nothing that makes it a question or a heading.
pub(super) fn is_reasoned(number: &str) -> bool {
    let told = grammar::status(number).ok().filter(|told| told.1 >= 400);
    told.is_some_and(|(after, status)| grammar::after_reason(status, after).is_some())
}

/// What is counted or measured in numbers as long as codes.
const UNITS: [&str; 9] = [
    "ms", "s", "us", "bytes", "chars", "times", "messages", "requests", "attempts",
];

/// What was being done, between the failure and its number: `Twilio error sending SMS: 21211`, `rejected message: 21610`.
pub(super) fn doing<'a>(rest: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const LONGEST: usize = 48;
    const OBJECTS: [&str; 9] = [
        "sms",
        "mms",
        "message",
        "text",
        "whatsapp",
        "call",
        "otp",
        "verification",
        "request",
    ];
    let near = grammar::start(rest, LONGEST);
    let (words, _) = near.split_once(": ")?;
    let lower = words.trim().to_ascii_lowercase();
    let mut said = lower.split(' ').rev();
    let object = said.next().is_some_and(|word| OBJECTS.contains(&word));
    // A verb, and between both no more than an article.
    let plain = said.all(|word| word.ends_with("ing") || matches!(word, "a" | "an" | "the"));
    (object && plain).then_some(())?;
    let number = rest.get(words.len() + 2..)?;
    if is_reasoned(number) {
        return numbers::failing(number, found);
    }
    let (after, _) = grammar::code(number).ok()?;
    // A time or an amount.
    let unit = after.trim_start().split([' ', ',', '.']).next();
    let counted = unit.is_some_and(|unit| UNITS.contains(&unit));
    (!counted).then_some(())?;
    numbers::numbered(number, found).filter(|event| event.kind == Kind::ApiCall)
}

/// What code and status are called on the lines below a failure, in lower case.
const CODES: [&str; 4] = ["error code", "code", "twilio code", "error_code"];
const STATUSES: [&str; 4] = ["status", "http status", "status code", "http_status"];

/// How many lines below are looked at.
const LINES: usize = 6;

/// The code, and the status if it is there, on the lines below a sentence that tells a failure and no number: `Twilio SMS error: …`
/// / `Error code: 21608`.
pub(super) fn below<'a>(before: &str, behind: &str) -> Option<Event<'a>> {
    let (line, under) = behind.split_once('\n')?;
    let failed = ["rror", "ailed", "ailure"]
        .iter()
        .any(|word| line.contains(word) || before.contains(word));
    // An underscore is of a name in a configuration.
    (failed && !line.starts_with('_')).then_some(())?;
    let said = [before, line].concat().to_ascii_lowercase();
    let listed = ["known", " list", " codes"];
    (!listed.iter().any(|word| said.contains(word))).then_some(())?;
    let fields = || under.lines().take(LINES).map_while(field);
    let named = |names: &[&str]| fields().find(|(name, _)| names.contains(&name.as_str()));
    let (rest, code) = grammar::code(named(&CODES)?.1).ok()?;
    classify::code(code)?;
    let status = named(&STATUSES).and_then(|(_, value)| Some(grammar::status(value).ok()?.1));
    let http_status = status.filter(|status| *status >= 400);
    let alone = rest.trim_matches([',', ' ', '\r', '"', '\'']).is_empty();
    (alone && !numbers::is_signalling(code)).then(|| Event {
        kind: http_status.map_or_else(|| classify::kind_of_code(code), |_| Kind::ApiCall),
        http_status,
        twilio_code: Some(code),
        ..Event::default()
    })
}

/// A name of a few words and its value: `Error code: 21608`.
fn field(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once([':', '='])?;
    let name = name.trim_matches([' ', '\t', '"', '\'']);
    let plain = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, ' ' | '_');
    let named = !name.is_empty() && name.len() <= 16 && name.chars().all(plain);
    named.then(|| {
        (
            name.to_ascii_lowercase(),
            value.trim_start_matches([' ', '"', '\'']),
        )
    })
}

/// How many texts of a record are looked at, and how much of each.
const TEXTS: usize = 32;
const REACH: usize = 512;

/// Words of texts that explain codes, list them or play them.
const TEACHES: [&str; 10] = [
    " docs", " codes", "e.g.", "mock", "retry on", "retry_on", "example", "hint", " means",
    "simulat",
];

/// In a record that names Twilio in some other place: a code with the words that only Twilio says with it (`21205: Url is not a
/// valid URL`), or a code in brackets before the status that it comes with (`[20003] HTTP 401 error`).
pub(super) fn told<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    is_named(record.whole).then_some(())?;
    record.texts().take(TEXTS).find_map(|text| {
        let near = grammar::start(text, REACH);
        let lower = near.to_ascii_lowercase();
        if TEACHES.iter().any(|word| lower.contains(word)) {
            return None;
        }
        let colons = memchr::memmem::find_iter(near.as_bytes(), ": ").take(16);
        let mut named = colons.filter_map(|at| with_message(text, at));
        if let Some((code, message)) = named.next() {
            found.message(message);
            return Some(Event {
                twilio_code: Some(code),
                ..Event::default()
            });
        }
        let mut brackets = memchr::memmem::find_iter(near.as_bytes(), "] HTTP ").take(4);
        brackets.find_map(|at| with_status(text, at))
    })
}

/// True where the record names Twilio in one of the ways that a sentence may go on from.
fn is_named(text: &str) -> bool {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "wilio").take(16);
    places.any(|at| {
        let (before, name) = text.split_at(at);
        let valued = ["=T", "=t", "rom T", "rom t"]
            .iter()
            .any(|end| before.ends_with(end));
        valued || LITERALS.iter().any(|literal| name.starts_with(literal))
    })
}

/// The code before a colon, and Twilio's message of that code behind it.
fn with_message(text: &str, colon: usize) -> Option<(u32, &str)> {
    let (before, after) = text.split_at_checked(colon)?;
    let (at, code) = code_before(before)?;
    let message = after.get(2..)?;
    let own = classify::code_of_message(message, None) == Some(code);
    // On a line of its own it may stand in a list of codes.
    let ahead = before.get(..at)?.rsplit('\n').next().unwrap_or("");
    let marked = ["//", "#", "|", "*", "-"]
        .iter()
        .any(|mark| ahead.trim_start().starts_with(mark));
    let said = ahead.trim_end_matches(['"', '\'', ' ']).ends_with(':') && !marked;
    (own && said && !grammar::source::is_program(text, at)).then_some((code, message))
}

/// `[20003] HTTP 401 error`, the code in brackets, then its status.
fn with_status<'a>(text: &str, bracket: usize) -> Option<Event<'a>> {
    let (before, after) = text.split_at_checked(bracket)?;
    let (at, code) = code_before(before)?;
    let (_, status) = grammar::status(after.strip_prefix("] HTTP ")?).ok()?;
    let opened = before.get(..at)?.ends_with('[');
    let told = opened && grammar::are_pair(status, code) && !grammar::source::is_program(text, at);
    told.then(|| Event {
        http_status: Some(status),
        twilio_code: Some(code),
        ..Event::default()
    })
}

/// The five digits that end a text, as a word of their own, and where they begin.
fn code_before(text: &str) -> Option<(usize, u32)> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let at = text.len() - digits;
    let ("", code) = grammar::code(text.get(at..)?).ok()? else {
        return None;
    };
    let joined = |letter: char| letter.is_alphanumeric() || "._-+/".contains(letter);
    (!text.get(..at)?.ends_with(joined)).then_some((at, code))
}

#[cfg(test)]
mod tests;
