//! `faultlens.toml` and `formats`: which file is used, what is read with it, what is listed, and what is not read.

use crate::run::Folder;
use serde_json::Value;

const CONFIG: &str = r#"
[[format]]
name = "legacy-sms"
example = "sms out rc=400 tw=21211"
pattern = '^(?:(?<timestamp>\S+) )?sms out rc=(?<http_status>\d{3})(?: tw=(?<twilio_code>\d+))?$'
twilio = true
"#;

const LOG: &str = "\
2026-11-03T09:10:08Z sms out rc=400 tw=21211
2026-11-03T09:10:09Z POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503 in 87ms
2026-11-03T09:10:10Z nothing of interest
2026-11-03T09:10:11Z twilio said 17 things to +15550000001

2026-11-03T09:10:12Z Twilio said 9 things to +15550000002
{\"msg\":\"twilio\",\"n\":1}
";

fn folder() -> Folder {
    Folder::with("logs/app.log", LOG.as_bytes())
}

fn statuses(folder: &Folder, arguments: &[&str]) -> (Vec<u64>, String) {
    let ran = folder.run(&[&["extract"], arguments].concat());
    let status = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["http_status"].as_u64().unwrap()
    };
    (ran.out.lines().map(status).collect(), ran.err)
}

#[test]
fn the_file_is_found_in_the_working_folder_beside_the_input_or_by_name() {
    let without = folder();
    assert_eq!(statuses(&without, &["logs"]), (vec![503], String::new()));
    for place in ["faultlens.toml", "logs/faultlens.toml"] {
        let folder = folder();
        folder.put(place, CONFIG.as_bytes());
        for path in ["logs", "logs/app.log", "logs/*.log"] {
            let told = format!("faultlens: formats: legacy-sms from {place}\n");
            assert_eq!(statuses(&folder, &[path]), (vec![400, 503], told), "{path}");
            assert_eq!(statuses(&folder, &[path, "-q"]).1, "", "{path}");
        }
    }
    let folder = folder();
    folder.put(
        "faultlens.toml",
        CONFIG.replace("sms out", "fax").as_bytes(),
    );
    folder.put("mine.toml", CONFIG.as_bytes());
    assert_eq!(statuses(&folder, &["logs", "-q"]).0, [503]);
    assert_eq!(
        statuses(&folder, &["logs", "-q", "--config", "mine.toml"]).0,
        [400, 503]
    );
}

#[test]
fn the_file_in_use_is_no_log_of_a_walked_folder() {
    let folder = folder();
    folder.put("logs/faultlens.toml", CONFIG.as_bytes());
    let report = folder.json(&["logs"]);
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(
        report["inputs"][0]["formats"]
            .as_array()
            .or(report["inputs"][0]["format"].as_array())
            .unwrap()
            .len(),
        2
    );
    let named = folder.json(&["logs", "logs/faultlens.toml"]);
    assert_eq!(named["inputs"].as_array().unwrap().len(), 2);
}

#[test]
fn a_mistake_in_the_file_stops_the_run_with_its_place() {
    let folder = folder();
    folder.put(
        "faultlens.toml",
        CONFIG.replace("http_status", "status").as_bytes(),
    );
    for command in [
        &["analyze", "logs"][..],
        &["extract", "logs"],
        &["formats"],
        &["explain", "--line", "x"],
    ] {
        folder
            .run(command)
            .says(2, "faultlens.toml:5:50", "\"status\"");
    }
    folder
        .run(&["formats", "--config", "no.toml"])
        .says(2, "no.toml", "No such file");
    folder.put("faultlens.toml", b"\xff");
    folder
        .run(&["formats"])
        .says(2, "faultlens.toml", "other bytes");
    folder.put("faultlens.toml", &b"#".repeat((1 << 20) + 1));
    folder
        .run(&["formats"])
        .says(2, "faultlens.toml", "a larger one");
}

