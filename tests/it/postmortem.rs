//! `faultlens postmortem`: every number against the lines that it names, the timeline, the blanks, hostile content.

use crate::run::{Folder, count, gzip};
use crate::schemas::{keeps, published};
use faultlens::timestamp::Timestamp;
use serde_json::Value;
use std::fmt::Write;

/// 2026-03-02T00:00:00Z.
const START: i64 = 1_772_409_600;

const URLS: [&str; 4] = [
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Calls.json",
    "https://verify.twilio.com/v2/Services/VA00000000000000000000000000000000/Verifications",
    "https://lookups.twilio.com/v2/PhoneNumbers/+15550100000",
];

/// Six hours of four resources; the first two fail from 03:00 to 03:30, the second joining five minutes later. Every
/// eleventh line is of something else.
pub fn log() -> String {
    let mut out = String::new();
    for window in 0..72_i64 {
        for (resource, url) in URLS.iter().enumerate() {
            for call in 0..10_i64 {
                let second = START + window * 300 + call * 29 + i64::try_from(resource).unwrap();
                let when = Timestamp::from_seconds(second).unwrap().rfc3339();
                let from = if resource == 1 { 37 } else { 36 };
                let told = if (from..42).contains(&window) && resource < 2 && call < 7 {
                    format!(
                        r#""status":503,"twilio_code":20503,"twilio_request_id":"RQ{second:032x}""#
                    )
                } else if call == 8 && window % 9 == 0 {
                    r#""status":400,"twilio_code":21211"#.to_owned()
                } else {
                    r#""status":201"#.to_owned()
                };
                let _ = writeln!(
                    out,
                    r#"{{"ts":"{when}","method":"POST","url":"{url}",{told},"idempotency_key":"key-{window}-{resource}-{call}"}}"#
                );
            }
        }
        out.push_str("an order was placed\n");
    }
    out
}

fn draft(folder: &Folder, arguments: &[&str]) -> Value {
    let arguments = [&["postmortem", "--quiet", "--json"], arguments].concat();
    let ran = folder.run(&arguments);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let draft = ran.json();
    keeps(
        &published("src/report/postmortem/postmortem.schema.json"),
        &draft,
    );
    draft
}

fn events<'d>(draft: &'d Value, event: &str) -> Vec<(&'d str, &'d str)> {
    let rows = draft["timeline"].as_array().unwrap().iter();
    rows.filter(|row| row["event"] == event)
        .map(|row| {
            (
                row["time"].as_str().unwrap(),
                row["resource"].as_str().unwrap_or(""),
            )
        })
        .collect()
}

#[test]
fn the_numbers_are_those_of_the_lines_that_they_name() {
    let text = log();
    let folder = Folder::with("app.log", text.as_bytes());
    let draft = draft(&folder, &["app.log"]);
    assert_eq!(draft["start"], "2026-03-02T03:00:00Z");
    assert_eq!(draft["end"], "2026-03-02T03:30:00Z");
    assert_eq!(draft["minutes"], 30);
    assert_eq!(draft["verdict"]["name"], "twilio_incident");
    assert_eq!(draft["verdict"]["number"], 1);
    let impact = &draft["impact"];
    assert_eq!(
        [
            &impact["failed_calls"],
            &impact["failed_requests"],
            &impact["calls"],
            &impact["all_calls"]
        ],
        [77, 77, 120, 240]
    );
    // Every range holds as many lines of its kind as it says.
    let lines: Vec<&str> = text.lines().collect();
    let within = |evidence: &Value, wanted: &dyn Fn(&str) -> bool| {
        let line = |name: &str| usize::try_from(count(&evidence[name])).unwrap();
        let range = &lines[line("first_line") - 1..line("last_line")];
        assert!(
            wanted(range[0]) && wanted(range[range.len() - 1]),
            "{evidence}"
        );
        range.iter().filter(|line| wanted(line)).count() as u64
    };
    for row in draft["failed"].as_array().unwrap() {
        let path = match row["resource"].as_str().unwrap() {
            "messaging/Messages" => "/Messages.json",
            _ => "/Calls.json",
        };
        let pair = &row["pairs"][0];
        let failed = |line: &str| line.contains(path) && line.contains("20503");
        assert_eq!(within(&pair["evidence"][0], &failed), count(&pair["calls"]));
        let all = |line: &str| line.contains(path);
        assert_eq!(within(&row["evidence"][0], &all), count(&row["calls"]));
    }
    let calm: Vec<&Value> = draft["unaffected"].as_array().unwrap().iter().collect();
    assert_eq!(calm.len(), 2);
    assert!(
        calm.iter()
            .all(|row| row["calls"] == 60 && row["failed_calls"] == 0)
    );
    let id = &draft["request_ids"][0];
    let line = lines[usize::try_from(count(&id["line"])).unwrap() - 1];
    assert!(line.contains(id["id"].as_str().unwrap()), "{line}");
}

