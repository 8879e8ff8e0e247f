//! A comparison as Markdown, for tickets and pull requests.

use super::model::{Comparison, Test};
use super::words;
use crate::report::escape::{markdown as inert, markdown_code};
use crate::report::people;
use crate::timestamp::Zone;
use std::fmt::Write;

/// Rows that a table shows at most; the rest is in the JSON.
const ROWS: usize = 200;
/// Characters of a cell.
const CELL: usize = 300;

/// The whole comparison; times are in UTC.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", inert(&words::headline(comparison), CELL));
    for (name, side) in [("Before", &comparison.before), ("After", &comparison.after)] {
        let _ = writeln!(
            out,
            "- **{name}** {}: {}",
            markdown_code(&side.name, CELL),
            inert(&words::side(side, Zone::UTC), CELL)
        );
    }
    for note in &comparison.notes {
        let _ = writeln!(
            out,
            "\n> **Note:** {}",
            inert(&people::sentence(note), CELL)
        );
    }
    let pairs = comparison.pairs.iter().map(|pair| {
        let name = inert(&words::named(pair), CELL);
        let fault = words::fault(pair.fault.as_deref());
        let about = match words::advice(pair) {
            Some(advice) => format!("{fault}: {advice}"),
            None => fault,
        };
        (name, &pair.test, about)
    });
    table(&mut out, "Pairs", pairs);
    let resources = comparison.resources.iter().map(|row| {
        let name = markdown_code(people::resource(row.resource.as_deref()), 80);
        (name, &row.test, String::new())
    });
    table(&mut out, "Resources", resources);
    let _ = writeln!(
        out,
        "\n---\n\n{} {} · exact binomial test by resource, bursts discounted, false discoveries at most {} % (Benjamini and Hochberg)",
        comparison.tool.name,
        comparison.tool.version,
        comparison.fdr * 100.0
    );
    out
}

fn table<'c>(
    out: &mut String,
    title: &str,
    rows: impl Iterator<Item = (String, &'c Test, String)>,
) {
    let rows: Vec<_> = rows.collect();
    let changed = rows.iter().filter(|(_, test, _)| test.change != "none");
    let changed: Vec<_> = changed.collect();
    let _ = writeln!(out, "\n## {title}\n");
    if changed.is_empty() {
        let _ = writeln!(out, "None of {} changed beyond chance.", rows.len());
        return;
    }
    out.push_str("| Change | What | Before | After | By | Surprise | Who and what to do |\n");
    out.push_str("| --- | --- | ---: | ---: | ---: | --- | --- |\n");
    for (name, test, about) in changed.iter().take(ROWS) {
        let _ = writeln!(
            out,
            "| **{}** | {name} | {} | {} | {} | {} | {} |",
            test.change,
            inert(
                &words::count(test.before, test.before_of, test.before_rate),
                CELL
            ),
            inert(
                &words::count(test.after, test.after_of, test.after_rate),
                CELL
            ),
            inert(&words::moved(test), CELL),
            inert(&words::surprise(test), CELL),
            inert(about, CELL)
        );
    }
    let rest = rows.len() - changed.len();
    if rest > 0 {
        let _ = writeln!(out, "\n{rest} more did not change beyond chance.");
    }
}
