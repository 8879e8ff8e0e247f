//! Critical sends that were lost, and what a person may do with each.

use super::chain::{Chain, Chains};
use super::judgement::protection;
use crate::aggregate::attempts::{Row, UNSAID};
use crate::analysis::audit::{Action, DeadLetter, Protection};
use crate::classify::ending::Ending;
use crate::classify::policy::OTHER_CHANNEL;
use crate::event::attempt::Flags;

/// Creates on it are critical by themselves.
const VERIFICATIONS: &str = "verify/Services/Verifications";

/// All of them, by input and line of the last attempt.
pub(super) fn letters(chains: &Chains<'_>) -> Vec<DeadLetter> {
    let mut out: Vec<DeadLetter> = chains
        .iter()
        .filter_map(|chain| letter(chains, &chain))
        .collect();
    out.sort_by_key(|letter| (letter.source, letter.line));
    out
}

fn letter(chains: &Chains<'_>, chain: &Chain<'_>) -> Option<DeadLetter> {
    let (first, last) = (chain.first(), chain.last());
    if !last.ending.failed() || !is_critical(chains, first) || !chains.assessable(chain) {
        return None;
    }
    Some(DeadLetter {
        first_source: first.source,
        first_line: first.line,
        resource: chains.resource(last).map(ToOwned::to_owned),
        action: action(chain),
        status: (last.status > 0).then_some(last.status),
        code: (last.code != UNSAID).then_some(last.code),
        attempts: chain.len() as u64,
        source: last.source,
        line: last.line,
        time: last.end,
    })
}

fn is_critical(chains: &Chains<'_>, row: &Row) -> bool {
    let verification = || chains.resource(row) == Some(VERIFICATIONS);
    row.flags.has(Flags::CREATE) && (row.flags.has(Flags::CRITICAL) || verification())
}

/// The first rule that holds.
fn action(chain: &Chain<'_>) -> Action {
    let last = chain.last();
    if last.ending == Ending::Daily || OTHER_CHANNEL.contains(&last.code) {
        Action::OtherChannel
    } else if matches!(last.ending, Ending::Client | Ending::Auth) {
        Action::FixAndRetry
    } else if chain.rows().any(|row| row.ending.ambiguous())
        && protection(last) != Protection::Honoured
    {
        Action::LookThenRetry
    } else {
        Action::RetryAsIs
    }
}
