//! What the incident detector counts: per detection window and resource the attempts by class and the failing requests.
//!
//! The windows are as wide as the detector wants them, whatever the display shows. Memory is bounded by one budget,
//! [`MAX_BYTES`], and what is given up past it depends on the set of events alone, never on their order: first how
//! refusals were told, then a window of one resource keeps fewer of its failing requests (those with the smallest hashes; how many there were is then
//! estimated), and last whole stretches of time are left out by a hash of resource and time, and counted.

pub mod cell;
mod counted;
mod known;
pub mod page;
mod plain;
mod refused;
mod saving;
pub mod sort;
pub mod traffic;
mod ways;

use super::shards::Shards;
use super::window;
use crate::event::{Event, Origin};
use cell::{Attempt, Told};
use foldhash::fast::RandomState;
use page::{PAGE, Page};
use saving::Saving;
use sort::Sort;
use std::collections::HashMap;
use std::hash::BuildHasher;
use traffic::{Lane, LeftOut, Seen, Traffic};

/// Width of a window in seconds, unless asked otherwise: an onset is known to five minutes, and three calls an hour still
/// fill intervals.
pub const WIDTH: u32 = 300;

/// About how many bytes the cells of one fold may take.
pub const MAX_BYTES: usize = 256 << 20;

/// How many cells without failures are kept at hand.
const HANDS: usize = 32;

type Map<K, V> = HashMap<K, V, RandomState>;

/// Successes and refusals of one resource in one window that are not yet in their page.
#[derive(Debug, Clone, Default)]
struct Hand {
    resource: Box<str>,
    window: i64,
    good: u32,
    client: u32,
}

/// The fold of one thread, or of several after [`Attempts::merge`].
#[derive(Debug, Clone)]
pub struct Attempts {
    width: u32,
    budget: usize,
    saving: Saving,
    bytes: usize,
    resources: Map<Box<str>, u32>,
    pages: Shards<(u32, i64), Page>,
    hands: Vec<Hand>,
    seen: Seen,
    left_out: LeftOut,
}

impl Attempts {
    /// An empty fold whose windows are `width` seconds wide.
    #[must_use]
    pub fn new(width: u32) -> Self {
        Self::within(width, MAX_BYTES)
    }

    /// As [`Self::new`], with a budget of its own.
    #[must_use]
    pub fn within(width: u32, budget: usize) -> Self {
        Self {
            width: width.max(1),
            budget,
            saving: Saving::default(),
            bytes: 0,
            resources: Map::default(),
            pages: Shards::default(),
            hands: vec![Hand::default(); HANDS],
            seen: Seen::default(),
            left_out: LeftOut::default(),
        }
    }

    /// Counts one event.
    pub fn observe(&mut self, event: &Event<'_>) {
        let Some(sort) = Sort::of(event) else { return };
        let Some(when) = event.timestamp else { return };
        // Records that name no resource often repeat one that does: counted beside it they would be a second resource.
        let Some(resource) = event.resource else {
            self.left_out.without_resource += 1;
            return;
        };
        let window = window::index(when.seconds(), self.width);
        self.seen.records += 1;
        match sort {
            Sort::Good => {
                self.seen.good += 1;
                self.add(resource, window, 1, 0);
            }
            Sort::Client => {
                self.add(resource, window, 0, 1);
                self.refuse(resource, window, told(event));
            }
            Sort::Server | Sort::Gateway => {
                let attempt = self.attempt(event, sort == Sort::Gateway, when.nanoseconds());
                self.fail(resource, window, &attempt);
            }
        }
    }

    fn attempt(&mut self, event: &Event<'_>, gateway: bool, when: i64) -> Attempt {
        let key = sort::request(event);
        self.seen.anonymous += u64::from(key.is_none());
        if !gateway {
            self.seen.failed += 1;
            self.seen.of_twilio += u64::from(sort::of_twilio(event));
        }
        let hard = match event.http_status {
            Some(status) => status != 502 && status != 504,
            None => event.twilio_code.is_some(),
        };
        Attempt {
            gateway,
            key,
            hard,
            told: told(event),
            answer: event
                .request_id
                .and_then(cell::answer_id)
                .map(|id| (when, id)),
        }
    }

    /// Adds successes and refusals of one resource in one window.
    fn add(&mut self, resource: &str, window: i64, good: u32, client: u32) {
        let byte = resource.as_bytes().last().copied().unwrap_or(0);
        let slot = (resource.len() * 7 + usize::from(byte)) % HANDS;
        if let Some(hand) = self.hands.get_mut(slot) {
            if hand.window == window && *hand.resource == *resource {
                hand.good = hand.good.saturating_add(good);
                hand.client = hand.client.saturating_add(client);
                return;
            }
            let mut before = Hand {
                resource: resource.into(),
                window,
                good,
                client,
            };
            std::mem::swap(hand, &mut before);
            self.put(&before);
        }
    }

    fn put(&mut self, hand: &Hand) {
        if hand.good + hand.client == 0 {
            return;
        }
        let attempts = u64::from(hand.good) + u64::from(hand.client);
        let slot = window_slot(hand.window);
        if let Some(page) = self.page(&hand.resource, hand.window, attempts) {
            let grown = page.add(slot, hand.good, hand.client);
            self.bytes += grown;
        }
        self.save();
    }

