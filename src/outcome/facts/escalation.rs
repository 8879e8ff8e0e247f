//! Records by which somebody was told that a request failed for good: loud levels, and events that say so.
//!
//! They carry no word of Twilio's, so their own words are searched for, in the one pass that looks for calls.

use super::hash;
use super::names::{Fields, Name};
use super::squeezed;
use crate::envelope::contract::{Attribute, LogRecord};
use crate::event::attempt::Escalation;
use crate::outcome::contract::Found;
use crate::outcome::grammar::origin;

/// Without one of these a record is no escalation.
pub const LITERALS: [&str; 53] = [
    "critical",
    "Critical",
    "CRITICAL",
    "crit\"",
    "fatal",
    "Fatal",
    "FATAL",
    "emerg",
    "Emerg",
    "EMERG",
    "\"alert\"",
    "=alert",
    "alerted",
    "Alert",
    "ALERT",
    "\"panic\"",
    "\"dpanic\"",
    "=panic",
    "=dpanic",
    "level\":60",
    "escalate",
    "Escalate",
    "ESCALATE",
    "dead_letter",
    "dead-letter",
    "dead.letter",
    "deadletter",
    "deadLetter",
    "DeadLetter",
    "DEAD_LETTER",
    "paged",
    "oncall",
    "on_call",
    "on-call",
    "dlq\"",
    "=dlq",
    "DLQ\"",
    " FTL]",
    "\"FTL\"",
    "\"ftl\"",
    "PRIORITY\":\"0",
    "PRIORITY\":\"1",
    "PRIORITY\":\"2",
    "severityNumber\":21",
    "severityNumber\":22",
    "severityNumber\":23",
    "severityNumber\":24",
    ":\"page\"",
    ": \"page\"",
    "dead letter",
    "Dead letter",
    "Dead Letter",
    "DEAD LETTER",
];

/// What is searched for in their place: no shorter than four bytes, as the shortest decides how coarsely all are looked for,
/// and few kinds of beginnings, of which upper and lower case are one.
pub const KERNELS: [&str; 30] = [
    "ritical",
    "RITICAL",
    "crit\"",
    "fatal",
    "Fatal",
    "FATAL",
    "merg",
    "MERG",
    "lert",
    "LERT",
    "panic",
    "\":60",
    "scalat",
    "SCALAT",
    "letter",
    "Letter",
    "LETTER",
    "paged",
    "oncall",
    "on_call",
    "on-call",
    "dlq\"",
    "=dlq",
    "DLQ\"",
    "FTL]",
    "FTL\"",
    "ftl\"",
    "RITY\":\"",
    "rityNumber\":2",
    "page\"",
];

/// Levels at which somebody is told; 60 is how Bunyan and Pino write the fatal one.
const LOUD: [&str; 10] = [
    "fatal",
    "ftl",
    "critical",
    "crit",
    "alert",
    "emergency",
    "emerg",
    "panic",
    "dpanic",
    "60",
];

/// Events and actions by which somebody is told, whole.
const TOLD: [&str; 2] = ["escalate", "page"];

/// What they hold within a longer name.
const WITHIN: [&str; 3] = ["escalated", "deadletter", "oncall"];

/// What they end with.
const ENDS: [&str; 3] = ["paged", "alerted", "dlq"];

/// What the record tells, if it is loud, or says that somebody was told, and names a key or an id. Whether it is an attempt
/// itself is not asked here.
#[must_use]
pub fn escalation(record: &LogRecord<'_>, line: impl FnOnce() -> u64) -> Option<Escalation> {
    let (told, fields) = heard(record)?;
    from(record, &fields, told, line)
}

/// As [`escalation`], of a record that tells a failure, if it does so only to say of what somebody was told: an event that
/// says so quotes a call, and so does a loud message, but neither measures it.
#[must_use]
pub fn quoting(
    record: &LogRecord<'_>,
    found: &Found<'_>,
    line: impl FnOnce() -> u64,
) -> Option<Escalation> {
    let event = found.event()?;
    let (told, fields) = heard(record)?;
    let measured = event.duration_us.is_some();
    let asked = event.method.is_some() && event.http_status.is_some();
    let given_up = || GIVEN_UP.iter().any(|words| record.body.contains(words));
    let attempt = found.lists_several() || measured || (asked && !told && !given_up());
    if attempt {
        return None;
    }
    from(record, &fields, told, line)
}

/// What a loud message says of attempts that lie behind it.
const GIVEN_UP: [&str; 8] = [
    "attempts",
    "retries",
    "tries",
    "gave up",
    "giving up",
    "Giving up",
    "given up",
    "xhausted",
];

/// Whether the record says that somebody was told, or is only loud; `None` where it is neither.
fn heard<'a>(record: &LogRecord<'a>) -> Option<(bool, Fields<'a>)> {
    let fields = Fields::of(record);
    let told = [Name::Event, Name::Action]
        .iter()
        .any(|name| fields.text(*name).is_some_and(tells));
    let loud = || {
        record.severity.is_some_and(is_loud)
            || fields.text(Name::Level).is_some_and(is_loud)
            || is_loud_in_journal(record)
    };
    (told || loud()).then_some((told, fields))
}

