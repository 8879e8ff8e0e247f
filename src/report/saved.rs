//! A report read back: what other commands need of a `report.json` that was written before.

use super::escape;
use super::model::{Report, ResourceCount};
use crate::analysis::compare::side::{PairKey, Side};
use crate::classify::{Class, Fault};
use crate::error::{Error, Result};
use crate::event::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the first bytes of a report hold.
const SCHEMA: &str = "\"faultlens.report/1\"";

/// The parts of a report that are compared or listed; what is missing is taken as empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Which kind of document it is.
    pub schema: String,
    /// Its period.
    pub period: Period,
    /// False when the run was interrupted.
    pub complete: bool,
    /// Its counts.
    pub totals: Totals,
    /// Its pairs.
    pub pairs: Vec<Pair>,
    /// Its resources.
    pub resources: Vec<Resource>,
    /// Its display windows.
    pub series: Vec<serde::de::IgnoredAny>,
    /// Its windows with failures.
    pub heat: Vec<Heat>,
    /// Its incidents.
    pub incidents: Vec<Finding>,
    /// What looks like one.
    pub findings: Vec<Finding>,
}

/// From when to when.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Period {
    /// First event.
    pub start: Option<String>,
    /// Just after the last one.
    pub end: Option<String>,
    /// The zone that it was made in; empty in the oldest ones.
    pub timezone: String,
}

/// Counts over everything.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Calls.
    pub attempts: u64,
    /// Refused calls.
    #[serde(rename = "4xx")]
    pub client_error: u64,
    /// Calls on which Twilio failed.
    #[serde(rename = "5xx")]
    pub server_error: u64,
    /// Calls that nobody answered.
    pub no_response: u64,
}

/// One pair.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Pair {
    kind: String,
    http_status: Option<u16>,
    twilio_code: Option<u32>,
    class: Option<String>,
    fault: Option<String>,
    title: String,
    action: Option<String>,
    resources: Vec<Count>,
}

/// A resource and a count.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Count {
    resource: Option<String>,
    attempts: u64,
}

/// One resource.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the report"
)]
pub struct Resource {
    resource: Option<String>,
    attempts: u64,
    #[serde(rename = "4xx")]
    client_error: u64,
    #[serde(rename = "5xx")]
    server_error: u64,
    no_response: u64,
}

/// Failures of one resource in one window.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Heat {
    resource: Option<String>,
    attempts: u64,
    failures: u64,
}

/// One incident or finding.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Finding {
    /// Its verdict.
    pub verdict: String,
    /// Its level of confidence.
    pub level: String,
    /// When it began.
    pub start: String,
}

/// True when these first bytes of a file are those of a report.
#[must_use]
pub fn is_report(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.trim_start().starts_with('{') && text.contains(SCHEMA)
}

/// Reads a report.
///
/// # Errors
/// When the bytes are no JSON report of this version.
pub fn read(name: &str, bytes: &[u8]) -> Result<Saved> {
    let expected = "a report.json of faultlens (schema faultlens.report/1)";
    let cure = "write it with faultlens analyze --json";
    let wrong = |found: String| Error::new(escape::line(name, 300), expected, found, cure);
    let saved: Saved =
        serde_json::from_slice(bytes).map_err(|error| wrong(format!("other JSON ({error})")))?;
    if saved.schema != "faultlens.report/1" {
        return Err(wrong(format!("{:?}", escape::line(&saved.schema, 60))));
    }
    Ok(saved)
}

impl Totals {
    /// Failed calls.
    #[must_use]
    pub const fn failures(&self) -> u64 {
        self.client_error + self.server_error + self.no_response
    }
}

impl Pair {
    fn key(&self) -> PairKey {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == self.kind);
        PairKey {
            kind: kind.unwrap_or_default(),
            http_status: self.http_status,
            twilio_code: self.twilio_code,
            class: self.class.as_deref().and_then(Class::from_name),
        }
    }
}

impl Saved {
    /// What would be read back of a report that is at hand.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let count = |count: &ResourceCount| Count {
            resource: count.resource.clone(),
            attempts: count.attempts,
        };
        let pairs = report.pairs.iter().map(|row| Pair {
            kind: row.kind.to_owned(),
            http_status: row.http_status,
            twilio_code: row.twilio_code,
            class: row.class.map(str::to_owned),
            fault: row.fault.map(str::to_owned),
            title: row.title.clone(),
            action: row.action.clone(),
            resources: row.resources.iter().map(count).collect(),
        });
        Self {
            schema: report.schema.to_owned(),
            pairs: pairs.collect(),
            ..Self::default()
        }
    }

    /// The faults of failed calls, with their counts.
    pub fn failed(&self) -> impl Iterator<Item = (Option<&str>, u64)> {
        let call = |pair: &&Pair| {
            let class = pair.class.as_deref();
            pair.kind == "api_call" && matches!(class, Some("4xx" | "5xx" | "no_response"))
        };
        let failed = self.pairs.iter().filter(call);
        failed.map(|pair| {
            let count = pair.resources.iter().map(|one| one.attempts).sum();
            (pair.fault.as_deref(), count)
        })
    }

    /// The side of a comparison that it is.
    #[must_use]
    pub fn side(&self) -> Side {
        let mut out = Side::default();
        for pair in &self.pairs {
            let fault = pair.fault.as_deref().and_then(Fault::from_name);
            for count in &pair.resources {
                let name = count.resource.as_deref().unwrap_or("");
                out.add(pair.key(), fault, name, (None, count.attempts));
            }
            if let Some(counts) = out.pairs.get_mut(&pair.key()) {
                counts.title.clone_from(&pair.title);
                counts.action.clone_from(&pair.action);
                counts.fault.clone_from(&pair.fault);
            }
        }
        out.spread = self.spread();
        out
    }

    /// How much the failures of each resource scatter over the windows. A window without failures adds its expectation,
    /// so that those of all such windows together need no more than the calls in them.
    fn spread(&self) -> BTreeMap<String, f64> {
        let mut sums: BTreeMap<&str, (f64, u64)> = BTreeMap::new();
        let rates: BTreeMap<&str, (f64, u64)> = self.resources.iter().map(Resource::rate).collect();
        for heat in &self.heat {
            let name = heat.resource.as_deref().unwrap_or("");
            let rate = rates.get(name).map_or(0.0, |(rate, _)| *rate);
            let expected = float(heat.attempts) * rate;
            if expected > 0.0 {
                let sum = sums.entry(name).or_default();
                sum.0 += (float(heat.failures) - expected).powi(2) / expected;
                sum.1 += heat.attempts;
            }
        }
        let windows = float(self.series.len() as u64) - 1.0;
        let spread = |(name, (sum, seen)): (&str, (f64, u64))| {
            let (rate, all) = rates.get(name).copied().unwrap_or_default();
            let rest = float(all.saturating_sub(seen)) * rate;
            let spread = if windows < 8.0 {
                1.0
            } else {
                (sum + rest) / windows
            };
            (name.to_owned(), spread.max(1.0))
        };
        sums.into_iter().map(spread).collect()
    }
}

impl Resource {
    fn rate(&self) -> (&str, (f64, u64)) {
        let failed = self.client_error + self.server_error + self.no_response;
        let rate = float(failed) / float(self.attempts.max(1));
        let name = self.resource.as_deref().unwrap_or("");
        (name, (rate, self.attempts))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}
