//! The table of the top pairs on the terminal: one line per pair, columns by the room there is.

use super::Sheet;
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::{PairRow, ResourceCount};
use crate::report::people;
use crate::report::verdict::{self, Side, Verdict};
use crate::timestamp::Timestamp;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// The table of the top pairs, one line per row: comfy-table pads, nothing wraps.
pub fn pairs(sheet: &mut Sheet<'_>, page: &Page<'_>, verdict: &Verdict<'_>) {
    let rows: Vec<&PairRow> = verdict
        .failures
        .iter()
        .take(sheet.style.rows)
        .copied()
        .collect();
    let head = [
        "calls",
        "pair",
        "class",
        "fault",
        "resource",
        "first – last",
    ]
    .map(String::from);
    let mut grid = vec![head];
    grid.extend(rows.iter().map(|row| cells(row, page)));
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    for row in fitted(&grid, sheet.room) {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    if let Some(column) = table.column_mut(0) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let palette = sheet.style.palette;
    let inks = std::iter::once(palette.faint)
        .chain(rows.iter().map(|row| palette.side(Side::of(row.fault))));
    let text = table.trim_fmt();
    for (ink, line) in inks.zip(text.lines()) {
        sheet.line(ink, line);
    }
    let rest = verdict.failures.len() - rows.len();
    if rest > 0 && !rows.is_empty() {
        let rest = people::counted(rest as u64, "more pair", "more pairs");
        sheet.line(palette.faint, &format!("and {rest} in the full report"));
    }
}

/// The six cells of a pair.
fn cells(row: &PairRow, page: &Page<'_>) -> [String; 6] {
    let name = |one: &ResourceCount| escape::fit(people::resource(one.resource.as_deref()), 36);
    let resource = match row.resources.as_slice() {
        [] => "–".into(),
        [one] => name(one),
        [one, rest @ ..] => format!("{} +{}", name(one), rest.len()),
    };
    let span = people::span(row.first.as_deref(), row.last.as_deref(), page.zone)
        .unwrap_or_else(|| "–".into());
    let class = row.class.unwrap_or("–").replace('_', " ");
    let cells = [verdict::pair(row), class, verdict::fault(row)];
    let [pair, class, fault] = cells.map(|cell| escape::fit(&cell, 40));
    [
        people::grouped(row.attempts),
        pair,
        class,
        fault,
        resource,
        without_date(&span, page),
    ]
}

/// Leaves out of a span what the first line says: the day where the whole report is of one day, the year where it is of one.
fn without_date(span: &str, page: &Page<'_>) -> String {
    let days = days(page);
    let same = |length: usize| {
        let days = days.as_ref();
        days.is_some_and(|(first, last)| first.get(..length) == last.get(..length))
    };
    let (one_day, one_year) = (same(10), same(4));
    let short = |part: &str| match part.split_once(' ') {
        Some((_, time)) if one_day => time.to_string(),
        Some((date, time)) if one_year => format!("{} {time}", date.get(5..).unwrap_or(date)),
        _ => part.to_string(),
    };
    span.split(" – ").map(short).collect::<Vec<_>>().join(" – ")
}

/// The first and the last day of the report; the end of its period is the first second without an event.
fn days(page: &Page<'_>) -> Option<(String, String)> {
    let period = &page.report.period;
    let end = Timestamp::parse(period.end.as_deref()?)?.seconds() - 1;
    let end = Timestamp::from_seconds(end)?.rfc3339();
    let day = |text: &str| {
        people::minute(text, page.zone)?
            .get(..10)
            .map(str::to_owned)
    };
    Some((day(period.start.as_deref()?)?, day(&end)?))
}

/// The columns that fit: class goes first, then the times; the resource is cut to what the others leave.
fn fitted(grid: &[[String; 6]], room: usize) -> Vec<Vec<String>> {
    let width = |column: usize| {
        2 + grid
            .iter()
            .map(|row| escape::width(&row[column]))
            .max()
            .unwrap_or(0)
    };
    let mut shown = vec![0, 1, 2, 3, 5];
    let used = |shown: &[usize]| shown.iter().map(|column| width(*column)).sum::<usize>();
    // The resource is worth reading from about this width on.
    let wanted = width(4).min(24);
    for column in [2, 5] {
        if used(&shown) + wanted > room {
            shown.retain(|one| *one != column);
        }
    }
    let left = room.saturating_sub(used(&shown) + 2);
    // Of a name that is too long its end goes, and never how many more there are.
    let resource = |cell: &str| match cell.rsplit_once(" +") {
        Some((name, more)) if escape::width(cell) > left => {
            let room = left.saturating_sub(more.len() + 2);
            format!("{} +{more}", escape::fit(name, room))
        }
        _ => escape::fit(cell, left),
    };
    let row = |row: &[String; 6]| {
        let mut cells: Vec<String> = shown.iter().map(|column| row[*column].clone()).collect();
        if left >= 10 {
            let place = cells.len() - usize::from(shown.contains(&5));
            cells.insert(place, resource(&row[4]));
        }
        cells
    };
    grid.iter().map(row).collect()
}
