//! Verdicts on many requests at once: one wait for all, and one account's credentials tried again and again.

use super::chain::{Chain, Chains};
use super::context::Context;
use super::judgement::Judgement;
use crate::aggregate::attempts::Row;
use crate::analysis::audit::Scope;
use crate::analysis::audit::verdict::Verdict;
use crate::classify::ending::Ending;
use std::collections::BTreeMap;

/// So many first waits that are the same, and at least half of them.
const HERD: usize = 20;

/// So many 401s of one account within so long; runs so near are one.
const HAMMER: usize = 20;
const HAMMER_SPAN: i64 = 60_000;
const HAMMER_JOIN: i64 = 300_000;

/// How many places a scope names.
const PLACES: usize = 5;

/// All of them, by verdict, start and scope.
pub(super) fn scopes(
    chains: &Chains<'_>,
    judgements: &[Judgement],
    context: &Context<'_>,
) -> Vec<Scope> {
    let mut waits: BTreeMap<u32, Vec<(i64, Chain<'_>)>> = BTreeMap::new();
    for judgement in judgements {
        let chain = chains.chain(judgement.chain);
        let first = chain.first();
        let fine = context.is_fine(first, chain.last());
        let fails = matches!(first.ending, Ending::Server | Ending::Silent);
        if judgement.waited && fine && fails && !judgement.has(Verdict::is_sdk) {
            let wait = chain.row(1).start - first.end;
            waits.entry(first.resource).or_default().push((wait, chain));
        }
    }
    let mut out: Vec<Scope> = Vec::new();
    // What was sampled says nothing of all.
    if context.history.sieve == 0 {
        out.extend(waits.into_values().filter_map(|waits| herd(chains, waits)));
    }
    let mut accounts: BTreeMap<u32, Vec<&Row>> = BTreeMap::new();
    for row in chains
        .history
        .rows
        .iter()
        .filter(|row| row.ending == Ending::Auth)
    {
        accounts.entry(row.account).or_default().push(row);
    }
    for (account, rows) in accounts {
        hammered(account, rows, &mut out);
    }
    let key = |scope: &Scope| (scope.verdict, scope.start, scope.scope.clone());
    out.sort_by_key(key);
    out
}

/// How far a wait may lie above another and still be the same.
fn band(wait: i64) -> i64 {
    wait + (wait * 2).div_euclid(100).max(20)
}

/// The commonest first wait of a resource, if most have it.
fn herd(chains: &Chains<'_>, mut waits: Vec<(i64, Chain<'_>)>) -> Option<Scope> {
    waits.sort_by_key(|(wait, chain)| (*wait, chain.number));
    let (mut best, mut at) = (0, 0);
    for (place, (wait, _)) in waits.iter().enumerate() {
        let to = waits.partition_point(|(other, _)| *other <= band(*wait));
        if to - place > best {
            (best, at) = (to - place, *wait);
        }
    }
    if best < HERD || best * 2 < waits.len() {
        return None;
    }
    let inside = waits
        .iter()
        .filter(|(wait, _)| (at..=band(at)).contains(wait));
    let mut herd: Vec<Chain<'_>> = inside.map(|(_, chain)| *chain).collect();
    herd.sort_by_key(|chain| chain.number);
    let mut seconds: BTreeMap<i64, u64> = BTreeMap::new();
    for chain in &herd {
        *seconds
            .entry(chain.row(1).start.div_euclid(1000))
            .or_default() += 1;
    }
    Some(Scope {
        verdict: Verdict::NoJitter,
        scope: herd
            .first()
            .and_then(|chain| chains.resource(chain.first()))
            .unwrap_or("")
            .to_owned(),
        start: herd.iter().map(|chain| chain.first().end).min()?,
        end: herd.iter().map(|chain| chain.last().end).max()?,
        count: best as u64,
        lines: herd
            .iter()
            .take(PLACES)
            .map(|chain| (chain.first().source, chain.first().line))
            .collect(),
        herd: Some((at, waits.len() as u64, seconds.into_values().max()?)),
    })
}

/// Runs of 401s of one account.
fn hammered(account: u32, mut rows: Vec<&Row>, out: &mut Vec<Scope>) {
    rows.sort_by_key(|row| (row.end, row.source, row.line));
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for window in rows.windows(HAMMER) {
        let (Some(first), Some(last)) = (window.first(), window.last()) else {
            continue;
        };
        if last.end - first.end >= HAMMER_SPAN {
            continue;
        }
        match runs
            .last_mut()
            .filter(|run| first.end - run.1 <= HAMMER_JOIN)
        {
            Some(run) => run.1 = run.1.max(last.end),
            None => runs.push((first.end, last.end)),
        }
    }
    for (start, end) in runs {
        let inside = rows.iter().filter(|row| (start..=end).contains(&row.end));
        out.push(Scope {
            verdict: Verdict::UnauthorizedHammered,
            scope: format!("account:{account:08x}"),
            start,
            end,
            count: inside.clone().count() as u64,
            lines: inside
                .take(PLACES)
                .map(|row| (row.source, row.line))
                .collect(),
            herd: None,
        });
    }
}
