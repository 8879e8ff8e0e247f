//! Owns text in base 64: what decodes to readable text was written to be read, and nobody here knows by whom.

use super::{Pattern, replace};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static RUN: Pattern =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_\-]{12,}(?:={1,2}|(?:%3[Dd]){1,2})?"));

/// Fewer decoded bytes than these prove nothing: a word may decode to letters by chance.
const PROOF: usize = 12;
/// The same where padding says that it is base 64.
const PADDED: usize = 9;
/// Places where a run may begin: a path or a word may stand before it.
const STARTS: usize = 12;

/// Hides base 64 that holds readable text.
pub(super) fn hide(text: &str) -> Option<Cow<'_, str>> {
    replace(text, &RUN, |found| {
        let run = found[0].split(['=', '%']).next().unwrap_or("").as_bytes();
        if is_hexadecimal(run) {
            return Some("[encoded]".to_owned());
        }
        let proof = if run.len() < found[0].len() {
            PADDED
        } else {
            PROOF
        };
        let parts = run.iter().enumerate();
        let parts = parts.filter(|(_, byte)| b"/-_".contains(byte));
        // Of an escaped line feed, `\\n`, the letter belongs to the run.
        let escaped = found
            .get(0)?
            .start()
            .checked_sub(1)
            .is_some_and(|at| text.as_bytes().get(at) == Some(&b'\\'));
        let starts = (0..=usize::from(escaped)).chain(parts.map(|(place, _)| place + 1));
        let readable = |from: &usize| {
            run.get(*from..).is_some_and(|run| {
                run.iter().any(u8::is_ascii_uppercase) && is_readable(run, proof)
            })
        };
        let from = starts.take(STARTS).find(readable)?;
        Some(format!("{}[encoded]", found[0].get(..from)?))
    })
}

/// Text as hexadecimal digits, two a letter. Numbers seldom hold printable letters alone, ids hardly ever.
fn is_hexadecimal(run: &[u8]) -> bool {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let letters = run.iter().any(u8::is_ascii_alphabetic);
    let printable = |pair: &[u8]| match pair {
        [high, low] => digit(*high).zip(digit(*low)).is_some_and(|(high, low)| {
            let byte = high * 16 + low;
            (0x20..0x7f).contains(&byte) || byte == 10
        }),
        _ => false,
    };
    run.len() >= if letters { 18 } else { 24 } && run.chunks(2).all(printable)
}

/// Text in base 64 has small and capital letters; hexadecimal numbers, ids and most names have not.
fn is_mixed(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_lowercase)
        && run.iter().any(u8::is_ascii_uppercase)
        && !run.iter().all(u8::is_ascii_hexdigit)
        && !(run.len() >= 34 && run.iter().skip(2).take(32).all(u8::is_ascii_hexdigit))
}

/// True when all of it decodes to printable text, or to a number, which may have no small letter.
fn is_readable(run: &[u8], proof: usize) -> bool {
    let mut out = Vec::with_capacity(run.len() / 4 * 3 + 3);
    let mut looked = false;
    for group in run.chunks(4) {
        let Some(bytes) = decoded(group) else {
            return false;
        };
        out.extend(bytes.iter().take(group.len().saturating_sub(1)));
        // Most runs are words or hexadecimal numbers; they show within the first bytes.
        if !looked && out.len() >= PADDED {
            looked = true;
            if !is_text(&out) {
                return false;
            }
        }
    }
    let number = out
        .iter()
        .all(|byte| byte.is_ascii_digit() || b"+-() .".contains(byte));
    if number {
        return out.len() >= PADDED;
    }
    is_mixed(run) && out.len() >= proof && is_text(&out)
}

fn decoded(group: &[u8]) -> Option<[u8; 3]> {
    let mut bits = 0_u32;
    for place in 0..4 {
        let value = match group.get(place).copied().unwrap_or(b'A') {
            letter @ b'A'..=b'Z' => letter - b'A',
            letter @ b'a'..=b'z' => letter - b'a' + 26,
            digit @ b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
    }
    let [_, first, second, third] = bits.to_be_bytes();
    Some([first, second, third])
}

fn is_text(bytes: &[u8]) -> bool {
    let (text, cut) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, false),
        // A character that the next group completes.
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(whole).unwrap_or(""), true)
        }
        Err(_) => return false,
    };
    let plain = |c: char| c == '\n' || c == '\r' || c == '\t' || !c.is_control();
    (!text.is_empty() || cut) && text.chars().all(plain)
}
