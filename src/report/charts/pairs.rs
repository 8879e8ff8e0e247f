//! The pairs of status and code that failed most, as horizontal bars.

use super::Width;
use super::axis::{legend, nothing};
use super::scene::{Hold, Scene, label_width};
use super::theme::Ink;
use crate::report::contract::Page;
use crate::report::model::PairRow;
use crate::report::people;
use crate::report::verdict::{self, Verdict};

const ROWS: usize = 10;
const ROW: i32 = 42;

/// Lays the chart out.
pub fn draw(page: &Page<'_>, width: Width) -> Scene {
    let title = "Top failures by status and code".to_string();
    let judged = Verdict::of(page.report);
    let Some(most) = judged.failures.first().map(|row| row.attempts.max(1)) else {
        return nothing(width, title, "no failures");
    };
    let rows: Vec<&PairRow> = judged.failures.iter().take(ROWS).copied().collect();
    let mut scene = Scene::new(width.units(), title);
    let below = legend(&mut scene, width, &inks(&rows)) + 14;
    scene.set_height(below + 4 + ROW * i32::try_from(rows.len()).unwrap_or(10));
    let top = &rows[0];
    scene.about = format!(
        "Top failures by status and code, in calls; first {} {} with {}",
        verdict::pair(top),
        top.title,
        people::grouped(top.attempts)
    );
    for (place, row) in (0..).zip(&rows) {
        bar(
            &mut scene,
            width,
            below + place * ROW,
            row,
            (most, judged.failed),
        );
    }
    scene
}

/// One pair: its name above, its bar and its count below.
fn bar(scene: &mut Scene, width: Width, top: i32, row: &PairRow, (most, failed): (u64, u64)) {
    let whole = width.units() - 24;
    let pair = verdict::pair(row);
    let name = format!("{} — {}", row.title, verdict::fault(row));
    scene.label((12, top + 9), &pair, whole, Hold::Left, Ink::Text);
    let indent = label_width(&pair) + 10;
    scene.label(
        (12 + indent, top + 9),
        &name,
        whole - indent,
        Hold::Left,
        Ink::Faint,
    );
    let count = format!(
        "{} ({})",
        people::grouped(row.attempts),
        people::share(row.attempts, failed)
    );
    let room = whole - width.pick(150, 110);
    let length = u128::from(row.attempts) * u128::from(room.unsigned_abs()) / u128::from(most);
    let length = i32::try_from(length).unwrap_or(room).max(2);
    scene.bar((12, top + 20), (length, 12), Ink::of_class(row.class));
    scene.label(
        (12 + length + 8, top + 26),
        &count,
        whole - length - 8,
        Hold::Left,
        Ink::Text,
    );
}

/// The inks in use, with their meaning.
fn inks(rows: &[&PairRow]) -> Vec<(Ink, String)> {
    let names = [
        ("4xx", "4xx refused"),
        ("5xx", "5xx Twilio failed"),
        ("no_response", "no response"),
    ];
    let used = names
        .into_iter()
        .filter(|(class, _)| rows.iter().any(|row| row.class == Some(class)));
    used.map(|(class, name)| (Ink::of_class(Some(class)), name.to_string()))
        .collect()
}
