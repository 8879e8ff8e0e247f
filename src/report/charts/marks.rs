//! Incidents on the axis of a chart over time: shaded behind bars, bracketed above cells.

use super::axis::Frame;
use super::scene::Scene;
use super::theme::Ink;
use super::time::{Bins, seconds};
use crate::report::contract::Page;

/// Incidents that are marked at most.
const MOST: usize = 200;

/// The legend of the marks, if there is anything to mark.
pub fn legend(page: &Page<'_>) -> Option<(Ink, String)> {
    (!page.report.incidents.is_empty()).then(|| (Ink::Incident, "Twilio incident".to_owned()))
}

/// Where incidents begin and end on the axis: units from the left, and width.
fn spans(frame: Frame, bins: &Bins, page: &Page<'_>) -> Vec<(i32, i32)> {
    let incidents = page.report.incidents.iter().take(MOST);
    let times = incidents.filter_map(|row| Some((seconds(&row.start)?, seconds(&row.end)?)));
    times
        .filter_map(|(start, end)| span(frame, bins, start, end))
        .collect()
}

/// One stretch of time on the axis, wide enough to be seen; `None` outside of it.
pub fn span(frame: Frame, bins: &Bins, start: i64, end: i64) -> Option<(i32, i32)> {
    let (low, high) = (bins.start, bins.at(bins.count));
    let (start, end) = (start.max(low), end.min(high));
    if start >= end {
        return None;
    }
    let left = bins.place(start, frame.width);
    let wide = (bins.place(end, frame.width) - left).max(3);
    Some((frame.left + left.min(frame.width - wide), wide))
}

/// Shades incidents over the whole height.
pub fn shade(scene: &mut Scene, frame: Frame, bins: &Bins, page: &Page<'_>) {
    for (left, wide) in spans(frame, bins, page) {
        scene.bar((left, frame.top), (wide, frame.height), Ink::Incident);
    }
}

/// Marks incidents by a bar above the cells and a line at both ends through the lanes, each from its upper edge to its lower
/// one: what stands between lanes is text.
pub fn bracket(scene: &mut Scene, frame: Frame, lanes: &[(i32, i32)], at: (&Bins, &Page<'_>)) {
    for (left, wide) in spans(frame, at.0, at.1) {
        scene.bar((left, frame.top - 8), (wide, 6), Ink::Incident);
        for x in [left, left + wide] {
            for (top, bottom) in lanes {
                scene.line((x, *top), (x, *bottom), Ink::Faint);
            }
        }
    }
}
