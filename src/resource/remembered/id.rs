//! Ids in a URL or path whose digits decide nothing: those of SIDs, and long numbers.

/// Digits of a SID, and the fewest of a number that may be another the next time.
pub(super) const DIGITS: usize = 32;
const NUMBER: usize = 7;

/// Where an id stands whose digits say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Of a SID, behind its letters.
    pub(super) is_sid: bool,
}

impl Id {
    /// True when another text has digits of the same kind there.
    pub(super) fn is(self, text: &[u8]) -> bool {
        let digits = text.get(self.start..self.end);
        digits.is_some_and(|digits| {
            if self.is_sid {
                are_of_sid(digits)
            } else {
                digits.iter().all(u8::is_ascii_digit)
            }
        })
    }
}

/// The ids in a text, in their order.
pub(super) fn ids(text: &[u8]) -> Vec<Id> {
    let mut ids = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let number = text.get(at..).unwrap_or_default();
        let number = number.iter().take_while(|byte| byte.is_ascii_digit());
        let number = at + number.count();
        let id = if is_sid(text, at) {
            Some((at + DIGITS, true))
        } else {
            (number >= at + NUMBER).then_some((number, false))
        };
        ids.extend(id.map(|(end, is_sid)| Id {
            start: at,
            end,
            is_sid,
        }));
        at = id.map_or(number.max(at + 1), |(end, _)| end);
    }
    ids
}

/// True where the digits of a SID begin that is a whole segment.
fn is_sid(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(3).and_then(|start| text.get(start..at));
    let opened = matches!(before, Some([b'/', one, two]) if one.is_ascii_uppercase() && two.is_ascii_uppercase());
    let ended = text
        .get(at + DIGITS)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric());
    opened && ended && text.get(at..at + DIGITS).is_some_and(are_of_sid)
}

/// True for the digits of a SID in lower case, of which at least one is a figure: letters alone could be a word.
/// No early end, so that the compiler can use vectors.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "an early end is what it must not have"
)]
fn are_of_sid(bytes: &[u8]) -> bool {
    let (digits, figure) = bytes.iter().fold((true, false), |(digits, figure), byte| {
        let is_figure = byte.wrapping_sub(b'0') < 10;
        let is_letter = byte.wrapping_sub(b'a') < 6;
        (digits & (is_figure | is_letter), figure | is_figure)
    });
    bytes.len() == DIGITS && digits && figure
}
