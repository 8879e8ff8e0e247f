//! Did the client behave? Which attempts belong to one request, where the client broke the reference policy, which creates
//! may exist twice, which critical sends were lost, and what a better policy would have saved.
//!
//! Attempts are joined in four rounds, from the best evidence to the weakest, all of them functions of the set of
//! attempts; each chain is then judged by one pure function. What the written fields cannot prove is counted, never claimed.

mod chain;
mod context;
mod dead;
mod groups;
mod hands;
mod incidents;
mod judge;
mod judgement;
mod link;
mod rounds;
mod sdk;
mod shape;
mod what_if;
mod wide;

#[cfg(test)]
mod tests;

use super::audit::{Audit, Duplicate, Load, NotAssessable, Protection};
use super::beside::{Beside, beside};
use super::contract::{Analysis, Judged, Settings};
use crate::aggregate::summary::Summary;
use chain::Chains;
use context::Context;
use judgement::Judgement;
use what_if::Health;

/// Judges the client.
#[derive(Debug)]
pub struct Retries;

impl Analysis for Retries {
    fn name(&self) -> &'static str {
        "retry"
    }

    fn about(&self) -> &'static str {
        "Did the client retry as it should, which creates may exist twice, which critical sends were lost?"
    }

    fn judge(&self, summary: &Summary, settings: &Settings, how: &dyn Beside, judged: &mut Judged) {
        judged.audit = Some(audit(summary, settings, how, judged));
    }
}

/// Links and judges.
fn audit(summary: &Summary, settings: &Settings, how: &dyn Beside, judged: &Judged) -> Audit {
    let history = &summary.history;
    let (chains, notes) = link::link(history);
    let mut context = Context::new(history);
    let looking = || incidents::of(&chains, summary.traffic.width, settings, judged);
    let telling = || (told(&chains, &context, notes), Health::of(&chains));
    let ((mut audit, health), incidents) = beside(how, telling, looking);
    context.incidents = incidents;
    audit.incidents = context.incidents.len() as u64;
    let judging = || judged_and_listed(&chains, &context, &mut audit);
    let ((), what_if) = beside(how, judging, || what_if::replay(&chains, &context, &health));
    audit.what_if = what_if;
    audit
}

/// Judges all chains, and lists those of which there is something to tell.
fn judged_and_listed(chains: &Chains<'_>, context: &Context<'_>, audit: &mut Audit) {
    let judgements = judge::all(chains, context, &mut audit.not_assessable);
    audit.scopes = wide::scopes(chains, &judgements, context);
    list(chains, judgements, audit);
}

/// What is told of all chains, whatever is thought of each, and whenever there was an incident.
fn told(chains: &Chains<'_>, context: &Context<'_>, notes: NotAssessable) -> Audit {
    let history = chains.history;
    let lone: u64 = history.lone.iter().map(|lone| lone.count).sum();
    let named = history.escalations.iter();
    let named = named.filter(|(_, call)| call.is_named());
    let mut audit = Audit {
        sieve: history.sieve,
        dropped: history.dropped,
        attempts: history.rows.len() as u64 + lone,
        chains: chains.len() as u64 + lone,
        linked: history.named,
        not_assessable: notes,
        escalations: named.count() as u64,
        dead_letters: dead::letters(chains),
        waits: shape::waits(chains, context),
        over_time: shape::over_time(chains),
        coarse: coarse(chains, context),
        ..Audit::default()
    };
    count(chains, &mut audit);
    audit
}

/// See [`Audit::coarse`].
fn coarse(chains: &Chains<'_>, context: &Context<'_>) -> (u64, u64) {
    let judged = chains
        .iter()
        .filter(|chain| chain.len() > 1 || chain.first().ending.failed());
    let (mut coarse, mut all) = (0, 0);
    for chain in judged {
        all += chain.len() as u64;
        let rows = chain.rows().filter(|row| !context.is_fine(row, row));
        coarse += rows.count() as u64;
    }
    (coarse, all)
}

/// Counts over all chains.
fn count(chains: &Chains<'_>, audit: &mut Audit) {
    let mut histogram = std::collections::BTreeMap::new();
    // The last is of attempts whose resource is not known.
    let resources = chains.history.resources.len();
    let mut loads = vec![(0, 0); resources + 1];
    let mut load = |resource: u32, attempts: u64, requests: u64| {
        if let Some(load) = loads.get_mut((resource as usize).min(resources)) {
            *load = (load.0 + attempts, load.1 + requests);
        }
    };
    let mut singles = 0;
    for at in 0..chains.len() {
        let chain = chains.chain(at);
        let (first, last) = (chain.first(), chain.last());
        let attempts = chain.len() as u64;
        if attempts == 1 {
            singles += 1;
        } else {
            *histogram.entry(attempts).or_insert(0) += 1;
        }
        load(first.resource, attempts, 1);
        audit.failed_at_last += u64::from(last.ending.failed());
        if attempts > 1 {
            audit.retried += 1;
            audit.recovered += u64::from(first.ending.failed() && !last.ending.failed());
            if let Some(tier) = audit.tiers.get_mut(chains.tier(&chain) as usize) {
                *tier += 1;
            }
        }
        let number = chains.number(last).map_or(0, u64::from);
        audit.not_assessable.missing_attempts += number.saturating_sub(attempts);
    }
    for lone in &chains.history.lone {
        singles += lone.count;
        load(lone.resource, lone.count, lone.count);
    }
    if singles > 0 {
        histogram.insert(1, singles);
    }
    audit.histogram = histogram.into_iter().collect();
    let unknown = loads.pop().into_iter().map(|load| (None, load));
    let known = chains.history.resources.iter().map(Some).zip(loads);
    let load = |(resource, (attempts, requests)): (Option<&String>, (u64, u64))| Load {
        resource: resource.cloned(),
        attempts,
        requests,
    };
    let called = |(_, (attempts, _)): &(Option<&String>, (u64, u64))| *attempts > 0;
    audit.loads = unknown.chain(known).filter(called).map(load).collect();
}

/// The requests that reports show, and the ledger of duplicates.
fn list(chains: &Chains<'_>, judgements: Vec<Judgement>, audit: &mut Audit) {
    let mut order = judgements;
    order.sort_by_key(|judgement| {
        let length = chains.chain(judgement.chain).len();
        let severity = judgement.severity();
        (
            severity.is_none(),
            severity,
            std::cmp::Reverse(length),
            judgement.chain,
        )
    });
    let mut duplicates: Vec<(usize, Duplicate)> = Vec::new();
    for judgement in order {
        if let Some(duplicate) = judgement.duplicate(audit.requests.len()) {
            if duplicate.protection == Protection::Honoured && duplicate.created < 2 {
                audit.guarded += 1;
            } else {
                duplicates.push((judgement.chain, duplicate));
            }
        }
        audit
            .requests
            .push(chains.request(judgement.chain, judgement.verdicts));
    }
    duplicates.sort_by_key(|(chain, _)| *chain);
    audit.duplicates = duplicates
        .into_iter()
        .map(|(_, duplicate)| duplicate)
        .collect();
}
