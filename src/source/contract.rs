//! What a source is: it knows which arguments are its own and turns one into inputs.

use crate::error::Result;
use crate::timestamp::Timestamp;
use std::io::{self, Read};
use std::time::UNIX_EPOCH;

/// A reader that may move to another thread.
pub type Reader = Box<dyn Read + Send>;

/// How an input is opened; called once, by the thread that first reads from it.
pub type Open = Box<dyn FnOnce() -> io::Result<Reader> + Send>;

/// A name and a reader.
pub struct Input {
    /// The path as given or walked, or `-`.
    pub name: String,
    /// Size on disk in bytes, before decompression; `None` where it is not known (pipes).
    pub size: Option<u64>,
    /// What makes two arguments the same input: the canonical path. `None` where that has no meaning.
    pub identity: Option<std::path::PathBuf>,
    /// Opens it.
    pub open: Open,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Input")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Input {
    /// The input behind a path of the file system.
    #[must_use]
    pub fn path(path: &std::path::Path) -> Self {
        let owned = path.to_owned();
        Self {
            name: path.display().to_string(),
            // A pipe or device has no size that would mean anything.
            size: path
                .metadata()
                .ok()
                .filter(std::fs::Metadata::is_file)
                .map(|about| about.len()),
            identity: path.canonicalize().ok(),
            open: Box::new(move || Ok(Box::new(std::fs::File::open(owned)?))),
        }
    }

    /// When the file was last written to: nothing in it is younger. `None` for what is no file.
    #[must_use]
    pub fn modified(&self) -> Option<Timestamp> {
        self.size?;
        let about = self.identity.as_ref()?.metadata().ok()?;
        let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let nanoseconds = i64::try_from(since.as_nanos()).ok()?;
        Some(Timestamp::from_nanoseconds(nanoseconds))
    }
}

/// One place that bytes may come from.
pub trait Source: Sync {
    /// Its name in the documentation.
    fn name(&self) -> &'static str;
    /// True when the argument is this source's; the first of the list that says so gets it.
    fn accepts(&self, argument: &str) -> bool;
    /// The inputs behind the argument, in a fixed order; what cannot be listed stands among them as an error.
    fn inputs(&self, argument: &str) -> Vec<Result<Input>>;
}
