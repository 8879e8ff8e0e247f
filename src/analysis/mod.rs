//! Judging the frozen counts: the list of analyses, and the walk that asks them.
//!
//! Adding one is a file that implements [`Analysis`], one `mod` line and one entry in [`ANALYSES`].

pub mod audit;
pub mod beside;
pub mod contract;
pub mod finding;

pub mod compare;
pub mod incident;
pub mod retry;

use crate::aggregate::failing::traffic::Traffic;
use crate::aggregate::summary::Summary;
use beside::{Beside, NewThread, beside};
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
    judge_with(&NewThread, summary, settings)
}

/// As [`judge`], with the threads that there are.
#[must_use]
pub fn judge_with(how: &dyn Beside, summary: &mut Summary, settings: &Settings) -> Judged {
    let short = summary.is_short();
    let mut judged = if short {
        at_once(ANALYSES, how, summary, settings)
    } else {
        Judged::default()
    };
    for analysis in ANALYSES {
        if !short {
            analysis.judge(summary, settings, how, &mut judged);
        }
        analysis.give_up(summary);
    }
    judged
}

/// Asks them at the same time, none of which then knows what another found.
fn at_once(
    analyses: &[&dyn Analysis],
    how: &dyn Beside,
    summary: &Summary,
    settings: &Settings,
) -> Judged {
    let Some((one, others)) = analyses.split_first() else {
        return Judged::default();
    };
    let judge = || {
        let mut judged = Judged::default();
        one.judge(summary, settings, how, &mut judged);
        judged
    };
    if others.is_empty() {
        return judge();
    }
    let (others, judged) = beside(how, || at_once(others, how, summary, settings), judge);
    judged.and(others)
}
