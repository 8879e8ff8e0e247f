//! Documents and tables: the same records whatever the cut, those that a plain reading of the whole finds.

use super::super::{Chunk, ChunkReader, MAX_LINE, Tally, record};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{self, Read};

/// Gives no more than some bytes at once.
struct Drip<'b>(&'b [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(buffer.len()).min(self.1.max(1));
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// First line, lines, own lines and text of a record.
type Told = (u64, u64, u64, String);

/// What a reading of an input gives.
#[derive(Debug, PartialEq)]
struct Reading {
    records: Vec<Told>,
    blank: u64,
    malformed: u64,
    tally: Tally,
    failure: Option<String>,
}

fn of_chunk(chunk: &Chunk, out: &mut Reading) -> u64 {
    let bytes = chunk.bytes();
    let text = |start: usize, end: usize| String::from_utf8_lossy(&bytes[start..end]).into_owned();
    if let Some(cut) = &chunk.cut {
        out.blank += cut.blank;
        out.malformed += cut.malformed;
        for one in &cut.records {
            let told = (one.line, one.lines, one.owned, text(one.start, one.end));
            out.records.push(told);
        }
        let own: u64 = cut.records.iter().map(|one| one.owned).sum();
        assert!(own + cut.blank + cut.malformed <= chunk.lines, "{cut:?}");
        return chunk.lines;
    }
    let (mut at, mut line) = (0, chunk.first_line);
    while at < bytes.len() {
        let (end, lines) = record::extent(bytes, at);
        out.records.push((line, lines, lines, text(at, end)));
        (at, line) = (end, line + lines);
    }
    chunk.lines
}

fn reading(input: &[u8], target: usize, drip: usize) -> Reading {
    let mut reader = ChunkReader::new(Drip(input, drip), target);
    let mut out = Reading {
        records: Vec::new(),
        blank: 0,
        malformed: 0,
        tally: Tally::default(),
        failure: None,
    };
    let (mut buffer, mut lines) = (Vec::new(), 0);
    while let Some(chunk) = reader.next(buffer) {
        lines += of_chunk(&chunk, &mut out);
        buffer = chunk.into_buffer();
    }
    out.tally = reader.tally();
    out.failure = reader.failure().map(ToString::to_string);
    assert_eq!(lines + out.tally.oversized, out.tally.lines);
    assert_eq!(out.tally.lines, record::lines(input), "lines");
    assert_eq!(out.tally.bytes, input.len() as u64);
    out
}

/// Reads an input in many ways, which must all give the same.
fn everywhere(input: &[u8]) -> Reading {
    let whole = reading(input, 1 << 20, usize::MAX);
    for (target, drip) in [(1, usize::MAX), (1, 1), (7, 3), (64, 1000), (5000, 7)] {
        assert_eq!(reading(input, target, drip), whole, "{target} {drip}");
    }
    whole
}

fn texts(input: &str) -> Vec<(u64, u64, u64, String)> {
    everywhere(input.as_bytes()).records
}

fn told(line: u64, lines: u64, own: u64, text: &str) -> Told {
    (line, lines, own, text.to_owned())
}

#[test]
fn elements_of_known_lists_are_records() {
    let one = "{\"a\":1}";
    assert_eq!(
        texts("[\n {\"a\":1},\n {\"a\":\n2}\n]\n"),
        [told(2, 1, 1, one), told(3, 2, 2, "{\"a\":\n2}")]
    );
    assert_eq!(
        texts("[{\"a\":1},{\"a\":1}]"),
        [told(1, 1, 0, one), told(1, 1, 1, one)]
    );
    assert_eq!(
        texts("{\"alerts\":[{\"a\":1}],\"meta\":{}}\n"),
        [told(1, 1, 1, one)]
    );
    assert_eq!(
        texts("{\n\"log\": {\"pages\":[{\"b\":1}], \"entries\": [\n{\"a\":1}\n]\n}}\n"),
        [told(3, 1, 1, one)]
    );
    let spans = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"a\":1},{\"a\":1}]}]}]}\n";
    assert_eq!(texts(spans), [told(1, 1, 0, one), told(1, 1, 1, one)]);
    assert_eq!(texts(&spans.repeat(2)).len(), 4);
}

#[test]
fn documents_without_a_list_are_records_themselves() {
    let text = "{\n\"code\": 1,\n\"list\": [{\"a\":1}],\n\n\"b\":[]}";
    assert_eq!(texts(&format!("{text}\n\n")), [told(1, 5, 5, text)]);
    for own in ["\"level\":\"error\",\"events\"", "\"url\":\"x\",\"data\""] {
        let own = format!("{{\n{own}:[{{\"a\":1}}]}}");
        assert_eq!(texts(&own), [told(1, 2, 2, &own)]);
    }
}

#[test]
fn lines_of_logs_are_no_documents() {
    for text in [
        "{\"a\":1}\n{\"b\":2}\n",
        "{\"level\":\"error\",\"events\":[{\"a\":1}]}\nnext\n",
        "[2025-01-01 00:00:00] production.ERROR: x\n",
        "[{main}] ERROR x\nb\n",
        "[{\"a\":1}] INFO x\nb\n",
        "{ status: 400,\n  code: 1 }\n",
        "{\"a\":1} and so on\n",
        "[\"a\",\n\"b\"]\n",
        "[]\n",
        "{\n",
        "{\"a\":[\n",
        "sid, code\n1, 2\n",
        "INFO a, b\n",
        "",
        " \n",
    ] {
        let mut reader = ChunkReader::new(text.as_bytes(), 9);
        while let Some(chunk) = reader.next(Vec::new()) {
            assert!(chunk.cut.is_none(), "{text}");
        }
        everywhere(text.as_bytes());
    }
}

#[test]
fn what_breaks_off_is_read_up_to_there_and_said() {
    let cut = everywhere(b"[\n{\"a\":1},\n{\"a\":\n");
    assert_eq!(cut.records, [told(2, 1, 1, "{\"a\":1}")]);
    assert_eq!((cut.malformed, cut.tally.lines), (1, 3));
    assert!(cut.failure.is_some());
    let cut = everywhere(b"[\n{\"a\":1},\n{\"a\"\n:2},\n{\"b\":]},\n{\"a\":3}\n]\n");
    assert_eq!((cut.records.len(), cut.malformed), (2, 3));
    assert!(cut.failure.is_some());
    // One document per line: the line after the broken one is whole again.
    let cut = everywhere(b"{\"alerts\":[{\"a\":1}]}\n{\"alerts\":[{\"a\":1},{\"b\n{\"c\":1}\n");
    assert_eq!(cut.records.last(), Some(&told(3, 1, 1, "{\"c\":1}\n")));
    assert_eq!(cut.records.len(), 3);
}

#[test]
fn text_behind_a_document_is_read_as_lines() {
    let found = texts("{\n\"a\":1}\nERROR x\n  at y\n{\"b\":2}\n");
    assert_eq!(
        found,
        [
            told(1, 2, 2, "{\n\"a\":1}"),
            told(3, 2, 2, "ERROR x\n  at y\n"),
            told(5, 1, 1, "{\"b\":2}\n")
        ]
    );
}

#[test]
fn a_large_document_is_cut_at_any_list() {
    let filler = "x".repeat(2000);
    let item = json!({ "text": filler });
    let inside: Vec<Value> = (0..900).map(|_| item.clone()).collect();
    for known in ["others", "messages"] {
        let whole = json!({ "about": {"a": [1, 2]}, known: inside, "last": 1 });
        for text in [
            whole.to_string(),
            serde_json::to_string_pretty(&whole).unwrap(),
        ] {
            let found = reading(text.as_bytes(), 10_000, 5000);
            // On one line and without a known list it may be a long line of a log.
            let line = known == "others" && !text.contains('\n');
            assert_eq!(found.records.len(), if line { 1 } else { 900 }, "{known}");
            assert_eq!(found, reading(text.as_bytes(), 1 << 20, 1 << 20));
        }
    }
}

#[test]
fn a_record_over_the_limit_is_counted_and_never_held() {
    let long = "x".repeat(MAX_LINE);
    let text = format!("[\n{{\"a\":1}},\n{{\"b\":\"{long}\"}},\n{{\"a\":1}}\n]\n");
    for target in [1 << 12, 1 << 25] {
        let found = reading(text.as_bytes(), target, usize::MAX);
        assert_eq!(found.tally.oversized, 1);
        let one = "{\"a\":1}";
        assert_eq!(found.records, [told(2, 1, 1, one), told(4, 1, 1, one)]);
    }
    let line = format!("[{{\"b\":\"{long}\"}},{{\"a\":1}}]");
    let found = reading(line.as_bytes(), 1 << 12, usize::MAX);
    assert_eq!((found.tally.oversized, found.records.len()), (1, 1));
}

#[test]
fn rows_of_tables_are_records() {
    let table = "\"Sid\",ErrorCode,Body\nSM1,30003,\"a\nb \"\"c\"\"\"\n\nSM2,,5\" x\nSM3,1,z";
    let found = everywhere(table.as_bytes());
    assert_eq!(
        found.records,
        [
            told(2, 2, 2, "SM1,30003,\"a\nb \"\"c\"\"\"\n"),
            told(5, 1, 1, "SM2,,5\" x\n"),
            told(6, 1, 1, "SM3,1,z")
        ]
    );
    assert_eq!((found.blank, found.malformed), (1, 0));
    let open = everywhere(b"Date,Message\n1,a\n2,\"b\nc\n");
    assert_eq!((open.records.len(), open.malformed), (1, 2));
    let long = format!("Date,Message\n1,\"{}\n2,b\n", "x\n".repeat(1 << 20));
    assert!(reading(long.as_bytes(), 4096, 9999).records.len() > 1 << 20);
}

/// A value of some depth out of numbers.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(Value::from),
        "[a-z\"\\\\{}\\[\\],: \n\u{e9}]{0,9}".prop_map(Value::from),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c\"\\\\]{1,3}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[a-e]{1,3}", value(), 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn written(value: &Value, pretty: bool) -> String {
    if pretty {
        return serde_json::to_string_pretty(value).unwrap();
    }
    value.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_are_cut_as_a_reading_of_the_whole_finds(
        records in prop::collection::vec(object(), 1..9), shape in 0_usize..6, pretty: bool, again in 1_usize..3,
        before in object(), target in 1_usize..300, drip in 1_usize..300,
    ) {
        let list = match shape {
            0 => json!(records),
            1 => json!({"alerts": records, "meta": before}),
            2 => json!({"log": {"entries": records, "version": before}}),
            3 => json!({"hits": {"total": before, "hits": records}}),
            4 => json!({"resourceLogs": [{"resource": before, "scopeLogs": [{"logRecords": records}]}]}),
            _ => json!({"a": before, "logEvents": records}),
        };
        let text = (written(&list, pretty) + "\n").repeat(again);
        let found = reading(text.as_bytes(), target, drip);
        prop_assert_eq!(&found, &reading(text.as_bytes(), 1 << 20, usize::MAX));
        let read: Vec<Value> = found.records.iter().map(|told| serde_json::from_str(&told.3).unwrap()).collect();
        let all: Vec<Value> = (0..again).flat_map(|_| records.clone()).collect();
        prop_assert_eq!(read, all);
    }

    #[test]
    fn damaged_documents_are_read_the_same_whatever_the_cut(
        records in prop::collection::vec(object(), 1..9), pretty: bool, known: bool,
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\n\"{}[],:x\\ ".to_vec())), 0..4),
        end in any::<prop::sample::Index>(), target in 1_usize..300, drip in 1_usize..300,
    ) {
        let list = if known { json!({"messages": records}) } else { json!(records) };
        let mut bytes = (written(&list, pretty) + "\n").repeat(3).into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        prop_assert_eq!(reading(&bytes, target, drip), reading(&bytes, 1 << 20, usize::MAX));
    }

    #[test]
    fn tables_are_cut_as_the_csv_crate_reads_them(
        rows in prop::collection::vec(("[a-c]{1,3}", "[a-c\",\n\r ]{0,9}"), 1..9), target in 1_usize..60, drip in 1_usize..60,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Time", "Message"]).unwrap();
        for (time, message) in &rows {
            writer.write_record([time, message]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let found = reading(&bytes, target, drip);
        prop_assert_eq!(&found, &reading(&bytes, 1 << 20, usize::MAX));
        let mut read = Vec::new();
        for told in &found.records {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(told.3.as_bytes());
            read.extend(reader.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[1].to_owned())));
        }
        prop_assert_eq!(read, rows);
    }
}
