//! `faultlens compare`: two logs, a log cut at a time, reports; what is told, what is not, and in what forms.

use crate::run::{Folder, count};
use crate::schemas::{keeps, published};
use faultlens::timestamp::Timestamp;
use serde_json::Value;
use std::fmt::Write;

/// 2026-03-02T00:00:00Z.
const START: i64 = 1_772_409_600;

const URL: &str = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000";

/// Hours of a call every five seconds on two resources. One call in a hundred is refused with 21211, and what `planted`
/// says of the number of a call comes on top.
fn log(start: i64, hours: i64, planted: impl Fn(i64) -> Option<(u16, u32)>) -> String {
    let mut out = String::new();
    for call in 0..hours * 720 {
        let when = Timestamp::from_seconds(start + call * 5).unwrap().rfc3339();
        let path = if call % 3 == 0 { "Calls" } else { "Messages" };
        let told = match planted(call) {
            Some((status, code)) => format!(r#""status":{status},"twilio_code":{code}"#),
            None if call % 101 == 0 => r#""status":400,"twilio_code":21211"#.to_owned(),
            None => r#""status":201"#.to_owned(),
        };
        let _ = writeln!(
            out,
            r#"{{"ts":"{when}","method":"POST","url":"{URL}/{path}.json",{told}}}"#
        );
    }
    out
}

fn quiet(_: i64) -> Option<(u16, u32)> {
    None
}

fn compared(folder: &Folder, arguments: &[&str]) -> Value {
    let ran = folder.run(&[&["compare", "--quiet", "--json"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let value = ran.json();
    keeps(
        &published("src/report/comparison/comparison.schema.json"),
        &value,
    );
    value
}

/// The changes as `new 503/20503`, `risen messaging/Messages`.
fn changes(value: &Value) -> Vec<String> {
    let pairs = value["pairs"].as_array().unwrap().iter().map(|row| {
        let name = format!("{}/{}", row["http_status"], row["twilio_code"]);
        (row["change"].as_str().unwrap().to_owned(), name)
    });
    let resources = value["resources"].as_array().unwrap().iter().map(|row| {
        let name = row["resource"].as_str().unwrap().to_owned();
        (row["change"].as_str().unwrap().to_owned(), name)
    });
    let rows = pairs
        .chain(resources)
        .filter(|(change, _)| change != "none");
    rows.map(|(change, name)| format!("{change} {name}"))
        .collect()
}

fn days() -> Folder {
    let folder = Folder::with("monday.log", log(START, 12, quiet).as_bytes());
    folder.put("tuesday.log", log(START + 86_400, 12, quiet).as_bytes());
    let new = |call: i64| (call % 50 == 7).then_some((403, 21408));
    folder.put("new.log", log(START + 86_400, 12, new).as_bytes());
    let more = |call: i64| (call % 40 == 9).then_some((400, 21211));
    folder.put("more.log", log(START + 86_400, 12, more).as_bytes());
    folder
}

#[test]
fn two_days_alike_show_nothing() {
    let found = compared(&days(), &["monday.log", "tuesday.log"]);
    assert_eq!(changes(&found), [] as [&str; 0]);
    assert_eq!(count(&found["before"]["calls"]), 8640);
    assert_eq!(found["changed"], 0);
}

#[test]
fn new_gone_risen_and_fallen_are_told_with_counts_and_rates() {
    let folder = days();
    let found = compared(&folder, &["monday.log", "new.log"]);
    let resources = ["risen messaging/Messages", "risen voice/Calls"];
    assert_eq!(
        changes(&found),
        [&["new 403/21408"], &resources[..]].concat()
    );
    let pair = &found["pairs"][0];
    assert_eq!(
        [
            &pair["before"],
            &pair["before_of"],
            &pair["after"],
            &pair["after_of"]
        ],
        [0, 8640, 173, 8640]
    );
    assert_eq!(pair["after_rate"], 0.020_023_148);
    assert_eq!(pair["fault"], "your_permission");
    let back = compared(&folder, &["new.log", "monday.log"]);
    assert_eq!(changes(&back)[0], "gone 403/21408");
    assert_eq!(
        changes(&compared(&folder, &["monday.log", "more.log"]))[0],
        "risen 400/21211"
    );
    assert_eq!(
        changes(&compared(&folder, &["more.log", "monday.log"]))[0],
        "fallen 400/21211"
    );
}

#[test]
fn one_log_is_cut_at_a_time() {
    let folder = Folder::new();
    let deploy = |call: i64| (call >= 4320 && call % 50 == 7).then_some((403, 21408));
    let text = log(START, 12, deploy);
    folder.put("a.log", text.as_bytes());
    let found = compared(&folder, &["a.log", "--at", "2026-03-02T06:00"]);
    assert_eq!(changes(&found)[0], "new 403/21408");
    assert_eq!(
        (
            count(&found["before"]["calls"]),
            count(&found["after"]["calls"])
        ),
        (4320, 4320)
    );
    assert_eq!(found["before"]["end"], "2026-03-02T05:59:56Z");
    let arguments = [
        "compare",
        "-",
        "--quiet",
        "--json",
        "--at",
        "2026-03-02T06:00",
    ];
    let piped = folder.run_on(&arguments, text.as_bytes()).json();
    assert_eq!(piped["pairs"], found["pairs"]);
}

#[test]
fn reports_are_compared_as_logs_are() {
    let folder = days();
    for name in ["monday", "new"] {
        let log = format!("{name}.log");
        folder.run(&[
            "analyze", &log, "--quiet", "--out", name, "--format", "json",
        ]);
    }
    let found = compared(&folder, &["monday", "new/report.json"]);
    assert_eq!(found["before"]["kind"], "report");
    assert_eq!(changes(&found)[0], "new 403/21408");
    let mixed = compared(&folder, &["monday/report.json", "tuesday.log"]);
    assert_eq!(changes(&mixed), [] as [&str; 0]);
    assert_eq!(mixed["after"]["kind"], "log");
}

#[test]
fn people_get_a_screen_a_page_and_markdown_and_gates_get_three() {
    let folder = days();
    let ran = folder.run(&["compare", "monday.log", "new.log", "--quiet", "--out", "o"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in [
        "3 changes beyond chance",
        "New or more frequent",
        "new    403/21408",
        "your permission",
        "0 of 8,640 (0 %) → 173 of 8,640 (2.0 %)",
        "+2.00 points",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let files: Vec<String> = crate::out::files(&folder.path().join("o"))
        .into_keys()
        .collect();
    assert_eq!(
        files,
        ["comparison.html", "comparison.json", "comparison.md"]
    );
    let read = |name: &str| std::fs::read_to_string(folder.path().join("o").join(name)).unwrap();
    let page = read("comparison.html");
    assert!(
        page.contains("default-src 'none'") && page.contains("<svg") && page.contains("403/21408")
    );
    assert!(read("comparison.md").contains("| **new** | 403/21408"));
    let ran = folder.run(&[
        "compare",
        "monday.log",
        "new.log",
        "--quiet",
        "--fail-on",
        "worse",
    ]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.contains("--fail-on worse: 3 new or more frequent"),
        "{ran:?}"
    );
    let ran = folder.run(&[
        "compare",
        "new.log",
        "monday.log",
        "--quiet",
        "--fail-on",
        "worse",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = days();
    folder.put("empty.log", b"nothing of Twilio\n");
    folder
        .run(&["compare", "monday.log", "--quiet"])
        .says(2, "compare", "1");
    folder
        .run(&["compare", "monday.log", "nowhere.log", "--quiet"])
        .says(2, "nowhere.log", "nothing");
    folder
        .run(&["compare", "monday.log", "--at", "noon", "--quiet"])
        .says(2, "--at", "noon");
    folder.run(&[
        "analyze",
        "monday.log",
        "--quiet",
        "--out",
        "r",
        "--format",
        "json",
    ]);
    folder
        .run(&["compare", "r", "--at", "2026-03-02T06:00", "--quiet"])
        .says(2, "--at", "a report: r");
    let ran = folder.run(&["compare", "monday.log", "empty.log", "--quiet"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("Nothing can be compared"), "{ran:?}");
    folder.put(
        "bad/report.json",
        br#"{"schema":"faultlens.report/1","pairs":7}"#,
    );
    folder
        .run(&["compare", "monday.log", "bad", "--quiet"])
        .says(2, "report.json", "other JSON");
}
