//! Every file of `fixtures/formats` is read as its `.events` say: one JSON object per expected event, in order, with the
//! fields that matter of `extract`. A file without events has an empty one. A first line `{"arguments": […]}` gives
//! further arguments. What lies in a folder `pending` waits for a reader and is left out.

use crate::run::Folder;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats")
}

/// Every input below `fixtures/formats`, with the file of its events.
fn fixtures() -> Vec<(PathBuf, PathBuf)> {
    let files = walkdir::WalkDir::new(folder()).sort_by_file_name();
    let inputs = files.into_iter().map(|entry| entry.unwrap().into_path());
    let is_input = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        path.is_file()
            && !path
                .iter()
                .any(|folder| folder == "pending" || folder == "drivers")
            && !matches!(
                &*ending,
                "events" | "md" | "toml" | "py" | "js" | "sh" | "conf"
            )
    };
    inputs
        .filter(is_input)
        .map(|input| {
            let events = input.with_extension("events");
            (input, events)
        })
        .collect()
}

/// Every input below `fixtures`, those of the demo too.
pub fn files() -> Vec<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let demo = walkdir::WalkDir::new(home.join("demo")).sort_by_file_name();
    let demo = demo.into_iter().map(|entry| entry.unwrap().into_path());
    let formats = fixtures().into_iter().map(|(input, _)| input);
    let all = formats.chain(demo.filter(|path| path.is_file()));
    all.chain([home.join("envelopes.jsonl")]).collect()
}

fn lines(text: &str) -> Vec<Value> {
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    filled
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn every_fixture_is_read_as_its_events_say() {
    let mut wrong = Vec::new();
    for (input, events) in fixtures() {
        let name = input.strip_prefix(folder()).unwrap().display().to_string();
        let expected = std::fs::read_to_string(&events)
            .unwrap_or_else(|error| panic!("{name} has no events file: {error}"));
        let mut expected = lines(&expected);
        let mut arguments = vec!["extract".to_owned(), input.display().to_string()];
        if let Some(more) = expected
            .first()
            .and_then(|first| first.get("arguments"))
            .cloned()
        {
            arguments.extend(
                more.as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one.as_str().unwrap().to_owned()),
            );
            expected.remove(0);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let read = lines(&Folder::new().run(&arguments).out);
        if read.len() != expected.len() {
            wrong.push(format!(
                "{name}: {} events, expected {}",
                read.len(),
                expected.len()
            ));
        }
        for (at, (expected, read)) in expected.iter().zip(&read).enumerate() {
            for (field, value) in expected.as_object().unwrap() {
                // What a record does not print may be inferred, and is then marked.
                let inferred =
                    field == "twilio_code" && value.is_null() && read["inferred"] == true;
                if read.get(field) != Some(value) && !inferred {
                    let line = &read["line"];
                    wrong.push(format!(
                        "{name}, event {at} (line {line}): {field} is {}, expected {value}",
                        read[field]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
