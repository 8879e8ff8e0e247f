//! OpenTelemetry traces as JSON: a client span of HTTP is a call. Names of the stable conventions, and the older ones.

mod jaeger;
mod printed;

use super::contract::{Found, Outcome};
use super::grammar::{self, origin};
use super::object::{Object, holds};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::{Event, Origin};
use crate::outcome::facts::{Address, Span};
use crate::resource;
use crate::timestamp::Timestamp;

/// The member for spans, printed alone or in an export of many.
pub struct Otlp;

/// When a span ended and began, in nanoseconds; OTLP/JSON allows no other spelling.
const END: [&str; 1] = ["endTimeUnixNano"];
const START: [&str; 1] = ["startTimeUnixNano"];

/// The same in a span that Python's console exporter prints, as a text, and what its kind begins with.
const PRINTED_END: &str = "end_time";
const PRINTED_START: &str = "start_time";
const PRINTED_KIND: &str = "SpanKind.";

/// What `error.type` says when no answer came, beyond the words of HTTP clients: names of exceptions and of the
/// conventions, in lower case.
const SILENCE: [&str; 10] = [
    "timeout",
    "timed out",
    "connectionerror",
    "connection_error",
    "connectexception",
    "connecterror",
    "unknownhost",
    "name_resolution",
    "sslerror",
    "sslhandshake",
];

/// Under which names applications write Twilio's code into their spans.
const CODES: [&str; 8] = [
    "twilio_code",
    "twilio.code",
    "twilio.error_code",
    "twilio.error.code",
    "twilio_error_code",
    "app.twilio_code",
    "error.code",
    "error_code",
];

impl Outcome for Otlp {
    fn name(&self) -> &'static str {
        "otlp"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio."]
    }

    fn fields(&self) -> &'static [&'static str] {
        &[END[0], PRINTED_END, jaeger::NAME]
    }

    fn example(&self) -> &'static str {
        r#"{"name":"POST","kind":3,"startTimeUnixNano":"1735689600000000000","endTimeUnixNano":"1735689600087000000","attributes":[{"key":"http.request.method","value":{"stringValue":"POST"}},{"key":"url.full","value":{"stringValue":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"}},{"key":"http.response.status_code","value":{"intValue":"503"}}]}"#
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        if !holds(record, self.literals()) {
            return;
        }
        for end in END {
            for span in Object::holders(record, end) {
                // Whatever else a span says, its events and its server's side, is told by other spans.
                found.close();
                tell(&span, record, found);
            }
        }
        for span in Object::holders(record, PRINTED_END) {
            let kind = span.text(&["kind"]);
            if !kind.is_some_and(|kind| kind.starts_with(PRINTED_KIND)) {
                continue;
            }
            found.close();
            tell(&span, record, found);
        }
        jaeger::read(record, found);
    }
}

/// The member for spans that the console exporter of JavaScript prints.
pub struct PrintedSpan;

impl Outcome for PrintedSpan {
    fn name(&self) -> &'static str {
        "printed_span"
    }

    fn literals(&self) -> &'static [&'static str] {
        &["twilio."]
    }

    fn marks(&self) -> &'static [&'static str] {
        &[printed::TRACE]
    }

    fn example(&self) -> &'static str {
        "{\n  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',\n  kind: 2,\n  timestamp: 1735689600000000,\n  attributes: {\n    'http.url': 'https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json',\n    'http.status_code': 503\n  }\n}"
    }

    fn wants(&self) -> &'static str {
        "a client span as JavaScript prints it"
    }

    fn read<'a>(&self, record: &LogRecord<'a>, found: &mut Found<'a>) {
        printed::read(record, found);
    }
}

