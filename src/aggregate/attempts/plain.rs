//! Plain successes in little room: what differs from one to the next in 40 bytes each, and the rest once for all alike.
//!
//! Nearly every attempt of a healthy log is one, and all of them have to be held until the last line, which may fail under
//! the same name. Holding them as whole rows took more time than everything else that the audit does while reading.

use super::Map;
use super::lone::is_plain;
use super::row::{Row, UNSAID};
use crate::classify::ending::Ending;
use crate::event::attempt::Flags;

/// Bits of [`Plain::place`] that are the line.
const LINE: u32 = 48;

/// How many shapes there may be: what no bit of a line is left for.
const SHAPES: usize = 1 << (u64::BITS - LINE);

/// How many shapes are remembered by what they say.
const RECENT: usize = 32;

/// One plain success.
#[derive(Debug, Clone, Copy)]
struct Plain {
    end: i64,
    print: u64,
    correlation: u64,
    /// Its line, and above it the number of its shape.
    place: u64,
    /// Milliseconds.
    took: u32,
    source: u32,
}

/// Bytes of one.
pub(super) const BYTES: usize = size_of::<Plain>();

/// What many have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shape {
    resource: u32,
    code: u32,
    retry_after: u32,
    agent: u32,
    flags: Flags,
    status: u16,
    method: u8,
}

impl Shape {
    fn of(row: &Row) -> Self {
        Self {
            resource: row.resource,
            code: row.code,
            retry_after: row.retry_after,
            agent: row.agent,
            flags: row.flags,
            status: row.status,
            method: row.method,
        }
    }

    /// A slot for it, by what differs most.
    const fn slot(&self) -> usize {
        let mixed = self.resource.wrapping_mul(5) ^ self.flags.0 ^ self.flags.0 >> 9;
        (mixed ^ self.status as u32 ^ self.agent) as usize % RECENT
    }
}

/// The plain successes of one part.
#[derive(Debug, Default)]
pub(super) struct Plains {
    all: Vec<Plain>,
    shapes: Vec<Shape>,
    numbers: Map<Shape, u64>,
    /// Shapes met last with their numbers, by slot.
    recent: [Option<(Shape, u64)>; RECENT],
}

impl Plains {
    /// Takes a row over; false when it is no plain success, or one that needs a whole row.
    pub(super) fn put(&mut self, row: &Row) -> bool {
        if row.created != 0 || row.account != 0 || !is_plain(row) || row.line >> LINE != 0 {
            return false;
        }
        let Ok(took) = u32::try_from(row.end - row.start) else {
            return false;
        };
        let Some(shape) = self.shape(Shape::of(row)) else {
            return false;
        };
        self.all.push(Plain {
            end: row.end,
            print: row.print,
            correlation: row.correlation,
            place: row.line | shape << LINE,
            took,
            source: row.source,
        });
        true
    }

    /// The number of a shape; `None` when there are too many.
    fn shape(&mut self, shape: Shape) -> Option<u64> {
        let recent = self.recent.get_mut(shape.slot())?;
        if let Some((_, number)) = recent.filter(|(known, _)| *known == shape) {
            return Some(number);
        }
        let number = if let Some(number) = self.numbers.get(&shape) {
            *number
        } else {
            let number = self.shapes.len();
            if number == SHAPES {
                return None;
            }
            self.shapes.push(shape);
            self.numbers.insert(shape, number as u64);
            number as u64
        };
        *recent = Some((shape, number));
        Some(number)
    }

    fn row(shapes: &[Shape], plain: &Plain) -> Option<Row> {
        let shape = shapes.get(usize::try_from(plain.place >> LINE).ok()?)?;
        Some(Row {
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
        })
    }

    /// All of them as rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let rows = self.all.iter();
        rows.filter_map(|plain| Self::row(&self.shapes, plain))
    }

    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// Keeps those that `stays` says.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&Row) -> bool) {
        let shapes = &self.shapes;
        self.all
            .retain(|plain| Self::row(shapes, plain).is_some_and(|row| stays(&row)));
        self.all.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        plains.retain(|row| row.status == 200);
        assert_eq!(plains.rows().collect::<Vec<_>>(), [others[0]]);
    }
}
