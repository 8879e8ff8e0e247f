//! Failed calls by resource and time, as a heat map.

use super::Width;
use super::axis::{Frame, TIME_AXIS, legend, nothing, time_axis};
use super::marks;
use super::scene::{Hold, Scene, label_width};
use super::theme::Ink;
use super::time::{Bins, seconds};
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::people;
use std::collections::BTreeMap;

/// A resource and its failures in each bar of time.
type Row = (String, Vec<u64>);

const ROWS: usize = 14;
const ROW_HEIGHT: i32 = 26;

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    let title = "Failed calls by resource and time".to_string();
    let Some((bins, rows)) = gather(page, width.pick(96, 40)) else {
        return nothing(width, title, "no failures with a time");
    };
    let most = rows
        .iter()
        .flat_map(|(_, counts)| counts)
        .copied()
        .max()
        .unwrap_or(0);
    let bounds = bounds(most);
    let longest = rows
        .iter()
        .map(|(name, _)| label_width(name))
        .max()
        .unwrap_or(0);
    let left = match width {
        Width::Wide => longest.clamp(60, 310) + 24,
        // A phone has no room beside the cells: names stand above them.
        Width::Narrow => 12,
    };
    let row_height = width.pick(ROW_HEIGHT, ROW_HEIGHT + 18);
    let count = i32::try_from(rows.len()).unwrap_or(0);
    let mut scene = Scene::new(width.units(), title);
    let mut items = levels(&bounds, most);
    items.extend(marks::legend(page));
    let below = legend(&mut scene, width, &items);
    let across = width.units() - left - 16;
    let frame = Frame {
        left,
        top: below + 36,
        width: across,
        height: row_height * count,
    };
    scene.set_height(frame.bottom() + TIME_AXIS);
    let unit = format!("failed calls per {}", people::length(bins.step));
    scene.small(
        (12, below + 18),
        &unit,
        width.units() - 24,
        Hold::Left,
        Ink::Faint,
    );
    for (place, row) in (0..).zip(&rows) {
        let top = frame.top + place * row_height;
        let slot = Frame {
            top,
            height: row_height,
            ..frame
        };
        lane(&mut scene, width, slot, row, &bounds);
    }
    marks::bracket(
        &mut scene,
        frame,
        &lanes(width, frame, count),
        (&bins, page),
    );
    time_axis(&mut scene, frame, &bins, page.zone, width);
    scene.about = about(&rows);
    scene
}

/// Where lines may cross the chart: from above the first lane to the last one, or, where names stand above their cells, the
/// cells alone.
fn lanes(width: Width, frame: Frame, count: i32) -> Vec<(i32, i32)> {
    let cells = |place: i32| {
        let bottom = frame.top + (place + 1) * (frame.height / count.max(1));
        (bottom - ROW_HEIGHT, bottom)
    };
    match width {
        Width::Wide => vec![(frame.top - 8, frame.bottom())],
        Width::Narrow => (0..count).map(cells).collect(),
    }
}

/// One resource: its name beside its cells, or above them where the sheet is narrow.
fn lane(scene: &mut Scene, width: Width, slot: Frame, (name, counts): &Row, bounds: &[u64; 5]) {
    let left = slot.left;
    match width {
        Width::Wide => {
            let at = (left - 10, slot.top + ROW_HEIGHT / 2);
            scene.label(at, name, left - 20, Hold::Right, Ink::Text);
        }
        Width::Narrow => scene.label(
            (left, slot.top + 9),
            name,
            slot.width,
            Hold::Left,
            Ink::Text,
        ),
    }
    let frame = Frame {
        top: slot.bottom() - ROW_HEIGHT,
        height: ROW_HEIGHT,
        ..slot
    };
    cells(scene, frame, counts, bounds);
}

/// Failures by resource (most first, then name) and bar.
fn gather(page: &Page<'_>, at_most: usize) -> Option<(Bins, Vec<Row>)> {
    let report = page.report;
    let rows = report
        .heat
        .iter()
        .filter_map(|row| Some((seconds(&row.start)?, row)));
    // The axis covers the whole period, as that of the chart above it does.
    let times = report
        .series
        .iter()
        .filter_map(|row| seconds(&row.start))
        .chain(rows.clone().map(|(time, _)| time));
    let bins = Bins::over(times, i64::from(report.period.window_seconds), at_most)?;
    let mut by_name: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (time, row) in rows.filter(|(_, row)| row.failures > 0) {
        let counts = by_name
            .entry(people::resource(row.resource.as_deref()))
            .or_insert_with(|| vec![0; bins.count]);
        if let Some(count) = bins.index(time).and_then(|index| counts.get_mut(index)) {
            *count += row.failures;
        }
    }
    let mut out: Vec<Row> = by_name
        .into_iter()
        .map(|(name, counts)| (escape::line(name, 80), counts))
        .collect();
    out.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
    out.truncate(ROWS);
    (!out.is_empty()).then_some((bins, out))
}

/// Least counts of the five levels of heat, each the same factor above the one before.
fn bounds(most: u64) -> [u64; 5] {
    let fits = |factor: &u64| factor.checked_pow(5).is_none_or(|end| end > most);
    let factor = [2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 1000]
        .into_iter()
        .find(fits)
        .unwrap_or(10_000);
    [0, 1, 2, 3, 4].map(|power| factor.saturating_pow(power))
}

/// The levels in use with their counts: `1–2`, `3–8`, …
fn levels(bounds: &[u64; 5], most: u64) -> Vec<(Ink, String)> {
    let text = |place: usize| {
        let least = bounds[place];
        match bounds.get(place + 1).map(|next| next - 1) {
            Some(most) if most == least => people::grouped(least),
            Some(most) => format!("{}–{}", people::grouped(least), people::grouped(most)),
            None => format!("{} and more", people::grouped(least)),
        }
    };
    (0..5u8)
        .filter(|place| bounds[usize::from(*place)] <= most)
        .map(|place| (Ink::Heat(place), text(usize::from(place))))
        .collect()
}

fn cells(scene: &mut Scene, frame: Frame, counts: &[u64], bounds: &[u64; 5]) {
    scene.bar(
        (frame.left, frame.top + 1),
        (frame.width, frame.height - 2),
        Ink::Track,
    );
    let columns = i32::try_from(counts.len()).unwrap_or(i32::MAX);
    let edge = |place: i32| frame.left + place * frame.width / columns;
    for (place, count) in (0..).zip(counts) {
        let level = bounds.iter().filter(|least| *least <= count).count();
        if let Some(heat) = u8::try_from(level)
            .ok()
            .and_then(|level| level.checked_sub(1))
        {
            let wide = edge(place + 1) - edge(place);
            scene.bar(
                (edge(place), frame.top + 1),
                (wide - i32::from(wide > 4), frame.height - 2),
                Ink::Heat(heat),
            );
        }
    }
}

fn about(rows: &[Row]) -> String {
    let told = |(name, counts): &Row| format!("{name} {}", people::grouped(counts.iter().sum()));
    let told: Vec<String> = rows.iter().take(5).map(told).collect();
    format!(
        "Failed calls by resource and time; most failures: {}",
        told.join(", ")
    )
}
