//! Skeletons of JSON records: all that stands between the values, and how the values of a text with the same skeleton are
//! found without its grammar.
//!
//! A logger writes the same names, quotes, commas and brackets around other values. Where all of these are equal, byte for
//! byte, and each value is a text without escapes or a plain number as before, the text is the same object with other values.

mod quotes;

pub use quotes::Quotes;

use super::contract::Value;
use std::ops::Range;

/// The most values of a skeleton.
pub const MOST: usize = 32;

/// Strings of up to so many bytes are searched without a call.
const SHORT: usize = 40;

/// What stands between the texts and numbers of an object on one line; `true`, `false` and `null` belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    /// What stands before each value, the quote that opens a text included.
    gaps: Vec<Gap>,
    /// What stands behind the last one.
    end: Box<[u8]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    bytes: Box<[u8]>,
    quoted: bool,
}

/// Where the values of a text stand, in its order.
pub type Places = [Range<u32>];

impl Skeleton {
    /// The skeleton of a text that was read as one JSON object, and where its values stand; `None` where it holds escapes,
    /// unusual numbers, or too much.
    #[must_use]
    pub fn of(text: &str) -> Option<(Self, Vec<Range<u32>>)> {
        let bytes = text.as_bytes();
        let mut quotes = Quotes::default();
        quotes.find(text).then_some(())?;
        let (mut gaps, mut places) = (Vec::new(), Vec::new());
        let (mut from, mut at) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            let quoted = *byte == b'"';
            let value = match byte {
                b'"' => {
                    let end = quotes.at_or_after(at + 1)?;
                    let is_name = text.get(end + 1..)?.trim_start().starts_with(':');
                    let value = at + 1..end;
                    at = end + 1;
                    (!is_name).then_some(value)
                }
                b'-' | b'0'..=b'9' => {
                    let value = at..number(bytes, at)?;
                    at = value.end;
                    Some(value)
                }
                _ => {
                    at += 1;
                    None
                }
            };
            if let Some(value) = value {
                let bytes = bytes.get(from..value.start)?.into();
                gaps.push(Gap { bytes, quoted });
                from = value.end;
                places.push(place(&value)?);
            }
        }
        let end = bytes.get(from..)?.into();
        (gaps.len() <= MOST).then_some((Self { gaps, end }, places))
    }

    /// True where a value is a text.
    #[must_use]
    pub fn is_text(&self, value: usize) -> bool {
        self.gaps.get(value).is_some_and(|gap| gap.quoted)
    }

    /// Where the values of a plain text stand, if it has this skeleton; `quotes` are those of the text.
    #[must_use]
    pub fn places<'p>(
        &self,
        (text, quotes): (&str, &Quotes),
        places: &'p mut [Range<u32>; MOST],
    ) -> Option<&'p Places> {
        let bytes = text.as_bytes();
        let mut at = 0;
        for (gap, place) in self.gaps.iter().zip(places.iter_mut()) {
            let start = at + gap.bytes.len();
            if !same(bytes.get(at..start)?, &gap.bytes) {
                return None;
            }
            at = if gap.quoted {
                quotes.at_or_after(start)?
            } else {
                number(bytes, start)?
            };
            *place = u32::try_from(start).ok()?..u32::try_from(at).ok()?;
        }
        same(bytes.get(at..)?, &self.end).then_some(&places[..self.gaps.len()])
    }
}

/// Equality of what is mostly short, without a call.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        8..=16 => {
            one.first_chunk::<8>() == other.first_chunk::<8>()
                && one.last_chunk::<8>() == other.last_chunk::<8>()
        }
        17..=32 => {
            one.first_chunk::<16>() == other.first_chunk::<16>()
                && one.last_chunk::<16>() == other.last_chunk::<16>()
        }
        _ => one == other,
    }
}

/// A number as the value that it is read as.
#[must_use]
pub fn number_value(text: &str) -> Option<Value<'_>> {
    if text.contains('.') {
        return text.parse().ok().map(Value::Number);
    }
    // Minus zero is no whole number.
    let whole = text.parse().ok().filter(|_| text != "-0");
    whole.map(Value::Integer)
}

fn place(value: &Range<usize>) -> Option<Range<u32>> {
    Some(u32::try_from(value.start).ok()?..u32::try_from(value.end).ok()?)
}

/// Where a number ends: a whole one of up to 18 digits, or one with a fraction, as the quick way of reading JSON takes them.
#[inline]
fn number(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let first = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut end = digits(first);
    let zero = bytes.get(first) == Some(&b'0');
    if !(1..=18).contains(&(end - first)) || (zero && end - first > 1) {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = end + 1;
        end = digits(fraction);
        (end > fraction).then_some(())?;
    } else if zero && first > start {
        return None;
    }
    let goes_on = matches!(bytes.get(end), Some(b'e' | b'E'));
    (!goes_on).then_some(end)
}

/// The first quote or backslash at or after `at`.
#[inline]
#[must_use]
pub fn special(bytes: &[u8], at: usize) -> Option<usize> {
    match first_of([b'"', b'\\'], bytes, at) {
        Ok(found) => Some(found),
        Err(from) => memchr::memchr2(b'"', b'\\', bytes.get(from..)?).map(|found| from + found),
    }
}

/// The first of some bytes among the next few, or where to look further.
#[inline]
fn first_of<const N: usize>(these: [u8; N], bytes: &[u8], at: usize) -> Result<usize, usize> {
    const ONES: u64 = u64::MAX / 255;
    let mut from = at;
    while from < at + SHORT
        && let Some(eight) = bytes.get(from..from + 8)
        && let Ok(eight) = eight.try_into()
    {
        let word = u64::from_le_bytes(eight);
        // The high bit of each byte that is zero after the exclusive-or; the lowest such bit is exact.
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let found = these.iter().fold(0, |found, byte| {
            found | zero(word ^ (ONES * u64::from(*byte)))
        });
        let found = found & (ONES << 7);
        if found != 0 {
            return Ok(from + (found.trailing_zeros() / 8) as usize);
        }
        from += 8;
    }
    Err(from)
}
