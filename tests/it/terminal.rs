//! What people see: the summary, colours, quiet, times in their zone, help, and mistyped flags.

use crate::contract::logs;
use crate::run::{Folder, Ran};

const ESCAPE: &str = "\x1b[";

#[test]
fn the_first_lines_say_what_failed_whose_fault_and_what_to_do() {
    let ran = logs().run(&["analyze", "logs"]);
    // An incident is told before the counts.
    assert!(
        ran.out.starts_with("faultlens: Twilio incident, "),
        "{ran:?}"
    );
    let lines = ran
        .out
        .lines()
        .skip_while(|line| !line.contains("calls failed"));
    let lines: Vec<&str> = lines.collect();
    assert!(!lines.is_empty(), "{ran:?}");
    assert!(
        lines[1].contains("yours") && lines[1].contains("Twilio"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("1. ") && lines[2].contains('→'),
        "{}",
        lines[2]
    );
    assert!(lines.len() <= 40, "{} lines are no screen", lines.len());
    assert!(
        lines.iter().all(|line| line.chars().count() <= 100),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("360 lines") || ran.out.contains(" lines: "),
        "{}",
        ran.out
    );
}

#[test]
fn top_bounds_the_rows() {
    let folder = logs();
    let rows = |top: &str| {
        let ran = folder.run(&["analyze", "logs", "--top", top]);
        let table = ran
            .out
            .lines()
            .skip_while(|line| !line.starts_with("calls"));
        table
            .skip(1)
            .take_while(|line| line.starts_with(' '))
            .count()
    };
    assert_eq!(rows("2"), 2);
    assert_eq!(rows("5"), 5);
}

#[test]
fn colours_come_where_they_are_wanted() {
    let folder = logs();
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = folder.command(&[&["analyze", "logs"], arguments].concat());
        command.envs(environment.iter().copied());
        Ran::of(command.output().unwrap()).out.contains(ESCAPE)
    };
    assert!(!coloured(&[], &[]), "no terminal, no colours");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!coloured(&["--json", "--color", "always"], &[]));
}

