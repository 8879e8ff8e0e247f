//! Where results go: standard output, or a folder whose last good report stays until the new one is whole.

use faultlens::error::{Error, Result};
use faultlens::report::contract::Artifact;
use std::io::Write;
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

/// Writes the files below `folder`, each beside its place and then renamed, all of them written before the first is renamed.
pub fn save(folder: &Path, artifacts: &[Artifact]) -> Result<()> {
    let files = artifacts
        .iter()
        .map(|artifact| (artifact.path, artifact.bytes.as_slice()));
    put(folder, &files.collect::<Vec<_>>())
}

/// The same of files by their names.
pub fn save_named(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let files = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    put(folder, &files.collect::<Vec<_>>())
}

fn put(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    let failed = |error: &std::io::Error| {
        let cure = "free space, or choose another --out; the last report there is as it was";
        Error::io(
            folder.display(),
            "a folder that the report can be written to",
            error,
            cure,
        )
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let fresh = tempfile::Builder::new()
        .prefix(".faultlens-")
        .tempdir_in(folder)
        .map_err(|error| failed(&error))?;
    for (path, bytes) in files {
        write(&fresh.path().join(path), bytes).map_err(|error| failed(&error))?;
    }
    // What stands in the way must show before the first rename: half a new report is worse than the old one.
    for (path, _) in files {
        make_room(&folder.join(path)).map_err(|error| failed(&error))?;
    }
    for (path, _) in files {
        std::fs::rename(fresh.path().join(path), folder.join(path))
            .map_err(|error| failed(&error))?;
    }
    Ok(())
}

fn make_room(place: &Path) -> std::io::Result<()> {
    make_parent(place)?;
    if place.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    make_parent(path)?;
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    // A full disk may show only here; after the rename it would be too late.
    file.sync_all()
}

fn make_parent(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}
