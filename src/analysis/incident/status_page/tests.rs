//! When the page confirms an incident of the log, and when it must not.

use super::*;

fn page(incidents: &str) -> StatusPage {
    let text = format!(r#"{{"page":{{"id":"x"}},"incidents":[{incidents}]}}"#);
    read("page.json", text.as_bytes()).unwrap()
}

fn finding(start: &str, end: &str, resources: &[&str]) -> Finding {
    let seconds = |text: &str| Timestamp::parse(text).unwrap().seconds();
    Finding {
        verdict: Verdict::TwilioIncident,
        start: seconds(start),
        end: seconds(end),
        resources: resources.iter().map(ToString::to_string).collect(),
        confidence: 0.8,
        evidence: None,
        q_value: None,
        peak: None,
        soft: false,
        affected: Vec::new(),
        normal: Vec::new(),
        gaps: Vec::new(),
    }
}

const SMS: &str = r#"{"name":"SMS delays","impact":"major","created_at":"2026-03-02T02:20:00Z","started_at":"2026-03-02T02:10:00.000Z",
    "resolved_at":"2026-03-02T04:00:00Z","components":[{"name":"Programmable Messaging"}],"incident_updates":[{"affected_components":null}]}"#;

#[test]
fn an_incident_is_confirmed_by_time_and_component() {
    let page = page(SMS);
    let found = |start, end, resources: &[&str]| page.confirms(&finding(start, end, resources));
    let confirmed = found(
        "2026-03-02T01:40:00Z",
        "2026-03-02T02:00:00Z",
        &["messaging/Messages"],
    );
    assert_eq!(
        confirmed.map(|one| one.later),
        Some(1800),
        "the page was half an hour late"
    );
    let early = found(
        "2026-03-02T03:00:00Z",
        "2026-03-02T03:20:00Z",
        &["messaging/Messages"],
    );
    assert_eq!(
        early.map(|one| one.later),
        Some(-3000),
        "the page was first"
    );
    for (start, end, resource) in [
        (
            "2026-03-02T01:40:00Z",
            "2026-03-02T02:00:00Z",
            "voice/Calls",
        ),
        (
            "2026-03-01T23:40:00Z",
            "2026-03-02T00:10:00Z",
            "messaging/Messages",
        ),
        (
            "2026-03-02T04:00:00Z",
            "2026-03-02T04:10:00Z",
            "messaging/Messages",
        ),
    ] {
        assert_eq!(found(start, end, &[resource]), None, "{start} {resource}");
    }
}

#[test]
fn incidents_of_the_page_alone_are_told() {
    let page = page(SMS);
    let (start, end) = (1_772_409_600, 1_772_409_600 + 86_400);
    assert_eq!(page.alone(&[], start, end), [0]);
    let same = finding(
        "2026-03-02T01:40:00Z",
        "2026-03-02T02:00:00Z",
        &["messaging/Messages"],
    );
    assert!(page.alone(&[same], start, end).is_empty());
    assert!(page.alone(&[], end, end + 1).is_empty());
}

#[test]
fn what_cannot_be_read_is_an_error_or_counted() {
    for bad in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"incidents":7}"#,
        r#"{"incidents":[{"name":"#,
    ] {
        let error = read("page.json", bad.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("page.json: expected the incidents.json"),
            "{error}"
        );
    }
    let partly = page(&format!(r#"{{"name":"no time"}},7,{SMS}"#));
    assert_eq!((partly.incidents.len(), partly.unreadable), (1, 2));
}

/// An entry on messaging from 2026-03-02 02:10, with further fields.
fn entry(fields: &str) -> String {
    format!(
        r#"{{"name":"Errors","started_at":"2026-03-02T02:10:00Z","components":[{{"name":"Programmable SMS"}}],{fields}}}"#
    )
}

fn confirmed(entry: &str, start: &str, end: &str) -> Option<i64> {
    let finding = finding(start, end, &["messaging/Messages"]);
    page(entry).confirms(&finding).map(|one| one.later / 60)
}

#[test]
fn two_hours_late_counts_from_the_start() {
    let entry = entry(r#""resolved_at":"2026-03-02T06:00:00Z""#);
    for (start, end, later) in [
        ("2026-03-02T00:10:00Z", "2026-03-02T01:00:00Z", Some(120)),
        ("2026-03-02T00:09:00Z", "2026-03-02T01:00:00Z", None),
        ("2026-03-01T20:00:00Z", "2026-03-02T02:09:00Z", None),
        ("2026-03-01T20:10:00Z", "2026-03-02T02:15:00Z", Some(360)),
    ] {
        assert_eq!(confirmed(&entry, start, end), later, "{start}");
    }
}

#[test]
fn an_old_entry_confirms_nothing() {
    let posted =
        r#""incident_updates":[{"status":"resolved","created_at":"2026-03-02T03:00:00Z"}]"#;
    for (fields, until) in [
        (r#""status":"investigating""#, 1440),
        (
            r#""status":"investigating","updated_at":"2026-03-02T04:10:00Z""#,
            1560,
        ),
        (
            r#""status":"resolved","resolved_at":null,"updated_at":"2026-03-02T03:10:00Z""#,
            60,
        ),
        (
            r#""status":"resolved","resolved_at":null,"updated_at":"2026-09-02T03:10:00Z""#,
            1440,
        ),
        (
            r#""resolved_at":"2026-03-02T01:00:00Z","updated_at":"2026-03-02T03:10:00Z""#,
            60,
        ),
        (posted, 50),
    ] {
        let entry = entry(fields);
        let page = page(&entry);
        let known = page.incidents.first().unwrap();
        assert_eq!((known.until - known.start) / 60, until, "{fields}");
        assert_eq!(known.end.is_some(), fields == posted, "{fields}");
        let later = ("2026-03-04T02:00:00Z", "2026-03-04T03:00:00Z");
        assert_eq!(confirmed(&entry, later.0, later.1), None, "{fields}");
    }
    let open = entry(r#""status":"monitoring""#);
    let same = confirmed(&open, "2026-03-02T03:00:00Z", "2026-03-02T03:30:00Z");
    assert_eq!(same, Some(-50));
}

#[test]
fn a_carrier_is_not_the_api() {
    let at = |name: &str, component: &str| {
        let entry = format!(
            r#"{{"name":"{name}","started_at":"2026-03-02T02:10:00Z","components":[{component}]}}"#
        );
        confirmed(&entry, "2026-03-02T02:00:00Z", "2026-03-02T03:00:00Z").is_some()
    };
    let sms = r#"{"name":"Programmable SMS"}"#;
    assert!(!at("SMS delivery delays to Ooredoo network in Qatar", sms));
    assert!(!at("Delays", r#"{"name":"SMS Delivery - Ooredoo Qatar"}"#));
    assert!(!at("SMS carrier outage in Chile", ""));
    assert!(at("SMS API errors, and delivery delays", sms));
    assert!(at("Elevated errors", sms));
}
