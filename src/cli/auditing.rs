//! Options of the retry audit: how much it keeps, how much it lists, and the file of dead letters.

use super::output;
use clap::Args;
use faultlens::aggregate::attempts::Scratch;
use faultlens::error::{Error, Result};
use faultlens::report::model::Report;
use faultlens::report::model::retries::RetriesRow;
use std::path::PathBuf;

/// How retries are audited, and where lost sends go.
#[derive(Debug, Args)]
pub struct Auditing {
    /// How many requests the retry audit lists, or all
    #[arg(long, value_name = "N", default_value = "20", value_parser = count)]
    retry_chains: Count,
    /// Memory for the attempts that the retry audit compares, in MiB; what went well and says little is put aside on disk
    /// past a quarter of it, and where the others fill the rest the audit looks at a sample of requests
    #[arg(long, value_name = "MIB", default_value_t = 96, value_parser = clap::value_parser!(u32).range(1..=65536))]
    retry_memory: u32,
    /// Put nothing aside on disk: all attempts of the retry audit share its memory
    #[arg(long)]
    no_spill: bool,
    /// Write critical sends that were lost to this file, one JSON object per line, for a person to decide on
    #[arg(long, value_name = "FILE")]
    dead_letters: Option<PathBuf>,
}

/// Files without a name that are gone with the run. What stands in them is hashes, times and places alone.
pub fn scratch() -> Scratch {
    Scratch::new(tempfile::tempfile)
}

/// A number, or all.
#[derive(Debug, Clone, Copy)]
struct Count(Option<usize>);

fn count(text: &str) -> std::result::Result<Count, String> {
    if text == "all" {
        return Ok(Count(None));
    }
    let number = text.parse().map_err(|_| "a number, or all".to_owned())?;
    Ok(Count(Some(number)))
}

impl Auditing {
    /// How many requests are listed; `None` for all.
    pub const fn chains(&self) -> Option<usize> {
        self.retry_chains.0
    }

    /// Bytes that the attempts may take.
    pub fn memory(&self) -> usize {
        usize::try_from(u64::from(self.retry_memory) << 20).unwrap_or(usize::MAX)
    }

    /// Where attempts are put aside.
    pub fn scratch(&self) -> Option<Scratch> {
        (!self.no_spill).then(scratch)
    }

    /// Refuses a file for the dead letters that holds something else: a log that a shell put there, for one.
    ///
    /// Asked before anything is read, so that nobody waits for an answer that cannot be kept.
    pub fn check(&self) -> Result<()> {
        let Some(path) = &self.dead_letters else {
            return Ok(());
        };
        // What cannot be read is told of when it is written.
        if output::start(path).is_none_or(|start| RetriesRow::are_dead_letters(&start)) {
            return Ok(());
        }
        Err(Error::new(
            path.display(),
            "a new file, or one with the dead letters of an earlier run",
            "a file with something else in it",
            "choose another --dead-letters; the file is as it was",
        ))
    }

    /// Writes the dead letters where they were asked for: beside the place first, so that the last ones stay until then.
    pub fn save(&self, report: &Report) -> Result<()> {
        let (Some(path), Some(retries)) = (&self.dead_letters, &report.retries) else {
            return Ok(());
        };
        self.check()?;
        let text = retries.dead_letter_lines();
        let written = output::replace(path, text.as_bytes());
        written.map_err(|error| {
            Error::io(
                path.display(),
                "a file that dead letters can be written to",
                &error,
                "free space, or choose another --dead-letters",
            )
        })
    }
}