#[test]
fn quiet_says_nothing_of_good_input() {
    let folder = logs();
    for command in [
        &["analyze", "logs"][..],
        &["analyze", "logs", "--json"],
        &["analyze", "logs", "--out", "out"],
        &["extract", "logs"],
    ] {
        let ran = folder.run(&[command, &["--quiet"]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{command:?}");
        assert!(!ran.out.is_empty());
    }
    let loud = folder.run(&["analyze", "logs", "--out", "out"]);
    assert!(loud.err.contains("out/report.html"), "{loud:?}");
    let failed = folder.run(&["analyze", "logs", "missing.log", "--quiet"]);
    assert!(
        failed.err.contains("missing.log"),
        "failures are still told"
    );
}

#[test]
fn people_read_times_in_their_zone_and_machines_in_utc() {
    let line = "2026-11-01T12:30:00Z ERROR POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503\n";
    let folder = Folder::with("a.log", line.as_bytes());
    let at = |zone: &str| folder.run(&["analyze", "a.log", "--tz", zone, "--out", "out"]);
    assert!(at("UTC").out.contains("12:30"));
    let kathmandu = at("asia/kathmandu");
    assert!(kathmandu.out.contains("18:15"), "{}", kathmandu.out);
    assert!(
        kathmandu.out.contains("Asia/Kathmandu"),
        "{}",
        kathmandu.out
    );
    let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    for name in ["report.html", "report.md"] {
        assert!(read(name).contains("18:15"), "{name}");
        assert!(read(name).contains("Asia/Kathmandu"), "{name}");
    }
    assert!(read("cells.csv").contains("2026-11-01T12:30:00Z"));
    assert!(read("report.json").contains("2026-11-01T12:30:00Z"));
    assert!(read("report.json").contains("\"timezone\": \"Asia/Kathmandu\""));
    folder
        .run(&["analyze", "a.log", "--tz", "Mars"])
        .says(2, "--tz", "Mars");
}

#[test]
fn every_command_helps_and_shows_examples() {
    let folder = Folder::new();
    for command in ["analyze", "extract", "explain"] {
        let ran = folder.run(&[command, "--help"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
        assert!(
            ran.out.contains(&format!("faultlens {command} ")),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("Examples:"), "{}", ran.out);
    }
    let whole = folder.run(&["--help"]);
    assert_eq!(whole.code, Some(0));
    for words in ["analyze", "extract", "explain", "Exit codes", "130"] {
        assert!(whole.out.contains(words), "{words}: {}", whole.out);
    }
    let version = folder.run(&["--version"]);
    assert_eq!(
        version.out.trim(),
        concat!("faultlens ", env!("CARGO_PKG_VERSION"))
    );
    let analyze = folder.run(&["analyze", "--help"]);
    for renderer in faultlens::report::renderers() {
        assert!(analyze.out.contains(renderer.name()), "{}", analyze.out);
    }
}

#[test]
fn a_mistyped_flag_is_refused_with_a_suggestion() {
    let folder = logs();
    for (typed, meant) in [
        (&["analyze", "logs", "--jsn"][..], "--json"),
        (&["analyze", "logs", "--window", "1hour"], "1h"),
        (&["analyse", "logs"], "analyze"),
        (&["extract", "logs", "--clas", "4xx"], "--class"),
    ] {
        let ran = folder.run(typed);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(
            ran.err.contains(&format!("; did you mean {meant}?")),
            "{ran:?}"
        );
    }
    assert_eq!(folder.run(&["analyze"]).code, Some(2));
    assert_eq!(folder.run(&[]).code, Some(2));
    assert_eq!(
        folder.run(&["analyze", "logs", "--threads", "0"]).code,
        Some(2)
    );
}

#[test]
fn a_wrong_command_line_is_told_in_one_line() {
    let folder = logs();
    for (typed, place, found) in [
        (&["analyze", "logs", "--jsn"][..], "command line", "--jsn"),
        (
            &["analyze", "logs", "--window", "1hour"],
            "--window",
            "1hour",
        ),
        (&["analyze", "logs", "--class", "9xx"], "--class", "9xx"),
        (&["analyze", "logs", "--threads", "0"], "--threads", "0"),
        (&["analyze", "logs", "--threads"], "--threads", "nothing"),
        (
            &["analyze", "logs", "--json", "--json"],
            "--json",
            "several",
        ),
        (&["analyze", "logs", "--json=3"], "--json", "3"),
        (&["analyze", "logs", "--png"], "command line", "none"),
        (&["analyze"], "command line", "none"),
        (&["analyse", "logs"], "command", "analyse"),
        (&["explain", "abc"], "STATUS|CODE", "abc"),
        (&["explain", "400", "abc"], "CODE", "abc"),
        (&["explain", "400", "--line", "x"], "STATUS|CODE", "both"),
        (&["explain", "\u{1b}[31m\n"], "STATUS|CODE", "31m"),
    ] {
        let ran = folder.run(typed);
        ran.says(2, place, found);
        assert!(!ran.err.contains('\u{1b}'), "{ran:?}");
    }
    let ran = folder.run(&["explain", "abc"]);
    assert!(
        ran.err
            .contains("expected an HTTP status (100 to 599) or a Twilio code"),
        "{ran:?}"
    );
}

#[test]
fn filters_that_leave_nothing_are_told() {
    let ran = logs().run(&[
        "analyze",
        "logs",
        "--resource",
        "video",
        "--since",
        "2030-01-01",
    ]);
    assert!(ran.out.contains("nothing passed the filters: "), "{ran:?}");
    assert!(
        ran.out
            .contains("widen or drop a filter: since 2030-01-01 00:00 UTC, resource video"),
        "{ran:?}"
    );
    assert!(!ran.out.contains("recognised"), "{ran:?}");
    assert!(
        ran.err.contains("time: none as asked; these logs have 20"),
        "{ran:?}"
    );
}

#[test]
fn times_that_cannot_be_are_refused() {
    let folder = logs();
    folder
        .run(&["analyze", "logs", "--since", "yesterday"])
        .says(2, "--since", "yesterday");
    folder
        .run(&[
            "extract",
            "logs",
            "--since",
            "2026-11-02",
            "--until",
            "2026-11-01",
        ])
        .says(2, "--until", "not");
}

#[test]
fn the_command_for_a_postmortem_is_exact() {
    let folder = Folder::with("-app.log", crate::postmortem::log().as_bytes());
    folder.put("page.json", br#"{"incidents":[]}"#);
    let options = [
        "--status-page",
        "page.json",
        "--incident-window",
        "15m",
        "--alpha",
        "0.001",
        "--min-excess",
        "0.05",
        "--tz",
        "Europe/Berlin",
    ];
    let ran = folder.run(&[&["analyze", "--quiet"], &options[..], &["--", "-app.log"]].concat());
    let line = ran.out.lines().find(|line| line.contains("postmortem"));
    let told = "  faultlens postmortem ./-app.log --tz Europe/Berlin --status-page page.json --incident-window 15m \
                --alpha 0.001 --min-excess 0.05 --incident 1";
    assert_eq!(line.map(str::trim_end), Some(told), "{ran:?}");
    let mut typed: Vec<&str> = told.split_whitespace().skip(1).collect();
    typed.extend(["--quiet", "--json"]);
    let draft = folder.run(&typed).json();
    let report = folder.run(&[&["analyze", "--json"], &options[..], &["--", "-app.log"]].concat());
    let incident = &report.json()["incidents"][0];
    assert_eq!(
        [&draft["start"], &draft["end"]],
        [&incident["start"], &incident["end"]]
    );
}

/// Two days with an incident each.
fn two_days() -> String {
    let day = crate::postmortem::log();
    let next = day
        .replace("2026-03-02", "2026-03-03")
        .replace("key-", "next-");
    day + &next
}

#[test]
fn the_command_for_a_postmortem_of_a_stretch_is_exact() {
    let folder = Folder::with("app.log", two_days().as_bytes());
    for options in [
        &["--day", "2026-03-03"][..],
        &["--since", "2026-03-03T01:00", "--until", "2026-03-03T05:00"],
        &["--day", "2026-03-03", "--tz", "Europe/Berlin"],
    ] {
        let ran = folder.run(&[&["analyze", "app.log"], options].concat());
        let line = ran.out.lines().find(|line| line.contains("postmortem"));
        let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
        let end = words.iter().position(|word| *word == "1").unwrap_or(0);
        let typed = words.get(1..=end).unwrap_or_default();
        let told = [&["postmortem", "app.log"], options, &["--incident", "1"]].concat();
        assert_eq!(typed, told, "{ran:?}");
        let draft = folder.run(&[typed, &["--quiet", "--json"]].concat()).json();
        assert_eq!(draft["verdict"]["name"], "twilio_incident");
        assert_eq!(draft["start"], "2026-03-03T03:00:00Z");
        assert_eq!(draft["end"], "2026-03-03T03:30:00Z");
    }
}

#[test]
fn a_finding_that_is_no_incident_has_its_postmortem_too() {
    let log = crate::postmortem::log();
    let of_messages = |line: &&str| !(line.contains("/Calls.json") && line.contains("20503"));
    let only_messages: Vec<&str> = log.lines().filter(of_messages).collect();
    let folder = Folder::with("app.log", only_messages.join("\n").as_bytes());
    let ran = folder.run(&["analyze", "app.log"]);
    assert!(
        ran.out
            .contains("faultlens postmortem app.log --incident 1")
            && ran.out.contains("a draft on the finding"),
        "{ran:?}"
    );
}
