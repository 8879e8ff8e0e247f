//! The section "How your client behaved".

use super::CELL;
use crate::report::behaviour::{self, Told};
use crate::report::contract::Page;
use crate::report::escape::{markdown, markdown_code};
use crate::report::people;
use std::fmt::Write;

/// Writes it, where there is an audit.
pub fn section(out: &mut String, page: &Page<'_>) {
    let Some(said) = behaviour::of(page.report) else {
        return;
    };
    let sentence = |text: &str| format!("{}.\n", markdown(&people::sentence(text), 2 * CELL));
    let _ = writeln!(out, "## How your client behaved\n");
    let _ = writeln!(out, "{}", sentence(&said.headline));
    if !said.told.is_empty() {
        out.push_str("| Severity | Verdict | Requests | What to do | Worst |\n| --- | --- | --- | --- | --- |\n");
        for told in &said.told {
            row(out, told);
        }
        out.push('\n');
    }
    for note in said.notes.iter().chain(&said.what_if) {
        let _ = writeln!(out, "{}", sentence(note));
    }
    // Titles of our own, however many: nothing to cut.
    let _ = writeln!(out, "{}.\n", said.quiet);
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
        markdown(told.title, CELL),
        markdown_code(told.name, 80),
        markdown(&told.count, CELL),
        markdown(&told.advice, CELL),
        places.join(", ")
    );
}
