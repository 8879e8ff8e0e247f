//! The course of a stretch of time: per resource what was called and failed, when, and on which lines of which input.
//!
//! A second reading fills it, when the first has told which stretch matters. Everything in it is a sum, a least or a
//! greatest, so that neither threads nor cuts change it.

use super::accounts::Accounts;
use super::fold::OTHER;
use super::series::Place;
use super::summary::Summary;
use super::window;
use crate::classify::{self, Class, Pair};
use crate::event::{Event, Kind};
use crate::timestamp::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How many of Twilio's answer ids a resource keeps.
const ANSWERS: usize = 5;

/// Which stretch is looked at, and which calls count as failed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// First second that is looked at, for what came before.
    pub from: i64,
    /// First second that counts.
    pub start: i64,
    /// Second after the last one that counts.
    pub end: i64,
    /// Second after the last one that is looked at, for what came after.
    pub until: i64,
    /// Width of a window in seconds.
    pub width: u32,
    /// Classes that count as failed.
    pub classes: Vec<Class>,
    /// Resources with their pairs, as the first reading kept them; others are counted under `(other)`.
    pub known: BTreeMap<String, BTreeSet<Pair>>,
}

impl Asked {
    /// What the first reading kept.
    #[must_use]
    pub fn known(summary: &Summary) -> BTreeMap<String, BTreeSet<Pair>> {
        let mut out: BTreeMap<String, BTreeSet<Pair>> = BTreeMap::new();
        for row in &summary.series {
            let name = row.resource.clone().unwrap_or_default();
            out.entry(name).or_default().insert(row.pair);
        }
        out
    }
}

/// Where one record stands. Ordered by time, input, place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When.
    pub time: Timestamp,
    /// Index of the input.
    pub input: usize,
    /// Bytes of the input before it.
    pub offset: u64,
    /// Number of its first line, from 1.
    pub line: u64,
}

/// Records of one kind in one input: how many, and between which lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// How many.
    pub records: u64,
    /// First line of the first one in the input.
    pub first: u64,
    /// First line of the last one in the input.
    pub last: u64,
}

/// Records of one kind in one window: how many, the earliest and the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub records: u64,
    /// The earliest.
    pub first: Mark,
    /// The latest.
    pub last: Mark,
}

/// One resource in one window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// All calls.
    pub attempts: u64,
    /// Calls that count as failed.
    pub failed: Option<Span>,
    /// Where they stand, by input.
    pub places: BTreeMap<usize, Lines>,
    /// Calls that went well.
    pub good: Option<Span>,
}

/// One resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lane {
    /// By pair and input, within the stretch alone.
    pub places: BTreeMap<(Pair, usize), Lines>,
    /// By number of the window, over all that is looked at.
    pub moments: BTreeMap<i64, Moment>,
    /// The earliest of Twilio's ids of answers that count as failed.
    pub answers: Vec<(Mark, String)>,
    /// The accounts of the calls that count as failed.
    pub accounts: Accounts,
}

/// The course of the calls.
#[derive(Debug, Clone)]
pub struct Course {
    /// What was asked.
    pub asked: Asked,
    /// By resource; the empty name is that of records that do not say.
    pub lanes: BTreeMap<String, Lane>,
}

impl Course {
    /// Nothing yet.
    #[must_use]
    pub const fn new(asked: Asked) -> Self {
        Self {
            asked,
            lanes: BTreeMap::new(),
        }
    }

    /// Takes one event, if it is a call inside of what is looked at.
    pub fn observe(&mut self, event: &Event<'_>, place: &impl Place) {
        let inside =
            |when: &Timestamp| (self.asked.from..self.asked.until).contains(&when.seconds());
        let Some(time) = event.timestamp.filter(inside) else {
            return;
        };
        if event.kind != Kind::ApiCall {
            return;
        }
        let mark = Mark {
            time,
            input: place.input(),
            offset: place.offset(),
            line: place.line(),
        };
        let (name, pair) = self.kept(event.resource.unwrap_or(""), Pair::of(event));
        let class = classify::class_of(pair);
        let failed = class.is_some_and(|class| self.asked.classes.contains(&class));
        let counted = (self.asked.start..self.asked.end).contains(&time.seconds());
        let index = window::index(time.seconds(), self.asked.width);
        if !self.lanes.contains_key(&name) {
            self.lanes.insert(name.clone(), Lane::default());
        }
        let Some(lane) = self.lanes.get_mut(&name) else {
            return;
        };
        let lines = Lines {
            records: 1,
            first: mark.line,
            last: mark.line,
        };
        let moment = lane.moments.entry(index).or_default();
        moment.attempts += 1;
        if failed {
            moment.failed = Some(with(moment.failed, mark));
            add(&mut moment.places, mark.input, lines);
        } else if matches!(class, Some(Class::Success | Class::Redirect)) {
            moment.good = Some(with(moment.good, mark));
        }
        if counted {
            add(&mut lane.places, (pair, mark.input), lines);
            if failed {
                lane.accounts.observe(place.text());
            }
            if let Some(id) = event.request_id.filter(|id| failed && id.starts_with("RQ")) {
                lane.answers.push((mark, id.to_owned()));
                lane.settle();
            }
        }
    }

    /// The names that the first reading kept; what it folded is folded here.
    fn kept(&self, name: &str, pair: Pair) -> (String, Pair) {
        let known = self.asked.known.get(name);
        if known.is_some_and(|pairs| pairs.contains(&pair)) {
            return (name.to_owned(), pair);
        }
        let bare = Pair {
            twilio_code: None,
            ..pair
        };
        (OTHER.to_owned(), bare)
    }

    /// Adds another part of the same course.
    pub fn merge(&mut self, other: Self) {
        for (name, from) in other.lanes {
            let lane = self.lanes.entry(name).or_default();
            for (key, lines) in from.places {
                add(&mut lane.places, key, lines);
            }
            for (window, moment) in from.moments {
                lane.moments.entry(window).or_default().add(&moment);
            }
            lane.accounts.merge(&from.accounts);
            lane.answers.extend(from.answers);
            lane.settle();
        }
    }
}

impl Lane {
    /// Keeps the earliest ids, each once.
    fn settle(&mut self) {
        self.answers.sort_unstable();
        let mut seen = BTreeSet::new();
        self.answers.retain(|(_, id)| seen.insert(id.clone()));
        self.answers.truncate(ANSWERS);
    }
}

impl Lines {
    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

impl Span {
    fn add(self, other: Self) -> Self {
        Self {
            records: self.records + other.records,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

impl Moment {
    /// Adds another resource's, or another part's.
    pub fn add(&mut self, other: &Self) {
        self.attempts += other.attempts;
        self.failed = both(self.failed, other.failed);
        self.good = both(self.good, other.good);
        for (input, lines) in &other.places {
            add(&mut self.places, *input, *lines);
        }
    }
}

/// Adds records to those of the same kind.
fn add<K: Ord>(places: &mut BTreeMap<K, Lines>, key: K, lines: Lines) {
    let known = places.entry(key);
    known.and_modify(|known| known.add(lines)).or_insert(lines);
}

fn with(span: Option<Span>, mark: Mark) -> Span {
    let one = Span {
        records: 1,
        first: mark,
        last: mark,
    };
    span.map_or(one, |span| span.add(one))
}

fn both(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.add(other)),
        (one, other) => one.or(other),
    }
}
