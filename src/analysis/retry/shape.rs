//! What charts show of the retries: how long was waited before each, and how many attempts a request took over time.

use super::chain::{Chains, wait};
use super::context::Context;
use crate::aggregate::attempts::UNSAID;
use crate::analysis::audit::{Stretch, Waits};
use crate::classify::ending::Ending;
use std::collections::BTreeMap;

/// Retries beyond this one are told together with it.
const STEPS: usize = 6;

/// The most stretches of time, and how long they may be in seconds.
const MOST: i64 = 96;
const LENGTHS: [i64; 10] = [
    60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000,
];

/// The waits that the client chose itself, by the number of the retry.
pub(super) fn waits(chains: &Chains<'_>, context: &Context<'_>) -> Vec<Waits> {
    let mut by_step: [Vec<u64>; STEPS] = Default::default();
    for chain in chains.iter().filter(|chain| chain.len() > 1) {
        for (step, (one, two)) in chain.pairs().enumerate() {
            let own =
                one.ending.outage() || (one.ending == Ending::Rate && one.retry_after == UNSAID);
            let overlaps = two.start < one.end - context.slack(one, two);
            if let Some(waits) = by_step.get_mut(step.min(STEPS - 1))
                && own
                && !overlaps
            {
                waits.push(wait(one, two));
            }
        }
    }
    let told = (1..).zip(by_step).filter(|(_, waits)| !waits.is_empty());
    told.map(|(retry, mut waits)| {
        waits.sort_unstable();
        let part = |tenths: usize| {
            let place = (waits.len() - 1) * tenths / 10;
            waits.get(place).copied().unwrap_or(0)
        };
        Waits {
            retry,
            count: waits.len() as u64,
            low: part(1),
            middle: part(5),
            high: part(9),
        }
    })
    .collect()
}

fn put(counts: &mut BTreeMap<i64, (u64, u64)>, (at, attempts, requests): (i64, u64, u64)) {
    if attempts + requests > 0 {
        let count = counts.entry(at).or_default();
        *count = (count.0 + attempts, count.1 + requests);
    }
}

/// Attempts and requests over time, in stretches of one length; none where nothing tells which attempts belong together.
pub(super) fn over_time(chains: &Chains<'_>) -> Vec<Stretch> {
    let history = chains.history;
    if !history.named || history.sieve > 0 {
        return Vec::new();
    }
    let second = |milliseconds: i64| milliseconds.div_euclid(1000);
    let lone = history.lone.iter().map(|lone| lone.start);
    let all = lone.chain(history.rows.iter().map(|row| second(row.end)));
    let Some((first, last)) = all.fold(None, |ends: Option<(i64, i64)>, at| {
        Some(ends.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
    }) else {
        return Vec::new();
    };
    let fits = |length: &i64| last.div_euclid(*length) - first.div_euclid(*length) < MOST;
    let longest = LENGTHS.last().copied().unwrap_or(1);
    let length = LENGTHS.into_iter().find(fits).unwrap_or(longest);
    // Few stretches, unless the times of one log are an age apart.
    let mut counts: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    let mut last = (i64::MIN, 0, 0);
    let mut add = |at: i64, attempts: u64, requests: u64| {
        let place = at.div_euclid(length) * length;
        if place != last.0 {
            put(&mut counts, last);
            last = (place, 0, 0);
        }
        last = (place, last.1 + attempts, last.2 + requests);
    };
    for lone in &history.lone {
        add(lone.start, lone.count, lone.count);
    }
    for chain in chains.iter() {
        add(second(chain.first().end), 0, 1);
        for row in chain.rows() {
            add(second(row.end), 1, 0);
        }
    }
    put(&mut counts, last);
    let stretch = |(start, (attempts, requests)): (i64, (u64, u64))| Stretch {
        start,
        length,
        attempts,
        requests,
    };
    counts.into_iter().map(stretch).collect()
}
