//! Judging one chain: where it broke the reference policy, and where it followed it.

use super::chain::{Chain, Chains, wait};
use super::context::Context;
use super::judgement::{Judgement, protection};
use super::sdk;
use crate::aggregate::attempts::{Row, UNSAID};
use crate::analysis::audit::verdict::Verdict;
use crate::analysis::audit::{NotAssessable, Protection};
use crate::classify::ending::Ending;
use crate::event::attempt::Flags;

/// A first wait shorter than this is no backoff; milliseconds.
pub(super) const SHORT: u64 = 900;

/// The least of a first wait that follows the policy.
const BASE: u64 = 750;

/// Most retries and most waiting.
pub(super) const MAX_RETRIES: u64 = 5;
pub(super) const MAX_WAIT: u64 = 60_000;

/// A storm: so many failures within so long.
const STORM: usize = 10;
const STORM_SPAN: i64 = 300_000;

/// Retries are futile so long after an incident began.
pub(super) const FUTILE: i64 = 300_000;

/// Two attempts that follow each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'c> {
    pub(super) one: &'c Row,
    pub(super) two: &'c Row,
    pub(super) wait: u64,
    /// The second began before the first had ended.
    overlaps: bool,
}

/// Judges all chains; answers those of several attempts or with a verdict.
pub(super) fn all(
    chains: &Chains<'_>,
    context: &Context<'_>,
    notes: &mut NotAssessable,
) -> Vec<Judgement> {
    let mut out = Vec::new();
    for chain in chains.iter() {
        // Of one attempt nothing is said but that it was given up, or had a key of another request.
        if chain.len() == 1 && !chain.first().ending.outage() && context.reused.is_empty() {
            continue;
        }
        let judgement = Judging::of(chains, chain, context).judge(notes);
        if chain.len() > 1 || !judgement.verdicts.is_empty() {
            out.push(judgement);
        }
    }
    out
}

/// One chain while it is being judged.
struct Judging<'c> {
    chains: &'c Chains<'c>,
    chain: Chain<'c>,
    context: &'c Context<'c>,
    pairs: Vec<Pair<'c>>,
    /// Waits that the policy rules.
    waits: Vec<u64>,
    verdicts: Vec<(Verdict, u64)>,
}

impl<'c> Judging<'c> {
    fn of(chains: &'c Chains<'c>, chain: Chain<'c>, context: &'c Context<'c>) -> Self {
        let pair = |(one, two): (&'c Row, &'c Row)| Pair {
            one,
            two,
            wait: wait(one, two),
            overlaps: two.start < one.end - context.slack(one, two),
        };
        let pairs: Vec<Pair<'c>> = chain.pairs().map(pair).collect();
        let own = |row: &Row| {
            row.ending.outage() || (row.ending == Ending::Rate && row.retry_after == UNSAID)
        };
        let waits = pairs
            .iter()
            .filter(|pair| !pair.overlaps && own(pair.one))
            .map(|pair| pair.wait)
            .collect();
        Self {
            chains,
            chain,
            context,
            pairs,
            waits,
            verdicts: Vec::new(),
        }
    }

    fn say(&mut self, verdict: Verdict, events: u64) {
        if events > 0 {
            self.verdicts.push((verdict, events));
        }
    }

