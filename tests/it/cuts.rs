//! Laws 1 and 7: the same answer whatever the cut, and times shift as findings shift.

use crate::log::{Log, Random, START};
use crate::run::{analysis, gzip, plan, report, zstd};
use faultlens::aggregate::fold::Aggregate;
use faultlens::aggregate::series::Place;
use faultlens::aggregate::summary::Summary;
use faultlens::aggregate::window::Width;
use faultlens::chunk::ChunkReader;
use faultlens::pipeline::analyze::Request;
use faultlens::pipeline::join::Joiner;
use faultlens::pipeline::scan::{Scanner, Seen};
use proptest::prelude::*;
use serde_json::Value;

pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn by_the_hour() -> Request {
    Request {
        width: Width::Fixed(3600),
        ..Request::default()
    }
}

/// A report without what names the files.
fn nameless(mut report: Value) -> Value {
    report["inputs"].take();
    // Which attempts are one's retries, and whose clock has milliseconds, is asked file by file.
    report["retries"].take();
    report["behaviour"].take();
    for pair in report["pairs"].as_array_mut().unwrap() {
        for sample in pair["samples"].as_array_mut().unwrap() {
            sample["source"].take();
            sample["line"].take();
        }
    }
    report
}

/// Cuts the log between records, at random.
fn pieces(log: &Log, parts: usize, random: &mut Random) -> Vec<Vec<u8>> {
    let mut cuts: Vec<usize> = (1..parts)
        .map(|_| random.below(log.records.len() + 1))
        .collect();
    cuts.extend([0, log.records.len()]);
    cuts.sort_unstable();
    cuts.windows(2)
        .map(|pair| log.piece(pair[0]..pair[1]))
        .collect()
}

#[test]
fn what_was_planted_is_what_is_counted() {
    for seed in 0..12 {
        let log = Log::new(seed, 250, START);
        let found = analysis(vec![("a", log.bytes())], &by_the_hour(), plan(2, 1000));
        let cells = found.summary.cells.iter();
        let told = cells.map(|row| {
            let key = (
                row.window_start,
                row.kind.name(),
                row.resource.as_deref(),
                row.http_status,
                row.twilio_code,
            );
            (key, row.cell.attempts)
        });
        let planted: Vec<_> = log
            .truth
            .iter()
            .map(|(told, count)| (*told, *count))
            .collect();
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        assert_eq!(told, planted, "seed {seed}");
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn same_answer_whatever_the_cut(seed: u64, chunk in prop_oneof![1_usize..80, 80_usize..20_000]) {
        let log = Log::new(seed, 120, START);
        let bytes = log.bytes();
        let request = Request::default();
        let whole = report(vec![("a", bytes.clone())], &request, plan(1, 1 << 20));
        for threads in [1, 2, 7] {
            let packed = [bytes.clone(), gzip(&bytes), zstd(&bytes)];
            for bytes in packed {
                let other = report(vec![("a", bytes)], &request, plan(threads, chunk));
                prop_assert_eq!(&other, &whole);
            }
        }
    }

    #[test]
    fn same_answer_whatever_the_split_and_the_order_of_files(seed: u64, parts in 2_usize..8, chunk in 1_usize..5000) {
        let log = Log::new(seed, 120, START);
        let mut random = Random(seed);
        let request = Request::default();
        let whole = report(vec![("a", log.bytes())], &request, plan(1, 1 << 20));
        let pieces = pieces(&log, parts, &mut random);
        let names: Vec<String> = (0..pieces.len()).map(|number| format!("part-{number}")).collect();
        let mut files: Vec<(&str, Vec<u8>)> = names.iter().map(String::as_str).zip(pieces).collect();
        let cut = report(files.clone(), &request, plan(2, chunk));
        prop_assert_eq!(nameless(cut.clone()), nameless(whole));
        for at in (1..files.len()).rev() {
            files.swap(at, random.below(at + 1));
        }
        prop_assert_eq!(report(files, &request, plan(7, chunk)), cut);
    }

    #[test]
    fn same_answer_whatever_the_merge_tree(seed: u64, parts in 2_usize..9) {
        let log = Log::new(seed, 120, START);
        let mut random = Random(seed);
        let pieces = pieces(&log, parts, &mut random);
        let mut scanner = Scanner::default();
        let mut folds: Vec<Aggregate> = pieces
            .iter()
            .enumerate()
            .map(|(input, piece)| folded(&mut scanner, [(input, piece.as_slice())]))
            .collect();
        let all = pieces.iter().map(Vec::as_slice).enumerate();
        let straight = Summary::of(folded(&mut scanner, all), Width::Auto);
        while folds.len() > 1 {
            let one = folds.swap_remove(random.below(folds.len()));
            let at = random.below(folds.len());
            folds[at].merge(one);
        }
        prop_assert_eq!(Summary::of(folds.remove(0), Width::Auto), straight);
    }

    #[test]
    fn times_shift_findings_shift(seed: u64, days in 1_i64..20) {
        let request = by_the_hour();
        let of = |start| report(vec![("a", Log::new(seed, 120, start).bytes())], &request, plan(2, 4096));
        let (here, there) = (of(START), of(START + days * 86_400));
        let shifted = |text: &str| shift(text, days);
        for part in ["series", "heat"] {
            let mut moved = here[part].clone();
            for row in moved.as_array_mut().unwrap() {
                row["start"] = Value::from(shifted(row["start"].as_str().unwrap()));
            }
            prop_assert_eq!(&moved, &there[part]);
        }
        for part in ["totals", "resources"] {
            prop_assert_eq!(&here[part], &there[part]);
        }
        let rows = here["pairs"].as_array().unwrap().iter().zip(there["pairs"].as_array().unwrap());
        prop_assert_eq!(here["pairs"].as_array().unwrap().len(), there["pairs"].as_array().unwrap().len());
        for (one, other) in rows {
            for key in one.as_object().unwrap().keys() {
                let same = match key.as_str() {
                    "samples" => continue,
                    "first" | "last" => Value::from(shifted(one[key].as_str().unwrap())),
                    _ => one[key].clone(),
                };
                prop_assert_eq!(same, other[key].clone(), "{}", key);
            }
        }
    }
}

/// A time of November 2026, days later.
fn shift(text: &str, days: i64) -> String {
    let day: i64 = text[8..10].parse().unwrap();
    format!("{}{:02}{}", &text[..8], day + days, &text[10..])
}

/// Scans and folds inputs on one thread, by hand.
fn folded<'p>(
    scanner: &mut Scanner,
    inputs: impl IntoIterator<Item = (usize, &'p [u8])>,
) -> Aggregate {
    let mut out = Aggregate::new(60);
    for (input, bytes) in inputs {
        let mut reader = ChunkReader::new(bytes, 700);
        let mut joiner = Joiner::default();
        let mut observe = |seen: &Seen<'_>| {
            out.observe(seen.event, &At { input, seen });
            true
        };
        while let Some(chunk) = reader.next(Vec::new()) {
            let (_, parts) = scanner.scan(&chunk, &mut observe);
            joiner.take(parts, &mut observe);
        }
        joiner.finish(&mut observe);
    }
    out
}

struct At<'s> {
    input: usize,
    seen: &'s Seen<'s>,
}

impl Place for At<'_> {
    fn input(&self) -> usize {
        self.input
    }

    fn offset(&self) -> u64 {
        self.seen.offset
    }

    fn line(&self) -> u64 {
        self.seen.line()
    }

    fn text(&self) -> &str {
        self.seen.text
    }
}
