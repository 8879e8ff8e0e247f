//! Times that a line does not say in full: the year comes from the file's date, the zone from `--assume-tz`.

use crate::run::Folder;
use std::time::{Duration, UNIX_EPOCH};

const FAILED: &str = "web-1 app[21211]: [HTTP 400] 21610 : Unable to create record: no\n";

/// The times that `extract` tells of a log whose file was last written to at that second.
fn told(log: &str, modified: u64, arguments: &[&str]) -> Vec<Option<String>> {
    let folder = Folder::new();
    let path = folder.put("syslog", log.as_bytes());
    let file = std::fs::File::options().append(true).open(&path).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(modified))
        .unwrap();
    let ran = folder.run(&[&["extract", "syslog"], arguments].concat());
    let rows = ran
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.map(|row| row["timestamp"].as_str().map(ToOwned::to_owned))
        .collect()
}

#[test]
fn a_year_comes_from_the_files_date_whatever_the_cut() {
    // 2026-01-02T00:00:00Z.
    let modified = 1_767_312_000;
    let stamps = [
        "Dec 30 23:59:59",
        "Dec 31 10:00:00",
        "Jan  1 00:00:00",
        "Jan  2 09:00:00",
        "Jan  4 00:00:00",
    ];
    let log = stamps.map(|stamp| format!("{stamp} {FAILED}")).concat();
    let expected = [
        "2025-12-30T23:59:59Z",
        "2025-12-31T10:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-01-02T09:00:00Z",
        "2025-01-04T00:00:00Z",
    ];
    let expected = expected.map(|when| Some(when.to_owned()));
    for cut in ["1", "100", "100000"] {
        assert_eq!(
            told(&log, modified, &["--chunk-size", cut]),
            expected,
            "{cut}"
        );
    }
    let there = told(&log, modified, &["--assume-tz", "America/New_York"]);
    assert_eq!(there[2].as_deref(), Some("2026-01-01T05:00:00Z"));
}

#[test]
fn without_a_file_a_missing_year_stays_unknown() {
    let log = format!("Jan  1 00:00:00 {FAILED}");
    let row = Folder::new()
        .run_on(&["extract", "-"], log.as_bytes())
        .json();
    assert_eq!(
        (&row["timestamp"], &row["http_status"]),
        (&serde_json::Value::Null, &400.into())
    );
}

#[test]
fn a_zone_that_does_not_exist_is_named() {
    let folder = Folder::with("a", b"x\n");
    let ran = folder.run(&["extract", "a", "--assume-tz", "Mars/Olympus"]);
    ran.says(2, "--assume-tz", "Mars/Olympus");
}

#[test]
fn what_is_told_long_after_an_answer_is_another_call() {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
    let block = [
        "-- BEGIN Twilio API Request --",
        &format!("POST Request: {url}"),
        "-- END Twilio API Request --",
        "Response Status Code: 502",
    ]
    .map(|text| format!("2026-11-24T01:27:56Z INFO twilio.http_client: {text}\n"))
    .concat();
    for (later, calls) in [
        ("01:27:57", 1),
        ("01:28:06", 1),
        ("01:28:06.001", 2),
        ("01:33:51", 2),
    ] {
        let log = format!("{block}2026-11-24T{later}Z ERROR notifier POST {url} -> 502 in 87ms\n");
        let ran = Folder::new().run_on(&["extract", "-"], log.as_bytes());
        assert_eq!(ran.out.lines().count(), calls, "{later}: {ran:?}");
    }
}

#[test]
fn an_answer_without_a_time_is_told_by_the_exception_after_it() {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
    let log = format!(
        "2026-11-24T01:27:56Z INFO twilio.http_client: -- BEGIN Twilio API Request --\n\
         2026-11-24T01:27:56Z INFO twilio.http_client: POST Request: {url}\n\
         2026-11-24T01:27:56Z INFO twilio.http_client: -- END Twilio API Request --\n\
         Response Status Code: 502\n\
         2026-11-24T01:28:11Z ERROR notifier POST {url} -> 502 in 15000ms\n"
    );
    let ran = Folder::new().run_on(&["extract", "-"], log.as_bytes());
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
}
