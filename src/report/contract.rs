//! What a renderer is: a name, one sentence about it, and a function from the page to files.

use super::model::Report;
use crate::aggregate::table::Entry;
use crate::error::Result;
use crate::timestamp::Zone;
use std::io::Write;

/// Everything a renderer may look at.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The counted, sorted, redacted report.
    pub report: &'a Report,
    /// The cells, one row per non-empty cell, sorted by all keys.
    pub cells: &'a dyn Cells,
    /// Zone of the times that people read.
    pub zone: Zone,
}

/// The folded table behind the report: its rows, and the table as files.
pub trait Cells: std::fmt::Debug + Sync {
    /// Shows every row, sorted by all keys.
    ///
    /// # Errors
    /// When the table cannot be read.
    fn each(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> Result<()>;
    /// The table as comma-separated values with a header line.
    ///
    /// # Errors
    /// When the table cannot be encoded, or `out` takes no more.
    fn csv(&self, out: &mut dyn Write) -> Result<()>;
    /// The table as one Parquet file.
    ///
    /// # Errors
    /// When the table cannot be encoded.
    fn parquet(&self) -> Result<Vec<u8>>;
}

/// A rendered file: its path below the output folder, with `/` between the parts, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// e.g. `report.html` or `charts/failures.svg`.
    pub path: &'static str,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// Takes files piece by piece: the path of a file, and what comes next in it. Another path begins another file.
pub type Take<'t> = dyn FnMut(&'static str, &[u8]) -> Result<()> + 't;

/// One way to write the report.
pub trait Renderer: Sync {
    /// What `--format` calls it.
    fn name(&self) -> &'static str;
    /// One sentence for the help.
    fn about(&self) -> &'static str;
    /// True when it runs without being asked for.
    fn by_default(&self) -> bool {
        true
    }
    /// Writes the page as files.
    ///
    /// # Errors
    /// When drawing or encoding fails; log text alone can never make it fail.
    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>>;
    /// The same piece by piece: a large file need not be held as a whole.
    ///
    /// # Errors
    /// As [`Self::render`], and those of `take`.
    fn pieces(&self, page: &Page<'_>, take: &mut Take<'_>) -> Result<()> {
        let files = self.render(page)?;
        files
            .into_iter()
            .try_for_each(|file| take(file.path, &file.bytes))
    }
}
