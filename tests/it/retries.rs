//! The audit of retries on whole logs: the worked example to the digit, whatever the cut, and what a full memory leaves.

use crate::contract::keeps_the_schema;
use crate::run::{Folder, plan, report};
use faultlens::pipeline::analyze::Request;
use serde_json::Value;
use std::fmt::Write;

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
fn times_shift_verdicts_shift_and_nothing_else() {
    let shifted = |text: &str| text.replace("2026-03-02T10:", "2026-07-09T22:");
    // Requests are named by their places, which stay.
    let expected: Value = serde_json::from_str(&shifted(EXPECTED)).unwrap();
    assert_eq!(audit(&shifted(LOG), &Request::default(), 2, 300), expected);
}

#[test]
fn the_order_of_lines_changes_only_where_they_stand() {
    let mut lines: Vec<&str> = LOG.lines().collect();
    lines.reverse();
    let turned = audit(&lines.join("\n"), &Request::default(), 2, 300);
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for part in [
        "totals",
        "tiers",
        "attempts_histogram",
        "resources",
        "what_if",
    ] {
        assert_eq!(turned[part], expected[part], "{part}");
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

/// Requests to many, each with its id; one in seven is retried, and some are told to somebody.
fn busy(requests: usize) -> String {
    let mut text = String::new();
    for at in 0..requests {
        let second = at % 3000;
        let line = |later: usize, status: u16, number: usize| {
            let (minute, second) = ((second + later) / 60, (second + later) % 60);
            format!(
                "{{\"time\":\"2026-03-02T10:{minute:02}:{second:02}.{:03}Z\",\"method\":\"POST\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json\",\"status\":{status},\"request_id\":\"r-{at}\",\"attempt\":{number}}}\n",
                at % 1000
            )
        };
        let failed = at % 7 == 0;
        text.push_str(&line(0, if failed { 503 } else { 201 }, 1));
        if failed {
            text.push_str(&line(2, 201, 2));
        }
        if at % 91 == 0 {
            writeln!(text,
                "{{\"time\":\"2026-03-02T10:00:05.000Z\",\"level\":\"critical\",\"event\":\"escalated\",\"request_id\":\"r-{at}\"}}"
            ).unwrap();
        }
    }
    text
}

#[test]
fn all_threads_keep_one_budget_and_the_sample_is_the_same_for_any_number_of_them() {
    let log = busy(6000);
    for memory in [20_000, 150_000] {
        let request = Request {
            retry_memory: memory,
            ..Request::default()
        };
        let whole = audit(&log, &request, 1, 1 << 20);
        assert_eq!(whole["status"], "sampled");
        let kept = whole["totals"]["attempts"].as_u64().unwrap();
        assert!(kept > 0 && kept * 100 < memory as u64, "{kept}");
        let all = 6000 + 6000_u64.div_ceil(7);
        assert_eq!(kept + whole["dropped_attempts"].as_u64().unwrap(), all);
        for (threads, chunk) in [(1, 1000), (2, 1 << 20), (2, 4000), (7, 700), (7, 50_000)] {
            let found = audit(&log, &request, threads, chunk);
            assert_eq!(found, whole, "{threads} threads, chunks of {chunk}");
        }
    }
}

/// What twilio-python before version 8 logs of one attempt, and an error of the connection.
fn old_python(requests: &[(u64, &str)]) -> String {
    let mut text = String::new();
    for (second, answer) in requests {
        let at = |milliseconds: u32| {
            format!(
                "2026-03-02 10:{:02}:{:02},{milliseconds:03} INFO [worker-0] twilio.http_client: ",
                second / 60,
                second % 60
            )
        };
        let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
        writeln!(text, "{}POST Request: {url}", at(0)).unwrap();
        writeln!(
            text,
            "{}PAYLOAD: {{'To': '+15550100{:03}', 'Body': 'Hi'}}",
            at(0),
            second / 300
        )
        .unwrap();
        if answer.starts_with(|first: char| first.is_ascii_digit()) {
            writeln!(text, "{}POST Response: {answer}", at(100)).unwrap();
        } else {
            writeln!(
                text,
                "{}{answer} {url}",
                at(100)
                    .replace("INFO", "ERROR")
                    .replace("twilio.http_client", "app.sms")
            )
            .unwrap();
        }
    }
    text
}

fn verdicts(log: &str) -> Vec<String> {
    let retries = audit(log, &Request::default(), 1, 1 << 20);
    let rows = retries["verdicts"].as_array().unwrap().iter();
    rows.map(|row| row["verdict"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn older_debug_blocks_tell_creates_and_codes() {
    let made = r#"201 {"sid": "SM00000000000000000000000000000001"}"#;
    // The last keeps the log going, so that it shows that nothing else followed.
    let log = old_python(&[
        (0, r#"500 {"code": 20500, "message": "failed"}"#),
        (1, made),
        (600, made),
    ]);
    assert_eq!(verdicts(&log), ["create_repeated_unprotected"]);
    let daily = old_python(&[
        (0, r#"429 {"code": 63038, "message": "daily"}"#),
        (2, r#"429 {"code": 63038, "message": "daily"}"#),
        (600, made),
    ]);
    assert_eq!(verdicts(&daily), ["daily_limit_retried"]);
}

#[test]
fn what_never_connected_created_nothing() {
    let log = old_python(&[
        (
            0,
            "ConnectTimeoutError: Connection to host timed out. (connect timeout=3.0)",
        ),
        (2, r#"201 {"sid": "SM00000000000000000000000000000001"}"#),
        (600, r#"201 {"sid": "SM00000000000000000000000000000002"}"#),
    ]);
    assert_eq!(verdicts(&log), ["follows_policy"]);
}

/// A day of two resources that fail together for twenty minutes; one call in four names its request.
fn half_named() -> String {
    let mut log = String::new();
    for number in 0..1440 * 16_u32 {
        let (minute, second) = (number / 16, number % 16 * 3);
        let resource = ["Messages", "Calls"][number as usize % 2];
        let fails = (600..620).contains(&minute) && number % 7 < 5;
        let (status, code) = match number % 3 {
            _ if !fails => (201, ""),
            0 => (503, ""),
            _ => (500, r#","code":20500"#),
        };
        let named = if number % 4 == 1 || number % 8 == 4 {
            format!(r#","trace_id":"{number:032x}""#)
        } else {
            String::new()
        };
        let _ = writeln!(
            log,
            r#"{{"time":"2026-11-01T{:02}:{:02}:{second:02}Z","method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/{resource}.json","status":{status}{code}{named}}}"#,
            minute / 60,
            minute % 60
        );
    }
    log
}

#[test]
fn checks_that_do_not_know_an_incident_say_so() {
    let folder = Folder::with("a.log", half_named().as_bytes());
    let report = folder.json(&["a.log"]);
    assert_eq!(report["incidents"][0]["verdict"], "twilio_incident");
    assert_eq!(report["detection"]["dedupe"], "none");
    assert_eq!(report["retries"]["incidents_used"], 0);
    let verdicts = report["retries"]["verdicts"].as_array().unwrap();
    assert!(
        verdicts.iter().any(|row| row["verdict"] == "gave_up_early"),
        "{verdicts:?}"
    );
    let ran = folder.run(&["analyze", "a.log", "--quiet"]);
    assert!(
        ran.out.contains("These checks do not know the incident"),
        "{}",
        ran.out
    );
}

/// Whoever reads the first line of the section must know that it is of a sample, and who reads on, what to do.
#[test]
fn a_sample_is_told_first_and_so_is_one_of_nothing() {
    let told = |log: &str, kept: std::ops::Range<u64>| {
        let folder = Folder::with("a.log", log.as_bytes());
        let small = ["a.log", "--quiet", "--retry-memory", "1"];
        let retries = &folder.json(&small)["retries"];
        let (attempts, one_in) = (&retries["totals"]["attempts"], &retries["sampled_one_in"]);
        assert!(kept.contains(&attempts.as_u64().unwrap()), "{retries}");
        let ran = folder.run(&[&["analyze"], &small[..]].concat());
        let said: Vec<&str> = ran.out.split_whitespace().collect();
        let said = said.join(" ").replace(',', "");
        let first = format!(
            "behaved: {attempts} of 13715 attempts looked at those of one request in {one_in}:"
        );
        assert!(said.contains(&first), "{first}\n{said}");
        assert!(said.contains("raise --retry-memory"), "{said}");
    };
    let log = busy(12_000);
    told(&log, 3_000..10_000);
    // Of one request all attempts are looked at, or none.
    let mut one = String::new();
    for line in log.lines().filter(|line| line.contains("status")) {
        let (before, _) = line.split_once("r-").unwrap();
        writeln!(one, "{before}r-1\"}}").unwrap();
    }
    told(&one, 0..1);
}
