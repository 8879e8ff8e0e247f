//! What a model of a channel must answer, and the few formulas that every model shares.

/// The prior share of affected resources.
const PRIOR: f64 = 0.25;

/// How far the failure rate of a degraded resource lies above its normal one at least, as a factor.
pub const FLOOR: f64 = 4.0;

/// How much of the mean rate of an interval its edges must show, so that the weak ends of a ramp belong to it.
pub const RAMP: f64 = 0.35;

/// The largest discount for a resource whose failures come in bursts.
const MOST_DISPERSION: f64 = 8.0;

/// How many failures must be expected before their dispersion is believed.
const BELIEVED: f64 = 10.0;

/// A model of how often resources fail, fitted to a log.
pub trait Rates {
    /// How many resources.
    fn resources(&self) -> usize;
    /// How many windows.
    fn windows(&self) -> usize;
    /// Fits what is normal: robustly over the whole log, or over the windows that are marked.
    fn fit(&mut self, keep: Option<&[bool]>);
    /// Logarithm of the likelihood ratio of "degraded" to "normal" over `start..end`.
    fn ratio(&self, resource: usize, start: usize, end: usize) -> f64;
    /// The evidence of one resource over `start..end` when it is one of many: [`gain`] of [`Self::ratio`], which a model may
    /// know beforehand.
    fn gain(&self, resource: usize, start: usize, end: usize) -> f64 {
        gain(self.ratio(resource, start, end))
    }
    /// Adds to `sums`, for every interval of `length` windows, an upper bound of [`Self::ratio`] where that is positive.
    fn bound(&self, resource: usize, length: usize, sums: &mut [f64]);
    /// Failing requests over `start..end`.
    fn failed(&self, resource: usize, start: usize, end: usize) -> f64;
    /// True when a shift is large enough to be more than drift.
    fn shifted(&self, resource: usize, start: usize, end: usize) -> bool;
    /// Adds to `trace` what each window from `from` on says for "as bad as over `start..end`" against "normal".
    fn trace(&self, resource: usize, span: (usize, usize), from: usize, trace: &mut [f64]);
    /// What is normal for a resource.
    fn baseline(&self, resource: usize) -> f64;
    /// Failing requests over `start..end` if the resource failed as much as `like` times its normal, or at the rate `like`.
    fn expected(&self, resource: usize, start: usize, end: usize, like: f64) -> f64;
    /// How much it failed over `start..end`, in the unit that [`Self::expected`] takes.
    fn level(&self, resource: usize, start: usize, end: usize) -> f64;
}

/// Logarithm of the mean of exponentials.
pub fn log_mean_exp(terms: [f64; 4]) -> f64 {
    let largest = most(terms);
    let sum: f64 = terms.iter().map(|term| (term - largest).exp()).sum();
    largest + (sum / 4.0).ln()
}

/// The largest.
pub fn most([one, two, three, four]: [f64; 4]) -> f64 {
    one.max(two).max(three.max(four))
}

/// The evidence of one resource when it is one of many: `ln(1 - prior + prior e^ratio)`.
pub fn gain(ratio: f64) -> f64 {
    if ratio > 0.0 {
        ratio + (PRIOR + (1.0 - PRIOR) * (-ratio).exp()).ln()
    } else {
        (1.0 - PRIOR + PRIOR * ratio.exp()).ln()
    }
}

/// How probable it is that a resource is affected.
pub fn posterior(ratio: f64) -> f64 {
    let ratio = ratio.clamp(-500.0, 500.0);
    1.0 / (1.0 + (1.0 - PRIOR) / PRIOR * (-ratio).exp())
}

/// The discount for bursts: squared deviations over the variance that was expected.
pub fn dispersion(squares: f64, variance: f64) -> f64 {
    if variance >= BELIEVED {
        (squares / variance).clamp(1.0, MOST_DISPERSION)
    } else {
        1.0
    }
}

/// Failures and exposure of the quietest blocks that hold 60 % of the exposure. `sums` answers both over an interval.
pub fn quietest(windows: usize, sums: impl Fn(usize, usize) -> (f64, f64)) -> (f64, f64) {
    let blocks = (windows / 6).clamp(1, 24);
    let mut all: Vec<(f64, f64)> = (0..blocks)
        .map(|block| sums(windows * block / blocks, windows * (block + 1) / blocks))
        .filter(|(_, exposure)| *exposure > 0.0)
        .collect();
    let rate = |(failed, exposure): &(f64, f64)| failed / exposure;
    all.sort_by(|one, other| {
        let by_rate = rate(one).total_cmp(&rate(other));
        let by_failed = by_rate.then(one.0.total_cmp(&other.0));
        by_failed.then(one.1.total_cmp(&other.1))
    });
    let total: f64 = all.iter().map(|(_, exposure)| exposure).sum();
    let mut pooled = (0.0, 0.0);
    for (failed, exposure) in all {
        if pooled.1 >= 0.6 * total {
            break;
        }
        pooled.0 += failed;
        pooled.1 += exposure;
    }
    pooled
}
