//! Failing requests out of all requests: the model of logs that show successes too.

use super::grid::{float, whole};
use super::matrix::{Column, Matrix};
use super::rates::{self, FLOOR, RAMP, Rates};

/// One pseudo-failure in so many pseudo-requests.
const SHRINK: f64 = 1000.0;

/// The smallest failure rate that is believed.
const LEAST: f64 = 1e-5;

/// The evidence of intervals with fewer requests than this is known beforehand: where a year has few calls per window and
/// most of them fail, no bound spares an interval its logarithms, and they were nine tenths of all judging.
const FEW: usize = 32;

/// A channel: failing requests, requests, and how bad "degraded" may be.
#[derive(Debug)]
pub struct Binomial<'m> {
    failed: &'m Matrix,
    requests: &'m Matrix,
    levels: [f64; 4],
    cap: f64,
    min_excess: f64,
    normal: Vec<Normal>,
    /// Per resource, the evidence by failing requests and requests, both less than [`FEW`].
    known: Vec<Vec<f64>>,
}

/// What is normal for one resource.
#[derive(Debug, Clone, Copy)]
struct Normal {
    rate: f64,
    dispersion: f64,
    /// Per level: what a failing request adds, and what one adds that did not fail.
    terms: [(f64, f64); 4],
}

impl Normal {
    fn of(rate: f64, dispersion: f64, levels: [f64; 4]) -> Self {
        let term = |level: f64| {
            let level = level.max(FLOOR * rate).min(0.98);
            ((level / rate).ln(), ((1.0 - level) / (1.0 - rate)).ln())
        };
        Self {
            rate,
            dispersion,
            terms: levels.map(term),
        }
    }

    fn terms(&self, failed: f64, requests: f64) -> [f64; 4] {
        let good = requests - failed;
        self.terms
            .map(|(one, other)| (failed * one + good * other) / self.dispersion)
    }

    fn ratio(&self, failed: f64, requests: f64) -> f64 {
        if requests == 0.0 {
            return 0.0;
        }
        rates::log_mean_exp(self.terms(failed, requests))
    }

    /// [`Rates::bound`] of running sums.
    fn bound<F, R>(&self, failed: &[F], requests: &[R], length: usize, sums: &mut [f64])
    where
        F: Copy + Into<f64>,
        R: Copy + Into<f64>,
    {
        let ends = failed.iter().zip(requests).skip(length);
        let intervals = ends.zip(failed.iter().zip(requests));
        for ((end, start), sum) in intervals.zip(sums) {
            let failed = (*end.0).into() - (*start.0).into();
            // Without a failure "degraded" is never the likelier.
            if failed > 0.0 {
                let requests = (*end.1).into() - (*start.1).into();
                *sum += rates::most(self.terms(failed, requests)).max(0.0);
            }
        }
    }

    /// The evidence of few requests, by [`place`].
    fn known(&self) -> Vec<f64> {
        let mut known = vec![0.0; FEW * FEW];
        for (place, gain) in known.iter_mut().enumerate() {
            let (failed, requests) = (float((place / FEW) as u64), float((place % FEW) as u64));
            *gain = rates::gain(self.ratio(failed, requests));
        }
        known
    }
}

/// Where the evidence of few requests stands; `None` when they are not few.
fn place(failed: f64, requests: f64) -> Option<usize> {
    let few = |number: f64| usize::try_from(whole(number)).ok().filter(|few| *few < FEW);
    Some(few(failed)? * FEW + few(requests)?)
}

impl<'m> Binomial<'m> {
    /// A model that is not yet fitted.
    #[must_use]
    pub const fn new(
        failed: &'m Matrix,
        requests: &'m Matrix,
        levels: [f64; 4],
        cap: f64,
        min_excess: f64,
    ) -> Self {
        Self {
            failed,
            requests,
            levels,
            cap,
            min_excess,
            normal: Vec::new(),
            known: Vec::new(),
        }
    }

    /// The dispersion of a resource, which [`Rates::fit`] found.
    #[cfg(test)]
    pub fn dispersion(&self, resource: usize) -> f64 {
        self.normal[resource].dispersion
    }

    fn sums(&self, resource: usize, start: usize, end: usize) -> (f64, f64) {
        (
            self.failed.sum(resource, start, end),
            self.requests.sum(resource, start, end),
        )
    }

    fn kept(&self, resource: usize, keep: &[bool]) -> impl Iterator<Item = (f64, f64)> {
        let counts = self
            .failed
            .counts(resource)
            .zip(self.requests.counts(resource));
        counts
            .zip(keep)
            .filter(|(_, kept)| **kept)
            .map(|(counts, _)| counts)
    }

