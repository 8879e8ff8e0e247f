//! The frozen cells: every resource with its pages by time, and what is known of the whole log.

use super::cell::{Failing, Told};
use super::page::{PAGE, Page};

/// Everything the detector looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Width of the windows in seconds.
    pub width: u32,
    /// Resources, by name.
    pub lanes: Vec<Lane>,
    /// Counts over the whole log.
    pub seen: Seen,
    /// What was not judged, or only roughly.
    pub left_out: LeftOut,
}

/// One resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// Its pages with their number, ascending.
    pub pages: Vec<(i64, Page)>,
}

/// Counts over the whole log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Attempts.
    pub records: u64,
    /// Attempts that went well.
    pub good: u64,
    /// Attempts that failed with Twilio or without an answer.
    pub failed: u64,
    /// Those of `failed` whose answer shows that it is Twilio's.
    pub of_twilio: u64,
    /// Failed attempts, answers made on the way included, that name nothing of their request.
    pub anonymous: u64,
}

/// What was not judged, or only roughly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Attempts whose record names no resource.
    pub without_resource: u64,
    /// Attempts that were left out because the cells had become too many.
    pub too_much: u64,
    /// Failed attempts in cells with so many failing requests that their number is an estimate.
    pub estimated: u64,
}

impl Traffic {
    /// Gives the cells up; what is known of the whole stays.
    pub fn give_up(&mut self) {
        self.lanes = Vec::new();
    }
}

impl Lane {
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            pages: Vec::new(),
        }
    }

    /// The windows with attempts, ascending: number of the window, successes, refusals, failures.
    pub fn cells(&self) -> impl Iterator<Item = (i64, u32, u32, Option<&Failing>)> {
        self.pages.iter().flat_map(|(number, page)| {
            page.cells().map(move |(slot, good, client, failing)| {
                (number * PAGE + slot, good, client, failing)
            })
        })
    }

    /// The cells with failures in the windows `from..to`.
    pub fn failing(&self, from: i64, to: i64) -> impl Iterator<Item = &Failing> {
        self.within(from, to).flat_map(move |(number, page)| {
            let cells = page.cells();
            cells.filter_map(move |(slot, _, _, failing)| {
                failing.filter(|_| (from..to).contains(&(number * PAGE + slot)))
            })
        })
    }

    /// How refusals in the windows `from..to` were told, with their counts. Nothing where that was given up.
    pub fn refused(&self, from: i64, to: i64) -> impl Iterator<Item = (Told, u32)> {
        self.within(from, to).flat_map(move |(number, page)| {
            let refused = page.refused();
            let inside =
                refused.filter(move |(slot, ..)| (from..to).contains(&(number * PAGE + slot)));
            inside.map(|(_, told, count)| (told, count))
        })
    }

    /// The pages that hold some of the windows `from..to`.
    fn within(&self, from: i64, to: i64) -> impl Iterator<Item = &(i64, Page)> {
        let start = self
            .pages
            .partition_point(|(number, _)| (number + 1) * PAGE <= from);
        let pages = self.pages.iter().skip(start);
        pages.take_while(move |(number, _)| number * PAGE < to)
    }

    /// All attempts.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.pages.iter().map(|(_, page)| page.attempts()).sum()
    }
}

impl Seen {
    pub(super) const fn add(&mut self, other: &Self) {
        self.records += other.records;
        self.good += other.good;
        self.failed += other.failed;
        self.of_twilio += other.of_twilio;
        self.anonymous += other.anonymous;
    }
}

impl LeftOut {
    pub(super) const fn add(&mut self, other: &Self) {
        self.without_resource += other.without_resource;
        self.too_much += other.too_much;
        self.estimated += other.estimated;
    }
}
