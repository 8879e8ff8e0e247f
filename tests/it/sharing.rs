//! Safe to share, of the whole program: the thousand canaries, hostile texts and telling names of inputs in everything that
//! a postmortem, a comparison, a daily report, metrics, dead letters and errors leave.

use crate::canaries::{Dice, Secret, line, secret};
use crate::out::files;
use crate::run::{Folder, Ran};
use std::collections::BTreeMap;
use std::fmt::Write;

const KEY: &str = "FAULTLENS_REDACT_KEY";

/// What standard output, standard error and files of some runs say, by name.
type Said = BTreeMap<String, String>;

/// Everything that the commands leave of a log, each run once.
fn said(folder: &Folder, path: &str, showing: &[&str]) -> Said {
    let mut out = Said::new();
    let runs: [&[&str]; 8] = [
        &[
            "analyze",
            path,
            "--out",
            "o/{date}",
            "--day",
            "2026-11-01",
            "--format",
            "all",
            "--retry-chains",
            "all",
            "--dead-letters",
            "o/dead.ndjson",
            "--fail-on",
            "4xx",
        ],
        &["analyze", path, "--top", "2000"],
        &[
            "postmortem",
            path,
            "--since",
            "2026-11-01",
            "--until",
            "2026-11-02",
            "--out",
            "o/postmortem",
        ],
        &["postmortem", path, "--since", "2026-11-01", "--json"],
        &[
            "compare",
            path,
            "--at",
            "2026-11-01T12:00",
            "--out",
            "o/compare",
            "--top",
            "2000",
            "--fdr",
            "1",
        ],
        &["compare", "other", path, "--json", "--fdr", "1"],
        // Error messages: of what is missing, and of an input that breaks off.
        &[
            "analyze",
            path,
            "missing-+15558675309/jenny@mail.example.com",
        ],
        &["extract", path],
    ];
    for run in runs {
        let mut command = folder.command(&[run, showing].concat());
        let ran = Ran::of(command.env(KEY, "secret").output().unwrap());
        assert_ne!(ran.code, None, "{ran:?}");
        let name = run[..2].join(" ");
        *out.entry(format!("{name} out")).or_default() += &ran.out;
        *out.entry(format!("{name} err")).or_default() += &ran.err;
    }
    for (name, bytes) in files(&folder.path().join("o")) {
        out.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    std::fs::remove_dir_all(folder.path().join("o")).unwrap();
    for name in [
        "2026-11-01/metrics.prom",
        "2026-11-01/report.html",
        "index.html",
        "dead.ndjson",
        "postmortem/postmortem.html",
        "postmortem/postmortem.md",
        "postmortem/postmortem.json",
        "compare/comparison.html",
    ] {
        assert!(
            out.get(name).is_some_and(|text| !text.is_empty()),
            "{name}: {:?}",
            out.keys()
        );
    }
    out
}

/// Critical sends that were lost, whose users and receivers are secrets too.
fn critical(dice: &mut Dice, planted: &mut Vec<(String, Secret)>) -> String {
    let mut out = String::new();
    for place in 0..100 {
        let secret = secret(dice);
        let text = secret.text.replace('"', "");
        let _ = writeln!(
            out,
            r#"{{"time":"2026-11-01T13:{:02}:00Z","level":"error","url":"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json","method":"POST","status":503,"code":20503,"category":"otp","request_id":"job-{place}","idempotency_key":"key-{place}","user_id":"{text}","to":"{text}"}}"#,
            place % 60
        );
        planted.push((text, secret));
    }
    out
}

fn word(secret: &Secret) -> &str {
    let last = secret
        .text
        .rsplit(' ')
        .next()
        .filter(|word| word.len() > 12);
    last.unwrap_or(&secret.text)
}

#[test]
fn a_thousand_canaries_stand_in_nothing_that_any_command_leaves() {
    let mut dice = Dice(2027);
    let mut planted: Vec<(String, Secret)> = Vec::new();
    let mut log = String::new();
    for place in 0..900 {
        let secret = secret(&mut dice);
        let (line, spelled) = line(&mut dice, &secret, 21_000 + place);
        log.push_str(&line);
        planted.push((spelled, secret));
    }
    log += &critical(&mut dice, &mut planted);
    let folder = Folder::with("logs/app.log", log.as_bytes());
    folder.put("logs/cut.log.gz", &crate::run::gzip(log.as_bytes())[..2000]);
    folder.put("other/app.log", &log.as_bytes()[..log.len() / 2]);
    let open = said(&folder, "logs", &["--no-redact"]);
    let stands = |name: &str| {
        planted
            .iter()
            .filter(|(spelled, _)| open[name].contains(spelled.as_str()))
            .count()
    };
    assert!(stands("2026-11-01/report.json") > 900, "the control");
    for showing in [&[][..], &["--redact", "strict"]] {
        let all = said(&folder, "logs", showing);
        let mut leaks = Vec::new();
        for (name, text) in &all {
            let leaked = |(spelled, secret): &&(String, Secret)| {
                text.contains(spelled.as_str()) || text.contains(word(secret))
            };
            leaks.extend(
                planted
                    .iter()
                    .filter(leaked)
                    .map(|(spelled, _)| format!("{name}: {spelled}\n")),
            );
        }
        assert!(
            leaks.is_empty(),
            "{showing:?}: {} leaks:\n{}",
            leaks.len(),
            leaks[..leaks.len().min(40)].concat()
        );
    }
}

#[test]
fn strict_shows_no_name_of_an_input_that_tells_something() {
    let mut dice = Dice(7);
    let log = critical(&mut dice, &mut Vec::new());
    let path = "to +15558675309/jenny@mail.example.com";
    let folder = Folder::with(&format!("{path}/app.log"), log.as_bytes());
    folder.put(
        &format!("{path}/cut.log.gz"),
        &crate::run::gzip(log.as_bytes())[..200],
    );
    folder.put("other/app.log", log.as_bytes());
    let tells = |text: &str| text.contains("5558675309") || text.contains("jenny");
    let open = said(&folder, path, &[]);
    for name in [
        "2026-11-01/report.json",
        "postmortem/postmortem.md",
        "compare/comparison.html",
        "extract to +15558675309/jenny@mail.example.com out",
    ] {
        assert!(tells(&open[name]), "{name}");
    }
    for (name, text) in said(&folder, path, &["--redact", "strict"]) {
        let place = text.find("5558675309").or(text.find("jenny")).unwrap_or(0);
        assert!(
            !tells(&text),
            "{name}: {}",
            &text[place.saturating_sub(100)..(place + 60).min(text.len())]
        );
    }
}

/// Markdown without its code, which is inert: what stands between two runs of as many backticks.
fn without_code(markdown: &str) -> String {
    let run = |text: &str| text.bytes().take_while(|byte| *byte == b'`').count();
    let (mut out, mut rest) = (String::new(), markdown);
    while let Some(at) = rest.find('`') {
        out.push_str(&rest[..at]);
        let length = run(&rest[at..]);
        let escaped = rest[..at].ends_with('\\');
        rest = &rest[at + length..];
        if escaped {
            continue;
        }
        let mut from = 0;
        // A run of another length is a part of the code.
        while let Some(next) = rest[from..].find('`') {
            let found = run(&rest[from + next..]);
            from += next + found;
            if found == length {
                break;
            }
        }
        rest = &rest[from..];
    }
    out + rest
}

/// What attacks a page, a terminal, Markdown, a table or a monitoring system.
const ATTACKS: [&str; 12] = [
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>",
    "\\\"><a href=javascript:window.hit=1>x</a>",
    "![x](http://attacker.example/x.png) [y](javascript:window.hit=1)",
    "=HYPERLINK(http://attacker.example)",
    "\\u001b[31m\\u001b]0;title\\u0007\\u009b2J",
    "\\u202egnp.exe\\u2066\\u200f",
    "| a | b |\\n# heading\\n```",
    "{{ 7*7 }} {% raw %}",
    "a\\nfaultlens_calls{class=\\\"5xx\\\"} 9",
];

#[test]
fn hostile_texts_stay_inert_in_everything_that_any_command_leaves() {
    let mut log = String::new();
    for (place, attack) in ATTACKS.iter().cycle().take(60).enumerate() {
        let part: String = attack
            .chars()
            .filter(|letter| !"\\ /".contains(*letter))
            .collect();
        let (resource, code) = if place % 2 == 0 {
            ("Messages", 21_000 + place)
        } else {
            (part.as_str(), 20_503)
        };
        let url = format!(
            "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/{}.json",
            resource.replace('"', "%22")
        );
        let _ = writeln!(
            log,
            r#"{{"time":"2026-11-01T{:02}:00:00Z","level":"error","url":"{url}","method":"POST","status":503,"code":{code},"message":"{attack}","category":"otp","to":"{attack}","request_id":"{attack}","idempotency_key":"{attack}","user_id":"{attack}"}}"#,
            place % 24
        );
    }
    let path = "<img src=x onerror=window.hit=1> [y](javascript:x) |\u{1b}[31m\u{202e}";
    let folder = Folder::with(&format!("{path}/app.log"), log.as_bytes());
    folder.put("other/app.log", log.as_bytes());
    for showing in [&[][..], &["--no-redact"], &["--redact", "strict"]] {
        for (name, text) in said(&folder, path, showing) {
            let json = [".json", ".ndjson"].iter().any(|end| name.ends_with(end))
                || name.starts_with("extract")
                || name.starts_with("compare other") && name.ends_with("out");
            let end = name.rsplit('.').next().unwrap_or("");
            if ["parquet", "png"].contains(&end) {
                continue;
            }
            // JSON escapes what it must; all else holds no control and no reversal.
            let bad = |letter: char| {
                letter.is_control() && !"\n\t\r".contains(letter)
                    || ('\u{202a}'..='\u{202e}').contains(&letter)
                    || ('\u{2066}'..='\u{2069}').contains(&letter)
            };
            let place = text.find(|letter| bad(letter) && !json);
            assert_eq!(
                place,
                None,
                "{name}: {:?}",
                place.map(|place| text[place.saturating_sub(60)..]
                    .chars()
                    .take(90)
                    .collect::<String>())
            );
            if ["html", "svg"].contains(&end) {
                for tag in [
                    "<img",
                    "<svg onload",
                    "<a href=javascript",
                    "<script>window",
                    "href=\"javascript",
                ] {
                    assert!(!text.contains(tag), "{name}: {tag}");
                }
            }
            if end == "md" {
                let prose = without_code(&text).replace("\\]", "").replace("\\[", "");
                for mark in ["](javascript", "](http://attacker", "<img", "<script"] {
                    assert!(!prose.contains(mark), "{name}: {mark}");
                }
            }
        }
    }
}
