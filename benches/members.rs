//! Every envelope and every outcome alone, in bytes per second, on a mebibyte of its own example: `cargo bench --bench members`.

use bumpalo::Bump;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use faultlens::envelope::contract::LogRecord;
use faultlens::envelope::{self, ENVELOPES};
use faultlens::outcome::OUTCOMES;
use faultlens::outcome::contract::Found;
use std::hint::black_box;
use std::time::Duration;

/// How many bytes of examples one pass reads.
const SIZE: usize = 1 << 20;

/// The example again and again; the digits of its identifiers differ, so that no two records are the same.
fn varied(example: &str) -> Vec<String> {
    let record = |number: usize| example.replace("0000000000", &format!("{number:010}"));
    (0..=SIZE / example.len()).map(record).collect()
}

fn bytes(records: &[String]) -> Throughput {
    Throughput::Bytes(records.iter().map(String::len).sum::<usize>() as u64)
}

fn envelopes(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("envelope");
    for envelope in ENVELOPES {
        let records = varied(envelope.example());
        let mut memory = Bump::new();
        group.throughput(bytes(&records));
        group.bench_function(BenchmarkId::from_parameter(envelope.name()), |bench| {
            bench.iter(|| {
                for text in &records {
                    memory.reset();
                    let mut record = LogRecord::new(text, &memory);
                    black_box(envelope.unwrap(text, &mut record));
                }
            });
        });
    }
}

/// What it costs to take a record's wrappers off and to ask one member.
fn outcomes(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("outcome");
    for outcome in OUTCOMES {
        let records = varied(outcome.example());
        let (mut memory, mut scratch) = (Bump::new(), String::new());
        group.throughput(bytes(&records));
        group.bench_function(BenchmarkId::from_parameter(outcome.name()), |bench| {
            bench.iter(|| {
                for text in &records {
                    memory.reset();
                    let record = envelope::unwrap(text, &memory);
                    let mut found = Found::with(&mut scratch);
                    found.ask(*outcome, &record);
                    black_box(found.event());
                    found.give_back(&mut scratch);
                }
            });
        });
    }
}

fn quick() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(10)
        .without_plots()
}

criterion_group! {
    name = members;
    config = quick();
    targets = envelopes, outcomes
}
criterion_main!(members);
