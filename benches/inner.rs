//! The inner loops, each alone, on lines from a small seeded generator: `cargo bench`.

use bumpalo::Bump;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use faultlens::aggregate::failing::Attempts;
use faultlens::aggregate::failing::traffic::Traffic;
use faultlens::aggregate::fold::Aggregate;
use faultlens::aggregate::series::Place;
use faultlens::analysis::contract::Settings;
use faultlens::analysis::incident::detect;
use faultlens::chunk::{Chunk, ChunkReader};
use faultlens::envelope;
use faultlens::event::Event;
use faultlens::outcome::Recogniser;
use faultlens::pipeline::scan::Scanner;
use faultlens::redact::redact;
use faultlens::resource;
use faultlens::timestamp::Timestamp;
use std::fmt::Write as _;
use std::hint::black_box;

/// Lines of a bench chunk: about 256 KiB, the size that a run works on.
const LINES: u64 = 1000;

/// One line in five is a call to Twilio, as in the corpora of the whole runs.
const SHARE: u64 = 5;

const PATHS: [&str; 4] = [
    "api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json",
    "api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Calls.json",
    "verify.twilio.com/v2/Services/VA11111111111111111111111111111111/Verifications",
    "conversations.dublin.ie1.twilio.com/v1/Conversations/CH22222222222222222222222222222222/Messages?PageSize=50",
];

/// Splitmix64: small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        let index = self.below(all.len() as u64);
        all[usize::try_from(index).unwrap_or(0)]
    }
}

/// A way to write one line: the call's URL without its scheme and its status, or `None` for a line of something else.
type Shape = fn(&mut Random, &mut String, u64, Option<(&str, u16)>);

fn ndjson(random: &mut Random, out: &mut String, second: u64, call: Option<(&str, u16)>) {
    let _ = write!(
        out,
        r#"{{"timestamp":"2026-11-03T10:{:02}:{:02}.123Z","level":"info","service":"notifier","#,
        second / 60,
        second % 60
    );
    let took = random.below(900);
    let _ = match call {
        Some((path, status)) => {
            let error = if status < 400 {
                String::new()
            } else {
                format!(
                    r#","error":{{"code":20503,"message":"Service unavailable","more_info":"https://www.twilio.com/docs/errors/20503","status":{status}}}"#
                )
            };
            writeln!(
                out,
                r#""msg":"http client","http":{{"method":"POST","url":"https://{path}","status":{status},"duration_ms":{took}}},"trace_id":"0123456789abcdef"{error}}}"#
            )
        }
        None => writeln!(
            out,
            r#""msg":"order 20404 shipped","user_id":{took},"duration_ms":{took},"trace_id":"0123456789abcdef","ctx":{{"region":"us-east-1","path":"/api/v1/orders/{took}"}}}}"#
        ),
    };
}

fn text(random: &mut Random, out: &mut String, second: u64, call: Option<(&str, u16)>) {
    let (minute, second, took) = (second / 60, second % 60, random.below(900));
    let _ = write!(out, "2026-11-03 10:{minute:02}:{second:02},123 ");
    let _ = match call {
        Some((path, status)) if status >= 400 => {
            writeln!(
                out,
                "ERROR worker.client POST https://{path} -> {status} in {took}ms error_code=20503"
            )
        }
        Some((path, status)) => {
            writeln!(
                out,
                "INFO worker.client POST https://{path} -> {status} in {took}ms"
            )
        }
        None => writeln!(
            out,
            "INFO worker.core read 20503 rows in 503 ms user={took} took={took}ms"
        ),
    };
}

fn access(random: &mut Random, out: &mut String, second: u64, call: Option<(&str, u16)>) {
    let (path, status) = call.unwrap_or(("shop.example.com/api/v1/orders/20404", 404));
    let _ = writeln!(
        out,
        r#"192.0.2.{} - - [03/Nov/2026:10:{:02}:{:02} +0000] "POST https://{path} HTTP/1.1" {status} 512 "-" "twilio-python/9.4.1" 0.{:03}"#,
        random.below(250),
        second / 60,
        second % 60,
        random.below(1000)
    );
}

/// Seeded lines of one shape.
fn lines(shape: Shape) -> String {
    let mut random = Random(7);
    let mut out = String::new();
    for line in 0..LINES {
        let second = line * 3600 / LINES;
        let call = (random.below(SHARE) == 0).then(|| {
            let status = random.pick(&[201, 201, 201, 201, 201, 201, 201, 503]);
            (random.pick(&PATHS), status)
        });
        shape(&mut random, &mut out, second, call);
    }
    out
}

/// The lines as one chunk.
fn chunk(text: &str) -> Chunk {
    let mut reader = ChunkReader::new(text.as_bytes(), text.len() + 1);
    reader
        .next(Vec::new())
        .expect("the generator writes at least one line")
}

/// The first line that tells a failed call.
fn failed(text: &str) -> &str {
    text.lines()
        .find(|line| line.contains("20503") && line.contains("twilio"))
        .expect("the generator writes failed calls")
}

const SHAPES: [(&str, Shape); 3] = [("ndjson", ndjson), ("text", text), ("access", access)];

