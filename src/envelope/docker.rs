//! Docker's `json-file` driver: `{"log":"…\n","stream":"stdout","time":"…"}`.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;

/// The member for Docker.
pub struct Docker;

/// Its name.
pub(super) const NAME: &str = "docker";

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    log: Cow<'a, str>,
    #[serde(borrow)]
    stream: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
}

impl Envelope for Docker {
    fn name(&self) -> &'static str {
        NAME
    }

    fn example(&self) -> &'static str {
        r#"{"log":"2025-01-01 00:00:18,456 ERROR notifier failed\n","stream":"stderr","time":"2025-01-01T00:00:18.457123456Z"}"#
    }

    fn begins(&self, first: u8) -> bool {
        first == b'{'
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        // The driver always writes `log` first; asking for it keeps other JSON lines from being parsed twice.
        if !text.starts_with("{\"log\":\"") {
            return None;
        }
        let line: Line<'a> = serde_json::from_str(text).ok()?;
        if !matches!(&*line.stream, "stdout" | "stderr") {
            return None;
        }
        record.timestamp = Timestamp::read(&line.time, &record.naive).or(record.timestamp);
        let inside: &'a str = match line.log {
            Cow::Borrowed(log) => log,
            Cow::Owned(log) => record.memory.alloc_str(&log),
        };
        Some(inside.trim_end_matches(['\n', '\r']))
    }
}
