//! A JSON object at the end of a message: `sms failed {"code":21211,"status":400}`, as Monolog, winston and zap write
//! their fields.

use super::contract::{Attribute, Envelope, LogRecord};
use super::{instant, object};

/// The member for fields behind a message. The text stays as it is: only its fields become attributes.
pub struct Tail;

/// Its name; taking this envelope off leaves the text as it is.
pub(super) const NAME: &str = "fields";

/// In how many places the object may be thought to begin.
const TRIES: usize = 4;

impl Envelope for Tail {
    fn name(&self) -> &'static str {
        NAME
    }

    fn example(&self) -> &'static str {
        r#"sms failed {"status":400,"code":21211}"#
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        // Monolog puts an empty list or object for what it has nothing to say of behind it.
        let end = text.trim_end();
        let end = end
            .strip_suffix(" []")
            .or_else(|| end.strip_suffix(" {}"))
            .unwrap_or(end);
        if !end.ends_with('}') || record.envelopes().contains(&NAME) {
            return None;
        }
        let starts = memchr::memmem::find_iter(end.as_bytes(), b"{\"").take(TRIES);
        let before = record.attributes.len();
        for start in starts {
            if start > 0 && object::read(&end[start..], record, before) {
                timed(record, before);
                return Some(text);
            }
        }
        None
    }
}

/// Takes the time from the fields from one on, where the record has none: only by a name that no header of an answer has, and
/// beside what else a logger writes, as an appointment has its time too.
fn timed(record: &mut LogRecord<'_>, from: usize) {
    const NAMES: [&str; 4] = ["time", "timestamp", "@timestamp", "ts"];
    const LOGGED: [&str; 6] = ["level", "severity", "logger", "msg", "message", "lvl"];
    if record.timestamp.is_some() {
        return;
    }
    let fields = record.attributes.get(from..).unwrap_or_default();
    let outer = fields.first().map(|field| field.parent);
    let logged =
        |field: &Attribute<'_>| Some(field.parent) == outer && LOGGED.contains(&field.name);
    if !fields.iter().any(logged) {
        return;
    }
    let mut times = fields
        .iter()
        .filter(|field| Some(field.parent) == outer && NAMES.contains(&field.name));
    record.timestamp = times.find_map(|field| instant(field.value, &record.naive));
}
