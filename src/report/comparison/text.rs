//! A comparison on one screen of a terminal: the answer, what got worse, what got better.

use super::model::{Comparison, Test};
use super::words;
use crate::report::escape;
use crate::report::people;
use crate::report::text::Style;
use crate::timestamp::Zone;
use std::fmt::Write;

/// One change, ready to print.
struct Line<'c> {
    name: String,
    test: &'c Test,
    about: String,
    advice: Option<&'c str>,
}

/// The screen.
#[must_use]
pub fn screen(comparison: &Comparison, style: &Style, zone: Zone) -> String {
    let mut out = String::new();
    let palette = &style.palette;
    let headline = words::headline(comparison);
    let _ = writeln!(out, "{}{headline}{}", palette.strong, palette.reset);
    for (name, side) in [
        ("before", &comparison.before),
        ("after ", &comparison.after),
    ] {
        let text = format!("{name}  {}: {}", side.name, words::side(side, zone));
        let _ = writeln!(
            out,
            "  {}",
            escape::fit(&text, style.width.saturating_sub(2))
        );
    }
    let pairs = comparison.pairs.iter().map(|pair| Line {
        name: words::named(pair),
        test: &pair.test,
        about: words::fault(pair.fault.as_deref()),
        advice: pair.action.as_deref(),
    });
    let resources = comparison.resources.iter().map(|row| Line {
        name: format!("resource {}", people::resource(row.resource.as_deref())),
        test: &row.test,
        about: match row.test.basis {
            "traffic" => "calls".into(),
            _ => "all failures".into(),
        },
        advice: None,
    });
    let mut lines: Vec<Line<'_>> = pairs
        .chain(resources)
        .filter(|line| line.test.change != "none")
        .collect();
    lines.sort_by(|one, other| other.test.evidence_nats.total_cmp(&one.test.evidence_nats));
    let (worse, better): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| matches!(line.test.change, "new" | "risen"));
    part(&mut out, "New or more frequent", &worse, style);
    part(&mut out, "Gone or rarer", &better, style);
    for note in &comparison.notes {
        let _ = writeln!(out, "{}note: {note}{}", palette.faint, palette.reset);
    }
    let _ = writeln!(
        out,
        "{}exact test, bursts discounted, at most {} of what is told may be chance{}",
        palette.faint,
        percent(comparison.fdr),
        palette.reset
    );
    out
}

fn percent(share: f64) -> String {
    format!("{} %", share * 100.0)
}

fn part(out: &mut String, title: &str, lines: &[Line<'_>], style: &Style) {
    if lines.is_empty() {
        return;
    }
    let palette = &style.palette;
    let _ = writeln!(out, "\n{}{title}{}", palette.strong, palette.reset);
    let room = style.width.saturating_sub(2);
    for line in lines.iter().take(style.rows) {
        let test = line.test;
        let head = format!("{:<6} {} — {}", test.change, line.name, line.about);
        let _ = writeln!(out, "  {}", escape::fit(&head, room));
        let numbers = format!(
            "       {} → {}  {}  {}",
            words::count(test.before, test.before_of, test.before_rate),
            words::count(test.after, test.after_of, test.after_rate),
            words::moved(test),
            words::surprise(test)
        );
        let _ = writeln!(out, "  {}", escape::fit(&numbers, room));
        if let Some(advice) = line
            .advice
            .filter(|_| matches!(test.change, "new" | "risen"))
        {
            let advice = escape::fit(&format!("       → {advice}"), room);
            let _ = writeln!(out, "  {}{advice}{}", palette.faint, palette.reset);
        }
    }
    let more = lines.len().saturating_sub(style.rows);
    if more > 0 {
        let _ = writeln!(
            out,
            "  {more} more with --top {} or in the JSON",
            lines.len()
        );
    }
}
