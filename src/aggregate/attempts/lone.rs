//! Attempts that went well at once and share nothing with any other: requests of their own, of which counts are enough.
//!
//! Nearly every attempt of a healthy log is one, so only what is left is sorted, linked and judged. One that names nothing
//! by which another could be known for the same request is counted when it is read; of the others it is told at the end,
//! by a table of small counters. Which they are depends on the set of attempts alone, and one that is kept although it is
//! lone changes no result, so different names may share counters.

use super::row::{Row, UNSAID, is_of_one};
use super::{Counters, Map};
use crate::classify::ending::Ending;
use crate::event::attempt::{Facts, Flags};

/// Which names were met, and by what. A plain success, without key, payload or number, is joined to nothing but what
/// failed or is more than that, so plain ones need not be told apart from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Two bits a place: met by a success that is more than plain, and by a failure or by two of those.
    strong: Vec<u64>,
    /// In the lower bits: met by a plain success. Empty where no other success is more than that.
    plain: Vec<u64>,
}

/// What a plain success is to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// Nothing.
    Apart,
    /// A read of a URL where there was an outage. More than [`POLLED`] tell no more than so many.
    Read,
    /// Maybe an attempt of the same request.
    Joined,
}

/// How often a URL must have been read well to count as polled.
pub const POLLED: usize = 3;

/// Which reads of each URL are enough: of any so many that pass a sieve, so many are kept that pass it.
#[derive(Debug, Default)]
pub(super) struct Reads(Map<u64, [u32; POLLED]>);

impl Reads {
    /// True when a read has to be kept; `finest` is the finest sieve that it passes.
    pub(super) fn wants(&mut self, print: u64, finest: u32) -> bool {
        // One more than a sieve, so that 0 stands for none.
        let kept = self.0.entry(print).or_default();
        let least = kept.iter_mut().min();
        least.is_some_and(|least| {
            let wanted = *least <= finest;
            if wanted {
                *least = finest + 1;
            }
            wanted
        })
    }
}

/// Places per word.
const PER_WORD: u64 = 32;

/// The lower bit of every name.
const ONCE: u64 = 0x5555_5555_5555_5555;

/// Fewest and most words of a table.
const LEAST: usize = 1 << 6;
const MOST: usize = 1 << 21;

/// Rows of all parts, by what they are to the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// All.
    pub(super) rows: usize,
    /// Those that are more than plain successes.
    pub(super) evidence: usize,
    /// Those of them that went well.
    pub(super) strong: usize,
}

impl Sizes {
    /// Counts a row.
    pub(super) fn add(&mut self, row: &Row) {
        self.rows += 1;
        if !is_plain(row) {
            self.evidence += 1;
            self.strong += usize::from(went_well(row));
        }
    }

    /// Of two parts together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            evidence: self.evidence + other.evidence,
            strong: self.strong + other.strong,
        }
    }
}

/// The word of a name, and the lower bits of its places there: one place alone would often be another's.
#[inline]
fn places(table: &[u64], name: u64) -> (usize, u64) {
    let last = table.len().saturating_sub(1);
    let word = usize::try_from(name / PER_WORD).unwrap_or(0) & last;
    let place = |from: u64| 1 << (from % PER_WORD * 2);
    (word, place(name) | place(name >> 54) | place(name >> 59))
}

/// True when the name was met.
#[inline]
fn once(table: &[u64], name: u64) -> bool {
    let (word, places) = places(table, name);
    table.get(word).is_some_and(|word| word & places == places)
}

/// True when the name was met by a failure, or twice.
#[inline]
fn twice(table: &[u64], name: u64) -> bool {
    let (word, places) = places(table, name);
    table
        .get(word)
        .is_some_and(|word| word >> 1 & places == places)
}

impl Met {
    /// For all parts.
    pub(super) fn sized(sizes: Sizes) -> Self {
        let table = |rows: usize| vec![0; rows.next_power_of_two().clamp(LEAST, MOST)];
        Self {
            strong: table(sizes.evidence),
            plain: if sizes.strong > 0 {
                table(sizes.rows - sizes.evidence)
            } else {
                Vec::new()
            },
        }
    }

    /// True when plain successes are to be noted too.
    pub(super) const fn wants_plain(&self) -> bool {
        !self.plain.is_empty()
    }

    /// Notes the names of a row.
    pub(super) fn note(&mut self, row: &Row) {
        let plain = is_plain(row);
        if plain && self.plain.is_empty() {
            return;
        }
        for name in telling(row).into_iter().filter(|name| *name != 0) {
            let table = if plain {
                &mut self.plain
            } else {
                &mut self.strong
            };
            let (word, places) = places(table, name);
            let Some(word) = table.get_mut(word) else {
                continue;
            };
            if plain {
                *word |= places;
            } else if went_well(row) {
                // Once sets the lower bits, and again the higher ones too.
                *word |= (*word & places) << 1 | places;
            } else {
                *word |= places << 1 | places;
            }
        }
    }

