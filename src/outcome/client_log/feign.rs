//! `OpenFeign`'s logger: `[TwilioClient#send] ---> POST https://… HTTP/1.1`, `[TwilioClient#send] <--- HTTP/1.1 503 Service
//! Unavailable (312ms)`, `[TwilioClient#send] <--- ERROR SocketTimeoutException: Read timed out (10003ms)`.

use crate::event::{Dialect, Piece};
use crate::outcome::contract::Found;
use crate::outcome::grammar;

pub(super) fn read<'a>(line: &'a str, found: &mut Found<'a>) -> Option<()> {
    if let Some((_, answer)) = line.split_once("] <--- ") {
        if let Some(error) = answer.strip_prefix("ERROR ") {
            if grammar::names_silence(error) {
                found.piece(Dialect::Feign, Piece::Silence);
            }
        } else {
            super::answer(Dialect::Feign, super::of_status_line(answer)?, found)?;
        }
        return Some(());
    }
    let (_, request) = line.split_once("] ---> ")?;
    let (method, rest) = super::method(request)?;
    super::request(Dialect::Feign, Some(method), rest, found)
}
