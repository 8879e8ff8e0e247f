//! The fold of failing requests: any cut and order gives the same cells, also where the budget is exceeded.

use super::Attempts;
use super::cell::{Side, answer_id, answer_text};
use super::sort::Sort;
use super::traffic::Traffic;
use crate::event::{Event, Kind, Origin};
use crate::timestamp::Timestamp;

/// Splitmix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// What an event is made of: seconds, resource, status, code, key, id of the answer.
type Made = (
    i64,
    String,
    Option<u16>,
    Option<u32>,
    Option<String>,
    Option<String>,
);

fn made(count: usize, seconds: u64) -> Vec<Made> {
    let mut state = 7;
    let mut one = || {
        let mut below = |limit: u64| next(&mut state) % limit;
        let (at, resource) = (below(seconds), below(5));
        let status =
            [Some(201), Some(400), Some(503), Some(502), None][usize::try_from(below(5)).unwrap()];
        let code = (below(3) == 0).then_some(20503);
        let key = (below(4) > 0).then(|| format!("key-{}", below(3000)));
        let answer = (below(2) == 0).then(|| answer_text(u128::from(below(u64::MAX))));
        let at = i64::try_from(at).unwrap();
        (at, format!("voice/R{resource}"), status, code, key, answer)
    };
    (0..count).map(|_| one()).collect()
}

fn observe(attempts: &mut Attempts, (at, resource, status, code, key, answer): &Made) {
    attempts.observe(&Event {
        timestamp: Timestamp::from_seconds(*at),
        resource: Some(resource),
        http_status: *status,
        twilio_code: code.filter(|_| status.is_some_and(|status| status >= 400)),
        idempotency_key: key.as_deref(),
        request_id: answer.as_deref(),
        origin: if status.is_none() {
            Origin::Nobody
        } else {
            Origin::Twilio
        },
        ..Event::default()
    });
}

fn fold(events: &[Made], budget: usize) -> Traffic {
    let mut attempts = Attempts::within(300, budget);
    for event in events {
        observe(&mut attempts, event);
    }
    attempts.freeze()
}

#[test]
fn any_cut_and_order_gives_the_same_cells() {
    let events = made(20_000, 40 * 86_400);
    for budget in [usize::MAX, 7_000_000, 400_000] {
        let whole = fold(&events, budget);
        let mut backwards = events.clone();
        backwards.reverse();
        assert!(fold(&backwards, budget) == whole, "{budget}");
        for pieces in [2, 7] {
            let parts = (0..pieces).map(|piece| {
                let mut part = Attempts::within(300, budget);
                for event in events.iter().skip(piece).step_by(pieces) {
                    observe(&mut part, event);
                }
                part
            });
            let merged = parts.reduce(|mut one, other| {
                one.merge(other);
                one
            });
            assert!(merged.unwrap().freeze() == whole, "{budget} in {pieces}");
        }
        let left_out = whole.left_out.too_much;
        let kept: u64 = whole.lanes.iter().map(super::traffic::Lane::attempts).sum();
        assert_eq!(
            left_out + kept,
            whole.seen.records,
            "every attempt is kept or counted as left out"
        );
        assert_eq!(left_out == 0, budget > 400_000, "{budget}: {left_out}");
    }
}

#[test]
fn refusals_are_kept_by_how_they_were_told_until_memory_is_short() {
    let refused = |traffic: &Traffic| -> u64 {
        let lanes = traffic.lanes.iter();
        let refused = lanes.flat_map(|lane| lane.refused(i64::MIN / 128, i64::MAX / 128));
        refused.map(|(_, count)| u64::from(count)).sum()
    };
    let events = made(20_000, 40 * 86_400);
    let all = events.iter().filter(|one| one.2 == Some(400)).count() as u64;
    assert_eq!(refused(&fold(&events, usize::MAX)), all);
    assert_eq!(refused(&fold(&events, 400_000)), 0);
    // Of one window the smallest kinds are kept, whatever came first.
    let window = |codes: &mut dyn Iterator<Item = u32>| {
        let mut attempts = Attempts::new(300);
        for code in codes {
            let event = (7, "a".to_owned(), Some(400), Some(code), None, None);
            observe(&mut attempts, &event);
        }
        attempts.freeze()
    };
    let (up, down) = (
        window(&mut (0..100).chain(0..9)),
        window(&mut (0..9).chain(0..100).rev()),
    );
    assert!(up == down);
    assert_eq!((up.lanes[0].attempts(), refused(&up)), (109, 24 + 9));
    assert_eq!(up.lanes[0].refused(1, 64).count(), 0);
}

#[test]
fn a_full_cell_estimates_how_many_requests_failed() {
    let mut attempts = Attempts::new(300);
    for request in 0..20_000 {
        let event = (
            7,
            "voice/Calls".to_owned(),
            Some(503),
            None,
            Some(request.to_string()),
            None,
        );
        observe(&mut attempts, &event);
        observe(&mut attempts, &event);
    }
    let traffic = attempts.freeze();
    let failing = traffic.lanes[0].failing(0, 1).next().unwrap();
    let kept = failing.requests(Side::Server).count();
    assert_eq!(kept, 4096);
    assert!(
        failing
            .requests(Side::Server)
            .all(|(_, tried)| tried.attempts == 2)
    );
    let estimate = 4096.0 * failing.scale(Side::Server);
    assert!((19_000.0..21_000.0).contains(&estimate), "{estimate}");
    assert_eq!(
        (failing.attempts(), traffic.left_out.estimated),
        (40_000, 40_000)
    );
}

#[test]
fn attempts_are_sorted_by_what_the_record_shows() {
    let call = Event {
        http_status: Some(503),
        ..Event::default()
    };
    let silent = Event {
        origin: Origin::Nobody,
        http_status: None,
        ..call
    };
    let on_the_way = Event {
        origin: Origin::Intermediary,
        ..call
    };
    let answered = |status, event| Event {
        http_status: Some(status),
        ..event
    };
    let told = |code| Event {
        http_status: None,
        twilio_code: Some(code),
        ..call
    };
    let from = |origin| Event {
        origin,
        http_status: None,
        ..call
    };
    let proven = Event {
        request_id: Some("RQ00"),
        ..on_the_way
    };
    let never_sent = Event {
        unsent: true,
        ..silent
    };
    let misplaced = answered(500, from(Origin::MisplacedKey));
    let webhook = Event {
        kind: Kind::Webhook,
        ..call
    };
    let cases = [
        (call, Some(Sort::Server)),
        (answered(204, call), Some(Sort::Good)),
        (answered(304, call), Some(Sort::Good)),
        (answered(429, call), Some(Sort::Client)),
        (silent, Some(Sort::Server)),
        (never_sent, Some(Sort::Gateway)),
        (on_the_way, Some(Sort::Gateway)),
        (proven, Some(Sort::Server)),
        (answered(403, on_the_way), Some(Sort::Client)),
        (misplaced, None),
        (from(Origin::Tunnel), None),
        (webhook, None),
        (told(20500), Some(Sort::Server)),
        (told(21211), Some(Sort::Client)),
        (from(Origin::Twilio), None),
    ];
    for (event, sort) in cases {
        assert_eq!(Sort::of(&event), sort, "{event:?}");
    }
}

#[test]
fn ids_of_answers_come_back_as_written() {
    let id = "RQ00ff00000000000000000000000000aa";
    assert_eq!(answer_id(id).map(answer_text).as_deref(), Some(id));
    for other in ["RQ00ff", "req-1", "RQ00ff0000000000000000000000000+aa"] {
        assert_eq!(answer_id(other), None);
    }
}
