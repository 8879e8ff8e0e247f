//! What an analysis is: a judgement of the frozen counts in pure numbers, without files, clock or threads.

use super::audit::Audit;
use super::finding::Detection;
use crate::aggregate::failing::traffic::Traffic;
use crate::aggregate::summary::Summary;

/// What an analysis may be told besides the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How often a quiet log may show an incident by chance: the threshold is `ln(windows / alpha)`.
    pub alpha: f64,
    /// How many points of failure rate above its normal make a resource affected; smaller shifts are drift.
    pub min_excess: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            alpha: 0.01,
            min_excess: 0.02,
        }
    }
}

/// What the analyses found, each in its own place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// Incidents, and what looks like one.
    pub detection: Option<Detection>,
    /// Whether the client behaved.
    pub audit: Option<Audit>,
}

/// One way to judge a summary.
pub trait Analysis: Sync {
    /// Its name in the help and in the documentation.
    fn name(&self) -> &'static str;
    /// One sentence on what it answers.
    fn about(&self) -> &'static str;
    /// Finds incidents, and nothing else, in counts that another analysis has made, where this is what it does.
    fn detect(&self, _traffic: &Traffic, _settings: &Settings) -> Option<Detection> {
        None
    }
    /// Judges the counts and writes what it found into its place. What no later analysis looks at, it gives up: of a long log
    /// the memory for that is needed again.
    fn judge(&self, summary: &mut Summary, settings: &Settings, judged: &mut Judged);
}
