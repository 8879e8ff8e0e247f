//! Chains: the attempts found to belong to one request, in order, and on which evidence.

use super::groups::grouped;
use super::link::fingerprint;
use crate::aggregate::attempts::{History, METHODS, Row, UNSAID};
use crate::analysis::audit::verdict::Verdict;
use crate::analysis::audit::{Request, Tier, Try};
use crate::event::attempt::Flags;
use std::sync::OnceLock;

/// An hour in milliseconds.
pub(super) const HOUR: i64 = 3_600_000;

/// All chains of a history, by their first attempt.
#[derive(Debug)]
pub(super) struct Chains<'h> {
    pub(super) history: &'h History,
    /// Where each chain begins among the members, and the end.
    pub(super) starts: Vec<u32>,
    /// Rows by chain, then in their order.
    pub(super) members: Vec<u32>,
    /// By row: one of several requests that nothing tells apart.
    pub(super) lost: Vec<bool>,
    /// By row: joined to the one before it by the fingerprint alone.
    pub(super) guessed: Vec<bool>,
    /// Hashes of method, URL and payload with their rows, ascending, those alone that several have; made when first asked for.
    pub(super) prints: OnceLock<Vec<(u64, u32)>>,
    /// Prints of URLs that are read again and again, ascending.
    pub(super) polled: Vec<u64>,
    /// Keys and ids of attempts whose URL or method is not known, ascending: others may be missing a retry.
    pub(super) partial: Vec<u64>,
}

/// One chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain<'c> {
    pub(super) number: usize,
    history: &'c History,
    members: &'c [u32],
}

impl<'c> Chain<'c> {
    pub(super) const fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn row(&self, at: usize) -> &'c Row {
        let row = self.members.get(at).map_or(0, |row| *row as usize);
        &self.history.rows[row]
    }

    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &'c Row> + Clone + use<'c> {
        let history = self.history;
        self.members
            .iter()
            .map(move |row| &history.rows[*row as usize])
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'c Row, &'c Row)> + Clone + use<'c> {
        self.rows().zip(self.rows().skip(1))
    }

    pub(super) fn first(&self) -> &'c Row {
        self.row(0)
    }

    pub(super) fn last(&self) -> &'c Row {
        self.row(self.len().saturating_sub(1))
    }
}

impl<'h> Chains<'h> {
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(super) fn chain(&self, number: usize) -> Chain<'_> {
        let bound = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        Chain {
            number,
            history: self.history,
            members: self
                .members
                .get(bound(number)..bound(number + 1))
                .unwrap_or_default(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Chain<'_>> {
        (0..self.len()).map(|number| self.chain(number))
    }

    /// The attempt number from 1; `None` where the record has none, or where it never varies in the whole input.
    pub(super) fn number(&self, row: &Row) -> Option<u32> {
        row.attempt(&self.history.counters)
    }

    pub(super) fn resource(&self, row: &Row) -> Option<&'h str> {
        let name = self.history.resources.get(row.resource as usize);
        name.map(String::as_str)
    }

    pub(super) fn tier(&self, chain: &Chain<'_>) -> Tier {
        if chain.len() == 1 {
            return Tier::Single;
        }
        let guessed = chain
            .members
            .iter()
            .any(|row| self.guessed.get(*row as usize) == Some(&true));
        if guessed {
            return Tier::Fingerprint;
        }
        let rising = |(one, two): (&Row, &Row)| match (self.number(one), self.number(two)) {
            (Some(one), Some(two)) => one < two,
            _ => false,
        };
        let key = chain.first().key;
        if chain.pairs().all(rising) {
            Tier::Explicit
        } else if key != 0 && chain.rows().all(|row| row.key == key) {
            Tier::Key
        } else {
            Tier::Trace
        }
    }

    pub(super) fn is_polled(&self, chain: &Chain<'_>) -> bool {
        self.polled.binary_search(&chain.first().print).is_ok()
    }

    /// True when a retry of this request would have been seen.
    pub(super) fn assessable(&self, chain: &Chain<'_>) -> bool {
        let first = chain.first();
        if !first.flags.has(Flags::WHOLE) || self.is_partial(first) {
            return false;
        }
        let lost = chain
            .members
            .first()
            .is_some_and(|row| self.lost.get(*row as usize) == Some(&true));
        if first.key != 0 || ((first.correlation != 0 || self.number(first).is_some()) && !lost) {
            return true;
        }
        let known = first.flags.has(Flags::STRONG) || first.flags.has(Flags::INSTANCE);
        known && !self.is_polled(chain) && !self.comes_back(chain)
    }

    /// True when an attempt with this one's key or id does not say what it asked for: it may be the retry.
    pub(super) fn is_partial(&self, row: &Row) -> bool {
        let held = |id: u64| id != 0 && self.partial.binary_search(&id).is_ok();
        held(row.key) || held(row.correlation)
    }

    /// True when the same fingerprint is seen again within an hour of the chain.
    fn comes_back(&self, chain: &Chain<'_>) -> bool {
        let prints = self
            .prints
            .get_or_init(|| grouped(self.history, |_| true, fingerprint));
        let print = fingerprint(chain.first());
        let start = |at: u32| {
            self.history
                .rows
                .get(at as usize)
                .map_or(0, |row| row.start)
        };
        let from = (print, chain.first().start - HOUR);
        let to = (print, chain.last().start + HOUR);
        let before = prints.partition_point(|(hash, row)| (*hash, start(*row)) < from);
        let within = prints.partition_point(|(hash, row)| (*hash, start(*row)) <= to);
        within - before > chain.len()
    }

    /// The chain as reports list it.
    pub(super) fn request(&self, number: usize, verdicts: Vec<(Verdict, u64)>) -> Request {
        let chain = self.chain(number);
        let (first, last) = (chain.first(), chain.last());
        let waits = chain.pairs().map(|(one, two)| Some(wait(one, two)));
        let attempt = |(row, wait): (&Row, Option<u64>)| Try {
            source: row.source,
            line: row.line,
            status: (row.status > 0).then_some(row.status),
            code: (row.code != UNSAID).then_some(row.code),
            wait,
        };
        Request {
            tier: self.tier(&chain),
            resource: self.resource(first).map(ToOwned::to_owned),
            method: METHODS
                .get(usize::from(first.method))
                .copied()
                .unwrap_or(""),
            start: first.start,
            first_end: first.end,
            end: last.end,
            verdicts,
            attempts: chain
                .rows()
                .zip(std::iter::once(None).chain(waits))
                .map(attempt)
                .collect(),
        }
    }
}

/// Milliseconds from the end of one attempt to the start of the next.
pub(super) fn wait(one: &Row, two: &Row) -> u64 {
    u64::try_from(two.start - one.end).unwrap_or(0)
}
