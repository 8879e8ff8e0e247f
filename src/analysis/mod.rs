//! Judging the frozen counts: the list of analyses, and the walk that asks them.
//!
//! Adding one is a file that implements [`Analysis`], one `mod` line and one entry in [`ANALYSES`].

pub mod audit;
pub(crate) mod beside;
pub mod contract;
pub mod finding;

pub mod compare;
pub mod incident;
pub mod retry;

use crate::aggregate::failing::traffic::Traffic;
use crate::aggregate::summary::Summary;
use beside::beside;
use contract::{Analysis, Judged, Settings};
use finding::Detection;

/// Every analysis, in the order in which they are asked: the only registration.
pub static ANALYSES: &[&dyn Analysis] = &[&incident::Incidents, &retry::Retries];

/// The incidents of other counts than the log's own, from the analysis that finds them.
#[must_use]
pub fn detect(traffic: &Traffic, settings: &Settings) -> Option<Detection> {
    ANALYSES
        .iter()
        .find_map(|analysis| analysis.detect(traffic, settings))
}

/// Asks all of them, who give up the counts that only they look at.
#[must_use]
pub fn judge(summary: &mut Summary, settings: &Settings) -> Judged {
    let short = summary.is_short();
    let mut judged = if short {
        at_once(ANALYSES, summary, settings)
    } else {
        Judged::default()
    };
    for analysis in ANALYSES {
        if !short {
            analysis.judge(summary, settings, &mut judged);
        }
        analysis.give_up(summary);
    }
    judged
}

/// Asks them at the same time, none of which then knows what another found.
fn at_once(analyses: &[&dyn Analysis], summary: &Summary, settings: &Settings) -> Judged {
    let Some((one, others)) = analyses.split_first() else {
        return Judged::default();
    };
    let judge = || {
        let mut judged = Judged::default();
        one.judge(summary, settings, &mut judged);
        judged
    };
    let (others, judged) = beside(|| at_once(others, summary, settings), &judge);
    judged.and(others)
}
