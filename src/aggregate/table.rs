//! The cells as a table: polars rolls them up for the report and writes them as Parquet and CSV.

use super::summary::{CellRow, Summary};
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetWriter, PolarsResult, Series,
    TimeUnit,
};
use std::io::Write;

/// The cells as a table. One row per non-empty cell, sorted by all keys.
#[derive(Debug, Clone)]
pub struct Table(DataFrame);

/// A column that cells can be rolled up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Start of the window, seconds since the epoch.
    Window,
    /// The resource.
    Resource,
    /// Call, webhook or delivery.
    Kind,
    /// HTTP status.
    Status,
    /// Twilio code.
    Code,
    /// Class.
    Class,
    /// Fault.
    Fault,
}

impl Key {
    const fn column(self) -> &'static str {
        match self {
            Self::Window => "window_start",
            Self::Resource => "resource",
            Self::Kind => "kind",
            Self::Status => "http_status",
            Self::Code => "twilio_code",
            Self::Class => "class",
            Self::Fault => "fault",
        }
    }
}

/// One row of a roll-up. Columns that were not asked for are `None`, as are absent values.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total {
    /// Start of the window, seconds since the epoch.
    pub window_start: Option<i64>,
    /// The resource.
    pub resource: Option<String>,
    /// Name of the kind.
    pub kind: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
    /// Twilio code.
    pub twilio_code: Option<u32>,
    /// Name of the class.
    pub class: Option<String>,
    /// Name of the fault.
    pub fault: Option<String>,
    /// Attempts in all the cells of the group.
    pub attempts: u64,
}

/// One row of the table as it stands there, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'t> {
    /// Start of the window, seconds since the epoch; `None` for events without a time.
    pub window_start: Option<i64>,
    /// The resource.
    pub resource: Option<&'t str>,
    /// Name of the kind.
    pub kind: &'t str,
    /// HTTP status.
    pub http_status: Option<u32>,
    /// Twilio code.
    pub twilio_code: Option<u32>,
    /// Name of the class.
    pub class: Option<&'t str>,
    /// Name of the fault.
    pub fault: Option<&'t str>,
    /// Attempts.
    pub attempts: u64,
}

const MICROSECONDS: i64 = 1_000_000;

impl Table {
    /// Builds the table.
    ///
    /// # Errors
    /// When polars refuses the columns, which would be a fault of this program.
    pub fn of(summary: &Summary) -> Result<Self> {
        Self::of_cells(&summary.cells)
    }

