//! The headers of a call that an SDK tells over several lines: they stand between its beginning and its end, and say nothing
//! that is read.

use super::within;
use crate::chunk::Chunk;
use crate::pipeline::part::{OwnedPiece, Part};
use std::collections::VecDeque;

/// Whether a block is open, in the order of the input.
#[derive(Debug, Default)]
pub struct Block {
    /// How many are.
    open: u32,
    /// Where blocks begin and end in the chunk, from its start; true where one begins.
    edges: VecDeque<(usize, bool)>,
}

impl Block {
    /// Takes the edges of the next chunk, whose parts are in order.
    pub fn begin(&mut self, parts: &[Part], chunk: &Chunk) {
        self.pass(usize::MAX);
        let edge = |part: &Part| {
            let at = within(part.offset, part.end, chunk).start;
            let pieces = part.pieces.iter().map(|(_, piece)| piece);
            let edges = pieces.filter_map(|piece| match piece {
                OwnedPiece::Begin => Some(true),
                OwnedPiece::End => Some(false),
                _ => None,
            });
            edges.map(move |begins| (at, begins)).collect::<Vec<_>>()
        };
        self.edges = parts.iter().flat_map(edge).collect();
    }

    /// True for a header of a block; lines are asked for in order.
    pub fn is_header(&mut self, start: usize, line: &[u8]) -> bool {
        self.pass(start);
        self.open > 0 && is_header(line)
    }

    /// Goes on to a place of the chunk.
    fn pass(&mut self, place: usize) {
        while let Some((_, begins)) = self.edges.front().copied().filter(|(at, _)| *at < place) {
            self.edges.pop_front();
            self.open = if begins {
                self.open.saturating_add(1)
            } else {
                self.open.saturating_sub(1)
            };
        }
    }
}

/// `Headers:`, or a name, a colon between blanks and a value.
fn is_header(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end();
    if text.ends_with("Headers:") {
        return true;
    }
    let name = text.split_once(" : ").map_or("", |(before, _)| before);
    let name = name.rsplit([' ', '\t']).next().unwrap_or("");
    name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_header;

    #[test]
    fn headers_are_a_name_and_a_value() {
        for line in [
            "2026-11-24 00:00:03,975 INFO [worker-0] twilio.http_client: Headers:",
            "2026-11-24 00:00:03,975 INFO twilio.http_client: User-Agent : twilio-python/9.13.0",
            "Accept : application/json\r",
        ] {
            assert!(is_header(line.as_bytes()), "{line}");
        }
        for line in [
            "2026-11-24 00:00:03,975 INFO twilio.http_client: retrying",
            "12:00 : twilio",
            " : twilio",
            "POST https://api.twilio.com : refused",
        ] {
            assert!(!is_header(line.as_bytes()), "{line}");
        }
    }
}
