//! Findings of the analyses in words: what was found, when, on which resources, how sure.

use crate::report::contract::Page;
use crate::report::people;

/// A correlated failure or another finding, as far as its fields are known to this room.
#[derive(Debug, serde::Serialize)]
pub struct Finding {
    /// The verdict in words.
    pub verdict: String,
    /// From when to when.
    pub span: String,
    /// Affected resources, joined.
    pub resources: String,
    /// Confidence in percent.
    pub confidence: String,
}

/// Reads findings of the analyses; a field that is missing reads as `–`.
pub fn findings(values: &[serde_json::Value], page: &Page<'_>) -> Vec<Finding> {
    let read = |value: &serde_json::Value| {
        let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
        let resources = value.get("resources").and_then(serde_json::Value::as_array);
        let names = resources
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str);
        let confidence = value
            .get("confidence")
            .and_then(serde_json::Value::as_f64)
            .filter(|one| (0.0..=1.0).contains(one));
        Finding {
            verdict: text("verdict")
                .unwrap_or("–")
                .replace('_', " ")
                .replace("twilio", "Twilio"),
            span: people::span(text("start"), text("end"), page.zone).unwrap_or_else(|| "–".into()),
            resources: names.collect::<Vec<_>>().join(", "),
            confidence: confidence
                .map_or_else(|| "–".into(), |value| format!("{:.0} %", value * 100.0)),
        }
    };
    values.iter().map(read).collect()
}