    /// Builds the table of cells sorted by all keys.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_cells(rows: &[CellRow]) -> Result<Self> {
        let columns = vec![
            windows(rows)?,
            texts("resource", rows, |row| row.resource.as_deref()),
            texts("kind", rows, |row| Some(row.kind.name())),
            numbers("http_status", rows, |row| row.http_status.map(u32::from)),
            numbers("twilio_code", rows, |row| row.twilio_code),
            texts("class", rows, |row| {
                row.class.map(crate::classify::Class::name)
            }),
            texts("fault", rows, |row| {
                row.fault.map(crate::classify::Fault::name)
            }),
            counts("attempts", rows, |row| Some(row.cell.attempts)),
            counts("requests", rows, |_| None),
            counts("duration_count", rows, |row| Some(row.cell.duration_count)),
            counts("duration_sum_us", rows, |row| {
                Some(row.cell.duration_sum_us)
            }),
            counts("duration_max_us", rows, |row| {
                (row.cell.duration_count > 0).then_some(row.cell.duration_max_us)
            }),
        ];
        Ok(Self(
            DataFrame::new(rows.len(), columns).map_err(|error| fault(&error))?,
        ))
    }

    /// Attempts by the given columns, sorted by them.
    ///
    /// # Errors
    /// When polars cannot group, which would be a fault of this program.
    pub fn totals(&self, keys: &[Key]) -> Result<Vec<Total>> {
        self.grouped(keys).map_err(|error| fault(&error))
    }

    fn grouped(&self, keys: &[Key]) -> PolarsResult<Vec<Total>> {
        if self.0.height() == 0 {
            return Ok(Vec::new());
        }
        let names = keys.iter().map(|key| key.column());
        #[expect(
            deprecated,
            reason = "the lazy engine doubles the build and the binary for this one sum"
        )]
        let sums = self.0.group_by(names)?.select(["attempts"]).sum()?;
        let has = |key: Key| keys.contains(&key);
        let text = |key: Key, row: usize| -> PolarsResult<Option<String>> {
            Ok(if has(key) {
                sums.column(key.column())?
                    .str()?
                    .get(row)
                    .map(ToOwned::to_owned)
            } else {
                None
            })
        };
        let number = |key: Key, row: usize| -> PolarsResult<Option<u32>> {
            Ok(if has(key) {
                sums.column(key.column())?.u32()?.get(row)
            } else {
                None
            })
        };
        let mut out = Vec::with_capacity(sums.height());
        for row in 0..sums.height() {
            let window = if has(Key::Window) {
                sums.column("window_start")?.datetime()?.physical().get(row)
            } else {
                None
            };
            out.push(Total {
                window_start: window.map(|microseconds| microseconds.div_euclid(MICROSECONDS)),
                resource: text(Key::Resource, row)?,
                kind: text(Key::Kind, row)?,
                http_status: number(Key::Status, row)?
                    .and_then(|status| u16::try_from(status).ok()),
                twilio_code: number(Key::Code, row)?,
                class: text(Key::Class, row)?,
                fault: text(Key::Fault, row)?,
                attempts: sums.column("attempts_sum")?.u64()?.get(row).unwrap_or(0),
            });
        }
        out.sort();
        Ok(out)
    }

    /// Shows every row in the order of the table.
    ///
    /// # Errors
    /// When a column is not what it was built as, which would be a fault of this program.
    pub fn each(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> Result<()> {
        self.visited(visit).map_err(|error| fault(&error))
    }

    fn visited(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> PolarsResult<()> {
        let starts = self.0.column("window_start")?.datetime()?.physical();
        let resources = self.0.column("resource")?.str()?;
        let kinds = self.0.column("kind")?.str()?;
        let statuses = self.0.column("http_status")?.u32()?;
        let codes = self.0.column("twilio_code")?.u32()?;
        let classes = self.0.column("class")?.str()?;
        let faults = self.0.column("fault")?.str()?;
        let attempts = self.0.column("attempts")?.u64()?;
        for row in 0..self.0.height() {
            visit(&Entry {
                window_start: starts.get(row).map(|start| start.div_euclid(MICROSECONDS)),
                resource: resources.get(row),
                kind: kinds.get(row).unwrap_or(""),
                http_status: statuses.get(row),
                twilio_code: codes.get(row),
                class: classes.get(row),
                fault: faults.get(row),
                attempts: attempts.get(row).unwrap_or(0),
            });
        }
        Ok(())
    }

    /// The table as comma-separated values with a header line.
    ///
    /// # Errors
    /// When `out` takes no more, and when the table cannot be encoded, which would be a fault of this program.
    pub fn csv(&self, out: &mut dyn Write) -> Result<()> {
        self.write_csv(out).map_err(|error| fault(&*error))
    }

    /// The table as one Parquet file.
    ///
    /// # Errors
    /// When the table cannot be encoded, which would be a fault of this program.
    pub fn parquet(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        ParquetWriter::new(&mut out)
            .finish(&mut self.0.clone())
            .map_err(|error| fault(&error))?;
        Ok(out)
    }

    fn write_csv(
        &self,
        out: &mut dyn Write,
    ) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(self.0.get_column_names().iter().map(|name| name.as_str()))?;
        let columns = self.0.columns();
        for row in 0..self.0.height() {
            for column in columns {
                out.write_field(field(column, row)?)?;
            }
            out.write_record(None::<&[u8]>)?;
        }
        Ok(out.flush()?)
    }
}

/// A value as text; absent is empty. A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn field(column: &Column, row: usize) -> PolarsResult<String> {
    Ok(match column.dtype() {
        DataType::String => {
            let text = column.str()?.get(row).unwrap_or("");
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                format!("'{text}")
            } else {
                text.to_owned()
            }
        }
        DataType::UInt32 => column
            .u32()?
            .get(row)
            .map_or_else(String::new, |number| number.to_string()),
        DataType::UInt64 => column
            .u64()?
            .get(row)
            .map_or_else(String::new, |number| number.to_string()),
        _ => column
            .datetime()?
            .physical()
            .get(row)
            .and_then(|when| Timestamp::from_seconds(when / MICROSECONDS))
            .map_or_else(String::new, Timestamp::rfc3339),
    })
}

fn windows(rows: &[CellRow]) -> Result<Column> {
    let starts: Vec<Option<i64>> = rows
        .iter()
        .map(|row| row.window_start.map(|start| start * MICROSECONDS))
        .collect();
    let series = Series::new("window_start".into(), starts);
    let typed = series
        .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
        .map_err(|error| fault(&error))?;
    Ok(typed.into_column())
}

fn texts<'r>(
    name: &str,
    rows: &'r [CellRow],
    value: impl Fn(&'r CellRow) -> Option<&'r str>,
) -> Column {
    Series::new(name.into(), rows.iter().map(value).collect::<Vec<_>>()).into_column()
}

fn numbers(name: &str, rows: &[CellRow], value: impl Fn(&CellRow) -> Option<u32>) -> Column {
    Series::new(name.into(), rows.iter().map(value).collect::<Vec<_>>()).into_column()
}

fn counts(name: &str, rows: &[CellRow], value: impl Fn(&CellRow) -> Option<u64>) -> Column {
    Series::new(name.into(), rows.iter().map(value).collect::<Vec<_>>()).into_column()
}

fn fault(error: &(impl std::fmt::Display + ?Sized)) -> Error {
    Error::new(
        "the table of cells",
        "a table that polars can work on",
        error,
        "please report it with the input",
    )
}
