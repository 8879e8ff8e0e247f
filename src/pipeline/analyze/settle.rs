//! After the last chunk: every thread sorts out which of its own attempts are requests of their own, so that little is left
//! for the one that judges.

use super::Counting;
use crate::aggregate::attempts::{Counters, Ledger, Met};
use rayon::prelude::*;

/// The folds with their attempts sorted out.
pub(super) fn settled(mut folds: Vec<Counting<'_>>) -> Vec<Counting<'_>> {
    let mut ledgers: Vec<Ledger> = folds
        .iter_mut()
        .map(|fold| std::mem::take(&mut fold.counts.ledger))
        .collect();
    Ledger::level(&mut ledgers);
    let rows = ledgers.iter().map(Ledger::rows).sum();
    let counters = ledgers.iter().map(Ledger::counters);
    let counters = counters.fold(Counters::default(), Ledger::both);
    let met = ledgers.par_iter().map(|ledger| ledger.met(rows));
    if let Some(met) = met.reduce_with(|one, two: Met| one.and(&two)) {
        ledgers
            .par_iter_mut()
            .for_each(|ledger| ledger.settle(&met, &counters));
    }
    for (fold, ledger) in folds.iter_mut().zip(ledgers) {
        fold.counts.ledger = ledger;
    }
    folds
}
