//! What the audit of retries keeps: every attempt as a row of integers, and the escalations. Nothing is linked while reading.
//!
//! A merge is the union of two sets, so no cut can matter. Memory is bounded by one budget; past it only the attempts of
//! requests whose hash begins with enough zero bits are kept: a sample of whole requests, which depends on the set alone.

mod lone;
mod row;

use crate::classify::ending::Ending;
use crate::event::Event;
use crate::event::attempt::{Escalation, Facts, Flags};
use foldhash::fast::RandomState;
use lone::{Count, Met};
use row::{method, passes, passes_any, wait};
use std::collections::{HashMap, HashSet};

/// About how many bytes the rows of one fold may take, unless asked otherwise.
pub const MAX_BYTES: usize = 256 << 20;

/// Lone requests are counted by minute, or finer.
const MINUTE: i64 = 60;

/// Rows per block: blocks are freed one by one while they are put together.
const BLOCK: usize = 1 << 14;

/// Bytes of a row, and of an escalation in its set.
const BYTES: usize = size_of::<Row>();

pub use lone::Lone;
pub use row::{METHODS, Row, UNSAID, hash};

type Map<K, V> = HashMap<K, V, RandomState>;

/// Least and greatest value of each kind of attempt number: those from 1, those from 0.
pub type Counters = [Option<(u32, u32)>; 2];

/// The fold of one thread, or of several after [`Ledger::merge`].
#[derive(Debug, Clone)]
pub struct Ledger {
    budget: usize,
    /// Length of the stretches by which lone requests are counted, in seconds.
    stretch: i64,
    /// Only requests whose hash has so many leading zero bits are kept.
    sieve: u32,
    blocks: Vec<Vec<Row>>,
    rows: usize,
    dropped: u64,
    resources: Map<Box<str>, u32>,
    escalations: HashSet<(u32, Escalation), RandomState>,
    /// By input: some time has milliseconds.
    fine: Vec<bool>,
    counters: Counters,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::within(MAX_BYTES)
    }
}

/// The frozen fold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Attempts by start, end, input and line, without those that are counted in `lone`.
    pub rows: Vec<Row>,
    /// Attempts that went well at once and share nothing with any other, by resource and time.
    pub lone: Vec<Lone>,
    /// End of the last attempt, in milliseconds since the epoch; 0 without attempts.
    pub end: i64,
    /// Some attempt names its request: by an id, a key, a payload or a number.
    pub named: bool,
    /// Names of the resources, ascending; rows name them by index.
    pub resources: Vec<String>,
    /// Input and escalation, ascending.
    pub escalations: Vec<(u32, Escalation)>,
    /// By input: some time has milliseconds.
    pub fine: Vec<bool>,
    /// Ranges of the attempt numbers.
    pub counters: Counters,
    /// One in 2^this requests was kept; 0 for all.
    pub sieve: u32,
    /// Attempts that were not kept.
    pub dropped: u64,
}

impl Ledger {
    /// An empty fold with a budget in bytes.
    #[must_use]
    pub fn within(budget: usize) -> Self {
        Self {
            budget,
            stretch: MINUTE,
            sieve: 0,
            blocks: Vec::new(),
            rows: 0,
            dropped: 0,
            resources: Map::default(),
            escalations: HashSet::default(),
            fine: Vec::new(),
            counters: [None; 2],
        }
    }

    /// As it is, with counts that also fill windows of `width` seconds.
    #[must_use]
    pub const fn for_windows(mut self, width: u32) -> Self {
        let (mut one, mut two) = (MINUTE, width as i64);
        while two != 0 {
            (one, two) = (two, one % two);
        }
        self.stretch = one;
        self
    }

    /// Keeps one attempt; what is none, has no time or does not say how it ended is left out.
    pub fn observe(&mut self, event: &Event<'_>, facts: &Facts, (input, line): (usize, u64)) {
        let Some((ending, when)) = Ending::of(event, facts.flags).zip(event.timestamp) else {
            return;
        };
        let end = when.milliseconds();
        if self.fine.len() <= input {
            self.fine.resize(input + 1, false);
        }
        if let Some(fine) = self.fine.get_mut(input) {
            *fine |= end.rem_euclid(1000) != 0;
        }
        self.count(facts);
        let method = method(event.method);
        let whole = facts.flags.has(Flags::WHOLE);
        let duration = event.duration_us.unwrap_or(0) / 1000;
        let row = Row {
            start: end - i64::try_from(duration.min(86_400_000)).unwrap_or(0),
            end,
            line,
            print: if whole {
                hash((event.method, facts.print))
            } else {
                0
            },
            payload: facts.payload,
            key: facts.key,
            correlation: facts.correlation,
            created: facts.created,
            source: u32::try_from(input).unwrap_or(UNSAID),
            resource: event.resource.map_or(UNSAID, |name| self.resource(name)),
            code: event.twilio_code.unwrap_or(UNSAID),
            retry_after: wait(facts.retry_after, end),
            number: facts.number.unwrap_or(UNSAID),
            agent: facts.agent,
            account: facts.account,
            flags: facts.flags,
            status: event.http_status.unwrap_or(0),
            method,
            ending,
        };
        self.keep(row);
        self.save();
    }

