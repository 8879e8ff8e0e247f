//! How the client behaved, in few lines: the counts, the worst verdicts with what to do, and how many checks were quiet.

use super::{Part, Sheet, wrapped};
use crate::analysis::audit::verdict::TABLE;
use crate::report::behaviour::{self, Told};
use crate::report::contract::Page;
use crate::report::verdict::first_sentence;

/// How many verdicts the terminal shows.
const VERDICTS: usize = 4;

/// The lines.
pub fn lines(sheet: &mut Sheet<'_>, page: &Page<'_>) {
    let Some(said) = behaviour::of(page) else {
        return;
    };
    let (strong, faint) = (sheet.style.palette.strong, sheet.style.palette.faint);
    let found = if said.told.is_empty() {
        Part::Audit
    } else {
        Part::Client
    };
    sheet.part = found;
    sheet.line("", "");
    let head = format!("how your client behaved: {}", said.headline);
    sheet.sentences("", &head, 2);
    for told in said.told.iter().take(VERDICTS) {
        let ink = match told.severity {
            "critical" | "error" => strong,
            _ => "",
        };
        // What to do stands last: it is wrapped and never cut.
        for line in wrapped(&verdict(told), sheet.room) {
            sheet.line(ink, &line);
        }
    }
    let more = said.told.len().saturating_sub(VERDICTS);
    if more > 0 {
        sheet.line(
            faint,
            &format!("  and {more} more verdicts in the full report"),
        );
    }
    sheet.part = Part::Audit;
    for note in &said.notes {
        sheet.sentences("", &format!("  {note}"), 3);
    }
    let quiet = said.quiet.checks.len();
    sheet.line(
        faint,
        &format!(
            "  {quiet} of {} checks found nothing, where these logs can tell",
            TABLE.len()
        ),
    );
    for (reason, checks) in &said.quiet.unjudged {
        let checks = checks.len();
        let line = format!("  {checks} not assessable, as {reason}");
        sheet.line(faint, &line);
    }
}

fn verdict(told: &Told) -> String {
    let place = told.places.first();
    let place = place.map_or_else(String::new, |place| format!(", e.g. {place}"));
    format!(
        "  {}: {}, {}{place} → {}",
        told.severity,
        told.title,
        told.count,
        first_sentence(&told.advice)
    )
}
