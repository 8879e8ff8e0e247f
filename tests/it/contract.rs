//! The machine outputs: the JSON report against its published schema, and the lines of `extract`.

use crate::log::{Log, START};
use crate::run::{Folder, count, gzip, lines_add_up};
use serde_json::{Map, Value};

/// The fields of a line of `extract`, in their order.
const FIELDS: [&str; 18] = [
    "source",
    "line",
    "lines",
    "timestamp",
    "kind",
    "method",
    "host",
    "resource",
    "http_status",
    "twilio_code",
    "inferred",
    "class",
    "fault",
    "duration_ms",
    "request_id",
    "idempotency_key",
    "attempt",
    "format",
];

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/report/report.schema.json"
    ));
    jsonschema::validator_for(&serde_json::from_str(&text.unwrap()).unwrap()).unwrap()
}

pub fn keeps_the_schema(report: &Value) {
    let schema = schema();
    let errors: Vec<String> = schema
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    lines_add_up(report);
}

/// A folder with logs of many kinds.
pub fn logs() -> Folder {
    let folder = Folder::with("logs/a.log", &Log::new(1, 120, START).bytes());
    folder.put("logs/b.log.gz", &gzip(&Log::new(2, 120, START).bytes()));
    folder.put("logs/deep/c.log", &Log::new(3, 120, START).bytes());
    folder
}

#[test]
fn the_json_report_keeps_its_schema() {
    let folder = logs();
    folder.put("empty.log", b"");
    folder.put("nothing.log", b"nothing of Twilio\n\n");
    folder.put("timeless.log", b"Twilio Error 20003\n");
    let mut cut = gzip(&Log::new(4, 60, START).bytes());
    cut.truncate(cut.len() / 2);
    folder.put("cut.gz", &cut);
    for paths in [
        &["logs"][..],
        &["empty.log"],
        &["nothing.log"],
        &["timeless.log"],
        &["logs", "cut.gz", "missing.log"],
        &["logs", "--since", "2030-01-01"],
        &["logs", "--window", "1d", "--tz", "Asia/Kathmandu"],
        &["logs", "--class", "4xx", "--resource", "messaging"],
    ] {
        keeps_the_schema(&folder.json(paths));
    }
}

#[test]
fn the_schema_can_refuse_a_report() {
    let mut report = logs().json(&["logs"]);
    let schema = schema();
    assert!(schema.is_valid(&report));
    report["totals"]["attempts"] = Value::from("many");
    assert!(!schema.is_valid(&report));
}

#[test]
fn the_json_report_holds_what_the_contract_names() {
    let report = logs().json(&["logs", "missing.log"]);
    for (place, fields) in [
        (
            "",
            "schema tool period inputs coverage totals pairs resources series incidents findings retries",
        ),
        ("/tool", "name version rules_version"),
        ("/period", "start end window_seconds timezone"),
        ("/inputs/0", "name status bytes lines events format error"),
        (
            "/coverage",
            "bytes lines event_lines other blank malformed oversized filtered",
        ),
        (
            "/totals",
            "attempts requests success redirect 4xx 5xx no_response unknown webhook delivery",
        ),
        (
            "/pairs/0",
            "kind http_status twilio_code class fault retry action title rule attempts requests first last resources samples",
        ),
        ("/pairs/0/samples/0", "source line text"),
        (
            "/resources/0",
            "resource attempts success redirect 4xx 5xx no_response unknown duration_ms",
        ),
        (
            "/series/0",
            "start success redirect 4xx 5xx no_response unknown",
        ),
    ] {
        let object = report.pointer(place).and_then(Value::as_object).unwrap();
        for field in fields.split(' ') {
            assert!(object.contains_key(field), "{place}/{field}");
        }
    }
    assert_eq!(report["schema"], "faultlens.report/1");
    let status = |name: &str| {
        let rows = report["inputs"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).unwrap()["status"].clone()
    };
    assert_eq!(status("logs/a.log"), "complete");
    assert_eq!(status("missing.log"), "failed");
    let pairs = report["pairs"].as_array().unwrap();
    let attempts: u64 = pairs.iter().map(|pair| count(&pair["attempts"])).sum();
    let totals = &report["totals"];
    assert_eq!(
        attempts,
        count(&totals["attempts"]) + count(&totals["delivery"])
    );
    assert!(
        pairs
            .iter()
            .all(|pair| pair["samples"].as_array().unwrap().len() <= 3)
    );
}

