//! A comparison on one screen of a terminal: the answer, what got worse, what got better.

use super::model::{Comparison, Test};
use super::words;
use crate::report::escape;
use crate::report::people;
use crate::report::text::{Style, wrapped};
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
        let text = format!("{}: {}", side.name, words::side(side, zone));
        let lead = format!("  {name}  ");
        tell(&mut out, &lead, &text, style.width, ["", ""]);
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

/// By how much it moved, with a sign before it; nothing where that is not told.
fn moved(test: &Test) -> String {
    match words::moved(test) {
        moved if moved.is_empty() => moved,
        moved => format!(" · {moved}"),
    }
}

/// One text behind what leads it, on as many lines as it takes: what is cut off is what one came for.
fn tell(out: &mut String, lead: &str, text: &str, width: usize, [before, after]: [&str; 2]) {
    let room = width.saturating_sub(escape::width(lead));
    let blank = " ".repeat(escape::width(lead));
    for (place, line) in wrapped(text, room).iter().enumerate() {
        let lead = if place == 0 { lead } else { &blank };
        let line = escape::fit(line.trim_start(), room);
        let _ = writeln!(out, "{lead}{before}{line}{after}");
    }
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
    for line in lines.iter().take(style.rows) {
        let test = line.test;
        let lead = format!("  {:<6} ", test.change);
        let head = format!("{} — {}", line.name, line.about);
        tell(out, &lead, &head, style.width, ["", ""]);
        let numbers = format!(
            "{} → {}{} · {}",
            words::count(test.before, test.before_of, test.before_rate),
            words::count(test.after, test.after_of, test.after_rate),
            moved(test),
            words::surprise(test)
        );
        tell(out, "         ", &numbers, style.width, ["", ""]);
        if let Some(advice) = line
            .advice
            .filter(|_| matches!(test.change, "new" | "risen"))
        {
            let colors = [palette.faint, palette.reset];
            tell(out, "         → ", advice, style.width, colors);
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
