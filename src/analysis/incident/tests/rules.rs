//! Each rule with what it tells apart: a case on either side.

use super::log::{CALLS, How, LOOKUPS, Log, MESSAGES, VERIFY, told};
use crate::analysis::contract::Settings;
use crate::analysis::finding::{Finding, Verdict};
use crate::analysis::incident::detect;

/// Ten quiet hours of three resources.
fn quiet() -> Log {
    let mut log = Log::new();
    for window in 0..120 {
        for (resource, count) in [(MESSAGES, 60), (CALLS, 30), (VERIFY, 40)] {
            log.good(window, resource, count);
        }
    }
    log
}

fn failing(how: How, resources: &[&str]) -> Log {
    let mut log = quiet();
    for window in 50..56 {
        for resource in resources {
            log.fail(window, resource, 15, how);
        }
    }
    log
}

#[test]
fn a_quiet_log_has_no_findings() {
    assert!(told(&quiet().detect()).is_empty());
    assert!(told(&Log::new().detect()).is_empty());
}

#[test]
fn two_resources_are_an_incident_and_one_is_its_own_fault() {
    let two = failing(How::Twilio, &[MESSAGES, CALLS]).detect();
    assert_eq!(
        told(&two),
        ["twilio_incident 50-56 messaging/Messages voice/Calls"]
    );
    assert_eq!(two.findings[0].normal[0].resource, VERIFY);
    let one = failing(How::Twilio, &[MESSAGES]).detect();
    assert_eq!(told(&one), ["resource_fault 50-56 messaging/Messages"]);
}

#[test]
fn what_never_reached_twilio_is_the_gateway() {
    for how in [How::Refused, How::Proxy] {
        let found = failing(how, &[MESSAGES, CALLS, VERIFY]).detect();
        let expected =
            "gateway_fault 50-56 messaging/Messages verify/Services/Verifications voice/Calls";
        assert_eq!(told(&found), [expected], "{how:?}");
        assert!(!found.findings[0].soft);
    }
    // Without any origin field, the statuses alone tell: 502, 504 and silence come from anything on the way.
    for how in [How::Bare, How::Timeout] {
        let found = failing(how, &[MESSAGES, CALLS]).detect();
        assert_eq!(
            told(&found),
            ["gateway_fault 50-56 messaging/Messages voice/Calls"]
        );
        assert!(found.findings[0].soft);
    }
}

#[test]
fn what_failed_on_the_way_is_no_evidence_against_twilio_nor_the_other_way_round() {
    let mut log = failing(How::Twilio, &[MESSAGES, CALLS]);
    for window in 50..56 {
        log.fail(window, MESSAGES, 15, How::Refused);
        log.fail(window, MESSAGES, 15, How::Proxy);
    }
    let found = log.detect();
    assert_eq!(
        told(&found),
        [
            "gateway_fault 50-56 messaging/Messages",
            "twilio_incident 50-56 messaging/Messages voice/Calls"
        ]
    );
    let shown: Vec<_> = found.findings.iter().map(shown).collect();
    let (silent, proxy) = ((None, None, 90), (Some(502), None, 90));
    assert_eq!(shown[0], (180, 90, vec![silent, proxy]));
    assert_eq!(shown[1], (90, 0, vec![(Some(503), Some(20503), 90)]));
}

/// Status, code, attempts.
type Way = (Option<u16>, Option<u32>, u64);

/// What the first affected resource shows: attempts, those without an answer, and how they were told.
fn shown(finding: &Finding) -> (u64, u64, Vec<Way>) {
    let one = &finding.affected[0];
    let ways = one.ways.iter();
    let ways = ways.map(|(told, attempts)| (told.status, told.code, *attempts));
    (one.attempts, one.silent, ways.collect())
}

