//! Plain successes packed one after the other, a page of them at a time: a word of 64 bits each for what is told in few bits, one
//! for its name, and one for its URL where it is not told by its name alone.
//!
//! A log tells them in its order, so time and line are told by how much later they are than those before; what is too far off
//! for that has its place told before it. Pages of new memory cost many times what is written to them.

use super::memory::Memory;
use super::{FINEST, Plain};

/// A word as it stands in memory, and where it is put aside.
type Word = [u8; size_of::<u64>()];

/// Bytes of a page: a little less than the allocator asks the system for by itself.
const SMALL: usize = 126 << 10;

/// Bytes of a page where there are so many small ones already: one piece of the system's memory, see [`Memory::large`]. Short logs
/// and many threads have none, so that they take no more than they need.
const LARGE: usize = 2 << 20;
const MANY: usize = 4;

/// Words of a place, which one in the lowest bit tells from a success: source, end and line.
const PLACE: usize = 3;

/// The most words of a success.
const WORDS: usize = 3;

/// Bits of a success's first word behind the lowest: whether its URL follows, whether it asked for one thing, the finest sieve, the
/// number of the shape, milliseconds that it took, lines since the one before, milliseconds since that.
const WHOLE: u32 = 1;
const ONE: u32 = 1;
const SIEVE: u32 = 3;
const SHAPE: u32 = u16::BITS;
const TOOK: u32 = 13;
const LINES: u32 = 12;
const LATER: u32 = 17;
const _: () = assert!(1 + WHOLE + ONE + SIEVE + SHAPE + TOOK + LINES + LATER == u64::BITS);

/// Where they stand.
const AT_WHOLE: u32 = 1;
const AT_ONE: u32 = AT_WHOLE + WHOLE;
const AT_SIEVE: u32 = AT_ONE + ONE;
const AT_SHAPE: u32 = AT_SIEVE + SIEVE;
const AT_TOOK: u32 = AT_SHAPE + SHAPE;
const AT_LINES: u32 = AT_TOOK + TOOK;
const AT_LATER: u32 = AT_LINES + LINES;

/// The sieve that stands for all finer ones too.
const _: () = assert!(FINEST == (1 << SIEVE) - 1);

/// It may have ended before the one before it.
const EARLIER: i64 = 1 << (LATER - 1);

/// Bits of a place's first word behind the lowest: what its success took besides the lower bits, which one of its line it is, and
/// the source.
const LONGER: u32 = u32::BITS - TOOK;
const ORDINAL: u32 = 12;
const AT_LONGER: u32 = 1;
const AT_ORDINAL: u32 = AT_LONGER + LONGER;
const AT_SOURCE: u32 = AT_ORDINAL + ORDINAL;
const _: () = assert!(AT_SOURCE + u32::BITS == u64::BITS);

/// The last one of a line that can be told.
pub(super) const MOST_OF_A_LINE: u32 = (1 << ORDINAL) - 1;

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
    memory: Memory,
    /// How many bytes of it are written.
    used: usize,
    last: Place,
    count: usize,
}

/// So many bits of a word, from one of them on.
#[expect(clippy::cast_possible_truncation, reason = "no more than 32 are left")]
const fn bits(word: u64, at: u32, many: u32) -> u32 {
    (word >> at & ((1 << many) - 1)) as u32
}

impl Page {
    /// A page with nothing in it, where there are so many others.
    pub(super) fn beside(others: usize) -> Self {
        let memory = if others < MANY {
            Memory::small(SMALL)
        } else {
            Memory::large(LARGE)
        };
        Self {
            memory,
            ..Self::default()
        }
    }

