//! Incidents on whole logs: the laws, the words, the gate, the status page.

use crate::contract::keeps_the_schema;
use crate::log::Random;
use crate::run::{Folder, gzip, plan, report};
use faultlens::pipeline::analyze::Request;
use faultlens::timestamp::Timestamp;
use serde_json::Value;
use std::fmt::Write;

mod shares;

/// 2026-03-02T00:00:00Z.
const START: i64 = 1_772_409_600;

const URLS: [&str; 4] = [
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Calls.json",
    "https://verify.twilio.com/v2/Services/VA00000000000000000000000000000000/Verifications",
    "https://lookups.twilio.com/v2/PhoneNumbers/+15550100000",
];

/// Eight hours of four resources as JSON lines: an incident of the first three (03:00 to 03:30), a storm of one request
/// (05:00 to 05:20), a gateway that fails on all (06:30 to 06:50).
fn lines(start: i64) -> Vec<String> {
    let mut out = Vec::new();
    for window in 0..96_i64 {
        for (resource, url) in URLS.iter().enumerate() {
            for call in 0..5_i64 {
                let second = start + window * 300 + call * 50 + i64::try_from(resource).unwrap();
                let incident = (36..42).contains(&window) && resource < 3 && call < 4;
                let gateway = (78..82).contains(&window);
                let told = match (incident, gateway) {
                    (true, _) => format!(
                        r#""status":503,"twilio_code":20503,"twilio_request_id":"RQ{second:032x}""#
                    ),
                    (_, true) => r#""error":"connection_refused""#.to_owned(),
                    _ => r#""status":201"#.to_owned(),
                };
                out.push(line(
                    second,
                    url,
                    &told,
                    &format!("{window}-{resource}-{call}"),
                ));
            }
        }
        if (60..64).contains(&window) {
            for attempt in 0..30 {
                let second = start + window * 300 + attempt * 9;
                out.push(line(
                    second,
                    URLS[1],
                    r#""status":500,"twilio_code":20500"#,
                    "stuck",
                ));
            }
        }
    }
    out
}

fn line(second: i64, url: &str, told: &str, key: &str) -> String {
    let when = Timestamp::from_seconds(second).unwrap().rfc3339();
    format!(
        r#"{{"ts":"{when}","method":"POST","url":"{url}",{told},"idempotency_key":"key-{key}"}}"#
    )
}

fn bytes(lines: &[String]) -> Vec<u8> {
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    out.into_bytes()
}

fn told(report: &Value) -> Vec<String> {
    let rows = ["incidents", "findings"].map(|list| report[list].as_array().unwrap().clone());
    let row = |row: &Value| {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        format!("{} {} {}", text("verdict"), text("start"), text("end"))
    };
    rows.concat().iter().map(row).collect()
}

#[test]
fn what_was_planted_is_what_is_found() {
    let found = report(
        vec![("a", bytes(&lines(START)))],
        &Request::default(),
        plan(2, 4096),
    );
    keeps_the_schema(&found);
    assert_eq!(
        told(&found),
        [
            "twilio_incident 2026-03-02T03:00:00Z 2026-03-02T03:30:00Z",
            "retry_storm 2026-03-02T05:00:00Z 2026-03-02T05:20:00Z",
            "gateway_fault 2026-03-02T06:30:00Z 2026-03-02T06:50:00Z",
        ]
    );
    let incident = &found["incidents"][0];
    assert_eq!(incident["level"], "high");
    let messages = &incident["evidence"][0];
    assert_eq!(messages["resource"], "messaging/Messages");
    assert_eq!(
        (&messages["failed"], &messages["requests"]),
        (&24.into(), &30.into())
    );
    assert_eq!(messages["statuses"][0]["twilio_code"], 20503);
    assert_eq!(messages["request_ids"].as_array().unwrap().len(), 5);
    assert_eq!(incident["normal"][0]["resource"], "lookups/PhoneNumbers");
    // The pair is the incident's, and the words say so.
    let pairs = found["pairs"].as_array().unwrap();
    let pair = pairs
        .iter()
        .find(|pair| pair["twilio_code"] == 20503)
        .unwrap();
    assert_eq!(
        (&pair["fault"], &pair["in_incidents"]),
        (&"twilio_incident".into(), &72.into())
    );
    let summary = incident["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("Twilio incident, high confidence: Messages and Verify failed together 2026-03-02 03:00 – 03:30 UTC; Calls too; Lookups stayed normal."),
        "{summary}"
    );
}

