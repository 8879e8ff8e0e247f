//! The literals around a kernel: what of them stands where the search found the text that they share.

use super::{Hit, begins};

/// The literals that hold one kernel.
#[derive(Debug)]
pub(super) struct Kernel {
    length: usize,
    /// Those that can stand around it, by the byte that follows it: the number of a row.
    row: [u16; 256],
    /// The last row is for bytes that none goes on with, and for the end.
    rows: Vec<Row>,
}

/// The literals that one byte may go on with, by the byte behind that: many differ only there.
#[derive(Debug)]
struct Row {
    group: Box<[u8; 256]>,
    /// The last is for bytes that none goes on with, and for the end.
    groups: Vec<Vec<Holder>>,
}

impl Row {
    fn of(holders: &[Holder]) -> Self {
        let mut seconds: Vec<u8> = holders.iter().filter_map(|holder| holder.second).collect();
        seconds.sort_unstable();
        seconds.dedup();
        seconds.truncate(usize::from(u8::MAX));
        let group = |byte: Option<u8>| {
            let can_stand = |holder: &&Holder| holder.second.is_none_or(|it| Some(it) == byte);
            holders.iter().filter(can_stand).cloned().collect()
        };
        let mut number = [u8::try_from(seconds.len()).unwrap_or(u8::MAX); 256];
        for (group, byte) in (0..).zip(&seconds) {
            number[usize::from(*byte)] = group;
        }
        let bytes = seconds.iter().map(|byte| Some(*byte)).chain([None]);
        Self {
            group: Box::new(number),
            groups: bytes.map(group).collect(),
        }
    }

    /// Those that can stand where this byte comes second.
    fn holders(&self, second: Option<&u8>) -> &[Holder] {
        let group = match second {
            Some(byte) => self.groups.get(usize::from(self.group[usize::from(*byte)])),
            None => self.groups.last(),
        };
        group.map_or(&[], Vec::as_slice)
    }
}

/// A literal that holds a kernel.
#[derive(Debug, Clone)]
struct Holder {
    text: Box<[u8]>,
    bits: u64,
    /// Where in the literal the kernel begins.
    offset: usize,
    /// The bytes behind the kernel: many literals differ only there.
    follower: Option<u8>,
    second: Option<u8>,
}

impl Kernel {
    /// The row of each byte is made once: a look at every literal for each hit took a tenth of what an event cost.
    pub(super) fn of(kernel: &str, literals: &[(&str, u64)]) -> Self {
        let holders: Vec<Holder> = literals
            .iter()
            .filter_map(|(text, bits)| Holder::of(text, *bits, kernel))
            .collect();
        let mut followers: Vec<u8> = holders
            .iter()
            .filter_map(|holder| holder.follower)
            .collect();
        followers.sort_unstable();
        followers.dedup();
        let row = |byte: Option<u8>| {
            let can_stand = |holder: &&Holder| holder.follower.is_none_or(|it| Some(it) == byte);
            let row: Vec<Holder> = holders.iter().filter(can_stand).cloned().collect();
            Row::of(&row)
        };
        let mut rows = [u16::try_from(followers.len()).unwrap_or(u16::MAX); 256];
        for (number, byte) in (0..).zip(&followers) {
            rows[usize::from(*byte)] = number;
        }
        let bytes = followers.iter().map(|byte| Some(*byte)).chain([None]);
        Self {
            length: kernel.len(),
            row: rows,
            rows: bytes.map(row).collect(),
        }
    }

    /// The literals that hold this kernel and stand around a place of it, not before `from`.
    pub(super) fn around(&self, bytes: &[u8], from: usize, place: usize) -> Option<Hit> {
        let behind = place + self.length;
        let row = match bytes.get(behind) {
            Some(byte) => self.rows.get(usize::from(self.row[usize::from(*byte)])),
            None => self.rows.last(),
        };
        let mut hit: Option<Hit> = None;
        for holder in row?.holders(bytes.get(behind + 1)) {
            let Some(start) = place.checked_sub(holder.offset) else {
                continue;
            };
            if start >= from && holder.stands(bytes.get(start..).unwrap_or_default()) {
                let (first, bits) = hit.map_or((start, 0), |hit| (hit.start, hit.bits));
                hit = Some(Hit {
                    start: first.min(start),
                    bits: bits | holder.bits,
                });
            }
        }
        hit
    }
}

impl Holder {
    fn of(text: &str, bits: u64, kernel: &str) -> Option<Self> {
        let offset = text.find(kernel)?;
        let behind = |count: usize| text.as_bytes().get(offset + kernel.len() + count).copied();
        Some(Self {
            text: text.as_bytes().into(),
            bits,
            offset,
            follower: behind(0),
            second: behind(1),
        })
    }

    /// The first byte is compared before the call: literals differ there most.
    #[inline]
    fn stands(&self, bytes: &[u8]) -> bool {
        let first = self.text.first();
        (first.is_none() || bytes.first() == first) && begins(bytes, &self.text)
    }
}
