//! Twilio's debugger: its webhook, as a form or as JSON, and the pairs that its console shows. The status in it is the
//! one that the user's own server gave.

use super::contract::{Found, Outcome};
use super::form;
use super::grammar;
use super::object::Object;
use crate::classify;
use crate::envelope::{self, contract::LogRecord};
use crate::event::{Event, Kind};
use crate::resource;

/// The member for the debugger.
pub struct Debugger;

impl Outcome for Debugger {
    fn name(&self) -> &'static str {
        "debugger"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["PayloadType", "sourceComponent", "resource_sid"]
    }

    fn example(&self) -> &'static str {
        "Sid=NO00000000000000000000000000000000&AccountSid=AC00000000000000000000000000000000&Timestamp=2025-01-01T00%3A00%3A18.000Z&Level=ERROR&PayloadType=application%2Fjson&Payload=%7B%22resource_sid%22%3A%22CA00000000000000000000000000000000%22%2C%22error_code%22%3A%2211200%22%2C%22webhook%22%3A%7B%22request%22%3A%7B%22url%22%3A%22https%3A%2F%2Fexample.com%2Fvoice%22%2C%22method%22%3A%22POST%22%7D%2C%22response%22%3A%7B%22status_code%22%3A502%7D%7D%7D"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if Object::top(record).get("alert_text").is_none() && !objects(record, found) {
            texts(record, found);
        }
    }
}

/// The webhook's fields, its payload alone, or the console's pairs, as members of an object; true when there are any.
fn objects<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) -> bool {
    let mut any = false;
    for event in Object::holders(record, "PayloadType") {
        any = true;
        found.close();
        let level = event.text(&["Level"]);
        let when = event.text(&["Timestamp", "TimeStamp"]);
        let told = match (event.object("Payload"), event.text(&["Payload"])) {
            (Some(payload), _) => of_payload(&payload, level),
            (None, Some(text)) => {
                let payload = envelope::unwrap(text, record.memory);
                of_payload(&Object::top(&payload), level)
            }
            (None, None) => None,
        };
        tell(told, when, found);
    }
    if any {
        return true;
    }
    for payload in Object::holders(record, "resource_sid") {
        if payload.get("webhook").is_some() && payload.code(&["error_code"]).is_some() {
            any = true;
            found.close();
            tell(of_payload(&payload, None), None, found);
        }
    }
    if any {
        return true;
    }
    for pairs in Object::holders(record, "sourceComponent") {
        let status = pairs.number(&["httpResponse"]);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let told = of_code(pairs.code(&["ErrorCode"]), pairs.text(&["LogLevel"]), None);
        any |= told.is_some();
        tell(told.map(|event| with_status(event, status)), None, found);
    }
    any
}

/// The webhook's form fields, or the console's pairs, inside a text.
fn texts<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) {
    for text in record.texts() {
        if text.contains("PayloadType=")
            && let Some(payload) = form::field(text, "Payload", record.memory)
        {
            let of = |name| form::field(text, name, record.memory);
            let payload = envelope::unwrap(payload, record.memory);
            let payload = Object::top(&payload);
            if payload.get("error_code").is_none() {
                return;
            }
            found.close();
            let told = of_payload(&payload, of("Level"));
            tell(told, of("Timestamp").or_else(|| of("TimeStamp")), found);
            return;
        }
        if text.contains("sourceComponent") {
            let status =
                value(text, "httpResponse").and_then(|text| Some(grammar::status(text).ok()?.1));
            let code = value(text, "ErrorCode").and_then(|text| Some(grammar::code(text).ok()?.1));
            let told = of_code(code, value(text, "LogLevel"), None);
            tell(told.map(|event| with_status(event, status)), None, found);
            return;
        }
    }
}

/// The value of a pair: `key=value`, `key: "value"`, or the key, a tab and the value in quotes.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    if let Some(value) = grammar::keyed(text, key) {
        return Some(value);
    }
    let (_, after) = text.split_once(key)?;
    after.starts_with(['\t', '\n', '\r', ' ']).then(|| {
        let mark = |letter: char| letter.is_whitespace() || letter == '"';
        after.trim_start_matches(mark)
    })
}

fn tell<'a>(event: Option<Event<'a>>, when: Option<&str>, found: &mut Found<'a>) {
    if let Some(event) = event {
        found.tell(Event {
            timestamp: when.and_then(form::time),
            ..event
        });
    }
}

/// What a payload says: a webhook with the answer of the user's server, or a delivery.
fn of_payload<'a>(payload: &Object<'_, 'a>, level: Option<&str>) -> Option<Event<'a>> {
    let webhook = payload.object("webhook");
    let request = webhook.and_then(|webhook| webhook.object("request"));
    let url = request.and_then(|request| request.text(&["url"]));
    let response = webhook.and_then(|webhook| webhook.object("response"));
    let event = of_code(payload.code(&["error_code"]), level, url)?;
    let status = response.and_then(|response| response.number(&["status_code"]));
    let method = request.and_then(|request| request.text(&["method"]));
    let event = with_status(event, status.and_then(|status| u16::try_from(status).ok()));
    Some(Event {
        method: method
            .filter(|_| event.kind == Kind::Webhook)
            .and_then(grammar::method),
        ..event
    })
}

/// A webhook's event has the status of the user's server; a delivery has none.
fn with_status(event: Event<'_>, status: Option<u16>) -> Event<'_> {
    let status = status.filter(|_| event.kind == Kind::Webhook);
    Event {
        http_status: status.or(event.http_status),
        ..event
    }
}

/// What a code of the debugger tells of; without a webhook's URL, a code of calls could be the application's or `TwiML`'s.
fn of_code<'a>(code: Option<u32>, level: Option<&str>, url: Option<&str>) -> Option<Event<'a>> {
    let told = level.is_none_or(|level| {
        let word = level.split(|letter: char| !letter.is_alphabetic()).next();
        let word = word.unwrap_or("").to_ascii_uppercase();
        matches!(word.as_str(), "ERROR" | "WARNING" | "WARN")
    });
    let code = code.filter(|_| told)?;
    let foreign = url.is_some_and(|url| resource::resolve(url, &mut String::new()).is_none());
    let kind = match classify::kind_of_code(code) {
        Kind::ApiCall if foreign => Kind::Webhook,
        Kind::ApiCall => return None,
        kind => kind,
    };
    Some(Event {
        kind,
        twilio_code: Some(code),
        ..Event::default()
    })
}
