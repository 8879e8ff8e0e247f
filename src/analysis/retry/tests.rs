//! The audit of requests that went well at once: whether they are linked or only counted, the answer is the same.

use super::audit;
use crate::aggregate::attempts::{Counters, Ledger, Sizes};
use crate::aggregate::fold::Aggregate;
use crate::aggregate::summary::Summary;
use crate::aggregate::window::Width;
use crate::analysis::audit::Audit;
use crate::analysis::beside::NewThread;
use crate::analysis::contract::{Judged, Settings};
use crate::event::attempt::{Facts, Flags};
use crate::event::{Event, Kind};
use crate::timestamp::Timestamp;
use proptest::prelude::*;

/// Status, seconds, milliseconds of the call, URL, payload, key, id, attempt number.
type Told = (u16, i64, u64, u64, u64, u64, u64, u32);

fn told() -> impl Strategy<Value = Told> {
    let status = prop_oneof![6 => Just(201), 1 => Just(503), 1 => Just(429), 1 => Just(400)];
    (
        status,
        0..400_i64,
        0..3000_u64,
        1..5_u64,
        0..4_u64,
        0..6_u64,
        0..8_u64,
        0..4_u32,
    )
}

fn ledger(all: &[Told], first: u64) -> Ledger {
    filled(Ledger::default(), all, first)
}

fn filled(mut ledger: Ledger, all: &[Told], first: u64) -> Ledger {
    for (line, (status, second, duration, url, payload, key, id, number)) in (first..).zip(all) {
        let event = Event {
            timestamp: Timestamp::from_nanoseconds(second * 1_000_000_000 + 7_000_000).into(),
            kind: Kind::ApiCall,
            method: Some(if *url == 4 { "GET" } else { "POST" }),
            resource: Some(if *url == 1 {
                "voice/Calls"
            } else {
                "messaging/Messages"
            }),
            http_status: Some(*status),
            duration_us: Some(duration * 1000),
            ..Event::default()
        };
        let mut flags = Flags::WHOLE;
        flags.set(Flags::STRONG, *payload > 1);
        flags.set(Flags::INSTANCE, *url == 4);
        flags.set(Flags::CREATE, *url < 4);
        let facts = Facts {
            print: *url,
            payload: *payload,
            // Most attempts carry neither.
            key: key.saturating_sub(3),
            correlation: id.saturating_sub(2),
            created: if line % 3 == 0 { line } else { 0 },
            number: (*number > 0).then_some(*number),
            flags,
            ..Facts::default()
        };
        ledger.observe(&event, &facts, 0, || line);
    }
    ledger
}

fn judged(ledger: Ledger) -> Audit {
    let summary =
        Summary::of(Aggregate::new(60), Width::default()).with_history(ledger.freeze().unwrap());
    audit(
        &summary,
        &Settings::default(),
        &NewThread,
        &Judged::default(),
    )
}

/// Judged with every attempt a row, and as two parts whose requests of their own are only counted.
fn both_ways(all: &[Told], cut: usize) -> [Audit; 2] {
    let mut plain = [filled(Ledger::default().in_full(), all, 1)];
    Ledger::level(&mut plain);
    let [plain] = plain.map(judged);
    let (one, two) = all.split_at(cut.min(all.len()));
    let first = one.len() as u64 + 1;
    let one = ledger(one, 1);
    let two = filled(one.beside(), two, first);
    let mut parts = [one, two];
    Ledger::level(&mut parts);
    let sizes = parts.iter().map(Ledger::sizes);
    let sizes = sizes.fold(Sizes::default(), Sizes::and);
    let counters = parts.iter().map(Ledger::counters);
    let counters = counters.fold(Counters::default(), Ledger::both);
    let [one, two] = &mut parts;
    let met = one.met(sizes).and(&two.met(sizes));
    for part in &mut parts {
        part.rejoin_plain(&met);
    }
    let known = Ledger::known(&parts);
    for part in &mut parts {
        part.rejoin_tied(&known);
    }
    Ledger::level(&mut parts);
    let [mut one, mut two] = parts;
    one.settle(&met, &counters);
    two.settle(&met, &counters);
    one.merge(two);
    [plain, judged(one)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_only_counted_changes_nothing(
        all in proptest::collection::vec(told(), 0..40),
        cut in 0..40_usize,
    ) {
        let [plain, counted] = both_ways(&all, cut);
        prop_assert_eq!(counted, plain);
    }
}

/// Three reads of one URL, and an outage there that was asked with a payload and goes by an id of its own: whoever polls
/// did not give up.
#[test]
fn the_reads_that_show_a_url_to_be_polled_are_kept() {
    let read = |second| (201, second, 0, 4, 0, 0, 0, 0);
    let all = [read(0), (503, 0, 0, 4, 1, 0, 4, 0), read(0), read(120)];
    let [plain, counted] = both_ways(&all, 2);
    assert_eq!(counted, plain);
    assert_eq!(plain.requests, []);
}
