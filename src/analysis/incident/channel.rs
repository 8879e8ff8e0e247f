//! One channel of failures, judged in two passes: the second with a baseline from which the events of the first are gone.

use super::edges::{self, Event};
use super::rates::Rates;
use super::scan::{self, Statistic};
use super::span::{self, Span};

/// The part of the windows that must be left for a new baseline.
const ENOUGH: f64 = 0.2;

/// What a channel shows.
#[derive(Debug, Default)]
pub struct Events {
    /// Where more than one resource failed.
    pub together: Vec<Event>,
    /// Where one did.
    pub alone: Vec<Event>,
}

/// Judges a channel; `together` asks first for events of more than one resource.
#[must_use]
pub fn judge(rates: &mut impl Rates, together: bool, threshold: f64) -> Events {
    rates.fit(None);
    let (first_together, first_alone) = pass(rates, together, threshold);
    let events = first_together.iter().chain(&first_alone);
    let keep: Vec<bool> = span::near(rates.windows(), events)
        .iter()
        .map(|near| !near)
        .collect();
    let left = keep.iter().filter(|kept| **kept).count();
    #[expect(clippy::cast_precision_loss, reason = "windows are few")]
    if left as f64 >= ENOUGH * keep.len() as f64 {
        rates.fit(Some(&keep));
    }
    let (together, alone) = pass(rates, together, threshold);
    let closely = |spans: Vec<Span>| {
        spans
            .into_iter()
            .map(|span| Event::of(rates, span))
            .collect()
    };
    Events {
        together: closely(together),
        alone: closely(alone),
    }
}

fn pass(rates: &impl Rates, together: bool, threshold: f64) -> (Vec<Span>, Vec<Span>) {
    let windows = rates.windows();
    let candidates = scan::candidates(rates, threshold);
    let events = |which, blocked| edges::events(rates, &candidates, which, threshold, blocked);
    let together = if together {
        events(Statistic::LeaveOneOut, vec![false; windows])
    } else {
        Vec::new()
    };
    let alone = events(Statistic::All, span::near(windows, &together));
    (together, alone)
}
