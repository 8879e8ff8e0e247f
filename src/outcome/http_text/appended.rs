//! Fields around a URL that is itself a field: `call failed method=POST status=502 url=https://…`, as console loggers
//! append them to a message in any order.

use crate::event::{Event, Origin};
use crate::outcome::grammar;

/// What the field of the URL is called.
const URLS: [&str; 8] = [
    "url",
    "uri",
    "http.url",
    "url.full",
    "http_url",
    "request_url",
    "request.url",
    "endpoint",
];

/// What the status is called.
const STATUSES: [&str; 8] = [
    "status",
    "status_code",
    "statusCode",
    "http_status",
    "httpStatus",
    "http.status_code",
    "http.response.status_code",
    "response_status",
];

/// Fields of the application's own request: beside them a status is as likely that one's.
const OWN: [&str; 7] = [
    "path",
    "route",
    "handler",
    "target",
    "http.route",
    "request_path",
    "remote_addr",
];

/// What the error is called.
const ERRORS: [&str; 5] = ["error", "err", "error_type", "exception", "cause"];

/// Reads the fields before the URL; false when none tells how the call ended.
pub(super) fn told(before: &str, after: &str, event: &mut Event<'_>) -> bool {
    let Some(fields) = fields(before) else {
        return false;
    };
    let after = after.split(['\n', '\r']).next().unwrap_or("");
    event.http_status = status(fields);
    event.twilio_code = code(fields).or_else(|| code(after));
    let silent = |text: &str| {
        ERRORS.iter().any(|name| {
            grammar::keyed(text, name).is_some_and(|value| {
                grammar::names_silence(value.split(['"', '\'']).next().unwrap_or(""))
            })
        })
    };
    if event.http_status.is_none() && (silent(fields) || silent(after)) {
        event.origin = Origin::Nobody;
    }
    event.http_status.is_some() || event.origin == Origin::Nobody
}

/// The method that such a field names.
pub(super) fn method(before: &str) -> Option<&'static str> {
    let fields = fields(before)?;
    ["method", "verb", "http_method", "http.method"]
        .iter()
        .find_map(|name| grammar::first_method(grammar::keyed(fields, name)?))
}

/// What stands on the line before the field of the URL, if the URL is the value of one, and no other address is there.
fn fields(before: &str) -> Option<&str> {
    let line = before.rsplit(['\n', '\r']).next()?;
    let key = line.trim_end_matches(['"', '\'']).strip_suffix('=')?;
    let (fields, name) = key.rsplit_once([' ', '\t'])?;
    let other = |name: &&str| grammar::keyed(fields, name).is_some();
    let own = fields.contains("://") || OWN.iter().any(other);
    (URLS.contains(&name) && !own).then_some(fields)
}

fn status(fields: &str) -> Option<u16> {
    let mut pairs = fields
        .split_whitespace()
        .filter_map(|word| word.split_once('='));
    let (_, value) = pairs.find(|(name, _)| STATUSES.contains(name))?;
    let ("", status) = grammar::status(value.trim_matches(['"', '\''])).ok()? else {
        return None;
    };
    Some(status)
}

fn code(fields: &str) -> Option<u32> {
    grammar::keyed_code(fields, &["error_code", "twilio_code", "errorCode", "code"])
}
