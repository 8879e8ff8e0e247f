//! Stretches of windows: joining them, and marking what lies near them.

/// Windows `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first window.
    pub start: usize,
    /// The first window after it.
    pub end: usize,
}

/// Joins stretches at most so many windows apart.
#[must_use]
pub fn join(mut spans: Vec<Span>, gap: usize) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end + gap => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// Marks the windows of some stretches, and one on both sides of each.
#[must_use]
pub fn near<'s>(windows: usize, spans: impl IntoIterator<Item = &'s Span>) -> Vec<bool> {
    let mut out = vec![false; windows];
    for span in spans {
        mark(&mut out, span.start.saturating_sub(1), span.end + 1);
    }
    out
}

/// Marks the windows `start..end`, as far as there are any.
pub fn mark(marks: &mut [bool], start: usize, end: usize) {
    let end = end.min(marks.len());
    if let Some(part) = marks.get_mut(start.min(end)..end) {
        part.fill(true);
    }
}

/// A stretch of some resources: what storms and surges are made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// When.
    pub span: Span,
    /// Numbers of the resources, ascending.
    pub resources: Vec<usize>,
}

/// Joins runs that overlap, with two windows of slack, whatever their resources.
#[must_use]
pub fn join_runs(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable();
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        match out.last_mut() {
            Some(last) if run.span.start < last.span.end + 2 => {
                last.span.end = last.span.end.max(run.span.end);
                last.resources.extend(run.resources);
                last.resources.sort_unstable();
                last.resources.dedup();
            }
            _ => out.push(run),
        }
    }
    out
}
