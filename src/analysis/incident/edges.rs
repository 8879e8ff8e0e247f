//! From strong intervals to events: the edges lie where the evidence, added up window by window, starts and stops.

use super::rates::{self, Rates};
use super::scan::{Candidate, Evidence, Statistic};
use super::span::{self, Span};

/// How far the evidence may fall below its peak before a segment ends, so that two outages are not bridged.
const DROP: f64 = 10.0;

/// Events at most so many windows apart are one.
const JOIN: usize = 6;

/// The events that the candidates lead to; windows that are blocked take no part.
#[must_use]
pub fn events(
    rates: &impl Rates,
    candidates: &[Candidate],
    which: Statistic,
    threshold: f64,
    blocked: Vec<bool>,
) -> Vec<Span> {
    let strength = |candidate: &Candidate| candidate.evidence.statistic(which);
    let strong = candidates.iter().filter(|one| strength(one) >= threshold);
    let mut strong: Vec<&Candidate> = strong.collect();
    strong.sort_unstable_by(|one, other| {
        let by_strength = strength(other).total_cmp(&strength(one));
        by_strength.then((one.length, one.start).cmp(&(other.length, other.start)))
    });
    let mut used = blocked;
    let mut events = Vec::new();
    for candidate in strong {
        let span = candidate.span();
        let touches = used
            .get(span.start..span.end)
            .is_none_or(|part| part.contains(&true));
        if touches {
            continue;
        }
        let found = refine(rates, span, which, threshold, &used);
        for event in std::iter::once(&span).chain(&found) {
            span::mark(&mut used, event.start, event.end);
        }
        events.extend(found);
    }
    span::join(events, JOIN)
}

/// The segments of the trace around an interval that overlap it and reach the threshold by themselves.
fn refine(
    rates: &impl Rates,
    span: Span,
    which: Statistic,
    threshold: f64,
    used: &[bool],
) -> Vec<Span> {
    let reach = 2 * (span.end - span.start) + 2;
    let free = |window: &usize| used.get(*window) == Some(&false);
    let low = (span.start.saturating_sub(reach)..span.start).rev();
    let low = low.take_while(free).last().unwrap_or(span.start);
    let high = (span.end..span.end + reach).take_while(free).last();
    let high = high.map_or(span.end, |window| window + 1);
    let mut trace = vec![0.0; high - low];
    for resource in 0..rates.resources() {
        let affected = rates.ratio(resource, span.start, span.end) > 2.0
            && rates.failed(resource, span.start, span.end) >= 1.0;
        if affected {
            rates.trace(resource, (span.start, span.end), low, &mut trace);
        }
    }
    let segments = cut(&trace).into_iter().map(|segment| Span {
        start: segment.start + low,
        end: segment.end + low,
    });
    let reaches = |segment: &Span| {
        segment.end > span.start
            && segment.start < span.end
            && Evidence::over(rates, segment.start, segment.end).statistic(which) >= threshold
    };
    segments.filter(reaches).collect()
}

/// Cuts a trace into segments. Each starts at the first positive value and ends at the peak of its running sum, which it
/// has passed when the sum falls to zero or far below the peak; the next begins after that point.
fn cut(trace: &[f64]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<Running> = None;
    for (place, value) in trace.iter().enumerate() {
        let Some(running) = &mut open else {
            open = (*value > 0.0).then(|| Running::from(place, *value));
            continue;
        };
        running.sum += value;
        if running.sum > running.peak {
            running.peak = running.sum;
            running.span.end = place + 1;
        }
        if running.sum <= 0.0 || running.peak - running.sum > DROP {
            out.push(running.span);
            open = None;
        }
    }
    out.extend(open.map(|running| running.span));
    out
}

/// A segment that is not yet closed.
struct Running {
    span: Span,
    sum: f64,
    peak: f64,
}

impl Running {
    const fn from(place: usize, value: f64) -> Self {
        Self {
            span: Span {
                start: place,
                end: place + 1,
            },
            sum: value,
            peak: value,
        }
    }
}

/// An event with what its resources say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub span: Span,
    /// Per resource, the logarithm of the likelihood ratio.
    pub ratios: Vec<f64>,
    /// The evidence.
    pub evidence: Evidence,
    /// Numbers of the resources that are affected for certain, ascending.
    pub affected: Vec<usize>,
    /// The resource with the strongest evidence.
    pub worst: usize,
}

impl Event {
    /// Looks at an event closely.
    #[must_use]
    pub fn of(rates: &impl Rates, span: Span) -> Self {
        let (start, end) = (span.start, span.end);
        let resources = 0..rates.resources();
        let ratios: Vec<f64> = resources
            .map(|resource| rates.ratio(resource, start, end))
            .collect();
        let certain = |(resource, ratio): (usize, &f64)| {
            let certain = rates::posterior(*ratio) >= 0.9
                && rates.failed(resource, start, end) >= 2.0
                && rates.shifted(resource, start, end);
            certain.then_some(resource)
        };
        let mut worst = 0;
        for (resource, ratio) in ratios.iter().enumerate() {
            if ratios.get(worst).is_some_and(|most| ratio > most) {
                worst = resource;
            }
        }
        Self {
            span,
            evidence: Evidence::of(ratios.iter().map(|ratio| rates::gain(*ratio))),
            affected: ratios.iter().enumerate().filter_map(certain).collect(),
            ratios,
            worst,
        }
    }

    /// The resources that it names: the affected ones, or the worst when none is so for certain.
    #[must_use]
    pub fn named(&self) -> Vec<usize> {
        if self.affected.is_empty() {
            vec![self.worst]
        } else {
            self.affected.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(trace: &[f64]) -> Vec<(usize, usize)> {
        let spans = cut(trace).into_iter();
        spans.map(|span| (span.start, span.end)).collect()
    }

    #[test]
    fn a_segment_ends_at_its_peak() {
        assert_eq!(
            cuts(&[-1.0, 2.0, 3.0, -1.0, 2.0, -1.0, -9.0, 4.0]),
            [(1, 5), (7, 8)]
        );
        assert_eq!(cuts(&[-1.0, -2.0]), []);
    }

    #[test]
    fn a_deep_fall_parts_two_outages_and_a_shallow_one_does_not() {
        assert_eq!(cuts(&[30.0, -6.0, -6.0, 30.0]), [(0, 1), (3, 4)]);
        assert_eq!(cuts(&[30.0, -6.0, -3.0, 30.0]), [(0, 4)]);
    }
}