#[test]
fn refusals_are_the_callers() {
    let found = failing(How::Client, &[MESSAGES, CALLS]).detect();
    assert_eq!(
        told(&found),
        ["client_errors 50-56 messaging/Messages voice/Calls"]
    );
    // By what they say, a bad token can be told from a wrong number; what happened beside them is not theirs.
    let one = shown(&found.findings[0]);
    assert_eq!(one, (90, 0, vec![(Some(400), Some(21211), 90)]));
}

#[test]
fn a_storm_of_one_request_is_no_incident_and_counts_once() {
    let mut log = quiet();
    for window in 50..56 {
        log.retry(window, MESSAGES, "one", 30, How::Twilio);
        log.retry(window, CALLS, "two", 30, How::Twilio);
    }
    let found = log.detect();
    assert_eq!(
        told(&found),
        ["retry_storm 50-56 messaging/Messages voice/Calls"]
    );
    let [messages, _] = found.findings[0].affected.as_slice() else {
        panic!("two resources")
    };
    assert_eq!((messages.failed, messages.attempts), (1, 180));
    // A request that fails again after an hour of peace counts again.
    let mut log = quiet();
    for window in [20, 33] {
        log.retry(window, MESSAGES, "one", 10, How::Twilio);
    }
    let found = log.detect();
    assert_eq!(
        told(&found),
        [
            "retry_storm 20-21 messaging/Messages",
            "retry_storm 33-34 messaging/Messages"
        ]
    );
    assert_eq!(found.findings[1].affected[0].failed, 1);
}

#[test]
fn without_identity_a_storm_cannot_be_told_and_the_report_says_so() {
    let mut log = failing(How::Twilio, &[MESSAGES, CALLS]);
    assert!(log.identity);
    log.identity = false;
    for window in 80..84 {
        log.retry(window, VERIFY, "one", 30, How::Twilio);
    }
    let known = log.detect();
    assert!(
        known.requests_known,
        "most failing attempts name their request"
    );
    let mut log = quiet();
    log.identity = false;
    for window in 50..56 {
        for resource in [MESSAGES, CALLS] {
            log.fail(window, resource, 15, How::Twilio);
        }
    }
    let found = log.detect();
    assert!(!found.requests_known);
    assert_eq!(
        told(&found),
        ["twilio_incident 50-56 messaging/Messages voice/Calls"]
    );
    assert!(found.findings[0].confidence < 0.5);
}

#[test]
fn more_calls_are_a_surge_and_nothing_else() {
    let mut log = quiet();
    for window in 50..60 {
        log.good(window, MESSAGES, 300);
    }
    assert_eq!(
        told(&log.detect()),
        ["traffic_surge 49-62 messaging/Messages"]
    );
}

#[test]
fn a_surge_counts_all_that_failed_in_it_and_at_other_times() {
    let mut log = quiet();
    for window in 50..60 {
        log.good(window, MESSAGES, 300);
        log.fail(window, MESSAGES, 6, How::Twilio);
        log.fail(window, MESSAGES, 5, How::Refused);
        log.fail(window, MESSAGES, 4, How::Client);
    }
    log.fail(3, MESSAGES, 4, How::Client);
    let found = log.detect();
    let surge = found.findings.iter();
    let surge: Vec<_> = surge
        .filter(|one| one.verdict == Verdict::TrafficSurge)
        .collect();
    let one = &surge[0].affected[0];
    assert_eq!((one.failed, one.attempts, one.silent), (150, 150, 50));
    let windows = (surge[0].end - surge[0].start) / 300;
    let requests = u64::try_from(windows * 60).unwrap() + 10 * 315;
    assert_eq!(one.requests, requests);
    let others =
        f64::from(4) / (120.0 * 60.0 + 3150.0 + 4.0 - f64::from(u32::try_from(requests).unwrap()));
    assert!((one.baseline.unwrap() - others).abs() < 1e-12);
}

