//! How a text is read, step by step, for `explain`: what each wrapper gave, the literals and where they stand, what each
//! recogniser answered and why, and every field of the events with whom it came from.

mod given;

use super::join::Joiner;
use super::scan::{Scanner, Seen};
use crate::chunk::{ChunkReader, record};
use crate::classify::Pair;
use crate::envelope::{self, contract::LogRecord};
use crate::event::Event;
use crate::formats::UserFormats;
use crate::outcome::Recogniser;
use crate::outcome::trial::{Answer, Trial};
use crate::timestamp::{Naive, Timestamp};
use bumpalo::Bump;
use given::Given;
use std::fmt::Write;

/// How many records of a text are told step by step, and how many of its events.
const MOST: usize = 50;

/// How a text was read, and what it told.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// One sentence per step.
    pub steps: Vec<Step>,
    /// The events, as a scan finds them.
    pub events: Vec<Told>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it is about; never a word of the text.
    pub label: String,
    /// What happened.
    pub said: String,
    /// True when it repeats the text's own words, so that they must be redacted before it is shown.
    pub quotes: bool,
}

/// One event of the text.
#[derive(Debug, Clone)]
pub struct Told {
    /// Number of its record's first line, from 1.
    pub line: u64,
    /// What its verdict depends on.
    pub pair: Pair,
    /// The wrappers and the recogniser, as `docker>json>http_fields`.
    pub format: String,
    /// Each field that is there, in the order of `extract`.
    pub fields: Vec<Detail>,
}

/// A field of an event.
#[derive(Debug, Clone)]
pub struct Detail {
    /// Its name, as `extract` prints it.
    pub name: &'static str,
    /// Its value, not redacted.
    pub value: String,
    /// The recogniser that told it, or `time of the record`; empty where another record told it.
    pub from: &'static str,
}

impl Steps {
    fn say(&mut self, label: impl Into<String>, said: impl Into<String>) {
        self.push(label.into(), said.into(), false);
    }

    fn push(&mut self, label: String, said: String, quotes: bool) {
        self.steps.push(Step {
            label,
            said,
            quotes,
        });
    }

    /// The first event's pair.
    #[must_use]
    pub fn pair(&self) -> Option<Pair> {
        self.events.first().map(|event| event.pair)
    }
}

/// Reads a text, of one record or several, the way a scan does and says what happened at each step.
#[must_use]
pub fn explain(text: &str, formats: &UserFormats) -> Steps {
    let recogniser = Recogniser::with(&formats.outcomes());
    let mut out = Steps::default();
    let mut records = records(text);
    if records.len() > 1 {
        out.say("records", records.len().to_string());
    }
    let several = records.len() > 1;
    records.truncate(MOST);
    for (line, part) in records {
        if several {
            out.say("record", format!("begins at line {line}"));
        }
        explain_record(part, &recogniser, &mut out);
    }
    out.events = events(text, formats, &recogniser);
    for event in out.events.clone() {
        tell(&event, several, &mut out);
    }
    out
}

/// The records that are not blank, with the numbers of their first lines; at least one, and one more than are told.
fn records(text: &str) -> Vec<(u64, &str)> {
    let bytes = text.as_bytes();
    let (mut at, mut line) = (0, 1);
    let mut out = Vec::new();
    while at < bytes.len() {
        let (end, lines) = record::extent(bytes, at);
        // Cuts fall after line ends, so they never fall into a letter.
        let part = text.get(at..end).unwrap_or("");
        if !part.trim().is_empty() {
            out.push((line, part));
        }
        (at, line) = (end, line + lines);
    }
    if out.is_empty() {
        out.push((1, text));
    }
    out
}

fn explain_record(text: &str, recogniser: &Recogniser, out: &mut Steps) {
    let memory = Bump::new();
    let mut layers = Vec::new();
    let mut before = Given::of(&LogRecord::new(text, &memory));
    let record =
        envelope::unwrap_telling(text, Naive::default(), &memory, |name, record, inside| {
            let given = Given::of(record);
            layers.push((name, given.beyond(&before), inside.chars().count()));
            before = given;
        });
    let envelopes = record.envelopes();
    out.say(
        "envelope",
        if envelopes.is_empty() {
            "none, the text is read as it stands".to_owned()
        } else {
            envelopes.join(" > ")
        },
    );
    for (name, given, inside) in layers {
        let said = format!("gave {given}; inside it {inside} characters");
        out.say(format!("envelope {name}"), said);
    }
    let time = record.timestamp;
    out.say("time", time.map_or("none".to_owned(), Timestamp::rfc3339));
    if record.body.is_empty() {
        let said = format!("empty; {} fields", record.attributes.len());
        out.push("body".to_owned(), said, true);
    } else {
        out.push("body".to_owned(), record.body.to_owned(), true);
    }
    out.say("literals", literals(text, recogniser));
    if recogniser.literals_in(text.as_bytes()).is_empty() {
        out.say("outcomes", "none was asked");
        return;
    }
    for Trial { name, answer } in recogniser.trials(text.as_bytes(), &record) {
        out.say(format!("outcome {name}"), answered(&answer));
    }
}

