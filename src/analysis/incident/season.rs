//! The time of day of a log that shows errors alone: how much traffic each hour has, as far as refusals and failures tell.

use super::grid::{Grid, float};
use super::matrix::Matrix;

/// Windows per day and per hour.
#[must_use]
pub fn per_day_and_hour(width: i64) -> (usize, usize) {
    let width = width.max(1);
    let count = |seconds: i64| usize::try_from(seconds / width).unwrap_or(1).max(1);
    (count(86_400), count(3600))
}

/// The hour of the day of a window, counted from the first window of the log.
#[must_use]
pub const fn hour(window: usize, (day, hour): (usize, usize)) -> usize {
    let slot = (window % day) / hour;
    if slot < 24 { slot } else { 23 }
}

/// The weight of each window, 1 on average; 1 throughout below two days.
#[must_use]
pub fn weights(grid: &Grid<'_>, refused: &Matrix) -> Vec<f64> {
    let windows = grid.windows;
    let periods = per_day_and_hour(grid.width);
    if windows < 2 * periods.0 {
        return vec![1.0; windows];
    }
    let mut traffic = vec![0.0; windows];
    for resource in 0..refused.resources() {
        for (sum, count) in traffic.iter_mut().zip(refused.counts(resource)) {
            *sum += count;
        }
    }
    for one in grid.failures.iter().flatten() {
        if let Some(sum) = traffic.get_mut(one.window) {
            *sum += float(one.server.min(3));
        }
    }
    let cap = quantile(&traffic, 0.98);
    for sum in &mut traffic {
        *sum = sum.min(cap);
    }
    let mean = traffic.iter().sum::<f64>() / float(windows as u64);
    if mean == 0.0 {
        return vec![1.0; windows];
    }
    let hours = by_hour(&traffic, mean, periods);
    let weights: Vec<f64> = (0..windows)
        .map(|window| hours.get(hour(window, periods)).copied().unwrap_or(1.0))
        .collect();
    let mean = weights.iter().sum::<f64>() / float(windows as u64);
    weights.into_iter().map(|weight| weight / mean).collect()
}

/// The weight of each hour of the day, drawn towards 1 as if a day of mean traffic had been seen besides.
fn by_hour(traffic: &[f64], mean: f64, periods: (usize, usize)) -> [f64; 24] {
    let (mut sums, mut counts) = ([0.0; 24], [0.0; 24]);
    for (window, count) in traffic.iter().enumerate() {
        let hour = hour(window, periods);
        sums[hour] += count;
        counts[hour] += 1.0;
    }
    std::array::from_fn(|hour| (sums[hour] + 24.0 * mean) / (counts[hour] * mean + 24.0 * mean))
}

/// The quantile of some numbers, between two of them in proportion.
fn quantile(numbers: &[f64], share: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * float((sorted.len().max(1) - 1) as u64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let low = place.floor() as usize;
    let at = |place: usize| sorted.get(place).or(sorted.last()).copied().unwrap_or(0.0);
    at(low) + (at(low + 1) - at(low)) * (place - place.floor())
}
