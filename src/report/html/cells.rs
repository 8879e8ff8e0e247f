//! The cells inside the page: what its filters count by, as compact as a budget of bytes asks for.

use crate::aggregate::table::Entry;
use crate::error::{Error, Result};
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::PairRow;
use crate::report::people;
use crate::report::verdict::{self, Side};
use crate::timestamp::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Pairs and resources that the filters tell apart; the rest is counted under one name each.
const PAIRS: usize = 600;
const RESOURCES: usize = 400;
/// Windows from the first to the last; a stray time decades away makes them coarser.
const WINDOWS: i64 = 150_000;
/// Incidents that the chart shades.
const INCIDENTS: usize = 200;
/// Round widths, in seconds, for windows that must become coarser.
const ROUND: [i64; 14] = [
    300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
    2_419_200,
];

/// What makes a row of the pair table, as the cells name it.
type PairKey<'k> = (
    &'k str,
    Option<u32>,
    Option<u32>,
    Option<&'k str>,
    Option<&'k str>,
);

/// One pair of the page as the script sees it.
#[derive(Debug, Serialize)]
struct Pair {
    /// Its name, e.g. `400/21211`.
    name: String,
    title: String,
    kind: String,
    class: Option<String>,
    side: &'static str,
    fault: Option<String>,
}

/// Counts of a pair on a resource.
#[derive(Debug, Default)]
struct Series {
    untimed: u64,
    /// Start of the window and its count, in order.
    windows: Vec<(i64, u64)>,
}

/// The cells, gathered by pair and resource.
#[derive(Debug)]
pub struct Cells<'p> {
    known: HashMap<PairKey<'p>, usize>,
    pairs: Vec<Pair>,
    others: HashMap<(String, Option<String>, Option<String>), usize>,
    places: HashMap<Option<String>, usize>,
    resources: Vec<String>,
    series: BTreeMap<(usize, usize), Series>,
    window: i64,
    page: Page<'p>,
}

/// The cells as they stand in the page.
#[derive(Debug)]
pub struct Embedded {
    /// JSON without a character that could end a script block.
    pub json: String,
    /// Width of the windows that the filters work in, where they are coarser than those of the cells.
    pub coarser: Option<i64>,
}

#[derive(Serialize)]
struct Document<'d> {
    zone: &'static str,
    window: i64,
    start: i64,
    step: i64,
    count: i64,
    pairs: &'d [Pair],
    resources: &'d [String],
    incidents: Vec<[i64; 2]>,
    cells: Vec<Vec<u64>>,
}

impl<'p> Cells<'p> {
    /// Gathers the cells of a page. Pairs and resources keep the places that they have in the report.
    pub fn of(page: &Page<'p>) -> Result<Self> {
        let report = page.report;
        let mut cells = Self {
            known: HashMap::new(),
            pairs: Vec::new(),
            others: HashMap::new(),
            places: HashMap::new(),
            resources: Vec::new(),
            series: BTreeMap::new(),
            window: i64::from(report.period.window_seconds).max(1),
            page: *page,
        };
        for row in report.pairs.iter().take(PAIRS) {
            cells.known.insert(key(row), cells.pairs.len());
            cells.pairs.push(Pair::of(row));
        }
        for row in report.resources.iter().take(RESOURCES) {
            cells.resource(row.resource.as_deref());
        }
        page.cells.each(&mut |entry| cells.add(entry))?;
        Ok(cells)
    }

    fn add(&mut self, entry: &Entry<'_>) {
        let place = (self.pair(entry), self.resource(entry.resource));
        let series = self.series.entry(place).or_default();
        match (entry.window_start, series.windows.last_mut()) {
            (None, _) => series.untimed += entry.attempts,
            (Some(start), Some((last, count))) if *last == start => *count += entry.attempts,
            (Some(start), _) => series.windows.push((start, entry.attempts)),
        }
    }

    fn pair(&mut self, entry: &Entry<'_>) -> usize {
        let key = (
            entry.kind,
            entry.http_status,
            entry.twilio_code,
            entry.class,
            entry.fault,
        );
        if let Some(place) = self.known.get(&key) {
            return *place;
        }
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        let (kind, class, fault) = (
            entry.kind.to_owned(),
            owned(entry.class),
            owned(entry.fault),
        );
        let other = (kind.clone(), class.clone(), fault.clone());
        *self.others.entry(other).or_insert_with(|| {
            self.pairs.push(Pair {
                name: "other".to_owned(),
                title: "pairs too rare to be told apart here".to_owned(),
                side: Side::of(fault.as_deref()).key(),
                kind,
                class,
                fault,
            });
            self.pairs.len() - 1
        })
    }

