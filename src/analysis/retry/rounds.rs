//! Rounds 2 to 4: walking a group in order, each attempt attached to the open one that ended first.

use super::chain::HOUR;
use super::link::{Links, fingerprint};
use crate::aggregate::attempts::{History, Row, UNSAID, hash};
use crate::event::attempt::Flags;

/// The most attempts of one group that may wait for a successor at once; the oldest is then given up.
const MAX_OPEN: usize = 1024;

/// How much earlier the first of two overlapping attempts of one request starts.
const HEDGE: i64 = 1000;

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Rows that follow each other in one chain: the last of one unit, the first of the next.
    pub(super) pairs: Vec<(u32, u32)>,
}

/// How a walk goes.
struct Rule<J, G> {
    /// The second may follow the first.
    joins: J,
    /// No attempt that starts so late can follow any more.
    gone: G,
    /// With two candidates: none.
    strict: bool,
}

/// Walks units, each a first and a last row, by their first.
fn walk(
    links: &Links<'_>,
    units: &[(u32, u32)],
    rule: &Rule<impl Fn(&Row, &Row) -> bool, impl Fn(&Row, i64) -> bool>,
) -> Walk {
    let mut out = Walk::default();
    let mut open: Vec<u32> = Vec::new();
    for (first, last) in units {
        let row = links.row(*first);
        open.retain(|other| !(rule.gone)(links.row(*other), row.start));
        let fit = open
            .iter()
            .enumerate()
            .filter(|(_, other)| (rule.joins)(links.row(**other), row));
        let fits = fit.clone().take(2).count();
        let best = fit
            .min_by_key(|(_, other)| (links.row(**other).end, **other))
            .map(|(place, _)| place);
        if let Some(place) = best.filter(|_| !(rule.strict && fits > 1)) {
            out.pairs.push((open.remove(place), *first));
        }
        if open.len() == MAX_OPEN {
            open.remove(0);
        }
        open.push(*last);
    }
    out
}

/// Shows a group by payload, each with the rows behind what they are grouped by; attempts whose payload was not logged go with
/// the only one there is, else stand apart.
pub(super) fn by_payload(
    history: &History,
    group: &[(u64, u32)],
    mut show: impl FnMut(&[(u64, u32)]),
) {
    let payload = |at: u32| history.rows.get(at as usize).map_or(0, |row| row.payload);
    // Logs that tell no payload have many groups, and nothing to sort in them.
    if group.iter().all(|(_, at)| payload(*at) == 0) {
        return show(group);
    }
    let mut known: Vec<u64> = group
        .iter()
        .map(|(_, at)| payload(*at))
        .filter(|payload| *payload != 0)
        .collect();
    known.sort_unstable();
    known.dedup();
    let only = if let [only] = *known { only } else { 0 };
    let part = |at: u32| match payload(at) {
        0 => only,
        payload => payload,
    };
    let mut rows: Vec<(u64, u32)> = group.iter().map(|(_, at)| (part(*at), *at)).collect();
    rows.sort_unstable();
    rows.chunk_by(|one, two| one.0 == two.0).for_each(show);
}

