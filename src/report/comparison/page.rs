//! A comparison as a page for people; it loads nothing.

use super::chart::chart;
use super::model::{Comparison, Test};
use super::words;
use crate::error::Result;
use crate::report::charts::Width;
use crate::report::{document, people};
use crate::timestamp::Zone;
use minijinja::value::Value;
use serde::Serialize;

/// Rows that a table shows at most; the rest is in the JSON.
const ROWS: usize = 200;

#[derive(Serialize)]
struct View<'c> {
    headline: String,
    tool: String,
    sides: [[String; 3]; 2],
    notes: Vec<String>,
    fdr: f64,
    tables: [Table<'c>; 2],
    wide: Value,
    narrow: Value,
}

#[derive(Serialize)]
struct Table<'c> {
    id: &'static str,
    title: &'static str,
    rows: Vec<Row<'c>>,
    unchanged: usize,
}

#[derive(Serialize)]
struct Row<'c> {
    change: &'static str,
    worse: bool,
    name: String,
    before: String,
    after: String,
    by: String,
    surprise: String,
    fault: String,
    advice: Option<&'c str>,
}

/// The page; times are in UTC.
pub fn page(comparison: &Comparison) -> Result<String> {
    let side = |name: &str, side: &super::model::Side| {
        [
            name.to_owned(),
            side.name.clone(),
            words::side(side, Zone::UTC),
        ]
    };
    let pairs = comparison.pairs.iter().map(|pair| {
        let name = words::named(pair);
        let fault = words::fault(pair.fault.as_deref());
        (
            row(name, &pair.test, fault, pair.action.as_deref()),
            &pair.test,
        )
    });
    let resources = comparison.resources.iter().map(|one| {
        let name = people::resource(one.resource.as_deref()).to_owned();
        (row(name, &one.test, String::new(), None), &one.test)
    });
    let view = View {
        headline: words::headline(comparison),
        tool: format!("{} {}", comparison.tool.name, comparison.tool.version),
        sides: [
            side("Before", &comparison.before),
            side("After", &comparison.after),
        ],
        notes: comparison
            .notes
            .iter()
            .map(|note| people::sentence(note))
            .collect(),
        fdr: comparison.fdr * 100.0,
        tables: [
            table("pairs", "Pairs", pairs),
            table("resources", "Resources", resources),
        ],
        wide: Value::from_safe_string(chart(comparison, Width::Wide).svg()?),
        narrow: Value::from_safe_string(chart(comparison, Width::Narrow).svg()?),
    };
    let template = include_str!("../templates/comparison.html");
    document::html("comparison.html", template, view)
}

fn row<'c>(name: String, test: &Test, fault: String, advice: Option<&'c str>) -> Row<'c> {
    Row {
        change: test.change,
        worse: matches!(test.change, "new" | "risen"),
        name,
        before: words::count(test.before, test.before_of, test.before_rate),
        after: words::count(test.after, test.after_of, test.after_rate),
        by: words::moved(test),
        surprise: words::surprise(test),
        fault,
        advice,
    }
}

fn table<'c>(
    id: &'static str,
    title: &'static str,
    rows: impl Iterator<Item = (Row<'c>, &'c Test)>,
) -> Table<'c> {
    let (changed, unchanged): (Vec<_>, Vec<_>) = rows.partition(|(_, test)| test.change != "none");
    Table {
        id,
        title,
        unchanged: unchanged.len() + changed.len().saturating_sub(ROWS),
        rows: changed.into_iter().map(|(row, _)| row).take(ROWS).collect(),
    }
}
