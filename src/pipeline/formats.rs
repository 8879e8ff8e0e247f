//! Through which envelopes and recognisers the events of each input were read.

use super::scan::Way;
use std::collections::BTreeMap;

/// Events by input and format. Logs keep to one format for long: only a change of format is looked up.
#[derive(Debug, Default)]
pub(super) struct Formats {
    pub(super) all: BTreeMap<(usize, String), u64>,
    input: usize,
    current: Vec<&'static str>,
    events: u64,
}

impl Formats {
    /// Counts events of an input that were read the same way.
    pub(super) fn count(&mut self, input: usize, way: &Way<'_>, events: u64) {
        let Way {
            envelopes,
            recogniser,
        } = *way;
        let same = self.input == input
            && self.current.split_last().is_some_and(|(outcome, known)| {
                let mut pairs = known.iter().zip(envelopes);
                is_same(outcome, recogniser)
                    && known.len() == envelopes.len()
                    && pairs.all(|(one, other)| is_same(one, other))
            });
        if !same {
            self.flush();
            self.input = input;
            self.current.clear();
            self.current.extend_from_slice(envelopes);
            self.current.push(recogniser);
        }
        self.events += events;
    }

    pub(super) fn flush(&mut self) {
        if self.events > 0 {
            *self
                .all
                .entry((self.input, self.current.join(">")))
                .or_default() += self.events;
            self.events = 0;
        }
    }
}

/// Equality of names that are mostly one and the same.
fn is_same(one: &'static str, other: &'static str) -> bool {
    std::ptr::eq(one, other) || one == other
}
