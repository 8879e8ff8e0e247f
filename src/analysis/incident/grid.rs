//! From cells to counts: which failing requests count in which window, and the counts as matrices over windows and resources.

use super::extent::{self, Extent};
use super::matrix::Matrix;
use crate::aggregate::failing::cell::{Failing, Side, Told};
use crate::aggregate::failing::traffic::{Lane, Traffic};
use std::collections::HashMap;

/// A request counts anew only after so many windows without failing.
const LOOKBACK: i64 = 12;

/// The failing requests of one resource in one window, each counted where its run of failures begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// Number of the window from the first.
    pub window: usize,
    /// Requests that failed with Twilio or without an answer.
    pub server: u64,
    /// Those of them that showed no status of Twilio's own application.
    pub soft: u64,
    /// Requests that never reached Twilio.
    pub gateway: u64,
    /// Largest number of attempts of one request.
    pub top: u32,
}

/// The counts of a log.
#[derive(Debug)]
pub struct Grid<'t> {
    /// Number of the first window since the epoch.
    pub first: i64,
    /// How many windows.
    pub windows: usize,
    /// Width of a window in seconds.
    pub width: i64,
    /// The resources that are judged, by name.
    pub lanes: Vec<&'t Lane>,
    /// Per resource, the windows with failures, ascending.
    pub failures: Vec<Vec<Failures>>,
    /// Attempts outside of what is judged.
    pub not_judged: u64,
}

impl<'t> Grid<'t> {
    /// Counts.
    #[must_use]
    pub fn of(traffic: &'t Traffic) -> Self {
        let Extent {
            first,
            windows,
            lanes,
            not_judged,
        } = extent::of(traffic);
        let failures = lanes
            .iter()
            .map(|lane| walk(lane, first, windows))
            .collect();
        Self {
            first,
            windows,
            width: i64::from(traffic.width.max(1)),
            lanes,
            failures,
            not_judged,
        }
    }

    /// Seconds since the epoch at which a window starts.
    #[must_use]
    pub fn start(&self, window: usize) -> i64 {
        (self.first + i64::try_from(window).unwrap_or(0)) * self.width
    }

    /// A matrix of what the failures say.
    #[must_use]
    pub fn failing(&self, count: impl Fn(&Failures) -> u64) -> Matrix {
        let column = |failures: &Vec<Failures>| {
            let mut column = vec![0.0; self.windows + 1];
            for one in failures {
                if let Some(entry) = column.get_mut(one.window) {
                    *entry = float(count(one));
                }
            }
            column
        };
        Matrix::of(self.failures.iter().map(column))
    }

    /// A matrix of what the cells say, from successes and refusals.
    fn plain(&self, count: impl Fn(u32, u32) -> f64) -> impl Iterator<Item = Vec<f64>> {
        let column = move |lane: &&Lane| {
            let mut column = vec![0.0; self.windows + 1];
            for (window, good, client, _) in lane.cells() {
                let place = usize::try_from(window - self.first).unwrap_or(usize::MAX);
                if let Some(entry) = column.get_mut(place).filter(|_| place < self.windows) {
                    *entry = count(good, client);
                }
            }
            column
        };
        self.lanes.iter().map(column)
    }

    /// Refused attempts.
    #[must_use]
    pub fn refused(&self) -> Matrix {
        Matrix::of(self.plain(|_, client| f64::from(client)))
    }

    /// All requests: successes, refusals, failing requests of both kinds.
    #[must_use]
    pub fn requests(&self) -> Matrix {
        let plain = self.plain(|good, client| f64::from(good) + f64::from(client));
        Matrix::of(plain.zip(&self.failures).map(|(mut column, failures)| {
            for one in failures {
                if let Some(entry) = column.get_mut(one.window) {
                    *entry += float(one.server) + float(one.gateway);
                }
            }
            column
        }))
    }