    fn count(&self, meant: impl Fn(&Pair<'c>) -> bool) -> u64 {
        self.pairs.iter().filter(|pair| meant(pair)).count() as u64
    }

    fn judge(mut self, notes: &mut NotAssessable) -> Judgement {
        let again = self.count(|pair| pair.one.ending.retryable());
        let overlaps = self.pairs.iter().any(|pair| pair.overlaps);
        let fine = self.context.is_fine(self.chain.first(), self.chain.last());
        let sdk = (fine && !overlaps)
            .then(|| sdk::pattern(&self.chain, &self.pairs))
            .flatten();
        self.say_sdk(sdk);
        self.refused(sdk);
        self.timing(sdk, fine);
        self.amount(again);
        let escalated = self.context.escalated(&self.chain);
        self.ends(again, escalated, notes);
        let (risk, keys, created) = self.creates();
        self.good(again, overlaps, escalated);
        self.verdicts.sort_unstable();
        Judgement {
            chain: self.chain.number,
            waited: !self.waits.is_empty() && again > 0,
            verdicts: self.verdicts,
            risk,
            keys,
            created,
        }
    }

    fn say_sdk(&mut self, sdk: Option<Verdict>) {
        if let Some(verdict) = sdk {
            self.say(verdict, 1);
        }
    }

    /// Retries of what cannot succeed.
    fn refused(&mut self, sdk: Option<Verdict>) {
        let resend = sdk == Some(Verdict::SdkGoResend);
        let client = self.count(|pair| pair.one.ending == Ending::Client);
        // A resource made a moment ago deserves one delayed look.
        let fair =
            |pair: &Pair<'_>| pair.one.status == 404 && pair.one.method == 1 && pair.wait >= 1000;
        let fair =
            client == 1 && self.count(|pair| pair.one.ending == Ending::Client && fair(pair)) == 1;
        if !fair && !resend {
            self.say(Verdict::ClientErrorRetried, client);
        }
        if !resend {
            self.say(
                Verdict::UnauthorizedRetried,
                self.count(|pair| pair.one.ending == Ending::Auth),
            );
        }
        let daily = self.count(|pair| pair.one.ending == Ending::Daily && pair.wait < 3_600_000);
        self.say(Verdict::DailyLimitRetried, daily);
        let early = |pair: &Pair<'_>| {
            let slack = u64::try_from(self.context.slack(pair.one, pair.two))
                .unwrap_or(0)
                .max(100);
            let asked = pair.one.retry_after;
            pair.one.ending == Ending::Rate
                && asked != UNSAID
                && !pair.overlaps
                && pair.wait + slack < u64::from(asked)
        };
        let early = self.count(early);
        self.say(Verdict::RetryAfterIgnored, early);
    }