/// A report without what names the files.
fn nameless(mut report: Value) -> Value {
    report["inputs"].take();
    report["retries"].take();
    for pair in report["pairs"].as_array_mut().unwrap() {
        pair["samples"].take();
    }
    report
}

#[test]
fn same_incidents_whatever_the_cut() {
    let lines = lines(START);
    let request = Request::default();
    let whole = report(vec![("a", bytes(&lines))], &request, plan(1, 8 << 20));
    for (threads, chunk) in [(1, 4096), (2, 4096), (7, 4096), (7, 65_536), (2, 1_000_003)] {
        for bytes in [bytes(&lines), gzip(&bytes(&lines))] {
            let other = report(vec![("a", bytes)], &request, plan(threads, chunk));
            assert_eq!(other, whole, "{threads} threads, chunks of {chunk}");
        }
    }
    let mut random = Random(7);
    for pieces in [2, 13] {
        let mut parts: Vec<Vec<u8>> = lines
            .chunks(lines.len().div_ceil(pieces))
            .map(bytes)
            .collect();
        for place in (1..parts.len()).rev() {
            parts.swap(place, random.below(place + 1));
        }
        let names: Vec<String> = (0..parts.len())
            .map(|place| format!("part-{place}"))
            .collect();
        let inputs = names.iter().map(String::as_str).zip(parts).collect();
        let other = report(inputs, &request, plan(3, 4096));
        assert_eq!(nameless(other), nameless(whole.clone()), "{pieces} pieces");
    }
}

#[test]
fn times_shift_incidents_shift_and_nothing_else() {
    let request = Request::default();
    let found = report(
        vec![("a", bytes(&lines(START)))],
        &request,
        plan(1, 1 << 20),
    );
    for windows in [1, 7, 288, 100_000] {
        let by = windows * 300;
        let shifted = report(
            vec![("a", bytes(&lines(START + by)))],
            &request,
            plan(2, 4096),
        );
        for list in ["incidents", "findings"] {
            assert_eq!(
                back(&shifted[list], by),
                back(&found[list], 0),
                "{list} by {windows}"
            );
        }
    }
}

/// The same with every time so much earlier, and without what prints times or ids among words.
fn back(value: &Value, by: i64) -> Value {
    match value {
        Value::String(text) => match Timestamp::parse(text).filter(|_| text.ends_with('Z')) {
            Some(when) => when.plus_seconds(-by).rfc3339().into(),
            None => text.clone().into(),
        },
        Value::Array(all) => all.iter().map(|one| back(one, by)).collect(),
        Value::Object(all) => {
            let kept = all
                .iter()
                .filter(|(name, _)| *name != "summary" && *name != "request_ids");
            kept.map(|(name, one)| (name.clone(), back(one, by)))
                .collect()
        }
        other => other.clone(),
    }
}

#[test]
fn the_display_does_not_change_the_findings() {
    let folder = Folder::with("a.log", &bytes(&lines(START)));
    let plain = folder.json(&["a.log"]);
    for window in ["1m", "1h", "1d"] {
        let other = folder.json(&["a.log", "--window", window]);
        assert_eq!(other["incidents"], plain["incidents"], "{window}");
        assert_eq!(other["findings"], plain["findings"], "{window}");
    }
    let fine = folder.json(&["a.log", "--incident-window", "15m"]);
    assert_eq!(fine["detection"]["window_seconds"], 900);
}

#[test]
fn the_gate_trips_on_incidents_that_are_sure_enough() {
    let all = lines(START);
    let folder = Folder::with("a.log", &bytes(&all));
    folder.put("quiet.log", &bytes(&all[..all.len() / 4]));
    for (arguments, code) in [
        (&["a.log"][..], 0),
        (&["a.log", "--fail-on", "incident"], 3),
        (&["a.log", "--fail-on", "incident:high"], 3),
        (
            &["a.log", "--fail-on", "incident:high", "--alpha", "1e-300"],
            0,
        ),
        (&["quiet.log", "--fail-on", "incident:low"], 0),
        (&["a.log", "--fail-on", "anything"], 2),
        (&["a.log", "--alpha", "0"], 2),
        (&["a.log", "--min-excess", "2"], 2),
    ] {
        let ran = folder.run(&[&["analyze", "--quiet"], arguments].concat());
        assert_eq!(ran.code, Some(code), "{arguments:?} {ran:?}");
    }
    folder
        .run(&["analyze", "a.log", "--alpha", "0"])
        .says(2, "--alpha", "\"0\"");
}

