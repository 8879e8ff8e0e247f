//! Which names the attempts go by, in tables of small counters: what a plain success is to others is asked of them.

use super::lone::{Sizes, by_name, by_print, by_read, is_plain, names, telling, went_well};
use super::plain::Plain;
use super::row::{Row, is_of_one, name_of};

/// Which names were met, and by what. A plain success, without key, payload or number, is joined to nothing but what
/// failed or is more than that, so plain ones need not be told apart from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Two bits a place: met by a success that is more than plain, and by a failure or by two of those.
    strong: Vec<u64>,
    /// In the lower bits: met by a plain success. Empty where no other success is more than that.
    plain: Vec<u64>,
    /// A bit for ids at a URL, and one for URLs, of what is in `strong`: nearly no plain success has one of them, and to ask for two
    /// bits takes a fifth of asking for the names.
    hint: Vec<u64>,
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

/// Places per word.
const PER_WORD: u64 = 32;

/// The lower bit of every name.
const ONCE: u64 = 0x5555_5555_5555_5555;

/// Fewest and most words of a table.
const LEAST: usize = 1 << 6;
const MOST: usize = 1 << 21;

/// The word of a name, and the lower bits of its places there: one place alone would often be another's.
#[inline]
fn places(table: &[u64], name: u64) -> (usize, u64) {
    let last = table.len().saturating_sub(1);
    let word = usize::try_from(name / PER_WORD).unwrap_or(0) & last;
    let place = |from: u64| 1 << (from % PER_WORD * 2);
    (word, place(name) | place(name >> 54) | place(name >> 59))
}

/// The word of a hash, and its bit there.
#[inline]
fn hinted_at(table: &[u64], hash: u64) -> (usize, u64) {
    let last = table.len().saturating_sub(1);
    let word = usize::try_from(hash / u64::from(u64::BITS)).unwrap_or(0) & last;
    (word, 1 << (hash % u64::from(u64::BITS)))
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
            hint: table(sizes.evidence / 4),
        }
    }

    /// False when no plain success with such a name and URL is anything to others; `one` when the URL is that of one thing.
    #[inline]
    pub(super) fn may_know(&self, (name, print): (u64, u64), one: bool) -> bool {
        let hinted = |name: u64| {
            let (word, bit) = hinted_at(&self.hint, name);
            self.hint.get(word).is_some_and(|word| word & bit != 0)
        };
        hinted(name) || (one && hinted(print))
    }

    /// Hints at a row that is no plain success.
    fn hint(&mut self, row: &Row) {
        let [_, id, asked, read] = telling(row);
        let id = if id == 0 {
            0
        } else {
            name_of(row.correlation, row.print)
        };
        let print = if asked | read == 0 { 0 } else { row.print };
        for name in [id, print].into_iter().filter(|name| *name != 0) {
            let (word, bit) = hinted_at(&self.hint, name);
            if let Some(word) = self.hint.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// True when plain successes are to be noted too.
    pub(super) const fn wants_plain(&self) -> bool {
        !self.plain.is_empty()
    }

    /// Notes the names of a row.
    pub(super) fn note(&mut self, row: &Row) {
        if is_plain(row) {
            return self.note_plain(telling(row));
        }
        self.hint(row);
        for name in telling(row).into_iter().filter(|name| *name != 0) {
            let (word, places) = places(&self.strong, name);
            let Some(word) = self.strong.get_mut(word) else {
                continue;
            };
            if went_well(row) {
                // Once sets the lower bits, and again the higher ones too.
                *word |= (*word & places) << 1 | places;
            } else {
                *word |= places << 1 | places;
            }
        }
    }

    /// Notes a plain success; `one` when its URL is that of one thing.
    pub(super) fn note_success(&mut self, plain: &Plain, one: bool) {
        let name = named(plain).map_or(0, by_name);
        let asked = plain.names().filter(|_| one && name == 0);
        let asked = asked.map_or(0, |(_, print)| by_print(print, 0));
        self.note_plain([name, asked]);
    }

    fn note_plain(&mut self, names: impl IntoIterator<Item = u64>) {
        for name in names.into_iter().filter(|name| *name != 0) {
            let (word, places) = places(&self.plain, name);
            if let Some(word) = self.plain.get_mut(word) {
                *word |= places;
            }
        }
    }

    /// Adds what another part met.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.strong.iter_mut().zip(&other.strong) {
            *mine |= theirs | (*mine & theirs & ONCE) << 1;
        }
        let tables = [
            (&mut self.plain, &other.plain),
            (&mut self.hint, &other.hint),
        ];
        for (mine, theirs) in tables {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine |= theirs;
            }
        }
        self
    }

    /// True when nothing that the row could be joined to goes by one of its names.
    #[inline]
    pub(super) fn is_apart(&self, row: &Row) -> bool {
        if is_plain(row) {
            let name = (row.correlation != 0).then(|| name_of(row.correlation, row.print));
            let print = Some(row.print).filter(|_| row.asks_for_one());
            return self.tie(name, print) == Tie::Apart;
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

    /// What a plain success is to others; `one` when its URL is that of one thing.
    #[inline]
    pub(super) fn of_plain(&self, plain: &Plain, one: bool) -> Tie {
        let print = plain.names().filter(|_| one).map(|(_, print)| print);
        self.tie(named(plain), print)
    }

    /// By its id at a URL, and a URL that is that of one thing.
    #[inline]
    fn tie(&self, name: Option<u64>, print: Option<u64>) -> Tie {
        let met = |name: u64| once(&self.strong, name);
        if name.is_some_and(|name| met(by_name(name)))
            || print.is_some_and(|print| met(by_print(print, 0)))
        {
            Tie::Joined
        } else if print.is_some_and(|print| self.is_read(print)) {
            Tie::Read
        } else {
            Tie::Apart
        }
    }
}

/// The name of a success that has an id.
fn named(plain: &Plain) -> Option<u64> {
    let has_id = plain.names().is_none_or(|(id, _)| id != 0);
    has_id.then_some(plain.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::ending::Ending;

    fn row(at: u64) -> Row {
        let (status, ending) = if at.is_multiple_of(13) {
            (503, Ending::Server)
        } else {
            (201, Ending::Ok)
        };
        Row {
            line: at,
            print: at % 7,
            payload: if at.is_multiple_of(3) { at % 11 } else { 0 },
            correlation: (at % 50).wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1,
            status,
            ending,
            ..Row::FAILED
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
