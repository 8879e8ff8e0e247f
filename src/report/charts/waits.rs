//! How long clients waited before each retry, beside the 1, 2, 4, 8, 16 s of the reference policy.

use super::Width;
use super::axis::{Frame, legend, nothing};
use super::scene::{Hold, Scene};
use super::theme::Ink;
use crate::report::contract::Page;
use crate::report::model::retries::WaitsRow;
use crate::report::people;

/// Height of a row.
const ROW: i32 = 34;

/// The ends of the scale in milliseconds, whose steps double.
const LEAST: u64 = 62;
const MOST: u64 = 64_000;

/// Marks of the scale in milliseconds.
const MARKS: [u64; 6] = [LEAST, 250, 1000, 4000, 16_000, MOST];

/// True when some client chose a wait.
pub fn wanted(page: &Page<'_>) -> bool {
    !rows(page).is_empty()
}

fn rows<'p>(page: &Page<'p>) -> &'p [WaitsRow] {
    page.report
        .retries
        .as_ref()
        .map_or(&[], |retries| &retries.waits)
}

/// What the reference policy waits before a retry, in milliseconds; none after the fifth.
const fn reference(retry: u32) -> Option<u64> {
    match retry {
        1..=5 => Some(1000 << (retry - 1)),
        _ => None,
    }
}

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    scene(rows(page), width)
}

/// As [`draw`], of the waits alone.
pub fn scene(rows: &[WaitsRow], width: Width) -> Scene {
    let title = "Waits before each retry, beside 1, 2, 4, 8, 16 s".to_owned();
    if rows.is_empty() {
        return nothing(width, title, "no retry whose wait was the client's own");
    }
    let mut scene = Scene::new(width.units(), title);
    let items = [
        (Ink::Heat(1), "eight in ten waits".to_owned()),
        (Ink::ServerError, "the middle one".to_owned()),
        (Ink::Text, "reference policy".to_owned()),
    ];
    let left = width.pick(164, 92);
    let frame = Frame {
        left,
        top: legend(&mut scene, width, &items) + 14,
        width: width.units() - left - 24,
        height: ROW * i32::try_from(rows.len()).unwrap_or(1),
    };
    for mark in MARKS {
        let x = frame.left + place(mark, frame.width);
        scene.line((x, frame.top), (x, frame.bottom()), Ink::Grid);
        let label = people::milliseconds(rough(mark)).replace(".00", "");
        // What was shorter stands at the left end.
        let label = match mark {
            LEAST => format!("0–{label}"),
            MOST => format!("{} s", MOST / 1000),
            _ => label,
        };
        scene.small(
            (x, frame.bottom() + 14),
            &label,
            80,
            Hold::Middle,
            Ink::Faint,
        );
    }
    for (at, row) in (0..).zip(rows) {
        lane(&mut scene, width, (frame, frame.top + at * ROW), row);
    }
    scene.set_height(frame.bottom() + 30);
    scene.about = about(rows);
    scene
}

fn lane(scene: &mut Scene, width: Width, (frame, top): (Frame, i32), row: &WaitsRow) {
    let name = match width {
        _ if row.retry <= 5 => format!("retry {}", row.retry),
        Width::Wide => format!("retry {} and later", row.retry),
        Width::Narrow => format!("from {}", row.retry),
    };
    let room = frame.left - 20;
    scene.label((12, top + 10), &name, room, Hold::Left, Ink::Text);
    let count = format!("× {}", people::grouped(row.count));
    scene.small((12, top + 25), &count, room, Hold::Left, Ink::Faint);
    let x = |wait| frame.left + place(wait, frame.width);
    let (low, high) = (x(row.low), x(row.high));
    scene.bar((low, top + 10), ((high - low).max(3), 14), Ink::Heat(1));
    scene.bar((x(row.middle) - 2, top + 8), (4, 18), Ink::ServerError);
    if let Some(wait) = reference(row.retry) {
        scene.bar((x(wait) - 1, top + 3), (2, 28), Ink::Text);
    }
}

/// Where a wait stands on an axis of `length` units; each doubling takes as much of it.
fn place(wait: u64, length: i32) -> i32 {
    let doublings = |wait: u64| rough(wait.clamp(LEAST, MOST)).log2();
    let part = (doublings(wait) - doublings(LEAST)) / (doublings(MOST) - doublings(LEAST));
    #[expect(clippy::cast_possible_truncation, reason = "within the axis")]
    let place = (part * f64::from(length)).round() as i32;
    place.clamp(0, length)
}

fn rough(milliseconds: u64) -> f64 {
    u32::try_from(milliseconds).map_or(f64::from(u32::MAX), f64::from)
}

fn about(rows: &[WaitsRow]) -> String {
    let told = rows.iter().map(|row| {
        let reference = reference(row.retry).map_or_else(
            || "none".to_owned(),
            |wait| people::milliseconds(rough(wait)),
        );
        let middle = people::milliseconds(rough(row.middle));
        format!("retry {} {middle} (reference {reference})", row.retry)
    });
    let told: Vec<String> = told.collect();
    format!("Middle waits before retries: {}", told.join(", "))
}

/// The numbers behind the chart.
pub fn table(page: &Page<'_>) -> Vec<[String; 4]> {
    numbers(rows(page))
}

/// As [`table`], of the waits alone.
pub fn numbers(rows: &[WaitsRow]) -> Vec<[String; 4]> {
    let row = |row: &WaitsRow| {
        [
            format!(
                "{} ({})",
                row.retry,
                people::counted(row.count, "wait", "waits")
            ),
            people::milliseconds(rough(row.middle)),
            format!(
                "{} – {}",
                people::milliseconds(rough(row.low)),
                people::milliseconds(rough(row.high))
            ),
            reference(row.retry).map_or_else(
                || "stop".to_owned(),
                |wait| people::milliseconds(rough(wait)),
            ),
        ]
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_doubling_is_as_far_and_nothing_leaves_the_axis() {
        let step = place(2000, 1000) - place(1000, 1000);
        assert!((place(4000, 1000) - place(2000, 1000) - step).abs() <= 1);
        for wait in [0, 1, 62, 1000, 64_000, u64::MAX] {
            assert!((0..=1000).contains(&place(wait, 1000)), "{wait}");
        }
    }
}
