//! What was recorded of the wire and not printed as it went: the cassettes of tests (VCR of Ruby, Python and Go, keploy), which
//! are YAML, and the object that PowerShell's `Invoke-WebRequest` answers with.

use super::header;
use crate::envelope::contract::LogRecord;
use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use crate::timestamp::Timestamp;

/// Reads a recorded call.
pub(super) fn read<'a>(
    text: &'a str,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    raw_content(text).or_else(|| exchange(text, record, found))
}

/// `RawContent : HTTP/1.1 201 Created`, and below it the answer's headers, of which one is Twilio's alone.
fn raw_content(text: &str) -> Option<Event<'_>> {
    let raw = text.strip_prefix("RawContent")?.trim_start();
    let mut lines = raw.strip_prefix(':')?.trim_start().lines();
    let (_, status) = lines.next()?.strip_prefix("HTTP/")?.split_once(' ')?;
    let mut event = Event {
        http_status: Some(grammar::status(status.trim_end()).ok()?.1),
        ..Event::default()
    };
    let mut of_twilio = false;
    for line in lines.map(str::trim) {
        if let Some(id) = header(line, "twilio-request-id") {
            event.request_id = Some(id).filter(|id| id.starts_with("RQ"));
        } else if let Some(date) = header(line, "date") {
            event.timestamp = Timestamp::parse(date);
        }
        of_twilio |= line.starts_with("Twilio-Request-") || line.starts_with("Twilio-Concurrent-");
    }
    of_twilio.then_some(event)
}

/// What heads the answer's part of a recorded call.
const ANSWERS: [&str; 4] = ["response:\n", "resp:\n", "response:\r\n", "resp:\r\n"];

/// A mapping of a request and its answer, in YAML.
fn exchange<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    memchr::memchr(b'\n', text.as_bytes())?;
    let (at, head) = ANSWERS
        .iter()
        .find_map(|head| Some((heads(text, head)?, head)))?;
    let (asked, answered) = (text.get(..at)?, text.get(at + head.len()..)?);
    let when = value(answered, &["recorded_at"]).or_else(|| value(answered, &["Date"]));
    // What only says how an answer would be has no headers of a server's.
    let recorded = when.is_some() || answered.contains("wilio-Request-");
    let target = value(asked, &["uri", "url"]).filter(|_| recorded)?;
    let host = value(answered, &["X-Api-Domain", "X-API-Domain"])
        .or_else(|| value(asked, &["Host", "host"]));
    let mut event = Event::default();
    let located = if target.starts_with('/') {
        host.is_some() && found.locate_path(host, target, &mut event, record)
    } else {
        found.locate(target, &mut event, record)
    };
    (located && event.resource.is_some()).then_some(())?;
    event.http_status = status(answered);
    event.http_status?;
    event.method = value(asked, &["method"]).and_then(grammar::method);
    event.timestamp = record.timestamp.or_else(|| when.and_then(Timestamp::parse));
    Some(event)
}

/// Where such a head stands alone on its line.
fn heads(text: &str, head: &str) -> Option<usize> {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), head).take(4);
    places.find(|at| {
        let before = text[..*at].rsplit('\n').next().unwrap_or("");
        *at > 0 && before.trim_matches([' ', '-']).is_empty()
    })
}

/// The value of the first of these keys that has one on its line, or as the only item of the list below.
fn value<'a>(text: &'a str, keys: &[&str]) -> Option<&'a str> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches([' ', '-']);
        let Some(rest) = keys
            .iter()
            .find_map(|key| line.strip_prefix(key)?.strip_prefix(':'))
        else {
            continue;
        };
        let rest = match rest.trim() {
            "" => lines.next()?.trim().strip_prefix("- ")?,
            rest => rest,
        };
        return Some(rest.trim_matches(['"', '\'', ' ', '[', ']']));
    }
    None
}

/// The answer's status: `status_code: 400`, `code: 201`, `status: 201 CREATED`, `status: {code: 201, message: CREATED}`.
fn status(answered: &str) -> Option<u16> {
    let mut lines = answered.lines().map(str::trim_start);
    lines.find_map(|line| {
        let rest = ["status_code: ", "code: ", "status: "]
            .iter()
            .find_map(|key| line.strip_prefix(key))?;
        let number = rest.strip_prefix("{code: ").unwrap_or(rest);
        Some(grammar::status(number).ok()?.1)
    })
}

#[cfg(test)]
mod tests {
    use crate::outcome::tests::told_of;

    fn told(text: &str) -> Option<(Option<u16>, String, Option<&'static str>)> {
        told_of(text, |event| {
            let method = event.method.and_then(crate::outcome::grammar::method);
            let resource = event.resource.unwrap_or("").to_owned();
            (event.http_status, resource, method)
        })
    }

    #[test]
    fn cassettes_of_every_recorder_are_read() {
        let url = "https://ACx:<TOKEN>@api.twilio.com/2010-04-01/Accounts/ACx/Messages.json";
        for (text, status, method) in [
            (
                format!("- request:\n    method: post\n    uri: {url}\n    body:\n      string: To=1\n  response:\n    status:\n      code: 201\n      message: CREATED\n    headers:\n      Date:\n      - Wed, 01 Jan 2025 00:00:00 GMT\n"),
                201,
                "POST",
            ),
            (
                format!("- request:\n    body: To=1\n    method: POST\n    uri: {url}\n  response:\n    body: {{string: '{{\"code\": 1}}'}}\n    headers:\n      Date: [x]\n    status: {{code: 401, message: UNAUTHORIZED}}\n"),
                401,
                "POST",
            ),
            (
                format!("  - id: 0\n    request:\n        url: {url}\n        method: GET\n    response:\n        body: '{{}}'\n        headers:\n            Date:\n                - x\n        status: 200 OK\n        code: 200\n"),
                200,
                "GET",
            ),
            (
                "spec:\n  req:\n    method: POST\n    url: /2010-04-01/Accounts/AC0/Messages.json\n  resp:\n    status_code: 400\n    header:\n      Date: x\n      X-Api-Domain: api.twilio.com\n".to_owned(),
                400,
                "POST",
            ),
        ] {
            let expected = (Some(status), "messaging/Messages".to_owned(), Some(method));
            assert_eq!(told(&text), Some(expected), "{text}");
        }
        let object = "RawContent        : HTTP/1.1 201 Created\n                    Connection: keep-alive\n                    Twilio-Request-Id: RQ0\n";
        assert_eq!(told(object), Some((Some(201), String::new(), None)));
    }

    #[test]
    fn what_is_no_exchange_with_twilio_is_no_call() {
        for text in [
            "- request:\n    uri: https://api.example.com/2010-04-01/x\n  response:\n    status:\n      code: 201\n",
            "- request:\n    uri: https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json\n    method: post\n",
            "- request:\n    url: https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json\n    method: POST\n  response:\n    status: 201\n",
            "- request:\n    url: /2010-04-01/Accounts/AC0/Messages.json\n    method: POST\n  response:\n    status: 201\n    headers:\n      Date: x\n",
            "paths:\n  /2010-04-01/Accounts/{AccountSid}/Messages.json:\n    response:\n      code: 201\n",
            "RawContent        : HTTP/1.1 200 OK\n                    Server: x\n                    Link: https://www.twilio.com/\n",
            "response: ok https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json code: x",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
