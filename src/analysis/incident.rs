//! Was it an incident? Correlated failures, told apart from everything that looks like one.
//!
//! Failing requests, not attempts, are counted per resource and window. For intervals of 1 to 128 windows each resource
//! says how much likelier its failures are under "degraded" than under "normal for this resource". The evidence is added
//! up over the resources **without the worst one**: what remains says whether at least one other fails too. If it is
//! strong, that is an incident; if it vanishes with the worst resource, it is that resource's own fault. Failures that
//! never reached Twilio, refusals, repeated attempts of one request and growing traffic get verdicts of their own.
//!
//! Everything follows from integer counts, so that it depends neither on threads nor on how a log was cut.

mod binomial;
mod channel;
mod edges;
mod evidence;
mod extent;
mod grid;
mod matrix;
mod poisson;
mod rates;
mod scan;
mod season;
mod span;
mod storm;
mod surge;
mod verdicts;

pub mod status_page;

#[cfg(test)]
mod tests;

use super::beside::Beside;
use super::contract::{Analysis, Judged, Settings};
use super::finding::{Detection, Finding, Verdict};
use crate::aggregate::failing::traffic::Traffic;
use crate::aggregate::summary::Summary;
use binomial::Binomial;
use channel::Events;
use grid::{Failures, Grid, float};
use matrix::Matrix;
use poisson::Poisson;
use rates::Rates;
use verdicts::Maker;

/// How bad "degraded" may be, as failing share of the requests.
const LEVELS: [f64; 4] = [0.02, 0.08, 0.30, 0.85];

/// The same for refusals, which are never as rare.
const CLIENT_LEVELS: [f64; 4] = [0.08, 0.25, 0.60, 0.92];

/// The highest failure rate that counts as normal, so that a log that is nothing but an outage still stands out.
const CAP: f64 = 0.05;

/// The same for refusals.
const CLIENT_CAP: f64 = 0.30;

/// How bad "degraded" may be where only errors are logged, as a multiple of the normal.
const STEPS: [f64; 4] = [5.0, 20.0, 80.0, 300.0];

/// The same for refusals.
const CLIENT_STEPS: [f64; 4] = [4.0, 10.0, 30.0, 100.0];

/// Judges incidents.
#[derive(Debug)]
pub struct Incidents;

impl Analysis for Incidents {
    fn name(&self) -> &'static str {
        "incident"
    }

    fn about(&self) -> &'static str {
        "Was it a Twilio incident, or one resource, your gateway, your own requests, a retry storm, a surge?"
    }

    fn detect(&self, traffic: &Traffic, settings: &Settings) -> Option<Detection> {
        // Half of the time and room: who asks wants incidents, and no other channel has any.
        Some(found(traffic, settings, &[Channel::Server]))
    }

    fn judge(
        &self,
        summary: &Summary,
        settings: &Settings,
        _how: &dyn Beside,
        judged: &mut Judged,
    ) {
        judged.detection = Some(detect(&summary.traffic, settings));
    }

    fn give_up(&self, summary: &mut Summary) {
        summary.traffic.give_up();
    }
}

/// Which failures a channel counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Server,
    Gateway,
    Client,
}

/// All channels.
const CHANNELS: &[Channel] = &[Channel::Server, Channel::Gateway, Channel::Client];

/// Judges the cells of a log.
#[must_use]
pub fn detect(traffic: &Traffic, settings: &Settings) -> Detection {
    found(traffic, settings, CHANNELS)
}

