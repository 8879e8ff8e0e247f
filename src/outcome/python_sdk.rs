//! The exception strings of twilio-python, versions 3 to 9, and their repr.

use super::contract::{Found, Outcome};
use super::grammar;
use crate::envelope::contract::LogRecord;
use crate::event::Event;

/// The member for the Python SDK.
pub struct PythonSdk;

impl Outcome for PythonSdk {
    fn name(&self) -> &'static str {
        "python_sdk"
    }

    fn literals(&self) -> &'static [&'static str] {
        &[
            "RestException",
            "TwilioServiceException",
            "Unable to create",
            "Unable to fetch",
            "Unable to update",
            "Unable to delete",
            "Unable to page",
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
            let claim = printed(text)
                .or_else(|| early(text))
                .or_else(|| repr(text, record, found));
            if let Some(mut event) = claim {
                found.requested_resource(text, &mut event, record);
                found.claim(event);
                return;
            }
        }
    }
}

/// `HTTP 400 error: Unable to create record: …`, with or without the class; `TwilioRestException: HTTP 451 …`.
fn printed<'a>(text: &str) -> Option<Event<'a>> {
    let named = text.contains("TwilioRestException") || text.contains("TwilioServiceException");
    text.match_indices("HTTP ").take(8).find_map(|(at, mark)| {
        let (rest, status) = grammar::status(&text[at + mark.len()..]).ok()?;
        let operation = rest.strip_prefix(" error: ").is_some_and(|rest| {
            grammar::OPERATIONS
                .iter()
                .any(|words| rest.starts_with(words))
        });
        let class = text[..at].trim_end_matches([':', ' ', '"', '\'']);
        let classed = named && (class.ends_with("Exception") || rest.starts_with(" error:"));
        (operation || classed).then(|| Event {
            http_status: Some(status),
            ..Event::default()
        })
    })
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

/// `TwilioRestException(503, '/Rooms', 'Unable to …', 20503, 'POST')`.
fn repr<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let (_, after) = text.split_once("TwilioRestException(")?;
    let (rest, status) = grammar::status(after.trim_start_matches("status=")).ok()?;
    let mut event = Event {
        http_status: Some(status),
        ..Event::default()
    };
    let mut parts = rest
        .split(", ")
        .map(|part| part.trim_matches(['\'', '"', ')', ' ']));
    if let Some(path) = parts.clone().find(|part| part.starts_with('/')) {
        found.locate_path(None, path, &mut event, record);
    }
    event.twilio_code = parts.find_map(|part| {
        Some(
            grammar::code(part)
                .ok()
                .filter(|(rest, _)| rest.is_empty())?
                .1,
        )
    });
    event.method = rest
        .rsplit(", ")
        .next()
        .and_then(|last| grammar::method(last.split(['\'', '"']).nth(1)?));
    Some(event)
}