#[test]
fn every_format_is_listed_with_an_example() {
    let folder = folder();
    folder.put("faultlens.toml", CONFIG.as_bytes());
    let ran = folder.run(&["formats"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json = folder.run(&["formats", "--json"]).json();
    let listed: Vec<&str> = json["formats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    let outcomes = faultlens::outcome::OUTCOMES.iter().map(|one| one.name());
    let envelopes = faultlens::envelope::ENVELOPES.iter().map(|one| one.name());
    for name in outcomes.chain(envelopes).chain(["legacy-sms"]) {
        assert!(listed.contains(&name), "{name}: {listed:?}");
        let row = ran
            .out
            .lines()
            .find(|line| line.starts_with(&format!("  {name} ")));
        assert!(row.is_some_and(|row| row.len() > 20), "{name}: {}", ran.out);
    }
}

#[test]
fn a_test_tells_what_is_read_and_the_shapes_of_what_is_not() {
    let folder = folder();
    folder.put("faultlens.toml", CONFIG.as_bytes());
    let ran = folder.run(&["formats", "--test", "logs", "-q"]);
    let expected = "\
read: 2 of 7 lines (28.5 %) · 4 other · 1 blank
of the lines that name Twilio: 1 of 4 (25.0 %)

  events  read as
       1  text>http_text
       1  text>legacy-sms

   lines  shape of the unread lines that name Twilio, with the first of each
       1  0-0-0T0:0:0Z twilio said 0 things to [phone]
          logs/app.log:4: 2026-11-03T09:10:11Z twilio said 17 things to [phone]
       1  0-0-0T0:0:0Z Twilio said 0 things to [phone]
          logs/app.log:6: 2026-11-03T09:10:12Z Twilio said 9 things to [phone]
       1  {\"msg\":\"…\",\"n\":0}
          logs/app.log:7: {\"msg\":\"twilio\",\"n\":1}

next: faultlens explain --line \"…\" says why a line is not read; faultlens formats --help, how to describe it
";
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), expected, "")
    );
    let json = folder
        .run(&["formats", "--test", "logs", "--json", "-q"])
        .json();
    assert_eq!((&json["named"], &json["unread"]), (&4.into(), &3.into()));
    assert_eq!(json["lines"]["event_lines"], 2);
}

#[test]
fn shapes_are_counted_the_commonest_first_whatever_the_size_of_the_input() {
    let call = "POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503";
    let lines = |line: usize| {
        let mut lines = vec![
            format!("our twilio call {line}"),
            "  at some frame".to_owned(),
        ];
        if line.is_multiple_of(3) {
            lines.push(format!("{} {call}", line % 7));
        }
        if line.is_multiple_of(2) {
            lines.push("{\"a\":\"TWILIO\",".to_owned());
        }
        lines
    };
    let log = (0..3_000).flat_map(lines).collect::<Vec<_>>().join("\n");
    let folder = Folder::with("app.log", log.as_bytes());
    let json = folder
        .run(&["formats", "--test", "app.log", "--json"])
        .json();
    let shapes = json["shapes"].as_array().unwrap();
    let of = |at: usize| {
        (
            shapes[at]["lines"].as_u64().unwrap(),
            shapes[at]["line"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        (shapes.len(), of(0), of(1)),
        (2, (3_000, 1), (1_500, 4)),
        "{json}"
    );
    assert_eq!(json["lines"]["event_lines"], 1_000);
    let none = folder.run(&["formats", "--test", "no.log"]);
    none.says(2, "no.log", "nothing of that name");
}

#[test]
fn nothing_unread_is_said_and_nothing_read_is_exit_code_1() {
    let folder = Folder::with("a.log", b"Twilio Error 20003\n");
    let ran = folder.run(&["formats", "--test", "a.log"]);
    assert!(
        ran.out.ends_with("no unread line names Twilio\n"),
        "{ran:?}"
    );
    let ran = folder.run_on(&["formats", "--test", "-"], b"hello\n");
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn the_headers_of_a_call_that_is_read_are_not_called_unread() {
    let line =
        |text: &str| format!("2026-11-24 00:00:03,975 INFO [w-0] twilio.http_client: {text}\n");
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
    let call: String = [
        "-- BEGIN Twilio API Request --",
        &format!("POST Request: {url}"),
        "Headers:",
        "User-Agent : twilio-python/9.13.0",
        "Accept : application/json",
        "-- END Twilio API Request --",
        "Response Status Code: 201",
        "Pool : full",
    ]
    .map(line)
    .concat();
    let folder = Folder::with("a.log", call.repeat(3).as_bytes());
    let told = folder.run(&["formats", "--test", "a.log"]);
    assert!(
        told.out.starts_with(
            "read: 21 of 24 lines (87.5 %), 9 of them headers of calls · 3 other\n\
             of the lines that name Twilio: 21 of 24 (87.5 %)\n"
        ),
        "{told:?}"
    );
    // What looks like a header and stands in no call is none.
    assert!(
        told.out.contains("twilio.http_client: Pool : full"),
        "{told:?}"
    );
}

#[test]
fn explain_asks_the_formats_too() {
    let folder = folder();
    folder.put("faultlens.toml", CONFIG.as_bytes());
    let ran = folder.run(&["explain", "--line", LOG.lines().next().unwrap()]);
    for words in [
        "outcome legacy-sms: status 400, code 21211",
        "field http_status: 400, from legacy-sms",
        "400/21211",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let ran = folder.run(&["explain", "--line", "sms out rc=4xx tw=21211"]);
    assert!(
        ran.out
            .contains("outcome legacy-sms: asked, found nothing: its pattern does not match"),
        "{ran:?}"
    );
}

#[test]
fn a_call_that_several_records_tell_is_read_and_its_lines_are_accounted_for() {
    for name in ["node-debug.log", "java-ruby-php-csharp-debug.log"] {
        let file = format!("{}/fixtures/formats/{name}", env!("CARGO_MANIFEST_DIR"));
        let folder = Folder::new();
        let json = folder.run(&["formats", "--json", "--test", &file]).json();
        let lines = json["lines"].as_object().unwrap();
        let count = |name: &str| lines[name].as_u64().unwrap();
        let parts = lines.keys().filter(|name| *name != "lines");
        let sum: u64 = parts.map(|name| count(name)).sum();
        assert_eq!(sum, count("lines"), "{json}");
        assert!(count("event_lines") > 5, "{json}");
        let text = std::fs::read(&file).unwrap();
        let events = folder.run(&["extract", &file]).out.lines().count();
        let told = folder.run_on(&["explain", "--json", "--line", "-"], &text);
        let told = told.json()["events"].as_array().unwrap().len();
        assert_eq!(told, events, "{name}");
    }
}
