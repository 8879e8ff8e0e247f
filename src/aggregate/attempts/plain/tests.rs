//! What is packed comes back as it was, from memory and from where it was put aside.

use super::super::row::{finest, is_of_one};
use super::*;
use crate::event::attempt::Flags;
use proptest::prelude::*;
use std::io::Cursor;

const ROW: Row = Row {
    start: 1_000,
    end: 1_250,
    line: u32::MAX as u64,
    print: 3,
    correlation: 7,
    source: 2,
    resource: 5,
    retry_after: 9,
    agent: 11,
    flags: Flags(Flags::WHOLE.0 | Flags::CREATE.0),
    status: 201,
    ending: Ending::Ok,
    ..Row::FAILED
};

fn put(plains: &mut Plains, row: &Row) -> bool {
    let shape = Shape {
        resource: row.resource,
        code: row.code,
        retry_after: row.retry_after,
        agent: row.agent,
        flags: row.flags,
        status: row.status,
        method: row.method,
    };
    let attempt = Attempt {
        end: row.end,
        took: u32::try_from(row.end - row.start).unwrap(),
        asked: row.print,
        source: row.source,
        line: row.line,
        ordinal: row.ordinal,
        ending: row.ending,
    };
    let facts = Facts {
        key: row.key,
        created: row.created,
        correlation: row.correlation,
        number: (row.number != UNSAID).then_some(row.number),
        ..Facts::default()
    };
    let plain = Plain::of(&attempt, &facts);
    let Some((plain, number)) = plain.and_then(|plain| Some((plain, plains.number(&shape)?)))
    else {
        return false;
    };
    plains.push(&plain, (number, is_of_one(shape.flags)));
    true
}

/// The row; of what is told by its name alone, that in place of its id.
fn row_of(plain: &Plain, shape: &Shape) -> Row {
    plain.row(plain.names().unwrap_or((plain.name, 0)), shape)
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| (row.order(), row.correlation, row.print));
    rows
}

fn rows(plains: &mut Plains) -> Vec<Row> {
    let mut rows = Vec::new();
    plains
        .each(|plain, shape| rows.push(row_of(plain, shape)))
        .expect("what was put aside is there");
    sorted(rows)
}

/// The rows as [`rows`] tells them.
fn told(rows: &[Row], in_full: bool) -> Vec<Row> {
    let told = rows.iter().map(|row| {
        let whole = in_full || is_of_one(row.flags) || finest(row) >= FINEST;
        let name = name_of(row.correlation, row.print);
        let (correlation, print) = if whole {
            (row.correlation, row.print)
        } else {
            (name, 0)
        };
        Row {
            print,
            correlation,
            ..*row
        }
    });
    sorted(told.collect())
}

#[test]
fn a_row_comes_back_as_it_was() {
    let years = 3_i64 * 365 * 86_400_000;
    let later = |row: Row, by: i64| Row {
        start: row.start + by,
        end: row.end + by,
        ..row
    };
    let others = [
        Row { status: 200, ..ROW },
        Row { agent: 12, ..ROW },
        Row {
            resource: 37,
            ..ROW
        },
        later(ROW, years),
        later(ROW, 500 * years),
    ];
    let mut plains = Plains::default();
    let all: Vec<Row> = [ROW].into_iter().chain(others).chain([ROW]).collect();
    assert!(all.iter().all(|row| put(&mut plains, row)));
    assert_eq!(rows(&mut plains), told(&all, false));
    assert_eq!(plains.shapes.len(), 4);
    plains.retain(|plain| plain.end > 2_000);
    let left = [later(ROW, years), later(ROW, 500 * years)];
    assert_eq!(rows(&mut plains), told(&left, false));
}

#[test]
fn what_does_not_fit_is_a_row() {
    let mut plains = Plains::default();
    for more in [
        Row { key: 1, ..ROW },
        Row { created: 1, ..ROW },
        Row { number: 1, ..ROW },
        Row {
            ordinal: MOST_OF_A_LINE + 1,
            ..ROW
        },
    ] {
        assert!(!put(&mut plains, &more), "{more:?}");
    }
    assert_eq!(plains.len(), 0);
}

