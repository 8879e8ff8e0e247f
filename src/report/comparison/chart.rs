//! The chart of a comparison: shares before and after, of what changed.

use super::model::{Comparison, Test};
use super::words;
use crate::report::charts::{self, Pairing, Scene, Width};
use crate::report::people;

/// Rows at most.
const ROWS: usize = 12;

/// The chart, for screens or for phones.
pub fn chart(comparison: &Comparison, width: Width) -> Scene {
    let pairs = comparison.pairs.iter().map(|pair| {
        let name = words::named(pair);
        (name, &pair.test)
    });
    let resources = comparison.resources.iter().map(|row| {
        let name = people::resource(row.resource.as_deref());
        (format!("{name}, all failures"), &row.test)
    });
    let changed = |(_, test): &(String, &Test)| test.change != "none" && test.basis != "traffic";
    let rows = pairs.chain(resources).filter(changed).take(ROWS);
    let row = |(name, test): (String, &Test)| Pairing {
        name,
        before: (test.before, test.before_of),
        after: (test.after, test.after_of),
        worse: matches!(test.change, "new" | "risen"),
    };
    let rows: Vec<Pairing> = rows.map(row).collect();
    charts::pairings(&rows, width)
}
