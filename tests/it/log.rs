//! A small seeded generator of logs that knows what it planted: the tests' own, independent of the program.

pub mod calls;

use faultlens::timestamp::Timestamp;
use std::collections::BTreeMap;

/// 2026-11-01T00:00:00Z.
pub const START: i64 = 1_793_491_200;

/// splitmix64: enough for test data, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Hour (none for a record without a time), kind, resource, status, code.
pub type Told = (
    Option<i64>,
    &'static str,
    Option<&'static str>,
    Option<u16>,
    Option<u32>,
);

/// Where a record's lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Event,
    Other,
    Blank,
    Malformed,
}

/// One record: its bytes with every line end but the last, what it tells, where its lines go.
#[derive(Debug, Clone)]
pub struct Record {
    pub bytes: Vec<u8>,
    pub told: Option<Told>,
    pub fate: Fate,
}

impl Record {
    /// True when an indented line may follow: it would break a JSON text, and it never belongs to a blank line.
    fn takes_more(&self) -> bool {
        let json = self.bytes.starts_with(b"{") || self.bytes.windows(2).any(|two| two == b"{\"");
        self.fate != Fate::Blank && !json
    }
}

/// Nanoseconds that its records stand apart at least.
const APART: i64 = 12_000_000_000;

/// A log and its truth.
pub struct Log {
    pub records: Vec<Record>,
    pub truth: BTreeMap<Told, u64>,
    crlf: bool,
    ended: bool,
}

impl Log {
    /// `records` records from `start` (seconds since the epoch) on, over about eight hours.
    pub fn new(seed: u64, records: usize, start: i64) -> Self {
        let mut random = Random(seed);
        let mut nanoseconds = start * 1_000_000_000;
        let step = 8 * 3600 * 1_000_000 / records.max(1) * 2;
        let mut out = Self {
            records: Vec::new(),
            truth: BTreeMap::new(),
            crlf: random.one_in(3),
            ended: !random.one_in(3),
        };
        for _ in 0..records {
            // What comes sooner may tell the same call once more.
            nanoseconds += APART + i64::try_from(random.below(step)).unwrap() * 1000;
            let when = Timestamp::from_nanoseconds(nanoseconds);
            let mut record = if random.one_in(2) {
                calls::call(&mut random, when)
            } else {
                calls::decoy(&mut random, when)
            };
            // Indented lines belong to the record before them.
            if record.takes_more() && random.one_in(6) {
                record
                    .bytes
                    .extend_from_slice(b"\n    at send (/app/node_modules/x.js:1:2)\n\tat y");
            }
            if let Some(told) = record.told {
                *out.truth.entry(told).or_default() += 1;
            }
            out.records.push(record);
        }
        out
    }

    /// The bytes of some of its records in a row.
    pub fn piece(&self, records: std::ops::Range<usize>) -> Vec<u8> {
        let last = records.end == self.records.len();
        let mut out = Vec::new();
        for record in &self.records[records] {
            out.extend_from_slice(&record.bytes);
            out.push(b'\n');
        }
        // An empty last line without its end is no line at all.
        let empty = self
            .records
            .last()
            .is_some_and(|record| record.bytes.is_empty());
        if last && !self.ended && !empty {
            out.pop();
        }
        if !self.crlf {
            return out;
        }
        let lines = out.split_inclusive(|byte| *byte == b'\n');
        lines
            .flat_map(|line| match line.split_last() {
                Some((b'\n', line)) => [line, b"\r\n"].concat(),
                _ => line.to_vec(),
            })
            .collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.piece(0..self.records.len())
    }

    /// Lines that go one way.
    pub fn lines(&self, fate: Fate) -> u64 {
        let of = |record: &Record| record.bytes.split(|byte| *byte == b'\n').count() as u64;
        let whole: u64 = self
            .records
            .iter()
            .filter(|record| record.fate == fate)
            .map(of)
            .sum();
        whole
    }
}
