//! Law 2: nothing is lost silently.

use crate::cuts::config;
use crate::log::{Fate, Log, START};
use crate::run::{Folder, count, gzip, lines_add_up, plan, report};
use faultlens::chunk::MAX_LINE;
use faultlens::classify::Class;
use faultlens::pipeline::analyze::Request;
use faultlens::timestamp::Timestamp;
use proptest::prelude::*;

/// How many lines bytes have.
fn lines(bytes: &[u8]) -> u64 {
    bytes.split_inclusive(|byte| *byte == b'\n').count() as u64
}

/// Line ends, blanks, literals and halves of records: what arbitrary bytes would hit too seldom.
fn shards() -> impl Strategy<Value = Vec<u8>> {
    let shard = prop_oneof![
        4 => any::<u8>().prop_map(|byte| vec![byte]),
        3 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        2 => prop::sample::select(vec![" ", "\t", "  ", "\x0c", "\x0b", "\0", "}", "{\"", "\u{feff}"])
            .prop_map(|text| text.as_bytes().to_vec()),
        2 => prop::sample::select(vec![
            "api.twilio.com", "POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json 503",
            "[HTTP 400] 21211 : Unable to create record", "2026-11-01T00:00:00Z ",
            "{\"url\":\"https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json\",\"status\":500}",
        ]).prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(shard, 0..60).prop_map(|shards| shards.concat())
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn nothing_is_lost_silently(one in shards(), other in shards(), chunk in 1_usize..300) {
        // A byte order mark of UTF-16 ends an input: that is told, and has a test of its own.
        prop_assume!(![&one, &other].iter().any(|bytes| matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..])));
        let inputs = vec![("a", one.clone()), ("b", other.clone())];
        let report = report(inputs, &Request::default(), plan(2, chunk));
        lines_add_up(&report);
        for (row, bytes) in [one, other].iter().enumerate() {
            let row = &report["inputs"][row];
            prop_assert_eq!(count(&row["bytes"]), bytes.len() as u64);
            let mark = usize::from(bytes.starts_with(b"\xef\xbb\xbf")) * 3;
            prop_assert_eq!(count(&row["lines"]), lines(&bytes[mark..]));
        }
    }

    #[test]
    fn what_broke_off_is_counted(bytes in shards(), keep in 0.0_f64..1.0) {
        let packed = gzip(&[&bytes[..], b"\nlast line"].concat());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a small length")]
        let cut = 3 + ((packed.len() - 4) as f64 * keep) as usize;
        let report = report(vec![("a", packed[..cut].to_vec())], &Request::default(), plan(1, 50));
        lines_add_up(&report);
        prop_assert!(report["inputs"][0]["error"].is_string());
        prop_assert_ne!(&report["inputs"][0]["status"], "complete");
    }
}

#[test]
fn every_line_goes_where_it_was_planted() {
    for seed in 100..112 {
        let log = Log::new(seed, 200, START);
        let bytes = log.bytes();
        let report = report(
            vec![("a", bytes.clone())],
            &Request::default(),
            plan(2, 777),
        );
        lines_add_up(&report);
        let coverage = &report["coverage"];
        assert_eq!(count(&coverage["bytes"]), bytes.len() as u64);
        assert_eq!(count(&coverage["lines"]), lines(&bytes), "seed {seed}");
        for (name, fate) in [
            ("event_lines", Fate::Event),
            ("blank", Fate::Blank),
            ("malformed", Fate::Malformed),
            ("other", Fate::Other),
        ] {
            assert_eq!(
                count(&coverage[name]),
                log.lines(fate),
                "seed {seed}: {name}"
            );
        }
    }
}

#[test]
fn a_filter_moves_lines_and_loses_none() {
    let log = Log::new(5, 200, START);
    let all = log.lines(Fate::Event);
    let middle = Timestamp::from_seconds(START + 4 * 3600);
    let since = Request {
        since: middle,
        ..Request::default()
    };
    let until = Request {
        until: middle,
        ..Request::default()
    };
    let class = Request {
        classes: vec![Class::ServerError],
        ..Request::default()
    };
    let resource = Request {
        resources: vec!["messaging".to_owned()],
        ..Request::default()
    };
    for request in [&since, &until, &class, &resource] {
        let report = report(vec![("a", log.bytes())], request, plan(2, 777));
        lines_add_up(&report);
        let (kept, filtered) = (
            count(&report["coverage"]["event_lines"]),
            count(&report["coverage"]["filtered"]),
        );
        assert!(kept > 0 && filtered > 0, "{request:?}");
        assert_eq!(kept + filtered, all, "{request:?}");
    }
    let attempts = |request| {
        count(&report(vec![("a", log.bytes())], request, plan(1, 777))["totals"]["attempts"])
    };
    assert_eq!(
        attempts(&since) + attempts(&until),
        attempts(&Request::default())
    );
}

#[test]
fn a_line_over_the_limit_is_counted_and_its_neighbours_are_read() {
    let event = b"POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503\n";
    let over = vec![b'x'; MAX_LINE + 1];
    let longest = vec![b'y'; MAX_LINE];
    let log = [&event[..], &over, b"\n", event, &longest, b"\n", event].concat();
    let report = report(vec![("a", log)], &Request::default(), plan(2, 64 << 10));
    lines_add_up(&report);
    let coverage = &report["coverage"];
    assert_eq!(count(&coverage["oversized"]), 1);
    assert_eq!(count(&coverage["event_lines"]), 3);
    assert_eq!(count(&coverage["other"]), 1);
}

#[test]
fn an_indented_line_of_white_space_is_counted_once() {
    for blank in ["  \x0c", " \t\x0c\r", "\x0c", " \r\r", " \x0b"] {
        let log = format!(
            "POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json -> 503\n{blank}\n"
        );
        for log in [log.clone(), log.trim_end_matches('\n').to_owned()] {
            let report = report(
                vec![("a", log.into_bytes())],
                &Request::default(),
                plan(1, 64),
            );
            assert_eq!(count(&report["coverage"]["lines"]), 2, "{blank:?}");
            lines_add_up(&report);
        }
    }
}

#[test]
fn a_line_that_is_cut_off_behind_one_over_the_limit_is_counted_too() {
    let half = [&vec![b'x'; MAX_LINE + 300_001][..], b"\nhalf a line"].concat();
    let mut packed = gzip(&half);
    packed.truncate(packed.len() - 8);
    let report = report(vec![("a", packed)], &Request::default(), plan(1, 64 << 10));
    assert_eq!(
        count(&report["coverage"]["lines"]),
        2,
        "{}",
        report["coverage"]
    );
    lines_add_up(&report);
}

#[test]
fn the_binary_accounts_for_every_line_per_input() {
    let folder = Folder::new();
    let logs: Vec<Vec<u8>> = (0..3)
        .map(|seed| Log::new(seed, 60, START).bytes())
        .collect();
    for (number, bytes) in logs.iter().enumerate() {
        folder.put(&format!("logs/{number}.log"), bytes);
    }
    let report = folder.json(&["logs"]);
    lines_add_up(&report);
    for (number, bytes) in logs.iter().enumerate() {
        let row = &report["inputs"][number];
        assert_eq!(row["name"], format!("logs/{number}.log"));
        assert_eq!(count(&row["bytes"]), bytes.len() as u64);
        assert_eq!(count(&row["lines"]), lines(bytes));
    }
}
