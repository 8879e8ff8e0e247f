//! OpenTelemetry logs as JSON: one log record with its `timeUnixNano`, `severityText`, `body` and `attributes`.

use super::contract::{Attribute, Envelope, LogRecord, MAX_ATTRIBUTES, Value};
use crate::timestamp::Timestamp;
use serde_json::{Map, Value as Json};
use std::sync::LazyLock;

/// The member for records of OpenTelemetry.
pub struct OtlpLog;

/// OTLP/JSON allows no other spelling.
const TIME: [&str; 2] = ["timeUnixNano", "observedTimeUnixNano"];
const LEVEL: &str = "severityText";
const NUMBER: &str = "severityNumber";
const TRACE: &str = "traceId";

/// The numbers of fatal levels begin here.
const FATAL: u64 = 21;

/// Stands in every such record: the search for it runs on every JSON line.
static MARK: LazyLock<memchr::memmem::Finder<'static>> =
    LazyLock::new(|| memchr::memmem::Finder::new("imeUnixNano"));

impl Envelope for OtlpLog {
    fn name(&self) -> &'static str {
        "otlp"
    }

    fn example(&self) -> &'static str {
        r#"{"timeUnixNano":"1735689618456000000","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"sms failed"},"attributes":[{"key":"code.function","value":{"stringValue":"send"}}]}"#
    }

    fn begins(&self, first: u8) -> bool {
        first == b'{'
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        // Asked of every JSON line: the cheap looks first.
        if !text.starts_with('{') {
            return None;
        }
        MARK.find(text.as_bytes())?;
        let line: Map<String, Json> = serde_json::from_str(text).ok()?;
        let body = line.get("body")?;
        body.is_object().then_some(())?;
        let time = TIME.iter().find_map(|name| instant(line.get(*name)?));
        record.timestamp = time.or(record.timestamp);
        let level = line.get(LEVEL).and_then(Json::as_str);
        if let Some(level) = level.filter(|level| !level.is_empty()) {
            record.severity = Some(record.memory.alloc_str(level));
        } else if line.get(NUMBER).and_then(Json::as_u64) >= Some(FATAL) {
            record.severity = Some("fatal");
        }
        if let Some(attributes) = line.get("attributes") {
            members(attributes, Attribute::TOP, record);
        }
        // The trace that it belongs to stands beside its attributes.
        let trace = line.get(TRACE).and_then(Json::as_str);
        if let Some(trace) = trace.filter(|trace| !trace.is_empty()) {
            let value = Value::Text(record.memory.alloc_str(trace));
            record.attributes.push(Attribute {
                name: TRACE,
                parent: Attribute::TOP,
                value,
            });
        }
        if let Some(text) = body.get("stringValue").and_then(Json::as_str) {
            return Some(record.memory.alloc_str(text));
        }
        // A body of several fields is as good as attributes.
        if let Some(values) = body.get("kvlistValue").and_then(|list| list.get("values")) {
            members(values, Attribute::TOP, record);
        }
        Some("")
    }
}

/// Nanoseconds since the epoch, as a text or a number; 0 means that nobody knows.
fn instant(value: &Json) -> Option<Timestamp> {
    let nanoseconds = match value {
        Json::String(text) => text.parse().ok()?,
        value => value.as_i64()?,
    };
    (nanoseconds > 0).then(|| Timestamp::from_nanoseconds(nanoseconds))
}

/// Adds `[{"key": …, "value": {…}}]`.
fn members(list: &Json, parent: u32, record: &mut LogRecord<'_>) {
    for member in list.as_array().into_iter().flatten() {
        let name = member.get("key").and_then(Json::as_str).unwrap_or("");
        if let Some(value) = member.get("value") {
            add(name, value, parent, record);
        }
    }
}

/// Adds one value: `{"stringValue": …}` and its kin.
fn add(name: &str, value: &Json, parent: u32, record: &mut LogRecord<'_>) {
    let Some((kind, inside)) = value.as_object().and_then(|value| value.iter().next()) else {
        return;
    };
    if record.attributes.len() >= MAX_ATTRIBUTES {
        return;
    }
    let plain = match (kind.as_str(), inside) {
        ("arrayValue" | "array_value", _) => Value::List,
        ("kvlistValue" | "kvlist_value", _) => Value::Object,
        // Whole numbers are texts in this encoding.
        ("intValue" | "int_value", Json::String(text)) => {
            text.parse().map_or(Value::Null, Value::Integer)
        }
        (_, Json::String(text)) => Value::Text(record.memory.alloc_str(text)),
        (_, Json::Bool(truth)) => Value::Bool(*truth),
        (_, Json::Number(number)) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => number.as_f64().map_or(Value::Null, Value::Number),
        },
        _ => Value::Null,
    };
    let place = u32::try_from(record.attributes.len()).unwrap_or(Attribute::TOP);
    let name = record.memory.alloc_str(name);
    record.attributes.push(Attribute {
        name,
        parent,
        value: plain,
    });
    match plain {
        Value::Object => members(inside.get("values").unwrap_or(&Json::Null), place, record),
        Value::List => {
            let values = inside.get("values").and_then(Json::as_array);
            for value in values.into_iter().flatten() {
                add("", value, place, record);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn values_keep_their_kinds() {
        let memory = Bump::new();
        let line = r#"{"observedTimeUnixNano":1735689618456000000,"body":{"kvlistValue":{"values":[{"key":"msg","value":{"stringValue":"m"}}]}},"attributes":[{"key":"n","value":{"intValue":"503"}},{"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"}]}}}]}"#;
        let mut record = LogRecord::new(line, &memory);
        assert_eq!(OtlpLog.unwrap(line, &mut record), Some(""));
        let told: Vec<_> = record
            .attributes
            .iter()
            .map(|one| (one.name, one.parent, one.value))
            .collect();
        assert_eq!(
            told,
            [
                ("n", Attribute::TOP, Value::Integer(503)),
                ("l", Attribute::TOP, Value::List),
                ("", 1, Value::Text("x")),
                ("msg", Attribute::TOP, Value::Text("m")),
            ]
        );
        assert!(record.timestamp.is_some());
        for other in [
            r#"{"timeUnixNano":"1","name":"body"}"#,
            r#"{"timeUnixNano":"1","body":"x"}"#,
            r#"{"body":{"stringValue":"x"}}"#,
        ] {
            let mut record = LogRecord::new(other, &memory);
            assert_eq!(OtlpLog.unwrap(other, &mut record), None, "{other}");
            assert!(record.attributes.is_empty());
        }
    }
}
