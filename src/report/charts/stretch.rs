//! One stretch of time: failed calls per window, the stretch shaded.

use super::Width;
use super::axis::{Frame, TIME_AXIS, grid_step, legend, nothing, time_axis};
use super::marks;
use super::scene::{Hold, Scene, label_width};
use super::theme::Ink;
use super::time::Bins;
use crate::report::people;
use crate::timestamp::Zone;

/// What is drawn. Times are seconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    /// Start of a window, and what failed in it.
    pub windows: &'a [(i64, u64)],
    /// Width of a window in seconds.
    pub window: i64,
    /// Start of what is shaded.
    pub start: i64,
    /// Its exclusive end.
    pub end: i64,
}

/// Lays the chart out; times are in UTC.
pub fn draw(stretch: &Stretch<'_>, width: Width) -> Scene {
    let title = "Failed calls of the affected resources".to_owned();
    let times = stretch.windows.iter().map(|(start, _)| *start);
    let bins = Bins::over(times, stretch.window, width.pick(160, 64));
    let Some(bins) = bins else {
        return nothing(width, title, "no calls in this stretch");
    };
    let mut bars = vec![0_u64; bins.count];
    for (start, failed) in stretch.windows {
        if let Some(bar) = bins.index(*start).and_then(|index| bars.get_mut(index)) {
            *bar += failed;
        }
    }
    let most = bars.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return nothing(width, title, "no failures");
    }
    let step = grid_step(most);
    let top = most.div_ceil(step) * step;
    let left = (0..=top / step)
        .map(|line| label_width(&people::short(line * step, top)))
        .fold(24, i32::max)
        + 20;
    let mut scene = Scene::new(width.units(), title);
    scene.about = format!(
        "Failed calls per {}; at most {}",
        people::length(bins.step),
        people::grouped(most)
    );
    let items = [
        (Ink::ServerError, "failed calls".to_owned()),
        (Ink::Incident, "the stretch".to_owned()),
    ];
    let below = legend(&mut scene, width, &items);
    let frame = Frame {
        left,
        top: below + 44,
        width: width.units() - left - 16,
        height: width.pick(200, 160),
    };
    scene.set_height(frame.bottom() + TIME_AXIS);
    let unit = format!("failed calls per {}", people::length(bins.step));
    scene.small((12, below + 24), &unit, frame.width, Hold::Left, Ink::Faint);
    if let Some((from, wide)) = marks::span(frame, &bins, stretch.start, stretch.end) {
        scene.bar((from, frame.top), (wide, frame.height), Ink::Incident);
    }
    plot(&mut scene, frame, &bars, (step, top));
    time_axis(&mut scene, frame, &bins, Zone::UTC, width);
    scene
}

/// Grid, scale and bars.
fn plot(scene: &mut Scene, frame: Frame, bars: &[u64], (step, top): (u64, u64)) {
    let high = |count: u64, room: i32| {
        let units = u128::from(count) * u128::from(room.unsigned_abs()) / u128::from(top.max(1));
        i32::try_from(units).unwrap_or(room)
    };
    for line in 0..=top / step.max(1) {
        let y = frame.bottom() - high(line * step, frame.height);
        scene.line((frame.left, y), (frame.right(), y), Ink::Grid);
        let label = people::short(line * step, top);
        scene.small(
            (frame.left - 8, y),
            &label,
            frame.left,
            Hold::Right,
            Ink::Faint,
        );
    }
    let count = i32::try_from(bars.len()).unwrap_or(i32::MAX).max(1);
    for (place, failed) in (0..).zip(bars).filter(|(_, failed)| **failed > 0) {
        let edge = |place: i32| {
            let units = i64::from(place) * i64::from(frame.width) / i64::from(count);
            frame.left + i32::try_from(units).unwrap_or(frame.width)
        };
        let (from, to) = (edge(place), edge(place + 1));
        let gap = i32::from(to - from > 3);
        let tall = high(*failed, frame.height).max(1);
        let at = (from, frame.bottom() - tall);
        scene.bar(at, ((to - from - gap).max(1), tall), Ink::ServerError);
    }
}
