//! The failures of one resource in one window: which requests failed how often, how it was told, and Twilio's ids of the answers.

use super::known::Known;
use super::ways::Ways;

/// How many ids of answers a cell keeps, the earliest.
pub const ANSWERS: usize = 5;

/// How a failure was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// HTTP status.
    pub status: Option<u16>,
    /// Twilio code.
    pub code: Option<u32>,
    /// Nobody answered.
    pub silent: bool,
}

/// One failed attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    /// It never reached Twilio.
    pub gateway: bool,
    /// The request behind it, where the record names one.
    pub key: Option<u64>,
    /// Its status is one that Twilio's own application gives.
    pub hard: bool,
    /// How it was told.
    pub told: Told,
    /// Time in nanoseconds and Twilio's id of the answer.
    pub answer: Option<(i64, u128)>,
}

/// Which of a cell's failures are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Twilio failed or did not answer.
    Server,
    /// The request never reached Twilio.
    Gateway,
}

/// A failing request in one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tried {
    /// Its failed attempts.
    pub attempts: u32,
    /// One of them had a status other than 502 and 504.
    pub hard: bool,
}

impl Tried {
    pub(super) const fn add(&mut self, other: Self) {
        self.attempts = self.attempts.saturating_add(other.attempts);
        self.hard |= other.hard;
    }
}

/// The failing requests of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Requests {
    /// By hash; up to twice as many as the cell is to keep, between two prunings.
    known: Known,
    /// True when there were more than the cell keeps.
    pruned: bool,
    /// Attempts of requests with a name.
    attempts: u64,
    /// Attempts without one, hard and soft.
    nameless: [u64; 2],
    /// Attempts by how they were told.
    ways: Ways,
    /// The earliest answers, by time.
    answers: Vec<(i64, u128)>,
}

impl Requests {
    fn observe(&mut self, attempt: &Attempt, keys: usize) {
        let hard = attempt.hard;
        match attempt.key {
            Some(key) => {
                self.attempts += 1;
                self.known.add(key, Tried { attempts: 1, hard });
                if self.known.len() > keys.saturating_mul(2) {
                    self.prune(keys);
                }
            }
            None => self.nameless[usize::from(!hard)] += 1,
        }
        self.ways.tell(attempt.told, 1);
        if let Some(answer) = attempt.answer {
            self.answer(answer);
        }
    }

    /// Keeps an answer if it is among the earliest; an id that comes twice counts where it comes first.
    fn answer(&mut self, (when, id): (i64, u128)) {
        if let Some(known) = self.answers.iter_mut().find(|(_, known)| *known == id) {
            known.0 = known.0.min(when);
        } else {
            if self.answers.is_empty() {
                self.answers.reserve_exact(1);
            }
            self.answers.push((when, id));
        }
        self.answers.sort_unstable();
        self.answers.truncate(ANSWERS);
    }

    fn merge(&mut self, other: Self, keys: usize) {
        for (key, tried) in other.known.iter() {
            self.known.add(key, tried);
        }
        self.pruned |= other.pruned;
        self.attempts += other.attempts;
        self.nameless[0] += other.nameless[0];
        self.nameless[1] += other.nameless[1];
        self.ways.merge(&other.ways);
        for answer in other.answers {
            self.answer(answer);
        }
        self.prune(keys);
    }

    /// Keeps the requests with the smallest hashes. One that is kept at the end was kept all along, so its attempts are exact.
    fn prune(&mut self, keys: usize) {
        self.pruned |= self.known.prune(keys);
    }

    /// How many requests each kept one stands for: 1, or the estimate from the largest of the smallest hashes.
    fn scale(&self) -> f64 {
        if !self.pruned || self.known.len() < 2 {
            return 1.0;
        }
        let largest = self.known.iter().map(|(key, _)| key).max();
        let largest = largest.unwrap_or(u64::MAX);
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let (kept, reach) = (self.known.len() as f64, largest as f64 / u64::MAX as f64);
        (kept - 1.0) / reach / kept
    }
}

/// The failures of one resource in one window. A side takes room only where it failed: most cells have one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failing {
    server: Option<Box<Requests>>,
    gateway: Option<Box<Requests>>,
}

