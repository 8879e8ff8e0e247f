//! What single records say of how the client behaved, in the spellings of many writers: each log is a few lines long and
//! asks one question.

mod spellings;

use crate::run::{plan, report};
use faultlens::pipeline::analyze::Request;
use serde_json::Value;

const MESSAGES: &str =
    "https://api.twilio.com/2010-04-01/Accounts/AC5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e/Messages.json";
const HEADER: &str =
    "https://conversations.twilio.com/v2/Conversations/CH1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f/Messages";
const FIELD: &str = "https://api.twilio.com/2010-04-01/Accounts/AC5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e/Calls/CA2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d/Payments.json";

/// So that the log goes on, and two attempts in whose place others would be are told.
const LATER: &str = r#"{"ts":"2026-06-01T08:10:00.000Z","method":"GET","url":"https://api.twilio.com/2010-04-01/Accounts/AC5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e/Messages/SM5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e.json","status":200,"duration_ms":100}"#;

/// What the audit of a log says.
#[derive(Debug)]
struct Heard(Value);

impl Heard {
    /// Of lines, in which `MSG`, `CV2` and `FIELDURL` stand for URLs.
    fn of(lines: &[&str]) -> Self {
        let log = [lines, &[LATER, ""]].concat().join("\n");
        let log = log
            .replace("MSG", MESSAGES)
            .replace("CV2", HEADER)
            .replace("FIELDURL", FIELD);
        Self(report(
            vec![("x.log", log.into_bytes())],
            &Request::default(),
            plan(1, 1 << 20),
        ))
    }

    fn retries(&self) -> &Value {
        &self.0["retries"]
    }

    /// The events of a verdict; `None` where it was not found.
    fn verdict(&self, name: &str) -> Option<u64> {
        let rows = self.retries()["verdicts"].as_array().unwrap();
        let row = rows.iter().find(|row| row["verdict"] == name)?;
        row["events"].as_u64()
    }

    fn attempts(&self) -> u64 {
        self.retries()["totals"]["attempts"].as_u64().unwrap()
    }

    /// Tier and waits of the first request.
    fn first(&self) -> (String, Vec<u64>) {
        let chain = &self.retries()["chains"][0];
        let attempts = chain["attempts"].as_array().into_iter().flatten();
        let waits = attempts.filter_map(|attempt| attempt["wait_ms"].as_u64());
        (
            chain["tier"].as_str().unwrap_or("").to_owned(),
            waits.collect(),
        )
    }
}

/// An attempt to send a message, at a second, with further fields.
fn sent(second: u32, fields: &str) -> String {
    format!(
        r#"{{"ts":"2026-06-01T08:00:{second:02}.361Z","method":"POST","url":"MSG","duration_ms":100,"to":"+15551112222","body_sha256":"abababababababab",{fields}}}"#
    )
}

