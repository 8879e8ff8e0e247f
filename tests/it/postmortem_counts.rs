//! What a draft counts and what it leaves open: failures of no resource, peaks over several files, accounts, requests, days.

use crate::postmortem::log;
use crate::run::{Folder, count, gzip};
use crate::schemas::{keeps, published};
use serde_json::Value;
use std::fmt::Write;

fn draft(folder: &Folder, arguments: &[&str]) -> Value {
    let arguments = [&["postmortem", "--quiet", "--json"], arguments].concat();
    let draft = folder.run(&arguments).json();
    keeps(
        &published("src/report/postmortem/postmortem.schema.json"),
        &draft,
    );
    draft
}

/// The log with an exception every two minutes of the outage that names neither a URL nor a resource.
fn with_nameless() -> String {
    let mut out = log();
    for minute in 2..14 {
        let _ = writeln!(
            out,
            "2026-03-02 03:{:02}:07 ERROR worker: twilio.base.exceptions.TwilioRestException: HTTP 503 error: Service unavailable",
            minute * 2
        );
    }
    out
}

#[test]
fn failures_of_no_resource_are_told_and_never_stand_under_what_did_not_fail() {
    let folder = Folder::with("app.log", with_nameless().as_bytes());
    let told = draft(&folder, &["app.log"]);
    let also = told["also_failed"].as_array().unwrap();
    assert_eq!(also.len(), 1, "{also:?}");
    assert_eq!(
        (also[0]["resource"].clone(), count(&also[0]["failed_calls"])),
        (Value::Null, 12)
    );
    let calm = told["unaffected"].as_array().unwrap();
    assert!(!calm.is_empty() && calm.iter().all(|row| row["failed_calls"] == 0));
    // The verdict does not say of any resource that it stayed normal.
    let summary = told["summary"].to_string();
    assert!(!summary.contains("stayed normal"), "{summary}");
    assert!(
        summary.contains("is not known, as 12 failed calls name no resource")
            && summary.contains("Failed too in that time")
            && !summary.contains("Not affected"),
        "{summary}"
    );
    let report = folder.json(&["app.log"]);
    let incident = &report["incidents"][0];
    // Their advice does not gainsay that of the incident.
    let pairs = report["pairs"].as_array().unwrap();
    let nameless = pairs
        .iter()
        .find(|pair| pair["http_status"] == 503 && pair["twilio_code"].is_null());
    let advice = nameless.unwrap()["action"].as_str().unwrap();
    assert!(
        advice.starts_with("While the incident lasts hold the queue"),
        "{advice}"
    );
    assert_eq!(incident["untold_failures"], 12);
    assert!(
        !incident["summary"]
            .as_str()
            .unwrap()
            .contains("stayed normal")
    );
    // Without them it does.
    let folder = Folder::with("app.log", log().as_bytes());
    let summary = draft(&folder, &["app.log"])["summary"].to_string();
    assert!(
        summary.contains("stayed normal") && summary.contains("Not affected"),
        "{summary}"
    );
}

#[test]
fn a_peak_names_every_input_that_it_was_counted_from() {
    let (mut one, mut other) = (String::new(), String::new());
    for line in log().lines() {
        let to = if line.contains("/Messages.json") {
            &mut one
        } else {
            &mut other
        };
        to.push_str(line);
        to.push('\n');
    }
    let folder = Folder::with("messages.log", one.as_bytes());
    folder.put("others.log", other.as_bytes());
    let told = draft(&folder, &["messages.log", "others.log"]);
    let moments = told["timeline"].as_array().unwrap();
    let peak = moments.iter().find(|row| row["event"] == "peak").unwrap();
    let evidence = peak["evidence"].as_array().unwrap();
    let records: u64 = evidence.iter().map(|one| count(&one["records"])).sum();
    let text = peak["text"].as_str().unwrap();
    assert!(text.starts_with(&format!("Peak: {records} of ")), "{peak}");
    let names: Vec<&Value> = evidence.iter().map(|one| &one["source"]).collect();
    assert_eq!(names, ["messages.log", "others.log"]);
}

#[test]
fn accounts_are_counted_where_urls_name_them() {
    let other = "AC00000000000000000000000000000001";
    let line = |line: &str| {
        if line.contains("key-38-0-") {
            line.replace("AC00000000000000000000000000000000", other)
        } else {
            line.to_owned()
        }
    };
    let two: Vec<String> = log().lines().map(line).collect();
    let two = two.join("\n");
    let folder = Folder::with("app.log", two.as_bytes());
    let impact = draft(&folder, &["app.log"])["impact"].clone();
    assert_eq!(
        [&impact["accounts"], &impact["calls_with_account"]],
        [2, 77]
    );
    let narrow = draft(
        &folder,
        &["app.log", "--threads", "3", "--chunk-size", "700"],
    );
    assert_eq!(narrow["impact"], impact);
    // Of URLs without an account nothing is counted, and that is said.
    let none = log().replace("/Accounts/AC00000000000000000000000000000000", "");
    let folder = Folder::with("app.log", none.as_bytes());
    let told = draft(
        &folder,
        &["app.log", "--since", "2026-03-02", "--until", "2026-03-03"],
    );
    assert_eq!(told["impact"]["accounts"], Value::Null);
    let unknown = told["unknown"].to_string();
    assert!(unknown.contains("Which accounts were hit"), "{unknown}");
}