/// Successes that are near each other, and far off; of a few shapes and URLs, and of one thing each.
fn some() -> impl Strategy<Value = Row> {
    let end = prop_oneof![8 => 0..300_000_i64, 1 => any::<i64>().prop_map(|end| end >> 16)];
    let line = prop_oneof![8 => 0..40_000_u64, 1 => any::<u64>()];
    let id = prop_oneof![8 => 0..4_u64, 1 => any::<u64>()];
    let took = prop_oneof![8 => 0..70_000_u32, 1 => 0..86_400_000_u32];
    let source = prop_oneof![9 => Just(0), 1 => any::<u32>()];
    let ordinal = prop_oneof![9 => Just(0), 1 => 0..=MOST_OF_A_LINE];
    let ids = (1..4_u64, id, any::<bool>());
    (end, line, took, (source, ordinal), ids).prop_map(
        |(end, line, took, (source, ordinal), ids)| {
            let (print, correlation, one) = ids;
            let mut flags = ROW.flags;
            flags.set(Flags::INSTANCE, one);
            let end = end + 1_700_000_000_000;
            Row {
                start: end - i64::from(took),
                end,
                line,
                print,
                correlation,
                source,
                ordinal,
                flags,
                ..ROW
            }
        },
    )
}

proptest! {
    #[test]
    fn all_come_back_as_they_were(
        all in prop::collection::vec(some(), 0..200),
        kept in 0..3_u64,
        in_full in any::<bool>(),
    ) {
        let mut plains = Plains::default();
        if in_full {
            plains.tell_in_full();
        }
        for row in &all {
            prop_assert!(put(&mut plains, row));
        }
        prop_assert_eq!(rows(&mut plains), told(&all, in_full));
        prop_assert_eq!(plains.len(), all.len());
        let mut those = Vec::new();
        let meant = |name: u64, one: bool| name % 2 == u64::from(one);
        let looked = plains.each_of(|(name, _), one| meant(name, one), |plain, shape| {
            those.push(row_of(plain, shape));
        });
        prop_assert!(looked.is_ok());
        let wanted = all.iter().filter(|row| meant(name_of(row.correlation, row.print), is_of_one(row.flags)));
        let wanted: Vec<Row> = wanted.copied().collect();
        prop_assert_eq!(sorted(those), told(&wanted, in_full));
        plains.retain(|plain| plain.line % 3 == kept);
        let left: Vec<Row> = all.into_iter().filter(|row| row.line % 3 == kept).collect();
        prop_assert_eq!(rows(&mut plains), told(&left, in_full));
    }

    #[test]
    fn the_finest_sieve_comes_back(row in some()) {
        let mut plains = Plains::default();
        prop_assert!(put(&mut plains, &row));
        let mut sieves = Vec::new();
        prop_assert!(plains.each(|plain, _| sieves.push(plain.finest)).is_ok());
        prop_assert_eq!(sieves, [finest(&row)]);
    }
}

#[test]
fn more_shapes_than_have_a_number_are_rows() {
    let mut plains = Plains::default();
    let row = |agent| Row { agent, ..ROW };
    let kept = (0..70_000).filter(|agent| put(&mut plains, &row(*agent)));
    assert_eq!(kept.count(), 1 << 16);
    assert_eq!(rows(&mut plains).len(), 1 << 16);
}

/// A file that takes so many bytes.
struct Full(Cursor<Vec<u8>>, usize);

impl io::Read for Full {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.0.read(to)
    }
}

impl io::Seek for Full {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.1.saturating_sub(self.0.get_ref().len());
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.write(&bytes[..room.min(bytes.len())])
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn nothing_is_lost_by_what_is_put_aside_or_cannot_be() {
    for (room, whole) in [(1 << 20, true), (200_000, false), (0, false)] {
        let scratch = Scratch::new(move || Ok(Full(Cursor::default(), room)));
        let mut plains = Plains::default();
        let mut all = Vec::new();
        for line in 0..40_000 {
            let row = Row { line, ..ROW };
            assert!(put(&mut plains, &row));
            all.push(row);
            if line == 24_000 {
                assert_eq!(plains.put_aside(&scratch).is_ok(), whole);
            }
        }
        assert_eq!(plains.len(), 40_000);
        assert_eq!(plains.bytes() < 40_000 * BYTES, room > 150_000);
        assert_eq!(rows(&mut plains), told(&all, false));
    }
}

#[test]
fn what_stays_of_several_pages_is_put_together() {
    let mut plains = Plains::default();
    for line in 0..300_000 {
        let mut flags = ROW.flags;
        flags.set(Flags::INSTANCE, line % 2 == 0);
        assert!(put(&mut plains, &Row { line, flags, ..ROW }));
    }
    for every in [1, 3, 30_000] {
        plains.retain(|plain| plain.line % every == 0);
        let mut lines = Vec::new();
        let all = plains.each(|plain, shape| lines.push((plain.line, is_of_one(shape.flags))));
        all.expect("nothing was put aside");
        lines.sort_unstable();
        let left = (0..300_000_u64).filter(|line| line % every == 0);
        let left: Vec<_> = left.map(|line| (line, line % 2 == 0)).collect();
        assert_eq!(plains.len(), left.len());
        assert_eq!(lines, left);
    }
}
