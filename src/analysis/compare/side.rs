//! One side of a comparison: what failed on which resource, against all that was called, window by window where known.

use crate::aggregate::summary::Summary;
use crate::classify::{self, Class, Fault};
use crate::event::Kind;
use std::collections::BTreeMap;

/// What makes two pairs the same. The fault is left out: an incident may take the blame on one side alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairKey {
    /// Call, webhook or delivery.
    pub kind: Kind,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Twilio code.
    pub twilio_code: Option<u32>,
    /// Class; `None` for webhooks and deliveries.
    pub class: Option<Class>,
}

/// A count, and how it spreads over windows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// All of it, also what has no time.
    pub total: u64,
    /// By number of the window; empty where not known.
    pub windows: BTreeMap<i64, u64>,
}

impl Counted {
    fn add(&mut self, window: Option<i64>, count: u64) {
        self.total += count;
        if let Some(window) = window {
            *self.windows.entry(window).or_default() += count;
        }
    }
}

/// Counts by kind and resource; the empty name is that of records that do not say.
pub type ByResource = BTreeMap<(Kind, String), Counted>;

/// A pair on one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// Short name.
    pub title: String,
    /// What a person does next.
    pub action: Option<String>,
    /// Name of the fault.
    pub fault: Option<String>,
    /// By resource.
    pub resources: BTreeMap<String, Counted>,
}

/// One side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// Pairs of failures.
    pub pairs: BTreeMap<PairKey, PairCounts>,
    /// Everything.
    pub all: ByResource,
    /// What went well.
    pub good: ByResource,
    /// Failed calls.
    pub failed: BTreeMap<String, Counted>,
    /// Everything by kind alone.
    pub kinds: BTreeMap<Kind, Counted>,
    /// How much the failures of a resource scatter, where their windows are not known one by one.
    pub spread: BTreeMap<String, f64>,
}

/// True for what somebody must act on.
#[must_use]
pub const fn is_failure(kind: Kind, class: Option<Class>, fault: Option<Fault>) -> bool {
    match kind {
        Kind::ApiCall => matches!(
            class,
            Some(Class::ClientError | Class::ServerError | Class::NoResponse)
        ),
        Kind::Webhook | Kind::Delivery => fault.is_some(),
    }
}

impl Side {
    /// The side that a log is.
    #[must_use]
    pub fn of(summary: &Summary) -> Self {
        let mut out = Self::default();
        let width = i64::from(summary.width.max(1));
        for row in &summary.cells {
            let key = PairKey {
                kind: row.kind,
                http_status: row.http_status,
                twilio_code: row.twilio_code,
                class: row.class,
            };
            let name = row.resource.as_deref().unwrap_or("");
            let window = row.window_start.map(|start| start.div_euclid(width));
            out.add(key, row.fault, name, (window, row.cell.attempts));
        }
        for series in summary.series.iter().rev() {
            let pair = series.pair;
            let key = PairKey {
                kind: pair.kind,
                http_status: pair.http_status,
                twilio_code: pair.twilio_code,
                class: classify::class_of(pair),
            };
            if let Some(counts) = out.pairs.get_mut(&key) {
                let verdict = classify::classify(pair);
                (counts.title, counts.action) = (verdict.title, verdict.action);
                counts.fault = classify::fault_of(pair).map(|fault| fault.name().to_owned());
            }
        }
        out
    }

    /// Counts so many events of one pair on one resource, in one window where that is known.
    pub fn add(
        &mut self,
        key: PairKey,
        fault: Option<Fault>,
        resource: &str,
        (window, count): (Option<i64>, u64),
    ) {
        let own = (key.kind, resource.to_owned());
        self.kinds.entry(key.kind).or_default().add(window, count);
        self.all.entry(own.clone()).or_default().add(window, count);
        if !is_failure(key.kind, key.class, fault) {
            if key.class != Some(Class::Unknown) {
                self.good.entry(own).or_default().add(window, count);
            }
            return;
        }
        if key.kind == Kind::ApiCall {
            let failed = self.failed.entry(resource.to_owned()).or_default();
            failed.add(window, count);
        }
        let pair = self.pairs.entry(key).or_default();
        let counted = pair.resources.entry(resource.to_owned()).or_default();
        counted.add(window, count);
    }
}