#[test]
fn requests_are_not_told_where_nothing_links_attempts() {
    let nameless = log().replace("\"idempotency_key\":\"", "\"note\":\"");
    let folder = Folder::with("app.log", nameless.as_bytes());
    let told = draft(&folder, &["app.log"]);
    assert_eq!(told["impact"]["failed_requests"], Value::Null);
    let page = folder.run(&["postmortem", "app.log", "--quiet"]).out;
    assert!(
        page.contains(
            "| Failing requests, each once | not known: most failed calls name nothing of their request |"
        ) && page.contains("| Calls with 5xx or no answer, every attempt | 77 of 120 (64 %) |"),
        "{page}"
    );
}

#[test]
fn what_is_normal_is_what_was_counted() {
    let folder = Folder::with("app.log", log().as_bytes());
    let page = folder.run(&["postmortem", "app.log", "--quiet"]).out;
    assert!(page.contains("; at other times 0 of "), "{page}");
    let report = folder.run(&["analyze", "app.log", "--json"]).json();
    let other = &report["incidents"][0]["evidence"][0]["other_times"];
    assert_eq!(
        [count(&other["failed"]), count(&other["requests"])],
        [0, 660]
    );
}

#[test]
fn the_summary_gives_no_orders_and_paths_stay_as_they_are() {
    let folder = Folder::with("app.log", log().as_bytes());
    let mut cut = gzip(log().as_bytes());
    cut.truncate(cut.len() - 9);
    folder.put("tr.gz", &cut);
    let page = r#"{"incidents":[{"name":"Delays","created_at":"2026-03-02T03:12:00Z","resolved_at":"2026-03-02T04:00:00Z",
        "incident_updates":[{"status":"resolved","created_at":"2026-03-02T04:00:00Z"}]}]}"#;
    folder.put("page.json", page.as_bytes());
    let arguments = ["postmortem", "app.log", "tr.gz", "--quiet", "--json"];
    let told = folder.run(&[&arguments[..], &["--status-page", "page.json"]].concat());
    let told = told.json();
    let summary = told["summary"].to_string();
    assert!(
        !summary.contains("Hold the queue") && !summary.contains("Check status"),
        "{summary}"
    );
    let unknown = told["unknown"].to_string();
    assert!(
        unknown.contains("The input tr.gz ended before its time"),
        "{unknown}"
    );
    let posts = told["timeline"].as_array().unwrap();
    let posts = posts.iter().filter(|row| row["event"] == "status_page");
    assert_eq!(posts.count(), 2, "begins, and resolved once");
}

#[test]
fn why_requests_are_not_counted_is_said_as_it_is() {
    let folder = Folder::with("app.log", log().as_bytes());
    let figure = |arguments: &[&str]| {
        let ran = folder.run(&[&["postmortem", "--quiet"], arguments].concat());
        let line = ran.out.lines().find(|line| line.contains("each once"));
        line.map(str::to_owned).unwrap_or_default()
    };
    let span = ["app.log", "--since", "2026-03-02T03:07"];
    assert!(
        figure(&span).contains("not counted: the stretch was chosen by hand, and is not judged")
    );
    let nameless: Vec<&str> = NAMES.to_vec();
    let text = log()
        .lines()
        .map(|line| without(line, &nameless) + "\n")
        .collect::<String>();
    folder.put("bare.log", text.as_bytes());
    assert!(
        figure(&["bare.log"])
            .contains("not known: most failed calls name nothing of their request")
    );
    let ran = folder.run(&["postmortem", "--quiet", "bare.log"]);
    assert!(!ran.out.contains("per request)"), "{ran:?}");
}

/// What names a request in the log.
const NAMES: [&str; 1] = ["idempotency_key"];

/// A record without some of its fields.
fn without(line: &str, names: &[&str]) -> String {
    let Ok(mut record) = serde_json::from_str::<serde_json::Map<String, Value>>(line) else {
        return line.to_owned();
    };
    record.retain(|name, _| !names.contains(&name.as_str()));
    Value::Object(record).to_string()
}

#[test]
fn requests_are_counted_where_the_records_name_them() {
    let folder = Folder::with("app.log", log().as_bytes());
    let report = folder.json(&["app.log"]);
    assert_eq!(
        report["totals"]["requests"],
        report["retries"]["totals"]["requests"]
    );
    assert_eq!(count(&report["totals"]["requests"]), 2880);
    let text = log()
        .lines()
        .map(|line| without(line, &NAMES) + "\n")
        .collect::<String>();
    folder.put("bare.log", text.as_bytes());
    let report = folder.json(&["bare.log"]);
    assert_eq!(report["totals"]["requests"], Value::Null);
    assert_eq!(report["behaviour"]["requests_known"], false);
}

#[test]
fn a_day_is_drafted_by_its_incident_and_without_one_as_a_whole() {
    let day = log();
    let calm: Vec<&str> = day.lines().filter(|line| !line.contains("20503")).collect();
    let calm = calm.join("\n").replace("2026-03-02", "2026-03-01");
    let folder = Folder::with("app.log", format!("{calm}\n{day}").as_bytes());
    let told = draft(&folder, &["app.log", "--day", "2026-03-02"]);
    assert_eq!(told["verdict"]["number"], 1);
    assert_eq!(told["start"], "2026-03-02T03:00:00Z");
    // The log goes on after what was judged; what that was is said.
    let unknown = told["unknown"].to_string();
    assert!(
        unknown.contains("Filtered: day 2026-03-02 (UTC)"),
        "{unknown}"
    );
    let told = draft(&folder, &["app.log", "--day", "2026-03-01"]);
    assert_eq!(told["verdict"], Value::Null);
    assert_eq!(
        [&told["start"], &told["end"]],
        ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]
    );
    let asked = ["postmortem", "app.log", "--quiet", "--incident", "1"];
    let of_day = [&asked[..], &["--day", "2026-03-01"]].concat();
    folder.run(&of_day).says(2, "--incident", "1");
}
