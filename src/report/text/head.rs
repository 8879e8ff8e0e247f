//! The first lines: how much failed, whose fault it is, and what to do about the three most frequent failures.

use super::{Part, Sheet, wrapped};
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::PairRow;
use crate::report::model::incident::{EvidenceRow, FindingRow};
use crate::report::people;
use crate::report::verdict::{self, Outcome, Side, Verdict};
use std::fmt::Write;

/// From this width on a line holds a title beside what to do.
const WIDE: usize = 100;

/// Up to so many lines tell the first incident in full.
const LINES: usize = 4;

/// The first lines: five where no incident is told and nothing must be wrapped. `others` is what the logs have where nothing is
/// as asked.
pub fn head(sheet: &mut Sheet<'_>, page: &Page<'_>, verdict: &Verdict<'_>, others: &[String]) {
    let palette = sheet.style.palette;
    let name = if page.report.complete {
        page.report.tool.name.to_string()
    } else {
        format!("{} (incomplete)", page.report.tool.name)
    };
    let period = verdict::period(page).map_or_else(String::new, |period| format!(", {period}"));
    let counts = format!("{}{period}", verdict.headline(page.report));
    if let Some(row) = verdict::incident(page.report) {
        let told = format!("{name}: {}", verdict::sentence(row, page.zone));
        let mut lines = wrapped(&told, sheet.room);
        if lines.len() > LINES {
            // What to do stands last and must not be cut.
            let brief = format!("{name}: {}", verdict::brief(row, page.zone));
            lines = wrapped(&brief, sheet.room);
        }
        for line in lines {
            sheet.line(palette.strong, &line);
        }
        numbers(sheet, row);
        wrap(sheet, "", &counts);
    } else {
        wrap(sheet, palette.strong, &format!("{name}: {counts}"));
    }
    match verdict.outcome {
        Outcome::NothingRecognised => {
            sheet.line("", "check: are these the logs of an application that calls Twilio (api.twilio.com and its sisters)?");
            sheet.line(
                "",
                "check: do they name the URL and the HTTP status, or print the SDK's exceptions?",
            );
            sheet.line("", "try: faultlens explain --line '…' with a line that should count shows how it is read");
        }
        Outcome::NothingPassed => {
            wrap(sheet, "", &format!("try: {}", verdict::widen(page.report)));
            for other in others {
                wrap(sheet, "", other);
            }
        }
        Outcome::NoCalls | Outcome::NothingFailed => {}
        Outcome::Failed => {
            sides(sheet, verdict);
            if let Some(told) = verdict::on_the_way(page.report, page.zone) {
                wrap(sheet, palette.network, &format!("! {told}"));
            }
            let parts = [Part::First, Part::Second, Part::Third];
            for (place, (row, part)) in verdict.failures.iter().zip(parts).enumerate() {
                sheet.part = part;
                for line in group(place + 1, row, sheet.room) {
                    sheet.line(palette.side(Side::of(row.fault)), &line);
                }
            }
        }
    }
}

/// A text on as many lines as it takes.
fn wrap(sheet: &mut Sheet<'_>, ink: &str, text: &str) {
    for line in wrapped(text, sheet.room) {
        sheet.line(ink, &line);
    }
}

/// How much failed of each affected resource, in one line: the strongest evidence first, as many as there is room for.
fn numbers(sheet: &mut Sheet<'_>, row: &FindingRow) {
    let told = |one: &EvidenceRow| {
        let failed = people::grouped(one.failed);
        let name = escape::fit(&one.resource, 40);
        match one.requests {
            Some(all) => format!(
                "{name} {failed} of {} failed ({})",
                people::grouped(all),
                people::share(one.failed, all)
            ),
            None => format!("{name} {failed} failed"),
        }
    };
    let mut line = String::from("    ");
    for (place, one) in verdict::strongest(row).into_iter().enumerate() {
        let more = told(one);
        let rest = row.evidence.len() - place;
        if place > 0 && escape::width(&line) + escape::width(&more) + 12 > sheet.room {
            let _ = write!(line, " · {rest} more");
            break;
        }
        line.push_str(if place > 0 { " · " } else { " " });
        line.push_str(&more);
    }
    sheet.line("", &line);
}

/// `yours 812 (67 %) · Twilio 380 (32 %) · …`, each in its colour.
fn sides(sheet: &mut Sheet<'_>, verdict: &Verdict<'_>) {
    let whole: u64 = verdict.sides.iter().map(|(_, count)| count).sum();
    let told = |(side, count): (Side, u64)| {
        let share = if count == 0 {
            String::new()
        } else {
            format!(" ({})", people::share(count, whole))
        };
        (
            side,
            format!("{} {}{share}", side.label(), people::grouped(count)),
        )
    };
    let parts: Vec<(Side, String)> = verdict.told().map(told).collect();
    let plain = parts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join(" · ");
    if escape::width(&plain) > sheet.room {
        // Too narrow for all: sides without a failure say nothing new.
        let some: Vec<&str> = parts
            .iter()
            .map(|(_, text)| text.as_str())
            .filter(|text| text.ends_with(')'))
            .collect();
        return sheet.line("", &some.join(" · "));
    }
    let palette = sheet.style.palette;
    let inked = |(side, text): &(Side, String)| {
        let ink = if text.ends_with(')') {
            palette.side(*side)
        } else {
            palette.faint
        };
        format!(
            "{ink}{text}{}",
            if ink.is_empty() { "" } else { palette.reset }
        )
    };
    let line: Vec<String> = parts.iter().map(inked).collect();
    sheet.inked(line.join(" · "), &plain);
}

/// `1. 512 × 400/21211 Invalid 'To' phone number — your request → what to do`; where there is little room the title goes,
/// and the fault shrinks to its side. What to do is its first sentence, wrapped and never cut.
fn group(place: usize, row: &PairRow, room: usize) -> Vec<String> {
    let head = format!(
        "{place}. {} × {}",
        people::grouped(row.attempts),
        verdict::pair(row)
    );
    let advice = verdict::advice(row);
    let whole = |head: &str| escape::width(head) + 3 + escape::width(&advice) <= room;
    let told = |head: String| {
        let advice = if whole(&head) {
            advice.as_str()
        } else {
            verdict::first_sentence(&advice)
        };
        wrapped(&format!("{head} → {advice}"), room)
    };
    if room < WIDE {
        return told(format!("{head} {}", Side::of(row.fault).label()));
    }
    let fault = verdict::fault(row);
    let left = room.saturating_sub(escape::width(&head) + escape::width(&fault) + 7);
    let title = escape::fit(
        &row.title,
        (left / 2).max(left.saturating_sub(escape::width(&advice))),
    );
    told(format!("{head} {title} — {fault}"))
}
