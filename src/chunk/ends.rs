//! Line ends: where the lines of a chunk end, and whether one of them may be blank.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The places of a chunk's line ends, and whether one follows white space or another.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ends {
    /// Ascending.
    pub(super) places: Vec<u32>,
    /// True when a line may be blank; false when none is.
    pub(super) blank: bool,
}

impl Ends {
    /// Of a chunk's bytes; `room` is how many are expected.
    ///
    /// One pass for both: a second one for blank lines took a fifth of the whole run.
    pub(super) fn of(bytes: &[u8], room: usize) -> Self {
        let mut ends = Self {
            places: Vec::with_capacity(room),
            blank: bytes.first() == Some(&b'\n'),
        };
        dispatch!(Level::new(), simd => ends.find(simd, bytes));
        ends.blank |= bytes
            .last()
            .is_some_and(|last| *last != b'\n' && *last <= b' ');
        ends
    }

    #[expect(
        clippy::inline_always,
        reason = "only so it has the vectors of its caller"
    )]
    #[inline(always)]
    fn find<S: Simd>(&mut self, simd: S, bytes: &[u8]) {
        let newlines = u8x64::splat(simd, b'\n');
        let mut blocks = bytes.chunks_exact(BLOCK);
        let mut start = 0;
        for block in &mut blocks {
            let block = u8x64::from_slice(simd, block);
            let mut found = block.simd_eq(newlines).to_bitmask();
            while found != 0 {
                self.note(bytes, start + found.trailing_zeros() as usize);
                found &= found - 1;
            }
            start += BLOCK;
        }
        for (at, byte) in blocks.remainder().iter().enumerate() {
            if *byte == b'\n' {
                self.note(bytes, start + at);
            }
        }
    }

    #[inline]
    fn note(&mut self, bytes: &[u8], newline: usize) {
        self.places.push(u32::try_from(newline).unwrap_or(u32::MAX));
        self.blank |= newline > 0 && bytes[newline - 1] <= b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_line_end_is_found(
            bytes in prop::collection::vec(prop::sample::select(b"\n\n\r \tab\x0b\xff".to_vec()), 0..300),
        ) {
            let places = (0..).zip(&bytes).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
            let ends = Ends::of(&bytes, 0);
            prop_assert_eq!(ends.places, places.collect::<Vec<u32>>());
            let blank = |line: &[u8]| line.iter().all(u8::is_ascii_whitespace);
            let whole = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let any = !bytes.is_empty() && whole.split(|byte| *byte == b'\n').any(blank);
            prop_assert!(ends.blank || !any);
        }
    }
}
