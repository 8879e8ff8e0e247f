//! The incidents during which retries are futile: the detector asked anew, with the chain as the key of a failing request.

use super::chain::{Chain, Chains};
use super::hands::Hands;
use crate::aggregate::attempts::{METHODS, Row, UNSAID};
use crate::aggregate::failing::traffic::Traffic;
use crate::aggregate::failing::{self, Attempts};
use crate::aggregate::window;
use crate::analysis::contract::{Judged, Settings};
use crate::analysis::finding::{Detection, Verdict};
use crate::classify::ending::Ending;
use crate::event::attempt::Flags;
use crate::event::{Event, Kind, Origin};
use crate::timestamp::Timestamp;
use std::fmt::Write;

/// One incident, in milliseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Incident {
    pub(super) start: i64,
    pub(super) end: i64,
    /// Numbers of its resources.
    pub(super) resources: Vec<u32>,
}

/// The incidents of the log; none when its failures do not tell which request they are of, as an incident may then be made
/// of the very retries that are judged here.
pub(super) fn of(
    chains: &Chains<'_>,
    width: u32,
    settings: &Settings,
    judged: &Judged,
) -> Vec<Incident> {
    // Of a sample, the whole log knows better.
    let detection = if chains.history.sieve > 0 {
        judged.detection.clone()
    } else {
        super::super::detect(&traffic(chains, width), settings)
    };
    let detection = detection.filter(|detection| detection.requests_known);
    detection.map_or_else(Vec::new, |detection| incidents(chains, &detection))
}

fn incidents(chains: &Chains<'_>, detection: &Detection) -> Vec<Incident> {
    let found = detection.findings.iter();
    let found = found.filter(|finding| finding.verdict == Verdict::TwilioIncident);
    let number = |name: &String| {
        let at = chains.history.resources.binary_search(name).ok()?;
        u32::try_from(at).ok()
    };
    let incident = |finding: &crate::analysis::finding::Finding| Incident {
        start: finding.start * 1000,
        end: finding.end * 1000,
        resources: finding.resources.iter().filter_map(number).collect(),
    };
    found.map(incident).collect()
}

fn traffic(chains: &Chains<'_>, width: u32) -> Traffic {
    let mut counting = Counting::new(chains, if width == 0 { failing::WIDTH } else { width });
    for lone in &chains.history.lone {
        counting.answered(lone.resource, lone.start, (lone.count, 0));
    }
    let mut name = String::new();
    for chain in chains.iter() {
        let mut named = false;
        for row in chain.rows() {
            let second = row.end.div_euclid(1000);
            // Nearly all are one of these, by whatever name: as events they took two thirds of the time here.
            match row.status {
                100..=399 => counting.answered(row.resource, second, (1, 0)),
                400..=499 => counting.answered(row.resource, second, (0, 1)),
                _ => {
                    if row.ending.failed() && !named {
                        named = true;
                        name.clear();
                        call(chains, &chain, &mut name);
                    }
                    let key = Some(name.as_str()).filter(|name| named && !name.is_empty());
                    counting.attempts.observe(&event(chains, row, key));
                }
            }
        }
    }
    counting.freeze()
}

/// Attempts while they are counted.
struct Counting<'c> {
    chains: &'c Chains<'c>,
    width: u32,
    attempts: Attempts,
    /// Successes and refusals.
    hands: Hands<(u64, u64)>,
}

impl<'c> Counting<'c> {
    fn new(chains: &'c Chains<'c>, width: u32) -> Self {
        Self {
            chains,
            width,
            attempts: Attempts::new(width),
            hands: Hands::new(chains.history.resources.len()),
        }
    }

    /// Counts successes and refusals of one second.
    fn answered(&mut self, resource: u32, second: i64, (good, client): (u64, u64)) {
        let at = (resource, window::index(second, self.width));
        let add = |counts: &mut (u64, u64)| *counts = (counts.0 + good, counts.1 + client);
        if let Some((at, counts)) = self.hands.count(at, add) {
            self.put(at, counts);
        }
    }

    fn put(&mut self, (resource, window): (u32, i64), counts: (u64, u64)) {
        let resource = self.chains.history.resources.get(resource as usize);
        let second = window * i64::from(self.width);
        let resource = resource.map(String::as_str);
        self.attempts.answered(resource, second, counts);
    }

    fn freeze(mut self) -> Traffic {
        for (at, counts) in self.hands.take() {
            self.put(at, counts);
        }
        self.attempts.freeze()
    }
}

/// Writes a name of the chain, none when it may not be the whole request.
fn call(chains: &Chains<'_>, chain: &Chain<'_>, name: &mut String) {
    if chain.len() > 1 || chains.assessable(chain) {
        // Nothing can go wrong with a string.
        let _ = write!(name, "{}", chain.number);
    }
}

/// The row as the detector saw it, with another key.
fn event<'e>(chains: &Chains<'e>, row: &Row, key: Option<&'e str>) -> Event<'e> {
    let silent = matches!(row.ending, Ending::Silent | Ending::Unsent) && row.status == 0;
    let origin = if row.flags.has(Flags::MISPLACED_KEY) {
        Origin::MisplacedKey
    } else if row.flags.has(Flags::INTERMEDIARY) {
        Origin::Intermediary
    } else if silent {
        Origin::Nobody
    } else {
        Origin::Twilio
    };
    Event {
        timestamp: Some(Timestamp::from_nanoseconds(
            row.end.saturating_mul(1_000_000),
        )),
        kind: Kind::ApiCall,
        origin,
        method: METHODS.get(usize::from(row.method)).copied(),
        resource: chains.resource(row),
        http_status: (row.status > 0).then_some(row.status),
        twilio_code: (row.code != UNSAID).then_some(row.code),
        request_id: row.flags.has(Flags::OF_TWILIO).then_some("RQ"),
        idempotency_key: key,
        unsent: row.ending == Ending::Unsent,
        ..Event::default()
    }
}
