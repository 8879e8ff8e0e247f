//! What changed between two logs: pairs and resources that are new, gone, risen or fallen beyond chance.
//!
//! Given how often a failure happened on both sides together, it falls on the later side with the probability that the
//! calls do: that is a binomial test, exact, and free of the level. Calls are weighed resource by resource, so that
//! another mix of resources is no change. Failures come in bursts, so the counts are first divided by how much their
//! windows scatter beyond a binomial's. What is left of chance over many pairs is held down by the rate of false
//! discoveries (Benjamini and Hochberg).

mod exact;
pub mod side;
mod spread;

#[cfg(test)]
mod tests;

use crate::event::Kind;
use side::{Counted, PairKey, Side};
use std::collections::BTreeSet;

/// In how many ways a pair or a resource may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not there before.
    New,
    /// It became more frequent.
    Risen,
    /// It became rarer.
    Fallen,
    /// It is not there any more.
    Gone,
    /// Nothing that chance could not do.
    None,
}

impl Change {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Risen => "risen",
            Self::Fallen => "fallen",
            Self::Gone => "gone",
            Self::None => "none",
        }
    }

    /// True for more failures than before.
    #[must_use]
    pub const fn is_worse(self) -> bool {
        matches!(self, Self::New | Self::Risen)
    }
}

/// Against what a count is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The calls of the resources on which it happens.
    Calls,
    /// The failures there: the logs hold next to no successes, so that only the mix of failures can be compared.
    Failures,
    /// All calls: the resource was called on one side alone.
    Traffic,
}

impl Basis {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Failures => "failures",
            Self::Traffic => "traffic",
        }
    }
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A pair, on all its resources.
    Pair(PairKey),
    /// A resource, with all its failures; `None` for records that do not say.
    Resource(Option<String>),
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Of what.
    pub subject: Subject,
    /// The one resource on which a pair changed most clearly; `None` where all its resources together show more.
    pub at: Option<String>,
    /// How it changed.
    pub change: Change,
    /// Counts before and after.
    pub counts: [u64; 2],
    /// What they are held against, before and after.
    pub of: [u64; 2],
    /// What that is.
    pub basis: Basis,
    /// Evidence in nats: the logarithm of the likelihood ratio, bursts discounted.
    pub evidence: f64,
    /// Probability of as unlikely a split by chance.
    pub p_value: f64,
    /// The same among all comparisons.
    pub q_value: f64,
    /// By how much the windows scatter beyond a binomial's; at least 1.
    pub spread: f64,
    /// The probability if bursts were not discounted.
    pub plain_p: f64,
    /// The least that the probability could be with so many counts, however they fall.
    pub least_p: f64,
}

/// A resource whose probability could not come below this part of the false discoveries allowed is not looked at alone, so
/// that it makes chance no likelier for the others.
const HOPELESS: f64 = 0.1;

/// Compares two sides; rows that changed come first, then by evidence. `fdr` is the share of false changes to allow.
#[must_use]
pub fn compare(before: &Side, after: &Side, fdr: f64) -> Vec<Row> {
    let sides = [before, after];
    let floor = fdr * HOPELESS;
    let keys: BTreeSet<&PairKey> = sides.iter().flat_map(|side| side.pairs.keys()).collect();
    let pairs = keys.into_iter().filter_map(|key| pair(key, sides, floor));
    let names: BTreeSet<&String> = sides
        .iter()
        .flat_map(|side| side.all.keys())
        .filter(|(kind, _)| *kind == Kind::ApiCall)
        .map(|(_, name)| name)
        .collect();
    let resources = names.into_iter().filter_map(|name| resource(name, sides));
    let mut rows: Vec<Row> = pairs.chain(resources).collect();
    let reach = exact::reach(rows.iter().map(|row| row.least_p), fdr);
    let told = |row: &&mut Row| row.least_p <= reach;
    let values: Vec<f64> = rows
        .iter_mut()
        .filter(told)
        .map(|row| row.p_value)
        .collect();
    let values = exact::q_values(&values);
    for (row, value) in rows.iter_mut().filter(told).zip(values) {
        row.q_value = value;
        row.change = change(row, fdr);
    }
    rows.sort_by(|one, other| {
        let quiet = |row: &Row| row.change == Change::None;
        quiet(one)
            .cmp(&quiet(other))
            .then(other.evidence.total_cmp(&one.evidence))
            .then(one.subject.cmp(&other.subject))
    });
    rows
}

fn change(row: &Row, fdr: f64) -> Change {
    if row.q_value > fdr {
        return Change::None;
    }
    let [before, after] = row.counts;
    let [all_before, all_after] = row.of.map(u128::from);
    let risen = u128::from(after) * all_before > u128::from(before) * all_after;
    match (before, after, risen) {
        (0, _, _) => Change::New,
        // A smaller share of the failures may only mean that others grew.
        _ if !risen && row.basis == Basis::Failures => Change::None,
        (_, 0, _) => Change::Gone,
        (_, _, true) => Change::Risen,
        _ => Change::Fallen,
    }
}

/// One stratum of a comparison: what is counted on one resource, and against what.
struct Stratum<'s> {
    counted: [Option<&'s Counted>; 2],
    of: [Option<&'s Counted>; 2],
}

impl Stratum<'_> {
    fn counts(&self) -> [u64; 2] {
        self.counted.map(|one| one.map_or(0, |one| one.total))
    }

    fn exposure(&self) -> [u64; 2] {
        self.of.map(|one| one.map_or(0, |one| one.total))
    }
}

