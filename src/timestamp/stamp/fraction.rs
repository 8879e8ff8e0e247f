//! The fraction of a second behind a time.

use super::number;

/// The fraction that may stand at `at`, in nanoseconds, and where it ends.
pub(super) fn fraction(text: &[u8], at: usize) -> (u32, usize) {
    if !matches!(text.get(at), Some(b'.' | b',')) {
        return (0, at);
    }
    let (mut value, mut worth, mut end) = (0, 100_000_000, at + 1);
    while let Some(digit @ b'0'..=b'9') = text.get(end) {
        value += u32::from(digit - b'0') * worth;
        worth /= 10;
        end += 1;
    }
    if end == at + 1 { (0, at) } else { (value, end) }
}

/// `:087` behind the second and a blank behind it: milliseconds as Java programs write them that do without a dot.
pub(super) fn behind_colon(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let [b':', a, b, c] = text.get(at..at + 4)? else {
        return None;
    };
    let ends = text
        .get(at + 4)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b':');
    let milliseconds = number(&[*a, *b, *c]).filter(|_| ends)?;
    Some((milliseconds * 1_000_000, at + 4))
}
