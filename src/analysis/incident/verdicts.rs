//! From events to findings: verdict, confidence, q-value.

use super::super::finding::{Detection, Finding, Verdict};
use super::Channel;
use super::edges::Event;
use super::evidence;
use super::grid::{Grid, float};
use super::matrix::Matrix;
use super::rates::Rates;
use super::span::Run;
use crate::aggregate::failing::traffic::Traffic;

/// Confidence of verdicts that rest on a plain count.
const COUNTED: f64 = 0.9;

/// Makes findings; knows what they all depend on.
pub struct Maker<'g> {
    pub(super) grid: &'g Grid<'g>,
    pub(super) requests: &'g Matrix,
    /// What the whole log takes from every confidence, as a factor.
    trust: f64,
}

impl<'g> Maker<'g> {
    /// Weighs the log.
    #[must_use]
    pub fn new(
        grid: &'g Grid<'g>,
        traffic: &Traffic,
        requests: &'g Matrix,
        detection: &Detection,
    ) -> Self {
        let seen = &traffic.seen;
        let shown = if seen.failed == 0 {
            0.0
        } else {
            float(seen.of_twilio) / float(seen.failed)
        };
        let rates = if detection.errors_only { 0.85 } else { 1.0 };
        let identity = if detection.requests_known { 1.0 } else { 0.7 };
        Self {
            grid,
            requests,
            trust: (0.85 + 0.15 * shown) * rates * identity,
        }
    }

    /// A finding that rests on a count alone.
    #[must_use]
    pub fn counted(&self, verdict: Verdict, run: &Run) -> Finding {
        let affected = if verdict == Verdict::TrafficSurge {
            evidence::surging(self, run)
        } else {
            evidence::counted(self, run)
        };
        Finding {
            verdict,
            start: self.grid.start(run.span.start),
            end: self.grid.start(run.span.end),
            resources: self.names(&run.resources),
            confidence: COUNTED,
            evidence: None,
            q_value: None,
            peak: None,
            soft: false,
            affected,
            normal: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// A finding of the scan.
    pub(super) fn judged(
        &self,
        verdict: Verdict,
        event: &Event,
        rates: &impl Rates,
        failed: &Matrix,
        (channel, soft): (Channel, bool),
    ) -> Finding {
        let together = verdict == Verdict::TwilioIncident;
        let evidence = if together {
            event.evidence.rest
        } else {
            event.evidence.all
        };
        let evidence = evidence.max(0.0);
        let named = event.named();
        let breadth = if together {
            1.0 - 0.6 * 0.5_f64.powf(float(named.len() as u64) - 1.0)
        } else {
            1.0
        };
        let confidence = evidence / (evidence + 6.0) * breadth * self.trust;
        Finding {
            verdict,
            start: self.grid.start(event.span.start),
            end: self.grid.start(event.span.end),
            resources: self.names(&named),
            confidence: (confidence * 1e4).round() / 1e4,
            evidence: Some(evidence),
            q_value: None,
            peak: Some(self.peak(event, &named, failed)),
            soft,
            affected: evidence::affected(self, event, &named, rates, failed, channel),
            normal: evidence::normal(self, event, &named, rates),
            gaps: evidence::gaps(self, event.span),
        }
    }

    /// Start of the window with most failures of some resources, the first of equals.
    fn peak(&self, event: &Event, named: &[usize], failed: &Matrix) -> i64 {
        let count = |window: usize| -> f64 {
            let counts = named.iter().map(|resource| failed.at(*resource, window));
            counts.sum()
        };
        let mut peak = (event.span.start, count(event.span.start));
        for window in event.span.start + 1..event.span.end {
            let count = count(window);
            if count > peak.1 {
                peak = (window, count);
            }
        }
        self.grid.start(peak.0)
    }

    /// The name of a resource.
    pub(super) fn name(&self, resource: usize) -> String {
        let lane = self.grid.lanes.get(resource);
        lane.map_or_else(String::new, |lane| lane.name.clone())
    }

    fn names(&self, resources: &[usize]) -> Vec<String> {
        resources
            .iter()
            .map(|resource| self.name(*resource))
            .collect()
    }
}

/// Sorts the findings, and tells of each incident how surprising it is among all windows: e-values with the procedure of
/// Benjamini and Hochberg, valid under any dependence.
pub fn rank(findings: &mut [Finding], windows: u64) {
    findings.sort_by(|one, other| {
        let keys = |finding: &Finding| (finding.start, finding.end, finding.verdict.name());
        keys(one).cmp(&keys(other))
    });
    let incidents = findings.iter_mut();
    let mut incidents: Vec<&mut Finding> = incidents
        .filter(|finding| finding.verdict == Verdict::TwilioIncident)
        .collect();
    let evidence = |finding: &Finding| finding.evidence.unwrap_or(0.0);
    incidents.sort_by(|one, other| {
        let by_evidence = evidence(other).total_cmp(&evidence(one));
        by_evidence.then(one.start.cmp(&other.start))
    });
    let mut least: f64 = 1.0;
    for (place, finding) in (1..)
        .zip(incidents)
        .collect::<Vec<(u64, _)>>()
        .into_iter()
        .rev()
    {
        let surprise = float(windows) * (-evidence(finding).min(690.0)).exp() / float(place);
        least = least.min(surprise);
        finding.q_value = Some(least);
    }
}
