//! Plain successes packed into 32 bytes each, a page of them at a time: what they share is written once a page.

use super::Plain;

/// How many stand in one page: a vector of all would be moved as it gets longer, and pages of new memory cost more than
/// what is written to them.
const PAGE: usize = 1 << 10;

/// One plain success as it is kept.
#[derive(Debug, Clone, Copy)]
struct Packed {
    print: u64,
    correlation: u64,
    /// Milliseconds after the page's `since`.
    end: u32,
    line: u32,
    source: u32,
    /// Milliseconds.
    took: u16,
    shape: u16,
}

/// Bytes of one.
pub(in super::super) const BYTES: usize = size_of::<Packed>();

/// Some plain successes, put in one after the other.
#[derive(Debug)]
pub(super) struct Page {
    /// In milliseconds since the epoch.
    since: i64,
    all: Vec<Packed>,
}

impl Page {
    /// A page that times around `end` fit into.
    pub(super) fn around(end: i64) -> Self {
        Self {
            since: end.saturating_sub(1 << 31),
            all: Vec::with_capacity(PAGE),
        }
    }

    /// True when nothing was given up from it and nothing fits into it.
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= PAGE
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// True when a time can be told in it.
    pub(super) fn spans(&self, end: i64) -> bool {
        u32::try_from(end.wrapping_sub(self.since)).is_ok()
    }

    /// Puts one in that fits; `shape` is the number of its shape.
    #[inline]
    pub(super) fn push(&mut self, plain: &Plain, shape: u16) {
        self.all.push(Packed {
            print: plain.print,
            correlation: plain.correlation,
            end: u32::try_from(plain.end.wrapping_sub(self.since)).unwrap_or(u32::MAX),
            line: u32::try_from(plain.line).unwrap_or(u32::MAX),
            source: plain.source,
            took: u16::try_from(plain.took).unwrap_or(u16::MAX),
            shape,
        });
    }

    fn plain(&self, packed: &Packed) -> Plain {
        Plain {
            end: self.since.wrapping_add(i64::from(packed.end)),
            print: packed.print,
            correlation: packed.correlation,
            line: u64::from(packed.line),
            took: u32::from(packed.took),
            source: packed.source,
        }
    }

    /// Those whose id and URL are `meant`, each with the number of its shape.
    pub(super) fn those(
        &self,
        meant: impl Fn(u64, u64) -> bool,
    ) -> impl Iterator<Item = (Plain, u16)> {
        let all = self.all.iter();
        let those = all.filter(move |packed| meant(packed.correlation, packed.print));
        those.map(|packed| (self.plain(packed), packed.shape))
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain) -> bool) {
        let mut all = std::mem::take(&mut self.all);
        all.retain(|packed| stays(&self.plain(packed)));
        all.shrink_to_fit();
        self.all = all;
    }

    /// The page as bytes: its time, and each success.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.since.to_le_bytes());
        for one in &self.all {
            to.extend(one.print.to_le_bytes());
            to.extend(one.correlation.to_le_bytes());
            to.extend(one.end.to_le_bytes());
            to.extend(one.line.to_le_bytes());
            to.extend(one.source.to_le_bytes());
            to.extend(one.took.to_le_bytes());
            to.extend(one.shape.to_le_bytes());
        }
    }

    /// The page that was written as those bytes.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut bytes = Bytes(bytes);
        let since = i64::from_le_bytes(bytes.next());
        let mut all = Vec::with_capacity(bytes.0.len() / BYTES);
        while !bytes.0.is_empty() {
            all.push(Packed {
                print: u64::from_le_bytes(bytes.next()),
                correlation: u64::from_le_bytes(bytes.next()),
                end: u32::from_le_bytes(bytes.next()),
                line: u32::from_le_bytes(bytes.next()),
                source: u32::from_le_bytes(bytes.next()),
                took: u16::from_le_bytes(bytes.next()),
                shape: u16::from_le_bytes(bytes.next()),
            });
        }
        Self { since, all }
    }
}

/// Bytes that are read from their start; what is missing at the end is zero.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn next<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        let (own, rest) = self.0.split_at(N.min(self.0.len()));
        for (to, from) in out.iter_mut().zip(own) {
            *to = *from;
        }
        self.0 = rest;
        out
    }
}
