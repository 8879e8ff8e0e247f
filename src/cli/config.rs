//! Which `faultlens.toml` is in use: the one named by `--config`, else that of the working folder, else the one beside the input.

use super::terminal;
use faultlens::error::{Error, Result};
use faultlens::formats::{FILE_NAME, MAX_FILE, UserFormats};
use faultlens::source::contract::Input;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The formats in use, and the file that they stand in.
#[derive(Debug, Default)]
pub struct Config {
    /// The formats; none without a file.
    pub formats: UserFormats,
    /// The file.
    pub file: Option<PathBuf>,
}

/// Looks for the file, reads it, and says on standard error which one is used.
pub fn load(named: Option<&str>, paths: &[String], quiet: bool) -> Result<Config> {
    let Some(file) = named.map(PathBuf::from).or_else(|| find(paths)) else {
        return Ok(Config::default());
    };
    let name = file.display().to_string();
    let formats = UserFormats::read(&name, &read(&file)?)?;
    if !quiet {
        let names: Vec<&str> = formats
            .outcomes()
            .iter()
            .map(|format| format.name())
            .collect();
        terminal::complain("formats", &format!("{} from {name}", names.join(", ")));
    }
    Ok(Config {
        formats,
        file: Some(file),
    })
}

fn find(paths: &[String]) -> Option<PathBuf> {
    let here = PathBuf::from(FILE_NAME);
    let first = paths.iter().find(|path| *path != "-");
    let beside = first.map(|path| folder(path).join(FILE_NAME));
    [Some(here), beside]
        .into_iter()
        .flatten()
        .find(|file| file.is_file())
}

/// The folder of an input: itself, the one that it is in, or the one in which a glob begins.
fn folder(path: &str) -> PathBuf {
    let whole = Path::new(path);
    if whole.is_dir() {
        return whole.to_owned();
    }
    let wild = |part: &Path| part.to_string_lossy().contains(['*', '?', '[']);
    let parent = whole.ancestors().skip(1).find(|part| !wild(part));
    parent.unwrap_or(Path::new("")).to_owned()
}

fn read(file: &Path) -> Result<String> {
    let name = &file.display().to_string();
    let failed = |error: &std::io::Error| {
        let cure = "check the path and that it may be read";
        Error::io(name, "a file of formats", error, cure)
    };
    let reader = (Input::path(file).open)().map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    let read = reader.take(MAX_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(&error))?;
    if bytes.len() as u64 > MAX_FILE {
        let expected = format!("a file of at most {MAX_FILE} bytes");
        return Err(Error::new(
            name,
            expected,
            "a larger one",
            "is it the right file?",
        ));
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::new(name, "UTF-8", "other bytes", "save the file as UTF-8"))
}

impl Config {
    /// Leaves the file out of the inputs, unless it was named as one: in a walked folder it is no log.
    pub fn leave_out(&self, inputs: Vec<Result<Input>>, paths: &[String]) -> Vec<Result<Input>> {
        let identity = |path: &Path| path.canonicalize().ok();
        let Some(own) = self.file.as_deref().and_then(identity) else {
            return inputs;
        };
        if paths
            .iter()
            .any(|path| identity(Path::new(path)).as_ref() == Some(&own))
        {
            return inputs;
        }
        let is_log = |input: &Result<Input>| match input {
            Ok(input) => input.identity.as_ref() != Some(&own),
            Err(_) => true,
        };
        inputs.into_iter().filter(is_log).collect()
    }
}