#[test]
fn the_timeline_tells_first_error_onset_joining_peak_end_and_recovery() {
    let folder = Folder::with("app.log", log().as_bytes());
    let page = r#"{"incidents":[{"name":"Messaging delays","created_at":"2026-03-02T03:12:00Z","resolved_at":"2026-03-02T04:00:00Z",
        "components":[{"name":"Programmable Messaging"}],"incident_updates":[{"status":"identified","created_at":"2026-03-02T03:20:00Z"}]}]}"#;
    folder.put("page.json", page.as_bytes());
    let draft = draft(&folder, &["app.log", "--status-page", "page.json"]);
    let messages = "messaging/Messages";
    let (calls, none) = ("voice/Calls", "");
    for (event, told) in [
        ("first_error", vec![("2026-03-02T03:00:00Z", messages)]),
        ("onset", vec![("2026-03-02T03:00:00Z", none)]),
        ("joined", vec![("2026-03-02T03:05:01Z", calls)]),
        ("end", vec![("2026-03-02T03:30:00Z", none)]),
        ("last_error", vec![("2026-03-02T03:27:55Z", calls)]),
        (
            "status_page",
            vec![
                ("2026-03-02T03:12:00Z", none),
                ("2026-03-02T03:20:00Z", none),
                ("2026-03-02T04:00:00Z", none),
            ],
        ),
        (
            "recovered",
            vec![
                ("2026-03-02T03:30:00Z", messages),
                ("2026-03-02T03:30:01Z", calls),
            ],
        ),
    ] {
        assert_eq!(events(&draft, event), told, "{event}");
    }
    assert_eq!(events(&draft, "peak").len(), 1);
    let times: Vec<&str> = draft["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["time"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn a_stretch_chosen_by_hand_is_counted_to_the_second() {
    let folder = Folder::with("app.log", log().as_bytes());
    let span = [
        "--since",
        "2026-03-02T03:07",
        "--until",
        "2026-03-02T03:11:30",
    ];
    let draft = draft(&folder, &[&["app.log"], &span[..]].concat());
    let report = folder.json(&[&["app.log"], &span[..]].concat());
    assert_eq!(draft["verdict"], Value::Null);
    assert_eq!(draft["impact"]["all_calls"], report["totals"]["attempts"]);
    let failed = count(&report["totals"]["5xx"]) + count(&report["totals"]["4xx"]);
    assert_eq!(count(&draft["impact"]["failed_calls"]), failed);
    assert_eq!(draft["impact"]["failed_requests"], Value::Null);
}

#[test]
fn neither_threads_nor_chunks_nor_standard_input_change_a_draft() {
    let folder = Folder::with("app.log", log().as_bytes());
    let one = draft(&folder, &["app.log", "--threads", "1"]);
    let many = draft(
        &folder,
        &["app.log", "--threads", "5", "--chunk-size", "333"],
    );
    assert_eq!(one, many);
    let arguments = ["postmortem", "-", "--quiet", "--json"];
    let piped = folder.run_on(&arguments, &gzip(log().as_bytes())).json();
    assert_eq!(
        piped["impact"]["failed_calls"],
        one["impact"]["failed_calls"]
    );
    assert_eq!(piped["failed"][0]["evidence"][0]["source"], "-");
}

