//! `OkHttp`'s logging interceptor, and Retrofit over it: `--> POST https://… http/1.1 (97-byte body)`, `<-- 400 Bad Request
//! https://… (187ms, 385-byte body)`, `<-- HTTP FAILED: java.net.SocketTimeoutException: timeout`.
//!
//! An answer names its URL, and so is told as any sentence about one; here are the request and the failure.

use crate::event::{Dialect, Piece};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    if let Some((_, failure)) = line.split_once("<-- HTTP FAILED: ") {
        // Who cancels a call does not wait for its answer.
        let silent = grammar::names_silence(failure) && !failure.contains("Canceled");
        if silent && !failure.contains(".twilio.com") {
            found.piece(Dialect::OkHttp, Piece::Silence);
        }
        return Some(());
    }
    let (before, after) = line.split_once("--> ")?;
    // Feign draws the arrow longer.
    (!before.ends_with('-')).then_some(())?;
    let (method, rest) = super::method(after)?;
    super::request(Dialect::OkHttp, Some(method), rest, found)
}
