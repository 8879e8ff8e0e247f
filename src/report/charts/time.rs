//! The time axis: display windows gathered into a bearable number of bars, and ticks at round local times.

use crate::timestamp::{Timestamp, Zone};

/// Widths in seconds that people find round; months and years follow from days.
const ROUND: [i64; 22] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    172_800, 259_200, 604_800, 1_209_600,
];
const DAY: i64 = 86_400;

/// Equal bars of time: bar `i` covers `[start + i·step, start + (i + 1)·step)`, in seconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bins {
    /// Start of the first bar.
    pub start: i64,
    /// Width of a bar.
    pub step: i64,
    /// Number of bars.
    pub count: usize,
}

impl Bins {
    /// The bars over windows that start at the given times: a round width, at most `at_most + 1` bars.
    pub fn over(times: impl Iterator<Item = i64>, window: i64, at_most: usize) -> Option<Self> {
        let window = window.max(1);
        let (first, last) = times.fold(None, |ends: Option<(i64, i64)>, time| {
            Some(ends.map_or((time, time), |(first, last)| {
                (first.min(time), last.max(time))
            }))
        })?;
        let at_most = i64::try_from(at_most).unwrap_or(1).max(1);
        let wanted = (last - first + window + at_most - 1)
            .div_euclid(at_most)
            .max(window);
        let round = ROUND
            .into_iter()
            .find(|step| *step >= wanted && step % window == 0);
        let step = round.unwrap_or_else(|| {
            let unit = if window > DAY || DAY % window != 0 {
                window
            } else {
                DAY
            };
            (wanted + unit - 1).div_euclid(unit) * unit
        });
        let start = first.div_euclid(step) * step;
        let count = usize::try_from((last - start).div_euclid(step) + 1).ok()?;
        Some(Self { start, step, count })
    }

    /// The bar that a time falls into.
    pub fn index(&self, time: i64) -> Option<usize> {
        let index = usize::try_from((time - self.start).div_euclid(self.step)).ok()?;
        (index < self.count).then_some(index)
    }

    /// Start of a bar.
    pub fn at(&self, index: usize) -> i64 {
        self.start.saturating_add(
            self.step
                .saturating_mul(i64::try_from(index).unwrap_or(i64::MAX)),
        )
    }

    /// Where a time stands on an axis of `length` units.
    pub fn place(&self, time: i64, length: i32) -> i32 {
        let whole = i128::from(self.step) * i128::try_from(self.count).unwrap_or(1);
        let place = i128::from(time - self.start) * i128::from(length) / whole.max(1);
        i32::try_from(place).unwrap_or(length)
    }
}

/// Seconds since the epoch of an RFC 3339 text.
pub fn seconds(text: &str) -> Option<i64> {
    Timestamp::parse(text).map(Timestamp::seconds)
}

/// A mark on the axis: the time of day, and the date where it changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Tick {
    /// Seconds since the epoch.
    pub at: i64,
    /// Upper label: a time of day, or a date where the axis counts days.
    pub label: String,
    /// Lower label: the date or the year, where it differs from that of the tick before.
    pub under: Option<String>,
}

/// At most about `at_most` ticks at round times of the zone.
pub fn ticks(bins: &Bins, zone: Zone, at_most: usize) -> Vec<Tick> {
    let end = bins.at(bins.count);
    let span = end - bins.start;
    let wanted = span
        .div_euclid(i64::try_from(at_most).unwrap_or(1).max(1))
        .max(bins.step);
    let mut out: Vec<Tick> = Vec::new();
    let mut before = String::new();
    for at in round_times(bins.start, end, wanted, zone) {
        let Some((date, time)) = local(at, zone) else {
            continue;
        };
        let (label, under) = if wanted > DAY / 2 {
            (day_and_month(&date), date[..4].to_string())
        } else {
            (time, day_and_month(&date))
        };
        let changed = under != before;
        before.clone_from(&under);
        out.push(Tick {
            at,
            label,
            under: changed.then_some(under),
        });
    }
    out
}

