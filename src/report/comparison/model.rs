//! The `Comparison` value: two sides, and every pair and resource with what changed first.
//!
//! Serialised as is, it is `faultlens.comparison/1`; `comparison.schema.json` beside this file publishes its shape.

use crate::report::model::Tool;
use serde::Serialize;

/// A whole comparison.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// Always `faultlens.comparison/1`.
    pub schema: &'static str,
    /// Who wrote it.
    pub tool: Tool,
    /// The earlier side.
    pub before: Side,
    /// The later side.
    pub after: Side,
    /// Share of false changes that is allowed among those told.
    pub fdr: f64,
    /// How many pairs and resources were compared.
    pub compared: u64,
    /// How many of them changed beyond chance.
    pub changed: u64,
    /// Pairs; those that changed first, the strongest evidence first.
    pub pairs: Vec<Pair>,
    /// Resources, in the same order.
    pub resources: Vec<Resource>,
    /// What makes the comparison weaker, in sentences.
    pub notes: Vec<String>,
}

/// One side.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// As it was named.
    pub name: String,
    /// `log` or `report`.
    pub kind: &'static str,
    /// Time of the first event; `null` when none has a time.
    pub start: Option<String>,
    /// Just after the last one.
    pub end: Option<String>,
    /// Calls.
    pub calls: u64,
    /// Failed calls.
    pub failed: u64,
    /// False when it was interrupted, or an input failed.
    pub complete: bool,
}

/// A count on both sides, and the test of its change.
#[derive(Debug, Clone, Serialize)]
pub struct Test {
    /// `new`, `risen`, `fallen`, `gone` or `none`.
    pub change: &'static str,
    /// Failures before.
    pub before: u64,
    /// What they are held against.
    pub before_of: u64,
    /// Failures after.
    pub after: u64,
    /// What they are held against.
    pub after_of: u64,
    /// `calls`; `failures` where there are next to no successes; `traffic` where the other side does not call it at all.
    pub basis: &'static str,
    /// Share before; `null` where there is nothing to hold it against.
    pub before_rate: Option<f64>,
    /// Share after.
    pub after_rate: Option<f64>,
    /// Evidence in nats.
    pub evidence_nats: f64,
    /// Probability of as unlikely a split by chance.
    pub p_value: f64,
    /// The same among all comparisons (Benjamini and Hochberg).
    pub q_value: f64,
    /// By how much the windows scatter beyond a binomial's; at least 1.
    pub spread: f64,
}

/// One pair.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// `api_call`, `webhook` or `delivery`.
    pub kind: &'static str,
    /// HTTP status; `null` when there was none.
    pub http_status: Option<u16>,
    /// Twilio code; `null` when there was none.
    pub twilio_code: Option<u32>,
    /// Class; `null` for webhooks and deliveries.
    pub class: Option<&'static str>,
    /// Who must act.
    pub fault: Option<String>,
    /// Short name.
    pub title: String,
    /// What a person does next.
    pub action: Option<String>,
    /// The one resource that the numbers are of; `null` where they are of all.
    pub at: Option<String>,
    /// The numbers.
    #[serde(flatten)]
    pub test: Test,
    /// Its resources with their counts, most after first.
    pub resources: Vec<Count>,
}

/// A pair on one resource.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    /// The resource; `null` for records that do not say.
    pub resource: Option<String>,
    /// Failures before.
    pub before: u64,
    /// Failures after.
    pub after: u64,
}

/// One resource.
#[derive(Debug, Clone, Serialize)]
pub struct Resource {
    /// The resource; `null` for records that do not say.
    pub resource: Option<String>,
    /// The numbers.
    #[serde(flatten)]
    pub test: Test,
}
