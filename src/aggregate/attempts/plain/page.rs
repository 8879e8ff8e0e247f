//! Plain successes packed into 32 bytes each, a page of them at a time.

use super::Plain;

/// How many stand in one page: a vector of all would be moved as it gets longer, and pages of new memory cost more than
/// what is written to them. With an eighth of it the system was asked for memory 700 times more in a log of 800,000 calls;
/// from 128 KiB on it is asked for each page, and given each back.
const PAGE: usize = (126 << 10) / BYTES;

/// One plain success as it is kept.
#[derive(Debug, Clone, Copy)]
struct Packed {
    print: u64,
    correlation: u64,
    /// The lower and the upper bits of the end.
    end: u32,
    end_above: u16,
    source: u16,
    line: u32,
    /// Milliseconds.
    took: u16,
    shape: u16,
}

/// Bytes of one.
pub(in super::super) const BYTES: usize = size_of::<Packed>();

/// Some plain successes, put in one after the other.
#[derive(Debug, Default)]
pub(super) struct Page {
    all: Vec<Packed>,
}

/// Bits of an end that stand apart.
const ABOVE: u32 = 32;

impl Packed {
    /// `None` when something of it has no room: an end before 1970 or in the far future, a line past four milliards, more
    /// than 65 s, more inputs than that.
    fn of(plain: &Plain, shape: u16) -> Option<Self> {
        let end = u64::try_from(plain.end).ok()?;
        Some(Self {
            print: plain.print,
            correlation: plain.correlation,
            end: u32::try_from(end & u64::from(u32::MAX)).ok()?,
            end_above: u16::try_from(end >> ABOVE).ok()?,
            source: u16::try_from(plain.source).ok()?,
            line: u32::try_from(plain.line).ok()?,
            took: u16::try_from(plain.took).ok()?,
            shape,
        })
    }

    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.print.to_le_bytes());
        to.extend(self.correlation.to_le_bytes());
        to.extend(self.end.to_le_bytes());
        to.extend(self.end_above.to_le_bytes());
        to.extend(self.source.to_le_bytes());
        to.extend(self.line.to_le_bytes());
        to.extend(self.took.to_le_bytes());
        to.extend(self.shape.to_le_bytes());
    }

    /// The next that was written; `None` at the end.
    fn read(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            print: u64::from_le_bytes(next(from)?),
            correlation: u64::from_le_bytes(next(from)?),
            end: u32::from_le_bytes(next(from)?),
            end_above: u16::from_le_bytes(next(from)?),
            source: u16::from_le_bytes(next(from)?),
            line: u32::from_le_bytes(next(from)?),
            took: u16::from_le_bytes(next(from)?),
            shape: u16::from_le_bytes(next(from)?),
        })
    }

    fn plain(&self) -> Plain {
        Plain {
            end: i64::from(self.end_above) << ABOVE | i64::from(self.end),
            print: self.print,
            correlation: self.correlation,
            line: u64::from(self.line),
            took: u32::from(self.took),
            source: u32::from(self.source),
        }
    }
}

impl Page {
    /// A page with nothing in it.
    pub(super) fn empty() -> Self {
        Self {
            all: Vec::with_capacity(PAGE),
        }
    }

    /// True when nothing more fits into it: it never grows.
    #[inline]
    pub(super) const fn is_full(&self) -> bool {
        self.all.len() == self.all.capacity()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Puts one in; `shape` is the number of its shape. False when something of it has no room.
    #[inline]
    pub(super) fn push(&mut self, plain: &Plain, shape: u16) -> bool {
        let Some(packed) = Packed::of(plain, shape) else {
            return false;
        };
        self.all.push(packed);
        true
    }

    /// Those whose id and URL are `meant`, each with the number of its shape.
    pub(super) fn those(
        &self,
        meant: impl Fn(u64, u64) -> bool,
    ) -> impl Iterator<Item = (Plain, u16)> {
        let all = self.all.iter();
        let those = all.filter(move |packed| meant(packed.correlation, packed.print));
        those.map(|packed| (packed.plain(), packed.shape))
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        let mut all = std::mem::take(&mut self.all);
        all.retain(|packed| stays(&packed.plain()));
        all.shrink_to_fit();
        self.all = all;
    }

    /// The page as bytes.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        self.all.iter().for_each(|packed| packed.write(to));
    }

    /// The page that was written as those bytes.
    pub(super) fn read(mut bytes: &[u8]) -> Self {
        let all = std::iter::from_fn(|| Packed::read(&mut bytes));
        Self { all: all.collect() }
    }
}

/// The next bytes of a piece.
fn next<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (own, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*own)
}