/// Tells the call of a span, and what its attributes say of the attempt.
fn tell<'a>(span: &Object<'_, 'a>, record: &LogRecord<'a>, found: &mut Found<'a>) {
    let http = Http::of(span, record);
    if let Some(event) = call(span, &http, record, found) {
        let address = http.address();
        let mut named = http.named;
        let trace = span.text(&["traceId", "trace_id"]).or_else(|| {
            let context = span.object("context")?;
            context.text(&["trace_id"])
        });
        named.extend(trace.map(|trace| ("traceId", Value::Text(trace))));
        found.tell_span(event, Span { address, named });
    }
}

/// What the attributes of a span say of HTTP.
#[derive(Debug, Default)]
struct Http<'a> {
    method: Option<&'a str>,
    url: Option<&'a str>,
    host: Option<&'a str>,
    path: Option<&'a str>,
    status: Option<u64>,
    error: Option<&'a str>,
    resent: Option<u64>,
    request_id: Option<&'a str>,
    key: Option<&'a str>,
    server: Option<&'a str>,
    content_type: Option<&'a str>,
    code: Option<u32>,
    /// Everything under its name, for the audit of retries.
    named: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Http<'a> {
    fn of(span: &Object<'_, 'a>, record: &LogRecord<'a>) -> Self {
        let mut http = Self::default();
        let Some(attributes) = span.object("attributes") else {
            return http;
        };
        for attribute in attributes.elements() {
            let value = attribute.object("value");
            if let (Some(name), Some(value)) = (attribute.text(&["key"]), value) {
                let header = only(&value);
                http.take(name, value.first(), header);
                let plain = header.map(Value::Text).or_else(|| value.first());
                http.name(name, plain, record);
            }
        }
        for (name, value) in attributes.named() {
            http.take(name, Some(value), value.text());
            http.name(name, Some(value), record);
        }
        http
    }

    /// Keeps a value under its name; whole numbers are texts in this encoding.
    fn name(&mut self, name: &'a str, value: Option<Value<'a>>, record: &LogRecord<'a>) {
        let value = match value {
            Some(Value::Integer(number)) => {
                Value::Text(bumpalo::format!(in record.memory, "{}", number).into_bump_str())
            }
            Some(value @ (Value::Text(_) | Value::Number(_))) => value,
            _ => return,
        };
        self.named.push((name, value));
        if CODES.contains(&name) {
            self.code = self.code.or_else(|| grammar::code_of(value));
        }
    }

    /// Where the request went.
    fn address(&self) -> Option<Address<'a>> {
        let whole = self.url.filter(|url| url.contains("://"));
        if let Some(url) = whole {
            return Some(Address { host: None, url });
        }
        let url = self.path.or(self.url).filter(|path| path.starts_with('/'));
        let host = self.host;
        host.map(|_| Address {
            host,
            url: url.unwrap_or("/"),
        })
    }

    /// Fills in how the call ended; `told` is what the span says of its error besides.
    fn ended(&self, told: Option<&str>, event: &mut Event<'a>) -> Option<()> {
        let stated = self.error.and_then(|error| error.parse().ok());
        event.http_status = self
            .status
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| *status > 0)
            .or(stated);
        if event.http_status.is_none() {
            silent(self.error, told).then_some(())?;
            event.origin = Origin::Nobody;
            event.unsent = [self.error, told]
                .into_iter()
                .flatten()
                .any(origin::never_sent);
        } else if self.is_of_another_server() {
            event.origin = Origin::Intermediary;
        }
        event.twilio_code = self.code;
        event.method = self.method.and_then(grammar::method);
        event.attempt = self.resent.and_then(|count| u32::try_from(count).ok());
        event.request_id = self.request_id;
        event.idempotency_key = self.key;
        Some(())
    }

    /// True for a failure that another product's server answered, or with a page, and not Twilio.
    fn is_of_another_server(&self) -> bool {
        let page = |kind: &str| kind.to_ascii_lowercase().starts_with("text/html");
        self.status.is_some_and(|status| status >= 500)
            && !self.request_id.is_some_and(|id| id.starts_with("RQ"))
            && (self.server.is_some_and(origin::is_other_server)
                || self.content_type.is_some_and(page))
    }

    /// Takes an attribute; where a span says a thing twice, by the old and the new name, it says the same.
    fn take(&mut self, name: &str, value: Option<Value<'a>>, header: Option<&'a str>) {
        let text = value.and_then(|value| value.text());
        let number = value.and_then(|value| value.unsigned());
        match name {
            "http.request.method" | "http.method" => self.method = self.method.or(text),
            "url.full" | "http.url" => self.url = self.url.or(text),
            "server.address" | "http.host" | "net.peer.name" => self.host = self.host.or(text),
            "url.path" | "http.target" => self.path = self.path.or(text),
            "http.response.status_code" | "http.status_code" => {
                self.status = self.status.or(number);
            }
            "error.type" => self.error = text,
            "http.request.resend_count" | "http.resend_count" => {
                self.resent = self.resent.or(number);
            }
            "http.response.header.twilio-request-id" => self.request_id = header,
            "http.request.header.idempotency-key" => self.key = header,
            "http.response.header.server" => self.server = header,
            "http.response.header.content-type" | "http.response.header.content_type" => {
                self.content_type = header;
            }
            _ => {}
        }
    }
}

