//! Traffic surges: many more calls than at this hour of other days. Never an incident, as rates are conditional on volume.

use super::matrix::Matrix;
use super::season;
use super::span::{self, Run, Span};

/// How far the square root of the volume must lie above that of the expected one, doubled: standard deviations.
const STRENGTH: f64 = 7.0;

/// The fewest windows of a surge.
const LEAST: usize = 3;

/// All surges.
#[must_use]
pub fn surges(requests: &Matrix, width: i64) -> Vec<Run> {
    let periods = season::per_day_and_hour(width);
    let half = (periods.1 / 2).max(1);
    let mut runs = Vec::new();
    for resource in 0..requests.resources() {
        let volume = volume(requests, resource, half);
        let expected = if volume.len() >= 2 * periods.0 {
            by_hour_and_day(&volume, periods)
        } else {
            nearby(&volume, 4 * periods.1)
        };
        let hot: Vec<bool> = volume.iter().zip(&expected).map(is_hot).collect();
        let spans = spans(&hot, half).into_iter();
        runs.extend(spans.map(|span| Run {
            span,
            resources: vec![resource],
        }));
    }
    span::join_runs(runs)
}

/// Requests of the half hour around each window.
fn volume(requests: &Matrix, resource: usize, half: usize) -> Vec<f64> {
    let (back, ahead) = (half / 2, half - 1 - half / 2);
    let windows = requests.windows();
    let around = |window: usize| {
        let end = (window + ahead + 1).min(windows);
        requests.sum(resource, window.saturating_sub(back), end)
    };
    (0..windows).map(around).collect()
}

fn is_hot((volume, expected): (&f64, &f64)) -> bool {
    *volume >= 2.0 * expected + 1.0
        && 2.0 * ((volume + 0.375).sqrt() - (expected + 0.375).sqrt()) >= STRENGTH
}

/// Runs of hot windows; shorter gaps than `half` close.
fn spans(hot: &[bool], half: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<Span> = None;
    for (window, _) in hot.iter().enumerate().filter(|(_, hot)| **hot) {
        match &mut open {
            Some(span) if window - span.end < half => span.end = window + 1,
            _ => out.extend(open.replace(Span {
                start: window,
                end: window + 1,
            })),
        }
    }
    out.extend(open);
    out.retain(|span| span.end - span.start >= LEAST);
    out
}

/// The median of each hour of the day, smoothed, times how busy the day is.
fn by_hour_and_day(volume: &[f64], periods: (usize, usize)) -> Vec<f64> {
    let mut hours: [Vec<f64>; 24] = std::array::from_fn(|_| Vec::new());
    for (window, count) in volume.iter().enumerate() {
        hours[season::hour(window, periods)].push(*count);
    }
    let medians = hours.map(|mut counts| median(&mut counts));
    let smooth: [f64; 24] = std::array::from_fn(|hour| {
        (medians[(hour + 23) % 24] + 2.0 * medians[hour] + medians[(hour + 1) % 24]) / 4.0
    });
    let mut out = Vec::with_capacity(volume.len());
    for (day, counts) in volume.chunks(periods.0).enumerate() {
        let from = day * periods.0;
        let usual = |window: usize| smooth[season::hour(window, periods)];
        let ratio = |(window, count): (usize, &f64)| (count + 1.0) / (usual(window) + 1.0);
        let mut ratios: Vec<f64> = (from..).zip(counts).map(ratio).collect();
        let busy = median(&mut ratios);
        out.extend((from..from + counts.len()).map(|window| usual(window) * busy));
    }
    out
}

/// The median of the windows at most `reach` away.
fn nearby(volume: &[f64], reach: usize) -> Vec<f64> {
    let around = |window: usize| {
        let end = (window + reach + 1).min(volume.len());
        let mut part = volume
            .get(window.saturating_sub(reach)..end)
            .unwrap_or_default()
            .to_vec();
        median(&mut part)
    };
    (0..volume.len()).map(around).collect()
}

/// The median; of an even number, the mean of the two in the middle.
fn median(numbers: &mut [f64]) -> f64 {
    let middle = numbers.len() / 2;
    if numbers.is_empty() {
        return 0.0;
    }
    let even = numbers.len().is_multiple_of(2);
    let (below, upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let lower = below.iter().copied().max_by(f64::total_cmp);
    match lower {
        Some(lower) if even => f64::midpoint(lower, upper),
        _ => upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (numbers, expected) in [
            (vec![], 0.0),
            (vec![3.0, 1.0, 2.0], 2.0),
            (vec![4.0, 1.0, 2.0, 3.0], 2.5),
        ] {
            assert!(
                (median(&mut numbers.clone()) - expected).abs() < 1e-12,
                "{numbers:?}"
            );
        }
    }

    #[test]
    fn gaps_shorter_than_half_an_hour_close_and_short_runs_go() {
        let hot: Vec<bool> = "110000011000000111".chars().map(|one| one == '1').collect();
        let found = spans(&hot, 6);
        assert_eq!(
            found,
            [Span { start: 0, end: 9 }, Span { start: 15, end: 18 }]
        );
        assert!(spans(&[true, true, false, false, false, false, false], 6).is_empty());
    }
}
