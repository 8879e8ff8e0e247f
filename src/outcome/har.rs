//! HTTP archives of browsers and proxies: an entry is a request with its answer; the code stands in the answer's body.

use super::contract::{Found, Outcome};
use super::grammar;
use super::object::{Object, holds};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::{Event, Origin};
use crate::timestamp::Timestamp;

/// The member for entries, alone or in an archive of many.
pub struct Har;

/// Errors of browsers that mean that nobody answered; others (blocked, aborted) mean that nobody was asked.
const SILENCE: [&str; 8] = [
    "TIMED_OUT",
    "CONNECTION_",
    "NAME_NOT_RESOLVED",
    "ADDRESS_UNREACHABLE",
    "EMPTY_RESPONSE",
    "INTERNET_DISCONNECTED",
    "NETWORK_CHANGED",
    "SSL_",
];

/// The longest body in base64 that is looked into, in bytes.
const LONGEST: usize = 64 << 10;

impl Outcome for Har {
    fn name(&self) -> &'static str {
        "har"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio."]
    }

    fn fields(&self) -> &'static [&'static str] {
        &["startedDateTime"]
    }

    fn example(&self) -> &'static str {
        r#"{"startedDateTime":"2025-01-01T00:00:18.000Z","time":87.2,"request":{"method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"},"response":{"status":400,"content":{"mimeType":"application/json","text":"{\"code\":21211,\"status\":400}"}}}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if !holds(record, self.literals()) {
            return;
        }
        for entry in Object::holders(record, "startedDateTime") {
            let (Some(request), Some(response)) =
                (entry.object("request"), entry.object("response"))
            else {
                continue;
            };
            found.close();
            if let Some(event) = call(&entry, &request, &response, record, found) {
                found.tell(event);
            }
        }
    }
}

fn call<'a>(
    entry: &Object<'_, 'a>,
    request: &Object<'_, 'a>,
    response: &Object<'_, 'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let mut event = Event::default();
    let url = request.text(&["url"])?;
    found.locate(url, &mut event, record).then_some(())?;
    event.method = request.text(&["method"]).and_then(grammar::method);
    let status = response
        .number(&["status"])
        .and_then(|status| u16::try_from(status).ok());
    event.http_status = status.filter(|status| *status >= 100);
    if event.http_status.is_none() {
        let error = response.text(&["_error"]).or(entry.text(&["_error"]))?;
        let silent = SILENCE.iter().any(|word| error.contains(word));
        silent.then_some(())?;
        event.origin = Origin::Nobody;
    }
    if event.http_status.is_some_and(|status| status >= 400) {
        event.twilio_code = code(response, record);
    }
    event.request_id = response.header("headers", "Twilio-Request-Id");
    event.idempotency_key = request.header("headers", "Idempotency-Key");
    event.timestamp = entry.text(&["startedDateTime"]).and_then(Timestamp::parse);
    event.duration_us = milliseconds(entry.get("time"));
    Some(event)
}

/// The code in the answer's body.
fn code(response: &Object<'_, '_>, record: &LogRecord<'_>) -> Option<u32> {
    let content = response.object("content")?;
    let text = content.text(&["text"])?;
    if content.text(&["encoding"]) == Some("base64") {
        let body = decoded(text.get(..text.len().min(LONGEST))?, record)?;
        return body_code(body);
    }
    body_code(text)
}

fn body_code(body: &str) -> Option<u32> {
    if let Some((_, after)) = body.split_once("<Code>") {
        return Some(grammar::code(after).ok()?.1);
    }
    grammar::keyed_code(body, &["code"])
}

/// Bytes behind base64, as far as they are text.
fn decoded<'a>(text: &str, record: &LogRecord<'a>) -> Option<&'a str> {
    let mut out = bumpalo::collections::Vec::with_capacity_in(text.len(), record.memory);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ if byte.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
        }
    }
    let bytes: &'a [u8] = out.into_bump_slice();
    std::str::from_utf8(bytes).ok()
}

/// A time in milliseconds; browsers write -1 for none.
fn milliseconds(value: Option<Value<'_>>) -> Option<u64> {
    match value? {
        Value::Number(number) => grammar::microseconds(number * 1e3),
        Value::Integer(number) => u64::try_from(number).ok()?.checked_mul(1000),
        _ => None,
    }
}
