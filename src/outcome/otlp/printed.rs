//! Spans that the console exporter of OpenTelemetry for JavaScript prints, as Node prints objects. Its kinds begin with 0,
//! so that 2 is a client's and 1 a server's; its times are microseconds.

use super::{Http, located};
use crate::envelope::contract::{LogRecord, Value};
use crate::event::Event;
use crate::outcome::contract::Found;
use crate::outcome::grammar;
use crate::timestamp::Timestamp;

/// The longest span that is looked at, in bytes.
const LONGEST: usize = 64 << 10;

/// What names the trace.
pub(super) const TRACE: &str = "traceId: '";

/// Tells the span of a record, if it is one and a client's.
pub(super) fn read<'a>(record: &LogRecord<'a>, found: &mut Found<'a>) {
    let text = record.line;
    let printed = text.len() <= LONGEST
        && text.starts_with('{')
        && text.contains(TRACE)
        && text.contains("attributes: {");
    if !printed {
        return;
    }
    let Some(kind) = number(text, "kind") else {
        return;
    };
    // Without its literal a member says nothing of a record, not even that it is nobody else's.
    if !text.contains("twilio.") {
        return;
    }
    found.close();
    if kind == 2
        && let Some(event) = call(text, record, found)
    {
        found.tell(event);
    }
}

fn call<'a>(text: &'a str, record: &LogRecord<'a>, found: &mut Found<'a>) -> Option<Event<'a>> {
    let mut http = Http::default();
    // The last ones: those before them are of the resource.
    let (_, attributes) = text.rsplit_once("attributes: {")?;
    for line in attributes.lines() {
        let line = line.trim();
        if line.starts_with('}') {
            break;
        }
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        let value = value.trim_end_matches(',');
        let value = match value.strip_prefix('\'') {
            Some(text) => Value::Text(text.strip_suffix('\'')?),
            None => value.parse().map_or(Value::Null, Value::Integer),
        };
        http.take(name.trim_matches('\''), Some(value), value.text());
    }
    let mut event = Event::default();
    located(&http, &mut event, record, found).then_some(())?;
    let status = text.split_once("status: {").map(|(_, status)| status);
    let told = status.and_then(|status| grammar::keyed(status.split('}').next()?, "message"));
    http.ended(told, &mut event)?;
    let start = number(text, "timestamp").and_then(|start| start.checked_mul(1000));
    event.timestamp = start.map(Timestamp::from_nanoseconds);
    event.duration_us = number(text, "duration").and_then(|length| u64::try_from(length).ok());
    Some(event)
}

/// The whole number behind a name that begins a line.
fn number(text: &str, name: &str) -> Option<i64> {
    let mut lines = text.lines().map(str::trim_start);
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))?;
    let end = value.find(|letter: char| !letter.is_ascii_digit());
    value.get(..end.unwrap_or(value.len()))?.parse().ok()
}
