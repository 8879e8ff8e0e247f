//! Law 4 at length: mutants of every fixture and example, for each envelope alone, each outcome alone and the whole program.
//!
//! `cargo test` makes a few of each. `FAULTLENS_FUZZ_SECONDS=60 cargo test --release --test it fuzz:: -- --nocapture` makes
//! as many as fit into 60 seconds for each member and prints how many that were; `FAULTLENS_FUZZ_SEED` chooses others.

mod mutate;
mod slow;

use crate::log::Random;
use crate::plain_way::{differ, readable};
use crate::run::{analysis, extracted, lines_add_up, plan, report_of};
use bumpalo::Bump;
use faultlens::envelope::contract::{Envelope, LogRecord};
use faultlens::envelope::{self, ENVELOPES};
use faultlens::event::Event;
use faultlens::formats::UserFormats;
use faultlens::outcome::OUTCOMES;
use faultlens::outcome::contract::{Found, Outcome};
use faultlens::pipeline::analyze::Request;
use mutate::Mutants;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Mutants of one member in `cargo test`.
const FEW: u64 = 60;

/// Mutants of the whole program in `cargo test`, where each is read several times.
const FEWER: u64 = 12;

/// How long each member is fuzzed, if it is asked for.
fn seconds() -> Option<u64> {
    std::env::var("FAULTLENS_FUZZ_SECONDS").ok()?.parse().ok()
}

fn seed() -> u64 {
    let told = std::env::var("FAULTLENS_FUZZ_SEED").ok();
    told.and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

/// Hands mutants to `check`; what it panics on is kept in a file, whose name and the reason are answered.
fn fuzz(name: &str, own: &str, few: u64, check: impl Fn(&[u8], &mut Random)) -> Option<String> {
    let mut mutants = Mutants::new(seed(), own);
    let end = seconds().map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let goes_on = |made| end.map_or(made < few, |end| Instant::now() < end);
    let mut made = 0;
    while goes_on(made) {
        let mutant = mutants.next();
        made += 1;
        let case = AssertUnwindSafe(|| check(&mutant, &mut Random(made)));
        if catch_unwind(case).is_err() {
            let kept = format!("{}/fuzz-{name}", env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(&kept, &mutant).unwrap();
            return Some(format!("{name}: mutant {made}, kept as {kept}"));
        }
    }
    if end.is_some() {
        println!("{name}: {made} mutants");
    }
    None
}

/// Fuzzes members on two threads; what fell is told at the end.
fn each<M: Copy + Sync>(members: &[M], alone: impl Fn(M) -> Option<String> + Sync) {
    let half = |first: usize| {
        let own = members.iter().skip(first).step_by(2);
        own.filter_map(|member| alone(*member)).collect()
    };
    let fallen: Vec<String> = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let own: Vec<String> = half(0);
        [own, other.join().unwrap()].concat()
    });
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}

#[test]
fn no_mutant_breaks_an_envelope() {
    let alone = |envelope: &dyn Envelope| {
        fuzz(envelope.name(), envelope.example(), FEW, |bytes, _| {
            unwrap(envelope, &String::from_utf8_lossy(bytes));
        })
    };
    each(ENVELOPES, alone);
}

/// What is not wrapped that way leaves the record as it was, and a member takes only what begins as it says.
fn unwrap(envelope: &dyn Envelope, text: &str) {
    let memory = Bump::new();
    let mut record = LogRecord::new(text, &memory);
    let inside = envelope.unwrap(text, &mut record);
    let first = text.bytes().next();
    if inside.is_some() {
        assert!(first.is_some_and(|first| envelope.begins(first)), "{text}");
        return;
    }
    let texts = [
        record.severity,
        record.thread,
        record.process,
        record.hidden,
    ];
    let empty = record.attributes.is_empty() && texts == [None; 4];
    assert!(empty && record.timestamp.is_none(), "{record:?}");
    assert_eq!((record.body, record.line), (text, text));
}

#[test]
fn no_mutant_breaks_an_outcome() {
    let alone = |outcome: &dyn Outcome| {
        fuzz(outcome.name(), outcome.example(), FEW, |bytes, _| {
            ask(outcome, &String::from_utf8_lossy(bytes));
        })
    };
    each(OUTCOMES, alone);
}

/// Events that can be, and the same ones when asked again.
fn ask(outcome: &dyn Outcome, text: &str) {
    let memory = Bump::new();
    let record = envelope::unwrap(text, &memory);
    let told = |record: &LogRecord<'_>| {
        let mut found = Found::default();
        found.ask(outcome, record);
        found.events().for_each(can_be);
        format!(
            "{:?} {:?}",
            found.events().collect::<Vec<_>>(),
            found.pieces()
        )
    };
    assert_eq!(told(&record), told(&record));
    assert!(!outcome.why_not(&record).is_empty());
}

fn can_be(event: &Event<'_>) {
    let word = |letter: char| letter.is_ascii_alphanumeric() || "/_.-".contains(letter);
    let status = event.http_status;
    assert!(
        status.is_none_or(|status| (100..600).contains(&status)),
        "{event:?}"
    );
    let code = event.twilio_code;
    assert!(
        code.is_none_or(|code| (10_000..1_000_000).contains(&code)),
        "{event:?}"
    );
    assert!(
        event.resource.is_none_or(|text| text.chars().all(word)),
        "{event:?}"
    );
    let upper = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    assert!(event.method.is_none_or(upper), "{event:?}");
    assert!(
        event.host.is_none_or(faultlens::resource::is_api_host),
        "{event:?}"
    );
}

#[test]
fn no_mutant_breaks_the_whole() {
    each(&[""], |own| fuzz("whole", own, FEWER, whole));
}

#[test]
fn no_mutant_breaks_explain() {
    let explain = |bytes: &[u8], _: &mut Random| {
        let text = String::from_utf8_lossy(bytes);
        let steps = faultlens::pipeline::explain::explain(&text, &UserFormats::default());
        assert!(!steps.steps.is_empty());
    };
    each(&[""], |own| fuzz("explain", own, FEWER, explain));
}

/// The same report and the same events whatever the cut, every line accounted for, and the fast way is the plain way.
fn whole(bytes: &[u8], random: &mut Random) {
    let mut first = None;
    for (threads, chunk) in [(1, 1 << 20), (2, 64), (2, 1 + random.below(5000))] {
        let plan = || plan(threads, chunk);
        let report = report_of(&analysis(
            vec![("a", bytes.to_vec())],
            &Request::default(),
            plan(),
        ));
        lines_add_up(&report);
        let told = (report, extracted("a", bytes, plan()));
        let first = first.get_or_insert_with(|| told.clone());
        assert_eq!(&told, first, "{threads} threads, chunks of {chunk}");
    }
    // Documents and tables are cut by rules of their own: a first line that is neither makes lines of them.
    let lines = [b"start\n", bytes].concat();
    if readable(bytes) {
        assert_eq!(differ(&lines, 1 + random.below(9000)), None);
    }
}
