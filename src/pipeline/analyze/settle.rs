//! The attempts that the threads gather for the audit of retries, in parts of one whole: after the last chunk those are sorted out
//! that are requests of their own, so that little is left to judge.

use super::Request;
use crate::aggregate::attempts::{Counters, Ledger, Met, Sizes};
use crate::aggregate::failing;
use rayon::prelude::*;
use std::mem::replace;

/// Width of the incident detector's windows.
pub(super) const fn width(request: &Request) -> u32 {
    match request.incident_width {
        0 => failing::WIDTH,
        width => width,
    }
}

/// What the parts of all threads are parts of.
pub(super) fn ledger(request: &Request) -> Ledger {
    let ledger = match request.retry_memory {
        0 => Ledger::default(),
        bytes => Ledger::within(bytes),
    };
    let ledger = ledger.with_scratch(request.scratch.clone());
    ledger.for_windows(width(request))
}

/// Sorts out the attempts of all parts.
pub(super) fn settle(mut all: Vec<&mut Ledger>) {
    let Some(aside) = all.first().map(|ledger| ledger.beside()) else {
        return;
    };
    let parts = all
        .iter_mut()
        .map(|ledger| replace(&mut **ledger, aside.beside()));
    let mut ledgers: Vec<Ledger> = parts.collect();
    Ledger::level(&mut ledgers);
    let sizes = ledgers.par_iter().map(Ledger::sizes);
    let sizes = sizes.reduce(Sizes::default, Sizes::and);
    let counters = ledgers.iter().map(Ledger::counters);
    let counters = counters.fold(Counters::default(), Ledger::both);
    let met = ledgers.par_iter_mut().map(|ledger| ledger.met(sizes));
    if let Some(met) = met.reduce_with(|one, two: Met| one.and(&two)) {
        ledgers
            .par_iter_mut()
            .for_each(|ledger| ledger.rejoin_plain(&met));
        let known = Ledger::known(&ledgers);
        ledgers
            .par_iter_mut()
            .for_each(|ledger| ledger.rejoin_tied(&known));
        Ledger::level(&mut ledgers);
        ledgers
            .par_iter_mut()
            .for_each(|ledger| ledger.settle(&met, &counters));
    }
    for (place, ledger) in all.into_iter().zip(ledgers) {
        *place = ledger;
    }
}
