//! Shares before and after, as two bars each.

use super::Width;
use super::axis::{legend, nothing};
use super::scene::{Hold, Scene};
use super::theme::Ink;
use crate::report::people;

/// One thing before and after: so many of so many.
#[derive(Debug, Clone)]
pub struct Pairing {
    /// What it is.
    pub name: String,
    /// Before.
    pub before: (u64, u64),
    /// After.
    pub after: (u64, u64),
    /// True when there is more of it.
    pub worse: bool,
}

const ROW: i32 = 64;

/// Lays the chart out.
pub fn draw(rows: &[Pairing], width: Width) -> Scene {
    let title = "Shares before and after".to_owned();
    let shares = rows.iter().flat_map(|row| [row.before, row.after]);
    let most = shares.map(parts).max().unwrap_or(0);
    if most == 0 {
        return nothing(width, title, "nothing changed beyond chance");
    }
    let mut scene = Scene::new(width.units(), title);
    scene.about = format!(
        "Shares before and after of {}",
        people::counted(rows.len() as u64, "change", "changes")
    );
    let items = [
        (Ink::Other, "before".to_owned()),
        (Ink::ServerError, "after, more".to_owned()),
        (Ink::NoResponse, "after, less".to_owned()),
    ];
    let below = legend(&mut scene, width, &items) + 14;
    let count = i32::try_from(rows.len()).unwrap_or(0);
    scene.set_height(below + 4 + ROW * count);
    for (place, row) in (0..).zip(rows) {
        let top = below + place * ROW;
        let room = width.units() - 24;
        scene.label((12, top + 9), &row.name, room, Hold::Left, Ink::Text);
        let ink = if row.worse {
            Ink::ServerError
        } else {
            Ink::NoResponse
        };
        bar(&mut scene, width, top + 20, (row.before, most), Ink::Other);
        bar(&mut scene, width, top + 38, (row.after, most), ink);
    }
    scene
}

/// Parts in a thousand million, so that shares can be compared in whole numbers.
fn parts((count, of): (u64, u64)) -> u64 {
    let parts = u128::from(count) * 1_000_000_000 / u128::from(of.max(1));
    u64::try_from(parts).unwrap_or(u64::MAX)
}

fn bar(scene: &mut Scene, width: Width, top: i32, (share, most): ((u64, u64), u64), ink: Ink) {
    let room = width.units() - 24 - width.pick(230, 170);
    let long = u128::from(parts(share)) * u128::from(room.unsigned_abs()) / u128::from(most);
    let long = i32::try_from(long).unwrap_or(room).max(2);
    scene.bar((12, top), (long, 12), ink);
    let text = format!(
        "{} of {} ({})",
        people::grouped(share.0),
        people::grouped(share.1),
        people::share(share.0, share.1)
    );
    let at = (12 + long + 8, top + 6);
    scene.small(at, &text, width.units() - at.0, Hold::Left, Ink::Text);
}
