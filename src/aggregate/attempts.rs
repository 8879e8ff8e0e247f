//! What the audit of retries keeps: every attempt as a row of integers, and the escalations. Nothing is linked while reading.
//!
//! A merge is the union of two sets, so no cut can matter. Memory is bounded by one budget; past it only the attempts of
//! requests whose hash begins with enough zero bits are kept: a sample of whole requests, which depends on the set alone.

mod count;
mod history;
mod lone;
mod met;
mod parts;
mod plain;
mod resources;
mod row;
mod rows;
mod scratch;
mod shared;
mod sorted;
mod success;

use crate::classify::ending::Ending;
use crate::event::Event;
use crate::event::attempt::{Escalation, Facts, Flags};
use count::{Cell, Count, Stretch};
use foldhash::fast::RandomState;
use plain::{Plain, Plains};
use row::{Attempt, Shape, is_of_one, level, method, wait};
use rows::Rows;
use shared::{News, Shared};
use std::collections::HashMap;
use std::sync::Arc;

/// About how many bytes the rows of one fold may take, unless asked otherwise: with all the rest of a run that is less than
/// 150 MiB, however large the input.
pub const MAX_BYTES: usize = 96 << 20;

/// Lone requests are counted by minute, or finer.
const MINUTE: i64 = 60;

/// The longest an attempt is believed to take, in milliseconds.
const LONGEST: u64 = 86_400_000;

/// Bytes of a row, and of what linking and judging add to it. Of an escalation in its set, it is no less than that.
const BYTES: usize = size_of::<Row>() + 56;

pub use count::Lone;
pub use history::History;
pub use lone::{POLLED, Sizes};
pub use met::Met;
pub use row::{METHODS, Row, UNSAID, hash};
pub use scratch::{Scratch, ScratchFile};
pub use sorted::Sorted;
pub use success::Well;

/// A map with a fast hash; its order is that of the run, so nothing may depend on it.
pub type Map<K, V> = HashMap<K, V, RandomState>;

/// Ids and URLs by their names; an id is 0 where it is not known.
pub type Known = Map<u64, (u64, u64)>;

/// Least and greatest value of each kind of attempt number: those from 1, those from 0.
pub type Counters = [Option<(u32, u32)>; 2];

/// Rows, or cells of counts, after which a part tells the others how much it holds: 64 KiB of plain successes, or 96.
const NEWS: usize = 4096;

/// One part of a fold, as one thread fills it, or several after [`Ledger::merge`].
#[derive(Debug)]
pub struct Ledger {
    shared: Arc<Shared>,
    /// Only requests whose hash has so many leading zero bits are kept.
    sieve: u32,
    rows: Rows,
    plain: Plains,
    /// What was looked at to the last: to give so much memory back takes its time, which there is more of later.
    spent: Vec<Plains>,
    /// Those that are joined to others, of which only the name is told: see [`Plain::waiting`].
    tied: Rows,
    /// What the other parts do not know of yet, and of how many rows.
    news: News,
    new: usize,
    /// Bytes of plain successes in memory that the other parts know of.
    told: usize,
    lone: Count,
    /// Those of them that turned out to share a name with others, and are rows.
    rejoined: Vec<(Cell, u32)>,
    /// The stretch of time that was counted in last.
    stretch: Stretch,
    end: i64,
    /// The line whose attempt was kept last, and which one of it that was.
    of_line: ((usize, u64), u32),
    named: bool,
    dropped: u64,
    resources: Map<Box<str>, u32>,
    recent: resources::Recent,
    /// By input: some time has milliseconds.
    fine: Vec<bool>,
    counters: Counters,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::within(MAX_BYTES)
    }
}

impl Ledger {
    /// An empty fold with a budget in bytes.
    #[must_use]
    pub fn within(budget: usize) -> Self {
        Self::part_of(Arc::new(Shared::new(budget, MINUTE)))
    }

    /// An empty fold with the same budget, which puts aside what a quarter of it has no room for: the audit is then of all
    /// requests, unless those that failed are too many themselves.
    #[must_use]
    pub fn with_scratch(self, scratch: Option<Scratch>) -> Self {
        Self::part_of(Arc::new(self.shared.with_scratch(scratch)))
    }

    fn part_of(shared: Arc<Shared>) -> Self {
        Self {
            sieve: shared.sieve(),
            shared,
            rows: Rows::default(),
            plain: Plains::default(),
            spent: Vec::new(),
            tied: Rows::default(),
            news: News::default(),
            new: 0,
            told: 0,
            lone: Count::default(),
            rejoined: Vec::new(),
            stretch: Stretch::default(),
            end: i64::MIN,
            of_line: ((0, 0), 0),
            named: false,
            dropped: 0,
            resources: Map::default(),
            recent: resources::none(),
            fine: Vec::new(),
            counters: [None; 2],
        }
    }

    /// The same, which keeps every attempt that names its request whole, so that it may be frozen unsettled.
    #[cfg(test)]
    pub(crate) const fn in_full(mut self) -> Self {
        self.plain.tell_in_full();
        self
    }