#[test]
fn every_line_of_extract_has_the_fields_of_the_contract_in_order() {
    let ran = logs().run(&["extract", "logs"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let (mut places, mut formats) = (Vec::new(), Vec::new());
    for line in ran.out.lines() {
        let object: Map<String, Value> = serde_json::from_str(line).unwrap();
        // serde_json sorts the keys of a map; their order is that of the text.
        let mut places_of: Vec<usize> = FIELDS
            .iter()
            .map(|field| line.find(&format!("\"{field}\":")).expect(line))
            .collect();
        places_of.dedup();
        assert!(places_of.is_sorted(), "{line}");
        assert_eq!(object.len(), FIELDS.len(), "{line}");
        assert!(
            ["api_call", "webhook", "delivery"].contains(&object["kind"].as_str().unwrap()),
            "{line}"
        );
        let when = object["timestamp"].as_str().unwrap();
        assert!(
            when.starts_with("2026-11-01T") && when.ends_with('Z'),
            "{line}"
        );
        places.push((
            object["source"].as_str().unwrap().to_owned(),
            count(&object["line"]),
        ));
        formats.push(object["format"].as_str().unwrap().to_owned());
    }
    assert!(places.is_sorted(), "not in input order");
    for format in [
        "docker>json>http_fields",
        "docker>text>http_text",
        "cri>json>http_fields",
        "logfmt>http_fields",
        "text>access_log",
        "text>ruby_sdk",
    ] {
        assert!(
            formats.iter().any(|known| known == format),
            "{format}: {formats:?}"
        );
    }
}

#[test]
fn extract_tells_what_analyze_counts() {
    let folder = logs();
    let report = folder.json(&["logs"]);
    let ran = folder.run(&["extract", "logs", "--threads", "7", "--chunk-size", "100"]);
    let totals = &report["totals"];
    let events = count(&totals["attempts"]) + count(&totals["delivery"]);
    assert_eq!(ran.out.lines().count() as u64, events);
    let whole = folder.run(&["extract", "logs", "--threads", "1"]);
    assert_eq!(whole.out, ran.out);
}

#[test]
fn an_idempotency_key_leaves_only_as_a_hash() {
    let key = "order-4711-secret";
    let line = format!(
        r#"{{"url":"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json","status":503,"idempotency_key":"{key}","attempt":2}}"#
    );
    let ran = Folder::with("a.log", line.as_bytes()).run(&["extract", "a.log"]);
    let object = ran.json();
    assert!(!ran.out.contains(key), "{ran:?}");
    assert_eq!(object["idempotency_key"].as_str().unwrap().len(), 16);
    assert_eq!(object["attempt"], 2);
    assert_eq!(object["source"], "a.log");
    assert_eq!(object["timestamp"], Value::Null);
}

#[test]
fn the_record_of_several_lines_says_its_first_line_and_how_many() {
    let log = "head\n2026-11-01T00:00:00Z ERROR RestException [Error]: no {\n  status: 401,\n  code: 20003\n}\n";
    let object = Folder::with("a.log", log.as_bytes())
        .run(&["extract", "a.log"])
        .json();
    assert_eq!((&object["line"], &object["lines"]), (&2.into(), &4.into()));
    assert_eq!(
        (&object["http_status"], &object["twilio_code"]),
        (&401.into(), &20003.into())
    );
}
