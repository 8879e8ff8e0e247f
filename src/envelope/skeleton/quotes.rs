//! Where the quotes of a record stand: all of them at one pass, which also finds out whether the record is plain.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x64};

/// The longest text that is looked at, in bytes.
pub(super) const LONGEST: usize = 4096;

/// Bytes that are looked at together: each is a bit of a word.
const BLOCK: usize = u64::BITS as usize;

/// The places of the quotes in one text.
#[derive(Debug, Clone)]
pub struct Quotes {
    words: [u64; LONGEST / BLOCK + 1],
    length: usize,
}

impl Default for Quotes {
    fn default() -> Self {
        Self {
            words: [0; LONGEST / BLOCK + 1],
            length: 0,
        }
    }
}

impl Quotes {
    /// Finds the quotes of an object on one line that may have a skeleton: without escapes, nor anything that JSON would have
    /// to escape, and not too long. False where it is none; nothing is known of its quotes then.
    pub fn find(&mut self, text: &str) -> bool {
        self.length = text.len();
        let may_be = text.len() <= LONGEST && text.starts_with('{') && text.ends_with('}');
        may_be && dispatch!(Level::new(), simd => self.mark(simd, text.as_bytes()))
    }

    /// The first quote at or after a place.
    #[inline]
    pub(super) fn at_or_after(&self, place: usize) -> Option<usize> {
        let number = place / BLOCK;
        let mut word = self.words.get(number)? & (u64::MAX << (place % BLOCK));
        let mut start = number * BLOCK;
        while word == 0 {
            start += BLOCK;
            if start >= self.length {
                return None;
            }
            word = *self.words.get(start / BLOCK)?;
        }
        Some(start + word.trailing_zeros() as usize)
    }

    #[expect(
        clippy::inline_always,
        reason = "only so it has the vectors of its caller"
    )]
    #[inline(always)]
    fn mark<S: Simd>(&mut self, simd: S, bytes: &[u8]) -> bool {
        let mut odd = 0;
        let blocks = bytes.chunks_exact(BLOCK);
        let rest = blocks.remainder();
        let whole = bytes.len() / BLOCK;
        for (word, block) in self.words.iter_mut().zip(blocks) {
            let (quotes, more) = look(simd, block);
            *word = quotes;
            odd |= more;
        }
        let mut short = [b' '; BLOCK];
        let (last, seen) = if let Some(last) = bytes.last_chunk::<BLOCK>() {
            // Some bytes are looked at again.
            (last, BLOCK - rest.len())
        } else {
            short[..rest.len()].copy_from_slice(rest);
            (&short, 0)
        };
        let (quotes, more) = look(simd, last);
        if let Some(word) = self.words.get_mut(whole) {
            *word = if seen < BLOCK { quotes >> seen } else { 0 };
        }
        odd | more == 0
    }
}

/// The quotes of a block, and what makes a text odd.
#[expect(
    clippy::inline_always,
    reason = "only so it has the vectors of its caller"
)]
#[inline(always)]
fn look<S: Simd>(simd: S, block: &[u8]) -> (u64, u64) {
    let block = u8x64::from_slice(simd, block);
    let escapes = block.simd_eq(u8x64::splat(simd, b'\\'));
    let unprinted = block.simd_lt(u8x64::splat(simd, b' '));
    let quotes = block.simd_eq(u8x64::splat(simd, b'"'));
    (quotes.to_bitmask(), (escapes | unprinted).to_bitmask())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_quote_is_found(
            inner in "[ \"a{}0\\u{e9}\\u{1f600}]{0,200}",
            odd in prop::option::of((prop::sample::select(vec!['\\', '\u{1f}', '\t', '\0', '\u{7f}']), 0..200_usize)),
        ) {
            let mut text = format!("{{{inner}}}");
            let mut plain = true;
            if let Some((odd, at)) = odd {
                let at = (0..=at.min(text.len() - 1)).rev().find(|at| text.is_char_boundary(*at));
                text.insert(at.unwrap_or(1).max(1), odd);
                plain = odd == '\u{7f}';
            }
            let mut quotes = Quotes::default();
            // What stood there before says nothing.
            quotes.words.fill(u64::MAX);
            prop_assert_eq!(quotes.find(&text), plain, "{:?}", text);
            if plain {
                for place in 0..=text.len() {
                    let next = text.as_bytes()[place..].iter().position(|byte| *byte == b'"');
                    prop_assert_eq!(quotes.at_or_after(place), next.map(|at| place + at), "{:?} {}", text, place);
                }
            }
        }
    }

    #[test]
    fn what_is_no_short_object_is_not_plain() {
        let long = format!("{{{}}}", " ".repeat(LONGEST - 2));
        for (text, plain) in [
            ("{}", true),
            ("", false),
            ("{", false),
            ("[]", false),
            ("{}\n", false),
            (&*long, true),
            (&*format!(" {long}"), false),
            (&*long.replacen("{ ", "{  ", 1), false),
        ] {
            assert_eq!(Quotes::default().find(text), plain, "{}", text.len());
        }
    }
}
