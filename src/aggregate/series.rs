//! What is known of a series besides its counts: first, last, latency, and where its earliest records stand.

use super::histogram::Histogram;
use crate::timestamp::Timestamp;

/// How many sample places a series keeps.
const SAMPLES: usize = 3;

/// How many bytes of a sample are kept; redaction wants more of the text than is shown.
const SAMPLE_BYTES: usize = 4096;

/// Where a record stands, and its text. Ordered by time (none last), input, place: the earliest samples are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    order: (bool, Option<Timestamp>, usize, u64),
    /// Number of the record's first line.
    pub line: u64,
    /// Its text, cut, not yet redacted.
    pub text: String,
}

impl Sample {
    /// Index of its input.
    #[must_use]
    pub const fn input(&self) -> usize {
        self.order.2
    }
}

/// What is known of a series besides its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// Time of the first event.
    pub first: Option<Timestamp>,
    /// Time of the last event.
    pub last: Option<Timestamp>,
    /// The earliest records, at most three.
    pub samples: Vec<Sample>,
    /// Latency.
    pub durations: Histogram,
}

impl Series {
    pub(super) fn merge(&mut self, other: Self) {
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.samples.extend(other.samples);
        self.samples.sort_unstable();
        self.samples.truncate(SAMPLES);
        self.durations.merge(&other.durations);
    }
}

/// Where an event stands: what the fold needs to keep it as a sample.
pub trait Place {
    /// Index of the input.
    fn input(&self) -> usize;
    /// Bytes of the input before the record.
    fn offset(&self) -> u64;
    /// Number of the record's first line; may be dear.
    fn line(&self) -> u64;
    /// The record's text.
    fn text(&self) -> &str;
}

/// Keeps the place if it is among the earliest.
pub(super) fn keep_sample(samples: &mut Vec<Sample>, when: Option<Timestamp>, place: &impl Place) {
    let order = (when.is_none(), when, place.input(), place.offset());
    if samples.len() == SAMPLES && samples.last().is_some_and(|last| last.order <= order) {
        return;
    }
    let text = place.text();
    let end = (0..=text.len().min(SAMPLE_BYTES))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    let sample = Sample {
        order,
        line: place.line(),
        text: text[..end].to_owned(),
    };
    let at = samples.partition_point(|known| known.order < order);
    samples.insert(at, sample);
    samples.truncate(SAMPLES);
}
