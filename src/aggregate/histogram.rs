//! Latency in integers: a histogram whose buckets come from the bits of the value, so that it is the same on every machine.

/// Buckets per doubling; a bucket is at most 1/32 of its value wide.
const STEPS: usize = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// Counts of durations in microseconds. Adding and merging commute, and nothing is rounded but the value's low bits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram {
    /// One block per doubling, only where something was counted.
    doublings: Vec<Option<Box<[u64; STEPS]>>>,
    count: u64,
    sum: u64,
    max: u64,
}

impl Histogram {
    /// Counts one duration in microseconds.
    pub fn observe(&mut self, value: u64) {
        let (doubling, step) = bucket(value);
        if self.doublings.len() <= doubling {
            self.doublings.resize(doubling + 1, None);
        }
        self.doublings[doubling].get_or_insert_default()[step] += 1;
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.max = self.max.max(value);
    }

    /// Adds another histogram's counts.
    pub fn merge(&mut self, other: &Self) {
        if self.doublings.len() < other.doublings.len() {
            self.doublings.resize(other.doublings.len(), None);
        }
        for (mine, theirs) in self.doublings.iter_mut().zip(&other.doublings) {
            let Some(theirs) = theirs else { continue };
            for (count, more) in mine.get_or_insert_default().iter_mut().zip(theirs.iter()) {
                *count += more;
            }
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
        for (doubling, block) in self.doublings.iter().enumerate() {
            let Some(block) = block else { continue };
            for (step, count) in block.iter().enumerate() {
                seen += u128::from(*count);
                if seen >= wanted {
                    return Some(upper_edge(doubling, step).min(self.max));
                }
            }
        }
        None
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
        fn every_value_lies_in_its_bucket_and_merging_is_counting(values in prop::collection::vec(any::<u64>(), 1..60), cut in any::<prop::sample::Index>()) {
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
