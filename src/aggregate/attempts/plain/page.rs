//! Plain successes packed one after the other, a page of them at a time: two or three words of 64 bits each.
//!
//! A log tells them in its order, so time and line are told by how much later they are than those before. What is too far
//! off, or too long, is told at length. With whole rows in place of this the pages of new memory alone took as long as all
//! else that is done with a success.

use super::Plain;
use super::alike::Alike;

/// How many words stand in one page: a vector of all would be moved as it gets longer. With an eighth of it the system was
/// asked for memory 700 times more in a log of 800,000 calls; from 128 KiB on it is asked for each page, and given each back.
const PAGE: usize = (126 << 10) / WORD;

/// Bytes of a word.
const WORD: usize = size_of::<u64>();

/// About how many bytes one takes, for budgets: it may not count how far from others it came.
pub(in super::super) const BYTES: usize = 32;

/// The most words of one.
const LONGEST: usize = 5;

/// What follows the first word, in its lowest bits: an id; a URL; both; or everything at length.
const ID: u64 = 0;
const URL: u64 = 1;
const BOTH: u64 = 2;
const AT_LENGTH: u64 = 3;

/// Bits of the parts of a first word, from the lowest: the form, number of what it has in common with others, milliseconds that
/// it took, lines since the one before, milliseconds since that.
const FORM: u32 = 2;
const NUMBER: u32 = 14;
const TOOK: u32 = 16;
const LINES: u32 = 14;
const LATER: u32 = 18;
const _: () = assert!(FORM + NUMBER + TOOK + LINES + LATER == u64::BITS);

/// It may have ended before the one before it.
const EARLIER: i64 = 1 << (LATER - 1);

/// Bits of the line where it is told at length; the rest is of what it took.
const LINE: u32 = 36;

/// Where the one before ended and stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    end: i64,
    line: u64,
    source: u32,
}

/// Some plain successes, put in one after the other.
#[derive(Debug, Default)]
pub(super) struct Page {
    words: Vec<u64>,
    last: Place,
    count: usize,
}

/// The lowest bits of a word.
const fn low(word: u64, bits: u32) -> u64 {
    word & ((1 << bits) - 1)
}

/// The same, of no more than 32.
#[expect(clippy::cast_possible_truncation, reason = "no more bits are left")]
const fn low32(word: u64, bits: u32) -> u32 {
    low(word, bits) as u32
}

impl Page {
    /// A page with nothing in it.
    pub(super) fn empty() -> Self {
        Self {
            words: Vec::with_capacity(PAGE),
            ..Self::default()
        }
    }

