//! From rows to chains: the four rounds one after the other, and what they could not tell.

use super::chain::Chains;
use super::groups::grouped;
use super::rounds::{Walk, by_payload};
use crate::aggregate::attempts::{History, POLLED, Row, hash};
use crate::analysis::audit::NotAssessable;
use crate::event::attempt::Flags;
use std::sync::OnceLock;

/// The rows, and which of them are joined.
#[derive(Debug)]
pub(super) struct Links<'h> {
    pub(super) history: &'h History,
    parent: Vec<u32>,
    pub(super) lost: Vec<bool>,
    pub(super) guessed: Vec<bool>,
    pub(super) notes: NotAssessable,
}

/// Method, URL and payload.
pub(super) fn fingerprint(row: &Row) -> u64 {
    hash((row.print, row.payload))
}

/// Joins all rows.
pub(super) fn link(history: &History) -> (Chains<'_>, NotAssessable) {
    let rows = history.rows.len();
    let mut links = Links {
        history,
        parent: (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect(),
        lost: vec![false; rows],
        guessed: vec![false; rows],
        notes: NotAssessable::default(),
    };
    links.by_key();
    links.by_trace();
    links.by_number();
    let polled = links.polled();
    links.by_fingerprint(&polled);
    let notes = links.notes;
    let partial = |row: &Row| !row.flags.has(Flags::WHOLE);
    let ids = history
        .rows
        .iter()
        .filter(|row| partial(row))
        .flat_map(|row| [row.key, row.correlation]);
    let mut partial: Vec<u64> = ids.filter(|id| *id != 0).collect();
    partial.sort_unstable();
    let (starts, members) = links.chains();
    let chains = Chains {
        history,
        starts,
        members,
        lost: links.lost,
        guessed: links.guessed,
        prints: OnceLock::new(),
        polled,
        partial,
    };
    (chains, notes)
}

impl Links<'_> {
    pub(super) fn row(&self, at: u32) -> &Row {
        &self.history.rows[at as usize]
    }

    pub(super) fn number(&self, row: &Row) -> Option<u32> {
        row.attempt(&self.history.counters)
    }

    fn find(&self, mut at: u32) -> u32 {
        while let Some(parent) = self.parent.get(at as usize).filter(|parent| **parent != at) {
            at = *parent;
        }
        at
    }

    /// Joins two rows; the earlier root stays, and the path becomes short.
    pub(super) fn tie(&mut self, one: u32, two: u32) {
        let (one_root, two_root) = (self.find(one), self.find(two));
        let root = one_root.min(two_root);
        for at in [one, two, one_root, two_root] {
            if let Some(parent) = self.parent.get_mut(at as usize) {
                *parent = root;
            }
        }
    }

    /// See [`grouped`].
    pub(super) fn grouped(
        &self,
        meant: impl Fn(&Row) -> bool,
        group: impl Fn(&Row) -> u64,
    ) -> Vec<(u64, u32)> {
        grouped(self.history, meant, group)
    }

    /// Slack between two attempts in milliseconds.
    pub(super) fn slack(&self, one: &Row, two: &Row) -> i64 {
        slack(self.history, one, two)
    }

    /// Round 1: the same key is the same request by declaration, whatever the outcome.
    fn by_key(&mut self) {
        const GAP: i64 = 24 * super::chain::HOUR;
        let groups = self.grouped(
            |row| row.key != 0 && row.flags.has(Flags::WHOLE),
            |row| hash((row.key, row.print)),
        );
        for group in groups
            .chunk_by(|one, two| one.0 == two.0)
            .filter(|group| group.len() > 1)
        {
            by_payload(self.history, group, |part| {
                for pair in part.windows(2) {
                    if let [(_, one), (_, two)] = *pair
                        && self.row(two).start - self.row(one).end <= GAP
                    {
                        self.tie(one, two);
                    }
                }
            });
        }
    }

    /// URLs without a payload that were read well so often that a failure between is no retry.
    fn polled(&self) -> Vec<u64> {
        let read = |row: &Row| {
            row.payload == 0
                && row.flags.has(Flags::INSTANCE)
                && row.flags.has(Flags::WHOLE)
                && !row.ending.failed()
        };
        // Fewer than that are never enough.
        const { assert!(POLLED > 1) };
        let groups = self.grouped(read, |row| row.print);
        let groups = groups
            .chunk_by(|one, two| one.0 == two.0)
            .filter(|group| group.len() >= POLLED);
        groups
            .filter_map(|group| group.first().map(|(print, _)| *print))
            .collect()
    }

    /// Where each chain begins among the members, and the members by chain.
    fn chains(&self) -> (Vec<u32>, Vec<u32>) {
        let mut sizes: Vec<u32> = vec![0; self.parent.len()];
        let roots: Vec<u32> = (0..u32::try_from(self.parent.len()).unwrap_or(0))
            .map(|at| self.find(at))
            .collect();
        for root in &roots {
            sizes[*root as usize] += 1;
        }
        // The root is a chain's first row, so chains are numbered in the order of their first rows.
        let (mut starts, mut next) = (Vec::new(), 0);
        for size in &mut sizes {
            if *size > 0 {
                starts.push(next);
            }
            let start = next;
            next += *size;
            *size = start;
        }
        starts.push(next);
        let mut members = vec![0; roots.len()];
        for (at, root) in (0_u32..).zip(&roots) {
            let slot = &mut sizes[*root as usize];
            members[*slot as usize] = at;
            *slot += 1;
        }
        (starts, members)
    }

    /// Units of round 4, chains so far none of which has an id or number: first and last row, and how many failed.
    pub(super) fn free(&self) -> Vec<(u32, u32, u64)> {
        let is_named = |row: &Row| {
            row.correlation != 0 || self.number(row).is_some() || !row.flags.has(Flags::WHOLE)
        };
        if self.history.rows.iter().all(is_named) {
            return Vec::new();
        }
        let (starts, members) = self.chains();
        let named = |at: &u32| is_named(self.row(*at));
        let units = starts.windows(2).filter_map(|bounds| {
            let [from, to] = *bounds else { return None };
            let unit = members.get(from as usize..to as usize)?;
            let free = !unit.iter().any(named);
            let failed = unit
                .iter()
                .filter(|at| self.row(**at).ending.failed())
                .count();
            Some((*unit.first()?, *unit.last()?, failed as u64)).filter(|_| free)
        });
        units.collect()
    }

    /// Joins what a walk found, and marks it when it is only a guess.
    pub(super) fn join(&mut self, walk: &Walk, guess: bool) {
        for (one, two) in &walk.pairs {
            self.tie(*one, *two);
            if let Some(guessed) = self.guessed.get_mut(*two as usize).filter(|_| guess) {
                *guessed = true;
            }
        }
    }
}

/// What clocks and rounding may hide, in milliseconds: more where a source has no milliseconds.
pub(super) fn slack(history: &History, one: &Row, two: &Row) -> i64 {
    let fine = |row: &Row| history.fine.get(row.source as usize) == Some(&true);
    if fine(one) && fine(two) { 5 } else { 1000 }
}
