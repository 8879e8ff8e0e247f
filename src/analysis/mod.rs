//! Judging the frozen counts: the list of analyses, and the walk that asks them.
//!
//! Adding one is a file that implements [`Analysis`], one `mod` line and one entry in [`ANALYSES`].

pub mod contract;
pub mod finding;

pub mod compare;
pub mod incident;

use crate::aggregate::summary::Summary;
use contract::{Analysis, Judged, Settings};

/// Every analysis, in the order in which they are asked: the only registration.
pub static ANALYSES: &[&dyn Analysis] = &[&incident::Incidents];

/// Asks all of them.
#[must_use]
pub fn judge(summary: &Summary, settings: &Settings) -> Judged {
    let mut judged = Judged::default();
    for analysis in ANALYSES {
        analysis.judge(summary, settings, &mut judged);
    }
    judged
}
