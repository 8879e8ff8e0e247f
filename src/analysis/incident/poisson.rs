//! Failing requests against their own history: the model of logs that show errors alone.

use super::matrix::Matrix;
use super::rates::{self, FLOOR, RAMP, Rates};

/// How many times its normal a resource must fail to be affected.
const LEAST_LIFT: f64 = 5.0;

/// A channel: failing requests, refusals as a measure of traffic, time of day, and how bad "degraded" may be.
#[derive(Debug)]
pub struct Poisson<'m> {
    failed: &'m Matrix,
    /// `None` for the channel of the refusals themselves.
    refused: Option<&'m Matrix>,
    season: &'m [f64],
    /// Sums of the season from the first window on.
    seasons: Vec<f64>,
    steps: [f64; 4],
    normal: Vec<Normal>,
}

/// What is normal for one resource, per window of mean season.
#[derive(Debug, Clone, Copy)]
struct Normal {
    failed: f64,
    refused: f64,
    dispersion: f64,
}

impl<'m> Poisson<'m> {
    /// A model that is not yet fitted.
    #[must_use]
    pub fn new(
        failed: &'m Matrix,
        refused: Option<&'m Matrix>,
        season: &'m [f64],
        steps: [f64; 4],
    ) -> Self {
        let mut sum = 0.0;
        let sums = season.iter().map(|weight| {
            sum += weight;
            sum
        });
        Self {
            failed,
            refused,
            season,
            seasons: std::iter::once(0.0).chain(sums).collect(),
            steps,
            normal: Vec::new(),
        }
    }

    fn season(&self, start: usize, end: usize) -> f64 {
        let at = |place: usize| self.seasons.get(place).copied().unwrap_or(0.0);
        at(end) - at(start)
    }

    /// Sums of a matrix and of the season over the quiet or the marked windows.
    fn pooled(&self, counts: &Matrix, resource: usize, keep: Option<&[bool]>) -> (f64, f64) {
        match keep {
            None => rates::quietest(self.windows(), |start, end| {
                (counts.sum(resource, start, end), self.season(start, end))
            }),
            Some(keep) => {
                let season = self.season.iter().zip(keep).filter(|(_, kept)| **kept);
                let season = season.map(|(weight, _)| weight).sum();
                let marked = counts.counts(resource).zip(keep);
                let marked = marked.filter(|(_, kept)| **kept);
                (marked.map(|(count, _)| count).sum(), season)
            }
        }
    }

    fn learn(&self, resource: usize, keep: Option<&[bool]>) -> Normal {
        let (failed, season) = self.pooled(self.failed, resource, keep);
        let failed = (failed + 1.0) / season;
        let refused = self.refused.map_or(0.0, |refused| {
            let (refused, season) = self.pooled(refused, resource, keep);
            refused / season
        });
        let dispersion = keep.map_or(1.0, |keep| {
            let marked = self.failed.counts(resource).zip(self.season).zip(keep);
            let marked = marked.filter(|(_, kept)| **kept);
            let (mut squares, mut variance) = (0.0, 0.0);
            for ((count, weight), _) in marked {
                let mean = weight * failed;
                squares += (count - mean).powi(2);
                variance += mean;
            }
            rates::dispersion(squares, variance)
        });
        Normal {
            failed,
            refused,
            dispersion,
        }
    }

    fn normal(&self, resource: usize) -> Normal {
        self.normal.get(resource).copied().unwrap_or(Normal {
            failed: 1.0,
            refused: 0.0,
            dispersion: 1.0,
        })
    }

    fn terms(&self, resource: usize, normal: Normal, start: usize, end: usize) -> [f64; 4] {
        let failed = self.failed.sum(resource, start, end);
        let season = self.season(start, end);
        let mut mean = season * normal.failed;
        if let Some(refused) = self.refused {
            // When refusals grew as much, traffic grew, not the failure rate.
            let seen = refused.sum(resource, start, end) + 3.0;
            mean *= (seen / (season * normal.refused + 3.0)).max(1.0);
        }
        self.steps
            .map(|step| (failed * step.ln() - mean * (step - 1.0)) / normal.dispersion)
    }
}

impl Rates for Poisson<'_> {
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
    }

    fn ratio(&self, resource: usize, start: usize, end: usize) -> f64 {
        rates::log_mean_exp(self.terms(resource, self.normal(resource), start, end))
    }

    fn bound(&self, resource: usize, length: usize, sums: &mut [f64]) {
        let normal = self.normal(resource);
        for (start, sum) in sums.iter_mut().enumerate() {
            let end = start + length;
            if self.failed.sum(resource, start, end) > 0.0 {
                let terms = self.terms(resource, normal, start, end);
                *sum += rates::most(terms).max(0.0);
            }
        }
    }

    fn failed(&self, resource: usize, start: usize, end: usize) -> f64 {
        self.failed.sum(resource, start, end)
    }

    fn shifted(&self, resource: usize, start: usize, end: usize) -> bool {
        let normal = self.season(start, end) * self.normal(resource).failed;
        self.failed.sum(resource, start, end) >= LEAST_LIFT * normal
    }

    fn trace(&self, resource: usize, span: (usize, usize), from: usize, trace: &mut [f64]) {
        let normal = self.normal(resource);
        let failed = self.failed.sum(resource, span.0, span.1);
        let mean = self.season(span.0, span.1) * normal.failed;
        let step = (RAMP * (failed + 0.5) / (mean + 1e-9)).max(FLOOR);
        for ((window, sum), weight) in (from..).zip(trace).zip(self.season.iter().skip(from)) {
            let failed = self.failed.at(resource, window);
            let against = weight * normal.failed * (step - 1.0);
            *sum += (failed * step.ln() - against) / normal.dispersion;
        }
    }

    fn baseline(&self, resource: usize) -> f64 {
        self.normal(resource).failed
    }

    fn expected(&self, resource: usize, start: usize, end: usize, like: f64) -> f64 {
        self.season(start, end) * self.normal(resource).failed * like
    }

    fn level(&self, resource: usize, start: usize, end: usize) -> f64 {
        let normal = self.season(start, end) * self.normal(resource).failed;
        self.failed.sum(resource, start, end) / normal.max(1e-9)
    }
}
