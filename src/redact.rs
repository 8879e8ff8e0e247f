//! Owns what may be shown of a log's text: phone numbers, message bodies, credentials and e-mail addresses become markers.
//!
//! What a reader needs to judge a failure stays: Twilio's sentence, statuses, codes, SIDs, times, durations. In doubt a
//! number is hidden: a marker too many costs a reader a digit, one too few costs a person their privacy.

mod context;
mod encoded;
mod fields;
mod flags;
mod lists;
mod loose;
mod mode;
mod names;
mod numbers;
mod objects;
mod phones;
mod prose;
mod quoted;
mod shapes;
mod spoken;
mod strict;
#[cfg(test)]
mod tests;
mod told;
mod value;

pub use mode::{Key, Redaction};

use regex::{Captures, Regex};
use std::borrow::Cow;

/// Shown in place of a text that could not be made safe piece by piece.
const HIDDEN: &str = "[redacted]";

/// One round's work usually suffices, a second one proves it; nesting needs a few.
const ROUNDS: usize = 8;

/// The text with its private parts replaced by `[phone]`, `[name]`, `[email]`, `[token]`, `[credentials]`, `[body]`,
/// `[encoded]` or `[secret]`.
///
/// Applied to its own output it changes nothing. Text that does not settle is hidden as a whole.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut now = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        match round(&now) {
            None => return Cow::Borrowed(HIDDEN),
            Some(Cow::Borrowed(_)) => return now,
            Some(Cow::Owned(next)) if *next == *now => return now,
            Some(Cow::Owned(next)) => now = Cow::Owned(next),
        }
    }
    Cow::Borrowed(HIDDEN)
}

/// Makes the patterns, which takes some milliseconds, so that the first text need not wait for them.
pub fn prepare() {
    drop(redact("+"));
}

/// All kinds of hiding once; `None` when the patterns are not to be had.
fn round(text: &str) -> Option<Cow<'_, str>> {
    chain(
        text,
        &[
            fields::hide,
            flags::hide,
            objects::hide,
            loose::hide,
            prose::hide,
            quoted::hide,
            encoded::hide,
            phones::hide,
            lists::hide,
            spoken::hide,
        ],
    )
}

/// One kind of hiding: the text as it was, or changed.
type Pass = fn(&str) -> Option<Cow<'_, str>>;

/// Runs one kind of hiding after another.
fn chain<'t>(text: &'t str, passes: &[Pass]) -> Option<Cow<'t, str>> {
    let mut now = Cow::Borrowed(text);
    for pass in passes {
        if let Cow::Owned(next) = pass(&now)? {
            now = Cow::Owned(next);
        }
    }
    Some(now)
}

/// A pattern that is part of the program; an error here hides all text rather than stopping the run.
type Pattern = std::sync::LazyLock<Result<Regex, regex::Error>>;

/// Replaces each match for which `change` has a replacement. Borrowed when there was none.
fn replace<'t>(
    text: &'t str,
    pattern: &Pattern,
    change: impl Fn(&Captures<'_>) -> Option<String>,
) -> Option<Cow<'t, str>> {
    let regex = pattern.as_ref().ok()?;
    let mut out = String::new();
    let mut done = 0;
    for captures in regex.captures_iter(text) {
        let (Some(all), Some(new)) = (captures.get(0), change(&captures)) else {
            continue;
        };
        out.push_str(&text[done..all.start()]);
        out.push_str(&new);
        done = all.end();
    }
    if done == 0 {
        return Some(Cow::Borrowed(text));
    }
    out.push_str(&text[done..]);
    Some(Cow::Owned(out))
}

/// A part of a text, and the marker that stands for it.
type Hidden = (std::ops::Range<usize>, &'static str);

/// The text with markers in place of some parts of it; of parts that overlap, the first.
fn without(text: &str, mut hidden: Vec<Hidden>) -> Cow<'_, str> {
    hidden.sort_by_key(|(part, _)| part.start);
    let mut out = String::new();
    let mut done = 0;
    for (part, marker) in hidden {
        if part.start >= done && !value::is_marker(&text[part.clone()]) {
            out.push_str(&text[done..part.start]);
            out.push_str(marker);
            done = part.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}
