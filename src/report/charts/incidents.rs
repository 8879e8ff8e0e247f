//! Small multiples: for each incident and affected resource its failing requests before, during and after, beside what is
//! normal for it.

use super::Width;
use super::axis::{Frame, TIME_AXIS, legend, nothing, time_axis};
use super::marks;
use super::scene::{Hold, Scene};
use super::theme::Ink;
use super::time::{Bins, seconds};
use crate::report::contract::Page;
use crate::report::escape;
use crate::report::model::incident::{EvidenceRow, FindingRow, WindowRow};
use crate::report::people;
use crate::timestamp::Timestamp;

/// Incidents that are drawn, the surest first.
const INCIDENTS: usize = 3;
/// Resources of each, the strongest evidence first.
const RESOURCES: usize = 6;
/// Height of a lane: its name, its bars, and space.
const LANE: i32 = 78;
const NAME: i32 = 22;

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    let title = "Incidents: failing requests of each affected resource".to_owned();
    let drawn: Vec<(&FindingRow, Vec<&EvidenceRow>, Bins)> =
        chosen(page).into_iter().filter_map(with_bins).collect();
    if drawn.is_empty() {
        return nothing(width, title, "no incident");
    }
    let mut scene = Scene::new(width.units(), title);
    let items = [
        (Ink::ServerError, "failing requests".to_owned()),
        (Ink::Text, "normal".to_owned()),
        (Ink::Incident, "Twilio incident".to_owned()),
    ];
    let mut top = legend(&mut scene, width, &items) + 14;
    for (row, evidence, bins) in &drawn {
        let across = width.units() - 28;
        let span = people::span(Some(&row.start), Some(&row.end), page.zone).unwrap_or_default();
        let head = format!("{span} {}, confidence {}", page.zone.name(), row.level);
        scene.label((12, top + 10), &head, across, Hold::Left, Ink::Text);
        // All lanes of an incident have one scale: a bar twice as high is twice as many.
        let most = most(evidence);
        let step = people::length(bins.step);
        let scale = format!(
            "failing requests per {step}; full height: {}",
            people::grouped(most)
        );
        scene.small((12, top + 30), &scale, across, Hold::Left, Ink::Faint);
        top += 48;
        let lanes = i32::try_from(evidence.len()).unwrap_or(0);
        let frame = Frame {
            left: 12,
            top,
            width: across,
            height: LANE * lanes,
        };
        for (place, one) in (0..).zip(evidence) {
            let slot = Frame {
                top: top + place * LANE,
                height: LANE,
                ..frame
            };
            lane(&mut scene, slot, row, one, (bins, most));
        }
        time_axis(&mut scene, frame, bins, page.zone, width);
        top = frame.bottom() + TIME_AXIS;
    }
    scene.set_height(top);
    scene.about = about(
        page,
        &drawn.iter().map(|(row, ..)| *row).collect::<Vec<_>>(),
    );
    scene
}

/// The incidents to draw with their resources.
fn chosen<'p>(page: &Page<'p>) -> Vec<(&'p FindingRow, Vec<&'p EvidenceRow>)> {
    let mut rows: Vec<&FindingRow> = page.report.incidents.iter().collect();
    rows.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    rows.truncate(INCIDENTS);
    let with = |row: &'p FindingRow| {
        let mut evidence: Vec<&EvidenceRow> = row.evidence.iter().collect();
        let strength = |one: &EvidenceRow| one.llr.unwrap_or(0.0);
        evidence.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
        evidence.truncate(RESOURCES);
        (row, evidence)
    };
    rows.into_iter().map(with).collect()
}

/// With the axis of its windows.
fn with_bins<'p>(
    (row, evidence): (&'p FindingRow, Vec<&'p EvidenceRow>),
) -> Option<(&'p FindingRow, Vec<&'p EvidenceRow>, Bins)> {
    let first = evidence.first()?;
    let times: Vec<i64> = first.windows.iter().map(|one| one.start).collect();
    let window = match times.as_slice() {
        [one, two, ..] => two - one,
        _ => 300,
    };
    let bins = Bins::over(times.into_iter(), window, 200)?;
    Some((row, evidence, bins))
}

