//! What an analysis is: a judgement of the frozen counts in pure numbers, without files or clock.

use super::audit::Audit;
use super::beside::Beside;
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

impl Judged {
    /// What two analyses found, each of them its own.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            detection: self.detection.or(other.detection),
            audit: self.audit.or(other.audit),
        }
    }
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
    /// Judges the counts and writes what it found into its place. What those before it in the list found stands in theirs,
    /// but not where the log is short (see [`Summary::is_short`]): then all of them judge at the same time. What it does at once
    /// it does as `how` does.
    fn judge(&self, summary: &Summary, settings: &Settings, how: &dyn Beside, judged: &mut Judged);
    /// Gives up what no later analysis looks at: of a long log the memory for that is needed again.
    fn give_up(&self, _summary: &mut Summary) {}
}
