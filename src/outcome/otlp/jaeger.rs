//! Spans of Jaeger: its tags are a list of `{"key": …, "type": …, "value": …}`, its times are microseconds.

use super::{Http, located};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::object::Object;
use crate::timestamp::Timestamp;

/// What only a span of Jaeger has.
pub(super) const NAME: &str = "operationName";

/// Tells the client spans of a record.
pub(super) fn read<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) {
    for span in Object::holders(record, NAME) {
        let Some(tags) = span.object("tags") else {
            continue;
        };
        // A server's side is told by other spans.
        found.close();
        if let Some(event) = call(&span, &tags, record, found) {
            found.tell(event);
        }
    }
}

fn call<'a>(
    span: &Object<'_, 'a>,
    tags: &Object<'_, 'a>,
    record: &LogRecord<'a>,
    found: &mut Found<'a>,
) -> Option<Event<'a>> {
    let (mut http, mut client, mut told) = (Http::default(), false, None);
    for (name, value) in tags.elements().filter_map(|tag| pair(&tag)) {
        match (name, value.text()) {
            ("span.kind", kind) => client = kind == Some("client"),
            ("otel.status_description" | "error.message" | "error.msg", text) => told = text,
            (_, text) => http.take(name, Some(value), text),
        }
    }
    client.then_some(())?;
    let mut event = Event::default();
    located(&http, &mut event, record, found).then_some(())?;
    http.ended(told.or_else(|| logged(span)), &mut event)?;
    let micros = |name| {
        span.number(&[name])
            .and_then(|number| i64::try_from(number).ok())
    };
    let start = micros("startTime").and_then(|start| start.checked_mul(1000));
    event.timestamp = start.map(Timestamp::from_nanoseconds);
    event.duration_us = span.number(&["duration"]);
    Some(event)
}

/// Name and value of a tag.
fn pair<'a>(tag: &Object<'_, 'a>) -> Option<(&'a str, Value<'a>)> {
    Some((tag.text(&["key"])?, tag.get("value")?))
}

/// What the logs of a span say of an error.
fn logged<'a>(span: &Object<'_, 'a>) -> Option<&'a str> {
    let logs = span.object("logs")?;
    logs.elements().take(16).find_map(|log| {
        let mut fields = log.object("fields")?.elements();
        fields.find_map(|field| {
            let (name, value) = pair(&field)?;
            matches!(name, "message" | "exception.message" | "error.object")
                .then(|| value.text())?
        })
    })
}
