//! `http-client` of Haskell: the request as a record of its own syntax, and what became of it in brackets behind it.

use crate::envelope::contract::LogRecord;
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

/// What begins its exceptions.
pub(super) const REQUEST: &str = "HttpExceptionRequest Request {";

/// The exceptions of a request that nobody answered.
const SILENT: [&str; 6] = [
    "ResponseTimeout",
    "ConnectionTimeout",
    "ConnectionFailure",
    "ConnectionClosed",
    "NoResponseDataReceived",
    "InternalException",
];

/// `HttpExceptionRequest Request { host = "api.twilio.com" … } (StatusCodeException (Response {responseStatus = Status
/// {statusCode = 401, …`.
pub(super) fn raised<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let (_, told) = text.split_once(REQUEST)?;
    let (request, outcome) = told.split_once("\n}")?;
    let value = |name: &str| {
        let mut lines = request.lines().map(str::trim);
        let (_, value) = lines.find_map(|line| {
            line.split_once(" = ")
                .filter(|(key, _)| key.trim_end() == name)
        })?;
        value.trim().strip_prefix('"')?.strip_suffix('"')
    };
    let mut event = Event::default();
    found
        .locate_path(Some(value("host")?), value("path")?, &mut event, record)
        .then_some(())?;
    event.method = value("method").and_then(grammar::method);
    let status = outcome
        .split_once("StatusCodeException")
        .and_then(|(_, answer)| answer.split_once("statusCode = "))
        .and_then(|(_, status)| Some(grammar::status(status).ok()?.1));
    event.http_status = status;
    let reason = outcome.trim_start().trim_start_matches('(');
    if status.is_none() {
        SILENT
            .iter()
            .any(|name| reason.starts_with(name))
            .then_some(())?;
        event.origin = Origin::Nobody;
    }
    Some(event)
}
