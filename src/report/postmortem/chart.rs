//! The chart of a draft.

use super::model::Postmortem;
use crate::report::charts::{self, Scene, Stretch, Width, seconds};

/// Failed calls per window, for screens or for phones.
pub fn chart(draft: &Postmortem, width: Width) -> Scene {
    let windows = draft.windows.iter();
    let windows: Vec<(i64, u64)> = windows
        .filter_map(|row| Some((seconds(&row.start)?, row.failed_calls)))
        .collect();
    let stretch = Stretch {
        windows: &windows,
        window: i64::from(draft.window_seconds),
        start: seconds(&draft.start).unwrap_or(0),
        end: seconds(&draft.end).unwrap_or(0),
    };
    charts::stretch(&stretch, width)
}