/// Round local times in `[start, end]`, at least `wanted` seconds apart.
fn round_times(start: i64, end: i64, wanted: i64, zone: Zone) -> Vec<i64> {
    let step = ROUND.into_iter().find(|step| *step >= wanted);
    let local_start = start + offset(start, zone);
    let local_times: Vec<i64> = match step {
        Some(step) => {
            let first = (local_start + step - 1).div_euclid(step) * step;
            (0..=400).map(|place| first + place * step).collect()
        }
        None => month_starts(local_start, wanted),
    };
    // The offset at the tick itself counts: a clock change may lie between.
    let world = local_times
        .into_iter()
        .map(|local| local - offset(local - offset(local, zone), zone));
    world
        .skip_while(|at| *at < start)
        .take_while(|at| *at <= end)
        .take(400)
        .collect()
}

/// Firsts of months in local seconds, every so many months, from a local time on.
fn month_starts(from: i64, wanted: i64) -> Vec<i64> {
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];
    let every = months
        .into_iter()
        .find(|count| count * 31 * DAY >= wanted)
        .unwrap_or(1200);
    let year = local(from, Zone::UTC)
        .and_then(|(date, _)| date[..4].parse::<i64>().ok())
        .unwrap_or(1970);
    let first = (year * 12).div_euclid(every) * every;
    let start = |place: i64| {
        let month = first + place * every;
        seconds(&format!(
            "{:04}-{:02}-01T00:00:00Z",
            month.div_euclid(12),
            month.rem_euclid(12) + 1
        ))
    };
    (0..=60)
        .filter_map(start)
        .filter(|at| *at >= from)
        .collect()
}

/// Seconds by which the zone is ahead of UTC at a time.
fn offset(at: i64, zone: Zone) -> i64 {
    let Some(when) = Timestamp::from_seconds(at) else {
        return 0;
    };
    let local = zone.local(when);
    let full = if local.len() == 16 {
        format!("{local}:00Z")
    } else {
        format!("{local}Z")
    };
    seconds(&full).map_or(0, |local| local - at)
}

/// Local date and time of day.
fn local(at: i64, zone: Zone) -> Option<(String, String)> {
    let text = zone.local(Timestamp::from_seconds(at)?);
    let (date, time) = text.split_once(' ')?;
    (date.len() == 10).then(|| (date.to_string(), time.to_string()))
}

/// `2026-11-01` → `1 Nov`.
fn day_and_month(date: &str) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = date[5..7]
        .parse::<usize>()
        .ok()
        .and_then(|month| NAMES.get(month.wrapping_sub(1)));
    format!(
        "{} {}",
        date[8..].trim_start_matches('0'),
        month.unwrap_or(&"?")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(start: &str, windows: usize, window: i64, at_most: usize) -> Bins {
        let start = seconds(start).unwrap();
        Bins::over(
            (0..windows).map(|i| start + i64::try_from(i).unwrap() * window),
            window,
            at_most,
        )
        .unwrap()
    }

    #[test]
    fn bars_are_few_round_and_cover_all() {
        for windows in [1, 2, 7, 288, 1000, 100_000] {
            for window in [1, 7, 60, 300, 3600] {
                let bins = bins("2026-11-01T00:00:00Z", windows, window, 200);
                assert!(bins.count <= 201, "{windows} × {window}: {bins:?}");
                assert_eq!(bins.step % window, 0, "{windows} × {window}: {bins:?}");
                let last = seconds("2026-11-01T00:00:00Z").unwrap()
                    + i64::try_from(windows - 1).unwrap() * window;
                assert_eq!(bins.index(last), Some(bins.count - 1));
            }
        }
    }

    #[test]
    fn ticks_stand_at_round_local_times() {
        let day = bins("2026-10-24T22:00:00Z", 300, 300, 200);
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let ticks = ticks(&day, berlin, 10);
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00"
            ]
        );
        assert_eq!(ticks[0].under.as_deref(), Some("25 Oct"));
        assert_eq!(ticks[8].under.as_deref(), Some("26 Oct"));
    }

    #[test]
    fn long_periods_tick_in_days_and_months() {
        let year = bins("2026-01-01T00:00:00Z", 105_120, 300, 200);
        let labels: Vec<String> = ticks(&year, Zone::UTC, 10)
            .into_iter()
            .map(|tick| tick.label)
            .collect();
        assert_eq!(
            labels,
            [
                "1 Jan", "1 Mar", "1 May", "1 Jul", "1 Sep", "1 Nov", "1 Jan"
            ]
        );
    }
}
