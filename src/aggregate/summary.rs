//! The frozen result of a fold: rows sorted by all keys, ready to be judged and reported.

use super::attempts::History;
use super::cell::Cell;
use super::failing::traffic::Traffic;
use super::fold::{Aggregate, Counted, Row, Rows};
use super::histogram::Histogram;
use super::series::Sample;
use super::shards::give_back;
use super::window::{self, Width};
use crate::classify::{self, Class, Fault, Pair};
use crate::event::Kind;
use crate::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most attempts of a short log: about 16 MiB of rows, and of failing requests in the cells.
const SHORT: usize = 1 << 16;

/// How many attempts take about as much memory as a page of cells.
const PAGES: usize = 16;

/// One non-empty cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRow {
    /// Start of the window in seconds since the epoch; `None` for events without a time.
    pub window_start: Option<i64>,
    /// The resource, shared with all other cells of it; `None` when the records do not say.
    pub resource: Option<Arc<str>>,
    /// Call, webhook or delivery.
    pub kind: Kind,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Twilio code.
    pub twilio_code: Option<u32>,
    /// Its class; `None` for webhooks and deliveries.
    pub class: Option<Class>,
    /// Who must act; `None` where nobody must.
    pub fault: Option<Fault>,
    /// The counts.
    pub cell: Cell,
}

/// One series: a resource and a pair, with what is known besides the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRow {
    /// The resource.
    pub resource: Option<String>,
    /// The pair.
    pub pair: Pair,
    /// Time of the first event.
    pub first: Option<Timestamp>,
    /// Time of the last event.
    pub last: Option<Timestamp>,
    /// Earliest records.
    pub samples: Vec<Sample>,
}

/// Everything that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Width of the windows in seconds.
    pub width: u32,
    /// Time of the first and of the last event; `None` when no event has a time.
    pub period: Option<(Timestamp, Timestamp)>,
    /// Cells, sorted by window (those without a time first), resource, pair.
    pub cells: Vec<CellRow>,
    /// Series, sorted by resource and pair.
    pub series: Vec<SeriesRow>,
    /// Latency of the API calls by resource.
    pub durations: BTreeMap<Option<String>, Histogram>,
    /// Events whose resource was folded away.
    pub folded: u64,
    /// The cells of the incident detector, whose windows are its own.
    pub traffic: Traffic,
    /// Every attempt, for the audit of retries.
    pub history: History,
}

impl Summary {
    /// Freezes a fold, at the width that was asked for or the one that memory allowed, whichever is coarser.
    #[must_use]
    pub fn of(mut aggregate: Aggregate, asked: Width) -> Self {
        aggregate.settle();
        let (folded, memory_width) = (aggregate.folded(), aggregate.width());
        let Rows {
            series: rows,
            cells,
        } = aggregate.into_rows();
        let first = rows.iter().filter_map(|row| row.about.first).min();
        let last = rows.iter().filter_map(|row| row.about.last).max();
        let period = first.zip(last);
        let width = asked.reported(
            memory_width,
            period.map(|(first, last)| (first.seconds(), last.seconds())),
        );
        let cells = freeze(&rows, cells, width);
        let durations = durations(&rows);
        let series = series(rows);
        Self {
            width,
            period,
            cells,
            series,
            durations,
            folded,
            traffic: Traffic::default(),
            history: History::default(),
        }
    }

    /// With the cells of the incident detector.
    #[must_use]
    pub fn with_traffic(self, traffic: Traffic) -> Self {
        Self { traffic, ..self }
    }

    /// The cells, which are gone from here: a table of them says the same in less room.
    #[must_use]
    pub fn take_cells(&mut self) -> Vec<CellRow> {
        std::mem::take(&mut self.cells)
    }

    /// Gives up what only the analyses look at: in a long log that is most of the memory.
    pub fn release(&mut self) {
        self.traffic = Traffic::default();
        self.history = History::default();
    }

