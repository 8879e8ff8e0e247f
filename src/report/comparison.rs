//! The comparison of two logs or reports as a value, and its forms: text, Markdown, a page, JSON.

pub mod model;
pub mod text;

mod chart;
mod markdown;
mod page;
mod words;

use super::contract::Artifact;
use super::document;
use super::model::Tool;
use super::people;
use crate::analysis::compare::side::{PairKey, Side};
use crate::analysis::compare::{Basis, Change, Row, Subject};
use crate::classify;
use crate::error::Result;
use model::{Comparison, Count, Pair, Resource, Test};
use std::collections::BTreeSet;

/// Both sides, told and counted, and the rows of their comparison.
#[derive(Debug)]
pub struct Compared<'a> {
    /// What is said of them.
    pub told: [model::Side; 2],
    /// Their counts.
    pub sides: [&'a Side; 2],
    /// The rows, those that changed first.
    pub rows: &'a [Row],
    /// Share of false changes that was allowed.
    pub fdr: f64,
}

/// The value.
#[must_use]
pub fn comparison(compared: Compared<'_>) -> Comparison {
    let (mut pairs, mut resources) = (Vec::new(), Vec::new());
    for row in compared.rows {
        match &row.subject {
            Subject::Pair(key) => pairs.push(pair(key, row, compared.sides)),
            Subject::Resource(name) => resources.push(Resource {
                resource: name.clone(),
                test: test(row),
            }),
        }
    }
    let changed = compared.rows.iter();
    let changed = changed.filter(|row| row.change != Change::None).count();
    let notes = words::notes(&compared);
    let [before, after] = compared.told;
    Comparison {
        schema: "faultlens.comparison/1",
        tool: Tool {
            name: "faultlens",
            version: env!("CARGO_PKG_VERSION"),
            rules_version: classify::RULES_VERSION,
        },
        before,
        after,
        fdr: compared.fdr,
        compared: compared.rows.len() as u64,
        changed: changed as u64,
        pairs,
        resources,
        notes,
    }
}

fn pair(key: &PairKey, row: &Row, sides: [&Side; 2]) -> Pair {
    let known = sides.iter().rev().filter_map(|side| side.pairs.get(key));
    let told = known.clone().next().cloned().unwrap_or_default();
    let names: BTreeSet<&String> = known.flat_map(|pair| pair.resources.keys()).collect();
    let count = |side: &Side, name: &String| {
        let pair = side.pairs.get(key);
        let counted = pair.and_then(|pair| pair.resources.get(name));
        counted.map_or(0, |counted| counted.total)
    };
    let [before, after] = sides;
    let row_of = |name: &String| Count {
        resource: (!name.is_empty()).then(|| name.clone()),
        before: count(before, name),
        after: count(after, name),
    };
    let mut resources: Vec<Count> = names.into_iter().map(row_of).collect();
    resources.sort_by_key(|one| std::cmp::Reverse((one.after, one.before)));
    Pair {
        kind: key.kind.name(),
        http_status: key.http_status,
        twilio_code: key.twilio_code,
        class: key.class.map(classify::Class::name),
        fault: told.fault,
        title: told.title,
        action: told.action,
        at: row
            .at
            .as_deref()
            .map(|at| people::resource(Some(at).filter(|at| !at.is_empty())).to_owned()),
        test: test(row),
        resources,
    }
}

fn test(row: &Row) -> Test {
    let rate = |count: u64, of: u64| {
        let known = of > 0 && row.basis != Basis::Failures;
        known.then(|| rounded(float(count) / float(of), 9))
    };
    let [before, after] = row.counts;
    let [before_of, after_of] = row.of;
    Test {
        change: row.change.name(),
        before,
        before_of,
        after,
        after_of,
        basis: row.basis.name(),
        before_rate: rate(before, before_of),
        after_rate: rate(after, after_of),
        evidence_nats: rounded(row.evidence, 3),
        p_value: row.p_value,
        q_value: row.q_value,
        spread: rounded(row.spread, 3),
    }
}

/// Three decimals are what differs between two machines' logarithms at most.
fn rounded(number: f64, decimals: i32) -> f64 {
    let unit = 10.0_f64.powi(decimals);
    (number * unit).round() / unit
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

/// The comparison as Markdown, as a page, and as JSON.
///
/// # Errors
/// When a file cannot be written, which would be a fault of this program.
pub fn render(comparison: &Comparison) -> Result<Vec<Artifact>> {
    let file = |path, text: String| Artifact {
        path,
        bytes: text.into_bytes(),
    };
    Ok(vec![
        file("comparison.md", markdown::markdown(comparison)),
        file("comparison.html", page::page(comparison)?),
        file(
            "comparison.json",
            document::json(comparison, "comparison.json")?,
        ),
    ])
}
