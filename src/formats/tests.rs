//! User formats: each mistake in the file is told with its place, and records are read as the formats say.

use super::UserFormats;
use crate::envelope;
use crate::event::{Event, Kind, Origin};
use crate::outcome::Recogniser;
use crate::timestamp::Timestamp;
use bumpalo::Bump;
use std::fmt::Write;

/// A whole format, with one part replaced.
fn with(part: &str, other: &str) -> String {
    let whole = "\
[[format]]
name = 'sms'
example = '2026-11-03T09:10:08Z sms POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 400'
pattern = '^(?<timestamp>\\S+) sms (?<method>\\w+) (?<url>\\S+) -> (?<http_status>\\d{3})$'
";
    assert!(whole.contains(part), "{part}");
    whole.replace(part, other)
}

fn error(text: &str) -> String {
    UserFormats::read("f.toml", text).unwrap_err().to_string()
}

/// One mistake per line: what is replaced in the good file, by what (`⏎` for a line end), and the whole error.
const MISTAKES: &str = include_str!("mistakes.tsv");

#[test]
fn a_mistake_is_told_with_its_place() {
    let mut wrong = Vec::new();
    for line in MISTAKES.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [part, other, told] = parts[..] else {
            panic!("{line}");
        };
        let error = error(&with(part, &other.replace('⏎', "\n")));
        if error != told {
            wrong.push(format!("{part}\t{other}\t{error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let twice = with("sms", "sms").repeat(2);
    assert!(
        error(&twice).starts_with("f.toml:5:1: expected each name once, found a second \"sms\";")
    );
    assert!(error("").starts_with("f.toml:1:1: expected a [[format]], found none;"));
    let good = UserFormats::read("f.toml", &with(" sms (", " (?i)sms ("));
    assert!(!good.unwrap().is_empty());
}

#[test]
fn a_column_inside_a_text_counts_characters_and_gives_up_on_escapes() {
    let ü = with("name = 'sms'\n", "name = 'sms' # ü\n").replace(
        "'^(?<timestamp>\\S+) sms (",
        "'^(?<timestamp>\\S+) ü (?<x>\\d)(",
    );
    assert!(error(&ü).starts_with("f.toml:4:36: "), "{}", error(&ü));
    let escaped = with(
        "'^(?<timestamp>\\S+) sms (?<method>\\w+) (?<url>\\S+) -> (?<http_status>\\d{3})$'",
        "\"^\\\\S (?<x>\\\\d)\"",
    );
    assert!(
        error(&escaped).starts_with("f.toml:4:11: "),
        "{}",
        error(&escaped)
    );
}

/// What a format of these keys reads from a record.
fn read(keys: &str, text: &str) -> Option<String> {
    let formats =
        UserFormats::read("f.toml", &format!("[[format]]\nname = 'own'\n{keys}")).unwrap();
    let recogniser = Recogniser::with(&formats.outcomes());
    let memory = Bump::new();
    let record = envelope::unwrap(text, &memory);
    let event = recogniser.read(text.as_bytes(), &record, &mut String::new())?;
    Some(shown(&event))
}

fn shown(event: &Event<'_>) -> String {
    let mut out = event.outcome.to_owned();
    for (name, value) in [
        ("time", event.timestamp.map(Timestamp::rfc3339)),
        (
            "kind",
            (event.kind != Kind::ApiCall).then(|| event.kind.name().to_owned()),
        ),
        (
            "silent",
            (event.origin == Origin::Nobody).then(|| "yes".to_owned()),
        ),
        ("method", event.method.map(ToOwned::to_owned)),
        ("host", event.host.map(ToOwned::to_owned)),
        ("resource", event.resource.map(ToOwned::to_owned)),
        ("status", event.http_status.map(|status| status.to_string())),
        ("code", event.twilio_code.map(|code| code.to_string())),
        ("us", event.duration_us.map(|duration| duration.to_string())),
        ("id", event.request_id.map(ToOwned::to_owned)),
        ("key", event.idempotency_key.map(ToOwned::to_owned)),
        ("attempt", event.attempt.map(|attempt| attempt.to_string())),
    ] {
        if let Some(value) = value {
            let _ = write!(out, " {name}={value}");
        }
    }
    out
}

const GATEWAY: &str = r#"
example = '{"call":{"rc":429,"tw":20429},"when":"2026-11-03T09:10:08Z"}'
twilio = true
contains = '"tw":'
[format.fields]
http_status = "call.rc"
twilio_code = "call.tw"
timestamp = "when"
method = "call.verb"
url = "call.target"
duration_ms = "call.took"
request_id = "call.id"
idempotency_key = "key"
attempt = "try"
message = "why"
"#;

#[test]
fn fields_are_read_by_their_dotted_names() {
    for (record, event) in [
        (
            r#"{"call":{"rc":429,"tw":20429},"when":"2026-11-03T09:10:08Z"}"#,
            Some("own time=2026-11-03T09:10:08Z status=429 code=20429"),
        ),
        (
            r#"{"call.rc":"503","call":{"tw":null,"verb":"post","took":12.5,"id":"r1"},"try":2,"key":"k"}"#,
            Some("own method=POST status=503 us=12500 id=r1 key=k attempt=2"),
        ),
        (
            r#"{"call":{"rc":400,"tw":21211,"target":"http://gateway.internal/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"}}"#,
            Some("own resource=messaging/Messages status=400 code=21211"),
        ),
        (
            r#"{"log":"{\"call\":{\"rc\":201,\"tw\":null}}\n","stream":"stdout","time":"2026-11-03T00:00:00Z"}"#,
            None,
        ),
        (
            r#"{"call":{"rc":null,"tw":null},"why":"connect ETIMEDOUT"}"#,
            Some("own silent=yes"),
        ),
        (r#"{"call":{"rc":0,"tw":0},"why":"all is well"}"#, None),
        (
            r#"{"call":{"tw":30003}}"#,
            Some("own kind=delivery code=30003"),
        ),
        (
            r#"{"call":{"tw":11200,"rc":502}}"#,
            Some("own kind=webhook status=502 code=11200"),
        ),
        (
            r#"{"other":{"rc":429,"tw":20429},"rc":429,"tw":20429}"#,
            None,
        ),
        (r#"{"call":[{"rc":429,"tw":20429}]}"#, None),
        (r#"{"call":{"rc":429,"twx":20429}}"#, None),
        (r#"{"call":{"rc":429,"tw":20429}"#, None),
        (r#"{"call":{"rc":"42 bananas","tw":7}}"#, None),
    ] {
        assert_eq!(read(GATEWAY, record).as_deref(), event, "{record}");
    }
}

#[test]
fn a_name_that_a_wrapper_has_too_is_the_inner_records() {
    let keys = "
twilio = true
example = '{\"time\":\"2026-11-03T09:10:08Z\",\"sms_status\":503}'
fields = { timestamp = 'time', http_status = 'sms_status' }
";
    let record = r#"{"log":"{\"time\":\"2026-11-03T09:10:08Z\",\"sms_status\":503}\n","stream":"stdout","time":"2026-11-03T11:00:00Z"}"#;
    let event = "own time=2026-11-03T09:10:08Z status=503";
    assert_eq!(read(keys, record).as_deref(), Some(event));
}

const LINES: &str = r"
example = 'x 1 POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json 503 1.5'
pattern = '^x (?<attempt>\d+) (?<method>\w+) (?<url>\S+) (?:(?<http_status>\d{3})|(?<message>[a-z ]+)) (?<duration_s>[\d.]+)$'
";

#[test]
fn patterns_are_tried_with_and_without_wrappers() {
    let call = "x 2 POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json 503 1.5";
    let own = "method=POST host=api.twilio.com resource=messaging/Messages status=503 us=1500000 attempt=2";
    for (record, event) in [
        (call.to_owned(), Some(format!("own {own}"))),
        (format!("{call}\r\n"), Some(format!("own {own}"))),
        (format!("2026-11-03 09:10:08 {call}"), Some(format!("own time=2026-11-03T09:10:08Z {own}"))),
        (format!("{{\"log\":\"{call}\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-03T00:00:00Z\"}}"), Some(format!("own time=2026-11-03T00:00:00Z {own}"))),
        (format!("{call}\n  at somebody's stack"), Some(format!("own {own}"))),
        (call.replace("503", "socket hang up"), Some("own silent=yes method=POST host=api.twilio.com resource=messaging/Messages us=1500000 attempt=2".to_owned())),
        (call.replace("503", "all went well"), None),
        (call.replace("api.twilio.com/2010-04-01", "api.other.com"), None),
        (call.replace("https://api.twilio.com", "https://api.other.com"), None),
    ] {
        assert_eq!(read(LINES, &record), event, "{record}");
    }
}

#[test]
fn what_the_format_leaves_open_is_completed_and_what_it_says_stands() {
    let keys = "
example = '{\"t\":\"x\",\"rc\":400,\"u\":\"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json\"}'
[format.fields]
http_status = \"rc\"
url = \"u\"
";
    let record = |rc: u32, body: &str| {
        format!(
            r#"{{"rc":{rc},"u":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",{body}}}"#
        )
    };
    let error = r#""body":"{\"code\":21211,\"more_info\":\"https://www.twilio.com/docs/errors/21211\",\"status\":400}""#;
    let own = "own host=api.twilio.com resource=messaging/Messages";
    assert_eq!(
        read(keys, &record(400, error)),
        Some(format!("{own} status=400 code=21211"))
    );
    assert_eq!(
        read(keys, &record(429, error)),
        Some(format!("{own} status=429"))
    );
    // Not of this format: read as if there were none.
    let other =
        r#"{"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json","status":503}"#;
    assert!(read(keys, other).unwrap().starts_with("http_fields "));
}

#[test]
fn literals_are_derived_from_what_must_stand_in_a_line() {
    let literals = |pattern: &str, example: &str| {
        let text = format!(
            "[[format]]\nname = 'own'\ntwilio = true\nexample = '{example}'\npattern = '{pattern}'\n"
        );
        let formats = UserFormats::read("f.toml", &text).map_err(|error| error.found)?;
        Ok::<_, String>(formats.outcomes()[0].literals().to_vec())
    };
    for (pattern, example, expected) in [
        (
            "^gate rc=(?<http_status>\\d+)",
            "gate rc=500",
            Some(&["gate rc="][..]),
        ),
        (
            "(?:carrier|gateway) (?<http_status>\\d+)",
            "gateway 500",
            Some(&["carrier", "gateway"]),
        ),
        (
            "INFO sms (?<http_status>\\d+)",
            "INFO sms 500",
            Some(&["INFO sms "]),
        ),
        ("INFO (?<http_status>\\d+)", "INFO 500", None),
        ("(?:sms gate)? (?<http_status>\\d+)", "sms gate 500", None),
        ("(?:gate)+(?<http_status>\\d+)", "gate500", Some(&["gate"])),
        (
            "/a\"sms-out\" (?<http_status>\\d+)",
            "/a\"sms-out\" 500",
            Some(&["sms-out"]),
        ),
        ("(?i)gateway (?<http_status>\\d+)", "gateway 500", None),
    ] {
        assert_eq!(
            literals(pattern, example).ok().as_deref(),
            expected,
            "{pattern}"
        );
    }
}