    /// True when the analyses may all look at it at once: what they hold then is little, and none of them needs what
    /// another finds, as no request was left out.
    #[must_use]
    pub fn is_short(&self) -> bool {
        let pages: usize = self.traffic.lanes.iter().map(|lane| lane.pages.len()).sum();
        self.history.sieve == 0 && self.history.rows.len() <= SHORT && pages <= SHORT / PAGES
    }

    /// With the attempts for the audit of retries.
    #[must_use]
    pub fn with_history(self, history: History) -> Self {
        Self { history, ..self }
    }
}

/// Latency of the API calls by resource.
fn durations(rows: &[Row]) -> BTreeMap<Option<String>, Histogram> {
    let mut durations: BTreeMap<Option<String>, Histogram> = BTreeMap::new();
    for row in rows {
        let about = &row.about;
        if row.pair.kind == Kind::ApiCall && about.durations.count() > 0 {
            let name = row.resource.as_deref().map(ToOwned::to_owned);
            durations.entry(name).or_default().merge(&about.durations);
        }
    }
    durations
}

/// The series, sorted by resource and pair.
fn series(mut rows: Vec<Row>) -> Vec<SeriesRow> {
    rows.sort_by(|one, other| (&one.resource, one.pair).cmp(&(&other.resource, other.pair)));
    let row = |row: Row| SeriesRow {
        resource: row.resource.as_deref().map(ToOwned::to_owned),
        pair: row.pair,
        first: row.about.first,
        last: row.about.last,
        samples: row.about.samples,
    };
    rows.into_iter().map(row).collect()
}

/// The cells at their final width, one per set of keys, sorted by them.
fn freeze(rows: &[Row], mut cells: Vec<Counted>, width: u32) -> Vec<CellRow> {
    let keys: Vec<Keys<'_>> = rows.iter().map(Keys::of).collect();
    let mut sorted: Vec<Keys<'_>> = keys.clone();
    sorted.sort_unstable();
    sorted.dedup();
    // Numbers in place of the keys: there are far more cells than series, and names are dear to compare.
    let rank = |keys: &Keys<'_>| sorted.binary_search(keys).unwrap_or(0);
    let ranks: Vec<usize> = keys.iter().map(rank).collect();
    for one in &mut cells {
        let start = one.start;
        one.start = start.map(|start| window::index(start, width) * i64::from(width));
        let rank = ranks.get(one.series as usize).copied().unwrap_or(0);
        one.series = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    cells.sort_unstable_by_key(|one| (one.start, one.series));
    cells.dedup_by(|next, kept| {
        let same = (next.start, next.series) == (kept.start, kept.series);
        if same {
            kept.cell.merge(&next.cell);
        }
        same
    });
    let row = |one: &Counted| {
        let keys = sorted.get(one.series as usize)?;
        Some(keys.row(one.start, one.cell))
    };
    let mut out = Vec::with_capacity(cells.len());
    out.extend(cells.iter().filter_map(row));
    give_back(cells);
    out
}

/// The keys of a cell besides its window, in the order in which they sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keys<'r> {
    resource: Option<&'r Arc<str>>,
    kind: Kind,
    http_status: Option<u16>,
    twilio_code: Option<u32>,
    class: Option<Class>,
    fault: Option<Fault>,
}

impl<'r> Keys<'r> {
    fn of(row: &'r Row) -> Self {
        Self {
            resource: row.resource.as_ref(),
            kind: row.pair.kind,
            http_status: row.pair.http_status,
            twilio_code: row.pair.twilio_code,
            class: classify::class_of(row.pair),
            fault: classify::fault_of(row.pair),
        }
    }

    fn row(&self, window_start: Option<i64>, cell: Cell) -> CellRow {
        CellRow {
            window_start,
            resource: self.resource.cloned(),
            kind: self.kind,
            http_status: self.http_status,
            twilio_code: self.twilio_code,
            class: self.class,
            fault: self.fault,
            cell,
        }
    }
}