#[test]
fn a_small_shift_is_drift_unless_the_excess_says_otherwise() {
    let drifting = || {
        let mut log = Log::new();
        for window in 0..200 {
            for resource in [MESSAGES, CALLS] {
                log.good(window, resource, 1000);
            }
        }
        for window in 100..130 {
            for resource in [MESSAGES, CALLS] {
                log.fail(window, resource, 12, How::Twilio);
            }
        }
        log.traffic()
    };
    let found = detect(&drifting(), &Settings::default());
    assert!(
        told(&found)
            .iter()
            .all(|one| one.starts_with("resource_fault")),
        "{:?}",
        told(&found)
    );
    let eager = Settings {
        min_excess: 0.005,
        ..Settings::default()
    };
    let found = detect(&drifting(), &eager);
    assert_eq!(
        told(&found),
        ["twilio_incident 100-130 messaging/Messages voice/Calls"]
    );
}

#[test]
fn alpha_moves_the_threshold() {
    let faint = || {
        let mut log = quiet();
        for (window, resource) in [(50, MESSAGES), (50, CALLS), (51, MESSAGES), (51, CALLS)] {
            log.fail(window, resource, 2, How::Twilio);
        }
        log.traffic()
    };
    let strict = Settings {
        alpha: 1e-30,
        ..Settings::default()
    };
    let found = detect(&faint(), &Settings::default());
    assert_eq!(
        told(&found),
        ["twilio_incident 50-52 messaging/Messages voice/Calls"]
    );
    assert!(told(&detect(&faint(), &strict)).is_empty());
}

#[test]
fn errors_alone_are_judged_by_their_own_history() {
    let mut log = Log::new();
    log.successes = false;
    for window in 0..300 {
        for resource in [MESSAGES, CALLS, LOOKUPS] {
            log.fail(window, resource, 2, How::Client);
        }
        if window % 40 == 0 {
            log.fail(window, MESSAGES, 1, How::Twilio);
        }
    }
    for window in 150..156 {
        for resource in [MESSAGES, CALLS] {
            log.fail(window, resource, 12, How::Twilio);
        }
    }
    let found = log.detect();
    assert!(found.errors_only);
    assert_eq!(
        told(&found),
        ["twilio_incident 150-156 messaging/Messages voice/Calls"]
    );
    // More failures beside as many more refusals: traffic grew.
    let mut log = Log::new();
    log.successes = false;
    for window in 0..300 {
        let times = if (150..156).contains(&window) { 12 } else { 1 };
        for resource in [MESSAGES, CALLS] {
            log.fail(window, resource, 20 * times, How::Client);
            log.fail(window, resource, times, How::Twilio);
        }
    }
    let found = told(&log.detect());
    assert!(
        found.iter().all(|one| !one.starts_with("twilio_incident")),
        "{found:?}"
    );
}

#[test]
fn flapping_is_one_incident_and_two_far_apart_are_two() {
    let with = |starts: [i64; 2]| {
        let mut log = quiet();
        for window in starts.into_iter().flat_map(|start| start..start + 3) {
            for resource in [MESSAGES, CALLS] {
                log.fail(window, resource, 20, How::Twilio);
            }
        }
        told(&log.detect())
    };
    assert_eq!(with([40, 46]).len(), 1);
    assert_eq!(with([40, 70]).len(), 2);
}

#[test]
fn gaps_in_the_data_are_named() {
    let mut log = Log::new();
    for window in (0..50).chain(53..120) {
        for resource in [MESSAGES, CALLS, VERIFY] {
            log.good(window, resource, 60);
            if (46..58).contains(&window) && resource != VERIFY {
                log.fail(window, resource, 25, How::Twilio);
            }
        }
    }
    let found = log.detect();
    assert_eq!(
        told(&found),
        ["twilio_incident 46-58 messaging/Messages voice/Calls"]
    );
    let [(start, end)] = found.findings[0].gaps.as_slice() else {
        panic!("one gap")
    };
    assert_eq!((end - start) / 300, 3);
}
