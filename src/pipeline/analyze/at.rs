//! Where a record stands, as the fold asks for its samples.

use crate::aggregate::series::Place;
use crate::pipeline::scan::Seen;

/// A record of an input.
pub(super) struct At<'s> {
    pub(super) input: usize,
    pub(super) seen: &'s Seen<'s>,
}

impl Place for At<'_> {
    fn input(&self) -> usize {
        self.input
    }

    fn offset(&self) -> u64 {
        self.seen.offset
    }

    fn line(&self) -> u64 {
        self.seen.line()
    }

    fn text(&self) -> &str {
        self.seen.text
    }
}