    fn resource(&mut self, name: Option<&str>) -> usize {
        if let Some(place) = self.places.get(&name.map(ToOwned::to_owned)) {
            return *place;
        }
        // The last place is for all that come when the others are taken.
        if self.resources.len() <= RESOURCES {
            let full = self.resources.len() == RESOURCES;
            let shown = if full {
                "(other resources)"
            } else {
                people::resource(name)
            };
            self.resources.push(escape::line(shown, 100));
            self.places
                .insert(name.map(ToOwned::to_owned), self.resources.len() - 1);
        }
        self.resources.len() - 1
    }

    /// The finest cells that fit into a budget of bytes.
    pub fn embedded(&self, budget: usize) -> Result<Embedded> {
        let widths = ROUND
            .iter()
            .copied()
            .filter(|step| *step > self.window && step % self.window == 0);
        let (first, last) = self.ends();
        for step in std::iter::once(self.window).chain(widths) {
            if (last - first) / step > WINDOWS {
                continue;
            }
            let json = self.json(step)?;
            if json.len() <= budget {
                let coarser = (step != self.window).then_some(step);
                return Ok(Embedded { json, coarser });
            }
        }
        // One window for all: the filters still know pairs and resources.
        let whole = last
            .saturating_sub(first)
            .saturating_add(self.window)
            .max(1);
        let json = self.json(whole)?;
        Ok(Embedded {
            json,
            coarser: Some(whole),
        })
    }

    fn ends(&self) -> (i64, i64) {
        let starts = self
            .series
            .values()
            .flat_map(|series| [series.windows.first(), series.windows.last()]);
        let mut starts = starts.flatten().map(|(start, _)| *start);
        let first = starts.next().unwrap_or(0);
        starts.fold((first, first), |(low, high), start| {
            (low.min(start), high.max(start))
        })
    }

    fn json(&self, step: i64) -> Result<String> {
        let (first, last) = self.ends();
        let start = first.div_euclid(step);
        let row = |(place, series): (&(usize, usize), &Series)| {
            let mut out = vec![place.0 as u64, place.1 as u64, series.untimed];
            let mut before = start;
            for (window, count) in series.gathered(step) {
                out.extend([window.abs_diff(before), count]);
                before = window;
            }
            out
        };
        let incidents = self.page.report.incidents.iter().take(INCIDENTS);
        let seconds = |text: &str| Timestamp::parse(text).map(Timestamp::seconds);
        let span = |row: &crate::report::model::incident::FindingRow| {
            Some([seconds(&row.start)?, seconds(&row.end)?])
        };
        let document = Document {
            zone: self.page.zone.name(),
            window: self.window,
            start: start * step,
            step,
            count: last.div_euclid(step) - start + 1,
            pairs: &self.pairs,
            resources: &self.resources,
            incidents: incidents.filter_map(span).collect(),
            cells: self.series.iter().map(row).collect(),
        };
        let text = serde_json::to_string(&document).map_err(|error| {
            Error::new(
                "report.html",
                "cells as JSON",
                error,
                "report this as a bug",
            )
        })?;
        Ok(escape::json_in_html(&text))
    }
}

impl Series {
    /// Its windows at a coarser width: number of the window and count.
    fn gathered(&self, step: i64) -> Vec<(i64, u64)> {
        let mut out: Vec<(i64, u64)> = Vec::new();
        for (start, count) in &self.windows {
            let window = start.div_euclid(step);
            match out.last_mut() {
                Some((last, sum)) if *last == window => *sum += count,
                _ => out.push((window, *count)),
            }
        }
        out
    }
}

impl Pair {
    fn of(row: &PairRow) -> Self {
        Self {
            name: verdict::pair(row),
            title: escape::line(&row.title, 100),
            kind: row.kind.to_owned(),
            class: row.class.map(ToOwned::to_owned),
            side: Side::of(row.fault).key(),
            fault: counted_fault(row).map(ToOwned::to_owned),
        }
    }
}

fn key(row: &PairRow) -> PairKey<'_> {
    (
        row.kind,
        row.http_status.map(u32::from),
        row.twilio_code,
        row.class,
        counted_fault(row),
    )
}

/// The fault as the cells have it: whether an incident was to blame is judged later.
fn counted_fault(row: &PairRow) -> Option<&str> {
    row.fault.map(|fault| {
        if fault == "twilio_incident" {
            "twilio"
        } else {
            fault
        }
    })
}
