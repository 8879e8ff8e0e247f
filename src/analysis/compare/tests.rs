//! The test against sums done by hand, the order of changes, and what bursts and other mixes must not do.

use super::side::{PairKey, Side};
use super::*;
use crate::classify::{Class, Fault};

const OK: PairKey = key(201, None, Class::Success);
const BAD: PairKey = key(400, Some(21211), Class::ClientError);
const DOWN: PairKey = key(503, Some(20503), Class::ServerError);

const fn key(status: u16, twilio_code: Option<u32>, class: Class) -> PairKey {
    PairKey {
        kind: Kind::ApiCall,
        http_status: Some(status),
        twilio_code,
        class: Some(class),
    }
}

/// Each window has so many calls that went well, and failures as the function says.
fn side(resource: &str, windows: i64, good: u64, failures: impl Fn(i64) -> (PairKey, u64)) -> Side {
    let mut side = Side::default();
    add(&mut side, resource, windows, good, failures);
    side
}

fn add(
    side: &mut Side,
    resource: &str,
    windows: i64,
    good: u64,
    failures: impl Fn(i64) -> (PairKey, u64),
) {
    for window in 0..windows {
        side.add(OK, None, resource, (Some(window), good));
        let (key, count) = failures(window);
        if count > 0 {
            let fault = Some(Fault::YourRequest);
            side.add(key, fault, resource, (Some(window), count));
        }
    }
}

fn changes(before: &Side, after: &Side) -> Vec<(Subject, Change)> {
    let rows = compare(before, after, 0.01);
    let rows = rows.into_iter().filter(|row| row.change != Change::None);
    rows.map(|row| (row.subject, row.change)).collect()
}

#[test]
fn tails_are_exact() {
    // 5 of 5 and 8 of 10 of a fair coin: 2 (1/32), 2 (45 + 10 + 1)/1024. Where the later side is twice as long, 0 to 3 of 3
    // have 1, 6, 12 and 8 parts in 27: 0 and 1 are as unlikely as 3, and nothing is as unlikely as 0.
    for (after, whole, chance, value) in [
        (5.0, 5.0, 0.5, 2.0 / 32.0),
        (0.0, 5.0, 0.5, 2.0 / 32.0),
        (8.0, 10.0, 0.5, 112.0 / 1024.0),
        (5.0, 10.0, 0.5, 1.0),
        (3.0, 3.0, 0.1, 0.001),
        (3.0, 3.0, 2.0 / 3.0, 15.0 / 27.0),
        (0.0, 3.0, 2.0 / 3.0, 1.0 / 27.0),
    ] {
        let found = exact::two_sided(after, whole, chance);
        assert!((found - value).abs() < 1e-12, "{after}/{whole}: {found}");
    }
}

#[test]
fn comparisons_that_could_show_nothing_make_chance_no_likelier() {
    for (least, bound) in [
        (vec![], 0.02),
        (vec![0.5; 9], 0.02),
        (vec![1e-9], 0.02),
        // Two can reach a half, the third not a third.
        (vec![1e-9, 1e-9, 0.009], 0.02 / 3.0),
        (vec![1e-9, 1e-9, 0.011], 0.01),
    ] {
        let found = exact::reach(least.iter().copied(), 0.02);
        assert!((found - bound).abs() < 1e-12, "{least:?}: {found}");
    }
}

#[test]
fn false_discoveries_are_reckoned_from_the_largest_down() {
    let found = exact::q_values(&[0.01, 0.04, 0.03, 0.5]);
    for (found, value) in found.iter().zip([0.04, 0.16 / 3.0, 0.16 / 3.0, 0.5]) {
        assert!((found - value).abs() < 1e-12, "{found} {value}");
    }
    assert!(exact::q_values(&[]).is_empty());
}

#[test]
fn new_risen_fallen_and_gone_are_told_apart() {
    let quiet = side("a", 100, 100, |window| (BAD, u64::from(window % 10 == 0)));
    let loud = side("a", 100, 100, |window| {
        (BAD, 1 + u64::from(window % 2 == 0))
    });
    let down = side("a", 100, 100, |window| (DOWN, u64::from(window % 2 == 0)));
    let pair = |change| (Subject::Pair(BAD), change);
    assert_eq!(changes(&quiet, &quiet), []);
    assert_eq!(changes(&quiet, &loud)[0].1, Change::Risen);
    assert_eq!(changes(&loud, &quiet)[0].1, Change::Fallen);
    let found = changes(&quiet, &down);
    assert_eq!(found[0], (Subject::Pair(DOWN), Change::New));
    assert!(changes(&loud, &down).contains(&pair(Change::Gone)));
}

#[test]
fn a_single_burst_is_one_event() {
    let quiet = side("a", 100, 100, |_| (BAD, 0));
    let burst = side("a", 100, 100, |window| {
        (BAD, if window == 50 { 60 } else { 0 })
    });
    let steady = side("a", 100, 100, |window| (BAD, u64::from(window % 2 == 0)));
    assert_eq!(changes(&quiet, &burst), []);
    assert_eq!(
        changes(&quiet, &steady)[0],
        (Subject::Pair(BAD), Change::New)
    );
}

#[test]
fn another_mix_of_resources_is_no_change() {
    // The failing resource has nine times the traffic afterwards, at the same rate.
    let mut before = side("a", 100, 99, |_| (BAD, 1));
    add(&mut before, "b", 100, 900, |_| (BAD, 0));
    let mut after = side("a", 100, 891, |_| (BAD, 9));
    add(&mut after, "b", 100, 100, |_| (BAD, 0));
    assert_eq!(changes(&before, &after), []);
}

#[test]
fn a_resource_that_is_called_on_one_side_alone_is_new_or_gone() {
    let before = side("a", 100, 100, |_| (BAD, 0));
    let mut after = before.clone();
    add(&mut after, "b", 100, 3, |_| (BAD, 0));
    let subject = Subject::Resource(Some("b".into()));
    assert_eq!(changes(&before, &after), [(subject.clone(), Change::New)]);
    assert_eq!(changes(&after, &before), [(subject, Change::Gone)]);
}

#[test]
fn of_errors_alone_only_the_mix_is_compared() {
    let before = side("a", 100, 0, |_| (BAD, 1));
    let more = side("a", 100, 0, |_| (BAD, 5));
    assert_eq!(changes(&before, &more), []);
    let mut mixed = before.clone();
    add(&mut mixed, "a", 100, 0, |_| (DOWN, 1));
    let found = changes(&before, &mixed);
    assert_eq!(found, [(Subject::Pair(DOWN), Change::New)]);
}

#[test]
fn nothing_at_all_is_no_change() {
    let none = Side::default();
    let some = side("a", 10, 10, |_| (BAD, 1));
    assert!(compare(&none, &none, 0.01).is_empty());
    assert_eq!(changes(&none, &some), []);
}

#[test]
fn a_pair_that_rises_on_one_of_many_resources_is_told_there() {
    let all = |own: u64| {
        let mut side = side("a", 100, 100, |_| (BAD, own));
        for name in ["b", "c", "d"] {
            add(&mut side, name, 100, 900, |_| (BAD, 9));
        }
        side
    };
    let found = compare(&all(1), &all(3), 0.01);
    let row = found.iter().find(|row| row.subject == Subject::Pair(BAD));
    let row = row.unwrap();
    assert_eq!((row.change, row.at.as_deref()), (Change::Risen, Some("a")));
    assert_eq!((row.counts, row.of), ([100, 300], [10_100, 10_300]));
}
