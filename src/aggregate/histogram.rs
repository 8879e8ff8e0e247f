//! Latency in integers: a histogram whose buckets come from the bits of the value, so that it is the same on every machine.

/// Buckets per doubling; a bucket is at most 1/32 of its value wide.
const STEPS: usize = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// Up to so many buckets are a list: most series have few durations, and a year has thousands of series.
const FEW: usize = 48;

/// Counts of durations in microseconds. Adding and merging commute, and nothing is rounded but the value's low bits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    buckets: Buckets,
    count: u64,
    sum: u64,
    max: u64,
}

/// The counts by bucket. Which form they have depends on what was counted alone, not on its order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Buckets {
    /// Number of the bucket and its count, ascending; counts that a list cannot hold make it a table.
    Few(Vec<(u16, u32)>),
    /// One block per doubling, only where something was counted.
    Many(Vec<Option<Box<[u64; STEPS]>>>),
}

impl Default for Buckets {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Buckets {
    fn add(&mut self, doubling: usize, step: usize, more: u64) {
        if let Self::Few(few) = self {
            if add_to(few, doubling * STEPS + step, more).is_some() {
                return;
            }
            self.widen();
        }
        if let Self::Many(blocks) = self {
            if blocks.len() <= doubling {
                blocks.resize(doubling + 1, None);
            }
            blocks[doubling].get_or_insert_default()[step] += more;
        }
    }

    fn widen(&mut self) {
        let few: Vec<_> = self.iter().collect();
        *self = Self::Many(Vec::new());
        for (doubling, step, count) in few {
            self.add(doubling, step, count);
        }
    }

    /// Doubling, step and count of each bucket with a count, ascending.
    fn iter(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        let (few, many) = match self {
            Self::Few(few) => (Some(few), None),
            Self::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().map(|(bucket, count)| {
            let bucket = usize::from(*bucket);
            (bucket / STEPS, bucket % STEPS, u64::from(*count))
        });
        let blocks = many.into_iter().flatten().enumerate();
        let blocks = blocks.filter_map(|(doubling, block)| Some((doubling, block.as_ref()?)));
        let many = blocks.flat_map(|(doubling, block)| {
            let counts = block.iter().enumerate().filter(|(_, count)| **count > 0);
            counts.map(move |(step, count)| (doubling, step, *count))
        });
        few.chain(many)
    }
}

/// Adds to a list; `None`, with nothing added, when it cannot hold that.
fn add_to(few: &mut Vec<(u16, u32)>, bucket: usize, more: u64) -> Option<()> {
    let bucket = u16::try_from(bucket).ok()?;
    let more = u32::try_from(more).ok()?;
    match few.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
        Ok(at) => {
            let (_, count) = few.get_mut(at)?;
            *count = count.checked_add(more)?;
        }
        Err(at) if few.len() < FEW => few.insert(at, (bucket, more)),
        Err(_) => return None,
    }
    Some(())
}

impl Histogram {
    /// Counts one duration in microseconds.
    pub fn observe(&mut self, value: u64) {
        let (doubling, step) = bucket(value);
        self.buckets.add(doubling, step, 1);
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.max = self.max.max(value);
    }

    /// Adds another histogram's counts.
    pub fn merge(&mut self, other: &Self) {
        for (doubling, step, count) in other.buckets.iter() {
            self.buckets.add(doubling, step, count);
        }
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
    }

    /// How many durations were counted.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The longest, exact, in microseconds.
    #[must_use]
    pub const fn max(&self) -> u64 {
        self.max
    }

    /// The upper edge of the bucket that holds the given share (per thousand) of the durations, but never above the
    /// longest; `None` when nothing was counted. Microseconds.
    #[must_use]
    pub fn quantile(&self, permille: u64) -> Option<u64> {
        let wanted = (u128::from(self.count) * u128::from(permille))
            .div_ceil(1000)
            .max(1);
        let mut seen: u128 = 0;
        self.buckets.iter().find_map(|(doubling, step, count)| {
            seen += u128::from(count);
            (seen >= wanted).then(|| upper_edge(doubling, step).min(self.max))
        })
    }
}

/// Which doubling and which step in it a value falls into; below 32 every value has its own step.
fn bucket(value: u64) -> (usize, usize) {
    let doubling = (u64::BITS - value.leading_zeros()).saturating_sub(STEP_BITS);
    let low_bits = (value >> doubling.saturating_sub(1)) % STEPS as u64;
    (doubling as usize, usize::try_from(low_bits).unwrap_or(0))
}

/// The greatest value of a bucket.
fn upper_edge(doubling: usize, step: usize) -> u64 {
    if doubling == 0 {
        return step as u64;
    }
    let shift = doubling - 1;
    let least = ((STEPS + step) as u128) << shift;
    u64::try_from(least + (1_u128 << shift) - 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_value_lies_in_its_bucket_and_merging_is_counting(values in prop::collection::vec(any::<u64>(), 1..160), cut in any::<prop::sample::Index>()) {
            let (mut whole, mut one, mut two) = (Histogram::default(), Histogram::default(), Histogram::default());
            let cut = cut.index(values.len());
            for (at, value) in values.iter().enumerate() {
                let (doubling, step) = bucket(*value);
                let edge = upper_edge(doubling, step);
                prop_assert!(edge >= *value && edge - value <= value / STEPS as u64);
                whole.observe(*value);
                if at < cut { one.observe(*value) } else { two.observe(*value) }
            }
            two.merge(&one);
            prop_assert_eq!(&two, &whole);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let median = sorted[(values.len() - 1) / 2];
            let read = whole.quantile(500).unwrap();
            prop_assert!(read >= median && read - median <= median / STEPS as u64);
            prop_assert_eq!(whole.quantile(1000), sorted.last().copied());
        }
    }

    #[test]
    fn nothing_counted_is_no_quantile() {
        assert_eq!(Histogram::default().quantile(500), None);
    }
}
