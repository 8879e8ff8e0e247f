//! The reference policy replayed over the failures, in integers: what it would have saved, and at what price.

use super::chain::{Chain, Chains, wait};
use super::context::Context;
use super::hands::Hands;
use super::judge::{FUTILE, MAX_RETRIES, MAX_WAIT, SHORT};
use crate::aggregate::attempts::{Map, Row, UNSAID};
use crate::analysis::audit::WhatIf;
use crate::classify::ending::Ending;

/// One, in the units of the replay.
const WHOLE: u64 = 1_000_000;

/// How many retries must have been seen for their success to say something.
const ENOUGH: u64 = 10;

/// How many went well, of how many.
type Share = (u64, u64);

/// First attempts by resource and minute.
#[derive(Debug, Default)]
pub(super) struct Health(Map<(u32, i64), Share>);

#[derive(Debug)]
struct Rates<'h> {
    health: &'h Health,
    /// Retries after a real wait, by resource; in all under `None`.
    second: Map<Option<u32>, Share>,
}

/// Replays it.
pub(super) fn replay(chains: &Chains<'_>, context: &Context<'_>, health: &Health) -> WhatIf {
    let rates = Rates::of(chains, context, health);
    let mut out = WhatIf::default();
    let (mut low, mut high, mut calls, mut waits) = (0, 0, 0, 0);
    for chain in chains.iter() {
        if chain.len() == 1 && !chain.first().ending.failed() {
            continue;
        }
        if is_candidate(&chain, context) {
            let last = chain.last();
            if context.in_incident(last, last.end, 0) {
                out.held_in_incident += 1;
            } else {
                out.candidates += 1;
                low += rates.one_more(last);
                let (left, added, waited) = rates.all_left(last, retries(&chain));
                high += WHOLE - left;
                calls += added;
                waits += waited;
            }
        }
        futile(&chain, context, &mut out);
        out.waits_added += hurried(&chain, context);
    }
    out.waits_added += waits / WHOLE;
    out.recoverable_low = low.min(high) / WHOLE;
    out.recoverable_high = low.max(high) / WHOLE;
    out.extra_calls_high = calls / WHOLE;
    out
}

fn retries(chain: &Chain<'_>) -> u64 {
    chain
        .pairs()
        .filter(|(one, _)| one.ending.retryable())
        .count() as u64
}

fn is_candidate(chain: &Chain<'_>, context: &Context<'_>) -> bool {
    let own = |one: &Row| {
        one.ending.outage() || (one.ending == Ending::Rate && one.retry_after == UNSAID)
    };
    let waits = chain
        .pairs()
        .filter(|(one, two)| own(one) && two.start >= one.end - context.slack(one, two));
    let waited: u64 = waits.map(|(one, two)| wait(one, two)).sum();
    chain.last().ending.outage() && retries(chain) < MAX_RETRIES && waited < MAX_WAIT
}

impl Health {
    /// Counts first attempts by resource and minute; needs no incidents, so it is done while they are looked for.
    pub(super) fn of(chains: &Chains<'_>) -> Self {
        let mut health = Self::default();
        health.0.reserve(chains.history.lone.len());
        let mut hands = Hands::new(chains.history.resources.len());
        for lone in &chains.history.lone {
            let at = (lone.resource, lone.start.div_euclid(60));
            let all = (lone.count, lone.count);
            health.put(hands.count(at, |share| sum(share, all)));
        }
        for chain in chains.iter() {
            let first = chain.first();
            let at = (first.resource, first.end.div_euclid(60_000));
            health.put(hands.count(at, |share| sum(share, one(first))));
        }
        health.put(hands.take());
        health
    }

    /// Puts shares with the others.
    fn put(&mut self, all: impl IntoIterator<Item = ((u32, i64), Share)>) {
        for (at, share) in all {
            sum(self.0.entry(at).or_default(), share);
        }
    }
}

impl<'h> Rates<'h> {
    fn of(chains: &Chains<'_>, context: &Context<'_>, health: &'h Health) -> Self {
        let mut rates = Self {
            health,
            second: Map::default(),
        };
        for chain in chains.iter() {
            rates.learn(&chain, context);
        }
        rates
    }

    fn learn(&mut self, chain: &Chain<'_>, context: &Context<'_>) {
        for (first, two) in chain.pairs() {
            let real = first.ending.outage() && wait(first, two) >= SHORT;
            if real && !context.in_incident(two, two.start, 0) {
                for resource in [Some(two.resource), None] {
                    sum(self.second.entry(resource).or_default(), one(two));
                }
            }
        }
    }

    /// The chance of one more retry.
    fn one_more(&self, last: &Row) -> u64 {
        let share = |resource| {
            self.second
                .get(&resource)
                .copied()
                .filter(|(_, all)| *all >= ENOUGH)
        };
        let seen = share(Some(last.resource)).or_else(|| share(None));
        seen.map_or(0, |(good, all)| good * WHOLE / (all + 2))
    }

    /// The chance that all retries that are left fail, the calls that they cost, and the milliseconds waited before them.
    fn all_left(&self, last: &Row, made: u64) -> (u64, u64, u64) {
        let (mut left, mut calls, mut waits, mut when) = (WHOLE, 0, 0, last.end);
        for step in made..MAX_RETRIES {
            when += 1000 << step;
            let minute = (last.resource, when.div_euclid(60_000));
            calls += left;
            waits += left * (1000 << step);
            if let Some((good, all)) = self.health.0.get(&minute) {
                left = left * (all + 1 - good) / (all + 2);
            }
        }
        (left, calls, waits)
    }
}

/// Milliseconds by which the retries of a chain that the policy would have made too came too soon for it.
fn hurried(chain: &Chain<'_>, context: &Context<'_>) -> u64 {
    let after = |(one, two): &(&Row, &Row)| {
        one.ending.retryable() && two.start >= one.end - context.slack(one, two)
    };
    let retries = chain.pairs().filter(after).take(5);
    let missing = |(step, (one, two)): (usize, (&Row, &Row))| {
        let asked = u64::from(one.retry_after);
        let due = match one.ending {
            Ending::Rate if one.retry_after != UNSAID => asked,
            _ => 1000 << step,
        };
        due.saturating_sub(wait(one, two))
    };
    retries.enumerate().map(missing).sum()
}

/// One attempt.
fn one(row: &Row) -> Share {
    (u64::from(!row.ending.failed()), 1)
}

fn sum(share: &mut Share, more: Share) {
    *share = (share.0 + more.0, share.1 + more.1);
}

/// Counts the attempts of a chain that the policy would not have made.
fn futile(chain: &Chain<'_>, context: &Context<'_>, out: &mut WhatIf) {
    let (mut waited, mut made) = (0, 0);
    for (one, two) in chain.pairs() {
        let pause = wait(one, two);
        waited += pause;
        made += 1;
        let refused = matches!(one.ending, Ending::Client | Ending::Auth | Ending::Daily);
        let look = one.status == 404 && one.method == 1 && made == 1;
        let early = one.ending == Ending::Rate
            && one.retry_after != UNSAID
            && pause + 100 < u64::from(one.retry_after);
        let futile = (refused && !look)
            || made > MAX_RETRIES
            || waited > MAX_WAIT
            || early
            || context.in_incident(two, two.start, FUTILE);
        if futile && two.ending.failed() {
            out.futile_calls += 1;
        } else if futile {
            out.futile_that_succeeded += 1;
        }
    }
}
