//! From the course of a stretch to its numbers: what failed, what did not, and on which lines that stands.

use super::Material;
use super::model::{Evidence, Failed, Impact, Pair, RequestId, Unaffected, Window};
use crate::aggregate::accounts::Accounts;
use crate::aggregate::course::{Lane, Lines, Mark, Moment};
use crate::classify::{self, Class, Fault};
use crate::report::model::incident::{EvidenceRow, FindingRow};
use std::collections::BTreeMap;

/// The numbers of a stretch, and what it takes to name their places.
pub struct Counts<'a> {
    /// What it cost.
    pub impact: Impact,
    /// Resources that failed.
    pub failed: Vec<Failed>,
    /// Resources that the verdict does not name, and that failed too.
    pub also_failed: Vec<Unaffected>,
    /// Resources that did not.
    pub unaffected: Vec<Unaffected>,
    /// The lanes of the affected resources.
    pub lanes: Vec<(&'a str, &'a Lane)>,
    material: Material<'a>,
}

/// The empty name is that of records that do not say.
fn told(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

impl<'a> Counts<'a> {
    /// Counts.
    pub fn of(material: &Material<'a>) -> Self {
        let mut out = Self {
            impact: Impact {
                failed_requests: None,
                requests: None,
                failed_calls: 0,
                calls: 0,
                all_calls: 0,
                resources: 0,
                accounts: None,
                calls_with_account: 0,
                more_accounts: false,
                failed_evidence: Vec::new(),
                all_evidence: Vec::new(),
            },
            failed: Vec::new(),
            also_failed: Vec::new(),
            unaffected: Vec::new(),
            lanes: Vec::new(),
            material: *material,
        };
        for (name, lane) in &material.course.lanes {
            if lane.places.is_empty() {
                continue;
            }
            if out.affected(name, lane) {
                out.lanes.push((name, lane));
                let failed = out.failing(name, lane);
                out.failed.push(failed);
            } else {
                let other = out.other(name, lane);
                // What failed never stands under what did not, whatever the verdict names.
                if other.failed_calls > 0 {
                    out.also_failed.push(other);
                } else {
                    out.unaffected.push(other);
                }
            }
        }
        out.failed
            .sort_by_key(|row| std::cmp::Reverse((row.failed_calls, row.calls)));
        for rows in [&mut out.also_failed, &mut out.unaffected] {
            rows.sort_by_key(|row| {
                let counts = std::cmp::Reverse((row.failed_calls, row.calls));
                (counts, row.resource.clone().unwrap_or_default())
            });
        }
        out.cost();
        out
    }

    /// Failed calls that are not counted, as their records name no resource: they may be of any.
    pub fn untold_failures(&self) -> u64 {
        let untold = self.also_failed.iter().filter(|row| row.resource.is_none());
        untold.map(|row| row.failed_calls).sum()
    }

    /// Affected is what the verdict names; where a person chose the stretch, what failed at all.
    fn affected(&self, name: &str, lane: &Lane) -> bool {
        match self.material.finding {
            Some((row, _)) => row.resources.iter().any(|one| one == name),
            None => self.failed_calls(lane) > 0,
        }
    }

    fn counts(&self, pair: classify::Pair) -> bool {
        let class = classify::class_of(pair);
        class.is_some_and(|class| self.material.course.asked.classes.contains(&class))
    }

    fn failed_calls(&self, lane: &Lane) -> u64 {
        lines(lane, |pair| self.counts(pair))
            .map(|(_, lines)| lines.records)
            .sum()
    }

    /// One row per input, by its name.
    pub fn evidence(&self, lines: impl Iterator<Item = (usize, Lines)>) -> Vec<Evidence> {
        let mut inputs: BTreeMap<usize, Evidence> = BTreeMap::new();
        for (input, lines) in lines {
            let row = inputs.entry(input).or_insert_with(|| Evidence {
                source: self.source(input),
                first_line: lines.first,
                last_line: lines.last,
                records: 0,
            });
            row.records += lines.records;
            row.first_line = row.first_line.min(lines.first);
            row.last_line = row.last_line.max(lines.last);
        }
        inputs.into_values().collect()
    }

    fn source(&self, input: usize) -> String {
        self.material.inputs.get(input).cloned().unwrap_or_default()
    }

    /// One record.
    pub fn place(&self, mark: Mark) -> Vec<Evidence> {
        vec![Evidence {
            source: self.source(mark.input),
            first_line: mark.line,
            last_line: mark.line,
            records: 1,
        }]
    }

    /// What the detector knows of a resource.
    fn row(&self, name: &str) -> Option<&'a EvidenceRow> {
        let (finding, _) = self.material.finding?;
        finding.evidence.iter().find(|row| row.resource == name)
    }

    fn failing(&self, name: &str, lane: &'a Lane) -> Failed {
        let row = self.row(name);
        let errors_only = self.material.report.detection.errors_only;
        // Where attempts are not linked, or are counted as such, the detector took each for a request of its own.
        let linked = row.filter(|_| self.requests_known());
        Failed {
            resource: told(name),
            failed_calls: self.failed_calls(lane),
            calls: lines(lane, |_| true).map(|(_, one)| one.records).sum(),
            failed_requests: linked.map(|row| row.failed),
            requests: linked.and_then(|row| row.requests),
            // Where only errors are logged it is a number per window, which no share can stand beside.
            baseline: row.and_then(|row| row.baseline).filter(|_| !errors_only),
            other_times: row.and_then(|row| row.other_times),
            pairs: self.pairs(lane),
            evidence: self.evidence(lines(lane, |_| true)),
        }
    }

    fn pairs(&self, lane: &'a Lane) -> Vec<Pair> {
        type Told = (Option<u16>, Option<u32>, &'static str, Option<Fault>);
        let mut rows: BTreeMap<Told, (classify::Pair, Vec<(usize, Lines)>)> = BTreeMap::new();
        for ((pair, input), lines) in &lane.places {
            let class = classify::class_of(*pair);
            let Some(class) = class.filter(|class| is_failure(*class)) else {
                continue;
            };
            let fault = classify::fault_of(*pair);
            let key = (pair.http_status, pair.twilio_code, class.name(), fault);
            let row = rows.entry(key).or_insert((*pair, Vec::new()));
            row.1.push((*input, *lines));
        }
        let row =
            |((http_status, twilio_code, class, fault), (pair, lines)): (Told, (_, Vec<_>))| Pair {
                http_status,
                twilio_code,
                class,
                fault: fault.map(Fault::name),
                title: classify::classify(pair).title,
                counted: self.counts(pair),
                calls: lines
                    .iter()
                    .map(|(_, one): &(usize, Lines)| one.records)
                    .sum(),
                evidence: self.evidence(lines.into_iter()),
            };
        let mut pairs: Vec<Pair> = rows.into_iter().map(row).collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse((pair.counted, pair.calls)));
        pairs
    }

    /// True where the finding counts requests, not attempts.
    pub fn requests_known(&self) -> bool {
        let counted = |(row, _): (&FindingRow, usize)| row.verdict != "client_errors";
        self.material.report.detection.dedupe != "none"
            && self.material.finding.is_some_and(counted)
    }

    fn other(&self, name: &str, lane: &'a Lane) -> Unaffected {
        let fails = |pair| classify::class_of(pair).is_some_and(is_failure);
        Unaffected {
            resource: told(name),
            calls: lines(lane, |_| true).map(|(_, one)| one.records).sum(),
            failed_calls: self.failed_calls(lane),
            other_failures: lines(lane, |pair| fails(pair) && !self.counts(pair))
                .map(|(_, one)| one.records)
                .sum(),
            evidence: self.evidence(lines(lane, |_| true)),
        }
    }

    fn cost(&mut self) {
        let sum = |of: fn(&Failed) -> Option<u64>| {
            let known: Option<Vec<u64>> = self.failed.iter().map(of).collect();
            known
                .filter(|known| !known.is_empty())
                .map(|known| known.iter().sum())
        };
        let calls: u64 = self.failed.iter().map(|row| row.calls).sum();
        let others = self.unaffected.iter().chain(&self.also_failed);
        let others: u64 = others.map(|row| row.calls).sum();
        let mut accounts = Accounts::default();
        for (_, lane) in &self.lanes {
            accounts.merge(&lane.accounts);
        }
        let failing = self
            .lanes
            .iter()
            .flat_map(|(_, lane)| lines(lane, |pair| self.counts(pair)));
        let lanes = self.material.course.lanes.values();
        let all = lanes.flat_map(|lane| lines(lane, |_| true));
        self.impact = Impact {
            failed_requests: sum(|row| row.failed_requests),
            requests: sum(|row| row.requests),
            failed_calls: self.failed.iter().map(|row| row.failed_calls).sum(),
            calls,
            all_calls: calls + others,
            resources: self.failed.len() as u64,
            accounts: (accounts.records > 0).then(|| accounts.count()),
            calls_with_account: accounts.records,
            more_accounts: accounts.more,
            failed_evidence: self.evidence(failing),
            all_evidence: self.evidence(all),
        };
    }

    /// The affected resources together, by the start of the window.
    pub fn moments(&self) -> BTreeMap<i64, Moment> {
        let width = i64::from(self.material.course.asked.width);
        let mut out: BTreeMap<i64, Moment> = BTreeMap::new();
        for (window, moment) in self.lanes.iter().flat_map(|(_, lane)| &lane.moments) {
            out.entry(window * width).or_default().add(moment);
        }
        out
    }

    /// The windows of the chart.
    pub fn windows(&self) -> Vec<Window> {
        let row = |(start, moment): (i64, Moment)| Window {
            start: super::at(start),
            failed_calls: moment.failed.map_or(0, |span| span.records),
            calls: moment.attempts,
        };
        self.moments().into_iter().map(row).collect()
    }

    /// Ids for a support ticket, by resource and time.
    pub fn request_ids(&self) -> Vec<RequestId> {
        let row = |name: &str, (mark, id): &(Mark, String)| RequestId {
            id: self.material.redaction.id(id).into_owned(),
            resource: told(name),
            time: mark.time.rfc3339(),
            source: self.source(mark.input),
            line: mark.line,
        };
        let lanes = self.lanes.iter();
        lanes
            .flat_map(|(name, lane)| lane.answers.iter().map(move |answer| row(name, answer)))
            .collect()
    }
}

/// Lines of some of a lane's pairs, with their input.
fn lines(
    lane: &Lane,
    wanted: impl Fn(classify::Pair) -> bool,
) -> impl Iterator<Item = (usize, Lines)> {
    let places = lane
        .places
        .iter()
        .filter(move |((pair, _), _)| wanted(*pair));
    places.map(|((_, input), lines)| (*input, *lines))
}

/// True for what the report counts as failed.
const fn is_failure(class: Class) -> bool {
    matches!(
        class,
        Class::ClientError | Class::ServerError | Class::NoResponse
    )
}
