//! Counts by resource and stretch of time while they are made: attempts come nearly in the order of their times, so most fall
//! into the stretch that is at hand already, and to look each up took most of the time.

use crate::aggregate::attempts::UNSAID;

/// The counts of one stretch of each resource.
#[derive(Debug)]
pub(super) struct Hands<T> {
    /// By number of the resource, the last of none: the stretch, and its counts.
    at_hand: Vec<Option<(i64, T)>>,
}

impl<T: Default> Hands<T> {
    /// Nothing at hand of so many resources.
    pub(super) fn new(resources: usize) -> Self {
        Self {
            at_hand: (0..=resources).map(|_| None).collect(),
        }
    }

    /// Counts in a resource's stretch; answers what was counted in another one before.
    #[inline]
    pub(super) fn count(
        &mut self,
        (resource, stretch): (u32, i64),
        add: impl FnOnce(&mut T),
    ) -> Option<((u32, i64), T)> {
        let last = self.at_hand.len().saturating_sub(1);
        let hand = self.at_hand.get_mut((resource as usize).min(last))?;
        if let Some((_, counts)) = hand.as_mut().filter(|(known, _)| *known == stretch) {
            add(counts);
            return None;
        }
        let mut counts = T::default();
        add(&mut counts);
        let before = hand.replace((stretch, counts));
        before.map(|(stretch, counts)| ((resource, stretch), counts))
    }

    /// Everything that is at hand.
    pub(super) fn take(&mut self) -> Vec<((u32, i64), T)> {
        let last = self.at_hand.len().saturating_sub(1);
        let all = self.at_hand.iter_mut().enumerate();
        let all = all.filter_map(|(at, hand)| {
            let resource = u32::try_from(at).ok().filter(|_| at < last);
            let (stretch, counts) = hand.take()?;
            Some(((resource.unwrap_or(UNSAID), stretch), counts))
        });
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn each_is_counted_once(all in prop::collection::vec((prop_oneof![0..4_u32, Just(UNSAID)], 0..3_i64), 0..100)) {
            let mut wanted: BTreeMap<(u32, i64), u64> = BTreeMap::new();
            let mut counted = BTreeMap::new();
            let mut hands = Hands::new(4);
            for at in all {
                *wanted.entry(at).or_default() += 1;
                if let Some((at, count)) = hands.count(at, |count: &mut u64| *count += 1) {
                    *counted.entry(at).or_default() += count;
                }
            }
            for (at, count) in hands.take() {
                *counted.entry(at).or_default() += count;
            }
            prop_assert_eq!(counted, wanted);
        }
    }
}