#[test]
fn the_draft_for_people_has_every_part_and_its_blanks() {
    let folder = Folder::with("app.log", log().as_bytes());
    let ran = folder.run(&["postmortem", "app.log", "--quiet"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in [
        "# Postmortem: Twilio incident, 2026-03-02 03:00:00 to 2026-03-02 03:30:00 UTC",
        "## Summary",
        "77 of 120 requests failed (64 %)",
        "## Impact",
        "| Length | 30 minutes |",
        "## Timeline (UTC)",
        "voice/Calls joins",
        "## What failed",
        "503/20503",
        "## What did not fail",
        "`lookups/PhoneNumbers` | 60 | 0 | 1 |",
        "## What could not be known",
        "| Accounts hit | 1, by the URLs of 77 of 77 failed calls |",
        "which users were hit",
        "## For a support ticket",
        "`RQ0000",
        "## Causes",
        "## Actions",
    ] {
        assert!(
            ran.out.to_lowercase().contains(&part.to_lowercase()),
            "{part}\n{}",
            ran.out
        );
    }
    let ran = folder.run(&["postmortem", "app.log", "--quiet", "--out", "draft"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    let files: Vec<String> = crate::out::files(&folder.path().join("draft"))
        .into_keys()
        .collect();
    assert_eq!(
        files,
        ["postmortem.html", "postmortem.json", "postmortem.md"]
    );
    let page = std::fs::read_to_string(folder.path().join("draft/postmortem.html")).unwrap();
    assert!(
        page.contains("default-src 'none'") && page.contains("<svg") && page.contains("To fill in")
    );
    assert!(!page.contains("<script"));
}

#[test]
fn without_an_incident_it_says_what_there_is_to_choose() {
    let text = log();
    let quiet: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("20503"))
        .collect();
    let folder = Folder::with("app.log", quiet.join("\n").as_bytes());
    folder
        .run(&["postmortem", "app.log", "--quiet"])
        .says(2, "postmortem", "none");
    let folder = Folder::with("app.log", log().as_bytes());
    let ran = folder.run(&["postmortem", "app.log", "--quiet", "--incident", "9"]);
    ran.says(2, "--incident", "9");
    assert!(
        ran.err.contains("1 twilio_incident 2026-03-02T03:00:00Z"),
        "{ran:?}"
    );
}

#[test]
fn names_of_files_and_of_the_page_stay_inert() {
    let nasty = "a|<script>alert(1)</script>`b`.log";
    let folder = Folder::with(nasty, log().as_bytes());
    let name = r#"{"incidents":[{"name":"<img src=x onerror=alert(1)> [l](javascript:alert(1))","created_at":"2026-03-02T03:12:00Z"}]}"#;
    folder.put("page.json", name.as_bytes());
    folder.run(&[
        "postmortem",
        nasty,
        "--quiet",
        "--out",
        "o",
        "--status-page",
        "page.json",
    ]);
    let read = |file: &str| std::fs::read_to_string(folder.path().join("o").join(file)).unwrap();
    let page = read("postmortem.html");
    assert!(
        !page.contains("<script") && !page.contains("<img"),
        "{page}"
    );
    assert!(!read("postmortem.md").contains("[l](javascript"));
}

#[test]
fn how_the_client_behaved_is_told_where_the_audit_found_something() {
    let mut text = log();
    for attempt in 0..40 {
        let when = Timestamp::from_seconds(START + 18_000 + attempt).unwrap();
        let _ = writeln!(
            text,
            r#"{{"ts":"{}","method":"POST","url":"{}","status":503,"twilio_code":20503,"idempotency_key":"key-stuck"}}"#,
            when.rfc3339(),
            URLS[0]
        );
    }
    let folder = Folder::with("app.log", text.as_bytes());
    let draft = draft(&folder, &["app.log", "--incident", "1"]);
    let verdicts = draft["retries"]["verdicts"].as_array().unwrap();
    assert!(!verdicts.is_empty());
    let arguments = ["postmortem", "app.log", "--quiet", "--incident", "1"];
    let ran = folder.run(&arguments);
    for words in [
        "## How your client behaved (whole log)",
        "per request)",
        "Idempotency key where the endpoint takes none",
        "| Retry | Middle wait | Eight in ten waits | Reference policy |",
        "Checked, and not found: ",
        "exist twice",
        "The model, not a promise",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(draft["behaviour"]["waits_added_ms"].is_u64());
    let advice = verdicts[0]["advice"].as_str().unwrap();
    let words: Vec<&str> = advice.split(' ').take(3).collect();
    assert!(ran.out.contains(&words.join(" ")), "{}", ran.out);
}
