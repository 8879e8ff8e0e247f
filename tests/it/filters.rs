//! What is read and what of it is counted: paths, folders, globs, standard input, and the filters.

use crate::contract::logs;
use crate::log::{Log, START};
use crate::run::{Folder, count, gzip, lines_add_up, zstd};
use serde_json::Value;

fn names(report: &Value) -> Vec<String> {
    let rows = report["inputs"].as_array().unwrap();
    rows.iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

fn attempts(report: &Value) -> u64 {
    count(&report["totals"]["attempts"])
}

#[test]
fn a_folder_is_walked_and_a_glob_crosses_folders() {
    let folder = logs();
    let all = ["logs/a.log", "logs/b.log.gz", "logs/deep/c.log"];
    let whole = folder.json(&["logs"]);
    assert_eq!(names(&whole), all);
    let glob = folder.json(&["logs/**/*.log*"]);
    assert_eq!(names(&glob), all);
    assert_eq!(glob, whole);
    assert_eq!(names(&folder.json(&["logs/*.log"])), all[..1]);
}

#[test]
fn a_file_that_is_named_twice_is_counted_once() {
    let folder = logs();
    let once = folder.json(&["logs"]);
    let twice = folder.json(&["logs", "./logs/a.log", "logs/*.log", "logs"]);
    assert_eq!(twice, once);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.log", folder.path().join("logs/link.log")).unwrap();
        assert_eq!(attempts(&folder.json(&["logs"])), attempts(&once));
    }
}

#[test]
fn standard_input_is_an_input() {
    let bytes = Log::new(7, 100, START).bytes();
    let folder = Folder::with("a.log", &bytes);
    let mut file = folder.json(&["a.log"]);
    for bytes in [bytes.clone(), gzip(&bytes), zstd(&bytes)] {
        let ran = folder.run_on(&["analyze", "-", "--json"], &bytes);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
        let report = ran.json();
        assert_eq!(names(&report), ["-"]);
        assert_eq!(report["totals"], file["totals"]);
        assert_eq!(report["coverage"], file["coverage"]);
    }
    let both = folder.run_on(&["analyze", "-", "a.log", "--json"], &bytes);
    assert_eq!(attempts(&both.json()), 2 * attempts(&file));
    assert_eq!(file["inputs"][0]["status"].take(), "complete");
}

#[test]
fn packed_bytes_are_known_by_their_magic_and_not_by_their_name() {
    let bytes = Log::new(7, 100, START).bytes();
    let folder = Folder::with("plain.gz", &bytes);
    let halves = [
        gzip(&bytes[..bytes.len() / 2]),
        gzip(&bytes[bytes.len() / 2..]),
    ];
    folder.put("members.log", &halves.concat());
    folder.put("zstd.txt", &zstd(&bytes));
    let plain = folder.json(&["plain.gz"]);
    for name in ["members.log", "zstd.txt"] {
        let report = folder.json(&[name]);
        assert_eq!(report["totals"], plain["totals"], "{name}");
        assert_eq!(report["coverage"], plain["coverage"], "{name}");
    }
}

#[test]
fn filters_move_lines_and_say_so() {
    let folder = logs();
    let all = folder.json(&["logs"]);
    let events = count(&all["coverage"]["event_lines"]);
    for (filter, said) in [
        (
            ["--since", "2026-11-01T04:00:00Z"],
            "since 2026-11-01T04:00:00Z",
        ),
        (
            ["--until", "2026-11-01T04:00"],
            "until 2026-11-01T04:00:00Z",
        ),
        (["--resource", "messaging"], "resource messaging"),
        (["--class", "5xx"], "class 5xx"),
    ] {
        let report = folder.json(&[&["logs"][..], &filter].concat());
        lines_add_up(&report);
        let coverage = &report["coverage"];
        let (kept, filtered) = (
            count(&coverage["event_lines"]),
            count(&coverage["filtered"]),
        );
        assert_eq!(kept + filtered, events, "{filter:?}");
        assert!(kept > 0 && filtered > 0, "{filter:?}");
        assert_eq!(report["filters"], serde_json::json!([said]));
    }
}

#[test]
fn a_class_filter_leaves_that_class_alone() {
    let folder = logs();
    let all = folder.json(&["logs"]);
    let report = folder.json(&["logs", "--class", "5xx", "--class", "success"]);
    let totals = &report["totals"];
    assert_eq!(totals["5xx"], all["totals"]["5xx"]);
    assert_eq!(totals["success"], all["totals"]["success"]);
    assert_eq!(
        attempts(&report),
        count(&totals["5xx"]) + count(&totals["success"])
    );
    assert_eq!(totals["delivery"], 0);
}

#[test]
fn a_resource_filter_takes_what_is_below_it_and_no_namesake() {
    let folder = logs();
    let all = folder.json(&["logs"]);
    let of = |name: &str| {
        let rows = all["resources"].as_array().unwrap();
        count(&rows.iter().find(|row| row["resource"] == name).unwrap()["attempts"])
    };
    let kept = |name: &str| attempts(&folder.json(&["logs", "--resource", name]));
    assert_eq!(kept("messaging/Messages"), of("messaging/Messages"));
    assert_eq!(kept("verify"), of("verify/Services/Verifications"));
    assert_eq!(kept("verify/Services/Verif"), 0);
    let ran = folder.run(&["extract", "logs", "--resource", "voice/Calls"]);
    assert_eq!(ran.out.lines().count() as u64, of("voice/Calls"));
    assert!(
        ran.out
            .lines()
            .all(|line| line.contains("\"resource\":\"voice/Calls\""))
    );
}

#[test]
fn windows_of_time_are_half_open() {
    let line = |second: u32| {
        format!(
            "2026-11-01T00:00:{second:02}Z ERROR POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503\n"
        )
    };
    let folder = Folder::with("a.log", [line(10), line(20), line(30)].concat().as_bytes());
    let report = folder.json(&[
        "a.log",
        "--since",
        "2026-11-01T00:00:10Z",
        "--until",
        "2026-11-01T00:00:30Z",
    ]);
    assert_eq!(attempts(&report), 2);
    assert_eq!(report["coverage"]["filtered"], 1);
    // What people type is in their own zone: 01:00:20 in Berlin.
    let berlin = folder.json(&[
        "a.log",
        "--tz",
        "Europe/Berlin",
        "--since",
        "2026-11-01 01:00:20",
    ]);
    assert_eq!(attempts(&berlin), 2);
}

#[test]
fn who_asks_for_a_resource_that_is_not_there_is_told_which_are() {
    let folder = Folder::with("a.log", &Log::new(7, 100, START).bytes());
    let all = folder.json(&["a.log"]);
    let ran = folder.run(&["analyze", "a.log", "--resource", "messaging/Mesages"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let line = ran.err.lines().next().unwrap_or_default();
    assert!(
        line.contains("resource: none as asked; these logs have "),
        "{ran:?}"
    );
    for row in all["resources"].as_array().unwrap().iter().take(3) {
        if let Some(name) = row["resource"].as_str() {
            assert!(line.contains(name), "{name}: {line}");
        }
    }
    let ran = folder.run(&["analyze", "a.log", "--quiet", "--day", "2001-01-01"]);
    let told = ran.err.contains("time: none as asked; these logs have ");
    assert!(
        ran.code == Some(1) && told && !ran.err.contains("resource"),
        "{ran:?}"
    );
}
