//! Rows of tables: the header names the fields; the usual columns give time, level and message.

use super::contract::{Attribute, LogRecord, MAX_ATTRIBUTES, Value};
use crate::timestamp::Timestamp;
use bumpalo::Bump;

/// Its name.
pub(super) const NAME: &str = "table";

/// Columns of the time, the level and the message; of several, the first in this order.
const TIME: [&str; 9] = [
    "timestamp",
    "time",
    "datetime",
    "date",
    "eventtime",
    "receivedat",
    "generatedat",
    "createdat",
    "senddate",
];
const LEVEL: [&str; 4] = ["level", "severity", "status", "loglevel"];
const MESSAGE: [&str; 7] = [
    "message",
    "raw",
    "content",
    "msg",
    "log",
    "logmessage",
    "event",
];

/// The names that a header gives.
#[derive(Debug)]
pub struct Header {
    names: Vec<String>,
    delimiter: u8,
    time: Option<usize>,
    /// The day, where the time is only one of it: UTC.
    day: Option<usize>,
    level: Option<usize>,
    message: Option<usize>,
}

impl Header {
    /// Reads the first row of a table.
    #[must_use]
    pub fn of(row: &str) -> Self {
        // Blanks part the columns of W3C's extended format alone.
        let count = |delimiter: &u8| row.bytes().filter(|byte| byte == delimiter).count();
        let delimiter = [b',', b';', b'\t']
            .into_iter()
            .filter(|delimiter| count(delimiter) > 0)
            .max_by_key(count)
            .unwrap_or(b' ');
        let memory = Bump::new();
        let names: Vec<String> = Fields::of(row, delimiter, &memory)
            .map(|field| field.trim().to_owned())
            .collect();
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let place = |known: &[&str]| {
            let of = |wanted: &&str| plain.iter().position(|name| name == wanted);
            known.iter().find_map(of)
        };
        Self {
            delimiter,
            time: place(&TIME),
            day: place(&["date"]).filter(|_| plain.contains(&"time".to_owned())),
            level: place(&LEVEL),
            message: place(&MESSAGE),
            names,
        }
    }
}

/// A name in lower case without its punctuation.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Puts the fields of a row into the record; answers its message, which may be wrapped further.
pub(super) fn unwrap<'a>(header: &Header, row: &'a str, record: &mut LogRecord<'a>) -> &'a str {
    let memory = record.memory;
    let fields = Fields::of(row, header.delimiter, memory);
    let (mut message, mut day) = ("", "");
    for (place, field) in fields.enumerate().take(MAX_ATTRIBUTES) {
        let Some(name) = header.names.get(place) else {
            break;
        };
        if header.day == Some(place) {
            day = field;
        } else if header.time == Some(place) {
            record.timestamp = Timestamp::parse(field)
                .filter(|_| day.is_empty())
                .or_else(|| Timestamp::parse(&format!("{day}T{field}Z")));
        } else if header.level == Some(place) {
            record.severity = Some(field);
        }
        // A message is read as text, and its fields once it is unwrapped.
        if header.message == Some(place) {
            message = field;
            continue;
        }
        record.attributes.push(Attribute {
            name: memory.alloc_str(name),
            parent: Attribute::TOP,
            value: Value::Text(field),
        });
    }
    message
}

/// The fields of a row; quoted ones without their quotes.
struct Fields<'a> {
    rest: Option<&'a str>,
    delimiter: u8,
    memory: &'a Bump,
}

impl<'a> Fields<'a> {
    fn of(row: &'a str, delimiter: u8, memory: &'a Bump) -> Self {
        Self {
            rest: Some(row.trim_end_matches(['\n', '\r'])),
            delimiter,
            memory,
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let (field, after) = match rest.strip_prefix('"') {
            Some(text) => quoted(text, self.memory),
            None => ("", rest),
        };
        // What stands between the closing quote and the delimiter belongs to the field.
        let end = memchr::memchr(self.delimiter, after.as_bytes());
        let (more, rest) = match end {
            Some(end) => (&after[..end], Some(&after[end + 1..])),
            None => (after, None),
        };
        self.rest = rest;
        Some(match (field, more) {
            ("", more) => more,
            (field, "") => field,
            (field, more) => self.memory.alloc_str(&format!("{field}{more}")),
        })
    }
}

/// The text up to the closing quote, two quotes being one, and what follows it.
fn quoted<'a>(text: &'a str, memory: &'a Bump) -> (&'a str, &'a str) {
    let mut doubled = false;
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'"', &text.as_bytes()[from..]) {
        let end = from + at;
        if text.as_bytes().get(end + 1) == Some(&b'"') {
            doubled = true;
            from = end + 2;
            continue;
        }
        let inside = &text[..end];
        let inside = if doubled {
            memory.alloc_str(&inside.replace("\"\"", "\""))
        } else {
            inside
        };
        return (inside, &text[end + 1..]);
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(row: &str, memory: &Bump) -> Vec<String> {
        Fields::of(row, b',', memory)
            .map(ToOwned::to_owned)
            .collect()
    }

    #[test]
    fn quoted_fields_hold_delimiters_quotes_and_line_ends() {
        let memory = Bump::new();
        let row = "a,\"b,\"\"c\"\"\nd\",,\"\",5\" screen,e\r\n";
        assert_eq!(
            fields(row, &memory),
            ["a", "b,\"c\"\nd", "", "", "5\" screen", "e"]
        );
        assert_eq!(fields("", &memory), [""]);
        assert_eq!(fields("a,\"open", &memory), ["a", "open"]);
    }

    proptest! {
        #[test]
        fn fields_are_those_of_the_csv_crate(wanted in prop::collection::vec("[a-c\",\n ]{0,6}", 1..6)) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(&wanted).unwrap();
            let row = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let memory = Bump::new();
            prop_assert_eq!(fields(&row, &memory), wanted);
        }
    }
}
