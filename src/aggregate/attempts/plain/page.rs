//! Plain successes packed one after the other, a page of them at a time: two or three words of 64 bits each.
//!
//! A log tells them in its order, so time and line are told by how much later they are than those before. What is too far
//! off, or too long, is told at length. Pages of new memory cost more than what is written to them. A URL that many have is
//! not told by a number: where others are looked at by the megabyte meanwhile, to ask for the number takes longer.

use super::Plain;

/// How many words stand in one page: a vector of all would be moved as it gets longer. With an eighth of it the system was
/// asked for memory 700 times more in a log of 800,000 calls; from 128 KiB on it is asked for each page, and given each back.
const PAGE: usize = (126 << 10) / WORD;

/// Bytes of a word.
const WORD: usize = size_of::<u64>();

/// About how many bytes one takes, for budgets: it may not count how far from others it came.
pub(in super::super) const BYTES: usize = 32;

/// The most words of one.
const LONGEST: usize = 5;

/// What follows the first word, in its lowest bits: a URL; an id and a URL; or everything at length.
const URL: u64 = 0;
const BOTH: u64 = 1;
const AT_LENGTH: u64 = 2;

/// Bits of the parts of a first word, from the lowest: the form, the number of the shape, milliseconds that it took, lines since the one before, milliseconds since that.
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

/// The same, of no more than 16.
#[expect(clippy::cast_possible_truncation, reason = "no more bits are left")]
const fn low16(word: u64, bits: u32) -> u16 {
    low(word, bits) as u16
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

    /// Puts one in; `shape` is the number of its shape. False when its line is past 68 milliards.
    #[inline]
    pub(super) fn push(&mut self, plain: &Plain, shape: u16) -> bool {
        let Plain {
            end, line, source, ..
        } = *plain;
        let later = end.wrapping_sub(self.last.end).wrapping_add(EARLIER);
        let later = later.cast_unsigned();
        let lines = line.wrapping_sub(self.last.line);
        let (number, took) = (u64::from(shape), u64::from(plain.took));
        let far = later >> LATER | lines >> LINES | took >> TOOK | number >> NUMBER;
        if far != 0 || source != self.last.source {
            return self.at_length(plain, number);
        }
        let first =
            number | took << NUMBER | lines << (NUMBER + TOOK) | later << (NUMBER + TOOK + LINES);
        let first = first << FORM;
        if plain.correlation == 0 {
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

    /// All with the numbers of their shapes.
    fn all(&self) -> impl Iterator<Item = (Plain, u16)> {
        let (mut words, mut place) = (self.words.as_slice(), Place::default());
        std::iter::from_fn(move || next(&mut words, &mut place))
    }

    /// Shows those whose id and URL are `meant`, each with the number of its shape.
    #[inline]
    pub(super) fn each_of(
        &self,
        meant: impl Fn(u64, u64) -> bool,
        mut visit: impl FnMut(&Plain, u16),
    ) {
        let those = self.all();
        let those = those.filter(|(plain, _)| meant(plain.correlation, plain.print));
        those.for_each(|(plain, shape)| visit(&plain, shape));
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        let mut kept = Self::default();
        for (plain, shape) in self.all().filter(|(plain, _)| stays(plain)) {
            kept.push(&plain, shape);
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

/// The next success and the number of its shape.
#[inline]
fn next(words: &mut &[u64], place: &mut Place) -> Option<(Plain, u16)> {
    let (first, rest) = words.split_first()?;
    let (form, first) = (low(*first, FORM), first >> FORM);
    let (correlation, print) = match (form, rest) {
        (BOTH, [id, print, after @ ..]) => {
            *words = after;
            (*id, *print)
        }
        (URL, [print, after @ ..]) => {
            *words = after;
            (0, *print)
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
    Some((plain, low16(first, NUMBER)))
}

#[inline(never)]
fn at_length<'w>(
    first: u64,
    rest: &'w [u64],
    words: &mut &'w [u64],
    place: &mut Place,
) -> Option<(Plain, u16)> {
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
    Some((plain, low16(first, u16::BITS)))
}
