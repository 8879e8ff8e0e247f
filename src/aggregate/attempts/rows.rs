//! The rows of one part, a page of them at a time: one piece of memory would be moved each time it gets longer, and pages of new
//! memory cost many times what is written to them.

use super::row::Row;
use std::mem::take;

/// How many rows stand in one page: just less than the system is asked for by itself.
const PAGE: usize = (126 << 10) / size_of::<Row>();

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
        if self.open.len() == self.open.capacity() {
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

    /// Keeps those that `stays` says. What is left of pages that then hold little is put together.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Row) -> bool) {
        self.open.retain(&mut stays);
        for mut page in take(&mut self.full) {
            page.retain(&mut stays);
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

    /// All of them in their order.
    pub(super) fn sorted(self) -> Vec<Row> {
        let mut out = Vec::with_capacity(self.len());
        // Page by page, so that none is held twice for long.
        for page in self.full.into_iter().chain([self.open]) {
            out.extend(page);
        }
        let mut order: Vec<(i64, u32)> = (0..).zip(&out).map(|(at, row)| (row.start, at)).collect();
        order.sort_unstable_by(|one, other| {
            let row = |at: u32| out.get(at as usize).map(key);
            let start = one.0.cmp(&other.0);
            start.then_with(|| row(one.1).cmp(&row(other.1)))
        });
        arrange(
            &mut out,
            order.into_iter().map(|(_, at)| at as usize).collect(),
        );
        out
    }
}

/// What tells rows apart that do not share everything. Of a document on one line, parts of which are read by several threads, the
/// calls at one time come as they probably went: by number, and those that failed first.
fn key(row: &Row) -> impl Ord + use<> {
    let probable = (row.number, row.status.wrapping_sub(1) < 399);
    let names = (
        row.print,
        row.correlation,
        row.key,
        row.payload,
        row.created,
    );
    let answer = (row.status, row.code, row.retry_after, row.ending);
    let rest = (
        row.resource,
        row.agent,
        row.account,
        row.flags.0,
        row.method,
    );
    (row.order(), probable, names, answer, rest)
}

/// Puts at each place what stands at the one that is named there: rows are large, so each is moved once or twice.
fn arrange(rows: &mut [Row], mut from: Vec<usize>) {
    for place in 0..rows.len() {
        let mut at = from.get(place).copied().unwrap_or(place);
        // What stood there was moved on.
        while at < place {
            at = from.get(at).copied().unwrap_or(place);
        }
        if let Some(from) = from.get_mut(place) {
            *from = at;
        }
        rows.swap(place, at);
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
            prop_assert_eq!(turned.sorted(), put(&all).sorted());
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
                let sorted: Vec<u64> = rows.sorted().iter().map(|row| row.line).collect();
                let twice: Vec<u64> = wanted.iter().flat_map(|line| [*line, *line]).collect();
                assert_eq!(sorted, twice);
            }
        }
    }
}