fn from(
    record: &LogRecord<'_>,
    fields: &Fields<'_>,
    told: bool,
    line: impl FnOnce() -> u64,
) -> Option<Escalation> {
    let when = record.timestamp?;
    let key = fields.text(Name::Key).map_or(0, hash);
    let id = fields.text(Name::Correlation).map(origin::trace_of);
    let id = id.map_or(0, hash);
    let named = key != 0 || id != 0;
    // One that names nobody is no proof, but it forbids to say that nobody was told.
    (told || named).then(|| Escalation {
        // Without a name only the second counts, so that no flood of them fills the memory.
        when: if named {
            when.milliseconds()
        } else {
            when.seconds() * 1000
        },
        line: if named { line() } else { 0 },
        ids: [key.min(id), key.max(id)],
    })
}

/// The journal writes the severities of syslog, of which the first three are loud.
fn is_loud_in_journal(record: &LogRecord<'_>) -> bool {
    let loud = |attribute: &Attribute<'_>| {
        let level = attribute.value.text().unwrap_or("");
        attribute.name == "PRIORITY" && matches!(level, "0" | "1" | "2")
    };
    record.attributes.iter().any(loud)
}

fn is_loud(level: &str) -> bool {
    level.len() < 16 && LOUD.contains(&squeezed(level).as_str())
}

fn tells(event: &str) -> bool {
    let event = squeezed(event.get(..64).unwrap_or(event));
    let last = |word: &&str| event.ends_with(*word);
    TOLD.contains(&event.as_str())
        || WITHIN.iter().any(|word| event.contains(word))
        || ENDS.iter().any(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use crate::timestamp::Naive;
    use bumpalo::Bump;

    /// Whether it is found and told, and how many names it carries.
    fn read(line: &str) -> Option<usize> {
        let memory = Bump::new();
        let record = envelope::unwrap_as(line, Naive::default(), &memory);
        let told = escalation(&record, || 1);
        if told.is_some() {
            let held = |literal: &&str| line.contains(*literal);
            assert!(LITERALS.iter().any(held), "not searched for: {line}");
        }
        told.map(|told| told.ids.iter().filter(|id| **id != 0).count())
    }

    #[test]
    fn whoever_was_told_is_seen_in_the_ways_that_loggers_write_it() {
        let at = "\"time\":\"2026-03-02T10:00:00.000Z\"";
        let json = |rest: &str| read(&format!("{{{at},{rest}}}"));
        for loud in [
            r#""level":"critical""#,
            r#""level":"CRITICAL""#,
            r#""severity":"ALERT""#,
            r#""severity":"EMERGENCY""#,
            r#""levelname":"CRITICAL""#,
            r#""log.level":"fatal""#,
            r#""@l":"Fatal""#,
            r#""level":60"#,
            r#""level":"crit""#,
            r#""level":"dpanic""#,
            r#""level":"ftl""#,
            r#""PRIORITY":"2""#,
            r#""level":"info","event":"page""#,
            r#""level":"info","event":"Dead Lettered""#,
            r#""level":"info","event":"escalated""#,
            r#""level":"error","event":"paged""#,
            r#""level":"warn","action":"dead_lettered""#,
            r#""level":"info","event":"sms.dead-lettered""#,
            r#""level":"info","event":"sent_to_dlq""#,
            r#""level":"info","event":"DLQ""#,
            r#""level":"info","event":"on-call alerted""#,
            r#""level":"info","event_name":"oncall.paged""#,
        ] {
            assert_eq!(
                json(&format!(r#"{loud},"request_id":"r-1""#)),
                Some(1),
                "{loud}"
            );
            let both = format!(r#"{loud},"correlationId":"r-1","idempotency-key":"k-1""#);
            assert_eq!(json(&both), Some(2), "{loud}");
        }
        let text = "2026-03-02 10:00:00,123 CRITICAL app.alerts escalated request_id=r-1";
        assert_eq!(read(text), Some(1));
        let logfmt = "ts=2026-03-02T10:00:00Z level=fatal msg=\"gave up\" trace_id=4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(read(logfmt), Some(1));
        let serilog = "[2026-03-02T10:00:00.000Z FTL] gave up request_id=r-1";
        assert_eq!(read(serilog), Some(1));
        let pino = r#"{"level":60,"time":1780300810000,"msg":"gave up","request_id":"r1"}"#;
        assert_eq!(read(pino), Some(1));
        let journal = r#"{"__REALTIME_TIMESTAMP":"1780300810000000","PRIORITY":"2","MESSAGE":"gave up request_id=r1"}"#;
        assert_eq!(read(journal), Some(1));
        let otlp = r#"{"timeUnixNano":"1780300810000000000","severityNumber":21,"body":{"stringValue":"gave up"},"traceId":"4bf92f3577b34da6a3ce929d0e0e4736"}"#;
        assert_eq!(read(otlp), Some(1));
    }

    #[test]
    fn what_tells_nobody_is_none() {
        for line in [
            r#"{"time":"2026-03-02T10:00:00Z","level":"error","msg":"critical path","request_id":"r-1"}"#,
            r#"{"time":"2026-03-02T10:00:00Z","level":"info","event":"page_viewed","request_id":"r-1"}"#,
            r#"{"time":"2026-03-02T10:00:00Z","level":"critical","msg":"disk full"}"#,
            r#"{"level":"critical","event":"escalated","request_id":"r-1"}"#,
        ] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(
            read(r#"{"time":"2026-03-02T10:00:00Z","event":"paged"}"#),
            Some(0)
        );
    }
}
