//! Which stretch of time and which resources are judged: all of them, unless a stray stamp far away, or years of very many
//! resources, would make the table larger than memory; then what has least traffic stays outside and is counted.

use crate::aggregate::failing::page::PAGE;
use crate::aggregate::failing::traffic::{Lane, Traffic};
use std::collections::BTreeMap;

/// The most cells (windows × resources); a year of five minutes by sixty resources is 6.3 million.
const MOST: i64 = 16_000_000;

/// What is judged.
#[derive(Debug)]
pub struct Extent<'t> {
    /// Number of the first window.
    pub first: i64,
    /// How many windows.
    pub windows: usize,
    /// The resources.
    pub lanes: Vec<&'t Lane>,
    /// Attempts outside.
    pub not_judged: u64,
}

/// Decides.
pub fn of(traffic: &Traffic) -> Extent<'_> {
    within(traffic, MOST)
}

fn within(traffic: &Traffic, most: i64) -> Extent<'_> {
    let mut lanes: Vec<&Lane> = traffic.lanes.iter().collect();
    let mut pages: BTreeMap<i64, u64> = BTreeMap::new();
    for (number, page) in lanes.iter().flat_map(|lane| &lane.pages) {
        *pages.entry(*number).or_default() += page.attempts();
    }
    let all: u64 = pages.values().sum();
    let size = |pages: &BTreeMap<i64, u64>| {
        let (first, last) = (pages.keys().next(), pages.keys().next_back());
        first
            .zip(last)
            .map_or(0, |(first, last)| (last - first + 1) * PAGE)
    };
    let width = |lanes: usize| i64::try_from(lanes).unwrap_or(i64::MAX).max(1);
    while size(&pages).saturating_mul(width(lanes.len())) > most && part_with_a_side(&mut pages) {}
    let fit = usize::try_from(most / size(&pages).max(1))
        .unwrap_or(1)
        .max(1);
    if lanes.len() > fit {
        lanes.sort_by_key(|lane| std::cmp::Reverse(lane.attempts()));
        lanes.truncate(fit);
        lanes.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let inside = |number: &i64| pages.contains_key(number);
    lanes.retain(|lane| lane.pages.iter().any(|(number, _)| inside(number)));
    let kept = lanes.iter().flat_map(|lane| &lane.pages);
    let judged: u64 = kept
        .filter(|(number, _)| inside(number))
        .map(|(_, page)| page.attempts())
        .sum();
    let (first, end) = edges(&lanes, &pages);
    Extent {
        first,
        windows: usize::try_from(end - first).unwrap_or(0),
        lanes,
        not_judged: all - judged,
    }
}

/// Cuts at the longest gap and lets the side with fewer attempts go; false when there is no gap.
fn part_with_a_side(pages: &mut BTreeMap<i64, u64>) -> bool {
    let pairs = pages.keys().zip(pages.keys().skip(1));
    let longest =
        pairs.max_by_key(|(before, after)| (*after - *before, std::cmp::Reverse(**before)));
    let Some((_, cut)) = longest.filter(|(before, after)| *after - *before > 1) else {
        return false;
    };
    let late = pages.split_off(&cut.clone());
    if late.values().sum::<u64>() >= pages.values().sum::<u64>() {
        *pages = late;
    }
    true
}

/// The first window with an attempt, and the one after the last.
fn edges(lanes: &[&Lane], pages: &BTreeMap<i64, u64>) -> (i64, i64) {
    let (mut first, mut end) = (i64::MAX, i64::MIN);
    for lane in lanes {
        let mut inside = lane
            .pages
            .iter()
            .filter(|(number, _)| pages.contains_key(number));
        let low = inside.next();
        let high = inside.next_back().or(low);
        for (number, page) in low.into_iter().chain(high) {
            for (slot, ..) in page.cells() {
                first = first.min(number * PAGE + slot);
                end = end.max(number * PAGE + slot + 1);
            }
        }
    }
    if first < end { (first, end) } else { (0, 0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::failing::Attempts;
    use crate::event::Event;
    use crate::timestamp::Timestamp;

    /// Events at windows of 300 s, each with its resource.
    fn traffic(events: &[(i64, &str)]) -> Traffic {
        let mut attempts = Attempts::new(300);
        for (window, resource) in events {
            attempts.observe(&Event {
                timestamp: Timestamp::from_seconds(window * 300),
                resource: Some(resource),
                http_status: Some(201),
                ..Event::default()
            });
        }
        attempts.freeze()
    }

    #[test]
    fn a_stray_time_far_away_is_left_out_and_counted() {
        let mut events: Vec<(i64, &str)> = (5_900_000..5_900_500).map(|at| (at, "a")).collect();
        events.push((0, "a"));
        events.push((9_900_000, "b"));
        let traffic = traffic(&events);
        let all = within(&traffic, i64::MAX);
        assert_eq!((all.first, all.windows, all.not_judged), (0, 9_900_001, 0));
        let judged = within(&traffic, 100_000);
        let names: Vec<&str> = judged.lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!((judged.first, judged.windows), (5_900_000, 500));
        assert_eq!((names, judged.not_judged), (vec!["a"], 2));
    }

    #[test]
    fn of_too_many_resources_those_with_most_traffic_are_judged() {
        let busy = (0..640).map(|at| (at, "busy"));
        let rare = (0..640).step_by(100).map(|at| (at, "rare"));
        let traffic = traffic(&busy.chain(rare).collect::<Vec<_>>());
        let judged = within(&traffic, 1000);
        assert_eq!(
            (judged.lanes.len(), judged.windows, judged.not_judged),
            (1, 640, 7)
        );
        assert_eq!(judged.lanes[0].name, "busy");
    }
}
