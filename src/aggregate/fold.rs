//! The fold: one `Aggregate` per thread, merged at the end into what one thread would have counted.
//!
//! Memory is bounded by two budgets, and both ways of saving depend on the set of events alone, never on their order:
//! past [`MAX_CELLS`] the windows become coarser, and past [`MAX_SERIES`] the series whose hash is not small enough fold
//! into one resource, `(other)`, without their code. A part never needs more saving than the whole, so the merged result
//! is the same for every cut.

use super::cell::Cell;
use super::recent::{AtHand, Recent};
use super::series::{Place, Series, keep_sample};
use super::shards::{Shards, give_back};
use super::window;
use crate::classify::Pair;
use crate::event::Event;
use crate::timestamp::Timestamp;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// The most cells; above it the windows become coarser.
pub const MAX_CELLS: usize = 200_000;

/// The most series (resource × pair); above it the rarest hashes stay and the rest folds into [`OTHER`].
pub const MAX_SERIES: usize = 20_000;

/// The resource that stands for those that were folded.
pub const OTHER: &str = "(other)";

type Map<K, V> = HashMap<K, V, RandomState>;

/// What is counted together: one resource and one pair. `None` is a record that does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Key {
    resource: Option<u32>,
    pair: Pair,
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
    cells: Shards<(Option<i64>, u32), Cell>,
    at_hand: AtHand,
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
            cells: Shards::default(),
            at_hand: AtHand::default(),
        }
    }

    /// Counts one event.
    pub fn observe(&mut self, event: &Event<'_>, place: &impl Place) {
        let pair = Pair::of(event);
        let series = self.count(event.resource, pair, event.timestamp, event.duration_us);
        let about = &mut self.about[series as usize];
        if let Some(when) = event.timestamp {
            about.first = Some(about.first.map_or(when, |first| first.min(when)));
            about.last = about.last.max(Some(when));
        }
        keep_sample(&mut about.samples, event.timestamp, place);
        if let Some(duration) = event.duration_us {
            about.durations.observe(duration);
        }
    }

    /// Counts one event in its cell; answers the number of its series.
    fn count(
        &mut self,
        resource: Option<&str>,
        pair: Pair,
        when: Option<Timestamp>,
        duration: Option<u64>,
    ) -> u32 {
        let window = |width: u32| when.map(|when| window::index(when.seconds(), width));
        let one = Cell::of(duration);
        if let Some(recent) = self.at_hand.find(resource, pair, window(self.width)) {
            recent.cell.merge(&one);
            self.folded += u64::from(recent.folded);
            return recent.series;
        }
        let before = self.folded;
        let series = self.series_of(resource, pair, 1);
        let folded = self.folded > before;
        let recent = Recent::new(resource, pair, window(self.width), series, folded, one);
        let displaced = self.at_hand.keep(recent);
        self.put(displaced);
        self.save();
        // Saving may have renamed the series.
        self.series_of(resource, pair, 0)
    }

    /// Puts cells that were at hand with the others.
    fn put(&mut self, recent: impl IntoIterator<Item = Recent>) {
        for recent in recent.into_iter().filter(|recent| recent.cell.attempts > 0) {
            self.cell(recent.window, recent.series).merge(&recent.cell);
        }
    }

    /// The cell of a window and a series, new or known.
    fn cell(&mut self, window: Option<i64>, series: u32) -> &mut Cell {
        let number = window.unwrap_or(0) ^ i64::from(series);
        self.cells.entry(number, (window, series), Cell::default)
    }

    /// Puts everything that is at hand with the others, and keeps the budgets. Needed before [`Self::width`] is final.
    pub fn settle(&mut self) {
        let at_hand = self.at_hand.take();
        self.put(at_hand);
        self.save();
    }

    /// Adds another fold; the result is what one fold of both would be.
    pub fn merge(&mut self, other: Self) {
        self.settle();
        while self.width < other.width && self.coarsen() {}
        if self.sieve < other.sieve {
            self.refold(other.sieve);
        }
        self.folded += other.folded;
        other.into_rows().each(|row, cells| {
            self.take_in(row, cells);
            self.save();
        });
    }

    /// Adds a series of another fold, whose windows are no wider.
    fn take_in(&mut self, row: Row, cells: &[Counted]) {
        let attempts = cells.iter().map(|one| one.cell.attempts).sum();
        let series = self.series_of(row.resource.as_deref(), row.pair, attempts);
        let width = i64::from(self.width);
        for one in cells {
            let window = one.start.map(|start| start.div_euclid(width));
            self.cell(window, series).merge(&one.cell);
        }
        self.about[series as usize].merge(row.about);
    }

    /// Everything that was counted. In no particular order.
    #[must_use]
    pub fn into_rows(mut self) -> Rows {
        let at_hand = self.at_hand.take();
        self.put(at_hand);
        let mut names: Vec<Arc<str>> = vec!["".into(); self.resources.len()];
        for (name, id) in self.resources {
            names[id as usize] = name.into();
        }
        let mut keys = vec![Key::default(); self.about.len()];
        for (key, id) in self.series {
            keys[id as usize] = key;
        }
        let row = |(key, about): (Key, Series)| Row {
            resource: key.resource.map(|id| Arc::clone(&names[id as usize])),
            pair: key.pair,
            about,
        };
        let width = i64::from(self.width);
        let cell = |((window, series), cell): ((Option<i64>, u32), Cell)| Counted {
            start: window.map(|index| index * width),
            series,
            cell,
        };
        let mut cells = Vec::with_capacity(self.cells.len());
        cells.extend(self.cells.into_iter().map(cell));
        Rows {
            series: keys.into_iter().zip(self.about).map(row).collect(),
            cells,
        }
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
        let at_hand = self.at_hand.take();
        self.put(at_hand);
        let (old, new) = (i64::from(self.width), i64::from(width));
        for ((window, series), cell) in std::mem::take(&mut self.cells).into_iter() {
            let window = window.map(|index| (index * old).div_euclid(new));
            self.cell(window, series).merge(&cell);
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
        rows.each(|row, cells| self.take_in(row, cells));
    }
}

/// Everything that a fold counted: the series, and their cells in one piece.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The series; cells name them by index.
    pub series: Vec<Row>,
    /// The cells.
    pub cells: Vec<Counted>,
}

/// One series.
#[derive(Debug, Clone)]
pub struct Row {
    /// The resource; `None` when the records do not say.
    pub resource: Option<Arc<str>>,
    /// The pair.
    pub pair: Pair,
    /// First, last, samples, latency.
    pub about: Series,
}

/// One cell of a series.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// Start of the window in seconds since the epoch; `None` for events without a time.
    pub start: Option<i64>,
    /// Index of the series.
    pub series: u32,
    /// The counts.
    pub cell: Cell,
}

impl Rows {
    /// Shows each series with its cells.
    fn each(self, mut visit: impl FnMut(Row, &[Counted])) {
        let Self { series, mut cells } = self;
        cells.sort_unstable_by_key(|one| one.series);
        let mut rest = cells.as_slice();
        for (id, row) in (0..).zip(series) {
            let (own, others) = rest.split_at(rest.partition_point(|one| one.series == id));
            visit(row, own);
            rest = others;
        }
        give_back(cells);
    }
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
