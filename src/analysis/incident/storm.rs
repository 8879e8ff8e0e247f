//! Retry storms: windows in which one request was tried again and again.

use super::grid::Grid;
use super::span::{self, Run, Span};

/// Attempts of one request in one window that make a storm: two a minute.
const ATTEMPTS: u32 = 10;

/// Windows of storm at most so far apart are one.
const JOIN: usize = 6;

/// All storms.
#[must_use]
pub fn storms(grid: &Grid<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    for (resource, failures) in grid.failures.iter().enumerate() {
        let mut open: Option<Span> = None;
        for one in failures.iter().filter(|one| one.top >= ATTEMPTS) {
            match &mut open {
                Some(span) if one.window < span.end + JOIN => span.end = one.window + 1,
                _ => {
                    let begun = Span {
                        start: one.window,
                        end: one.window + 1,
                    };
                    runs.extend(open.replace(begun).map(|span| run(span, resource)));
                }
            }
        }
        runs.extend(open.map(|span| run(span, resource)));
    }
    span::join_runs(runs)
}

fn run(span: Span, resource: usize) -> Run {
    Run {
        span,
        resources: vec![resource],
    }
}
