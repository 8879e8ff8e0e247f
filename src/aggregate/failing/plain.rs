//! Successes and refusals of the windows of a page: one bit for each window that has any, and the counts of those alone.
//!
//! Where calls are few, most windows of a page are empty; where they are many, this takes no more than a plain array.

/// Bytes of the counts of one window.
pub(super) const BYTES: usize = size_of::<[u32; 2]>();

/// Counts by window within the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// The windows with counts.
    windows: u64,
    /// Their successes and refusals, in order.
    counts: Vec<[u32; 2]>,
}

impl Plain {
    /// Adds successes and refusals; true when the window had none before.
    pub(super) fn add(&mut self, slot: usize, good: u32, client: u32) -> bool {
        let bit = 1u64 << (slot % 64);
        let at = (self.windows & (bit - 1)).count_ones() as usize;
        let new = self.windows & bit == 0;
        if new {
            self.windows |= bit;
            self.counts.insert(at, [0, 0]);
        }
        if let Some([known_good, known_client]) = self.counts.get_mut(at) {
            *known_good = known_good.saturating_add(good);
            *known_client = known_client.saturating_add(client);
        }
        new
    }

    /// Gives back the room that is not used.
    pub(super) fn shrink(&mut self) {
        self.counts.shrink_to_fit();
    }

    /// The windows with counts, as bits.
    pub(super) const fn windows(&self) -> u64 {
        self.windows
    }

    /// The windows with counts, ascending: window within the page, successes, refusals.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, [u32; 2])> {
        ones(self.windows).zip(self.counts.iter().copied())
    }

    /// All of them together.
    pub(super) fn sum(&self) -> u64 {
        let counts = self.counts.iter().flatten();
        counts.map(|count| u64::from(*count)).sum()
    }

    /// Bytes that the counts take, about.
    pub(super) const fn bytes(&self) -> usize {
        self.counts.len() * BYTES
    }
}

/// The places of the bits that are set, ascending.
pub(super) fn ones(bits: u64) -> impl Iterator<Item = usize> {
    let mut left = bits;
    std::iter::from_fn(move || {
        let place = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (place < u64::BITS).then_some(place as usize)
    })
}