    /// Keeps one escalation.
    pub fn escalate(&mut self, input: usize, escalation: Escalation) {
        if passes_any(&escalation, self.sieve) {
            self.escalations
                .insert((u32::try_from(input).unwrap_or(UNSAID), escalation));
            self.save();
        }
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

    fn resource(&mut self, name: &str) -> u32 {
        if let Some(id) = self.resources.get(name) {
            return *id;
        }
        let id = u32::try_from(self.resources.len()).unwrap_or(UNSAID);
        self.resources.insert(name.into(), id);
        id
    }

    fn keep(&mut self, row: Row) {
        if !passes(&row, self.sieve) {
            self.dropped += 1;
            return;
        }
        if let Some(block) = self.blocks.last_mut().filter(|block| block.len() < BLOCK) {
            block.push(row);
        } else {
            let first = self.blocks.is_empty();
            let mut block = Vec::with_capacity(if first { 64 } else { BLOCK });
            block.push(row);
            self.blocks.push(block);
        }
        self.rows += 1;
    }

    /// Adds another fold; the result is what one fold of both would be.
    pub fn merge(&mut self, mut other: Self) {
        let sieve = self.sieve.max(other.sieve);
        self.sift(sieve);
        other.sift(sieve);
        self.dropped += other.dropped;
        let mut names: Vec<(u32, Box<str>)> = other
            .resources
            .drain()
            .map(|(name, id)| (id, name))
            .collect();
        names.sort_unstable();
        let ids: Vec<u32> = names.iter().map(|(_, name)| self.resource(name)).collect();
        for mut block in other.blocks {
            for row in &mut block {
                row.resource = ids.get(row.resource as usize).copied().unwrap_or(UNSAID);
            }
            self.rows += block.len();
            self.blocks.push(block);
        }
        self.escalations.extend(other.escalations);
        let inputs = self.fine.len().max(other.fine.len());
        self.fine.resize(inputs, false);
        for (mine, theirs) in self.fine.iter_mut().zip(other.fine) {
            *mine |= theirs;
        }
        for (mine, theirs) in self.counters.iter_mut().zip(other.counters) {
            *mine = match (*mine, theirs) {
                (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
                (one, two) => one.or(two),
            };
        }
        self.save();
    }

    /// Keeps the budget.
    fn save(&mut self) {
        while (self.rows + self.escalations.len()) * BYTES > self.budget && self.sieve < 63 {
            self.sift(self.sieve + 1);
        }
    }

    /// Keeps only what passes a finer sieve.
    fn sift(&mut self, sieve: u32) {
        if sieve <= self.sieve {
            return;
        }
        self.sieve = sieve;
        let rows = self.rows;
        let blocks = std::mem::take(&mut self.blocks);
        self.rows = 0;
        let before = self.dropped;
        for row in blocks.into_iter().flatten() {
            if passes(&row, sieve) {
                self.keep(row);
            }
        }
        self.dropped = before + (rows - self.rows) as u64;
        self.escalations
            .retain(|(_, escalation)| passes_any(escalation, sieve));
    }

    /// Freezes the fold.
    #[must_use]
    pub fn freeze(self) -> History {
        let mut names: Vec<(Box<str>, u32)> = self.resources.into_iter().collect();
        names.sort_unstable();
        let mut ranks = vec![UNSAID; names.len()];
        for (rank, (_, id)) in names.iter().enumerate() {
            if let Some(slot) = ranks.get_mut(*id as usize) {
                *slot = u32::try_from(rank).unwrap_or(UNSAID);
            }
        }
        let mut met = Met::sized(self.rows);
        for row in self.blocks.iter().flatten() {
            met.note(row);
        }
        let (mut rows, mut lone) = (Vec::new(), Count::by(self.stretch));
        let (mut end, mut named) = (i64::MIN, false);
        for mut row in self.blocks.into_iter().flatten() {
            end = end.max(row.end);
            named |= row.correlation != 0
                || row.key != 0
                || row.payload != 0
                || row.attempt(&self.counters).is_some();
            row.resource = ranks.get(row.resource as usize).copied().unwrap_or(UNSAID);
            if lone::is_lone(&row, &self.counters, &met) {
                lone.add(row.resource, row.end);
            } else {
                rows.push(row);
            }
        }
        rows.sort_unstable_by_key(Row::order);
        let mut escalations: Vec<(u32, Escalation)> = self.escalations.into_iter().collect();
        escalations.sort_unstable();
        History {
            end: if self.rows == 0 { 0 } else { end },
            named,
            lone: lone.freeze(),
            rows,
            resources: names.into_iter().map(|(name, _)| name.into()).collect(),
            escalations,
            fine: self.fine,
            counters: self.counters,
            sieve: self.sieve,
            dropped: self.dropped,
        }
    }
}
