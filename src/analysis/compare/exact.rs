//! The exact test: tails of the binomial, also at counts that are no whole numbers, and what they mean among many.

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

/// Splits that are likelier than the one seen by no more than rounding count as equally likely.
const EQUAL: f64 = 1e-7;

/// Probability of a split no likelier than `after` of `whole` where each falls on the later side with `chance`: the tail
/// from there on, and what is as unlikely on the other side. For whole numbers it is exact; between them the incomplete
/// beta function goes on smoothly.
///
/// Twice the tail would be simpler, and up to twice too much where the sides are of different length.
pub fn two_sided(after: f64, whole: f64, chance: f64) -> f64 {
    let (after, chance) = if after < whole * chance {
        (whole - after, 1.0 - chance)
    } else {
        (after, chance)
    };
    let here = at_least(after, whole, chance);
    let there = as_unlikely(after, whole, chance)
        .map_or(0.0, |low| at_least(whole - low, whole, 1.0 - chance));
    (here + there).min(1.0)
}

/// The largest count below what was to be expected that is no likelier than `after`, whole steps away from it; `None`
/// where even none at all is likelier.
fn as_unlikely(after: f64, whole: f64, chance: f64) -> Option<f64> {
    let seen = likelihood(after, whole, chance) + EQUAL;
    let (mut low, mut high) = (0.0, whole * chance);
    if likelihood(low, whole, chance) > seen {
        return None;
    }
    // The likelihood rises up to what is expected: halving finds where it passes the one seen.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if likelihood(middle, whole, chance) > seen {
            high = middle;
        } else {
            low = middle;
        }
    }
    let steps = (after - low - EQUAL).ceil();
    Some(after - steps).filter(|count| *count >= 0.0)
}

/// Logarithm of the probability of just this split, but for what all splits share.
fn likelihood(count: f64, whole: f64, chance: f64) -> f64 {
    let rest = whole - count;
    count * chance.ln() + rest * (1.0 - chance).ln() - ln_gamma(count + 1.0) - ln_gamma(rest + 1.0)
}

/// The least that the probability could be: everything on the less likely side.
pub fn least(whole: f64, chance: f64) -> f64 {
    two_sided(whole, whole, chance.min(1.0 - chance))
}

/// The bound below which a probability must be able to come for its comparison to be one, of the least that each could
/// be: the largest `fdr / n` that at most `n` of them can reach (Tarone; Gilbert for the rate of false discoveries). Counts
/// of both sides together tell nothing of how they fall, so this chooses nothing.
pub fn reach(least: impl Iterator<Item = f64>, fdr: f64) -> f64 {
    let mut least: Vec<f64> = least.collect();
    least.sort_by(f64::total_cmp);
    let bound = |count: usize| fdr / super::float(count as u64);
    let fits = |count: &usize| least.get(*count).is_none_or(|next| *next > bound(*count));
    (1..=least.len().max(1)).find(fits).map_or(fdr, bound)
}

/// Probability of at least `count` of `whole`.
fn at_least(count: f64, whole: f64, chance: f64) -> f64 {
    if count <= 0.0 {
        return 1.0;
    }
    let rest = (whole - count).max(0.0) + 1.0;
    // What cannot be reckoned is no evidence.
    checked_beta_reg(count, rest, chance).unwrap_or(1.0)
}

/// Logarithm of the likelihood ratio of the split that was seen to the one that was to be expected.
pub fn evidence(after: f64, whole: f64, chance: f64) -> f64 {
    let part = |seen: f64, expected: f64| {
        if seen > 0.0 {
            seen * (seen / expected).ln()
        } else {
            0.0
        }
    };
    let before = whole - after;
    (part(after, whole * chance) + part(before, whole * (1.0 - chance))).max(0.0)
}

/// Benjamini and Hochberg: the least rate of false discoveries at which each would be one.
pub fn q_values(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |place: &usize| values.get(*place).copied().unwrap_or(1.0);
    order.sort_by(|one, other| value(one).total_cmp(&value(other)));
    let mut out = vec![1.0; values.len()];
    let (mut least, mut rank) = (1.0_f64, order.len());
    let count = super::float(values.len() as u64);
    for place in order.iter().rev() {
        least = least.min(value(place) * count / super::float(rank.max(1) as u64));
        rank -= 1;
        if let Some(slot) = out.get_mut(*place) {
            *slot = least;
        }
    }
    out
}