impl Links<'_> {
    fn after(&self, one: &Row, two: &Row, limit: i64) -> bool {
        let gap = two.start - one.end;
        -self.slack(one, two) <= gap && gap <= limit
    }

    fn hedged(&self, one: &Row, two: &Row) -> bool {
        two.start < one.end - self.slack(one, two) && two.start - one.start >= HEDGE
    }

    /// Round 2: the same correlation, request or trace id.
    pub(super) fn by_trace(&mut self) {
        let groups = self.grouped(
            |row| row.correlation != 0 && row.flags.has(Flags::WHOLE),
            |row| hash((row.correlation, row.print)),
        );
        for group in groups
            .chunk_by(|one, two| one.0 == two.0)
            .filter(|group| group.len() > 1)
        {
            by_payload(self.history, group, |part| self.trace(part));
        }
    }

    fn trace(&mut self, part: &[(u64, u32)]) {
        let Some((_, first)) = part.first().filter(|_| part.len() > 1) else {
            return;
        };
        let first = self.row(*first);
        let blind = first.payload == 0 && !first.flags.has(Flags::INSTANCE);
        let unnumbered = part
            .iter()
            .any(|(_, at)| self.number(self.row(*at)).is_none());
        let mut pairs = part.windows(2).filter_map(|pair| match *pair {
            [(_, one), (_, two)] => Some((self.row(one), self.row(two))),
            _ => None,
        });
        let apart = |(one, two): (&Row, &Row)| {
            !one.ending.failed() || two.start < one.end - self.slack(one, two)
        };
        // One trace may hold many sends: they are joined only if the whole group can be one chain.
        if blind && unnumbered && pairs.any(apart) {
            return self.lose(part);
        }
        let joins = |one: &Row, two: &Row| self.same_trace(one, two);
        let rule = Rule {
            joins,
            gone: |row: &Row, start| start - row.end > HOUR,
            strict: blind,
        };
        let found = walk(self, &units(part), &rule);
        if blind && found.pairs.len() + 1 < part.len() {
            self.lose(part);
        }
        self.join(&found, false);
    }

    fn same_trace(&self, one: &Row, two: &Row) -> bool {
        if let (Some(first), Some(second)) = (self.number(one), self.number(two)) {
            return second > first && two.start - one.end <= HOUR;
        }
        let known = one.payload != 0 || one.flags.has(Flags::INSTANCE);
        let fits = if known {
            one.ending.failed()
        } else {
            one.ending.retryable()
        };
        (fits && self.after(one, two, HOUR)) || (one.payload != 0 && self.hedged(one, two))
    }

    fn lose(&mut self, part: &[(u64, u32)]) {
        for (_, at) in part {
            self.notes.ambiguous_parallel += u64::from(self.row(*at).ending.failed());
            if let Some(lost) = self.lost.get_mut(*at as usize) {
                *lost = true;
            }
        }
    }

    /// Round 3: rising attempt numbers with nothing but the fingerprint.
    pub(super) fn by_number(&mut self) {
        let meant = |row: &Row| {
            let known = row.payload != 0 || row.flags.has(Flags::INSTANCE);
            row.key == 0
                && row.correlation == 0
                && known
                && row.flags.has(Flags::WHOLE)
                && self.number(row).is_some()
        };
        let groups = self.grouped(meant, fingerprint);
        for group in groups
            .chunk_by(|one, two| one.0 == two.0)
            .filter(|group| group.len() > 1)
        {
            let next = |one: &Row, two: &Row| {
                let follows = self.number(one).map(|number| number + 1) == self.number(two);
                follows && one.ending.failed() && self.after(one, two, HOUR)
            };
            let rule = Rule {
                joins: next,
                gone: |row: &Row, start| !row.ending.failed() || start - row.end > HOUR,
                strict: false,
            };
            let found = walk(self, &units(group), &rule);
            self.join(&found, false);
        }
    }

    /// Round 4: the same request again soon after a failure, of chains that have neither id nor number.
    pub(super) fn by_fingerprint(&mut self, polled: &[u64]) {
        let unit = |(first, last, failed): (u32, u32, u64)| {
            (fingerprint(self.row(first)), first, last, failed)
        };
        let mut units: Vec<(u64, u32, u32, u64)> = self.free().into_iter().map(unit).collect();
        units.sort_unstable();
        for group in units.chunk_by(|one, two| one.0 == two.0) {
            let Some(row) = group.first().map(|(_, first, ..)| *self.row(*first)) else {
                continue;
            };
            let unknown = row.payload == 0;
            let failed = || group.iter().map(|(.., failed)| failed).sum::<u64>();
            if unknown && !row.flags.has(Flags::INSTANCE) {
                self.notes.no_payload_identity += failed();
            } else if unknown && polled.binary_search(&row.print).is_ok() {
                self.notes.shared_or_polled_url += failed();
            } else if group.len() > 1 {
                let units: Vec<(u32, u32)> = group
                    .iter()
                    .map(|(_, first, last, _)| (*first, *last))
                    .collect();
                let rule = Rule {
                    joins: |one: &Row, two: &Row| self.same_print(one, two),
                    gone: |row: &Row, start| {
                        if row.ending.failed() {
                            start - row.end > limit(row)
                        } else {
                            start >= row.end
                        }
                    },
                    strict: false,
                };
                let found = walk(self, &units, &rule);
                self.join(&found, true);
            }
        }
    }

    fn same_print(&self, one: &Row, two: &Row) -> bool {
        if one.key != 0 && one.key == two.key {
            return false;
        }
        let strong = one.flags.has(Flags::STRONG);
        // A recipient alone: the next message after a refusal may be another one.
        let fits = if strong || one.payload == 0 {
            one.ending.failed()
        } else {
            one.ending.retryable()
        };
        (fits && self.after(one, two, limit(one)))
            || (strong && !one.ending.failed() && self.hedged(one, two))
    }
}

/// How long after an attempt the same request is probably its retry.
fn limit(row: &Row) -> i64 {
    let limit = if row.flags.has(Flags::STRONG) {
        120_000
    } else {
        35_000
    };
    match row.retry_after {
        UNSAID => limit,
        asked => limit.max(i64::from(asked) + 30_000),
    }
}

fn units(part: &[(u64, u32)]) -> Vec<(u32, u32)> {
    part.iter().map(|(_, at)| (*at, *at)).collect()
}
