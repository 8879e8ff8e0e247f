//! The file of dead letters: how it is written, and how one is known again.

use super::retries::RetriesRow;
use crate::report::escape;

impl RetriesRow {
    /// The dead letters, one JSON object per line, with the reason beside the action.
    #[must_use]
    pub fn dead_letter_lines(&self) -> String {
        let mut out = String::new();
        for letter in &self.dead_letters {
            let mut line = serde_json::to_value(letter).unwrap_or_default();
            if let Some(object) = line.as_object_mut() {
                object.insert("why".to_owned(), letter.why.into());
            }
            out.push_str(&escape::json(&line.to_string()));
            out.push('\n');
        }
        out
    }

    /// True for what [`Self::dead_letter_lines`] wrote, as its first line shows, and for nothing at all.
    #[must_use]
    pub fn are_dead_letters(start: &[u8]) -> bool {
        let line = start.split(|byte| *byte == b'\n').next();
        let letter = serde_json::from_slice(line.unwrap_or_default());
        let letter: Option<serde_json::Value> = letter.ok();
        let has = |name: &str| letter.as_ref().is_some_and(|it| it[name].is_string());
        start.is_empty() || ["chain", "action", "why"].into_iter().all(has)
    }
}
