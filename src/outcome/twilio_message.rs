//! Twilio's message alone, as `err.message` or a tuple prints it. Only where it cannot be anybody else's: it names a path
//! of Twilio's API, or follows the SDKs' own words for the operation.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};

/// The member for messages without status and code.
pub struct TwilioMessage;

/// Before the path that was not found.
const REQUESTED: &str = "The requested resource /";

/// What the SDKs say of a refused operation.
const RECORD: [&str; 4] = [
    "Unable to create record: ",
    "Unable to fetch record: ",
    "Unable to update record: ",
    "Unable to delete record: ",
];

impl Outcome for TwilioMessage {
    fn name(&self) -> &'static str {
        "twilio_message"
    }

    // "requested resource /" without its first letters: "requ" stands in every log.
    fn literals(&self) -> &'static [&'static str] {
        &[
            "ested resource /",
            "wilio could not find a Channel",
            "ExTwilio.",
            "Unable to create record",
            "Unable to fetch record",
            "Unable to update record",
            "Unable to delete record",
        ]
    }

    fn example(&self) -> &'static str {
        "The requested resource /2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json was not found"
    }

    // An exception's second line, or a line of the block that twilio-python prints on a screen.
    fn halves(&self) -> bool {
        true
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if let Some(event) = member(record, found) {
            found.claim(event);
            return;
        }
        for text in record.texts() {
            let claim = requested(text, record, found)
                .or_else(|| operation(text, record.whole, found))
                .or_else(|| channel(text, found))
                .or_else(|| elixir(text, found))
                .or_else(|| elixir_silence(text));
            if let Some(event) = claim {
                found.claim(event);
                return;
            }
        }
    }
}

/// `The requested resource /path was not found`, with the status behind it where an Elixir tuple is printed.
fn requested<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let at = memchr::memmem::find(text.as_bytes(), REQUESTED.as_bytes())?;
    let (_, after) = text[at..].split_once(" was not found")?;
    if grammar::is_listed(&text[..at]) {
        return None;
    }
    let mut event = Event::default();
    found.requested_resource(text, &mut event, record);
    event.resource?;
    event.http_status = tuple(&text[..at], after).or_else(|| not_found(&text[..at]));
    if let Some((status, code)) = body(text) {
        (event.http_status, event.twilio_code) = (Some(status), Some(code));
    } else if let Ok((rest, code)) = grammar::code(after.strip_prefix(" (").unwrap_or_default()) {
        event.twilio_code = Some(code).filter(|code| rest.starts_with(')') && *code == NOT_FOUND);
    }
    found.message(&text[at..]);
    Some(event)
}

/// The code that Twilio says this with.
const NOT_FOUND: u32 = 20_404;

/// Status and code of the body that the message stands in, behind words that leave no JSON: `HTTP 404 {"code":20404,…}`.
fn body(text: &str) -> Option<(u16, u32)> {
    let status = grammar::keyed_status(text, &["status"])?;
    let code = grammar::keyed_code(text, &["code"])?;
    (status == 404 && code == NOT_FOUND).then_some((status, code))
}

/// The status in `{:error, "message", 404}`.
fn tuple(before: &str, after: &str) -> Option<u16> {
    before
        .trim_end_matches(['"', '\\', ' '])
        .ends_with("{:error,")
        .then_some(())?;
    let status = after.trim_start_matches(['"', '\\', ',', ' ', '.']);
    let (rest, status) = grammar::status(status).ok()?;
    rest.starts_with('}').then_some(status)
}

/// The only status that Twilio says this with, right before the words: `HTTP 404: `, `(404) `.
fn not_found(before: &str) -> Option<u16> {
    let words = before.trim_end_matches([' ', ':', '-', ')', ']', '"', '\'']);
    let ahead = words.strip_suffix("404")?;
    let parted = words.len() < before.len() && ahead.ends_with([' ', '(', '[', '=']);
    (parted || ahead.is_empty()).then_some(404)
}

