//! What the retry audit knows beside the section `retries`; the fields of each object in the order of their names.

use serde::Serialize;

/// The section `behaviour`: what the audit knows beside the section `retries`, whose fields are fixed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BehaviourRow {
    /// Attempts of inputs whose times have no milliseconds: nothing below a second can be judged of them.
    pub attempts_without_milliseconds: u64,
    /// Checks that found nothing and could not have found all there may be, with the reason; by name.
    pub not_assessable_checks: Vec<UnjudgedRow>,
    /// False where most failing attempts name nothing of their request: each of them counts as a request of its own.
    pub requests_known: bool,
    /// Milliseconds that the reference policy would have waited more, by the model of `what_if`.
    pub waits_added_ms: u64,
}

/// A check that could not be made, or only in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UnjudgedRow {
    /// Its name.
    pub check: &'static str,
    /// Why.
    pub reason: &'static str,
}