    /// True when nothing more fits into it.
    #[inline]
    pub(super) const fn is_full(&self) -> bool {
        self.words.len() + LONGEST > self.words.capacity()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Bytes in memory.
    pub(super) const fn bytes(&self) -> usize {
        self.words.len() * WORD
    }

    /// Puts one in; `number` is of what it has in common with others, the URL too where that is `common`. False when its line is
    /// past 68 milliards.
    #[inline]
    pub(super) fn push(&mut self, plain: &Plain, (number, common): (u16, bool)) -> bool {
        let Plain {
            end, line, source, ..
        } = *plain;
        let later = end.wrapping_sub(self.last.end).wrapping_add(EARLIER);
        let later = later.cast_unsigned();
        let lines = line.wrapping_sub(self.last.line);
        let (number, took) = (u64::from(number), u64::from(plain.took));
        let far = later >> LATER | lines >> LINES | took >> TOOK | number >> NUMBER;
        if far != 0 || source != self.last.source {
            return self.at_length(plain, number);
        }
        let first =
            number | took << NUMBER | lines << (NUMBER + TOOK) | later << (NUMBER + TOOK + LINES);
        let first = first << FORM;
        if common {
            self.words.extend([first | ID, plain.correlation]);
        } else if plain.correlation == 0 {
            self.words.extend([first | URL, plain.print]);
        } else {
            self.words
                .extend([first | BOTH, plain.correlation, plain.print]);
        }
        self.put(plain);
        true
    }

    #[inline(never)]
    fn at_length(&mut self, plain: &Plain, number: u64) -> bool {
        if plain.line >> LINE != 0 {
            return false;
        }
        self.words.extend([
            AT_LENGTH | number << FORM | u64::from(plain.source) << 32,
            plain.end.cast_unsigned(),
            plain.line | u64::from(plain.took) << LINE,
            plain.correlation,
            plain.print,
        ]);
        self.put(plain);
        true
    }

    /// Notes one that was put in.
    #[inline]
    fn put(&mut self, plain: &Plain) {
        self.last = Place {
            end: plain.end,
            line: plain.line,
            source: plain.source,
        };
        self.count += 1;
    }

    /// Shows those whose id and URL are `meant`, each with what it has in common with others.
    #[inline]
    pub(super) fn each_of(
        &self,
        alike: &[Alike],
        meant: impl Fn(u64, u64) -> bool,
        mut visit: impl FnMut(&Plain, &Alike),
    ) {
        let (mut words, mut place) = (self.words.as_slice(), Place::default());
        while let Some((plain, number)) = next(&mut words, &mut place) {
            let Some(alike) = alike.get(number) else {
                continue;
            };
            let print = plain.print | alike.print;
            if meant(plain.correlation, print) {
                visit(&Plain { print, ..plain }, alike);
            }
        }
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, alike: &[Alike], mut stays: impl FnMut(&Plain) -> bool) {
        let mut kept = Self::default();
        let (mut words, mut place) = (self.words.as_slice(), Place::default());
        while let Some((plain, number)) = next(&mut words, &mut place) {
            let common = alike.get(number).map_or(0, |alike| alike.print);
            let whole = Plain {
                print: plain.print | common,
                ..plain
            };
            if let Some(number) = u16::try_from(number).ok().filter(|_| stays(&whole)) {
                kept.push(&plain, (number, common != 0));
            }
        }
        kept.words.shrink_to_fit();
        *self = kept;
    }

    /// The page as bytes.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
    }

    /// The page that was written as those bytes, to be looked at.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (words, _) = bytes.as_chunks();
        Self {
            words: words.iter().map(|word| u64::from_le_bytes(*word)).collect(),
            ..Self::default()
        }
    }
}

/// The next success and the number of what it has in common with others, where its URL may stand.
#[inline]
fn next(words: &mut &[u64], place: &mut Place) -> Option<(Plain, usize)> {
    let (first, rest) = words.split_first()?;
    let (form, first) = (low(*first, FORM), first >> FORM);
    let (correlation, print) = match (form, rest) {
        (ID, [id, after @ ..]) => {
            *words = after;
            (*id, 0)
        }
        (URL, [print, after @ ..]) => {
            *words = after;
            (0, *print)
        }
        (BOTH, [id, print, after @ ..]) => {
            *words = after;
            (*id, *print)
        }
        (_, rest) => return at_length(first, rest, words, place),
    };
    let later = (first >> (NUMBER + TOOK + LINES)).cast_signed() - EARLIER;
    place.end = place.end.wrapping_add(later);
    place.line = place
        .line
        .wrapping_add(low(first >> (NUMBER + TOOK), LINES));
    let plain = Plain {
        end: place.end,
        print,
        correlation,
        line: place.line,
        took: low32(first >> NUMBER, TOOK),
        source: place.source,
    };
    Some((plain, low32(first, NUMBER) as usize))
}

#[inline(never)]
fn at_length<'w>(
    first: u64,
    rest: &'w [u64],
    words: &mut &'w [u64],
    place: &mut Place,
) -> Option<(Plain, usize)> {
    let [end, line, correlation, print, after @ ..] = rest else {
        return None;
    };
    *words = after;
    *place = Place {
        end: end.cast_signed(),
        line: low(*line, LINE),
        source: low32(first >> (u32::BITS - FORM), u32::BITS),
    };
    let plain = Plain {
        end: place.end,
        print: *print,
        correlation: *correlation,
        line: place.line,
        took: low32(line >> LINE, u64::BITS - LINE),
        source: place.source,
    };
    Some((plain, low32(first, u16::BITS) as usize))
}
