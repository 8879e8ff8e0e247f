//! Several parts of one fold: given one sieve, sorted out each by itself, and put together.

use super::lone::{self, Reads, Sizes};
use super::met::{Met, Tie};
use super::row::{finest, is_of_one, name_of, passes};
use super::{Counters, Known, Ledger, NEWS};
use foldhash::fast::RandomState;
use std::mem::take;

impl Ledger {
    /// Adds another part of the same fold, both of them levelled.
    pub fn merge(&mut self, mut other: Self) {
        self.lone.merge(other.lone);
        self.dropped += other.dropped;
        self.rows.append(other.rows);
        self.spent.append(&mut other.spent);
        self.rejoined.append(&mut other.rejoined);
        let kept = other.plain.each(|plain, shape| {
            if plain.finest < self.sieve {
                return;
            }
            if let Some(number) = self.plain.number(shape) {
                self.plain.push(plain, (number, is_of_one(shape.flags)));
            } else if let Some(names) = plain.names() {
                self.rejoin(plain.row(names, shape));
            }
        });
        self.shared.note_fault(kept);
        self.end = self.end.max(other.end);
        self.named |= other.named;
        let inputs = self.fine.len().max(other.fine.len());
        self.fine.resize(inputs, false);
        for (mine, theirs) in self.fine.iter_mut().zip(&other.fine) {
            *mine |= theirs;
        }
        self.counters = Self::both(self.counters, other.counters);
    }

    /// Gives all parts of one fold the sieve that they need together. Which that is depends on the whole alone.
    pub fn level(parts: &mut [Self]) {
        for part in &mut *parts {
            part.tell(0);
        }
        for part in parts {
            part.sift(part.shared.sieve());
        }
    }

    /// Tells the other parts how much this one holds, and keeps to the budget of all. Counts are handed over from so many
    /// cells on: there are few more after ten thousand calls than after one thousand.
    pub(super) fn tell(&mut self, cells: usize) {
        self.new = 0;
        let held = self.shared.note(&mut self.news);
        self.put_aside();
        let sieve = if self.lone.is_empty() || self.lone.cells() < cells {
            held
        } else {
            self.shared.take(&mut self.lone)
        };
        self.sift(sieve);
    }

    /// Puts plain successes aside when all parts together have no room for them.
    fn put_aside(&mut self) {
        let here = self.plain.bytes();
        self.shared.note_here(&mut self.told, here);
        if let Some(scratch) = self.shared.crowded() {
            if self.plain.put_aside(scratch).is_err() {
                self.shared.keep_here();
            }
            let here = self.plain.bytes();
            self.shared.note_here(&mut self.told, here);
        }
    }

    /// Keeps only what passes a finer sieve.
    fn sift(&mut self, sieve: u32) {
        if sieve <= self.sieve {
            return;
        }
        self.sieve = sieve;
        // What is counted as a request of its own is counted as dropped there, although it is a row, or may be one yet.
        let (rows, rejoined) = (self.rows.len(), self.rejoined.len());
        self.rows.retain(|row| passes(row, sieve));
        self.rejoined.retain(|(_, finest)| *finest >= sieve);
        self.plain.retain(|plain| plain.finest >= sieve);
        self.tied.retain(|row| row.payload >= u64::from(sieve));
        let dropped = rows - self.rows.len();
        self.dropped += dropped.saturating_sub(rejoined - self.rejoined.len()) as u64;
    }

    /// The names that its rows go by; `sizes` are of all parts.
    #[must_use]
    pub fn met(&mut self, sizes: Sizes) -> Met {
        let mut met = Met::sized(sizes);
        for row in self.rows.iter() {
            met.note(row);
        }
        if met.wants_plain() {
            let noted = self
                .plain
                .each(|plain, shape| met.note_success(plain, is_of_one(shape.flags)));
            self.shared.note_fault(noted);
        }
        met
    }

