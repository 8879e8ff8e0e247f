//! Plain successes in little room: what differs from one to the next in 40 bytes each, and the rest once for all alike.
//!
//! Nearly every attempt of a healthy log is one, and all of them have to be held until the last line, which may fail under
//! the same name. Holding them as whole rows took more time than everything else that the audit does while reading.

use super::Map;
use super::lone::is_plain;
use super::row::{Attempt, Row, Shape, UNSAID, level};
use crate::classify::ending::Ending;
use crate::event::attempt::Facts;

/// Bits of [`Plain::place`] that are the line.
const LINE: u32 = 48;

/// How many shapes there may be: what no bit of a line is left for.
const SHAPES: usize = 1 << (u64::BITS - LINE);

/// How many shapes are remembered by what they say.
const RECENT: usize = 32;

/// How many stand in one page: a vector of all would be moved as it gets longer, and pages of new memory cost more than
/// what is written to them.
const PAGE: usize = 1 << 10;

/// One plain success.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    pub(super) end: i64,
    pub(super) print: u64,
    pub(super) correlation: u64,
    /// Its line, and above it the number of its shape.
    pub(super) place: u64,
    /// Milliseconds.
    pub(super) took: u32,
    pub(super) source: u32,
}

/// Bytes of one.
pub(super) const BYTES: usize = size_of::<Plain>();

impl Plain {
    /// The attempt, which must be a plain success; `None` when it needs a whole row.
    pub(super) fn of(attempt: &Attempt, facts: &Facts) -> Option<Self> {
        let bare = facts.key == 0 && facts.payload == 0 && facts.number.is_none();
        let more = facts.created != 0 || facts.account != 0 || attempt.line >> LINE != 0;
        (bare && !more).then_some(Self {
            end: attempt.end,
            print: attempt.asked,
            correlation: facts.correlation,
            place: attempt.line,
            took: attempt.took,
            source: attempt.source,
        })
    }

    /// True when there is room for the number of its shape above its line.
    pub(super) const fn fits(&self) -> bool {
        self.place >> LINE == 0
    }

    fn of_row(row: &Row) -> Option<Self> {
        let more = row.created != 0 || row.account != 0 || row.line >> LINE != 0;
        (is_plain(row) && !more).then_some(Self {
            end: row.end,
            print: row.print,
            correlation: row.correlation,
            place: row.line,
            took: u32::try_from(row.end - row.start).ok()?,
            source: row.source,
        })
    }

    /// The finest sieve that its request passes.
    pub(super) fn finest(&self) -> u32 {
        level((self.correlation, 0), (self.print, 0))
    }
}

/// A slot for a shape, by what differs most.
const fn slot(shape: &Shape) -> usize {
    let mixed = shape.resource.wrapping_mul(5) ^ shape.flags.0 ^ shape.flags.0 >> 9;
    (mixed ^ shape.status as u32 ^ shape.agent) as usize % RECENT
}

/// The plain successes of one part.
#[derive(Debug, Default)]
pub(super) struct Plains {
    /// All but the last are full, unless some were given up.
    pages: Vec<Vec<Plain>>,
    shapes: Vec<Shape>,
    numbers: Map<Shape, u64>,
    /// Shapes met last with their numbers, by slot.
    recent: [Option<(Shape, u64)>; RECENT],
}

impl Plains {
    /// Takes a row over; false when it is no plain success, or one that needs a whole row.
    pub(super) fn put(&mut self, row: &Row) -> bool {
        Plain::of_row(row).is_some_and(|plain| self.push(&Shape::of(row), plain))
    }

