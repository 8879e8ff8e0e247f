//! The exact test: tails of the binomial, also at counts that are no whole numbers, and what they mean among many.

use statrs::function::beta::checked_beta_reg;

/// Probability of a split at least as unlikely as `after` of `whole` where each falls on the later side with `chance`:
/// twice the smaller tail. For whole numbers it is exact; between them the incomplete beta function goes on smoothly.
pub fn two_sided(after: f64, whole: f64, chance: f64) -> f64 {
    let upper = at_least(after, whole, chance);
    let lower = at_least(whole - after, whole, 1.0 - chance);
    (2.0 * upper.min(lower)).min(1.0)
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
