//! Plain successes packed one after the other, a page of them at a time: three words of 64 bits each.
//!
//! A log tells them in its order, so time and line are told by how much later they are than those before; what is too far off
//! for that has its place told before it. Pages of new memory cost more than what is written to them. A URL that many have is
//! not told by a number: where others are looked at by the megabyte meanwhile, to ask for the number takes longer.

use super::Plain;

/// Bytes of one.
pub(in super::super) const BYTES: usize = size_of::<Record>();

/// How many records stand in one page: a vector of all would be moved as it gets longer. With an eighth of it the system was
/// asked for memory 700 times more in a log of 800,000 calls; from 128 KiB on it is asked for each page, and given each back.
const PAGE: usize = (126 << 10) / BYTES;

/// The most records of one success.
const MOST: usize = 2;

/// A success: its head, id and URL. Or the place of the one behind it, with one in the lowest bit: source, end and line.
type Record = [u64; 3];

/// Bits of a head behind the lowest: whether it asked for one thing, the number of the shape, milliseconds that it took, lines
/// since the one before, milliseconds since that.
const ONE: u32 = 1;
const SHAPE: u32 = u16::BITS;
const TOOK: u32 = 16;
const LINES: u32 = 12;
const LATER: u32 = 18;
const _: () = assert!(1 + ONE + SHAPE + TOOK + LINES + LATER == u64::BITS);

/// Where they stand.
const AT_ONE: u32 = 1;
const AT_SHAPE: u32 = AT_ONE + ONE;
const AT_TOOK: u32 = AT_SHAPE + SHAPE;
const AT_LINES: u32 = AT_TOOK + TOOK;
const AT_LATER: u32 = AT_LINES + LINES;

/// It may have ended before the one before it.
const EARLIER: i64 = 1 << (LATER - 1);

/// A place's source stands behind what its success took besides the lower bits.
const AT_SOURCE: u32 = u32::BITS;

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
    records: Vec<Record>,
    last: Place,
    count: usize,
    /// How many records were looked at as news, and the place of the last of those.
    known: (usize, Place),
}

/// So many bits of a word, from one of them on.
#[expect(clippy::cast_possible_truncation, reason = "no more than 32 are left")]
const fn bits(word: u64, at: u32, many: u32) -> u32 {
    (word >> at & ((1 << many) - 1)) as u32
}

impl Page {
    /// A page with nothing in it.
    pub(super) fn empty() -> Self {
        Self {
            records: Vec::with_capacity(PAGE),
            ..Self::default()
        }
    }

    /// True when nothing more fits into it.
    #[inline]
    pub(super) const fn is_full(&self) -> bool {
        self.records.len() + MOST > self.records.capacity()
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
        self.records.len() * BYTES
    }

    /// Puts one in; `shape` is the number of its shape, and whether that asks for one thing.
    #[inline]
    pub(super) fn push(&mut self, plain: &Plain, (shape, one): (u16, bool)) {
        let later = plain.end.wrapping_sub(self.last.end);
        let later = later.wrapping_add(EARLIER).cast_unsigned();
        let lines = plain.line.wrapping_sub(self.last.line);
        let took = u64::from(plain.took);
        let far = later >> LATER | lines >> LINES | took >> TOOK;
        let (later, lines) = if far != 0 || plain.source != self.last.source {
            self.records.push(place_of(plain));
            (EARLIER.cast_unsigned(), 0)
        } else {
            (later, lines)
        };
        let took = took & ((1 << TOOK) - 1);
        let shape = u64::from(shape) << AT_SHAPE | u64::from(one) << AT_ONE;
        let head = shape | took << AT_TOOK | lines << AT_LINES | later << AT_LATER;
        self.records.push([head, plain.correlation, plain.print]);
        self.last = Place {
            end: plain.end,
            line: plain.line,
            source: plain.source,
        };
        self.count += 1;
    }

    /// Shows those whose id and URL, and whether it is that of one thing, are `meant`, each with the number of its shape.
    pub(super) fn each_of(
        &self,
        meant: impl Fn((u64, u64), bool) -> bool,
        visit: impl FnMut(&Plain, (u16, bool)),
    ) {
        read(&self.records, Place::default(), meant, visit);
    }

    /// Shows those that were not shown so before.
    pub(super) fn news(&mut self, visit: impl FnMut(&Plain, (u16, bool))) {
        let (from, place) = self.known;
        let records = self.records.get(from..).unwrap_or_default();
        let place = read(records, place, |_, _| true, visit);
        self.known = (self.records.len(), place);
    }

    /// Keeps those that `stays` says; none of them is news.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        let mut kept = Self::default();
        self.each_of(
            |_, _| true,
            |plain, shape| {
                if stays(plain) {
                    kept.push(plain, shape);
                }
            },
        );
        kept.records.shrink_to_fit();
        kept.known = (kept.records.len(), kept.last);
        *self = kept;
    }

    /// The page as bytes.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        let words = self.records.as_flattened().iter();
        to.extend(words.flat_map(|word| word.to_le_bytes()));
    }

    /// The page that was written as those bytes, to be looked at.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let (words, _) = bytes.as_chunks();
        let words: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        Self {
            records: words.as_chunks().0.to_vec(),
            ..Self::default()
        }
    }
}

/// The place that is told before a success.
#[cold]
fn place_of(plain: &Plain) -> Record {
    let took = u64::from(plain.took >> TOOK);
    let head = u64::from(plain.source) << AT_SOURCE | took << 1 | 1;
    [head, plain.end.cast_unsigned(), plain.line]
}

/// Shows the successes of some records that are `meant`; answers where the last one stands.
#[inline]
fn read(
    records: &[Record],
    mut place: Place,
    meant: impl Fn((u64, u64), bool) -> bool,
    mut visit: impl FnMut(&Plain, (u16, bool)),
) -> Place {
    let mut longer = 0;
    for &[head, correlation, print] in records {
        if head & 1 == 1 {
            longer = bits(head, 1, TOOK) << TOOK;
            place = Place {
                end: correlation.cast_signed(),
                line: print,
                source: bits(head, AT_SOURCE, u32::BITS),
            };
            continue;
        }
        let later = i64::from(bits(head, AT_LATER, LATER)) - EARLIER;
        place.end = place.end.wrapping_add(later);
        let lines = u64::from(bits(head, AT_LINES, LINES));
        place.line = place.line.wrapping_add(lines);
        let one = head >> AT_ONE & 1 == 1;
        if meant((correlation, print), one) {
            let plain = Plain {
                end: place.end,
                print,
                correlation,
                line: place.line,
                took: longer | bits(head, AT_TOOK, TOOK),
                source: place.source,
            };
            let shape = u16::try_from(bits(head, AT_SHAPE, SHAPE));
            visit(&plain, (shape.unwrap_or(0), one));
        }
        longer = 0;
    }
    place
}
