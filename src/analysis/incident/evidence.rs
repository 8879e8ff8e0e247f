//! What lets a reader check a finding: the numbers of the affected resources, those that stayed normal, gaps in the data.

use super::super::finding::{Affected, Elsewhere, Moment, Steady};
use super::Channel;
use super::edges::Event;
use super::grid::{float, whole};
use super::matrix::Matrix;
use super::rates::Rates;
use super::span::{Run, Span};
use super::verdicts::Maker;
use crate::aggregate::failing::cell::{ANSWERS, Failing, Side, Told, answer_text};
use std::collections::BTreeMap;

/// The most stretches that show what happened before, during and after.
const AROUND: usize = 96;

/// The fewest windows of context on both sides.
const CONTEXT: usize = 12;

/// The fewest failures that must have been expected for their absence to say something.
const EXPECTED: f64 = 3.0;

/// The named resources of an event.
pub(super) fn affected(
    maker: &Maker<'_>,
    event: &Event,
    named: &[usize],
    rates: &impl Rates,
    failed: &Matrix,
    channel: Channel,
) -> Vec<Affected> {
    let one = |resource: &usize| {
        let Span { start, end } = event.span;
        let mut affected = told(maker, *resource, event.span, channel);
        affected.failed = whole(failed.sum(*resource, start, end));
        if channel == Channel::Client {
            affected.attempts = affected.failed;
        }
        affected.requests = whole(maker.requests.sum(*resource, start, end));
        affected.baseline = Some(rates.baseline(*resource));
        affected.elsewhere = Some(elsewhere(maker, *resource, event.span, failed));
        affected.ratio = event.ratios.get(*resource).copied().unwrap_or(0.0);
        affected.around = around(maker, *resource, event.span, failed);
        affected
    };
    named.iter().map(one).collect()
}

/// What was counted of a resource at all other times.
fn elsewhere(maker: &Maker<'_>, resource: usize, span: Span, failed: &Matrix) -> Elsewhere {
    let windows = maker.grid.windows;
    let outside = |counts: &Matrix| {
        let inside = counts.sum(resource, span.start, span.end);
        whole(counts.sum(resource, 0, windows) - inside)
    };
    Elsewhere {
        failed: outside(failed),
        requests: outside(maker.requests),
        windows: (windows - (span.end - span.start).min(windows)) as u64,
    }
}

/// The resources of a storm: requests alone.
pub(super) fn counted(maker: &Maker<'_>, run: &Run) -> Vec<Affected> {
    let one = |resource: &usize| {
        let mut affected = told(maker, *resource, run.span, Channel::Server);
        let failures = maker.grid.failures.get(*resource).into_iter().flatten();
        let inside = failures.filter(|one| (run.span.start..run.span.end).contains(&one.window));
        affected.failed = inside.map(|one| one.server).sum();
        let requests = maker.requests.sum(*resource, run.span.start, run.span.end);
        affected.requests = whole(requests);
        affected
    };
    run.resources.iter().map(one).collect()
}

/// The resources of a surge: all that failed, on whichever side, and how often it does at other times.
pub(super) fn surging(maker: &Maker<'_>, run: &Run) -> Vec<Affected> {
    let Span { start, end } = run.span;
    let windows = maker.grid.windows;
    let one = |resource: &usize| {
        let failed = maker.grid.failed(*resource, start, end);
        let requests = maker.requests.sum(*resource, start, end);
        let usual = maker.grid.failed(*resource, 0, windows) - failed;
        let others = maker.requests.sum(*resource, 0, windows) - requests;
        let mut ways: BTreeMap<Told, u64> = BTreeMap::new();
        let sides = [Channel::Server, Channel::Gateway, Channel::Client];
        let sides = sides.map(|channel| told(maker, *resource, run.span, channel));
        for (told, attempts) in sides.iter().flat_map(|side| &side.ways) {
            *ways.entry(*told).or_default() += attempts;
        }
        let [server, gateway, _] = sides;
        let refused = maker.grid.rejected(*resource, start, end);
        Affected {
            failed,
            requests: whole(requests),
            baseline: (others > 0.0).then(|| float(usual) / others),
            elsewhere: Some(Elsewhere {
                failed: usual,
                requests: whole(others),
                windows: (windows - (end - start).min(windows)) as u64,
            }),
            attempts: server.attempts + gateway.attempts + refused,
            answers: server.answers,
            ..shown(maker, *resource, ways)
        }
    };
    run.resources.iter().map(one).collect()
}

