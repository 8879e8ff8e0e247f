//! Reports that were written before, found by their path: a `report.json`, or a folder that holds one.

use faultlens::error::{Error, Result};
use faultlens::report::saved::{self, Saved};
use faultlens::source::contract::Input;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest report that is read.
const MOST: u64 = 512 << 20;

/// How much of a file tells whether it is a report.
const HEAD: u64 = 4096;

/// The report behind a path; `None` where that is something else.
pub fn at(path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let inside = path.join("report.json");
    let file = if path.is_dir() {
        inside
    } else {
        path.to_owned()
    };
    let head = bytes(&file, HEAD).ok()?;
    saved::is_report(&head).then_some(file)
}

/// Reads the report of a file.
pub fn read(file: &Path) -> Result<Saved> {
    let name = file.display().to_string();
    let unreadable = |error: &std::io::Error| {
        let cure = "check the path; faultlens analyze --json writes one";
        Error::io(&name, "a report.json of faultlens", error, cure)
    };
    let bytes = bytes(file, MOST).map_err(|error| unreadable(&error))?;
    saved::read(&name, &bytes)
}

fn bytes(file: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let reader = (Input::path(file).open)()?;
    reader.take(most).read_to_end(&mut out)?;
    Ok(out)
}
