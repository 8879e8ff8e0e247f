//! Where results go: standard output, or a folder whose last good report stays until the new one is whole.

use faultlens::error::{Error, Result};
use faultlens::report::contract::Artifact;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// Writes to standard output and flushes it.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map_err(|error| {
        Error::io(
            "standard output",
            "a place to write the report to",
            &error,
            "free space there, or write elsewhere",
        )
    })
}

/// Files on their way into a folder: each is written beside its place, and all are renamed when every one is whole.
pub struct Saving<'f> {
    folder: &'f Path,
    fresh: tempfile::TempDir,
    names: Vec<String>,
    /// The file named last, while it may still grow.
    open: Option<File>,
}

impl<'f> Saving<'f> {
    /// Nothing yet; makes the folder.
    pub fn begin(folder: &'f Path) -> Result<Self> {
        let fresh = std::fs::create_dir_all(folder).and_then(|()| {
            tempfile::Builder::new()
                .prefix(".faultlens-")
                .tempdir_in(folder)
        });
        Ok(Self {
            folder,
            fresh: fresh.map_err(|error| failed(folder, &error))?,
            names: Vec::new(),
            open: None,
        })
    }

    /// Writes one file.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.piece(name, bytes).and_then(|()| self.close())
    }

    /// Writes what comes next in a file; another name than the last begins another file.
    pub fn piece(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if self.open.is_none() || self.names.last().is_none_or(|last| last != name) {
            self.close()?;
            let place = self.fresh.path().join(name);
            let file = make_parent(&place).and_then(|()| File::create(place));
            self.open = Some(file.map_err(|error| failed(self.folder, &error))?);
            self.names.push(name.to_owned());
        }
        let written = self
            .open
            .as_mut()
            .map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(|error| failed(self.folder, &error))
    }

    fn close(&mut self) -> Result<()> {
        // A full disk may show only here; after the rename it would be too late.
        let closed = self.open.take().map_or(Ok(()), |file| file.sync_all());
        closed.map_err(|error| failed(self.folder, &error))
    }

    /// Puts all of them in their places.
    pub fn finish(mut self) -> Result<()> {
        self.close()?;
        // What stands in the way must show before the first rename: half a new report is worse than the old one.
        let room = |name: &String| make_room(&self.folder.join(name));
        let rename =
            |name: &String| std::fs::rename(self.fresh.path().join(name), self.folder.join(name));
        let mut names = self.names.iter();
        let made = names.try_for_each(room);
        made.and_then(|()| self.names.iter().try_for_each(rename))
            .map_err(|error| failed(self.folder, &error))
    }
}

/// Writes the files below `folder`.
pub fn save(folder: &Path, artifacts: &[Artifact]) -> Result<()> {
    let mut saving = Saving::begin(folder)?;
    for artifact in artifacts {
        saving.add(artifact.path, &artifact.bytes)?;
    }
    saving.finish()
}

/// The same of files by their names.
pub fn save_named(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let mut saving = Saving::begin(folder)?;
    for (name, bytes) in files {
        saving.add(name, bytes)?;
    }
    saving.finish()
}

/// The first bytes of a file, enough for a line of a report; nothing of what is no file, as it holds nothing that could be
/// lost. `None` where there is none that can be read.
pub fn start(path: &Path) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    let file = File::open(path).ok()?;
    let most = if file.metadata().ok()?.is_file() {
        1 << 16
    } else {
        0
    };
    file.take(most).read_to_end(&mut start).ok()?;
    Some(start)
}

/// Writes one file beside its place, and puts it there when it is whole; a device or a pipe takes what it is given.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return std::fs::write(path, bytes);
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let fresh = tempfile::Builder::new()
        .prefix(".faultlens-")
        .tempdir_in(folder.unwrap_or(Path::new(".")))?;
    let place = fresh.path().join("whole");
    let mut file = File::create(&place)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(place, path)
}

fn failed(folder: &Path, error: &std::io::Error) -> Error {
    let cure = "free space, or choose another --out; the last report there is as it was";
    Error::io(
        folder.display(),
        "a folder that the report can be written to",
        error,
        cure,
    )
}

fn make_room(place: &Path) -> std::io::Result<()> {
    make_parent(place)?;
    if place.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    Ok(())
}

fn make_parent(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}