/// What a resource tells in one channel; the counts of requests are for the caller to fill in.
fn told(maker: &Maker<'_>, resource: usize, span: Span, channel: Channel) -> Affected {
    let side = match channel {
        Channel::Server => Side::Server,
        Channel::Gateway => Side::Gateway,
        Channel::Client => return refused(maker, resource, span),
    };
    let cells = maker.grid.cells(resource, span.start, span.end);
    let cells: Vec<&Failing> = cells.collect();
    let mut ways: BTreeMap<Told, u64> = BTreeMap::new();
    for (told, attempts) in cells.iter().flat_map(|cell| cell.ways(side)) {
        *ways.entry(*told).or_default() += attempts;
    }
    Affected {
        attempts: cells.iter().map(|cell| cell.tries(side)).sum(),
        answers: answers(&cells, side),
        ..shown(maker, resource, ways)
    }
}

/// What a resource tells of its refusals: each counts as an attempt, as none is kept with its request.
fn refused(maker: &Maker<'_>, resource: usize, span: Span) -> Affected {
    let mut ways: BTreeMap<Told, u64> = BTreeMap::new();
    for (told, count) in maker.grid.refusals(resource, span.start, span.end) {
        *ways.entry(told).or_default() += u64::from(count);
    }
    shown(maker, resource, ways)
}

/// A resource with how its failed attempts were told, most first.
fn shown(maker: &Maker<'_>, resource: usize, ways: BTreeMap<Told, u64>) -> Affected {
    let silent = ways.iter().filter(|(told, _)| told.silent);
    let silent = silent.map(|(_, attempts)| attempts).sum();
    let mut ways: Vec<(Told, u64)> = ways.into_iter().collect();
    ways.sort_by_key(|(_, attempts)| std::cmp::Reverse(*attempts));
    Affected {
        resource: maker.name(resource),
        failed: 0,
        requests: 0,
        baseline: None,
        elsewhere: None,
        ratio: 0.0,
        attempts: 0,
        silent,
        ways,
        answers: Vec::new(),
        around: Vec::new(),
    }
}

/// Twilio's ids of the earliest answers.
fn answers(cells: &[&Failing], side: Side) -> Vec<String> {
    let answers = cells.iter().flat_map(|cell| cell.answers(side));
    let mut answers: Vec<(i64, u128)> = answers.copied().collect();
    answers.sort_unstable();
    answers.dedup_by_key(|(_, id)| *id);
    answers.truncate(ANSWERS);
    answers.into_iter().map(|(_, id)| answer_text(id)).collect()
}

/// Failing and all requests in the event and as long before and after, in at most 96 equal stretches.
fn around(maker: &Maker<'_>, resource: usize, span: Span, failed: &Matrix) -> Vec<Moment> {
    let context = (span.end - span.start).max(CONTEXT);
    let start = span.start.saturating_sub(context);
    let end = (span.end + context).min(maker.grid.windows);
    let step = (end - start).div_ceil(AROUND).max(1);
    let moment = |start: usize| {
        let end = (start + step).min(end);
        Moment {
            start: maker.grid.start(start),
            failed: whole(failed.sum(resource, start, end)),
            requests: whole(maker.requests.sum(resource, start, end)),
        }
    };
    (start..end).step_by(step).map(moment).collect()
}

/// Resources that were not affected although they had traffic enough: at the median level of the affected ones they would
/// have failed at least three times, and what they show speaks for normal.
pub(super) fn normal(
    maker: &Maker<'_>,
    event: &Event,
    named: &[usize],
    rates: &impl Rates,
) -> Vec<Steady> {
    let Span { start, end } = event.span;
    let mut levels: Vec<f64> = named
        .iter()
        .map(|resource| rates.level(*resource, start, end))
        .collect();
    levels.sort_by(f64::total_cmp);
    let middle = levels.len() / 2;
    let at = |place: usize| levels.get(place).copied().unwrap_or(0.0);
    let level = if levels.len().is_multiple_of(2) {
        f64::midpoint(at(middle.saturating_sub(1)), at(middle))
    } else {
        at(middle)
    };
    let steady = |(resource, ratio): (usize, &f64)| {
        let expected = rates.expected(resource, start, end, level);
        (*ratio < 0.0 && expected >= EXPECTED && !named.contains(&resource)).then(|| Steady {
            resource: maker.name(resource),
            failed: whole(rates.failed(resource, start, end)),
            requests: whole(maker.requests.sum(resource, start, end)),
            expected,
        })
    };
    event.ratios.iter().enumerate().filter_map(steady).collect()
}

/// Stretches inside without any record.
pub(super) fn gaps(maker: &Maker<'_>, span: Span) -> Vec<(i64, i64)> {
    let empty = |window: usize| {
        let resources = 0..maker.requests.resources();
        resources
            .into_iter()
            .all(|resource| maker.requests.at(resource, window) == 0.0)
    };
    let mut out: Vec<(usize, usize)> = Vec::new();
    for window in (span.start..span.end).filter(|window| empty(*window)) {
        match out.last_mut() {
            Some((_, end)) if *end == window => *end += 1,
            _ => out.push((window, window + 1)),
        }
    }
    let stamped = |(start, end)| (maker.grid.start(start), maker.grid.start(end));
    out.into_iter().map(stamped).collect()
}