    /// How many rows it has, by what they are to others.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        let mut sizes = Sizes {
            rows: self.plain.len(),
            ..Sizes::default()
        };
        for row in self.rows.iter() {
            sizes.add(row);
        }
        sizes
    }

    /// Ranges of the attempt numbers.
    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// The ranges of two parts together.
    #[must_use]
    pub fn both(one: Counters, two: Counters) -> Counters {
        let [ones, zeros] = one;
        let [more_ones, more_zeros] = two;
        let join = |one: Option<(u32, u32)>, two: Option<(u32, u32)>| match (one, two) {
            (Some(one), Some(two)) => Some((one.0.min(two.0), one.1.max(two.1))),
            (one, two) => one.or(two),
        };
        [join(ones, more_ones), join(zeros, more_zeros)]
    }

    /// Makes rows of the plain successes that share a name with others, and gives up the rest, which are counted; levelled
    /// after that, all parts have room for them. Those that are told by their names alone wait for [`Self::rejoin_tied`].
    pub fn rejoin_plain(&mut self, met: &Met) {
        let (mut plain, mut reads) = (take(&mut self.plain), Reads::default());
        let meant = |names, one| met.may_know(names, one);
        let looked = plain.each_of(meant, |plain, shape| {
            let tie = met.of_plain(plain, is_of_one(shape.flags));
            // What was put aside is not looked at when the sieve gets finer.
            if tie == Tie::Apart || plain.finest < self.sieve {
                return;
            }
            if tie == Tie::Joined {
                self.owe(plain.finest);
            }
            match plain.names() {
                None => self.tied.push(plain.waiting(shape)),
                // How many reads are kept depends on who read what, so they may not decide on the sieve; they are a few for
                // each URL with an outage, which is held as well.
                Some(names) if tie == Tie::Joined || reads.wants(plain.print, plain.finest) => {
                    self.rejoin(plain.row(names, shape));
                }
                Some(_) => {}
            }
            if self.new >= NEWS {
                self.tell(NEWS);
            }
        });
        self.shared.note_fault(looked);
        self.spent.push(plain);
    }

    /// Id and URL of those that the successes which wait for them are joined to.
    #[must_use]
    pub fn known(parts: &[Self]) -> Known {
        let waiting = parts.iter().map(|part| part.tied.len()).sum();
        let mut known = Known::with_capacity_and_hasher(waiting, RandomState::default());
        let names = parts.iter().flat_map(|part| part.tied.iter());
        known.extend(names.map(|row| (row.print, (0, 0))));
        if waiting > 0 {
            let rows = parts.iter().flat_map(|part| part.rows.iter());
            for row in rows.filter(|row| row.correlation != 0) {
                if let Some(names) = known.get_mut(&name_of(row.correlation, row.print)) {
                    *names = (row.correlation, row.print);
                }
            }
        }
        known
    }

    /// Gives the successes that waited their id and URL, by which they are rows like others; `known` is of all parts. One that nobody goes by the name of was taken for another,
    /// and is what it is counted as.
    pub fn rejoin_tied(&mut self, known: &Known) {
        let mut tied = take(&mut self.tied);
        tied.retain(|row| {
            let names = known.get(&row.print).filter(|(id, _)| *id != 0);
            if let Some((correlation, print)) = names {
                (row.correlation, row.print, row.payload) = (*correlation, *print, 0);
                self.note_rejoined(row);
            }
            names.is_some()
        });
        self.rows.append(tied);
    }

    /// Counts the rows that are requests of their own, and keeps the others; `met` and `counters` are of all parts.
    pub fn settle(&mut self, met: &Met, counters: &Counters) {
        let mut rows = take(&mut self.rows);
        rows.retain(|row| {
            let lone = lone::is_lone(row, counters, met);
            if lone {
                self.count_lone(row.resource, row.end, finest(row));
            }
            !lone
        });
        self.rows = rows;
    }
}