    /// Keeps one; false when there are too many shapes.
    pub(super) fn push(&mut self, shape: &Shape, plain: Plain) -> bool {
        let Some(number) = self.number(shape) else {
            return false;
        };
        let place = plain.place | number << LINE;
        let plain = Plain { place, ..plain };
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(plain),
            _ => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(plain);
                self.pages.push(page);
            }
        }
        true
    }

    /// The number of a shape; `None` when there are too many.
    fn number(&mut self, shape: &Shape) -> Option<u64> {
        let recent = self.recent.get_mut(slot(shape))?;
        if let Some((known, number)) = recent
            && known == shape
        {
            return Some(*number);
        }
        let number = if let Some(number) = self.numbers.get(shape) {
            *number
        } else {
            let number = self.shapes.len();
            if number == SHAPES {
                return None;
            }
            self.shapes.push(*shape);
            self.numbers.insert(*shape, number as u64);
            number as u64
        };
        *recent = Some((*shape, number));
        Some(number)
    }

    fn row(shape: &Shape, plain: &Plain) -> Row {
        Row {
            start: plain.end - i64::from(plain.took),
            end: plain.end,
            line: plain.place & ((1 << LINE) - 1),
            print: plain.print,
            payload: 0,
            key: 0,
            correlation: plain.correlation,
            created: 0,
            source: plain.source,
            resource: shape.resource,
            code: shape.code,
            retry_after: shape.retry_after,
            number: UNSAID,
            agent: shape.agent,
            account: 0,
            flags: shape.flags,
            status: shape.status,
            method: shape.method,
            ending: Ending::Ok,
        }
    }

    /// All of them as rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        self.rows_of(|_, _| true)
    }

    /// Those as rows that are `meant`.
    pub(super) fn rows_of(
        &self,
        mut meant: impl FnMut(&Plain, &Shape) -> bool,
    ) -> impl Iterator<Item = Row> {
        let all = self.pages.iter().flatten();
        all.filter_map(move |plain| {
            let shape = shape_of(&self.shapes, plain)?;
            meant(plain, shape).then(|| Self::row(shape, plain))
        })
    }

    pub(super) fn len(&self) -> usize {
        self.pages.iter().map(Vec::len).sum()
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Plain, &Shape) -> bool) {
        let shapes = &self.shapes;
        for page in &mut self.pages {
            page.retain(|plain| shape_of(shapes, plain).is_some_and(|shape| stays(plain, shape)));
            page.shrink_to_fit();
        }
        self.pages.retain(|page| !page.is_empty());
    }
}

fn shape_of<'s>(shapes: &'s [Shape], plain: &Plain) -> Option<&'s Shape> {
    shapes.get(usize::try_from(plain.place >> LINE).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::attempt::Flags;

    #[test]
    fn a_row_comes_back_as_it_was() {
        let row = Row {
            start: 1_000,
            end: 1_250,
            line: (1 << LINE) - 1,
            print: 3,
            payload: 0,
            key: 0,
            correlation: 7,
            created: 0,
            source: 2,
            resource: 5,
            code: UNSAID,
            retry_after: 9,
            number: UNSAID,
            agent: 11,
            account: 0,
            flags: Flags(Flags::WHOLE.0 | Flags::CREATE.0),
            status: 201,
            method: 2,
            ending: Ending::Ok,
        };
        let others = [
            Row { status: 200, ..row },
            Row { agent: 12, ..row },
            Row {
                resource: 37,
                ..row
            },
        ];
        let mut plains = Plains::default();
        let all: Vec<Row> = [row].into_iter().chain(others).chain([row]).collect();
        assert!(all.iter().all(|row| plains.put(row)));
        assert_eq!(plains.rows().collect::<Vec<_>>(), all);
        assert_eq!(plains.shapes.len(), 4);
        for more in [
            Row { key: 1, ..row },
            Row { created: 1, ..row },
            Row { number: 1, ..row },
            Row {
                line: 1 << LINE,
                ..row
            },
            Row {
                start: 1_251,
                ..row
            },
            Row {
                status: 503,
                ending: Ending::Server,
                ..row
            },
        ] {
            assert!(!plains.put(&more), "{more:?}");
        }
        plains.retain(|_, shape| shape.status == 200);
        assert_eq!(plains.rows().collect::<Vec<_>>(), [others[0]]);
    }
}