    /// Adds what another part met.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.strong.iter_mut().zip(&other.strong) {
            *mine |= theirs | (*mine & theirs & ONCE) << 1;
        }
        for (mine, theirs) in self.plain.iter_mut().zip(&other.plain) {
            *mine |= theirs;
        }
        self
    }

    /// True when nothing that the row could be joined to goes by one of its names.
    #[inline]
    pub(super) fn is_apart(&self, row: &Row) -> bool {
        if is_plain(row) {
            let one = row.asks_for_one();
            return self.of_plain((row.correlation, row.print), one) == Tie::Apart;
        }
        let read = row.payload == 0 && is_of_one(row.flags);
        let mut known = names(row).into_iter().filter(|name| *name != 0);
        !(read && self.is_read(row.print))
            && known.all(|name| !twice(&self.strong, name) && !once(&self.plain, name))
    }

    /// True when how often the URL was read well matters to an outage there.
    fn is_read(&self, print: u64) -> bool {
        once(&self.strong, by_read(print))
    }

    /// What a plain success is to others, by its id and what it asked for; `one` when that is one thing.
    #[inline]
    pub(super) fn of_plain(&self, (id, print): (u64, u64), one: bool) -> Tie {
        let met = |name: u64| once(&self.strong, name);
        if (id != 0 && met(by_id(id, print))) || (one && met(by_print(print, 0))) {
            Tie::Joined
        } else if one && self.is_read(print) {
            Tie::Read
        } else {
            Tie::Apart
        }
    }
}

/// True for a success without key, payload or number.
pub(super) fn is_plain(row: &Row) -> bool {
    let unnamed = row.key == 0 && row.payload == 0 && row.number == UNSAID;
    unnamed && went_well(row) && (row.correlation == 0 || row.flags.has(Flags::WHOLE))
}

/// What may join the row to another, as the rounds of linking do: its key, its id there, and what it asked for; 0 for none.
#[inline]
fn names(row: &Row) -> [u64; 3] {
    let named = |known: bool, name: u64| if known { name } else { 0 };
    [
        named(row.key != 0, mixed((row.key, 0), 0x9E37_79B9_7F4A_7C15)),
        named(row.correlation != 0, by_id(row.correlation, row.print)),
        named(row.asks_for_one(), by_print(row.print, row.payload)),
    ]
}

/// The names under which others must be kept for its sake. What goes by an id is joined to nothing by what it asked for; that
/// is asked of an outage alone, and whether its URL is read again and again, with whatever payload it was asked itself.
fn telling(row: &Row) -> [u64; 4] {
    let [key, id, asked] = names(row);
    let outage = row.ending.outage();
    let alone = row.correlation == 0 || (outage && row.payload != 0);
    let read = outage && is_of_one(row.flags);
    [
        key,
        id,
        if alone { asked } else { 0 },
        if read { by_read(row.print) } else { 0 },
    ]
}

const fn by_id(id: u64, print: u64) -> u64 {
    mixed((id, print), 0xC2B2_AE3D_27D4_EB4F)
}

const fn by_print(print: u64, payload: u64) -> u64 {
    mixed((print, payload), 0x1656_67B1_9E37_79F9)
}

/// Under which reads of a URL are kept.
const fn by_read(print: u64) -> u64 {
    mixed((print, 0), 0x94D0_49BB_1331_11EB)
}

/// Both are hashes already; each kind is only turned into another space of numbers. Never 0.
const fn mixed((one, two): (u64, u64), kind: u64) -> u64 {
    let all = (one ^ two.rotate_left(23)).wrapping_mul(kind);
    let name = all ^ all >> 29;
    if name == 0 { 1 } else { name }
}

/// True when nothing of a success could be found again in another.
pub(super) fn is_nameless(facts: &Facts) -> bool {
    let one = facts.payload != 0 || facts.flags.has(Flags::INSTANCE);
    facts.key == 0
        && facts.correlation == 0
        && facts.number.is_none()
        && !(one && facts.flags.has(Flags::WHOLE))
}

fn went_well(row: &Row) -> bool {
    is_success(row.status, row.ending)
}

/// True for an answer below 400.
pub(super) fn is_success(status: u16, ending: Ending) -> bool {
    !ending.failed() && (100..400).contains(&status)
}

/// True when the row is a request of its own that went well at once, and no evidence for any other.
pub(super) fn is_lone(row: &Row, counters: &Counters, met: &Met) -> bool {
    let named = row.key != 0 || row.correlation != 0;
    went_well(row)
        && (row.flags.has(Flags::WHOLE) || !named)
        && row.attempt(counters).is_none_or(|number| number <= 1)
        && met.is_apart(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::ending::Ending;

    fn row(at: u64) -> Row {
        let (good, bad) = (Ending::Ok, Ending::Server);
        Row {
            start: 0,
            end: 0,
            line: at,
            print: at % 7,
            payload: if at.is_multiple_of(3) { at % 11 } else { 0 },
            key: 0,
            correlation: (at % 50).wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1,
            created: 0,
            source: 0,
            resource: 0,
            code: UNSAID,
            retry_after: UNSAID,
            number: UNSAID,
            agent: 0,
            account: 0,
            flags: Flags::WHOLE,
            status: if at.is_multiple_of(13) { 503 } else { 201 },
            method: 2,
            ending: if at.is_multiple_of(13) { bad } else { good },
        }
    }

    #[test]
    fn parts_meet_what_the_whole_meets() {
        let rows: Vec<Row> = (0..400).map(row).collect();
        let mut sizes = Sizes::default();
        for row in &rows {
            sizes.add(row);
        }
        let met = |rows: &[Row]| {
            let mut met = Met::sized(sizes);
            for row in rows {
                met.note(row);
            }
            met
        };
        let whole = met(&rows);
        for cut in [0, 1, 77, 400] {
            let (one, two) = rows.split_at(cut);
            assert_eq!(met(one).and(&met(two)), whole, "{cut}");
        }
    }
}
