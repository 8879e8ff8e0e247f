//! Finding before parsing: one pass over the bytes for every literal without which no outcome can match.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, Span};

/// A search for several literals at once.
#[derive(Debug)]
pub struct Finder(Search);

#[derive(Debug)]
enum Search {
    /// SIMD search (Teddy), where the processor has it.
    Packed(Searcher),
    /// The portable automaton.
    Automaton(AhoCorasick),
    /// Nothing to search for, or nothing that could be built: then every line is a hit, which is slow and never wrong.
    All,
}

impl Finder {
    /// Builds the search. A literal that contains another one is left out: where it stands, the shorter stands too.
    #[must_use]
    pub fn new(literals: &[&str]) -> Self {
        let mut needed: Vec<&str> = Vec::new();
        let contains = |long: &str, short: &str| long != short && long.contains(short);
        for literal in literals {
            if !needed.contains(literal) && !literals.iter().any(|other| contains(literal, other)) {
                needed.push(literal);
            }
        }
        if needed.is_empty() || needed.contains(&"") {
            return Self(Search::All);
        }
        let packed = Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .builder()
            .extend(&needed)
            .build();
        match packed {
            Some(searcher) => Self(Search::Packed(searcher)),
            None => Self(AhoCorasick::new(&needed).map_or(Search::All, Search::Automaton)),
        }
    }

    /// A search for one word, its ASCII letters in any case.
    #[must_use]
    pub fn in_any_case(word: &str) -> Self {
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build([word]);
        Self(automaton.map_or(Search::All, Search::Automaton))
    }

    /// The first place at or after `from` where a literal stands.
    #[must_use]
    pub fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let span = Span {
            start: from,
            end: bytes.len(),
        };
        match &self.0 {
            Search::Packed(searcher) => searcher.find_in(bytes, span).map(|found| found.start()),
            Search::Automaton(automaton) => automaton
                .find(aho_corasick::Input::new(bytes).span(span))
                .map(|found| found.start()),
            Search::All => (from < bytes.len()).then_some(from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_any_literal_is_found() {
        let finder = Finder::new(&["twilio.com", "Twilio", "Unable to create record", "twilio"]);
        let text = b"x Unable to create record twilio.com";
        assert_eq!(finder.find(text, 0), Some(2));
        assert_eq!(finder.find(text, 3), Some(26));
        assert_eq!(finder.find(text, 27), None);
        assert_eq!(finder.find(b"", 0), None);
        assert_eq!(Finder::new(&[]).find(b"ab", 1), Some(1));
    }
}