    /// Another, empty part of the same fold: all parts together keep one budget.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self::part_of(Arc::clone(&self.shared))
    }

    /// An empty fold with the same budget, whose counts also fill windows of `width` seconds.
    #[must_use]
    pub fn for_windows(self, width: u32) -> Self {
        let (mut one, mut two) = (MINUTE, i64::from(width));
        while two != 0 {
            (one, two) = (two, one % two);
        }
        Self::part_of(Arc::new(self.shared.anew(one)))
    }

    /// Keeps one attempt; what is none, has no time or does not say how it ended is left out.
    /// `line` counts its line when that is needed.
    pub fn observe(
        &mut self,
        event: &Event<'_>,
        facts: &Facts,
        input: usize,
        line: impl FnOnce() -> u64,
    ) {
        let Some((ending, when)) = Ending::of(event, facts.flags).zip(event.timestamp) else {
            return;
        };
        let end = when.milliseconds();
        self.note(facts, input, end);
        let shape = self.shape(event, facts, end);
        let whole = facts.flags.has(Flags::WHOLE);
        let asked = if whole {
            asked(shape.method, event.method, facts.print)
        } else {
            0
        };
        let level = level((facts.correlation, facts.key), (asked, facts.payload));
        let success = lone::is_success(shape.status, ending);
        if success && lone::is_nameless(facts) {
            return self.count_nameless(shape.resource, end, level);
        }
        self.named |= facts.correlation != 0 || facts.key != 0 || facts.payload != 0;
        if level < self.sieve {
            self.dropped += 1;
            return;
        }
        let took = event.duration_us.map(|took| took / 1000);
        let took = took.unwrap_or(u64::from(facts.took)).min(LONGEST);
        let line = line();
        let attempt = Attempt {
            took: u32::try_from(took).unwrap_or(0),
            end,
            asked,
            source: u32::try_from(input).unwrap_or(UNSAID),
            line,
            ordinal: self.ordinal(input, line),
            ending,
        };
        let plain = success && (whole || facts.correlation == 0);
        let plain = plain.then(|| Plain::of(&attempt, facts)).flatten();
        let kept = plain.and_then(|plain| Some((self.plain.number(&shape)?, plain)));
        if let Some((number, plain)) = kept {
            let number = (number, is_of_one(shape.flags));
            return self.keep(shape.resource, number, &plain);
        }
        self.rows.push(Row::of(&attempt, facts, shape));
        self.owe(level);
        if self.new >= NEWS {
            self.tell(NEWS);
        }
    }

    /// Which attempt of its line the next one is; one thread reads all that a line tells.
    fn ordinal(&mut self, input: usize, line: u64) -> u32 {
        let (last, ordinal) = self.of_line;
        let ordinal = if last == (input, line) {
            ordinal + 1
        } else {
            0
        };
        self.of_line = ((input, line), ordinal);
        ordinal
    }

    /// Notes what counts over all attempts of an input.
    fn note(&mut self, facts: &Facts, input: usize, end: i64) {
        self.note_time(input, end);
        self.count(facts);
    }

    /// Notes when an attempt ended, and whether some time of its input has milliseconds.
    #[inline]
    fn note_time(&mut self, input: usize, end: i64) {
        self.end = end.max(self.end);
        if self.fine.len() <= input {
            self.fine.resize(input + 1, false);
        }
        // Nearly always known by then, and to divide takes longer than to ask.
        if let Some(fine) = self.fine.get_mut(input).filter(|fine| !**fine) {
            *fine = end.rem_euclid(1000) != 0;
        }
    }

    fn shape(&mut self, event: &Event<'_>, facts: &Facts, end: i64) -> Shape {
        Shape {
            resource: event.resource.map_or(UNSAID, |name| self.resource(name)),
            code: event.twilio_code.unwrap_or(UNSAID),
            retry_after: wait(facts.retry_after, end),
            agent: facts.agent,
            flags: facts.flags,
            status: event.http_status.unwrap_or(0),
            method: method(event.method),
        }
    }

    /// Counts a request of its own that nothing could be joined to.
    fn count_nameless(&mut self, resource: u32, end: i64, level: u32) {
        self.count_lone(resource, end, level);
        if self.lone.cells() >= NEWS {
            self.tell(NEWS);
        }
    }

    /// Counts a request of its own.
    #[inline]
    fn count_lone(&mut self, resource: u32, end: i64, level: u32) {
        if level < self.sieve {
            self.dropped += 1;
            return;
        }
        let cell = self.cell(resource, end);
        self.lone.add(cell, level);
    }

    /// The cell of a request that ended then.
    #[inline]
    fn cell(&mut self, resource: u32, end: i64) -> Cell {
        if !self.stretch.has(end) {
            self.stretch = Stretch::around(end, self.shared.stretch);
        }
        (resource, self.stretch.start)
    }

    /// Keeps a plain success as a row, which was counted as a request of its own.
    fn rejoin(&mut self, row: Row) {
        self.note_rejoined(&row);
        self.rows.push(row);
    }

    /// Notes that a row was counted as a request of its own.
    fn note_rejoined(&mut self, row: &Row) {
        let cell = self.cell(row.resource, row.end);
        self.rejoined.push((cell, row::finest(row)));
    }

    /// Keeps one escalation.
    pub fn escalate(&mut self, input: usize, escalation: Escalation) {
        self.shared.escalate(input, escalation);
    }

    fn count(&mut self, facts: &Facts) {
        let Some(number) = facts.number else { return };
        let kind = usize::from(facts.flags.has(Flags::FROM_ZERO));
        if let Some(range) = self.counters.get_mut(kind) {
            *range = Some(range.map_or((number, number), |(least, most)| {
                (least.min(number), most.max(number))
            }));
        }
    }

    /// Notes a row that the other parts do not know of yet.
    fn owe(&mut self, level: u32) {
        self.news.rows.add(level, BYTES);
        self.new += 1;
    }
}

/// Method and URL. A method that has a number is told by it.
#[inline]
fn asked(method: u8, name: Option<&str>, print: u64) -> u64 {
    let name = if usize::from(method) + 1 == METHODS.len() {
        name.map_or(0, hash)
    } else {
        0
    };
    // The URL is a hash already, which this turns into another space of numbers for each method.
    let turned = (print ^ name).rotate_left(u32::from(method)) ^ u64::from(method);
    turned.wrapping_mul(0x9E37_79B9_7F4A_7C15).max(1)
}