fn find(bench: &mut Criterion) {
    let recogniser = Recogniser::new();
    let mut group = bench.benchmark_group("literal_search");
    for (name, shape) in SHAPES {
        let text = lines(shape);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let (mut at, mut hits) = (0, 0_u32);
                while let Some(hit) = recogniser.finder().find(text.as_bytes(), at) {
                    hits += 1;
                    at = hit.start + 1;
                }
                black_box(hits)
            });
        });
    }
}

fn unwrap(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("unwrap_line");
    for (name, shape) in SHAPES {
        let text = lines(shape);
        let line = failed_or_first(&text);
        let mut memory = Bump::new();
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| {
                memory.reset();
                black_box(envelope::unwrap(black_box(line), &memory).timestamp)
            });
        });
    }
}

/// Access logs carry no code: there the first call stands for all.
fn failed_or_first(text: &str) -> &str {
    if text.contains("error") {
        return failed(text);
    }
    text.lines()
        .find(|line| line.contains("twilio.com"))
        .expect("the generator writes calls")
}

fn resolve(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("resource");
    let mut out = String::new();
    for (name, path) in ["messages", "calls", "verifications", "conversations"]
        .iter()
        .zip(PATHS)
    {
        let url = format!("https://{path}");
        group.bench_function(*name, |bench| {
            bench.iter(|| black_box(resource::resolve(black_box(&url), &mut out).is_some()));
        });
    }
}

fn scan(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("scan_chunk");
    for (name, shape) in SHAPES {
        let text = lines(shape);
        let chunk = chunk(&text);
        let mut scanner = Scanner::default();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let mut events = 0_u32;
                let passed = scanner.scan(&chunk, |seen| {
                    events += u32::from(seen.event.http_status.is_some());
                    true
                });
                black_box((events, passed))
            });
        });
    }
}

/// A place for samples: after the first few events none is asked for its text.
struct Nowhere(u64);

impl Place for Nowhere {
    fn input(&self) -> usize {
        0
    }

    fn offset(&self) -> u64 {
        self.0
    }

    fn line(&self) -> u64 {
        self.0
    }

    fn text(&self) -> &'static str {
        "a line"
    }
}

fn observe(bench: &mut Criterion) {
    let stamps: Vec<Option<Timestamp>> = (0..60)
        .map(|minute| Timestamp::parse(&format!("2026-11-03T10:{minute:02}:00Z")))
        .collect();
    let mut random = Random(7);
    let events: Vec<Event<'_>> = (0..LINES)
        .map(|_| {
            let http_status = random.pick(&[201, 201, 201, 503]);
            Event {
                timestamp: random.pick(&stamps),
                resource: Some(random.pick(&["messaging/Messages", "voice/Calls"])),
                http_status: Some(http_status),
                twilio_code: (http_status == 503).then_some(20503),
                duration_us: Some(random.below(900_000)),
                ..Event::default()
            }
        })
        .collect();
    let mut group = bench.benchmark_group("fold");
    group.throughput(Throughput::Elements(LINES));
    group.bench_function("attempts", |bench| {
        bench.iter_batched_ref(
            || Attempts::new(300),
            |attempts| events.iter().for_each(|event| attempts.observe(event)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("observe", |bench| {
        bench.iter_batched_ref(
            || Aggregate::new(60),
            |aggregate| {
                for (event, offset) in events.iter().zip(0..) {
                    aggregate.observe(event, &Nowhere(offset));
                }
            },
            BatchSize::SmallInput,
        );
    });
}

fn hide(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("redact_line");
    for (name, shape) in SHAPES {
        let text = lines(shape);
        let line = failed_or_first(&text);
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| black_box(redact(black_box(line)).len()));
        });
    }
}

/// A year of five minutes by sixty resources, every window with traffic, one failure in a thousand, and a few incidents.
fn year() -> Traffic {
    const WINDOWS: i64 = 365 * 288;
    let names: Vec<String> = (0..60)
        .map(|name| format!("product/Resource{name}"))
        .collect();
    let mut random = Random(7);
    let mut attempts = Attempts::new(300);
    let mut failed = 0_u64;
    for window in 0..WINDOWS {
        for (place, name) in names.iter().enumerate() {
            let outage = window % 20_000 < 12 && place % 7 == 0;
            let good = Event {
                timestamp: Timestamp::from_seconds(window * 300 + 7),
                resource: Some(name),
                http_status: Some(201),
                ..Event::default()
            };
            for _ in 0..3 {
                attempts.observe(&good);
            }
            if outage || random.below(300) == 0 {
                failed += 1;
                let key = failed.to_string();
                attempts.observe(&Event {
                    http_status: Some(503),
                    twilio_code: Some(20503),
                    idempotency_key: Some(&key),
                    ..good
                });
            }
        }
    }
    attempts.freeze()
}

fn judge(bench: &mut Criterion) {
    let traffic = year();
    let mut group = bench.benchmark_group("incidents");
    group.sample_size(10);
    group.bench_function("year_of_60_resources", |bench| {
        bench.iter(|| {
            black_box(detect(black_box(&traffic), &Settings::default()))
                .findings
                .len()
        });
    });
}

criterion_group!(inner, find, unwrap, resolve, scan, observe, hide, judge);
criterion_main!(inner);
