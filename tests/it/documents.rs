//! Laws 1, 2 and 4 on documents and tables: the same answer whatever the cut, every line accounted for, no byte can crash it.

use crate::any_bytes::damaged;
use crate::cuts::config;
use crate::run::{count, lines_add_up, plan, report};
use faultlens::chunk::ChunkReader;
use faultlens::chunk::record;
use faultlens::pipeline::analyze::Request;
use faultlens::pipeline::scan::Scanner;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every input among the fixtures of documents, by name.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/formats/documents");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    let inputs = files.filter(|path| path.is_file() && path.extension().unwrap() != "events");
    inputs
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect()
}

fn of(bytes: &[u8], threads: usize, chunk: usize) -> Value {
    let inputs = vec![("a", bytes.to_vec())];
    report(inputs, &Request::default(), plan(threads, chunk))
}

/// The events of an input, in order, with their lines.
fn events(bytes: &[u8], chunk: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut scanner = Scanner::default();
    let mut reader = ChunkReader::new(bytes, chunk);
    while let Some(chunk) = reader.next(Vec::new()) {
        scanner.scan(&chunk, |seen| {
            out.push(format!("{} {} {:?}", seen.line(), seen.lines, seen.event));
            true
        });
    }
    out
}

#[test]
fn same_answer_for_documents_whatever_the_cut() {
    for (name, bytes) in fixtures() {
        let whole = of(&bytes, 1, 1 << 20);
        lines_add_up(&whole);
        assert_eq!(
            count(&whole["coverage"]["lines"]),
            record::lines(&bytes),
            "{name}"
        );
        for (threads, chunk) in [(1, 1), (2, 100), (7, 3000)] {
            assert_eq!(
                of(&bytes, threads, chunk),
                whole,
                "{name} {threads} {chunk}"
            );
        }
        let all = events(&bytes, 1 << 20);
        for chunk in [1, 77, 2000] {
            assert_eq!(events(&bytes, chunk), all, "{name} {chunk}");
        }
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn damaged_documents_give_the_same_answer_whatever_the_cut(
        file in any::<prop::sample::Index>(), seed: u64, chunk in 1_usize..5000,
    ) {
        let all = fixtures();
        let (name, bytes) = &all[file.index(all.len())];
        let bytes = damaged(seed, bytes.clone());
        let whole = of(&bytes, 1, 1 << 20);
        lines_add_up(&whole);
        prop_assert_eq!(of(&bytes, 2, chunk), whole, "{}", name);
        prop_assert_eq!(events(&bytes, chunk), events(&bytes, 1 << 20), "{}", name);
    }

    #[test]
    fn any_bytes_behind_the_start_of_a_document_are_data(
        start in prop::sample::select(vec!["[{", "{\n\"log\":{\"entries\":[", "{\"alerts\":[{", "Sid,ErrorCode,Status\n\"", "[\n"]),
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"{}[]\",:\\\n 1".to_vec())], 0..600),
        chunk in 1_usize..700,
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        let whole = of(&bytes, 1, 1 << 20);
        lines_add_up(&whole);
        prop_assert_eq!(of(&bytes, 2, chunk), whole);
    }
}

/// An archive of many requests, written out far beyond what is held in memory for a judgement of the whole.
fn archive(requests: usize, pretty: bool) -> Vec<u8> {
    let url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json";
    let entry = |number: usize| {
        json!({
            "startedDateTime": "2026-11-01T00:00:00.000Z",
            "time": 12,
            "request": {"method": "POST", "url": if number.is_multiple_of(10) { url } else { "https://example.com/" }},
            "response": {"status": 503, "content": {"text": "x".repeat(500)}},
        })
    };
    let entries: Vec<Value> = (0..requests).map(entry).collect();
    let whole = json!({"log": {"version": "1.2", "entries": entries}});
    if pretty {
        return serde_json::to_vec_pretty(&whole).unwrap();
    }
    serde_json::to_vec(&whole).unwrap()
}

#[test]
fn a_large_archive_is_read_whole() {
    for pretty in [true, false] {
        let bytes = archive(4000, pretty);
        assert!(bytes.len() > 9 << 18);
        let report = of(&bytes, 2, 256 << 10);
        assert_eq!(count(&report["totals"]["5xx"]), 400);
        assert_eq!(count(&report["coverage"]["lines"]), record::lines(&bytes));
        assert_eq!(count(&report["coverage"]["malformed"]), 0);
        lines_add_up(&report);
    }
}

#[test]
fn a_document_that_breaks_off_is_named_and_read_up_to_there() {
    let mut bytes = archive(300, true);
    bytes.truncate(bytes.len() / 2 + 200);
    let report = of(&bytes, 2, 1000);
    assert_eq!(report["inputs"][0]["status"], "truncated");
    assert!(count(&report["coverage"]["malformed"]) > 0);
    assert!((14..=17).contains(&count(&report["totals"]["5xx"])));
    lines_add_up(&report);
}
