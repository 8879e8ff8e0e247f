//! The published schemas of `extract` and `explain`, against what the program prints, and against what it must not.

use crate::run::Folder;
use jsonschema::Validator;
use serde_json::Value;

fn schema(name: &str) -> Validator {
    published(&format!("src/cli/{name}.schema.json"))
}

/// The schema in that file of the repository, itself checked.
pub fn published(path: &str) -> Validator {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// Asserts that the value keeps the schema.
pub fn keeps(schema: &Validator, value: &Value) {
    let errors: Vec<String> = schema
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value}");
}

fn explained(arguments: &[&str]) -> Value {
    Folder::new()
        .run(&[&["explain", "--json"], arguments].concat())
        .json()
}

#[test]
fn every_line_of_extract_keeps_its_schema() {
    let schema = schema("extract");
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/demo");
    for (folder, path) in [(Folder::new(), demo), (crate::contract::logs(), "logs")] {
        let ran = folder.run(&["extract", path, "--quiet"]);
        assert!(ran.out.lines().count() > 100, "{ran:?}");
        for line in ran.out.lines() {
            keeps(&schema, &serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn what_explain_says_keeps_its_schema() {
    let schema = schema("explain");
    for arguments in [
        &["400", "21211"][..],
        &["20429"],
        &["30003"],
        &["11200"],
        &["502", "11200"],
        &["999999"],
        &["100"],
        &["201"],
        &["503"],
        &["--line", "Twilio Error 20003"],
        &["--line", "hello"],
        &["--line", ""],
    ] {
        keeps(&schema, &explained(arguments));
    }
}

#[test]
fn what_formats_says_keeps_its_schema() {
    let schema = schema("formats");
    let text = "twilio said 7\nTwilio Error 20003\n";
    let folder = Folder::with("a.log", text.as_bytes());
    let test = folder.run(&["formats", "--json", "--test", "a.log"]).json();
    let list = folder.run(&["formats", "--json"]).json();
    for good in [&test, &list] {
        keeps(&schema, good);
    }
    for (place, value) in [
        ("/schema", Value::from("faultlens.formats/2")),
        ("/formats/0/name", Value::from("A b")),
    ] {
        for good in [&test, &list] {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = value.clone();
            assert!(!schema.is_valid(&bad), "{place}");
        }
    }
    let mut bad = test.clone();
    bad["shapes"][0]["line"] = 0.into();
    assert!(!schema.is_valid(&bad));
}

#[test]
fn the_schemas_can_refuse() {
    let good = explained(&["--line", "Twilio Error 20003"]);
    let explain = schema("explain");
    for (place, value) in [
        ("/schema", Value::from("faultlens.explain/2")),
        ("/steps", Value::from("one")),
        ("/verdict/class", Value::from("5XX")),
        ("/verdict/advice", Value::Null),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert!(!explain.is_valid(&bad), "{place}");
    }
    let ran = crate::contract::logs().run(&["extract", "logs"]);
    let good: Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    let extract = schema("extract");
    assert!(extract.is_valid(&good));
    for (field, value) in [
        ("line", Value::from(0)),
        ("http_status", Value::from("400")),
        ("timestamp", Value::from("2026-11-01 00:00")),
        ("idempotency_key", Value::from("order-4711")),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(!extract.is_valid(&bad), "{field}");
    }
    let mut bad = good.clone();
    bad.as_object_mut().unwrap().remove("fault");
    assert!(!extract.is_valid(&bad));
}