/// A pair on all its resources, or on the one that shows more. Looking several times makes chance likelier, so that the
/// probability is multiplied by the number of looks.
fn pair(key: &PairKey, sides: [&Side; 2], floor: f64) -> Option<Row> {
    let names: BTreeSet<&String> = sides
        .iter()
        .filter_map(|side| side.pairs.get(key))
        .flat_map(|pair| pair.resources.keys())
        .collect();
    let strata = || names.iter().map(|name| stratum(key, name, sides));
    let successes = names
        .iter()
        .any(|name| has_successes(&(key.kind, (*name).clone()), sides));
    let basis = |successes: bool| {
        if successes {
            Basis::Calls
        } else {
            Basis::Failures
        }
    };
    let all: Vec<Stratum<'_>> = strata().collect();
    let together = row(Subject::Pair(*key), &all, basis(successes), sides, &names);
    if names.len() < 2 {
        return together;
    }
    let alone = names.iter().zip(strata()).filter_map(|(name, stratum)| {
        let own = (key.kind, (*name).clone());
        let basis = basis(has_successes(&own, sides));
        let only = BTreeSet::from([*name]);
        let row = row(Subject::Pair(*key), &[stratum], basis, sides, &only)?;
        let at = Some((*name).clone());
        (row.least_p <= floor).then_some(Row { at, ..row })
    });
    let alone: Vec<Row> = alone.collect();
    if alone.is_empty() {
        return together;
    }
    let times = 2 * alone.len();
    let alone = alone.into_iter().map(|row| looked(row, times));
    let rows = together.map(|row| looked(row, 2)).into_iter().chain(alone);
    let rows: Vec<Row> = rows.collect();
    // The least that any of them could be: the one that is chosen depends on how the counts fall.
    let least_p = rows.iter().map(|row| row.least_p).fold(1.0, f64::min);
    let surest = rows.into_iter().min_by(|one, other| {
        let values = one.p_value.total_cmp(&other.p_value);
        values.then(other.evidence.total_cmp(&one.evidence))
    })?;
    Some(Row { least_p, ..surest })
}

/// A row that was chosen as one of so many.
fn looked(row: Row, times: usize) -> Row {
    let times = float(times as u64);
    Row {
        p_value: (row.p_value * times).min(1.0),
        plain_p: (row.plain_p * times).min(1.0),
        least_p: (row.least_p * times).min(1.0),
        evidence: (row.evidence - times.ln()).max(0.0),
        ..row
    }
}

fn stratum<'s>(key: &PairKey, name: &String, sides: [&'s Side; 2]) -> Stratum<'s> {
    let counted = sides.map(|side| side.pairs.get(key)?.resources.get(name));
    let own = (key.kind, name.clone());
    let mut of = sides.map(|side| side.all.get(&own));
    if of.iter().any(Option::is_none) {
        of = sides.map(|side| side.kinds.get(&key.kind));
    }
    Stratum { counted, of }
}

fn resource(name: &String, sides: [&Side; 2]) -> Option<Row> {
    let own = (Kind::ApiCall, name.clone());
    let called = sides.map(|side| side.all.get(&own));
    let (counted, of, basis) = if called.iter().all(Option::is_some) {
        if !has_successes(&own, sides) {
            return None;
        }
        let failed = sides.map(|side| side.failed.get(name));
        (failed, called, Basis::Calls)
    } else {
        let all = sides.map(|side| side.kinds.get(&Kind::ApiCall));
        (called, all, Basis::Traffic)
    };
    let subject = Subject::Resource((!name.is_empty()).then(|| name.clone()));
    let strata = [Stratum { counted, of }];
    row(subject, &strata, basis, sides, &BTreeSet::from([name]))
}

/// At least one call in a hundred went well, on either side.
fn has_successes(own: &(Kind, String), sides: [&Side; 2]) -> bool {
    let sum = |of: fn(&Side) -> &side::ByResource| -> u64 {
        let counts = sides.iter().filter_map(|side| of(side).get(own));
        counts.map(|counted| counted.total).sum()
    };
    sum(|side| &side.good) * 100 >= sum(|side| &side.all)
}

fn row(
    subject: Subject,
    strata: &[Stratum<'_>],
    basis: Basis,
    sides: [&Side; 2],
    names: &BTreeSet<&String>,
) -> Option<Row> {
    let (mut counts, mut of) = ([0; 2], [0; 2]);
    let mut expected = 0.0;
    for stratum in strata {
        let (counted, exposure) = (stratum.counts(), stratum.exposure());
        let all = exposure.iter().sum::<u64>().max(1);
        expected += float(counted.iter().sum()) * float(exposure[1]) / float(all);
        for side in 0..2 {
            counts[side] += counted[side];
            of[side] += exposure[side];
        }
    }
    let whole = float(counts.iter().sum());
    let chance = expected / whole;
    // Without calls on both sides there is nothing to compare.
    if !(chance > 0.0 && chance < 1.0) {
        return None;
    }
    let told = names.iter().flat_map(|name| {
        let spreads = sides.iter().filter_map(|side| side.spread.get(*name));
        spreads.copied()
    });
    let spread = spread::of(strata).max(told.fold(1.0, f64::max));
    let after = float(counts[1]);
    Some(Row {
        subject,
        at: None,
        change: Change::None,
        counts,
        of,
        basis,
        evidence: exact::evidence(after, whole, chance) / spread,
        p_value: exact::two_sided(after / spread, whole / spread, chance),
        q_value: 1.0,
        spread,
        plain_p: exact::two_sided(after, whole, chance),
        least_p: exact::least(whole / spread, chance),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}
