//! Ruby's `HTTParty`, whose line has the form of an access log with the status before the request and the length behind:
//! `[HTTParty] [2025-01-01 00:00:18 +0000] 400 "POST https://…" 385 `.

use super::Answer;
use crate::outcome::grammar;

/// What every line of it begins with.
const MARK: &str = "[HTTParty] ";

/// True for what stands before its request.
pub(super) fn wrote(before: &str) -> bool {
    before.contains(MARK)
}

/// Reads what stands before the request.
pub(super) fn answer<'a>(before: &str) -> Option<Answer<'a>> {
    let word = before.trim_ascii_end().rsplit(' ').next()?;
    let ("", status) = grammar::status(word).ok()? else {
        return None;
    };
    Some(Answer {
        status: Some(status),
        ..Answer::default()
    })
}