    /// True when nothing more fits into it.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.used + (PLACE + WORDS) * size_of::<Word>() > self.memory.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Puts one in, with its URL where that `is_whole`; `shape` is the number of its shape, and whether that asks for one thing.
    #[expect(
        clippy::inline_always,
        reason = "else what is told is written, and read again at once"
    )]
    #[inline(always)]
    pub(super) fn push(&mut self, plain: &Plain, (shape, one): (u16, bool), is_whole: bool) {
        let later = plain.end.wrapping_sub(self.last.end);
        let later = later.wrapping_add(EARLIER).cast_unsigned();
        let lines = plain.line.wrapping_sub(self.last.line);
        let took = u64::from(plain.took);
        let far = later >> LATER | lines >> LINES | took >> TOOK | u64::from(plain.ordinal);
        let (later, lines) = if far != 0 || plain.source != self.last.source {
            self.write(place_of(plain));
            (EARLIER.cast_unsigned(), 0)
        } else {
            (later, lines)
        };
        let took = took & ((1 << TOOK) - 1);
        let sieve = u64::from(plain.finest.min(FINEST));
        let told = u64::from(one) << AT_ONE | u64::from(is_whole) << AT_WHOLE;
        let shape = u64::from(shape) << AT_SHAPE | sieve << AT_SIEVE | told;
        let head = shape | took << AT_TOOK | lines << AT_LINES | later << AT_LATER;
        if is_whole {
            self.write([head, plain.name, plain.print]);
        } else {
            self.write([head, plain.name]);
        }
        self.last = Place {
            end: plain.end,
            line: plain.line,
            source: plain.source,
        };
        self.count += 1;
    }

    /// Writes so many words, for which there is room.
    #[inline]
    fn write<const COUNT: usize>(&mut self, words: [u64; COUNT]) {
        let end = self.used + COUNT * size_of::<Word>();
        if let Some(place) = self.memory.get_mut(self.used..end) {
            let (place, _) = place.as_chunks_mut();
            for (to, word) in place.iter_mut().zip(words) {
                *to = word.to_le_bytes();
            }
            self.used = end;
        }
    }

    /// What is written.
    pub(super) fn bytes(&self) -> &[u8] {
        self.memory.get(..self.used).unwrap_or_default()
    }
}

/// The place that is told before a success.
#[cold]
fn place_of(plain: &Plain) -> [u64; PLACE] {
    let longer = u64::from(plain.took >> TOOK) << AT_LONGER;
    let ordinal = u64::from(plain.ordinal.min(MOST_OF_A_LINE)) << AT_ORDINAL;
    let head = u64::from(plain.source) << AT_SOURCE | ordinal | longer | 1;
    [head, plain.end.cast_unsigned(), plain.line]
}

/// Shows those of a page's bytes whose name and URL, and whether it is that of one thing, are `meant`, each with the number of
/// its shape.
#[inline]
pub(super) fn read(
    bytes: &[u8],
    meant: impl Fn((u64, u64), bool) -> bool,
    mut visit: impl FnMut(&Plain, (u16, bool)),
) {
    let mut place = Place::default();
    let (mut longer, mut ordinal) = (0, 0);
    let (mut words, _) = bytes.as_chunks();
    while let Some(([head, name], rest)) = words.split_first_chunk() {
        let (head, name) = (u64::from_le_bytes(*head), u64::from_le_bytes(*name));
        let third = || rest.first().map_or(0, |third| u64::from_le_bytes(*third));
        if head & 1 == 1 {
            longer = bits(head, AT_LONGER, LONGER) << TOOK;
            ordinal = bits(head, AT_ORDINAL, ORDINAL);
            place = Place {
                end: name.cast_signed(),
                line: third(),
                source: bits(head, AT_SOURCE, u32::BITS),
            };
            words = rest.get(1..).unwrap_or_default();
            continue;
        }
        let later = i64::from(bits(head, AT_LATER, LATER)) - EARLIER;
        place.end = place.end.wrapping_add(later);
        let lines = u64::from(bits(head, AT_LINES, LINES));
        place.line = place.line.wrapping_add(lines);
        let one = head >> AT_ONE & 1 == 1;
        let print;
        (print, words) = if head >> AT_WHOLE & 1 == 1 {
            (third(), rest.get(1..).unwrap_or_default())
        } else {
            (0, rest)
        };
        if meant((name, print), one) {
            let plain = Plain {
                print,
                end: place.end,
                name,
                line: place.line,
                took: longer | bits(head, AT_TOOK, TOOK),
                source: place.source,
                ordinal,
                finest: bits(head, AT_SIEVE, SIEVE),
            };
            let shape = u16::try_from(bits(head, AT_SHAPE, SHAPE));
            visit(&plain.whole(), (shape.unwrap_or(0), one));
        }
        (longer, ordinal) = (0, 0);
    }
}