/// The literals with their places.
fn literals(text: &str, recogniser: &Recogniser) -> String {
    let held = recogniser.literals_in(text.as_bytes());
    if held.is_empty() {
        return "none, so the line would not even be parsed".to_owned();
    }
    let place = |(literal, at): &(&str, usize)| {
        let before = text.get(..*at).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        if line == 1 {
            format!("`{literal}` at column {column}")
        } else {
            format!("`{literal}` at line {line}, column {column}")
        }
    };
    held.iter().map(place).collect::<Vec<_>>().join(", ")
}

fn answered(answer: &Answer<'_>) -> String {
    match answer {
        Answer::NoLiteral => "not asked, none of its literals is there".to_owned(),
        Answer::Whole => "not asked, the event was whole by then".to_owned(),
        Answer::Nothing(why) => format!("asked, found nothing: {why}"),
        Answer::Parts(parts) => {
            format!(
                "asked, found a part of a call ({parts} of its fields); the rest stands elsewhere"
            )
        }
        Answer::Events(events) => {
            let more = events.len().saturating_sub(1);
            let first = events.first().map(claimed).unwrap_or_default();
            if more > 0 {
                format!("{first}; and {more} more events")
            } else {
                first
            }
        }
    }
}

fn claimed(event: &Event<'_>) -> String {
    let number = |word: &str, number: Option<u32>| {
        number.map_or_else(|| format!("no {word}"), |number| format!("{word} {number}"))
    };
    let status = number("status", event.http_status.map(u32::from));
    let code = number("code", event.twilio_code);
    let resource = event.resource.unwrap_or("no resource");
    format!("{status}, {code}, {resource}")
}

/// The events of the text as a scan tells them, those told by several records among them.
fn events(text: &str, formats: &UserFormats, recogniser: &Recogniser) -> Vec<Told> {
    let mut scanner = Scanner::new(formats);
    let mut joiner = Joiner::default();
    let mut reader = ChunkReader::new(text.as_bytes(), text.len());
    let mut out = Vec::new();
    let mut each = |seen: &Seen<'_>| {
        if out.len() < MOST {
            out.push(told(seen, recogniser));
        }
        true
    };
    while let Some(chunk) = reader.next(Vec::new()) {
        let (_, parts) = scanner.scan(&chunk, &mut each);
        joiner.take(parts, &mut each);
    }
    joiner.finish(&mut each);
    out.sort_by_key(|told| told.line);
    out
}

fn told(seen: &Seen<'_>, recogniser: &Recogniser) -> Told {
    let event = seen.event;
    let memory = Bump::new();
    let record = envelope::unwrap(seen.text, &memory);
    let mut claims: Vec<(&'static str, Event<'_>)> = Vec::new();
    for trial in recogniser.trials(seen.text.as_bytes(), &record) {
        if let Answer::Events(events) = trial.answer {
            claims.extend(events.into_iter().map(|event| (trial.name, event)));
        }
    }
    let field = |(name, read): &(&'static str, Shown)| {
        let value = read(event)?;
        let teller = claims
            .iter()
            .find(|(_, claim)| read(claim).as_ref() == Some(&value));
        let from = match teller {
            Some((teller, _)) => teller,
            None if *name == "timestamp" && event.timestamp == record.timestamp => {
                "time of the record"
            }
            None => "",
        };
        Some(Detail { name, value, from })
    };
    let formats = seen.envelopes.iter().copied();
    Told {
        line: seen.line(),
        pair: Pair::of(event),
        format: formats.chain([event.outcome]).collect::<Vec<_>>().join(">"),
        fields: READ.iter().filter_map(field).collect(),
    }
}

/// A field of an event as a text.
type Shown = fn(&Event<'_>) -> Option<String>;

/// Each field of an event and how it is shown. A key leaves the program only as a hash, so it is not shown at all.
const READ: [(&str, Shown); 9] = [
    ("timestamp", |event| Some(event.timestamp?.rfc3339())),
    ("method", |event| event.method.map(ToOwned::to_owned)),
    ("host", |event| event.host.map(ToOwned::to_owned)),
    ("resource", |event| event.resource.map(ToOwned::to_owned)),
    ("http_status", |event| Some(event.http_status?.to_string())),
    ("twilio_code", |event| Some(event.twilio_code?.to_string())),
    ("duration_ms", |event| {
        let duration = event.duration_us?;
        Some(format!("{}.{:03}", duration / 1000, duration % 1000))
    }),
    ("request_id", |event| {
        event.request_id.map(ToOwned::to_owned)
    }),
    ("attempt", |event| Some(event.attempt?.to_string())),
];

/// The steps of an event: what it is, and where each of its fields came from.
fn tell(told: &Told, several: bool, out: &mut Steps) {
    let mut said = told.pair.kind.name().to_owned();
    for field in &told.fields {
        if ["method", "resource", "http_status", "twilio_code"].contains(&field.name) {
            let _ = write!(said, " {}={}", field.name, field.value);
        }
    }
    if several {
        let _ = write!(said, " (line {})", told.line);
    }
    out.say("event", said);
    for field in &told.fields {
        let from = match field.from {
            "" => String::new(),
            from => format!(", from {from}"),
        };
        out.say(
            format!("field {}", field.name),
            format!("{}{from}", field.value),
        );
    }
}