    /// The failures of a resource in `start..end`, with their cells.
    pub fn cells(
        &self,
        resource: usize,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = &'t Failing> {
        let from = self.first + i64::try_from(start).unwrap_or(0);
        let to = self.first + i64::try_from(end).unwrap_or(0);
        let lane = self.lanes.get(resource).copied();
        lane.into_iter()
            .flat_map(move |lane| lane.failing(from, to))
    }

    /// Refused attempts of a resource in `start..end`.
    #[must_use]
    pub fn rejected(&self, resource: usize, start: usize, end: usize) -> u64 {
        let cells = self.lanes.get(resource).into_iter();
        let cells = cells.flat_map(|lane| lane.cells());
        let inside = |window: i64| {
            usize::try_from(window - self.first).is_ok_and(|at| (start..end).contains(&at))
        };
        let refused = cells.filter(|(window, ..)| inside(*window));
        refused.map(|(_, _, client, _)| u64::from(client)).sum()
    }

    /// All of a resource in `start..end` that did not go well: failing requests of both sides, refused attempts.
    #[must_use]
    pub fn failed(&self, resource: usize, start: usize, end: usize) -> u64 {
        let failures = self.failures.get(resource).into_iter().flatten();
        let inside = failures.filter(|one| (start..end).contains(&one.window));
        let failing: u64 = inside.map(|one| one.server + one.gateway).sum();
        failing + self.rejected(resource, start, end)
    }

    /// How refusals of a resource in `start..end` were told.
    pub fn refusals(
        &self,
        resource: usize,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = (Told, u32)> {
        let from = self.first + i64::try_from(start).unwrap_or(0);
        let to = self.first + i64::try_from(end).unwrap_or(0);
        let lane = self.lanes.get(resource).copied();
        lane.into_iter()
            .flat_map(move |lane| lane.refused(from, to))
    }
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
#[must_use]
pub const fn float(count: u64) -> f64 {
    count as f64
}

/// A number that is a count, as one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sums of counts, and never negative"
)]
#[must_use]
pub fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// Counts the failing requests of one resource, window by window.
fn walk(lane: &Lane, first: i64, windows: usize) -> Vec<Failures> {
    let mut met = [Met::default(), Met::default()];
    let mut out = Vec::new();
    for (window, _, _, failing) in lane.cells() {
        let place = usize::try_from(window - first).unwrap_or(usize::MAX);
        let Some(failing) = failing.filter(|_| place < windows) else {
            continue;
        };
        let [server, gateway] = &mut met;
        let (hard, soft, top) = server.count(failing, Side::Server, window);
        let (hard_gateway, soft_gateway, _) = gateway.count(failing, Side::Gateway, window);
        out.push(Failures {
            window: place,
            server: hard + soft,
            soft,
            gateway: hard_gateway + soft_gateway,
            top,
        });
    }
    out
}

/// When each failing request of one resource and side failed last.
#[derive(Debug, Default)]
struct Met {
    last: HashMap<u64, i64>,
    /// Size at which those that no longer matter are let go.
    full: usize,
}

impl Met {
    /// Requests that begin to fail in this window, hard and soft ones, and the most attempts of one request.
    fn count(&mut self, failing: &Failing, side: Side, window: i64) -> (u64, u64, u32) {
        let (mut hard, mut soft, mut top) = (0, 0, 0);
        for (key, tried) in failing.requests(side) {
            top = top.max(tried.attempts);
            let before = self.last.insert(key, window);
            if before.is_none_or(|before| window - before > LOOKBACK) {
                *(if tried.hard { &mut hard } else { &mut soft }) += 1;
            }
        }
        if self.last.len() > self.full.max(1 << 16) {
            self.last.retain(|_, last| window - *last <= LOOKBACK);
            self.full = self.last.len() * 2;
        }
        let scale = failing.scale(side);
        let estimate = |count: u64| whole(float(count) * scale);
        let [hard_nameless, soft_nameless] = failing.nameless(side);
        if hard_nameless + soft_nameless > 0 {
            top = top.max(1);
        }
        (
            estimate(hard) + hard_nameless,
            estimate(soft) + soft_nameless,
            top,
        )
    }
}
