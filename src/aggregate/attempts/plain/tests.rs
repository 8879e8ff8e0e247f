//! What is packed comes back as it was, from memory and from where it was put aside.

use super::*;
use crate::event::attempt::Flags;
use std::io::Cursor;

const ROW: Row = Row {
    start: 1_000,
    end: 1_250,
    line: u32::MAX as u64,
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
        ending: row.ending,
    };
    let facts = Facts {
        key: row.key,
        created: row.created,
        correlation: row.correlation,
        number: (row.number != UNSAID).then_some(row.number),
        ..Facts::default()
    };
    Plain::of(&attempt, &facts).is_some_and(|plain| plains.push(&shape, &plain))
}

fn rows(plains: &mut Plains) -> Vec<Row> {
    let mut rows = Vec::new();
    plains
        .each(|plain, shape| rows.push(plain.row(shape)))
        .expect("what was put aside is there");
    rows
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
    assert_eq!(rows(&mut plains), all);
    assert_eq!(plains.shapes.len(), 4);
    plains.retain(|plain| plain.end > 2_000);
    assert_eq!(
        rows(&mut plains),
        [later(ROW, years), later(ROW, 500 * years)]
    );
}

#[test]
fn what_does_not_fit_is_a_row() {
    let mut plains = Plains::default();
    for more in [
        Row { key: 1, ..ROW },
        Row { created: 1, ..ROW },
        Row { number: 1, ..ROW },
        Row {
            line: 1 << 32,
            ..ROW
        },
        Row {
            source: 1 << 16,
            ..ROW
        },
        Row {
            start: -2,
            end: -1,
            ..ROW
        },
        Row {
            start: ROW.end - 65_536,
            ..ROW
        },
    ] {
        assert!(!put(&mut plains, &more), "{more:?}");
    }
    assert_eq!(plains.len(), 0);
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
        for line in 0..20_000 {
            let row = Row { line, ..ROW };
            assert!(put(&mut plains, &row));
            all.push(row);
            if line == 12_000 {
                assert_eq!(plains.put_aside(&scratch).is_ok(), whole);
            }
        }
        assert_eq!(plains.len(), 20_000);
        assert_eq!(plains.bytes() < 20_000 * BYTES, room > 150_000);
        let mut found = rows(&mut plains);
        found.sort_by_key(|row| row.line);
        assert_eq!(found, all);
    }
}
