//! How one record is read, step by step, for `explain`.

use crate::classify::Pair;
use crate::envelope;
use crate::event::Event;
use crate::outcome::Recogniser;
use bumpalo::Bump;

/// How one record was read, in sentences, and the pair it told.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// One sentence per step; they quote the record, so redact them before showing.
    pub steps: Vec<String>,
    /// The pair, when the record tells an outcome.
    pub pair: Option<Pair>,
}

/// Reads one record the way a scan does and says what happened at each step.
#[must_use]
pub fn explain(text: &str) -> Steps {
    let memory = Bump::new();
    let recogniser = Recogniser::new();
    let record = envelope::unwrap(text, &memory);
    let mut out = Steps::default();
    let envelopes = record.envelopes();
    out.steps.push(if envelopes.is_empty() {
        "envelope: none, the text is read as it stands".to_owned()
    } else {
        format!("envelope: {}", envelopes.join(" > "))
    });
    out.steps.push(record.timestamp.map_or_else(
        || "time: none".to_owned(),
        |when| format!("time: {}", when.rfc3339()),
    ));
    out.steps.push(if record.body.is_empty() {
        format!("body: empty; {} fields", record.attributes.len())
    } else {
        format!("body: {}", record.body)
    });
    let held = recogniser.literals_in(text.as_bytes());
    out.steps.push(if held.is_empty() {
        "literals: none, so the line would not even be parsed".to_owned()
    } else {
        format!("literals: {}", held.join(", "))
    });
    for tried in recogniser.tried(text.as_bytes(), &record) {
        out.steps.push(format!("outcome {tried}"));
    }
    let found = recogniser
        .read(text.as_bytes(), &record, &mut String::new())
        .filter(|_| !held.is_empty());
    if let Some(event) = found {
        out.steps.push(told(&event));
        out.pair = Some(Pair {
            kind: event.kind,
            origin: event.origin,
            http_status: event.http_status,
            twilio_code: event.twilio_code,
        });
    }
    out
}

/// What an event tells, in one line.
fn told(event: &Event<'_>) -> String {
    let parts = [
        ("method", event.method.map(ToOwned::to_owned)),
        ("resource", event.resource.map(ToOwned::to_owned)),
        (
            "http_status",
            event.http_status.map(|status| status.to_string()),
        ),
        (
            "twilio_code",
            event.twilio_code.map(|code| code.to_string()),
        ),
    ];
    let said = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!(" {name}={}", value?)));
    format!("event: {}{}", event.kind.name(), said.collect::<String>())
}