/// The most failing requests of a window on any of the resources.
fn most(evidence: &[&EvidenceRow]) -> u64 {
    let windows = evidence.iter().flat_map(|one| &one.windows);
    windows
        .map(|window| window.failed)
        .max()
        .unwrap_or(0)
        .max(1)
}

/// One resource: its name with the numbers, and a bar per window.
fn lane(
    scene: &mut Scene,
    slot: Frame,
    row: &FindingRow,
    one: &EvidenceRow,
    (bins, most): (&Bins, u64),
) {
    let share = one.requests.map_or_else(String::new, |requests| {
        format!(
            " of {} ({})",
            people::grouped(requests),
            people::share(one.failed, requests)
        )
    });
    let name = escape::line(&one.resource, 60);
    let text = format!(
        "{name}: {} failed{share}, most {}",
        people::grouped(one.failed),
        people::grouped(self::most(&[one]))
    );
    scene.small(
        (slot.left, slot.top + 10),
        &text,
        slot.width,
        Hold::Left,
        Ink::Text,
    );
    let frame = Frame {
        top: slot.top + NAME,
        height: slot.height - NAME - 8,
        ..slot
    };
    scene.bar(
        (frame.left, frame.top),
        (frame.width, frame.height),
        Ink::Track,
    );
    let times = seconds(&row.start).zip(seconds(&row.end));
    if let Some((left, wide)) = times.and_then(|(start, end)| marks::span(frame, bins, start, end))
    {
        scene.bar((left, frame.top), (wide, frame.height), Ink::Incident);
    }
    for window in &one.windows {
        bar(scene, frame, bins, window, most);
        normal(
            scene,
            frame,
            bins,
            (window, one.baseline.unwrap_or(0.0)),
            most,
        );
    }
}

fn bar(scene: &mut Scene, frame: Frame, bins: &Bins, window: &WindowRow, most: u64) {
    let Some((left, wide)) = place(frame, bins, window) else {
        return;
    };
    let high =
        u128::from(window.failed) * u128::from(frame.height.unsigned_abs()) / u128::from(most);
    let high = i32::try_from(high)
        .unwrap_or(frame.height)
        .max(i32::from(window.failed > 0));
    scene.bar(
        (left, frame.bottom() - high),
        (wide - i32::from(wide > 3), high),
        Ink::ServerError,
    );
}

/// What would be normal in a window, as a line across it.
fn normal(
    scene: &mut Scene,
    frame: Frame,
    bins: &Bins,
    (window, baseline): (&WindowRow, f64),
    most: u64,
) {
    let Some((left, wide)) = place(frame, bins, window) else {
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let share = baseline * window.requests.map_or(1.0, |requests| requests as f64) / most as f64;
    #[expect(clippy::cast_possible_truncation, reason = "at most the height")]
    let high = (share.clamp(0.0, 1.0) * f64::from(frame.height)).round() as i32;
    let y = frame.bottom() - high;
    scene.line((left, y), (left + wide, y), Ink::Text);
}

fn place(frame: Frame, bins: &Bins, window: &WindowRow) -> Option<(i32, i32)> {
    marks::span(frame, bins, window.start, window.start + bins.step)
}

/// The numbers behind the bars: from when, resource, failed, requests.
pub fn table(page: &Page<'_>) -> Vec<[String; 4]> {
    let rows = chosen(page).into_iter();
    let windows = rows.flat_map(|(_, evidence)| evidence).flat_map(|one| {
        let failing = one.windows.iter().filter(|window| window.failed > 0);
        failing.map(move |window| (one, window))
    });
    let text = |(one, window): (&EvidenceRow, &WindowRow)| {
        [
            Timestamp::from_seconds(window.start)
                .and_then(|start| people::minute(&start.rfc3339(), page.zone))
                .unwrap_or_default(),
            one.resource.clone(),
            people::grouped(window.failed),
            window.requests.map_or_else(|| "–".into(), people::grouped),
        ]
    };
    windows.map(text).collect()
}

fn about(page: &Page<'_>, rows: &[&FindingRow]) -> String {
    let told = rows
        .iter()
        .map(|row| crate::report::verdict::lead(row, page.zone));
    format!(
        "Failing requests of each affected resource. {}",
        told.collect::<Vec<_>>().join(" ")
    )
}