/// Bytes of a side besides its requests, about.
const SIDE: usize = size_of::<Requests>() + 16;

/// Bytes of a request, a way, an answer, about.
const ENTRY: usize = 32;

impl Failing {
    pub(super) fn observe(&mut self, attempt: &Attempt, keys: usize) {
        let side = if attempt.gateway {
            &mut self.gateway
        } else {
            &mut self.server
        };
        side.get_or_insert_default().observe(attempt, keys);
    }

    pub(super) fn merge(&mut self, other: Self, keys: usize) {
        let sides = [
            (&mut self.server, other.server),
            (&mut self.gateway, other.gateway),
        ];
        for (side, other) in sides {
            if let Some(other) = other {
                side.get_or_insert_default().merge(*other, keys);
            }
        }
    }

    pub(super) fn prune(&mut self, keys: usize) {
        let sides = [&mut self.server, &mut self.gateway];
        for side in sides.into_iter().flatten() {
            side.prune(keys);
        }
    }

    fn sides(&self) -> impl Iterator<Item = &Requests> {
        [&self.server, &self.gateway]
            .into_iter()
            .filter_map(|side| side.as_deref())
    }

    /// Bytes besides the cell itself, about, when it keeps at most so many requests of each side.
    pub(super) fn bytes(&self, keys: usize) -> usize {
        let side = |side: &Requests| {
            let entries = side.known.len().min(keys) + side.ways.as_slice().len();
            SIDE + (entries + side.answers.len()) * ENTRY
        };
        self.sides().map(side).sum()
    }

    /// All failed attempts.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        [Side::Server, Side::Gateway]
            .into_iter()
            .map(|side| self.tries(side))
            .sum()
    }

    pub(super) fn estimated(&self) -> u64 {
        let pruned = self.sides().filter(|side| side.pruned);
        pruned.map(|side| side.attempts).sum()
    }

    fn side(&self, side: Side) -> Option<&Requests> {
        match side {
            Side::Server => self.server.as_deref(),
            Side::Gateway => self.gateway.as_deref(),
        }
    }

    /// The failed attempts of one side.
    #[must_use]
    pub fn tries(&self, side: Side) -> u64 {
        self.side(side).map_or(0, |side| {
            side.attempts + side.nameless[0] + side.nameless[1]
        })
    }

    /// The failing requests of one side that have a name, in no particular order.
    pub fn requests(&self, side: Side) -> impl Iterator<Item = (u64, Tried)> {
        let side = self.side(side).into_iter();
        side.flat_map(|side| side.known.iter())
    }

    /// How many requests each of [`Self::requests`] stands for; 1 unless there were too many to keep.
    #[must_use]
    pub fn scale(&self, side: Side) -> f64 {
        self.side(side).map_or(1.0, Requests::scale)
    }

    /// Attempts without a name, each taken for a request: hard ones and soft ones.
    #[must_use]
    pub fn nameless(&self, side: Side) -> [u64; 2] {
        self.side(side).map_or([0, 0], |side| side.nameless)
    }

    /// The attempts of one side by how they were told.
    #[must_use]
    pub fn ways(&self, side: Side) -> &[(Told, u64)] {
        self.side(side).map_or(&[], |side| side.ways.as_slice())
    }

    /// The earliest answers of one side: time in nanoseconds, and what [`answer_text`] writes.
    #[must_use]
    pub fn answers(&self, side: Side) -> &[(i64, u128)] {
        self.side(side).map_or(&[], |side| &side.answers)
    }
}

/// Twilio's id of an answer, `RQ` and 32 hexadecimal digits, as a number; `None` for any other text.
#[must_use]
pub fn answer_id(text: &str) -> Option<u128> {
    let digits = text
        .strip_prefix("RQ")
        .filter(|digits| digits.len() == 32)?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u128::from_str_radix(digits, 16)
        .ok()
        .filter(|_| hexadecimal)
}

/// The id that [`answer_id`] read.
#[must_use]
pub fn answer_text(id: u128) -> String {
    format!("RQ{id:032x}")
}