    /// Waits that are too short, or do not grow.
    fn timing(&mut self, sdk: Option<Verdict>, fine: bool) {
        if sdk.is_some() {
            return;
        }
        if fine {
            let hasty = |pair: &Pair<'_>| {
                let rate = pair.one.ending == Ending::Rate && pair.one.retry_after == UNSAID;
                rate && !unread(pair.one) && !pair.overlaps && pair.wait < SHORT
            };
            self.say(Verdict::RateLimitNoBackoff, self.count(hasty));
            let first = self
                .pairs
                .first()
                .filter(|pair| !pair.overlaps && pair.one.ending.outage());
            let short = first.is_some_and(|pair| pair.wait < SHORT);
            self.say(Verdict::FirstWaitShort, u64::from(short));
        }
        let (least, most) = (self.waits.iter().min(), self.waits.iter().max());
        if let (Some(least), Some(most), 2..) = (least, most, self.waits.len()) {
            let flat = most * 100 <= least * 110 + 2000;
            let nearly = self.waits.len() >= 3 && most * 100 <= least * 135;
            if flat || nearly {
                self.say(Verdict::NoBackoffGrowth, self.waits.len() as u64);
            }
        }
    }

    /// Too often, too long, too many at once, during an incident.
    fn amount(&mut self, again: u64) {
        if again > MAX_RETRIES {
            self.say(Verdict::TooManyRetries, again);
        }
        let waited: u64 = self.waits.iter().sum();
        if waited > MAX_WAIT {
            self.say(Verdict::WaitedTooLong, waited / 1000);
        }
        let failed: Vec<i64> = self
            .chain
            .rows()
            .filter(|row| row.ending.failed())
            .map(|row| row.end)
            .collect();
        if failed.windows(STORM).any(|ends| {
            ends.first()
                .zip(ends.last())
                .is_some_and(|(first, last)| last - first < STORM_SPAN)
        }) {
            self.say(Verdict::RetryStorm, failed.len() as u64);
        }
        let futile = self.count(|pair| {
            pair.two.ending.failed() && self.context.in_incident(pair.two, pair.two.start, FUTILE)
        });
        self.say(Verdict::RetriedInIncident, futile);
    }

    /// How it ended: exhausted and nobody told, or given up at once.
    fn ends(&mut self, again: u64, escalated: Option<bool>, notes: &mut NotAssessable) {
        let last = self.chain.last();
        let covered = self.context.covers(&self.chain);
        if again > 0 && last.ending.retryable() && covered {
            match escalated {
                // The attempt that does not say what it asked for may be the next of them, and may have gone well.
                _ if self.chains.is_partial(last) => notes.not_retried += 1,
                None => notes.escalation += 1,
                Some(told) => self.say(Verdict::ExhaustedNotEscalated, u64::from(!told)),
            }
        }
        let first_number = self.chains.number(last).is_none_or(|number| number == 1);
        if self.chain.len() > 1 || !last.ending.outage() || !first_number {
            return;
        }
        // Looking first is right where a create may have succeeded and no key helps.
        let look = last.flags.has(Flags::CREATE)
            && protection(last) != Protection::Honoured
            && last.ending.ambiguous()
            && !matches!(last.status, 502 | 503);
        if !covered || !self.chains.assessable(&self.chain) {
            notes.not_retried += 1;
        } else if !look
            && !self.chains.is_polled(&self.chain)
            && !self.context.in_incident(last, last.end, 0)
        {
            self.say(Verdict::GaveUpEarly, 1);
        }
    }

    /// Creates that may have been done twice, and the keys that should have prevented it.
    fn creates(&mut self) -> (Option<Protection>, u64, u64) {
        let risky = |pair: &&Pair<'_>| {
            pair.one.flags.has(Flags::CREATE) && (pair.one.ending.ambiguous() || pair.overlaps)
        };
        let risks: Vec<Protection> = self
            .pairs
            .iter()
            .filter(risky)
            .map(|pair| protection(pair.one))
            .collect();
        let of = |wanted: Protection| risks.iter().filter(|risk| **risk == wanted).count() as u64;
        let (none, not_honoured) = (of(Protection::None), of(Protection::NotHonoured));
        self.say(Verdict::CreateRepeatedUnprotected, none);
        self.say(Verdict::KeyNotHonoured, not_honoured);
        let keys = distinct(self.chain.rows().map(|row| row.key));
        if keys > 1 {
            self.say(Verdict::KeyChanged, keys);
        }
        let made = self
            .chain
            .rows()
            .filter(|row| row.flags.has(Flags::CREATE) && !row.ending.failed());
        let created = distinct(made.map(|row| row.created));
        if created > 1 {
            self.say(Verdict::DuplicateConfirmed, created);
        }
        let first = self.chain.first();
        let reused = self.context.reused.get(&first.key);
        if first.payload != 0 && reused.is_some_and(|payload| *payload != first.payload) {
            self.say(Verdict::KeyReused, 1);
        }
        (risks.into_iter().min(), keys, created)
    }

    fn good(&mut self, again: u64, overlaps: bool, escalated: Option<bool>) {
        let blamed = self
            .verdicts
            .iter()
            .any(|(verdict, _)| *verdict != Verdict::KeyNotHonoured);
        if again == 0 || blamed || overlaps || !self.context.covers(&self.chain) {
            return;
        }
        // What nobody can read may have been ignored.
        if self.pairs.iter().any(|pair| unread(pair.one)) {
            return;
        }
        let told =
            |pair: &&Pair<'_>| !(pair.one.ending == Ending::Rate && pair.one.retry_after != UNSAID);
        let own = self.pairs.iter().filter(told);
        let grows = own
            .enumerate()
            .all(|(step, pair)| pair.wait >= BASE << step.min(16));
        let ended =
            !self.chain.last().ending.retryable() || (again >= 3 && escalated == Some(true));
        if grows && ended {
            self.say(Verdict::FollowsPolicy, 1);
        }
    }
}

/// True when the answer asked to wait, and nobody can read how long.
const fn unread(row: &Row) -> bool {
    row.flags.has(Flags::UNREAD_WAIT)
}

/// How many different values there are, 0 left out.
fn distinct(values: impl Iterator<Item = u64>) -> u64 {
    let mut known: Vec<u64> = values.filter(|value| *value != 0).collect();
    known.sort_unstable();
    known.dedup();
    known.len() as u64
}
