//! Counting: exact whatever the split, and within its budgets.

use super::fold::{Aggregate, MAX_CELLS, MAX_SERIES};
use super::series::Place;
use super::summary::Summary;
use super::table::{Key, Table};
use super::window::Width;
use crate::event::{Event, Kind};
use crate::timestamp::Timestamp;
use proptest::prelude::*;

struct At(usize, u64);

impl Place for At {
    fn input(&self) -> usize {
        self.0
    }
    fn offset(&self) -> u64 {
        self.1
    }
    fn line(&self) -> u64 {
        self.1
    }
    fn text(&self) -> &'static str {
        "text"
    }
}

/// One event as the tests write it: second, resource, status, code, milliseconds.
type Told = (Option<i64>, u8, u16, u32, u64);

fn fold(events: &[(usize, Told)]) -> Aggregate {
    let mut out = Aggregate::new(Width::Auto.initial());
    for (at, (second, resource, status, code, milliseconds)) in events {
        let name = format!("messaging/R{resource}");
        let event = Event {
            timestamp: second.and_then(Timestamp::from_seconds),
            kind: Kind::ApiCall,
            resource: (*resource > 0).then_some(name.as_str()),
            http_status: Some(*status),
            twilio_code: (*code > 0).then_some(*code),
            duration_us: (*milliseconds > 0).then_some(milliseconds * 1000),
            ..Event::default()
        };
        out.observe(&event, &At(at % 3, *at as u64));
    }
    out
}

fn merged(mut parts: Vec<Aggregate>, picks: &[prop::sample::Index]) -> Aggregate {
    let mut picks = picks.iter().cycle();
    while parts.len() > 1 {
        let one = parts.swap_remove(picks.next().map_or(0, |pick| pick.index(parts.len())));
        let at = picks.next().map_or(0, |pick| pick.index(parts.len()));
        parts[at].merge(one);
    }
    parts.pop().unwrap_or_else(|| Aggregate::new(60))
}

proptest! {
    #[test]
    fn same_summary_whatever_the_split_and_the_merge_tree(
        events in prop::collection::vec((prop::option::of(0i64..4_000_000), 0u8..4, prop::sample::select(vec![200u16, 400, 429, 503]), prop::sample::select(vec![0u32, 20429, 21211]), 0u64..900), 0..120),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let events: Vec<(usize, Told)> = events.into_iter().enumerate().collect();
        let whole = Summary::of(fold(&events), Width::Auto);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(events.len() + 1)).collect();
        cuts.extend([0, events.len()]);
        cuts.sort_unstable();
        let parts = cuts.windows(2).map(|pair| fold(&events[pair[0]..pair[1]])).collect();
        let other = Summary::of(merged(parts, &picks), Width::Auto);
        prop_assert_eq!(&other, &whole);
        let table = Table::of(&whole).unwrap();
        let counted: u64 = table.totals(&[Key::Resource, Key::Class]).unwrap().iter().map(|total| total.attempts).sum();
        prop_assert_eq!(counted, events.len() as u64);
    }
}

#[test]
fn past_its_budgets_it_saves_the_same_way_whatever_the_split() {
    let events: Vec<(usize, Told)> = (0..60_000_u32)
        .map(|at| {
            (
                at as usize,
                (Some(i64::from(at) * 7), (at % 3) as u8, 400, 10_000 + at, 1),
            )
        })
        .collect();
    let whole = fold(&events);
    assert!(whole.folded() > 0 && whole.folded() < 60_000);
    let parts = events.chunks(7_001).map(fold).collect();
    let other = Summary::of(merged(parts, &[]), Width::Auto);
    let whole = Summary::of(whole, Width::Auto);
    assert_eq!(other, whole);
    assert!(whole.series.len() <= MAX_SERIES);

    let long: Vec<(usize, Told)> = (0..MAX_CELLS + 10)
        .zip(0_i64..)
        .map(|(at, minute)| (at, (Some(minute * 60), 1, 200, 0, 0)))
        .collect();
    let whole = Summary::of(fold(&long), Width::Fixed(60));
    assert_eq!(whole.width, 300);
    let parts = long.chunks(50_000).map(fold).collect();
    assert_eq!(Summary::of(merged(parts, &[]), Width::Fixed(60)), whole);
}

#[test]
fn the_table_writes_what_was_counted() {
    let summary = Summary::of(
        fold(&[
            (0, (Some(90), 1, 400, 21211, 5)),
            (1, (Some(95), 1, 400, 21211, 0)),
            (2, (None, 0, 200, 0, 0)),
        ]),
        Width::Auto,
    );
    let table = Table::of(&summary).unwrap();
    let mut csv = Vec::new();
    table.csv(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let expected = "window_start,resource,kind,http_status,twilio_code,class,fault,attempts,requests,duration_count,duration_sum_us,duration_max_us\n\
        ,,api_call,200,,success,,1,,0,0,\n\
        1970-01-01T00:01:00Z,messaging/R1,api_call,400,21211,4xx,your_request,2,,1,5000,5000\n";
    assert_eq!(csv, expected);
    let parquet = table.parquet().unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}
