//! The worked example: 48 windows, four resources, an incident, a fault of one resource and a retry storm.

use super::super::binomial::Binomial;
use super::super::grid::Grid;
use super::super::rates::{self, Rates};
use super::super::span::{self, Span};
use super::super::{CAP, LEVELS};
use super::log::{CALLS, FIRST, How, LOOKUPS, Log, MESSAGES, VERIFY};
use crate::analysis::contract::Settings;
use crate::analysis::finding::{Level, Verdict};
use crate::analysis::incident::detect;

/// Resource, requests per window, and the windows in which some failed.
type Row = (&'static str, u32, &'static [(i64, u32)]);

const FAILURES: [Row; 4] = [
    (
        MESSAGES,
        100,
        &[(5, 1), (30, 1), (20, 10), (21, 30), (22, 28), (23, 12)],
    ),
    (CALLS, 40, &[(12, 1), (20, 4), (21, 11), (22, 9), (23, 5)]),
    (LOOKUPS, 5, &[(21, 2), (22, 1), (23, 1)]),
    (
        VERIFY,
        50,
        &[(8, 1), (36, 20), (37, 20), (38, 20), (39, 20)],
    ),
];

fn log(first: i64) -> Log {
    let mut log = Log::from(first);
    for (resource, requests, failures) in FAILURES {
        for window in 0..48 {
            let stuck = resource == CALLS && (42..45).contains(&window);
            let failed = failures.iter().find(|(at, _)| *at == window);
            let failed = failed.map_or(0, |(_, count)| *count);
            // Beside the stuck request all others went well.
            log.good(
                window,
                resource,
                if stuck { requests } else { requests - failed },
            );
            if stuck {
                log.retry(window, resource, "stuck", 40, How::Twilio);
            } else {
                log.fail(window, resource, failed, How::Twilio);
            }
        }
    }
    log
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
}

#[test]
fn baselines_and_evidence_are_those_of_the_specification() {
    let traffic = log(FIRST).traffic();
    let grid = Grid::of(&traffic);
    let (failed, requests) = (grid.failing(|one| one.server), grid.requests());
    let mut rates = Binomial::new(&failed, &requests, LEVELS, CAP, 0.02);
    // By name: lookups, messaging, verify, voice.
    rates.fit(None);
    for (resource, rate) in [0.000_869_565, 0.000_250_000, 0.000_400_000, 0.000_454_545]
        .into_iter()
        .enumerate()
    {
        assert!((rates.baseline(resource) - rate).abs() < 1e-9);
    }
    let events = [(20, 24), (36, 40)].map(|(start, end)| Span { start, end });
    let keep: Vec<bool> = span::near(48, &events).iter().map(|near| !near).collect();
    rates.fit(Some(&keep));
    let second = [0.000_847_458, 0.000_652_174, 0.000_714_286, 0.001_229_005];
    let incident = [16.737_759, 375.184_606, -5.283_924, 111.556_831];
    let fault = [-1.523_540, -9.206_423, 439.118_834, -4.421_925];
    let gains = [15.351_464, 373.798_312, -0.285_993, 110.170_536];
    let fault_gains = [-0.217_553, -0.287_649, 437.732_540, -0.283_686];
    for resource in 0..4 {
        assert!((rates.baseline(resource) - second[resource]).abs() < 1e-9);
        near(rates.dispersion(resource), 1.0);
        near(rates.ratio(resource, 20, 24), incident[resource]);
        near(rates::gain(rates.ratio(resource, 20, 24)), gains[resource]);
        near(rates.ratio(resource, 36, 40), fault[resource]);
        near(
            rates::gain(rates.ratio(resource, 36, 40)),
            fault_gains[resource],
        );
    }
}

#[test]
fn the_report_is_that_of_the_specification() {
    let found = detect(&log(FIRST).traffic(), &Settings::default());
    near(found.threshold, 8.476_371);
    assert!(found.requests_known && found.origin_seen && !found.errors_only);
    let [incident, fault, storm] = found.findings.as_slice() else {
        panic!("{:#?}", found.findings)
    };
    let at = |minutes: i64| FIRST * 300 + minutes * 60;
    assert_eq!(incident.verdict, Verdict::TwilioIncident);
    assert_eq!((incident.start, incident.end), (at(100), at(120)));
    assert_eq!(incident.peak, Some(at(105)));
    assert_eq!(incident.resources, [LOOKUPS, MESSAGES, CALLS]);
    near(incident.confidence, 0.8111);
    assert_eq!(Level::of(incident.confidence), Level::High);
    near(incident.evidence.unwrap(), 125.236_008);
    let q = incident.q_value.unwrap();
    assert!((q / 1.958_547_045_574_947_5e-53 - 1.0).abs() < 1e-6, "{q}");
    let counts = incident
        .affected
        .iter()
        .map(|one| (one.failed, one.requests));
    assert_eq!(counts.collect::<Vec<_>>(), [(4, 20), (80, 400), (29, 160)]);
    let [verify] = incident.normal.as_slice() else {
        panic!("{:#?}", incident.normal)
    };
    assert_eq!(
        (verify.resource.as_str(), verify.failed, verify.requests),
        (VERIFY, 0, 200)
    );

    assert_eq!(fault.verdict, Verdict::ResourceFault);
    assert_eq!((fault.start, fault.end), (at(180), at(200)));
    assert_eq!(
        (fault.resources.as_slice(), fault.peak),
        ([VERIFY.to_owned()].as_slice(), Some(at(180)))
    );
    near(fault.confidence, 0.9865);
    near(fault.evidence.unwrap(), 436.943_652);

    assert_eq!(storm.verdict, Verdict::RetryStorm);
    assert_eq!((storm.start, storm.end), (at(210), at(225)));
    assert_eq!(
        (storm.resources.as_slice(), storm.confidence),
        ([CALLS.to_owned()].as_slice(), 0.9)
    );
    assert_eq!(
        (storm.affected[0].failed, storm.affected[0].attempts),
        (1, 120)
    );
}

#[test]
fn times_shift_findings_shift() {
    let found = detect(&log(FIRST).traffic(), &Settings::default());
    for windows in [-FIRST - 20, -7, 1, 63, 64, 100_000] {
        let shifted = detect(&log(FIRST + windows).traffic(), &Settings::default());
        let mut back = shifted.findings.clone();
        for finding in &mut back {
            let by = windows * 300;
            finding.start -= by;
            finding.end -= by;
            finding.peak = finding.peak.map(|peak| peak - by);
            for moment in finding.affected.iter_mut().flat_map(|one| &mut one.around) {
                moment.start -= by;
            }
        }
        assert_eq!(back, found.findings, "{windows}");
    }
    near(rates::gain(0.0), 0.0);
}
