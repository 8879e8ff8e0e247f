//! By how much counts scatter from window to window beyond a binomial's: bursts are fewer events than their counts say.

use super::side::Counted;
use super::{Stratum, float};
use statrs::function::gamma::checked_gamma_ur;
use std::collections::{BTreeMap, BTreeSet};

/// Windows are also looked at in groups of so many: what comes in bursts of an hour scatters only there.
const GROUPS: [i64; 3] = [1, 3, 12];

/// The fewest windows that say something.
const FEWEST: usize = 8;

/// Scatter that chance alone reaches more often than this is none: a dozen windows scatter by half as much again one time
/// in eight, and dividing by that would hide every other change.
const LEVEL: f64 = 0.05;

/// Counts and expectations of one window.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    seen: f64,
    expected: f64,
}

/// The spread over all windows of both sides, each side around its own rate; 1 where the windows are not known.
pub fn of(strata: &[Stratum<'_>]) -> f64 {
    let spreads = GROUPS.iter().map(|group| grouped(strata, *group));
    spreads.fold(1.0, f64::max)
}

fn grouped(strata: &[Stratum<'_>], group: i64) -> f64 {
    let (mut sum, mut freedom) = (0.0, 0_usize);
    for side in 0..2 {
        let windows = windows(strata, side, group);
        let real = windows.values().filter(|window| window.expected > 0.0);
        sum += real
            .clone()
            .map(|window| (window.seen - window.expected).powi(2) / window.expected)
            .sum::<f64>();
        freedom += real.count().saturating_sub(1);
    }
    if freedom < FEWEST {
        return 1.0;
    }
    let freedom = float(freedom as u64);
    let by_chance = checked_gamma_ur(freedom / 2.0, sum / 2.0).unwrap_or(0.0);
    if by_chance > LEVEL {
        return 1.0;
    }
    sum / freedom
}

/// What one side shows in each window, and what it would show if its rate were always the same.
fn windows(strata: &[Stratum<'_>], side: usize, group: i64) -> BTreeMap<i64, Window> {
    let mut out: BTreeMap<i64, Window> = BTreeMap::new();
    for stratum in strata {
        let Some(of) = stratum.of.get(side).copied().flatten() else {
            continue;
        };
        let counted = stratum.counted.get(side).copied().flatten();
        let rate = counted.map_or(0.0, |one| float(one.total)) / float(of.total.max(1));
        let none = Counted::default();
        let seen = &counted.unwrap_or(&none).windows;
        let starts: BTreeSet<i64> = of.windows.keys().chain(seen.keys()).copied().collect();
        for start in starts {
            let window = out.entry(start.div_euclid(group)).or_default();
            window.seen += float(seen.get(&start).copied().unwrap_or(0));
            window.expected += float(of.windows.get(&start).copied().unwrap_or(0)) * rate;
        }
    }
    out
}
