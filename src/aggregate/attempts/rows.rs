//! The rows of one part, a page of them at a time: one piece of memory would be moved each time it gets longer, and pages of new
//! memory cost many times what is written to them.

use super::history::Half;
use super::row::Row;
use super::sorted::Sorted;
use std::mem::take;

/// How many rows stand in one page: just less than the system is asked for by itself.
pub(super) const PAGE: usize = (126 << 10) / size_of::<Row>();

/// Rows in no particular order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Pages that are full, or nearly so.
    full: Vec<Vec<Row>>,
    /// The one that is filled.
    open: Vec<Row>,
}

impl Rows {
    pub(super) fn push(&mut self, row: Row) {
        // Before the first row, and when no other fits.
        if self.open.len().is_multiple_of(PAGE) {
            let full = std::mem::replace(&mut self.open, Vec::with_capacity(PAGE));
            if !full.is_empty() {
                self.full.push(full);
            }
        }
        self.open.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.full.iter().map(Vec::len).sum::<usize>() + self.open.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.full.iter().flatten().chain(&self.open)
    }

    /// Keeps those that `stays` says, which may change them. What is left of pages that then hold little is put together.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&mut Row) -> bool) {
        self.open.retain_mut(&mut stays);
        for mut page in take(&mut self.full) {
            page.retain_mut(&mut stays);
            if page.len() * 2 > PAGE {
                self.full.push(page);
            } else {
                for row in page {
                    self.push(row);
                }
            }
        }
    }

    /// Adds another part's, without moving them.
    pub(super) fn append(&mut self, other: Self) {
        self.full.extend(other.full);
        if !other.open.is_empty() {
            self.full.push(other.open);
        }
    }

    /// All of them, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Row> {
        self.full.iter_mut().flatten().chain(&mut self.open)
    }

    /// All of them in their order, sorted as `both` does two things.
    pub(super) fn sorted(mut self, both: impl Fn(Half<'_>, Half<'_>)) -> Sorted {
        self.full.push(self.open);
        Sorted::of(self.full, both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(line: u64) -> Row {
        Row {
            line,
            print: 1,
            ..Row::FAILED
        }
    }

    /// In their order.
    fn sorted(rows: Rows) -> Sorted {
        rows.sorted(|one, two| {
            one();
            two();
        })
    }

    /// Of so many rows, those whose line is a multiple.
    fn kept(many: u64, multiple: u64) -> Rows {
        let mut rows = Rows::default();
        (0..many).rev().for_each(|line| rows.push(row(line)));
        rows.retain(|row| row.line.is_multiple_of(multiple));
        rows
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_the_set(
            all in prop::collection::vec((0..2_u64, 0..3_u32, 0..3_u32, prop::sample::select(vec![201_u16, 503]), any::<bool>()), 0..60),
            cut in 0..60_usize,
        ) {
            let all = all.into_iter().map(|(line, ordinal, number, status, named)| Row {
                ordinal,
                number,
                status,
                correlation: u64::from(named),
                ..row(line)
            });
            let all: Vec<Row> = all.collect();
            let put = |rows: &[Row]| {
                let mut put = Rows::default();
                for row in rows {
                    put.push(*row);
                }
                put
            };
            let (one, two) = all.split_at(cut.min(all.len()));
            let mut turned = put(two);
            turned.append(put(one));
            prop_assert_eq!(sorted(turned), sorted(put(&all)));
        }
    }

    #[test]
    fn rows_are_kept_and_put_together_in_their_order() {
        for many in [0, 1, 5_000, 20_000] {
            for multiple in [1, 2, 7, 30_000] {
                let mut rows = kept(many, multiple);
                let wanted: Vec<u64> = (0..many).filter(|line| line % multiple == 0).collect();
                assert_eq!(rows.len(), wanted.len());
                assert_eq!(rows.iter().count(), wanted.len());
                let pages = rows.full.len() + 1;
                assert!(pages <= wanted.len() * 2 / PAGE + 1, "{many} {multiple}");
                rows.append(kept(many, multiple));
                let sorted: Vec<u64> = sorted(rows).iter().map(|row| row.line).collect();
                let twice: Vec<u64> = wanted.iter().flat_map(|line| [*line, *line]).collect();
                assert_eq!(sorted, twice);
            }
        }
    }
}
