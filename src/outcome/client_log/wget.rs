//! wget: `--2025-01-01 00:00:18--  https://…`, and some lines below `HTTP request sent, awaiting response... 401
//! Unauthorized`, or on the next line with `--server-response`.

use crate::event::{Dialect, Piece};
use crate::outcome::contract::Found;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    if let Some((before, answer)) = line.split_once(" request sent, awaiting response... ") {
        before.ends_with("HTTP").then_some(())?;
        let answer = answer.trim_start();
        let status = super::of_status_line(answer).unwrap_or(answer);
        return super::answer(Dialect::Wget, status, found);
    }
    if let Some(host) = connected(line) {
        found.piece(Dialect::Wget, Piece::Host(host));
        return Some(());
    }
    let (stamp, url) = line.strip_prefix("--2")?.split_once("--  ")?;
    let url = match url.strip_prefix("(try:") {
        Some(again) => again.split_once(")  ")?.1,
        None => url,
    };
    let alone = stamp.len() == 18 && !url.trim_end().contains(char::is_whitespace);
    alone.then_some(())?;
    super::request(Dialect::Wget, None, url, found)
}

/// The host in `Connecting to api.twilio.com (…)|…|:443... connected.` and `Reusing existing connection to …:443.`: the
/// answer stands right below.
fn connected(line: &str) -> Option<&str> {
    let host = line
        .strip_prefix("Connecting to ")
        .filter(|rest| rest.trim_end().ends_with(" connected."))
        .or_else(|| line.strip_prefix("Reusing existing connection to "))?;
    let host = host.trim_start_matches('[');
    host.split([' ', ':', ']']).next()
}
