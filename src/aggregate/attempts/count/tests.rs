//! Whatever the cut, the counts are those of a plain map.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// So many requests of one cell that pass one sieve.
type Put = (Cell, u32, u64);

fn puts() -> impl Strategy<Value = Vec<Put>> {
    let cell = (0..40_u32, -9..9_i64);
    let many = prop_oneof![6 => 1..4_u64, 3 => 250..260_u64, 1 => 65_534..65_538_u64];
    let put = (cell, prop_oneof![0..3_u32, 6..12_u32], many);
    prop::collection::vec(put, 0..60)
}

fn counted(puts: &[Put]) -> Count {
    let mut count = Count::default();
    for (cell, finest, many) in puts {
        for _ in 0..*many {
            count.add(*cell, *finest);
        }
    }
    count
}

/// The same by a plain map, of what passes a sieve.
fn plainly(puts: &[Put], sieve: u32) -> Vec<Lone> {
    let mut all: BTreeMap<Cell, u64> = BTreeMap::new();
    for (cell, _, many) in puts.iter().filter(|(_, finest, _)| *finest >= sieve) {
        *all.entry(*cell).or_default() += many;
    }
    let lone = |((resource, start), count): (Cell, u64)| Lone {
        resource,
        start,
        count,
    };
    all.into_iter().map(lone).collect()
}

proptest! {
    #[test]
    fn parts_count_what_a_plain_map_counts(puts in puts(), cut in 0..60_usize, sieve in 0..11_u32) {
        let (one, two) = puts.split_at(cut.min(puts.len()));
        let mut whole = counted(one);
        whole.merge(counted(two));
        prop_assert_eq!(whole.clone().freeze(|id| id), plainly(&puts, 0));
        let all: u64 = puts.iter().map(|(_, _, many)| many).sum();
        let dropped = whole.sift(sieve);
        let left = plainly(&puts, sieve);
        prop_assert_eq!(all - dropped, left.iter().map(|lone| lone.count).sum::<u64>());
        prop_assert_eq!(whole.freeze(|id| id), left);
    }

    #[test]
    fn what_it_takes_follows_from_the_set_alone(puts in puts(), cut in 0..60_usize, sieve in 1..11_u32) {
        let all = |puts: &[Put], parts: usize| {
            let mut whole = Count::default();
            for part in puts.chunks(parts.max(1)) {
                // As parts hand theirs over.
                let mut part = counted(part);
                part.sift(sieve);
                whole.merge(part);
            }
            whole.bytes()
        };
        // Each of them in two halves, and all at once.
        let halves = puts.iter().flat_map(|(cell, finest, many)| {
            [(*cell, *finest, many / 2), (*cell, *finest, many - many / 2)]
        });
        let halves: Vec<Put> = halves.collect();
        prop_assert_eq!(all(&puts, puts.len()), all(&halves, cut));
    }

    #[test]
    fn what_is_taken_back_was_never_counted(puts in puts(), back in any::<prop::sample::Index>()) {
        prop_assume!(!puts.is_empty());
        let mut count = Count::default();
        count.merge(counted(&puts));
        let at = back.index(puts.len());
        let (cell, finest, _) = puts[at];
        count.take_back(cell, finest);
        let mut less = puts;
        less[at].2 -= 1;
        let left: Vec<Lone> = plainly(&less, 0).into_iter().filter(|lone| lone.count > 0).collect();
        prop_assert_eq!(count.freeze(|id| id), left);
    }

    #[test]
    fn a_time_falls_into_the_stretch_around_it(time in -10_000_000_i64..10_000_000, length in 1..400_i64) {
        let stretch = Stretch::around(time, length);
        prop_assert!(stretch.has(time));
        prop_assert_eq!(stretch.start, time.div_euclid(1000).div_euclid(length) * length);
        let next = (stretch.start + length) * 1000;
        prop_assert!(stretch.has(next - 1) && !stretch.has(next) && !stretch.has(next - length * 1000 - 1));
    }
}
