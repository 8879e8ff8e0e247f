//! The fold: one `Aggregate` per thread, merged at the end into what one thread would have counted.
//!
//! Memory is bounded by two budgets, and both ways of saving depend on the set of events alone, never on their order:
//! past [`MAX_CELLS`] the windows become coarser, and past [`MAX_SERIES`] the series whose hash is not small enough fold
//! into one resource, `(other)`, without their code. A part never needs more saving than the whole, so the merged result
//! is the same for every cut.

use super::histogram::Histogram;
use super::window;
use crate::classify::Pair;
use crate::event::Event;
use crate::timestamp::Timestamp;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// The most cells; above it the windows become coarser.
pub const MAX_CELLS: usize = 200_000;

/// The most series (resource × pair); above it the rarest hashes stay and the rest folds into [`OTHER`].
pub const MAX_SERIES: usize = 20_000;

/// The resource that stands for those that were folded.
pub const OTHER: &str = "(other)";

/// How many sample places a series keeps.
const SAMPLES: usize = 3;

/// How many bytes of a sample are kept; redaction wants more of the text than is shown.
const SAMPLE_BYTES: usize = 4096;

type Map<K, V> = HashMap<K, V, RandomState>;

/// What is counted together: one resource and one pair. `None` is a record that does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    resource: Option<u32>,
    pair: Pair,
}

/// Counts of one series in one window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Events.
    pub attempts: u64,
    /// Events with a duration.
    pub duration_count: u64,
    /// Sum of the durations in microseconds.
    pub duration_sum_us: u64,
    /// Longest duration in microseconds.
    pub duration_max_us: u64,
}

