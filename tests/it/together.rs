//! Plain successes that are counted together: more of them in one chunk than wait at a time, with failures between.

use crate::run::{plan, report};
use faultlens::pipeline::analyze::Request;
use serde_json::Value;
use std::fmt::Write;

/// Lines, of which every seventh failed and was tried again on the next.
const LINES: usize = 1000;

fn log() -> String {
    let mut log = String::new();
    for line in 0..LINES {
        let status = if line % 7 == 3 { 503 } else { 201 };
        let request = line - usize::from(line % 7 == 4);
        let (minute, second) = (line / 60, line % 60);
        writeln!(
            log,
            r#"{{"time":"2026-11-01T09:{minute:02}:{second:02}.250Z","level":"info","message":"request","http.request.method":"POST","url.full":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json","http.response.status_code":{status},"duration_ms":{},"trace_id":"{request:032x}"}}"#,
            100 + line % 50
        )
        .unwrap();
    }
    log
}

#[test]
fn all_are_counted_whoever_waits_for_whom() {
    let told = |threads, chunk| {
        let inputs = vec![("calls.ndjson", log().into_bytes())];
        report(inputs, &Request::default(), plan(threads, chunk))
    };
    let whole = told(1, 1 << 20);
    let failed = (0..LINES).filter(|line| line % 7 == 3).count();
    let retries = &whole["retries"];
    assert_eq!(retries["totals"]["attempts"], LINES);
    assert_eq!(retries["totals"]["requests"], LINES - failed);
    assert_eq!(retries["totals"]["recovered"], failed);
    assert_eq!(whole["totals"]["attempts"], LINES, "{}", whole["totals"]);
    let formats = &whole["inputs"][0]["format"];
    assert_eq!(formats[0]["events"], LINES, "{formats}");
    for cut in [(1, 1), (1, 40_000), (2, 997), (2, 60_000), (3, 20_000)] {
        assert_eq!(told(cut.0, cut.1), whole, "{cut:?}");
    }
}

#[test]
fn without_an_audit_everything_else_is_counted() {
    let told = |without_audit| {
        let request = Request {
            without_audit,
            ..Request::default()
        };
        let told = r#"{"time":"2026-11-01T10:00:00.000Z","event":"escalated","message":"giving up","status":503,"trace_id":"00000000000000000000000000000003"}"#;
        let log = format!("{}{told}\n", log());
        report(
            vec![("calls.ndjson", log.into_bytes())],
            &request,
            plan(2, 20_000),
        )
    };
    let (with, without) = (told(false), told(true));
    assert_eq!(with["retries"]["escalation_records"], 1);
    assert_eq!(without["retries"]["escalation_records"], 0);
    assert_eq!(with["retries"]["totals"]["attempts"], LINES);
    assert_eq!(without["retries"]["totals"]["attempts"], 0);
    // How many requests the attempts were is what the audit tells.
    let requests = |told: &Value| told["totals"]["requests"].clone();
    assert!(requests(&with).is_u64() && requests(&without).is_null());
    for same in ["attempts", "success", "5xx"] {
        assert_eq!(with["totals"][same], without["totals"][same], "{same}");
    }
    for same in ["inputs", "coverage", "pairs"] {
        assert!(!with[same].is_null(), "{same}");
        assert_eq!(with[same], without[same], "{same}");
    }
}
