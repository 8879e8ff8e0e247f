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
