//! The audit of retries on whole logs: the worked example to the digit, whatever the cut, and what a full memory leaves.

use crate::contract::keeps_the_schema;
use crate::run::{plan, report};
use faultlens::pipeline::analyze::Request;
use serde_json::Value;

const LOG: &str = include_str!("../../fixtures/retries/example.log");
const EXPECTED: &str = include_str!("../../fixtures/retries/example.json");

fn audit(log: &str, request: &Request, threads: usize, chunk: usize) -> Value {
    let whole = report(
        vec![("twilio.log", log.as_bytes().to_vec())],
        request,
        plan(threads, chunk),
    );
    keeps_the_schema(&whole);
    let mut retries = whole["retries"].clone();
    for verdict in retries["verdicts"].as_array_mut().unwrap() {
        assert!(verdict.as_object_mut().unwrap().remove("advice").is_some());
    }
    retries
}

#[test]
fn the_worked_example_is_told_to_the_digit_whatever_the_cut() {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for (threads, chunk) in [(1, 1 << 20), (1, 64), (2, 300), (4, 1000)] {
        let found = audit(LOG, &Request::default(), threads, chunk);
        assert_eq!(found, expected, "{threads} threads, chunks of {chunk}");
    }
}

#[test]
fn a_full_memory_leaves_a_sample_of_whole_requests_that_is_the_same_for_every_cut() {
    let request = Request {
        retry_memory: 1200,
        ..Request::default()
    };
    let whole = audit(LOG, &request, 1, 1 << 20);
    assert_eq!(whole["status"], "sampled");
    assert!(whole["totals"]["requests"].is_null());
    let kept = whole["totals"]["attempts"].as_u64().unwrap();
    assert_eq!(kept + whole["dropped_attempts"].as_u64().unwrap(), 21);
    for (threads, chunk) in [(1, 64), (2, 300), (4, 1000)] {
        assert_eq!(audit(LOG, &request, threads, chunk), whole);
    }
}

#[test]
fn no_verdict_gets_wrong_when_a_field_is_missing() {
    let names = |retries: &Value| -> Vec<String> {
        let rows = retries["verdicts"].as_array().unwrap().iter();
        rows.map(|row| row["verdict"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = names(&serde_json::from_str(EXPECTED).unwrap());
    // Without the fields that show it, a repeated create may look unprotected no longer; nothing new may be claimed.
    for field in [
        "attempt",
        "duration_ms",
        "request_id",
        "to",
        "body_sha256",
        "sid",
        "purpose",
        "retry_after",
        "url",
        "method",
    ] {
        let mut text = String::new();
        for line in LOG.lines() {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record.as_object_mut().unwrap().remove(field);
            text.push_str(&record.to_string());
            text.push('\n');
        }
        let told = names(&audit(&text, &Request::default(), 2, 1000));
        let new: Vec<&String> = told.iter().filter(|name| !all.contains(name)).collect();
        assert!(new.is_empty(), "without {field}: {new:?}");
    }
}
