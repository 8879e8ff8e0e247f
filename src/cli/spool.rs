//! Inputs that are read twice: files are opened again, standard input is kept in a file without a name until the run ends.

use super::config::Config;
use super::inputs::Reading;
use faultlens::error::{Error, Result};
use faultlens::source::contract::{Input, Reader};
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;

/// The inputs of a run, to be had as often as they are read.
pub struct Spool<'r> {
    reading: &'r Reading,
    config: &'r Config,
    stdin: Option<Arc<File>>,
}

impl<'r> Spool<'r> {
    /// Keeps what comes over standard input, if that is among the inputs.
    pub fn of(reading: &'r Reading, config: &'r Config) -> Result<Self> {
        let mut inputs = reading.inputs(config).into_iter();
        let stdin = inputs.find_map(|input| input.ok().filter(is_stdin));
        let stdin = stdin.map(kept).transpose()?.map(Arc::new);
        Ok(Self {
            reading,
            config,
            stdin,
        })
    }

    /// The inputs, from their first byte.
    pub fn inputs(&self) -> Vec<Result<Input>> {
        let inputs = self.reading.inputs(self.config).into_iter();
        let again = inputs.map(|input| match (&self.stdin, input) {
            (Some(file), Ok(input)) if is_stdin(&input) => Ok(again(file, input)),
            (_, input) => input,
        });
        again.collect()
    }
}

fn is_stdin(input: &Input) -> bool {
    input.name == "-" && input.size.is_none()
}

fn kept(input: Input) -> Result<File> {
    let failed = |error: &io::Error| {
        let cure = "free space for temporary files, or save the log to a file";
        Error::io(
            "-",
            "standard input that can be kept to be read twice",
            error,
            cure,
        )
    };
    let mut file = tempfile::tempfile().map_err(|error| failed(&error))?;
    let mut reader = (input.open)().map_err(|error| failed(&error))?;
    io::copy(&mut reader, &mut file).map_err(|error| failed(&error))?;
    Ok(file)
}

fn again(file: &Arc<File>, input: Input) -> Input {
    let size = file.metadata().ok().map(|about| about.len());
    let file = Arc::clone(file);
    let open = move || -> io::Result<Reader> {
        let mut file = file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Box::new(file))
    };
    Input {
        size,
        open: Box::new(open),
        ..input
    }
}
