//! The incidents and findings that the head does not tell, and what looks like an incident and is none: each with what to do.

use super::{Part, Sheet, wrapped};
use crate::report::contract::Page;
use crate::report::model::incident::FindingRow;
use crate::report::people;
use crate::report::verdict;

/// How many incidents and findings the terminal shows each, besides the first incident.
const FINDINGS: usize = 2;

/// The lines. What to do stands last, so that a finding is wrapped and never cut.
pub fn findings(sheet: &mut Sheet<'_>, page: &Page<'_>) {
    let report = page.report;
    sheet.part = Part::Findings;
    let first = verdict::incident(report);
    let way = verdict::gateway(report);
    let is =
        |one: Option<&FindingRow>, row: &FindingRow| one.is_some_and(|one| std::ptr::eq(one, row));
    let others = |row: &&FindingRow| !is(first, row) && !is(way, row);
    let (strong, faint) = (sheet.style.palette.strong, sheet.style.palette.faint);
    for (rows, ink) in [(&report.incidents, strong), (&report.findings, "")] {
        let rows: Vec<_> = rows.iter().filter(others).collect();
        for row in rows.iter().take(FINDINGS) {
            let brief = format!("! {}", verdict::brief(row, page.zone));
            for line in wrapped(&brief, sheet.room) {
                sheet.line(ink, &line);
            }
        }
        let more = rows.len().saturating_sub(FINDINGS);
        if more > 0 {
            sheet.line(
                faint,
                &format!("  and {more} more like these in the full report"),
            );
        }
    }
    for alone in report
        .status_page
        .iter()
        .flat_map(|page| &page.page_only)
        .take(2)
    {
        let when = people::minute(&alone.start, page.zone).unwrap_or_default();
        sheet.line(
            "",
            &format!("! on the status page alone: {}, from {when}", alone.name),
        );
    }
}
