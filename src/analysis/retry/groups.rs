//! Attempts by group: those that share a hash of what may join them stand together, and those that share it with none are left out.

use crate::aggregate::attempts::{History, Row};

/// The rows that are meant and are not alone in their group, each with the hash of it: groups ascending, rows in their order.
///
/// Sorted by the upper bits of the hash first, each into its own place: most attempts are alone, and sorting them took longer
/// than all rounds of linking.
pub(super) fn grouped(
    history: &History,
    meant: impl Fn(&Row) -> bool,
    group: impl Fn(&Row) -> u64,
) -> Vec<(u64, u32)> {
    let rows = (0_u32..).zip(history.rows.iter());
    let all = rows.filter(|(_, row)| meant(row));
    let (mut spread, ends) = spread(&all.map(|(at, row)| (group(row), at)).collect::<Vec<_>>());
    let (mut out, mut start) = (Vec::new(), 0);
    for end in ends {
        let end = end as usize;
        let part = spread.get_mut(start..end).filter(|part| part.len() > 1);
        if let Some(part) = part {
            part.sort_unstable();
            let groups = part.chunk_by(|one, two| one.0 == two.0);
            groups
                .filter(|group| group.len() > 1)
                .for_each(|group| out.extend_from_slice(group));
        }
        start = end;
    }
    out
}

/// The rows by the upper bits of their hashes, about as many places as rows, and where each place ends.
fn spread(rows: &[(u64, u32)]) -> (Vec<(u64, u32)>, Vec<u32>) {
    let bits = rows.len().next_power_of_two().trailing_zeros().max(1);
    let place = |hash: u64| usize::try_from(hash >> (u64::BITS - bits)).unwrap_or(0);
    // In 32 bits, which is half as much new memory: 64 pages fewer for 37,000 rows.
    let mut ends: Vec<u32> = vec![0; 1 << bits];
    for (hash, _) in rows {
        ends[place(*hash)] += 1;
    }
    let mut start = 0;
    for end in &mut ends {
        (start, *end) = (start + *end, start);
    }
    let mut out = vec![(0, 0); rows.len()];
    for row in rows {
        let end = &mut ends[place(row.0)];
        out[*end as usize] = *row;
        *end += 1;
    }
    (out, ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(print: u64) -> Row {
        Row {
            print,
            ..Row::FAILED
        }
    }

    proptest! {
        #[test]
        fn groups_of_two_or_more_stand_in_order(
            prints in prop::collection::vec(prop_oneof![0..9_u64, any::<u64>(), (0..9_u64).prop_map(|it| it << 60)], 0..300),
        ) {
            let history = History {
                rows: prints.iter().copied().map(row).collect(),
                ..History::default()
            };
            let all = (0_u32..).zip(&prints).filter(|(_, print)| **print != 3);
            let mut wanted: Vec<(u64, u32)> = all.map(|(at, print)| (*print, at)).collect();
            wanted.sort_unstable();
            wanted.retain(|(group, _)| prints.iter().filter(|print| *print == group).count() > 1);
            prop_assert_eq!(grouped(&history, |row| row.print != 3, |row| row.print), wanted);
        }
    }
}