/// Two failures of one request, then a record.
fn exhausted(record: &str) -> Heard {
    let failed = |second| sent(second, r#""status":503,"request_id":"r1""#);
    Heard::of(&[&failed(1), &failed(3), record])
}

#[test]
fn who_was_told_may_quote_the_failure_and_makes_no_attempt_of_it() {
    const ERROR: &str = "HTTP 503 error: Unable to create record: The server is unavailable";
    let told =
        |fields: &str| format!(r#"{{"ts":"2026-06-01T08:00:10.000Z",{fields},"request_id":"r1"}}"#);
    for record in [
        told(r#""event":"escalated","message":"giving up","status":503,"twilio_code":20503"#),
        told(r#""level":"critical","message":"giving up","status":503,"twilio_code":20503"#),
        told(r#""event":"dead_lettered","twilio_code":20503"#),
        told(&format!(r#""level":"critical","error":"{ERROR}""#)),
        told(&format!(r#""event":"escalated","message":"{ERROR}""#)),
        told(r#""level":"critical","message":"Twilio POST MSG failed with 503 after 2 attempts""#),
        told(r#""event":"page","message":"Twilio POST MSG failed with 503 after 2 attempts""#),
        told(r#""action":"Dead Lettered""#),
        told(r#""level":60"#),
        told(r#""level":"ftl""#),
        "[2026-06-01T08:00:10.000Z FTL] gave up request_id=r1".to_owned(),
        r#"{"ts":"2026-06-01T08:00:10.000Z","level":"fatal","message":"gave up request_id=r1"}"#.to_owned(),
        r#"{"__REALTIME_TIMESTAMP":"1780300810000000","PRIORITY":"2","MESSAGE":"gave up request_id=r1"}"#.to_owned(),
        r#"{"timeUnixNano":"1780300810000000000","severityNumber":21,"body":{"stringValue":"gave up"},"attributes":[{"key":"request_id","value":{"stringValue":"r1"}}]}"#.to_owned(),
    ] {
        let heard = exhausted(&record);
        assert_eq!(heard.verdict("exhausted_not_escalated"), None, "{record}");
        assert_eq!(heard.retries()["escalation_records"], 1, "{record}");
        assert_eq!(heard.attempts(), 3, "{record}");
    }
    // An attempt that was measured is one, however loud.
    let loud = sent(10, r#""status":503,"request_id":"r1","level":"critical""#);
    let heard = exhausted(&loud);
    assert_eq!(heard.verdict("exhausted_not_escalated"), Some(1));
    assert_eq!(heard.attempts(), 4);
}

/// A client span with an end in milliseconds after 08:00, a status, and attributes as texts.
fn span(end: u64, status: u16, trace: char, attributes: &[(&str, &str)]) -> String {
    let start = 1_780_300_800_000 + end - 100;
    let own = [("http.request.method", "POST"), ("url.full", "MSG")];
    let texts = own
        .iter()
        .chain(attributes)
        .map(|(name, value)| format!(r#"{{"key":"{name}","value":{{"stringValue":"{value}"}}}},"#));
    let trace = trace.to_string().repeat(32);
    format!(
        r#"{{"traceId":"{trace}","name":"POST","kind":3,"startTimeUnixNano":"{start}000000","endTimeUnixNano":"{}000000","attributes":[{}{{"key":"http.response.status_code","value":{{"intValue":"{status}"}}}}]}}"#,
        start + 100,
        texts.collect::<String>()
    )
}

#[test]
fn spans_say_of_their_attempts_what_flat_records_say() {
    let wait = [("http.response.header.retry-after", "10")];
    let spans = [
        span(1100, 429, 'a', &wait),
        span(2300, 429, 'a', &wait),
        span(5200, 201, 'a', &[]),
    ];
    let ignored = |heard: &Heard| heard.verdict("retry_after_ignored");
    let lines: Vec<&str> = spans.iter().map(String::as_str).collect();
    assert_eq!(ignored(&Heard::of(&lines)), Some(2));
    let export = format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#,
        spans.join(",")
    );
    assert_eq!(ignored(&Heard::of(&[&export])), Some(2));

    let agent = [("user_agent.original", "twilio-python/9.13.0")];
    let spans = [1100, 1320, 1540].map(|end| {
        let status = if end == 1540 { 201 } else { 503 };
        span(end, status, 'a', &agent)
    });
    let heard = Heard::of(&spans.each_ref().map(String::as_str));
    assert_eq!(heard.verdict("sdk_java_retry"), None);
    assert_eq!(heard.verdict("first_wait_short"), Some(1));

    let resent = |number| [("http.request.resend_count", number)];
    let heard = Heard::of(&[
        &span(1100, 502, 'a', &resent("1")),
        &span(3100, 201, 'b', &resent("2")),
    ]);
    assert_eq!(heard.verdict("gave_up_early"), None);
    let missing = &heard.retries()["totals"]["not_assessable"]["missing_attempts"];
    assert_eq!(missing, 3);

    let own = |number| {
        [
            ("twilio_code", "63038"),
            ("purpose", "otp"),
            ("request_id", "c-1"),
            ("attempt", number),
        ]
    };
    let heard = Heard::of(&[
        &span(1100, 400, 'a', &own("1")),
        &span(3100, 400, 'b', &own("2")),
    ]);
    assert_eq!(heard.verdict("daily_limit_retried"), Some(1));
    assert_eq!(
        heard.retries()["dead_letters"][0]["action"],
        "other_channel"
    );
}

#[test]
fn a_wait_that_was_asked_for_is_read_in_every_spelling_or_nothing_good_is_said() {
    for asked in [
        r#""retry_after":"10""#,
        r#""response":{"headers":{"Retry-After":["10"]}}"#,
        r#""retry_after":"Monday, 01-Jun-26 08:00:11 GMT""#,
        r#""retryAfterSeconds":10"#,
        r#""retry_after_ms":10000"#,
        r#""retry_after":"10 seconds""#,
    ] {
        let first = sent(1, &format!(r#""status":429,"request_id":"r1",{asked}"#));
        let heard = Heard::of(&[&first, &sent(4, r#""status":201,"request_id":"r1""#)]);
        assert_eq!(heard.verdict("retry_after_ignored"), Some(1), "{asked}");
        assert_eq!(heard.verdict("follows_policy"), None, "{asked}");
    }
    let first = sent(
        1,
        r#""status":429,"request_id":"r1","retry_after":"a while""#,
    );
    let heard = Heard::of(&[&first, &sent(4, r#""status":201,"request_id":"r1""#)]);
    assert_eq!(heard.retries()["verdicts"].as_array().unwrap().len(), 0);
}

#[test]
fn twilios_code_is_read_among_what_the_application_adds() {
    for code in [
        r#""labels":{"twilio_code":63038}"#,
        r#""context":{"twilio_code":63038}"#,
        r#""extra":{"twilioCode":63038}"#,
        r#""app.twilio_code":63038"#,
    ] {
        let fields = format!(r#""status":400,"request_id":"r1",{code}"#);
        let heard = Heard::of(&[&sent(1, &fields), &sent(5, &fields)]);
        assert_eq!(heard.verdict("daily_limit_retried"), Some(1), "{code}");
        assert_eq!(heard.verdict("client_error_retried"), None, "{code}");
    }
}

#[test]
fn a_key_counts_where_the_endpoint_takes_it() {
    let header = r#""request":{"headers":{"Idempotency-Key":"k"}}"#;
    let field = r#""request":{"body":{"IdempotencyKey":"k"}}"#;
    let said = r#""idempotency_key":"k","idempotency_key_in":"Field""#;
    for (url, key, guards) in [
        ("CV2", header, true),
        ("CV2", field, false),
        ("CV2", said, false),
        ("FIELDURL", header, false),
        ("FIELDURL", field, true),
    ] {
        let line = |second, status| {
            format!(
                r#"{{"ts":"2026-06-01T08:00:0{second}.000Z","method":"POST","url":"{url}","status":{status},"duration_ms":100,{key}}}"#
            )
        };
        let heard = Heard::of(&[&line(1, 503), &line(3, 201)]);
        let misplaced = heard.verdict("key_not_honoured").is_some();
        assert_eq!(misplaced, !guards, "{url} {key}");
        let guarded = u64::from(guards);
        assert_eq!(
            heard.retries()["duplicates_guarded"],
            guarded,
            "{url} {key}"
        );
    }
}

#[test]
fn a_key_in_the_form_of_a_debug_block_joins_its_attempts() {
    let block = |second: u32, status: u16, sid: &str| {
        let stamp =
            |part| format!("2026-06-01 08:00:{second:02},{part}00 INFO twilio.http_client ");
        format!(
            "{}POST Request: FIELDURL\n{}PAYLOAD: {{'To': '+15551234567', 'Body': 'hello', 'IdempotencyKey': 'k'}}\n{}POST Response: {status} {{\"sid\": \"{sid}\"}}",
            stamp(0),
            stamp(0),
            stamp(1)
        )
    };
    let sid = |letter: &str| format!("PK{}", letter.repeat(32));
    let heard = Heard::of(&[
        &block(1, 503, ""),
        &block(4, 201, &sid("a")),
        &block(9, 201, &sid("b")),
    ]);
    assert_eq!(heard.verdict("duplicate_confirmed"), Some(2));
    assert_eq!(heard.verdict("create_repeated_unprotected"), None);
}

#[test]
fn a_call_that_never_left_was_not_carried_out() {
    for (error, unsent) in [
        ("connect EHOSTUNREACH 1.2.3.4:443", true),
        ("no route to host", true),
        (
            "Failed to open TCP connection to api.twilio.com:443 (execution expired)",
            true,
        ),
        ("ProxyError: Cannot connect to proxy", true),
        ("name_resolution_failed", true),
        ("connect_error", true),
        ("connection timeout", true),
        ("connection closed before message completed", false),
        ("aborted", false),
    ] {
        for field in [
            format!(r#""error":"{error}""#),
            format!(r#""err":{{"message":"{error}"}}"#),
        ] {
            let first = sent(1, &format!(r#""request_id":"r1",{field}"#));
            let heard = Heard::of(&[&first, &sent(3, r#""status":201,"request_id":"r1""#)]);
            assert_eq!(heard.attempts(), 3, "{field}");
            let blamed = heard.verdict("create_repeated_unprotected").is_some();
            assert_eq!(blamed, !unsent, "{field}");
        }
    }
}

#[test]
fn what_does_not_say_its_method_may_be_the_retry_that_is_missed() {
    let line = |second: u32, status: u16, method: &str| {
        format!(
            r#"{{"ts":"2026-06-01T08:00:0{second}.000Z",{method}"url":"CV2","status":{status},"duration_ms":100,"attempt":{second},"idempotency_key":"k"}}"#
        )
    };
    let post = r#""method":"POST","#;
    let heard = Heard::of(&[&line(1, 503, post), &line(3, 503, post), &line(6, 201, "")]);
    assert_eq!(heard.verdict("exhausted_not_escalated"), None);
}

#[test]
fn checks_that_could_not_be_made_are_told_apart_from_those_that_found_nothing() {
    let coarse = |text: String| text.replace(".361Z", "Z").replace(".000Z", "Z");
    let first = coarse(sent(1, r#""status":503,"request_id":"r1""#));
    let second = coarse(sent(3, r#""status":201,"request_id":"r1""#));
    let heard = Heard::of(&[&first, &second, &coarse(LATER.to_owned())]);
    let rows = heard.0["behaviour"]["not_assessable_checks"].as_array();
    let checks = rows
        .unwrap()
        .iter()
        .map(|row| row["check"].as_str().unwrap());
    let checks: Vec<&str> = checks.collect();
    for check in ["first_wait_short", "no_jitter", "sdk_java_retry"] {
        assert!(checks.contains(&check), "{checks:?}");
    }
    let first = sent(1, r#""status":503,"request_id":"r1""#);
    let heard = Heard::of(&[&first, &sent(1, r#""status":503,"request_id":"r1""#)]);
    let rows = heard.0["behaviour"]["not_assessable_checks"].as_array();
    assert!(rows.unwrap().iter().all(|row| row["check"] != "no_jitter"));
    assert!(heard.0["behaviour"]["waits_added_ms"].as_u64() > Some(0));
}
