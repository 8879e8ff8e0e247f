//! The zone behind a stamp: `Z`, offsets, places of the tz database, and the abbreviations that mean one thing only.

use super::number;
use crate::timestamp::Zone;
use crate::timestamp::naive::Told;

/// The zone that may stand at `at` (`Z`, `+02:00`, `-0700`, ` +0000`, ` UTC`, ` America/New_York`), and where it ends.
pub(super) fn told(text: &[u8], at: usize) -> (Told<'_>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    match rest {
        [b'Z' | b'z', ..] => (Told::Offset(0), at + 1),
        [b'+' | b'-', ..] => match offset(rest) {
            Some((seconds, length)) => (Told::Offset(seconds), place_behind(text, at + length)),
            None => (Told::Nothing, at),
        },
        // A number after a blank is as likely no zone: it must have the four digits of one, and end there.
        [b' ', b'+' | b'-', ..] => match offset(&rest[1..]) {
            Some((seconds, length)) if length >= 5 && ends(rest, length + 1) => {
                (Told::Offset(seconds), at + 1 + length)
            }
            _ => (Told::Nothing, at),
        },
        [b' ', b'A'..=b'Z', b'A'..=b'Z' | b'a'..=b'z', ..] => word(&rest[1..])
            .map_or((Told::Nothing, at), |(told, length)| {
                (told, at + 1 + length)
            }),
        [b'U', b'T', b'C', ..] | [b'G', b'M', b'T', ..] => (Told::Offset(0), at + 3),
        _ => (Told::Nothing, at),
    }
}

/// `+HH:MM`, `+HHMM` or `+HH` as seconds, with its length.
fn offset(text: &[u8]) -> Option<(i32, usize)> {
    let (sign, digits) = text.split_first()?;
    let hours = number(digits.get(0..2)?)?;
    let colon = usize::from(digits.get(2) == Some(&b':'));
    let minutes = digits.get(2 + colon..4 + colon).and_then(number);
    let length = if minutes.is_some() { 5 + colon } else { 3 };
    let seconds = i32::try_from(hours * 3600 + minutes.unwrap_or(0) * 60).ok()?;
    // The widest offsets in use are -12:00 and +14:00.
    let seconds = if *sign == b'-' { -seconds } else { seconds };
    (-12 * 3600..=14 * 3600)
        .contains(&seconds)
        .then_some((seconds, length))
}

/// Java writes `+01:00[Europe/Berlin]`: the place says no more than the offset.
fn place_behind(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if !matches!(rest, [b'[', b'A'..=b'Z', ..]) {
        return at;
    }
    let length = name(&rest[1..]);
    let named = rest[1..=length].contains(&b'/') && rest.get(length + 1) == Some(&b']');
    if named { at + length + 2 } else { at }
}

fn name(text: &[u8]) -> usize {
    let of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(byte);
    text.iter().take(40).take_while(of_name).count()
}

fn ends(text: &[u8], at: usize) -> bool {
    text.get(at)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// A zone by name, and how long the name is.
fn word(text: &[u8]) -> Option<(Told<'_>, usize)> {
    let letters = text
        .iter()
        .take(5)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let short = &text[..letters];
    if matches!(short, b"UTC" | b"GMT") {
        return Some(universal(text));
    }
    if matches!(text.get(letters), Some(b'/' | b'_')) || letters == 5 {
        let length = name(text);
        let place = &text[..length];
        // Names without a slash (`Cuba`, `Japan`) are words too.
        let place = std::str::from_utf8(place)
            .ok()
            .filter(|place| place.contains('/'))?;
        return Some((Told::Place(Zone(place.parse().ok()?)), length));
    }
    if !ends(text, letters) {
        return None;
    }
    let told = match short {
        b"EST" | b"CST" | b"MST" | b"PST" | b"AST" | b"BST" | b"IST" | b"CDT" | b"ADT" => {
            Told::Ambiguous(short)
        }
        _ => Told::Offset(abbreviated(short)? * 60),
    };
    Some((told, letters))
}

/// `UTC`, also with what Ruby (`UTC +00:00`) and JavaScript (`GMT+0200 (…)`) put behind it.
fn universal(text: &[u8]) -> (Told<'_>, usize) {
    let blank = usize::from(text.get(3) == Some(&b' '));
    let behind = text.get(3 + blank..).unwrap_or_default();
    match behind {
        [b'+' | b'-', ..] => match offset(behind) {
            Some((seconds, length)) if length >= 5 && ends(behind, length) => {
                (Told::Offset(seconds), 3 + blank + length)
            }
            _ => (Told::Offset(0), 3),
        },
        _ => (Told::Offset(0), 3),
    }
}

/// Minutes east of UTC of the abbreviations that mean one zone only.
fn abbreviated(word: &[u8]) -> Option<i32> {
    Some(match word {
        b"WET" => 0,
        b"CET" | b"MEZ" | b"WEST" => 60,
        b"CEST" | b"MESZ" | b"EET" | b"SAST" => 120,
        b"EEST" | b"MSK" => 180,
        b"PKT" => 300,
        b"SGT" | b"HKT" | b"AWST" => 480,
        b"JST" | b"KST" => 540,
        b"ACST" => 570,
        b"AEST" => 600,
        b"ACDT" => 630,
        b"AEDT" => 660,
        b"NZST" => 720,
        b"NZDT" => 780,
        b"EDT" => -240,
        b"MDT" => -360,
        b"PDT" => -420,
        b"AKDT" => -480,
        b"AKST" => -540,
        b"HST" => -600,
        _ => return None,
    })
}
