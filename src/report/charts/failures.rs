//! Failed calls over time, stacked by class.

use super::Width;
use super::axis::{Frame, TIME_AXIS, grid_step, legend, nothing, time_axis};
use super::marks;
use super::scene::{Hold, Scene, label_width};
use super::theme::Ink;
use super::time::{Bins, seconds};
use crate::report::contract::Page;
use crate::report::people;
use crate::timestamp::Timestamp;

/// Classes from the ground up: refusals are steady, so outages show on top of them.
const STACK: [(Ink, &str); 3] = [
    (Ink::ClientError, "4xx refused"),
    (Ink::NoResponse, "no response"),
    (Ink::ServerError, "5xx Twilio failed"),
];

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    let title = "Failed calls over time".to_string();
    let Some((bins, stacks)) = gather(page, width.pick(160, 64)) else {
        return nothing(width, title, "no event carries a time");
    };
    let most = stacks
        .iter()
        .map(|stack| stack.iter().sum::<u64>())
        .max()
        .unwrap_or(0);
    if most == 0 {
        return nothing(width, title, "no failures");
    }
    let step = grid_step(most);
    let top = most.div_ceil(step) * step;
    let widest = (0..=top / step)
        .map(|line| label_width(&people::short(line * step, top)))
        .max()
        .unwrap_or(0);
    let left = widest.max(24) + 20;
    let mut scene = Scene::new(width.units(), title);
    scene.about = about(page, &bins, &stacks);
    let mut items = inks(&stacks);
    items.extend(marks::legend(page));
    let below = legend(&mut scene, width, &items);
    let (across, high) = (width.units() - left - 16, width.pick(220, 180));
    let frame = Frame {
        left,
        top: below + 44,
        width: across,
        height: high,
    };
    scene.set_height(frame.bottom() + TIME_AXIS);
    let unit = format!("failed calls per {}", people::length(bins.step));
    scene.small((12, below + 24), &unit, across, Hold::Left, Ink::Faint);
    marks::shade(&mut scene, frame, &bins, page);
    scale(&mut scene, frame, step, top);
    bars(&mut scene, frame, &stacks, top);
    time_axis(&mut scene, frame, &bins, page.zone, width);
    scene
}

/// The failures of each bar: 4xx, no response, 5xx; `None` where no event carries a time.
pub fn gather(page: &Page<'_>, at_most: usize) -> Option<(Bins, Vec<[u64; 3]>)> {
    let rows = page
        .report
        .series
        .iter()
        .filter_map(|row| Some((seconds(&row.start)?, &row.classes)));
    let window = i64::from(page.report.period.window_seconds);
    let bins = Bins::over(rows.clone().map(|(time, _)| time), window, at_most)?;
    let mut stacks = vec![[0; 3]; bins.count];
    for (time, classes) in rows {
        if let Some(stack) = bins.index(time).and_then(|index| stacks.get_mut(index)) {
            let counts = [
                classes.client_error,
                classes.no_response,
                classes.server_error,
            ];
            stack
                .iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
    }
    Some((bins, stacks))
}

/// The bars with failures as texts: from when, refused, without an answer, failed.
pub fn table(page: &Page<'_>) -> Vec<[String; 4]> {
    let Some((bins, stacks)) = gather(page, 160) else {
        return Vec::new();
    };
    let row = |(place, stack): (usize, [u64; 3])| {
        let when = Timestamp::from_seconds(bins.at(place))
            .map_or_else(String::new, |at| page.zone.local(at));
        let [refused, silent, failed] = stack.map(people::grouped);
        [when, refused, silent, failed]
    };
    stacks
        .into_iter()
        .enumerate()
        .filter(|(_, stack)| stack.iter().sum::<u64>() > 0)
        .map(row)
        .collect()
}

/// The inks in use, with their meaning and total.
fn inks(stacks: &[[u64; 3]]) -> Vec<(Ink, String)> {
    let used = STACK.iter().zip(sums(stacks)).filter(|(_, sum)| *sum > 0);
    used.map(|((ink, name), sum)| (*ink, format!("{name} {}", people::grouped(sum))))
        .collect()
}

fn sums(stacks: &[[u64; 3]]) -> [u64; 3] {
    stacks.iter().fold([0; 3], |sums, stack| {
        std::array::from_fn(|place| sums[place] + stack[place])
    })
}

/// Grid lines with their counts.
fn scale(scene: &mut Scene, frame: Frame, step: u64, top: u64) {
    let mut value = 0;
    while value <= top {
        let y = frame.bottom() - height(value, top, frame.height);
        if value > 0 {
            scene.line((frame.left, y), (frame.right(), y), Ink::Grid);
        }
        scene.small(
            (frame.left - 8, y),
            &people::short(value, top),
            frame.left,
            Hold::Right,
            Ink::Faint,
        );
        value += step;
    }
}

fn bars(scene: &mut Scene, frame: Frame, stacks: &[[u64; 3]], top: u64) {
    let count = i32::try_from(stacks.len()).unwrap_or(i32::MAX);
    for (place, stack) in (0..).zip(stacks) {
        // Edges from the whole width, so that rounding never adds up; a lone bar does not fill the plot.
        let edge = |place: i32| frame.left + place * frame.width / count;
        let slot = edge(place + 1) - edge(place);
        let gap = i32::from(slot > 2) + slot / 12;
        let wide = (slot - gap).clamp(1, 56);
        let x = edge(place) + (slot - wide) / 2;
        let mut sum = 0;
        for (part, (ink, _)) in stack.iter().zip(STACK) {
            let below = height(sum, top, frame.height);
            sum += part;
            // One unit at least: a single failure must not vanish beside an outage.
            let above = height(sum, top, frame.height).max(below + i32::from(*part > 0));
            scene.bar((x, frame.bottom() - above), (wide, above - below), ink);
        }
    }
}

fn height(value: u64, top: u64, units: i32) -> i32 {
    let height = u128::from(value) * u128::from(units.unsigned_abs()) / u128::from(top.max(1));
    i32::try_from(height).unwrap_or(units)
}

fn about(page: &Page<'_>, bins: &Bins, stacks: &[[u64; 3]]) -> String {
    let peak = (0..)
        .zip(stacks)
        .max_by_key(|(place, stack)| (stack.iter().sum::<u64>(), std::cmp::Reverse(*place)));
    let Some((place, stack)) = peak else {
        return String::new();
    };
    let when =
        Timestamp::from_seconds(bins.at(place)).map_or_else(String::new, |at| page.zone.local(at));
    let [refused, silent, failed] = sums(stacks);
    format!(
        "Failed calls over time: {} refused (4xx), {} failed by Twilio (5xx), {} without an answer; most, {}, in the {} from {when}",
        people::grouped(refused),
        people::grouped(failed),
        people::grouped(silent),
        people::grouped(stack.iter().sum()),
        people::length(bins.step),
    )
}
