//! One report a day: the day in its zone, the date in the path, the index of what stands beside it.

use crate::run::{Folder, count};
use faultlens::timestamp::{Timestamp, Zone};
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// A call every hour from a time on; every fourth is refused.
fn hours(start: &str, many: i64) -> String {
    let start = Timestamp::parse(start).unwrap();
    let mut out = String::new();
    for hour in 0..many {
        let when = start.plus_seconds(hour * 3600).rfc3339();
        let told = if hour % 4 == 0 {
            r#"400,"twilio_code":21211"#
        } else {
            "201"
        };
        let _ = writeln!(
            out,
            r#"{{"ts":"{when}","method":"POST","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json","status":{told}}}"#
        );
    }
    out
}

#[test]
fn a_day_is_that_of_the_zone() {
    let folder = Folder::with("a.log", hours("2026-10-23T00:00:00Z", 120).as_bytes());
    for (day, zone, calls) in [
        ("2026-10-24", "UTC", 24),
        // The night in which the clock goes back.
        ("2026-10-25", "Europe/Berlin", 25),
        ("2026-10-24", "America/New_York", 24),
    ] {
        let report = folder.json(&["a.log", "--quiet", "--day", day, "--tz", zone]);
        assert_eq!(count(&report["totals"]["attempts"]), calls, "{day} {zone}");
        assert_eq!(report["filters"][0], format!("day {day} ({zone})"));
    }
    let ran = folder.run(&[
        "analyze",
        "a.log",
        "--day",
        "2026-10-25",
        "--tz",
        "Europe/Berlin",
    ]);
    assert!(
        ran.out.contains("filtered: day 2026-10-25 (Europe/Berlin)") && !ran.out.contains('Z'),
        "{ran:?}"
    );
    let ran = folder.run(&["analyze", "a.log", "--day", "today"]);
    let [_, today] = dates();
    let told = [
        format!("try: widen or drop a filter: day today ({today} UTC)"),
        "time: none as asked; these logs have 2026-10-".to_owned(),
    ];
    assert!(told.iter().all(|told| ran.out.contains(told)), "{ran:?}");
    folder
        .run(&["analyze", "a.log", "--day", "tomorrow"])
        .says(2, "--day", "tomorrow");
    let both = folder.run(&[
        "analyze",
        "a.log",
        "--day",
        "today",
        "--since",
        "2026-10-24",
    ]);
    both.says(2, "--day", "both");
}

/// A page, its escaped slashes written plainly.
fn read(page: &std::path::Path) -> String {
    std::fs::read_to_string(page)
        .unwrap()
        .replace("&#x2f;", "/")
}

/// The dates of yesterday and today in UTC.
fn dates() -> [String; 2] {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let date = |seconds| {
        let when = Timestamp::from_seconds(i64::try_from(seconds).unwrap()).unwrap();
        Zone::UTC.local(when)[..10].to_owned()
    };
    [date(now - 86_400), date(now)]
}

#[test]
fn yesterday_goes_into_its_own_folder_and_into_the_index() {
    let [yesterday, today] = dates();
    let start = format!("{yesterday}T00:00:00Z");
    let folder = Folder::with("a.log", hours(&start, 30).as_bytes());
    let daily = |day: &str| {
        let ran = folder.run(&["analyze", "a.log", "--day", day, "--out", "reports/{date}"]);
        // Midnight may pass between two runs; then the dates of this test are those of another day.
        assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
        ran
    };
    let ran = daily("yesterday");
    if dates() != [yesterday.clone(), today.clone()] {
        return;
    }
    assert!(
        ran.err
            .contains(&format!("reports/{yesterday}/report.html")),
        "{ran:?}"
    );
    daily("today");
    let index = read(&folder.path().join("reports/index.html"));
    for part in [
        &format!("<a href=\"./{yesterday}/report.html\">{yesterday}</a>"),
        &format!("<a href=\"./{today}/report.html\">"),
        "<td data-name=\"Failed\" class=\"num\">6</td><td data-name=\"Calls\" class=\"num\">24</td>",
        "<td data-name=\"Share\" class=\"num\">25\u{a0}%</td><td data-name=\"Who must act\" class=\"sides\">yours\u{a0}6</td>",
        "default-src 'none'",
        "No incident",
    ] {
        assert!(index.contains(part), "{part}\n{index}");
    }
    assert!(
        index.find(&today).unwrap() < index.find(&yesterday).unwrap(),
        "the latest first"
    );
    assert!(!index.contains("<script"));
}

#[test]
fn an_index_lists_what_is_there_and_replaces_nothing_of_others() {
    let folder = Folder::with("a.log", hours("2026-11-01T00:00:00Z", 24).as_bytes());
    folder.put("r/notes/report.json", b"{\"not\":\"ours\"}");
    folder.put(
        "r/<img src=x>/report.json",
        b"{\"schema\":\"faultlens.report/1\"}",
    );
    let daily = [
        "analyze",
        "a.log",
        "--quiet",
        "--day",
        "2026-11-01",
        "--out",
        "r/{date}/twilio",
    ];
    let ran = folder.run(&daily);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let place = folder.path().join("r/index.html");
    let index = read(&place);
    assert!(index.contains("./2026-11-01/twilio/report.html"), "{index}");
    assert!(
        !index.contains("notes") && !index.contains("<img"),
        "{index}"
    );
    assert_eq!(folder.run(&daily).code, Some(0));
    std::fs::write(&place, "my own page").unwrap();
    let ran = folder.run(&daily);
    assert!(ran.err.contains("stays as it is"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(&place).unwrap(), "my own page");
    // A log that has moved since takes no report of its day away.
    std::fs::write(folder.path().join("a.log"), "nothing of Twilio\n").unwrap();
    let ran = folder.run(&daily);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("kept as it was"), "{ran:?}");
    let report = std::fs::read_to_string(folder.path().join("r/2026-11-01/twilio/report.json"));
    assert!(report.unwrap().contains("\"attempts\": 24"));
    folder
        .run(&["analyze", "a.log", "--out", "r/{day}"])
        .says(2, "--out", "{day}");
    // Without a date nothing is written above.
    folder.run(&["analyze", "a.log", "--quiet", "--out", "plain/report"]);
    assert!(!folder.path().join("plain/index.html").exists());
}

#[test]
fn each_row_of_an_index_is_in_the_zone_of_its_report() {
    let folder = Folder::with("a.log", hours("2026-11-30T23:00:00Z", 48).as_bytes());
    let daily = |day: &str, zone: &[&str]| {
        let mut typed = vec![
            "analyze", "a.log", "--quiet", "--day", day, "--out", "r/{date}",
        ];
        typed.extend(zone);
        assert_eq!(folder.run(&typed).code, Some(0));
    };
    daily("2026-12-01", &["--tz", "Europe/Berlin"]);
    let index = || read(&folder.path().join("r/index.html"));
    assert!(index().contains("times in Europe/Berlin"), "{}", index());
    assert!(
        index().contains("2026-12-01 00:00 – 23:00</td>"),
        "{}",
        index()
    );
    daily("2026-12-02", &[]);
    let told = index();
    assert!(
        told.contains("2026-12-01 00:00 – 23:00 Europe/Berlin"),
        "{told}"
    );
    assert!(told.contains("2026-12-02 00:00 – 22:00 UTC"), "{told}");
}
