//! The section as Markdown, for the report and the postmortem.

use super::{Behaviour, Told};
use crate::report::charts::waits_numbers;
use crate::report::escape::{markdown as inert, markdown_code};
use crate::report::model::retries::WaitsRow;
use crate::report::people;
use std::fmt::Write;

/// Characters of a cell.
const CELL: usize = 300;

/// Writes it under a heading.
pub fn markdown(out: &mut String, heading: &str, said: &Behaviour, waits: &[WaitsRow]) {
    let sentence = |text: &str| format!("{}.\n", inert(&people::sentence(text), 2 * CELL));
    let _ = writeln!(out, "## {heading}\n");
    let _ = writeln!(out, "{}", sentence(&said.headline));
    if !said.told.is_empty() {
        out.push_str("| Severity | Verdict | Requests | What to do | Worst |\n| --- | --- | --- | --- | --- |\n");
        for told in &said.told {
            row(out, told);
        }
        out.push('\n');
    }
    if !waits.is_empty() {
        out.push_str("| Retry | Middle wait | Eight in ten waits | Reference policy |\n| --- | ---: | ---: | ---: |\n");
        for [retry, middle, most, reference] in waits_numbers(waits) {
            let _ = writeln!(out, "| {retry} | {middle} | {most} | {reference} |");
        }
        out.push('\n');
    }
    for note in said.notes.iter().chain(&said.what_if) {
        let _ = writeln!(out, "{}", sentence(note));
    }
    // Titles of our own, however many: nothing to cut.
    let _ = writeln!(out, "{}.\n", said.quiet);
    for sentence in said.quiet.unjudged() {
        let _ = writeln!(out, "{sentence}.\n");
    }
}

fn row(out: &mut String, told: &Told) {
    let places: Vec<String> = told
        .places
        .iter()
        .map(|place| markdown_code(place, CELL))
        .collect();
    let _ = writeln!(
        out,
        "| {} | {} ({}) | {} | {} | {} |",
        told.severity,
        inert(told.title, CELL),
        markdown_code(told.name, 80),
        inert(&told.count, CELL),
        inert(&told.advice, CELL),
        places.join(", ")
    );
}