const PAGE: &str = r#"{"page":{"id":"gpkpyklzq55q","name":"Twilio"},"incidents":[
  {"id":"1","name":"SMS and Voice API errors","impact":"major","status":"resolved","created_at":"2026-03-02T03:25:00Z",
   "started_at":"2026-03-02T03:20:00Z","resolved_at":"2026-03-02T05:00:00Z","components":[{"name":"SMS"},{"name":"Programmable Voice"}]},
  {"id":"2","name":"Studio delays","impact":"minor","created_at":"2026-03-02T07:00:00Z","resolved_at":null,"components":[{"name":"Studio"}]},
  {"id":"3","name":"Long ago","created_at":"2025-01-01T00:00:00Z","resolved_at":"2025-01-02T00:00:00Z","components":[]},
  {"id":"4"}]}"#;

#[test]
fn the_status_page_is_compared() {
    let folder = Folder::with("a.log", &bytes(&lines(START)));
    folder.put("page.json", PAGE.as_bytes());
    let found = folder.json(&["a.log", "--status-page", "page.json"]);
    keeps_the_schema(&found);
    let page = &found["incidents"][0]["status_page"];
    assert_eq!(
        (&page["verdict"], &page["minutes_later"]),
        (&"confirmed".into(), &20.into())
    );
    let alone = found["status_page"]["page_only"].as_array().unwrap();
    assert_eq!(
        (alone.len(), &alone[0]["name"]),
        (1, &"Studio delays".into())
    );
    assert_eq!(found["status_page"]["unreadable"], 1);
    let text = folder.run(&["analyze", "a.log", "--quiet", "--status-page", "page.json"]);
    let flat = text.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains(
            "confirms it: “SMS and Voice API errors”, from 2026-03-02 03:20, 20 min later."
        ),
        "{flat}"
    );

    folder.put("silent.json", br#"{"incidents":[]}"#);
    let found = folder.json(&["a.log", "--status-page", "silent.json"]);
    assert_eq!(
        found["incidents"][0]["status_page"]["verdict"],
        "page_silent"
    );
}

#[test]
fn a_bad_status_page_is_told_and_the_analysis_done() {
    let folder = Folder::with("a.log", &bytes(&lines(START)));
    folder.put("cut.json", &PAGE.as_bytes()[..300]);
    for name in ["cut.json", "missing.json"] {
        let ran = folder.run(&[
            "analyze",
            "a.log",
            "--quiet",
            "--json",
            "--status-page",
            name,
        ]);
        ran.says(1, name, "");
        let found = ran.json();
        keeps_the_schema(&found);
        assert_eq!(found["incidents"].as_array().unwrap().len(), 1);
        assert!(
            found["status_page"]["error"]
                .as_str()
                .unwrap()
                .contains(name)
        );
    }
}

#[test]
fn every_output_for_people_says_the_incident_first() {
    let folder = Folder::with("a.log", &bytes(&lines(START)));
    let ran = folder.run(&["analyze", "a.log", "--quiet", "--out", "out"]);
    assert!(
        ran.out
            .starts_with("faultlens: Twilio incident, high confidence: Messages and Verify"),
        "{ran:?}"
    );
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    let (page, text) = (read("report.html"), read("report.md"));
    assert!(
        page.contains("<h1 class=\"failed\">Twilio incident, high confidence: Messages and Verify")
    );
    assert!(text.starts_with("# Twilio incident, high confidence: Messages and Verify"));
    for output in [&page, &text] {
        assert!(output.contains("for a support ticket: RQ"));
        assert!(output.contains("stayed normal"));
    }
    assert!(read("charts/incidents.svg").contains("messaging/Messages"));
    assert!(read("charts/failures.svg").contains("Twilio incident"));
}