    fn learn(&self, resource: usize, keep: Option<&[bool]>) -> Normal {
        let (failed, requests) = match keep {
            None => rates::quietest(self.windows(), |start, end| self.sums(resource, start, end)),
            Some(keep) => self
                .kept(resource, keep)
                .fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1)),
        };
        let rate = ((failed + 1.0) / (requests + SHRINK))
            .max(LEAST)
            .min(self.cap);
        let dispersion = keep.map_or(1.0, |keep| {
            let squares: f64 = self
                .kept(resource, keep)
                .map(|(failed, requests)| (failed - requests * rate).powi(2))
                .sum();
            rates::dispersion(squares, requests * rate * (1.0 - rate))
        });
        Normal::of(rate, dispersion, self.levels)
    }

    fn normal(&self, resource: usize) -> Normal {
        let unfitted = || Normal::of(self.cap, 1.0, self.levels);
        self.normal.get(resource).copied().unwrap_or_else(unfitted)
    }
}

impl Rates for Binomial<'_> {
    fn resources(&self) -> usize {
        self.failed.resources()
    }

    fn windows(&self) -> usize {
        self.failed.windows()
    }

    fn fit(&mut self, keep: Option<&[bool]>) {
        self.normal = (0..self.resources())
            .map(|resource| self.learn(resource, keep))
            .collect();
        self.known = self.normal.iter().map(Normal::known).collect();
    }

    fn ratio(&self, resource: usize, start: usize, end: usize) -> f64 {
        let (failed, requests) = self.sums(resource, start, end);
        self.normal(resource).ratio(failed, requests)
    }

    fn gain(&self, resource: usize, start: usize, end: usize) -> f64 {
        let (failed, requests) = self.sums(resource, start, end);
        let known = place(failed, requests).zip(self.known.get(resource));
        known
            .and_then(|(place, known)| known.get(place).copied())
            .unwrap_or_else(|| rates::gain(self.ratio(resource, start, end)))
    }

    fn bound(&self, resource: usize, length: usize, sums: &mut [f64]) {
        let normal = self.normal(resource);
        let columns = (self.failed.column(resource), self.requests.column(resource));
        match columns {
            (Some(Column::Narrow(failed)), Some(Column::Narrow(requests))) => {
                normal.bound(failed, requests, length, sums);
            }
            (Some(Column::Narrow(failed)), Some(Column::Wide(requests))) => {
                normal.bound(failed, requests, length, sums);
            }
            (Some(Column::Wide(failed)), Some(Column::Wide(requests))) => {
                normal.bound(failed, requests, length, sums);
            }
            (Some(Column::Wide(failed)), Some(Column::Narrow(requests))) => {
                normal.bound(failed, requests, length, sums);
            }
            _ => {}
        }
    }

    fn failed(&self, resource: usize, start: usize, end: usize) -> f64 {
        self.failed.sum(resource, start, end)
    }

    fn shifted(&self, resource: usize, start: usize, end: usize) -> bool {
        self.level(resource, start, end) - self.baseline(resource) >= self.min_excess
    }

    fn trace(&self, resource: usize, span: (usize, usize), from: usize, trace: &mut [f64]) {
        let (failed, requests) = self.sums(resource, span.0, span.1);
        let Normal {
            rate, dispersion, ..
        } = self.normal(resource);
        let seen = RAMP * (failed + 0.5) / (requests + 1.0);
        let bad = (FLOOR * rate).max(seen).min(0.95);
        let one = (bad / rate).ln() / dispersion;
        let other = ((1.0 - bad) / (1.0 - rate)).ln() / dispersion;
        for (window, sum) in (from..).zip(trace) {
            let (failed, requests) = self.sums(resource, window, window + 1);
            *sum += failed * one + (requests - failed) * other;
        }
    }

    fn baseline(&self, resource: usize) -> f64 {
        self.normal(resource).rate
    }

    fn expected(&self, resource: usize, start: usize, end: usize, like: f64) -> f64 {
        self.requests.sum(resource, start, end) * like
    }

    fn level(&self, resource: usize, start: usize, end: usize) -> f64 {
        let (failed, requests) = self.sums(resource, start, end);
        failed / requests.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fast way equals the plain way.
    #[test]
    fn known_evidence_is_that_of_the_formula() {
        let column = |step: f64| {
            (0..=40)
                .map(|window| f64::from(window % 5) * step)
                .collect()
        };
        let failed = Matrix::of(vec![column(1.0), vec![0.0; 41]]);
        let requests = Matrix::of(vec![column(3.0), column(2.0)]);
        let mut model = Binomial::new(&failed, &requests, [0.02, 0.08, 0.3, 0.85], 0.05, 0.0);
        model.fit(None);
        let mut few = 0;
        for (resource, start) in (0..2).flat_map(|resource| (0..40).map(move |at| (resource, at))) {
            for end in start + 1..=40 {
                let (failed, requests) = model.sums(resource, start, end);
                few += usize::from(place(failed, requests).is_some());
                let plain = rates::gain(model.ratio(resource, start, end));
                let told = model.gain(resource, start, end);
                assert_eq!(told.to_bits(), plain.to_bits(), "{failed} of {requests}");
            }
        }
        assert!(few > 100 && few < 1400, "both ways are taken: {few}");
    }
}
