//! Owns ids by their looks and their names: SIDs, UUIDs, long hexadecimal numbers, and what stands under a name that ends in "id".

use super::mode::Key;
use super::{Pattern, replace};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

static LOOKS: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(\\[nrt]|%(?:25)?[0-9A-Fa-f]{2})?(?-u:\b)?([A-Z]{2}[0-9a-fA-F]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{16,64})",
    )
});
static NAMED: Pattern = LazyLock::new(|| {
    Regex::new(
        r#"(?i)([a-z][a-z0-9_.\-]*(?:id|guid|key|reference)(?:\\*["'`]|"")?\]?[ \t]*(?:=>|[:=]|%3D)[ \t]*(?:\\*["'`]|"")?)([a-z0-9][a-z0-9_.:\-]{2,})"#,
    )
});

/// Ids of a text as hashes. `None` when the patterns are not to be had.
pub(super) fn hide<'t>(text: &'t str, key: &Key) -> Option<Cow<'t, str>> {
    let looks = replace(text, &LOOKS, |found| {
        let before = found.get(1).map_or("", |before| before.as_str());
        Some(format!("{before}{}", key.mark(&found[2])))
    })?;
    let named = replace(&looks, &NAMED, |found| {
        // "valid: perhaps" names no id.
        let counts = found[2].bytes().any(|byte| byte.is_ascii_digit());
        counts.then(|| format!("{}{}", &found[1], key.mark(&found[2])))
    })?;
    Some(match named {
        Cow::Borrowed(_) => looks,
        Cow::Owned(named) => Cow::Owned(named),
    })
}

/// Two capital letters and 32 hexadecimal digits: Twilio's public names.
pub(super) fn is_sid(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 34
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).all(u8::is_ascii_hexdigit)
}

/// A SID, a UUID, or a long hexadecimal number: nothing private can look like it.
pub(super) fn is_id(value: &str) -> bool {
    let hexadecimal = |byte: u8| byte.is_ascii_hexdigit();
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let uuid = value.len() == 36
        && value.bytes().enumerate().all(|(place, byte)| {
            [8, 13, 18, 23].contains(&place) == (byte == b'-')
                && (byte == b'-' || hexadecimal(byte))
        });
    is_sid(value) || uuid || (letters && value.len() >= 16 && value.bytes().all(hexadecimal))
}
