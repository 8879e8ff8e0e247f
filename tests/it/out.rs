//! `--out`: the files, their names and columns.

use crate::contract::logs;
use crate::log::{Log, START};
use crate::run::{Folder, count};
use std::collections::BTreeMap;
use std::path::Path;

const COLUMNS: &str = "window_start,resource,kind,http_status,twilio_code,class,fault,attempts,requests,duration_count,duration_sum_us,duration_max_us";

/// Every file below a folder, with its bytes; hidden ones too.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap();
            (
                name.to_str().unwrap().to_owned(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

fn names(folder: &Folder, out: &str) -> Vec<String> {
    files(&folder.path().join(out)).into_keys().collect()
}

/// The logs hold an incident, so that it is drawn too.
const CHARTS: [&str; 4] = [
    "charts/failures",
    "charts/heatmap",
    "charts/incidents",
    "charts/pairs",
];

#[test]
fn the_report_is_exactly_these_files() {
    let folder = logs();
    let ran = folder.run(&["analyze", "logs", "--out", "new/report"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut expected: Vec<String> = [
        "cells.csv",
        "cells.parquet",
        "metrics.prom",
        "report.html",
        "report.json",
        "report.md",
    ]
    .map(str::to_owned)
    .to_vec();
    expected.extend(CHARTS.map(|chart| format!("{chart}.svg")));
    expected.sort();
    assert_eq!(names(&folder, "new/report"), expected);
    folder.run(&["analyze", "logs", "--out", "with-png", "--png"]);
    expected.extend(CHARTS.map(|chart| format!("{chart}.png")));
    expected.sort();
    assert_eq!(names(&folder, "with-png"), expected);
}

#[test]
fn format_chooses_the_files() {
    let folder = logs();
    folder.run(&[
        "analyze",
        "logs",
        "--out",
        "out",
        "--format",
        "csv,markdown",
    ]);
    assert_eq!(names(&folder, "out"), ["cells.csv", "report.md"]);
    let ran = folder.run(&["analyze", "logs", "--out", "out", "--format", "pdf"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("markdown"), "{ran:?}");
}

#[test]
fn every_file_is_of_its_kind() {
    let folder = logs();
    folder.run(&["analyze", "logs", "--out", "out", "--png"]);
    for (name, bytes) in files(&folder.path().join("out")) {
        let starts = |magic: &[u8]| assert!(bytes.starts_with(magic), "{name}");
        let path = Path::new(&name);
        match path.extension().unwrap().to_str().unwrap() {
            "html" => starts(b"<!DOCTYPE html>"),
            "svg" => starts(b"<svg"),
            "png" => starts(b"\x89PNG\r\n"),
            "parquet" => {
                starts(b"PAR1");
                assert!(bytes.ends_with(b"PAR1"));
            }
            "json" => {
                let printed = folder.run(&["analyze", "logs", "--json"]);
                assert_eq!(printed.out.as_bytes(), bytes);
            }
            "csv" => starts(COLUMNS.as_bytes()),
            _ => starts(b"# "),
        }
    }
}

#[test]
fn two_runs_differ_in_no_byte() {
    let folder = logs();
    folder.run(&["analyze", "logs", "--out", "one", "--threads", "1"]);
    folder.run(&[
        "analyze",
        "logs/deep",
        "logs/a.log",
        "logs/b.log.gz",
        "--out",
        "other",
        "--threads",
        "3",
        "--chunk-size",
        "99",
    ]);
    let (one, other) = (
        files(&folder.path().join("one")),
        files(&folder.path().join("other")),
    );
    for (name, bytes) in &one {
        assert!(other.get(name) == Some(bytes), "{name} differs");
    }
}

#[test]
fn the_cells_are_sorted_and_add_up_to_what_was_planted() {
    let log = Log::new(11, 200, START);
    let folder = Folder::with("a.log", &log.bytes());
    folder.run(&["analyze", "a.log", "--out", "out", "--window", "1h"]);
    let mut rows = csv::Reader::from_path(folder.path().join("out/cells.csv")).unwrap();
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header.join(","), COLUMNS);
    let (mut keys, mut planted) = (Vec::new(), log.truth.clone());
    for row in rows.records().map(Result::unwrap) {
        let number = |at: usize| row[at].parse::<u32>().ok();
        assert_eq!(&row[8], "", "requests are not known yet");
        keys.push((
            row[0].to_owned(),
            row[1].to_owned(),
            row[2].to_owned(),
            number(3),
            number(4),
        ));
        let told = planted
            .iter_mut()
            .find(|((hour, kind, resource, status, code), _)| {
                let hour = hour.and_then(faultlens::timestamp::Timestamp::from_seconds);
                hour.unwrap().rfc3339() == row[0]
                    && resource.unwrap_or("") == &row[1]
                    && *kind == &row[2]
                    && status.map(u32::from) == number(3)
                    && *code == number(4)
            });
        *told.unwrap_or_else(|| panic!("{row:?} was not planted")).1 -=
            row[7].parse::<u64>().unwrap();
    }
    assert!(planted.values().all(|left| *left == 0), "{planted:?}");
    let mut sorted = keys.clone();
    sorted.sort();
    // Kinds are sorted in report order: call, webhook, delivery.
    sorted.sort_by_key(|key| (key.0.clone(), key.1.clone(), key.2 != "api_call"));
    assert_eq!(keys, sorted);
}

#[test]
fn a_cell_that_looks_like_a_formula_is_none() {
    let line = "{\"url\":\"https://api.twilio.com/=cmd|x/y\",\"status\":400}\n";
    let folder = Folder::with("a.log", line.as_bytes());
    let ran = folder.run(&["analyze", "a.log", "--out", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let cells = std::fs::read_to_string(folder.path().join("out/cells.csv")).unwrap();
    for field in cells.lines().flat_map(|line| line.split(',')) {
        assert!(
            !field.trim_matches('"').starts_with(['=', '+', '@']),
            "{cells}"
        );
    }
}

#[test]
fn what_is_hostile_in_a_log_is_inert_and_what_is_private_is_gone() {
    let line = "2026-11-01T00:00:00Z ERROR <script>alert(1)</script> +14155550123 jane@example.com \
         POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 400 error_code=21211\n";
    let folder = Folder::with("<b>a.log", line.as_bytes());
    let ran = folder.run(&["analyze", "<b>a.log", "--out", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut files = files(&folder.path().join("out"));
    files.insert("terminal".to_owned(), ran.out.into_bytes());
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["4155550123", "jane@example.com"] {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
        // Markdown quotes log text as code; a page has to escape it.
        if name == "report.html" {
            assert!(!text.contains("<script>alert"), "{name}");
            assert!(!text.contains("<b>a.log"), "{name}");
        }
    }
}

#[test]
fn fixed_windows_are_as_wide_as_asked() {
    let folder = logs();
    for (name, seconds) in [
        ("1m", 60),
        ("5m", 300),
        ("15m", 900),
        ("1h", 3600),
        ("1d", 86_400),
    ] {
        let report = folder.json(&["logs", "--window", name]);
        assert_eq!(count(&report["period"]["window_seconds"]), seconds);
        let starts: Vec<i64> = report["series"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| faultlens::timestamp::Timestamp::parse(row["start"].as_str().unwrap()))
            .map(|when| when.unwrap().seconds())
            .collect();
        let width = i64::try_from(seconds).unwrap();
        assert!(starts.iter().all(|start| start % width == 0), "{name}");
        assert!(
            starts.windows(2).all(|two| two[1] - two[0] == width),
            "{name}"
        );
    }
    // Eight hours in at most 200 windows.
    assert_eq!(folder.json(&["logs"])["period"]["window_seconds"], 300);
}
