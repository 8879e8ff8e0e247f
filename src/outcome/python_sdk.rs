//! The exception strings of twilio-python, versions 3 to 9, and their repr.

mod screen;
mod transport;

use super::contract::{Found, Outcome};
use super::grammar::{self, thrown};
use crate::classify;
use crate::envelope::contract::LogRecord;
use crate::event::{Event, Kind};

/// The member for the Python SDK.
pub struct PythonSdk;

const CLASSES: [&str; 2] = ["TwilioRestException", "TwilioServiceException"];

impl Outcome for PythonSdk {
    fn name(&self) -> &'static str {
        "python_sdk"
    }

    // "error: Unable to" without its first letters: the search goes by the first four.
    fn literals(&self) -> &'static [&'static str] {
        &[
            "RestException",
            "TwilioServiceException",
            "r: Unable to ",
            "Twilio returned the following",
            "twilio/http/",
            "twilio\\http\\",
            "\u{1b}[49m",
            "twilio.com/docs/errors/",
        ]
    }

    fn example(&self) -> &'static str {
        "twilio.base.exceptions.TwilioRestException: HTTP 400 error: Unable to create record: The 'To' number is not a valid phone number."
    }

    fn halves(&self) -> bool {
        true
    }

    fn wants(&self) -> &'static str {
        "an exception of twilio-python with its status, as `HTTP 400 error: Unable to create record: …`"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        for text in record.texts() {
            let claim = printed(text, found)
                .or_else(|| early(text))
                .or_else(|| repr(text, record, found))
                .or_else(|| screen::read(text, record, found))
                .or_else(|| coded(text))
                .or_else(|| bare(text, found))
                .or_else(|| transport::read(text));
            if let Some(mut event) = claim {
                found.surroundings(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
        screen::line(record, found);
    }
}

/// `HTTP 400 error: Unable to create record: …`, with or without the class; `TwilioRestException: HTTP 451 …`.
fn printed<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let named = CLASSES.iter().any(|class| text.contains(class));
    let mut places = memchr::memmem::find_iter(text.as_bytes(), "HTTP ").take(8);
    places.find_map(|at| {
        let (rest, status) = grammar::status(&text[at + "HTTP ".len()..]).ok()?;
        let failed = rest.strip_prefix(" error: ");
        let operation = failed.is_some_and(|failed| {
            grammar::OPERATIONS
                .iter()
                .any(|words| failed.starts_with(words))
        });
        let class = text[..at].trim_end_matches([':', ' ', '"', '\'']);
        let classed = named && (class.ends_with("Exception") || rest.starts_with(" error:"));
        (operation || classed).then_some(())?;
        (!grammar::source::is_program(text, at)).then_some(())?;
        let message = failed.map(|failed| grammar::after_operation(failed).unwrap_or(failed));
        if let Some(message) = message {
            found.message(message);
        }
        // Applications that know the code often add it behind the text, which lacks it.
        let line = rest.split('\n').next().unwrap_or("");
        let added = line.split_once("(code ").map(|(_, code)| code);
        let added = added.and_then(|code| Some(grammar::code(code).ok()?.1));
        Some(Event {
            http_status: Some(status),
            twilio_code: added.or_else(|| before(text.get(..at)?, status)),
            ..Event::default()
        })
    })
}

/// The code that an application put before the text: `[20003] HTTP 401 error: …`.
fn before(text: &str, status: u16) -> Option<u32> {
    let number = text.strip_suffix("] ")?.rsplit_once('[')?.1;
    let (rest, code) = grammar::code(number).ok()?;
    (rest.is_empty() && grammar::are_pair(status, code)).then_some(code)
}

/// The status on the line below the message: `HTTP 404` and nothing else.
fn below(message: &str) -> Option<u16> {
    let (_, under) = message.split_once('\n')?;
    let line = under.split('\n').next()?.trim_end();
    let (rest, status) = grammar::status(line.strip_prefix("HTTP ")?).ok()?;
    (rest.is_empty() && status >= 400).then_some(status)
}

/// Version 3: `TwilioRestException: HTTP ERROR 400: 21602: message`.
fn early<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text
        .split_once("TwilioRestException")
        .and_then(|(_, after)| after.split_once("HTTP ERROR "))?;
    let (rest, status) = grammar::status(after).ok()?;
    let code = rest
        .strip_prefix(": ")
        .and_then(|rest| grammar::code(rest).ok())
        .map(|(_, code)| code);
    Some(Event {
        http_status: Some(status),
        twilio_code: code,
        ..Event::default()
    })
}

/// `TwilioRestException(503, '/Rooms', 'Unable to …', 20503, 'POST')`, with the names of the parts or without.
fn repr<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (before, after) = text.split_once("TwilioRestException(")?;
    let line = before.rsplit('\n').next().unwrap_or("");
    let made = line.trim_start().starts_with("raise ") || line.ends_with(" = ");
    (!made).then_some(())?;
    let (rest, status) = grammar::status(after.trim_start_matches("status=")).ok()?;
    let mut event = Event {
        http_status: Some(status),
        ..Event::default()
    };
    let line = rest.split('\n').next().unwrap_or("");
    let parts = line.split(", ").map(|part| {
        let named = ["uri=", "msg=", "code=", "method="];
        let value = named.iter().find_map(|name| part.strip_prefix(name));
        value.unwrap_or(part).trim_matches(['\'', '"', ')', ' '])
    });
    if let Some(path) = parts.clone().find(|part| part.starts_with('/')) {
        found.locate_path(None, path, &mut event, record);
    }
    let whole = |part: &str| {
        let (_, code) = grammar::code(part)
            .ok()
            .filter(|(rest, _)| rest.is_empty() || rest.starts_with("):"))?;
        Some(code)
    };
    event.twilio_code = parts.clone().find_map(whole);
    event.method = parts.skip(1).find_map(|part| {
        grammar::METHODS
            .into_iter()
            .find(|method| *method == part.split(['\'', '"']).next().unwrap_or(""))
    });
    Some(event)
}

/// The class and right behind it one of Twilio's codes: `TwilioRestException 20003`, `TwilioRestException: 21211 - …`.
fn coded<'a>(text: &str) -> Option<Event<'a>> {
    let (_, after) = text.split_once("TwilioRestException")?;
    let number = after.strip_prefix(':').unwrap_or(after).strip_prefix(' ')?;
    let (_, code) = grammar::code(number).ok()?;
    let known = classify::code(code).is_some() && classify::kind_of_code(code) == Kind::ApiCall;
    known.then(|| Event {
        twilio_code: Some(code),
        ..Event::default()
    })
}

/// The class with a message that tells no status.
fn bare<'a>(text: &'a str, found: &mut Found<'a>) -> Option<Event<'a>> {
    let message = CLASSES.iter().find_map(|class| thrown(text, class))?;
    // As applications put it that print the status themselves: `[HTTP 401] Unauthorized`, `[HTTP 500] Error 20500 …`.
    if let Some((rest, status)) = message
        .strip_prefix("[HTTP ")
        .and_then(|told| grammar::status(told).ok())
    {
        let code = grammar::start(rest, 256).split_once("Error ");
        return Some(Event {
            http_status: Some(status),
            twilio_code: code.and_then(|(_, code)| Some(grammar::code(code).ok()?.1)),
            ..Event::default()
        });
    }
    found.message(grammar::after_operation(message).unwrap_or(message));
    Some(Event {
        http_status: below(message),
        ..Event::default()
    })
}
