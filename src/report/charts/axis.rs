//! What charts over time share: the legend, the time axis, a scale of round counts, the note when there is nothing.

use super::Width;
use super::scene::{Hold, Scene, label_width};
use super::theme::Ink;
use super::time::{Bins, ticks};
use crate::timestamp::Zone;

/// Space of a plot in units.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Frame {
    /// Lower edge.
    pub const fn bottom(&self) -> i32 {
        self.top + self.height
    }

    /// Right edge.
    pub const fn right(&self) -> i32 {
        self.left + self.width
    }
}

/// Space below a plot that [`time_axis`] takes.
pub const TIME_AXIS: i32 = 66;

/// Squares of ink with their meaning, in as many rows as they need; answers the lower edge.
pub fn legend(scene: &mut Scene, width: Width, items: &[(Ink, String)]) -> i32 {
    let left = 12;
    let (mut x, mut y) = (left, 14);
    for (ink, text) in items {
        let room = label_width(text) + 36;
        if x > left && x + room > width.units() {
            (x, y) = (left, y + 20);
        }
        scene.bar((x, y - 6), (12, 12), *ink);
        scene.label(
            (x + 18, y),
            text,
            width.units() - x - 18,
            Hold::Left,
            Ink::Text,
        );
        x += room;
    }
    y + 10
}

/// Ticks at round local times below a plot, the dates where they change, and the name of the zone.
pub fn time_axis(scene: &mut Scene, frame: Frame, bins: &Bins, zone: Zone, width: Width) {
    let base = frame.bottom();
    scene.line((frame.left, base), (frame.right(), base), Ink::Faint);
    let mut free = i32::MIN;
    let mut free_under = i32::MIN;
    for tick in ticks(bins, zone, width.pick(12, 5)) {
        let x = frame.left + bins.place(tick.at, frame.width);
        let half = label_width(&tick.label) / 2;
        // Labels at the edges move inwards, each by its own width; their marks stay in place.
        let mark = x;
        let within = |half: i32| mark.clamp(half, (width.units() - half).max(half));
        let x = within(half);
        if x - half < free {
            continue;
        }
        free = x + half + 10;
        scene.line((mark, base), (mark, base + 5), Ink::Faint);
        scene.small((x, base + 15), &tick.label, 120, Hold::Middle, Ink::Faint);
        let under = tick.under.map(|under| (label_width(&under) / 2, under));
        if let Some((half, under)) = under.filter(|(half, _)| within(*half) - half >= free_under) {
            let x = within(half);
            free_under = x + half + 10;
            scene.small((x, base + 31), &under, 120, Hold::Middle, Ink::Faint);
        }
    }
    scene.small(
        (frame.right(), base + 52),
        &format!("time ({})", zone.name()),
        frame.width,
        Hold::Right,
        Ink::Faint,
    );
}

/// Distance of the grid lines of a scale from 0 that holds `most`: 1, 2 or 5 times a power of ten.
pub fn grid_step(most: u64) -> u64 {
    let mut unit: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = unit.saturating_mul(factor);
            if step >= most.div_ceil(4) {
                return step.max(1);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// A scene that says that there is nothing to draw.
pub fn nothing(width: Width, title: String, note: &str) -> Scene {
    let mut scene = Scene::new(width.units(), title);
    scene.set_height(90);
    let frame = (width.units() - 24, 66);
    scene.bar((12, 12), frame, Ink::Grid);
    scene.bar((13, 13), (frame.0 - 2, frame.1 - 2), Ink::Paper);
    scene.label(
        (width.units() / 2, 45),
        note,
        frame.0 - 16,
        Hold::Middle,
        Ink::Faint,
    );
    scene.about = format!("{}: {note}", scene.title);
    scene
}

#[cfg(test)]
mod tests {
    use super::grid_step;

    #[test]
    fn grid_lines_are_round_and_few() {
        for most in [1, 2, 3, 4, 7, 12, 99, 100, 101, 12_345, u64::MAX / 2] {
            let step = grid_step(most);
            assert!(most.div_ceil(step) <= 4, "{most}: {step}");
        }
        assert_eq!(
            (grid_step(0), grid_step(380), grid_step(401)),
            (1, 100, 200)
        );
    }
}
