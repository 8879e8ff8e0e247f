//! A row of a dump: `(83,'+15550001111','[HTTP 400] Unable to create record','2022-04-22 02:51:25',NULL),`. Its time is a
//! column of its own, which any place may have; of several that differ, none is taken.

use super::contract::{Envelope, LogRecord};
use crate::timestamp::Timestamp;

/// The member for rows of SQL dumps.
pub struct SqlRow;

impl Envelope for SqlRow {
    fn name(&self) -> &'static str {
        "sql_row"
    }

    fn example(&self) -> &'static str {
        "(84,'15550001111','2025-01-01 00:00:18','sms failed'),"
    }

    fn begins(&self, first: u8) -> bool {
        first == b'('
    }

    fn unwrap<'a>(&self, text: &'a str, record: &mut LogRecord<'a>) -> Option<&'a str> {
        let row = text.trim_end().trim_end_matches([',', ';']);
        let row = row.strip_prefix('(')?.strip_suffix(')')?;
        row.starts_with(|letter: char| letter.is_ascii_digit() || letter == '\'')
            .then_some(())?;
        let (mut when, mut differs) = (None, false);
        let mut rest = row;
        while !rest.is_empty() {
            let (value, after) = column(rest)?;
            let told = stamp(value, record);
            differs |= when.is_some() && told.is_some() && when != told;
            when = when.or(told);
            rest = after;
        }
        when?;
        record.timestamp = when.filter(|_| !differs).or(record.timestamp);
        Some(row)
    }
}

/// The time in a column that is one as a whole.
fn stamp(value: &str, record: &LogRecord<'_>) -> Option<Timestamp> {
    let inside = value.strip_prefix('\'')?.strip_suffix('\'')?;
    let dated = inside.starts_with(|letter: char| letter.is_ascii_digit());
    let shaped = (19..=35).contains(&inside.len()) && inside.as_bytes().get(4) == Some(&b'-');
    (dated && shaped).then(|| Timestamp::read(inside, &record.naive))?
}

/// The first column and what follows its comma; quotes are escaped by a backslash or doubled.
fn column(row: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let mut bytes = row.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quoted => {
                bytes.next();
            }
            b'\'' => quoted = !quoted,
            b',' if !quoted => return Some((row.get(..at)?.trim(), row.get(at + 1..)?)),
            _ => {}
        }
    }
    (!quoted).then(|| (row.trim(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn of_times_that_differ_none_is_taken() {
        let memory = Bump::new();
        let row = "(1,'2022-05-09 02:49:26','2022-05-10 02:49:26')";
        let mut record = LogRecord::new(row, &memory);
        assert!(SqlRow.unwrap(row, &mut record).is_some());
        assert_eq!(record.timestamp, None);
    }

    #[test]
    fn the_only_time_of_a_row_is_its_own() {
        let memory = Bump::new();
        for (row, when) in [
            (
                "(84,'a\\'b, c','2022-05-09 02:49:26',NULL),",
                Some("2022-05-09T02:49:26Z"),
            ),
            (
                "('it''s, so','2022-05-09 02:49:26');",
                Some("2022-05-09T02:49:26Z"),
            ),
            (
                "(1,'2022-05-09 02:49:26','2022-05-09 02:49:26')",
                Some("2022-05-09T02:49:26Z"),
            ),
            ("(1,'at 2022-05-09 02:49:26')", None),
            ("(1,'2022-05-09')", None),
            ("(1,'2022-05-09 02:49:26", None),
            ("(DEBUG) - '2022-05-09 02:49:26')", None),
            ("()", None),
        ] {
            let mut record = LogRecord::new(row, &memory);
            let inside = SqlRow.unwrap(row, &mut record);
            assert_eq!(inside.is_some(), when.is_some(), "{row}");
            let told = record.timestamp.map(Timestamp::rfc3339);
            assert_eq!(told.as_deref(), when, "{row}");
        }
    }
}
