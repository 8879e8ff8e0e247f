//! The checks that found nothing: what that means, and where it means nothing.

use super::titles::title;
use crate::analysis::audit::verdict::TABLE;
use crate::report::model::RetriesRow;
use std::fmt;

/// The checks that found nothing, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    /// What it means.
    pub lead: &'static str,
    /// Their titles; none when every check found something, or could not be made.
    pub checks: Vec<&'static str>,
    /// Checks that could not be made, or only in part, by the reason.
    pub unjudged: Vec<(&'static str, Vec<&'static str>)>,
}

impl Quiet {
    /// What could not be checked, a sentence for each reason.
    pub fn unjudged(&self) -> Vec<String> {
        let sentence = |(reason, checks): &(&str, Vec<&str>)| {
            format!("Not assessable, as {reason}: {}", checks.join("; "))
        };
        self.unjudged.iter().map(sentence).collect()
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.checks.is_empty() { "" } else { ": " };
        write!(out, "{}{colon}{}", self.lead, self.checks.join("; "))
    }
}

/// Silence is only told where it means something.
pub(super) fn quiet(retries: &RetriesRow) -> Quiet {
    let rows = &retries.more.not_assessable_checks;
    let judged = |name: &str| rows.iter().all(|row| row.check != name);
    let silent = TABLE.iter().map(|(_, name, ..)| *name);
    let checks: Vec<&str> = silent
        .filter(|name| !retries.found(name) && judged(name))
        .map(title)
        .collect();
    let mut unjudged: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let known = unjudged
            .iter_mut()
            .find(|(reason, _)| *reason == row.reason);
        match known {
            Some((_, checks)) => checks.push(title(row.check)),
            None => unjudged.push((row.reason, vec![title(row.check)])),
        }
    }
    let lead = match (checks.is_empty(), rows.is_empty()) {
        (true, true) => "Every check found something",
        (true, false) => "Every check that could be made found something",
        _ => "Checked, and not found",
    };
    Quiet {
        lead,
        checks,
        unjudged,
    }
}
