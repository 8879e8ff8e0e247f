//! Rows in their order, each where it was written: to put 37,000 next to each other took a thousand page faults, of seven thousand
//! in the whole run.

use super::history::Half;
use super::row::Row;
use super::rows::PAGE;
use std::fmt::{self, Debug, Formatter};
use std::iter::from_fn;
use std::ops::Index;

/// Bits of a row's place among those of its page; what is left tells two million pages, 260 GB.
const BITS: u32 = 11;
const _: () = assert!(PAGE <= 1 << BITS);

/// Rows in their order.
#[derive(Clone, Default)]
pub struct Sorted {
    /// As they were filled.
    pages: Vec<Vec<Row>>,
    /// By order: the page, and the place there.
    places: Vec<u32>,
}

impl Sorted {
    /// All rows of some pages, none of which has more than [`PAGE`]; sorted as `both` does two things.
    pub(super) fn of(pages: Vec<Vec<Row>>, both: impl Fn(Half<'_>, Half<'_>)) -> Self {
        let starts = pages.iter().zip(0_u32..).flat_map(|(page, at)| {
            let places = (at << BITS)..;
            page.iter()
                .zip(places)
                .map(|(row, place)| (row.start, place))
        });
        let mut order: Vec<(i64, u32)> = Vec::with_capacity(pages.iter().map(Vec::len).sum());
        order.extend(starts);
        let by_order = |one: &(i64, u32), other: &(i64, u32)| {
            let row = |place: u32| at(&pages, place).map(key);
            let start = one.0.cmp(&other.0);
            start.then_with(|| row(one.1).cmp(&row(other.1)))
        };
        let rows = order.len();
        let (one, two) = order.split_at_mut(rows / 2);
        both(&mut || one.sort_unstable_by(by_order), &mut || {
            two.sort_unstable_by(by_order);
        });
        let (mut one, mut two) = (one.iter().peekable(), two.iter().peekable());
        let next = || match (one.peek(), two.peek()) {
            (Some(first), Some(second)) if by_order(second, first).is_lt() => two.next(),
            (None, _) => two.next(),
            _ => one.next(),
        };
        let mut places = Vec::with_capacity(rows);
        places.extend(from_fn(next).map(|(_, place)| *place));
        Self { pages, places }
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// True when there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// One of them.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> Option<&Row> {
        at(&self.pages, *self.places.get(row)?)
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Row> + Clone {
        let at = |place: &u32| at(&self.pages, *place);
        self.places.iter().filter_map(at)
    }
}

/// The row at a place.
#[inline]
fn at(pages: &[Vec<Row>], place: u32) -> Option<&Row> {
    let (page, offset) = parts(place);
    pages.get(page)?.get(offset)
}

/// The page of a place, and where it is there.
#[inline]
const fn parts(place: u32) -> (usize, usize) {
    (
        (place >> BITS) as usize,
        (place & ((1 << BITS) - 1)) as usize,
    )
}

impl Index<usize> for Sorted {
    type Output = Row;

    #[inline]
    fn index(&self, row: usize) -> &Row {
        let (page, offset) = parts(self.places[row]);
        &self.pages[page][offset]
    }
}

impl PartialEq for Sorted {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Sorted {}

impl Debug for Sorted {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
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

#[cfg(test)]
impl FromIterator<Row> for Sorted {
    /// In the order that they come in.
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let rows: Vec<Row> = rows.into_iter().collect();
        let pages: Vec<Vec<Row>> = rows.chunks(PAGE).map(<[Row]>::to_vec).collect();
        let places = pages
            .iter()
            .zip(0..)
            .flat_map(|(page, at)| (at << BITS..).take(page.len()));
        Self {
            places: places.collect(),
            pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Rows;
    use super::*;

    #[test]
    fn rows_of_many_pages_come_in_the_order_of_all() {
        let many = 3 * PAGE as u64 + 7;
        let row = |line: u64| Row {
            start: i64::try_from(line * 7919 % 500).unwrap(),
            line: line % 50,
            status: if line.is_multiple_of(3) { 201 } else { 503 },
            correlation: line % 4,
            ..Row::FAILED
        };
        let stays = |row: &Row| row.start % 5 != 0;
        let mut wanted: Vec<Row> = (0..many).map(row).filter(stays).collect();
        wanted.sort_by_key(key);
        for turned in [false, true] {
            let mut rows = Rows::default();
            (0..many).for_each(|line| rows.push(row(line)));
            rows.retain(|row| stays(row));
            let sorted = rows.sorted(|one, two| {
                if turned {
                    two();
                }
                one();
                if !turned {
                    two();
                }
            });
            assert!(sorted.pages.len() > 2);
            assert!(sorted.iter().eq(&wanted), "{turned}");
            assert_eq!(sorted.len(), wanted.len());
            assert_eq!((&sorted[9], sorted.get(9)), (&wanted[9], wanted.get(9)));
            assert_eq!(sorted.get(wanted.len()), None);
        }
    }
}