/// The findings of some channels; storms and surges only with all of them.
fn found(traffic: &Traffic, settings: &Settings, channels: &[Channel]) -> Detection {
    let grid = Grid::of(traffic);
    let seen = &traffic.seen;
    let mut detection = Detection {
        window_seconds: traffic.width,
        windows: grid.windows as u64,
        resources: grid.lanes.len() as u64,
        threshold: (float(grid.windows as u64) / settings.alpha).ln(),
        errors_only: float(seen.good) < 0.01 * float(seen.records),
        requests_known: 2 * seen.anonymous <= seen.failed,
        origin_seen: seen.of_twilio > 0,
        left_out: traffic.left_out,
        not_judged: grid.not_judged,
        ..Detection::default()
    };
    if grid.windows == 0 {
        detection.threshold = 0.0;
        return detection;
    }
    let requests = grid.requests();
    let maker = Maker::new(&grid, traffic, &requests, &detection);
    let mut findings = Log {
        grid: &grid,
        requests: &requests,
        maker: &maker,
        settings,
        threshold: detection.threshold,
        errors_only: detection.errors_only,
    }
    .of(channels);
    let all = channels == CHANNELS;
    for run in storm::storms(&grid).iter().filter(|_| all) {
        findings.push(maker.counted(Verdict::RetryStorm, run));
    }
    if all && !detection.errors_only {
        for run in surge::surges(&requests, grid.width) {
            findings.push(maker.counted(Verdict::TrafficSurge, &run));
        }
    }
    verdicts::rank(&mut findings, detection.windows);
    detection.findings = findings;
    detection
}

/// What the channels need.
struct Log<'g> {
    grid: &'g Grid<'g>,
    requests: &'g Matrix,
    maker: &'g Maker<'g>,
    settings: &'g Settings,
    threshold: f64,
    errors_only: bool,
}

impl Log<'_> {
    /// The findings of some channels. The matrices of one are gone before those of the next are made.
    fn of(&self, channels: &[Channel]) -> Vec<Finding> {
        let refused = self.errors_only.then(|| self.grid.refused());
        let season = refused
            .as_ref()
            .map(|refused| season::weights(self.grid, refused));
        let errors = refused.as_ref().zip(season.as_deref());
        let mut findings = Vec::new();
        for &channel in channels {
            let failed = match channel {
                Channel::Server => self.grid.failing(|one| one.server),
                Channel::Gateway => self.grid.failing(|one| one.gateway),
                Channel::Client => self.grid.refused(),
            };
            if channel != Channel::Gateway || !failed.is_empty() {
                findings.extend(self.channel(channel, &failed, errors));
            }
        }
        findings
    }

    fn channel(
        &self,
        channel: Channel,
        failed: &Matrix,
        errors: Option<(&Matrix, &[f64])>,
    ) -> Vec<Finding> {
        let client = channel == Channel::Client;
        if let Some((refused, season)) = errors {
            let steps = if client { CLIENT_STEPS } else { STEPS };
            let exposure = (!client).then_some(refused);
            return self.judge(
                Poisson::new(failed, exposure, season, steps),
                channel,
                failed,
            );
        }
        let (levels, cap) = if client {
            (CLIENT_LEVELS, CLIENT_CAP)
        } else {
            (LEVELS, CAP)
        };
        let excess = self.settings.min_excess;
        let rates = Binomial::new(failed, self.requests, levels, cap, excess);
        self.judge(rates, channel, failed)
    }

    fn judge(&self, mut rates: impl Rates, channel: Channel, failed: &Matrix) -> Vec<Finding> {
        let Events { together, alone } =
            channel::judge(&mut rates, channel == Channel::Server, self.threshold);
        let make = |event: &edges::Event, together: bool| {
            let soft = channel == Channel::Server && self.soft(event);
            let verdict = match channel {
                Channel::Client => Verdict::ClientErrors,
                Channel::Gateway => Verdict::GatewayFault,
                Channel::Server if soft => Verdict::GatewayFault,
                Channel::Server if together && event.affected.len() > 1 => Verdict::TwilioIncident,
                Channel::Server => Verdict::ResourceFault,
            };
            self.maker
                .judged(verdict, event, &rates, failed, (channel, soft))
        };
        let together = together.iter().map(|event| make(event, true));
        together
            .chain(alone.iter().map(|event| make(event, false)))
            .collect()
    }

    /// True when at least 80 % of the failures show only statuses that anything on the way gives too, or none.
    fn soft(&self, event: &edges::Event) -> bool {
        let inside = |one: &&Failures| (event.span.start..event.span.end).contains(&one.window);
        let failures = self.grid.failures.iter().flatten().filter(inside);
        let (soft, all) = failures.fold((0, 0), |sum: (u64, u64), one| {
            (sum.0 + one.soft, sum.1 + one.server)
        });
        float(soft) / float(all.max(1)) >= 0.8
    }
}
