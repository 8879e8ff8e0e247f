//! What chains are judged against: escalations, incidents, the end of the log, keys that were used twice.

use super::chain::Chain;
use super::incidents::Incident;
use super::link;
use crate::aggregate::attempts::{History, Row};
use crate::event::attempt::Flags;
use std::collections::BTreeMap;

/// How long after the last failure an escalation may come, and how long the log must go on.
const ESCALATE: i64 = 60_000;
const TAIL: i64 = 120_000;

/// What chains are judged against.
#[derive(Debug)]
pub(super) struct Context<'h> {
    pub(super) history: &'h History,
    /// None while they are looked for.
    pub(super) incidents: Vec<Incident>,
    /// End of the last attempt.
    end: i64,
    /// Key or id, and when it was escalated; ascending.
    /// Under 0 those that name nobody.
    calls: Vec<(u64, i64)>,
    /// Keys that were used with several payloads, and the payload that came first.
    pub(super) reused: BTreeMap<u64, u64>,
}

impl<'h> Context<'h> {
    /// Of a history whose incidents are not known yet.
    pub(super) fn new(history: &'h History) -> Self {
        let calls = history
            .escalations
            .iter()
            .flat_map(|(_, call)| call.names().map(|id| (id, call.when)));
        let mut calls: Vec<(u64, i64)> = calls.collect();
        calls.sort_unstable();
        Self {
            history,
            incidents: Vec::new(),
            end: history.end,
            calls,
            reused: reused(history),
        }
    }

    pub(super) fn slack(&self, one: &Row, two: &Row) -> i64 {
        link::slack(self.history, one, two)
    }

    /// True when both times have milliseconds.
    pub(super) fn is_fine(&self, one: &Row, two: &Row) -> bool {
        self.slack(one, two) < 100
    }

    /// True inside an incident on the row's resource, from `delay` after its start.
    pub(super) fn in_incident(&self, row: &Row, when: i64, delay: i64) -> bool {
        let holds = |incident: &Incident| {
            incident.resources.contains(&row.resource)
                && incident.start + delay <= when
                && when < incident.end
        };
        self.incidents.iter().any(holds)
    }

    /// True when the log goes on long enough for something to be seen after the chain.
    pub(super) fn covers(&self, chain: &Chain<'_>) -> bool {
        self.end - chain.last().end >= TAIL
    }

    /// Whether somebody was told; `None` when the chain has no identity that an escalation could carry.
    pub(super) fn escalated(&self, chain: &Chain<'_>) -> Option<bool> {
        let last = chain.last().end;
        let ids = chain
            .rows()
            .flat_map(|row| [row.key, row.correlation])
            .filter(|id| *id != 0);
        let told = |id: u64| {
            let from = self.calls.partition_point(|call| *call < (id, last - 1000));
            self.calls
                .get(from)
                .is_some_and(|(call, when)| *call == id && *when <= last + ESCALATE)
        };
        let (mut known, mut found) = (false, false);
        for id in ids {
            known = true;
            found |= told(id);
        }
        let unsure = told(0);
        // Of a sample, the escalation under the other name may be missing.
        let sampled =
            self.history.sieve > 0 && chain.rows().any(|row| row.key != 0 && row.correlation != 0);
        let unseen = chain.rows().any(|row| row.flags.has(Flags::BY_PRIORITY));
        (known && (found || !(sampled || unsure || unseen))).then_some(found)
    }
}

/// See [`Context::reused`].
fn reused(history: &History) -> BTreeMap<u64, u64> {
    let keyed = history
        .rows
        .iter()
        .filter(|row| row.key != 0 && row.payload != 0);
    let mut uses: Vec<(u64, usize, u64)> = keyed
        .enumerate()
        .map(|(at, row)| (row.key, at, row.payload))
        .collect();
    uses.sort_unstable();
    let groups = uses.chunk_by(|one, two| one.0 == two.0);
    let many = groups.filter(|group| {
        group
            .iter()
            .any(|one| Some(one.2) != group.first().map(|first| first.2))
    });
    many.filter_map(|group| group.first().map(|(key, _, payload)| (*key, *payload)))
        .collect()
}
