//! Loki: a stream of a query's result or of a push, with one line: `{"stream":{…},"values":[["1735689618118402000","…"]]}`.
//! The time stands before the line, in nanoseconds. Of several lines none is the record's.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The member for streams of Loki.
pub struct Loki;

#[derive(Deserialize)]
struct Stream {
    #[serde(rename = "stream")]
    _labels: IgnoredAny,
    values: Vec<Line>,
}

/// Time and line; newer versions add the line's own labels.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Bare(String, String),
    Labelled(String, String, IgnoredAny),
}

impl Envelope for Loki {
    fn name(&self) -> &'static str {
        "loki"
    }

    fn example(&self) -> &'static str {
        r#"{"stream":{"app":"sms"},"values":[["1735689618118402000","level=error msg=\"sms failed\""]]}"#
    }

    fn begins(&self, first: u8) -> bool {
        first == b'{'
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let inside = text.strip_prefix('{')?.trim_ascii_start();
        if !inside.starts_with("\"stream\":") {
            return None;
        }
        let whole = text.trim_end().trim_end_matches(',');
        let stream: Stream = serde_json::from_str(whole).ok()?;
        let [line] = stream.values.as_slice() else {
            return None;
        };
        let (Line::Bare(time, line) | Line::Labelled(time, line, _)) = line;
        record.timestamp = Timestamp::from_epoch(time).or(record.timestamp);
        let line: &'a str = record.memory.alloc_str(line);
        Some(line.trim_end_matches(['\n', '\r']))
    }
}
