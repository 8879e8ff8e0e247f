//! Envelopes: each reads its example, they compose, and nothing crashes them.

use super::contract::{Attribute, Value};
use super::*;
use crate::timestamp::{Timestamp, Zone};
use proptest::prelude::*;

/// Envelopes, instant, severity and body of a text.
fn read(text: &str) -> (String, Option<String>, Option<String>, String) {
    let memory = Bump::new();
    let record = unwrap(text, &memory);
    (
        record.envelopes().join(">"),
        record.timestamp.map(Timestamp::rfc3339),
        record.severity.map(ToOwned::to_owned),
        record.body.to_owned(),
    )
}

#[test]
fn every_envelope_reads_its_own_example() {
    for envelope in ENVELOPES {
        let (envelopes, when, _, body) = read(envelope.example());
        assert!(
            envelopes.split('>').any(|name| name == envelope.name()),
            "{}: {envelopes}",
            envelope.name()
        );
        assert!(
            (when.is_some() && body.trim_end_matches('\'').ends_with("failed"))
                || envelope.name() == "fields",
            "{}: {body}",
            envelope.name()
        );
    }
}

#[test]
fn names_of_the_usual_loggers() {
    let cases = [
        (
            r#"{"level":"error","message":"m","timestamp":"2025-01-01T00:00:00.000Z"}"#,
            "winston",
        ),
        (
            r#"{"level":"error","time":1735689600000,"pid":1,"msg":"m"}"#,
            "pino",
        ),
        (
            r#"{"name":"a","level":"error","msg":"m","time":"2025-01-01T00:00:00.000Z","v":0}"#,
            "bunyan",
        ),
        (
            r#"{"event":"m","level":"error","timestamp":"2025-01-01T00:00:00Z"}"#,
            "structlog",
        ),
        (
            r#"{"text":"m","record":{"level":{"name":"E"},"time":{"repr":"2025-01-01T00:00:00+00:00"}},"level":"error"}"#,
            "loguru",
        ),
        (r#"{"level":"error","ts":1735689600.0,"msg":"m"}"#, "zap"),
        (
            r#"{"level":"error","time":"2025-01-01T00:00:00Z","message":"m"}"#,
            "zerolog",
        ),
        (
            r#"{"time":"2025-01-01T00:00:00Z","level":"error","msg":"m"}"#,
            "slog",
        ),
        (
            r#"{"@timestamp":"2025-01-01T00:00:00.000Z","log.level":"error","message":"m"}"#,
            "ECS, dotted",
        ),
        (
            r#"{"@timestamp":"2025-01-01T00:00:00.000Z","log":{"level":"error"},"message":"m"}"#,
            "ECS, nested",
        ),
        (
            r#"{"asctime":"2025-01-01 00:00:00,000","levelname":"error","message":"m"}"#,
            "python-json-logger",
        ),
        (
            r#"{"@t":"2025-01-01T00:00:00Z","@mt":"m","@l":"error"}"#,
            "Serilog",
        ),
        (
            r#"{"timestamp":"2025-01-01T00:00:00Z","level":"error","fields":{"message":"m"}}"#,
            "tracing",
        ),
        (r#"time="2025-01-01T00:00:00Z" level=error msg=m"#, "logrus"),
    ];
    for (line, logger) in cases {
        let (_, when, severity, body) = read(line);
        assert_eq!(
            (when.as_deref(), severity.as_deref(), &*body),
            (Some("2025-01-01T00:00:00Z"), Some("error"), "m"),
            "{logger}"
        );
    }
}

#[test]
fn envelopes_compose_and_the_inner_stamp_wins() {
    let inner =
        r#"{"time":"2025-01-01T00:00:02Z","msg":"2025-01-01 00:00:01,500 ERROR deep failed"}"#;
    let docker = format!(
        "{{\"log\":{},\"stream\":\"stdout\",\"time\":\"2025-01-01T00:00:03Z\"}}",
        serde_json::json!(format!("{inner}\n"))
    );
    let cri = format!("2025-01-01T00:00:03.5Z stdout F {inner}");
    for (line, outer) in [(docker, "docker"), (cri, "cri")] {
        let (envelopes, when, severity, body) = read(&line);
        assert_eq!(envelopes, format!("{outer}>json>text"));
        assert_eq!(
            (when.as_deref(), severity.as_deref(), &*body),
            (
                Some("2025-01-01T00:00:01.500Z"),
                Some("ERROR"),
                "ERROR deep failed"
            )
        );
    }
}

#[test]
fn text_loggers_lose_their_stamp_and_nothing_else() {
    let cases = [
        (
            "2025-01-01 00:00:00.123 | ERROR    | mod:fn:12 - x failed",
            "ERROR    | mod:fn:12 - x failed",
        ),
        (
            "[2025-01-01 00:00:00] production.ERROR: x failed",
            "production.ERROR: x failed",
        ),
        (
            "E, [2025-01-01T00:00:00.000000 #21211] ERROR -- : x failed",
            "#21211] ERROR -- : x failed",
        ),
        (
            "1.2.3.4 - - [01/Jan/2025:00:00:00 +0000] \"GET /x HTTP/1.1\" 200 5",
            "\"GET /x HTTP/1.1\" 200 5",
        ),
        ("INFO 2025-01-01T00:00:00Z x failed", "x failed"),
    ];
    for (line, body) in cases {
        let memory = Bump::new();
        let record = unwrap(line, &memory);
        assert_eq!((record.body, record.line), (body, line));
        assert!(record.timestamp.is_some());
    }
    assert_eq!(read("no stamp at all").0, "");
}

#[test]
fn nested_members_name_their_parent() {
    let memory = Bump::new();
    let record = unwrap(r#"{"a":{"b":[1,"\u0041\n"]},"c":null}"#, &memory);
    let shape: Vec<_> = record
        .attributes
        .iter()
        .map(|attribute| (attribute.name, attribute.parent, attribute.value))
        .collect();
    assert_eq!(
        shape,
        [
            ("a", Attribute::TOP, Value::Object),
            ("b", 0, Value::List),
            ("", 1, Value::Integer(1)),
            ("", 1, Value::Text("A\n")),
            ("c", Attribute::TOP, Value::Null)
        ]
    );
}

/// Envelopes, instant, severity, thread, process, body of a text; `-` for none.
fn told(text: &str) -> [String; 6] {
    let memory = Bump::new();
    let naive = Naive {
        zone: Zone::UTC,
        latest: Timestamp::parse("2025-12-01T00:00:00Z"),
    };
    let record = unwrap_as(text, naive, &memory);
    let or = |text: Option<&str>| text.unwrap_or("-").to_owned();
    [
        record.envelopes().join(">"),
        record.timestamp.map_or("-".to_owned(), Timestamp::rfc3339),
        or(record.severity),
        or(record.thread),
        or(record.process),
        record.body.to_owned(),
    ]
}

#[test]
fn a_line_of_every_form_is_told_as_the_fixture_says() {
    let cases = include_str!("../../fixtures/envelopes.jsonl").lines();
    for case in cases.filter(|case| !case.starts_with('#')) {
        let case: serde_json::Value = serde_json::from_str(case).unwrap();
        let line = case["line"].as_str().unwrap();
        assert_eq!(serde_json::json!(told(line)), case["told"], "{line}");
    }
}

#[test]
fn what_looks_like_a_wrapper_and_is_none() {
    for text in [
        "Twilio | 21211 | failed",
        "error  | failed",
        "May be: failed",
        "<b>failed</b>",
        "<999>failed",
        "[pod/failed",
        "{failed}",
        "2025-01-01T99:00:00Z stdout F failed",
        "Jan 32 12:00:00 web-1 app: failed",
        "a\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9} | failed",
    ] {
        assert_eq!(told(text)[0], "", "{text}");
    }
    // Without the file's date a year is not guessed; the stamp is off all the same.
    let memory = Bump::new();
    let record = unwrap("Jan  1 12:00:00 web-1 app[7]: failed", &memory);
    assert_eq!((record.timestamp, record.body), (None, "failed"));
    // The outer stamp stands where the inner has no date.
    let line = r#"{"log":"12:00:00.5 [main] ERROR c.x.Y - failed\n","stream":"stdout","time":"2025-01-01T12:00:01Z"}"#;
    assert_eq!(told(line)[1], "2025-01-01T12:00:01Z");
}

proptest! {
    #[test]
    fn no_text_can_crash_it(text in "\\PC{0,200}", cut in any::<prop::sample::Index>()) {
        read(&text);
        for envelope in ENVELOPES {
            let memory = Bump::new();
            if envelope.unwrap(&text, &mut LogRecord::new(&text, &memory)).is_some() {
                prop_assert!(text.bytes().next().is_some_and(|first| envelope.begins(first)));
            }
            let example = envelope.example();
            prop_assert!(envelope.begins(example.as_bytes()[0]));
            let cut = cut.index(example.len());
            if example.is_char_boundary(cut) {
                read(&example[..cut]);
                read(&format!("{}{text}{}", &example[..cut], &example[cut..]));
            }
        }
    }
}