impl Cell {
    /// Adds another cell's counts.
    pub fn merge(&mut self, other: &Self) {
        self.attempts += other.attempts;
        self.duration_count += other.duration_count;
        self.duration_sum_us = self.duration_sum_us.saturating_add(other.duration_sum_us);
        self.duration_max_us = self.duration_max_us.max(other.duration_max_us);
    }
}

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
    fn merge(&mut self, other: Self) {
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

/// The fold of one thread, or of several after [`Aggregate::merge`].
#[derive(Debug, Clone)]
pub struct Aggregate {
    width: u32,
    /// A series is kept when its hash has at least this many leading zero bits.
    sieve: u32,
    folded: u64,
    resources: Map<Box<str>, u32>,
    series: Map<Key, u32>,
    about: Vec<Series>,
    cells: Map<(Option<i64>, u32), Cell>,
}

impl Aggregate {
    /// An empty fold whose windows are `width` seconds wide.
    #[must_use]
    pub fn new(width: u32) -> Self {
        Self {
            width,
            sieve: 0,
            folded: 0,
            resources: Map::default(),
            series: Map::default(),
            about: Vec::new(),
            cells: Map::default(),
        }
    }

    /// Counts one event.
    pub fn observe(&mut self, event: &Event<'_>, place: &impl Place) {
        let pair = Pair {
            kind: event.kind,
            origin: event.origin,
            http_status: event.http_status,
            twilio_code: event.twilio_code,
        };
        let series = self.series_of(event.resource, pair, 1);
        let about = &mut self.about[series as usize];
        if let Some(when) = event.timestamp {
            about.first = Some(about.first.map_or(when, |first| first.min(when)));
            about.last = about.last.max(Some(when));
        }
        keep_sample(&mut about.samples, event.timestamp, place);
        let window = event
            .timestamp
            .map(|when| window::index(when.seconds(), self.width));
        let cell = self.cells.entry((window, series)).or_default();
        cell.attempts += 1;
        if let Some(duration) = event.duration_us {
            cell.duration_count += 1;
            cell.duration_sum_us = cell.duration_sum_us.saturating_add(duration);
            cell.duration_max_us = cell.duration_max_us.max(duration);
            about.durations.observe(duration);
        }
        self.save();
    }

    /// Adds another fold; the result is what one fold of both would be.
    pub fn merge(&mut self, other: Self) {
        while self.width < other.width && self.coarsen() {}
        if self.sieve < other.sieve {
            self.refold(other.sieve);
        }
        self.folded += other.folded;
        for row in other.into_rows() {
            let series = self.series_of(
                row.resource.as_deref(),
                row.pair,
                row.cells.iter().map(|(_, cell)| cell.attempts).sum(),
            );
            let width = i64::from(self.width);
            for (start, cell) in &row.cells {
                let window = start.map(|start| start.div_euclid(width));
                self.cells.entry((window, series)).or_default().merge(cell);
            }
            self.about[series as usize].merge(row.about);
            self.save();
        }
    }

    /// The rows: one per series, with its cells by the start of their window in seconds. In no particular order.
    #[must_use]
    pub fn into_rows(self) -> Vec<Row> {
        let mut names: Vec<String> = vec![String::new(); self.resources.len()];
        for (name, id) in self.resources {
            names[id as usize] = name.into();
        }
        let mut cells: Vec<Vec<(Option<i64>, Cell)>> = vec![Vec::new(); self.about.len()];
        for ((window, series), cell) in self.cells {
            cells[series as usize].push((window.map(|index| index * i64::from(self.width)), cell));
        }
        let mut about: Vec<Option<Series>> = self.about.into_iter().map(Some).collect();
        let row = |(key, id): (Key, u32)| Row {
            resource: key
                .resource
                .map(|resource| names[resource as usize].clone()),
            pair: key.pair,
            cells: std::mem::take(&mut cells[id as usize]),
            about: about[id as usize].take().unwrap_or_default(),
        };
        self.series.into_iter().map(row).collect()
    }

    /// Width of the windows, in seconds, as memory allowed it.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Events whose resource was folded into [`OTHER`].
    #[must_use]
    pub const fn folded(&self) -> u64 {
        self.folded
    }

    /// The number of a series, new or known; `attempts` are counted as folded when the sieve does not keep it.
    fn series_of(&mut self, resource: Option<&str>, pair: Pair, attempts: u64) -> u32 {
        let (resource, pair) =
            if self.sieve > 0 && resource != Some(OTHER) && !kept(resource, pair, self.sieve) {
                self.folded += attempts;
                (
                    Some(OTHER),
                    Pair {
                        twilio_code: None,
                        ..pair
                    },
                )
            } else {
                (resource, pair)
            };
        let resource = resource.map(|name| {
            if let Some(id) = self.resources.get(name) {
                return *id;
            }
            let id = u32::try_from(self.resources.len()).unwrap_or(u32::MAX);
            self.resources.insert(name.into(), id);
            id
        });
        let next = u32::try_from(self.about.len()).unwrap_or(u32::MAX);
        let id = *self.series.entry(Key { resource, pair }).or_insert(next);
        if id == next {
            self.about.push(Series::default());
        }
        id
    }

    /// Keeps the budgets.
    fn save(&mut self) {
        while self.cells.len() > MAX_CELLS && self.coarsen() {}
        while self.series.len() > MAX_SERIES && self.sieve < 63 {
            self.refold(self.sieve + 1);
        }
    }

    /// Takes the next coarser width; false when there is none.
    fn coarsen(&mut self) -> bool {
        let Some(width) = window::coarser(self.width) else {
            return false;
        };
        let (old, new) = (i64::from(self.width), i64::from(width));
        for ((window, series), cell) in std::mem::take(&mut self.cells) {
            let window = window.map(|index| (index * old).div_euclid(new));
            self.cells.entry((window, series)).or_default().merge(&cell);
        }
        self.width = width;
        true
    }

    /// Takes a finer sieve and folds what it no longer keeps.
    fn refold(&mut self, sieve: u32) {
        let (width, folded) = (self.width, self.folded);
        let rows = std::mem::replace(self, Self::new(width)).into_rows();
        self.sieve = sieve;
        self.folded = folded;
        for row in rows {
            let series = self.series_of(
                row.resource.as_deref(),
                row.pair,
                row.cells.iter().map(|(_, cell)| cell.attempts).sum(),
            );
            for (start, cell) in &row.cells {
                let window = start.map(|start| start.div_euclid(i64::from(width)));
                self.cells.entry((window, series)).or_default().merge(cell);
            }
            self.about[series as usize].merge(row.about);
        }
    }
}

/// One series with its cells.
#[derive(Debug, Clone)]
pub struct Row {
    /// The resource; `None` when the records do not say.
    pub resource: Option<String>,
    /// The pair.
    pub pair: Pair,
    /// Cells by the start of their window in seconds since the epoch; `None` for events without a time.
    pub cells: Vec<(Option<i64>, Cell)>,
    /// First, last, samples, latency.
    pub about: Series,
}

/// True when a series passes the sieve. The hash is fixed: which series stay must not depend on the machine or the run.
fn kept(resource: Option<&str>, pair: Pair, sieve: u32) -> bool {
    let hash = foldhash::quality::FixedState::with_seed(0).hash_one((
        resource,
        pair.http_status,
        pair.twilio_code,
        pair.kind.name(),
    ));
    hash.leading_zeros() >= sieve
}

fn keep_sample(samples: &mut Vec<Sample>, when: Option<Timestamp>, place: &impl Place) {
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