/// A header is a list of one text.
fn only<'a>(value: &Object<'_, 'a>) -> Option<&'a str> {
    if let Some(Value::Text(text)) = value.first() {
        return Some(text);
    }
    let list = value.object("arrayValue")?.object("values")?;
    list.elements().next()?.first()?.text()
}

/// The call that a span tells, if it is a client's and its host is of Twilio's API.
fn call<'a>(
    span: &Object<'_, 'a>,
    http: &Http<'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let client = match span.get("kind")? {
        Value::Integer(kind) => kind == 3,
        Value::Text(kind) => matches!(
            kind,
            "SPAN_KIND_CLIENT" | "SpanKind.CLIENT" | "CLIENT" | "3"
        ),
        _ => false,
    };
    if !client {
        return None;
    }
    let mut event = Event::default();
    if !located(http, &mut event, record, found) {
        return None;
    }
    let told = span
        .object("status")
        .and_then(|status| status.text(&["message", "description"]));
    http.ended(told, &mut event)?;
    let end = moment(span, END, PRINTED_END);
    event.timestamp = end.map(Timestamp::from_nanoseconds);
    let start = moment(span, START, PRINTED_START);
    event.duration_us = end
        .zip(start)
        .and_then(|(end, start)| u64::try_from(end.checked_sub(start)?).ok())
        .map(|length| length / 1000);
    Some(event)
}

/// Nanoseconds of the epoch, from either spelling.
fn moment(span: &Object<'_, '_>, number: [&str; 1], printed: &str) -> Option<i64> {
    let number = span.number(&number).filter(|number| *number > 0);
    let printed = || Some(Timestamp::parse(span.text(&[printed])?)?.nanoseconds());
    number
        .and_then(|number| i64::try_from(number).ok())
        .or_else(printed)
}

/// Fills host and resource; false for another host than Twilio's.
fn located<'a>(
    http: &Http<'a>,
    event: &mut Event<'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> bool {
    if let Some(url) = http.url.filter(|url| url.contains("://")) {
        return found.locate(url, event, record);
    }
    let Some(host) = http.host.filter(|host| resource::is_api_host(host)) else {
        return false;
    };
    let path = http.path.or(http.url).filter(|path| path.starts_with('/'));
    found.locate_path(Some(host), path.unwrap_or("/"), event, record)
}

/// True when the span's error is that nobody answered.
fn silent(error: Option<&str>, message: Option<&str>) -> bool {
    let named = |error: &str| {
        let lower = error.to_ascii_lowercase();
        SILENCE.iter().any(|word| lower.contains(word))
    };
    error.is_some_and(|error| named(error) || grammar::names_silence(error))
        || message.is_some_and(grammar::names_silence)
}
