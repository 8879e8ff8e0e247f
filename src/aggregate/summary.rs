//! The frozen result of a fold: rows sorted by all keys, ready to be judged and reported.

use super::attempts::History;
use super::cell::Cell;
use super::failing::traffic::Traffic;
use super::fold::{Aggregate, Row};
use super::histogram::Histogram;
use super::series::Sample;
use super::window::{self, Width};
use crate::classify::{self, Class, Fault, Pair};
use crate::event::Kind;
use crate::timestamp::Timestamp;
use std::collections::BTreeMap;

/// One non-empty cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRow {
    /// Start of the window in seconds since the epoch; `None` for events without a time.
    pub window_start: Option<i64>,
    /// The resource; `None` when the records do not say.
    pub resource: Option<String>,
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
        let mut rows = aggregate.into_rows();
        rows.sort_by(|one, other| (&one.resource, one.pair).cmp(&(&other.resource, other.pair)));
        let first = rows.iter().filter_map(|row| row.about.first).min();
        let last = rows.iter().filter_map(|row| row.about.last).max();
        let period = first.zip(last);
        let width = asked.reported(
            memory_width,
            period.map(|(first, last)| (first.seconds(), last.seconds())),
        );
        let cells = cells(&rows, width);
        let mut durations: BTreeMap<Option<String>, Histogram> = BTreeMap::new();
        let mut series = Vec::with_capacity(rows.len());
        for Row {
            resource,
            pair,
            about,
            ..
        } in rows
        {
            if pair.kind == Kind::ApiCall && about.durations.count() > 0 {
                let all = durations.entry(resource.clone()).or_default();
                all.merge(&about.durations);
            }
            series.push(SeriesRow {
                resource,
                pair,
                first: about.first,
                last: about.last,
                samples: about.samples,
            });
        }
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

    /// With the attempts for the audit of retries.
    #[must_use]
    pub fn with_history(self, history: History) -> Self {
        Self { history, ..self }
    }
}

/// The cells at their final width, one per set of keys, sorted by them.
fn cells(rows: &[Row], width: u32) -> Vec<CellRow> {
    let mut cells: BTreeMap<_, Cell> = BTreeMap::new();
    for Row {
        resource,
        pair,
        cells: counted,
        ..
    } in rows
    {
        let class = (classify::class_of(*pair), classify::fault_of(*pair));
        for (start, cell) in counted {
            let start = start.map(|start| window::index(start, width) * i64::from(width));
            let key = (
                start,
                resource.clone(),
                pair.kind,
                pair.http_status,
                pair.twilio_code,
                class,
            );
            cells.entry(key).or_default().merge(cell);
        }
    }
    let row = |((window_start, resource, kind, http_status, twilio_code, class), cell)| {
        let (class, fault) = class;
        CellRow {
            window_start,
            resource,
            kind,
            http_status,
            twilio_code,
            class,
            fault,
            cell,
        }
    };
    cells.into_iter().map(row).collect()
}