    fn fail(&mut self, resource: &str, window: i64, attempt: &Attempt) {
        let keys = self.saving.keys();
        let mut added = 0;
        if let Some(page) = self.page(resource, window, 1) {
            let failing = page.failing(window_slot(window), &mut added);
            let before = failing.bytes(keys);
            failing.observe(attempt, keys);
            added += failing.bytes(keys).saturating_sub(before);
        }
        self.bytes += added;
        self.save();
    }

    /// The page of a window, new or known; `None`, with its attempts counted, where the sieve does not keep it.
    fn page(&mut self, resource: &str, window: i64, attempts: u64) -> Option<&mut Page> {
        let number = window.div_euclid(PAGE);
        if !kept(resource, number, self.saving.sieve) {
            self.left_out.too_much += attempts;
            return None;
        }
        let next = u32::try_from(self.resources.len()).unwrap_or(u32::MAX);
        let id = match self.resources.get(resource) {
            Some(id) => *id,
            None => *self.resources.entry(resource.into()).or_insert(next),
        };
        let bytes = &mut self.bytes;
        let part = number ^ i64::from(id);
        Some(self.pages.entry(part, (id, number), || {
            *bytes += page::BYTES;
            Page::default()
        }))
    }

    /// Puts everything that is at hand into its page.
    fn settle(&mut self) {
        for hand in std::mem::replace(&mut self.hands, vec![Hand::default(); HANDS]) {
            self.put(&hand);
        }
    }

    /// Adds another fold; the result is what one fold of both would be.
    pub fn merge(&mut self, mut other: Self) {
        self.settle();
        other.settle();
        let saving = self.saving.max(other.saving);
        self.take(saving);
        other.take(saving);
        self.seen.add(&other.seen);
        self.left_out.add(&other.left_out);
        let names = by_number(&other.resources);
        for ((id, number), page) in other.pages.into_iter() {
            let name = names.get(id as usize).copied().unwrap_or("");
            let saving = self.saving;
            let attempts = page.attempts();
            let mut grown = (0, 0);
            if let Some(known) = self.page(name, number * PAGE, attempts) {
                grown.0 = known.bytes(saving);
                known.merge(page, saving);
                grown.1 = known.bytes(saving);
            }
            self.bytes = self.bytes + grown.1 - grown.0;
            self.save();
        }
    }

    /// Keeps the budget.
    fn save(&mut self) {
        while self.bytes > self.budget && self.saving.sieve < 63 {
            self.take(self.saving.next());
        }
    }

    /// Gives up as much as `saving` says.
    fn take(&mut self, saving: Saving) {
        if saving <= self.saving {
            return;
        }
        self.saving = saving;
        let names = by_number(&self.resources);
        let left_out = &mut self.left_out;
        self.pages.retain(|(id, number), page| {
            let stays = kept(
                names.get(*id as usize).copied().unwrap_or(""),
                *number,
                saving.sieve,
            );
            if !stays {
                left_out.too_much += page.attempts();
            }
            stays
        });
        self.bytes = 0;
        for page in self.pages.values_mut() {
            page.prune(saving);
            self.bytes += page::BYTES + page.bytes(saving);
        }
    }

    /// Freezes the fold: resources by name, pages by time.
    #[must_use]
    pub fn freeze(mut self) -> Traffic {
        self.settle();
        let names = by_number(&self.resources);
        let mut lanes: Vec<Lane> = names.iter().map(|name| Lane::named(name)).collect();
        for ((id, number), mut page) in self.pages.into_iter() {
            page.prune(self.saving);
            page.shrink();
            self.left_out.estimated += page.estimated();
            if let Some(lane) = lanes.get_mut(id as usize) {
                lane.pages.push((number, page));
            }
        }
        lanes.retain(|lane| !lane.pages.is_empty());
        lanes.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        for lane in &mut lanes {
            lane.pages.sort_unstable_by_key(|(number, _)| *number);
        }
        Traffic {
            width: self.width,
            lanes,
            seen: self.seen,
            left_out: self.left_out,
        }
    }
}

fn told(event: &Event<'_>) -> Told {
    Told {
        status: event.http_status,
        code: event.twilio_code,
        silent: event.origin == Origin::Nobody,
    }
}

fn by_number(resources: &Map<Box<str>, u32>) -> Vec<&str> {
    let mut names = vec![""; resources.len()];
    for (name, id) in resources {
        if let Some(slot) = names.get_mut(*id as usize) {
            *slot = name;
        }
    }
    names
}

fn window_slot(window: i64) -> usize {
    usize::try_from(window.rem_euclid(PAGE)).unwrap_or(0)
}

/// True when a page passes the sieve; the hash is the same on every machine.
fn kept(resource: &str, number: i64, sieve: u32) -> bool {
    sieve == 0
        || foldhash::quality::FixedState::with_seed(1)
            .hash_one((resource, number))
            .leading_zeros()
            >= sieve
}

#[cfg(test)]
mod tests;