/// The operation in a member, and one of Twilio's codes beside it: `{"error":"Unable to create record: …","code":21606}`.
fn member<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let all = &record.attributes;
    all.iter().take(64).find_map(|told| {
        let text = told.value.text()?;
        let message = RECORD.iter().find_map(|words| text.strip_prefix(words))?;
        let beside = |names: &[&str]| {
            let mut members = all.iter().filter(|other| other.parent == told.parent);
            members.find(|other| names.contains(&other.name))
        };
        let code = beside(&["code", "error_code", "errorCode"])?;
        let twilio_code = grammar::code_of(code.value)?;
        classify::code(twilio_code)?;
        let status = beside(&["status", "statusCode", "http_status"]);
        found.message(message);
        Some(Event {
            twilio_code: Some(twilio_code),
            http_status: status
                .and_then(|status| grammar::status_of(status.value))
                .filter(|status| *status >= 400),
            ..Event::default()
        })
    })
}

/// What the client for Elixir returned, behind its call or on the line below: `{:error, "message", 400}`.
fn elixir<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    const REACH: usize = 1024;
    let (_, after) = text.split_once("ExTwilio.")?;
    let (_, inside) = grammar::start(after, REACH).split_once("{:error, \"")?;
    let line = inside.split(['\n', '\r']).next()?;
    let (message, behind) = line.rsplit_once("\", ")?;
    let (rest, status) = grammar::status(behind).ok().filter(|told| told.1 >= 400)?;
    rest.starts_with('}').then_some(())?;
    found.message(message);
    Some(Event {
        http_status: Some(status),
        ..Event::default()
    })
}

/// What the HTTP client beneath the client for Elixir raised, told by that client's frames below it: `** (HTTPoison.Error) :nxdomain`.
fn elixir_silence<'a>(text: &str) -> Option<Event<'a>> {
    const REASONS: [&str; 10] = [
        ":nxdomain",
        ":timeout",
        ":connect_timeout",
        ":checkout_timeout",
        ":closed",
        ":econnrefused",
        ":econnreset",
        ":ehostunreach",
        ":enetunreach",
        "{:tls_alert,",
    ];
    let (_, raised) = text.split_once("** (HTTPoison.Error) ")?;
    let (reason, frames) = raised.split_once('\n')?;
    let reason = match reason.strip_prefix("%HTTPoison.Error{") {
        Some(error) => error.split_once("reason: ")?.1,
        None => reason.trim_start_matches('"'),
    };
    let silent = REASONS.iter().any(|known| reason.starts_with(known));
    (silent && frames.contains(": ExTwilio.Api.")).then(|| Event {
        origin: Origin::Nobody,
        ..Event::default()
    })
}

/// The message that begins with Twilio's own name.
fn channel<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let at = memchr::memmem::find(text.as_bytes(), b"Twilio could not find a Channel")?;
    let message = text.get(at..)?;
    classify::code_of_message(message, None)?;
    found.message(message);
    Some(Event::default())
}

/// True for a code behind a message of Twilio's, which names itself.
fn coded(whole: &str, line: &str, message: &str) -> bool {
    let named = memchr::memmem::find(whole.as_bytes(), b"wilio").is_some();
    named && !grammar::is_page(line) && code_behind(message).is_some()
}

/// The code that old versions of the SDK for PHP put behind a message: `Url parameter is required. … (Code 21205)`.
fn code_behind(message: &str) -> Option<u32> {
    let line = message.split(['\n', '\r']).next()?.trim_end();
    let (_, inside) = line.strip_suffix(')')?.rsplit_once("(Code ")?;
    let ("", code) = grammar::code(inside).ok()? else {
        return None;
    };
    classify::code(code).map(|_| code)
}

/// The operation with a message that only Twilio writes.
fn operation<'a>(text: &'a str, whole: &str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let message = RECORD.iter().find_map(|words| {
        let (before, message) = text.split_once(words)?;
        // In these colours only twilio-python prints it, see its screen form, whose lines may come one by one.
        let coloured = before.ends_with("\u{1b}[34m\u{1b}[49m");
        let alone = !before.ends_with(char::is_alphanumeric);
        let line = grammar::last_line(before);
        let known = || {
            alone
                && !grammar::is_page(line)
                && !grammar::source::is_program(text, before.len())
                && classify::code_of_message(message, None).is_some()
        };
        (coloured || known() || (alone && coded(whole, line, message))).then_some(message)
    })?;
    found.message(message);
    Some(Event {
        twilio_code: code_behind(message),
        ..Event::default()
    })
}
