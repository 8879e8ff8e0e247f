//! What machines read besides the report: metrics, gates with their reasons, published schemas.

use crate::contract::logs;
use crate::run::Folder;
use crate::schemas::keeps;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// The samples of a file of metrics: series to value.
fn metrics(folder: &Folder, arguments: &[&str]) -> BTreeMap<String, f64> {
    let whole = [
        &["analyze", "--quiet", "--out", "o", "--format", "metrics"],
        arguments,
    ]
    .concat();
    folder.run(&whole);
    let text = std::fs::read_to_string(folder.path().join("o/metrics.prom")).unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    promtool(&text);
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let (series, value) = line.rsplit_once(' ').expect("a sample");
        (series.to_owned(), value.parse().expect("a number"))
    };
    let all: Vec<(String, f64)> = samples.map(read).collect();
    let map: BTreeMap<String, f64> = all.iter().cloned().collect();
    assert_eq!(map.len(), all.len(), "a series stands twice");
    map
}

/// Prometheus's own check, where it is installed.
fn promtool(text: &str) {
    use std::io::Write;
    let started = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let Ok(mut child) = started else { return };
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(text.as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{said}\n{text}");
}

#[test]
fn metrics_are_the_counts_of_the_report() {
    let folder = logs();
    let report = folder.json(&["logs"]);
    let found = metrics(&folder, &["logs"]);
    let value = |series: &str| {
        *found
            .get(series)
            .unwrap_or_else(|| panic!("{series}: {found:?}"))
    };
    for class in ["success", "4xx", "5xx", "no_response", "unknown"] {
        let series = format!("faultlens_calls{{class=\"{class}\"}}");
        assert!((value(&series) - report["totals"][class].as_f64().unwrap()).abs() < 0.5);
    }
    let failures: f64 = found
        .iter()
        .filter(|(series, _)| series.starts_with("faultlens_failures{"))
        .map(|(_, value)| value)
        .sum();
    let rows = report["pairs"].as_array().unwrap().iter();
    let told: f64 = rows
        .filter(|row| !row["fault"].is_null())
        .map(|row| row["attempts"].as_f64().unwrap())
        .sum();
    assert!((failures - told).abs() < 0.5, "{failures} {told}");
    assert!((value("faultlens_complete") - 1.0).abs() < 0.1);
    assert!(
        value("faultlens_period_end_timestamp_seconds")
            > value("faultlens_period_start_timestamp_seconds")
    );
}

#[test]
fn hostile_names_and_empty_logs_keep_the_form_of_metrics() {
    let line = r#"{"ts":"2026-11-01T00:00:00Z","url":"https://api.twilio.com/2010-04-01/Accounts/AC1/A%22%5C{}x.json","status":503}"#;
    let folder = Folder::with("a.log", line.as_bytes());
    folder.put("empty.log", b"");
    assert!(!metrics(&folder, &["a.log"]).is_empty());
    assert!((metrics(&folder, &["empty.log"])["faultlens_calls{class=\"5xx\"}"]).abs() < 0.1);
    let missing = metrics(&folder, &["a.log", "missing.log"]);
    assert!(missing["faultlens_complete"].abs() < 0.1);
}

/// Ten calls: six that went well, two 400/21211, one 401/20003, one 503.
fn ten() -> Folder {
    let call = |told: &str| {
        format!(
            r#"{{"ts":"2026-11-01T00:00:00Z","method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",{told}}}"#
        )
    };
    let mut lines = vec![call(r#""status":201"#); 6];
    lines.extend(vec![call(r#""status":400,"twilio_code":21211"#); 2]);
    lines.push(call(r#""status":401,"twilio_code":20003"#));
    lines.push(call(r#""status":503"#));
    Folder::with("a.log", lines.join("\n").as_bytes())
}

#[test]
fn gates_trip_on_classes_statuses_codes_pairs_counts_and_shares() {
    let folder = ten();
    for (gate, reason) in [
        ("failed", Some("4 of 10 calls (40.00 %)")),
        ("4xx", Some("3 of 10 calls (30.00 %)")),
        ("4xx>2", Some("3 of 10")),
        ("4xx>3", None),
        ("4xx>29.9%", Some("30.00 %")),
        ("4xx>30%", None),
        ("5xx>1", None),
        ("401", Some("1 of 10")),
        ("403", None),
        ("21211", Some("2 of 10")),
        ("400/21211>2", None),
        ("400/20003", None),
        ("no_response", None),
        ("incident", None),
    ] {
        let ran = folder.run(&["analyze", "a.log", "--quiet", "--fail-on", gate]);
        let code = if reason.is_some() { 3 } else { 0 };
        assert_eq!(ran.code, Some(code), "{gate}: {ran:?}");
        match reason {
            Some(reason) => assert!(
                ran.err.contains(&format!("gate: --fail-on {gate}: ")) && ran.err.contains(reason),
                "{gate}: {ran:?}"
            ),
            None => assert_eq!(ran.err, "", "{gate}"),
        }
    }
    let ran = folder.run(&[
        "analyze",
        "a.log",
        "--quiet",
        "--fail-on",
        "403",
        "--fail-on",
        "5xx",
    ]);
    assert_eq!((ran.code, ran.err.lines().count()), (Some(3), 1), "{ran:?}");
    for bad in ["6xx", "4xx>", "4xx>x%", "incident:sure", "30003>1%", ""] {
        folder.run(&["analyze", "a.log", "--fail-on", bad]).says(
            2,
            "--fail-on",
            if bad.is_empty() { "nothing" } else { bad },
        );
    }
}

#[test]
fn a_gate_on_a_code_counts_deliveries_too() {
    let folder = ten();
    let status = "{\"ts\":\"2026-11-01T00:00:00Z\",\"msg\":\"status callback\",\"MessageSid\":\"SM00000000000000000000000000000001\",\"MessageStatus\":\"undelivered\",\"ErrorCode\":\"30003\"}\n";
    folder.put("b.log", status.repeat(3).as_bytes());
    for (gate, code) in [("30003", 3), ("30003>2", 3), ("30003>3", 0), ("30005", 0)] {
        let ran = folder.run(&["analyze", "a.log", "b.log", "--quiet", "--fail-on", gate]);
        assert_eq!(ran.code, Some(code), "{gate}: {ran:?}");
        let told = ran.err.contains("3 delivery results");
        assert_eq!(told, code == 3, "{gate}: {ran:?}");
    }
}

#[test]
fn a_pair_that_the_baseline_does_not_know_trips() {
    let folder = ten();
    let old = "{\"ts\":\"2026-10-01T00:00:00Z\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json\",\"status\":503}\n";
    folder.put("old.log", old.as_bytes());
    folder.run(&[
        "analyze", "old.log", "--quiet", "--out", "old", "--format", "json",
    ]);
    folder.run(&[
        "analyze", "a.log", "--quiet", "--out", "same", "--format", "json",
    ]);
    let gate = [
        "analyze",
        "a.log",
        "--quiet",
        "--fail-on",
        "new-pair",
        "--baseline",
    ];
    let ran = folder.run(&[&gate[..], &["old"]].concat());
    assert_eq!(ran.code, Some(3), "{ran:?}");
    for part in ["not in the baseline: ", "400/21211 ", "(2)", "401/20003 "] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    assert!(!ran.err.contains("503"), "{ran:?}");
    let ran = folder.run(&[&gate[..], &["same/report.json"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    folder.run(&gate[..5]).says(2, "new-pair", "none");
    folder
        .run(&[&gate[..], &["a.log"]].concat())
        .says(2, "a.log", "");
    folder
        .run(&[&gate[..], &["nowhere"]].concat())
        .says(2, "nowhere", "");
}

#[test]
fn every_schema_is_printed_and_is_one() {
    let folder = ten();
    let list = folder.run(&["schema"]);
    assert_eq!(list.code, Some(0), "{list:?}");
    let mut names = Vec::new();
    for line in list.out.lines().skip(1) {
        let name = line.split_whitespace().next().unwrap();
        let schema: Value = folder.run(&["schema", name]).json();
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        names.push(name);
    }
    assert_eq!(
        names,
        [
            "report",
            "event",
            "explain",
            "comparison",
            "postmortem",
            "formats"
        ]
    );
    let schema = folder.run(&["schema", "report"]).json();
    keeps(
        &jsonschema::validator_for(&schema).unwrap(),
        &folder.json(&["a.log"]),
    );
    folder.run(&["schema", "repor"]).says(2, "NAME", "repor");
}

#[test]
fn ids_of_extract_cannot_steer_a_terminal() {
    let id = "RQ\u{9b}31m\u{202e}abc";
    let log = format!(
        "{{\"time\":\"2026-11-01T00:00:00Z\",\"method\":\"GET\",\"url\":\"https://api.twilio.com/2010-04-01/Accounts.json\",\
         \"status\":404,\"request_id\":\"{id}\"}}\n"
    );
    let folder = Folder::with("a.log", log.as_bytes());
    let ran = folder.run(&["extract", "a.log"]);
    assert!(ran.out.contains(r"RQ\u009b31m\u202eabc"), "{ran:?}");
    assert!(ran.out.is_ascii(), "{ran:?}");
    let row: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(row["request_id"], id);
}
