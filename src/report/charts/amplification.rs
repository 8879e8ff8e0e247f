//! How many attempts a request took over time: what retries added to the load, drawn from one attempt per request up.

use super::Width;
use super::axis::{Frame, TIME_AXIS, grid_step, nothing, time_axis};
use super::marks;
use super::scene::{Hold, Scene};
use super::theme::Ink;
use super::time::Bins;
use crate::report::contract::Page;
use crate::report::model::retries::StretchRow;
use crate::report::people;
use crate::timestamp::Timestamp;

const HEIGHT: i32 = 160;

/// True when some request took more than one attempt.
pub fn wanted(page: &Page<'_>) -> bool {
    let retries = page.report.retries.as_ref();
    retries
        .is_some_and(|retries| retries.totals.retry_attempts > 0 && !retries.over_time.is_empty())
}

fn rows<'p>(page: &Page<'p>) -> &'p [StretchRow] {
    page.report
        .retries
        .as_ref()
        .map_or(&[], |retries| &retries.over_time)
}

/// Attempts per thousand requests; as one where the attempts of a stretch are all later ones.
fn permille(row: &StretchRow) -> u64 {
    (row.attempts * 1000 / row.requests.max(1)).max(1000)
}

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    let title = "Attempts per request over time".to_owned();
    let rows = rows(page);
    let starts = rows.iter().map(|row| row.start);
    let length = rows.first().map_or(60, |row| row.length);
    let Some(bins) = Bins::over(starts, length, 200).filter(|_| wanted(page)) else {
        return nothing(width, title, "no request took more than one attempt");
    };
    let mut scene = Scene::new(width.units(), title);
    let left = width.pick(56, 48);
    let frame = Frame {
        left,
        top: 16,
        width: width.units() - left - 16,
        height: HEIGHT,
    };
    marks::shade(&mut scene, frame, &bins, page);
    let most = rows.iter().map(permille).max().unwrap_or(1000);
    // At least up to 1.1, so that hardly any retries look like hardly any.
    let above = scale(&mut scene, frame, (most - 1000).max(100));
    let wide = (bins.place(bins.at(1), frame.width) - 1).max(2);
    for row in rows {
        let over = u128::from(permille(row) - 1000) * u128::from(HEIGHT.unsigned_abs());
        let tall = i32::try_from(over / u128::from(above)).unwrap_or(HEIGHT);
        let x = frame.left + bins.place(row.start, frame.width);
        scene.bar((x, frame.bottom() - tall), (wide, tall), Ink::NoResponse);
    }
    time_axis(&mut scene, frame, &bins, page.zone, width);
    scene.set_height(frame.bottom() + TIME_AXIS);
    scene.about = format!(
        "Attempts per request over time; at most {}.{:02} in {}",
        most / 1000,
        most % 1000 / 10,
        people::length(length)
    );
    scene
}

/// Grid lines at round ratios, from 1 up; answers how far above 1 the frame reaches, per thousand.
fn scale(scene: &mut Scene, frame: Frame, above: u64) -> u64 {
    let step = grid_step(above);
    let lines = above.div_ceil(step);
    for line in 0..=lines {
        let high = u64::from(HEIGHT.unsigned_abs()) * line / lines;
        let y = frame.bottom() - i32::try_from(high).unwrap_or(HEIGHT);
        scene.line((frame.left, y), (frame.right(), y), Ink::Grid);
        let value = 1000 + line * step;
        let label = format!("{}.{:02}", value / 1000, value % 1000 / 10);
        let at = (frame.left - 6, y);
        scene.small(at, &label, frame.left, Hold::Right, Ink::Faint);
    }
    step * lines
}

/// The numbers behind the chart.
pub fn table(page: &Page<'_>) -> Vec<[String; 4]> {
    let row = |row: &StretchRow| {
        let start = Timestamp::from_seconds(row.start).map(Timestamp::rfc3339);
        let ratio = permille(row);
        [
            start
                .and_then(|start| people::minute(&start, page.zone))
                .unwrap_or_default(),
            people::grouped(row.attempts),
            people::grouped(row.requests),
            format!("{}.{:02}", ratio / 1000, ratio % 1000 / 10),
        ]
    };
    rows(page).iter().map(row).collect()
}
