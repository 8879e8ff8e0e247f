//! The scan: intervals of 1, 2, 4 … 128 windows whose evidence over all resources is strong.

use super::rates::Rates;
use super::span::Span;

/// The lengths of the intervals in windows.
const LENGTHS: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// Which evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// Of all resources.
    All,
    /// Of all but the worst: is at least one other failing too?
    LeaveOneOut,
}

/// The evidence of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Of all resources.
    pub all: f64,
    /// Without the worst one.
    pub rest: f64,
}

impl Evidence {
    /// Adds up the gains of the resources.
    pub fn of(gains: impl Iterator<Item = f64>) -> Self {
        let (mut all, mut largest) = (0.0, f64::NEG_INFINITY);
        for gain in gains {
            all += gain;
            largest = f64::max(largest, gain);
        }
        let rest = if largest.is_finite() {
            all - largest
        } else {
            0.0
        };
        Self { all, rest }
    }

    /// The evidence of all resources over `start..end`.
    pub fn over(rates: &impl Rates, start: usize, end: usize) -> Self {
        let resources = 0..rates.resources();
        Self::of(resources.map(|resource| rates.gain(resource, start, end)))
    }

    /// The one that counts.
    #[must_use]
    pub const fn statistic(&self, which: Statistic) -> f64 {
        match which {
            Statistic::All => self.all,
            Statistic::LeaveOneOut => self.rest,
        }
    }
}

/// An interval with strong evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// First window. Narrow: where a year has few calls there are half a million candidates.
    pub start: u32,
    /// How many windows.
    pub length: u32,
    /// Its evidence.
    pub evidence: Evidence,
}

impl Candidate {
    /// Its windows.
    #[must_use]
    pub const fn span(&self) -> Span {
        let start = self.start as usize;
        Span {
            start,
            end: start + self.length as usize,
        }
    }
}

/// Every interval in which all resources together reach the threshold (those that reach it without the worst are among
/// them), in order of time and length.
///
/// Most intervals cannot reach it, and a bound without exponentials tells which: 6.3 million cells take a tenth of what
/// the exact evidence of every interval takes.
#[must_use]
pub fn candidates(rates: &impl Rates, threshold: f64) -> Vec<Candidate> {
    let windows = rates.windows();
    let mut out = Vec::new();
    for length in LENGTHS.into_iter().filter(|length| *length <= windows) {
        let mut sums = vec![0.0; windows - length + 1];
        for resource in 0..rates.resources() {
            rates.bound(resource, length, &mut sums);
        }
        for (start, sum) in sums.into_iter().enumerate() {
            if sum < threshold {
                continue;
            }
            let evidence = Evidence::over(rates, start, start + length);
            if evidence.all >= threshold {
                out.push(Candidate {
                    start: narrow(start),
                    length: narrow(length),
                    evidence,
                });
            }
        }
    }
    out
}

/// Judged windows are at most some millions.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
