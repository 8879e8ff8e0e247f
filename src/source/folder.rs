//! A folder, walked to the bottom in the order of names.

use super::contract::{Input, Source};
use crate::error::{Error, Result};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Files of a report, without their endings.
const REPORT: [&str; 5] = ["report", "cells", "metrics", "postmortem", "comparison"];

/// Those that show that the others beside them are of a report.
const MARKERS: [&str; 3] = ["report.json", "postmortem.json", "comparison.json"];

/// The member for folders. Links are followed; pipes, sockets and devices in it are left alone, and so are the files of an
/// earlier report, whose samples would be counted as calls.
pub struct Folder;

impl Source for Folder {
    fn name(&self) -> &'static str {
        "folder"
    }

    fn accepts(&self, argument: &str) -> bool {
        Path::new(argument).is_dir()
    }

    fn inputs(&self, argument: &str) -> Vec<Result<Input>> {
        let walk = WalkDir::new(argument)
            .follow_links(true)
            .sort_by_file_name();
        let found: Vec<_> = walk
            .into_iter()
            .filter_map(|entry| listed(argument, entry))
            .collect();
        if found.is_empty() {
            let cure = "name another folder, or the files themselves";
            return vec![Err(Error::new(
                argument,
                "a folder with files in it",
                "no file",
                cure,
            ))];
        }
        found
    }
}

fn listed(argument: &str, entry: walkdir::Result<DirEntry>) -> Option<Result<Input>> {
    match entry {
        Ok(entry) => (entry.file_type().is_file() && !is_of_report(entry.path()))
            .then(|| Ok(Input::path(entry.path()))),
        Err(error) => {
            let place = error
                .path()
                .map_or_else(|| argument.to_owned(), |path| path.display().to_string());
            let found = error.io_error().map_or_else(
                || "a link that leads back to itself".to_owned(),
                ToString::to_string,
            );
            let cure = "make it readable, or leave it out";
            Some(Err(Error::new(
                place,
                "a folder that can be listed",
                found,
                cure,
            )))
        }
    }
}

/// True for a file that an earlier run wrote: by its name, and by what stands beside it.
fn is_of_report(path: &Path) -> bool {
    let named = path.file_stem().and_then(OsStr::to_str);
    let beside = |marker: &&str| is_marker(&path.with_file_name(marker));
    named.is_some_and(|name| REPORT.contains(&name)) && MARKERS.iter().any(beside)
}

/// True when a JSON file begins with the name of one of the project's schemas.
fn is_marker(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    let is_schema = |part: &[u8]| part == b"\"faultlens.";
    read.is_ok() && start.windows(11).any(is_schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_report_is_left_alone_and_a_log_of_its_name_is_not() {
        let root = tempfile::tempdir().unwrap();
        let files = [
            ("app.log", "x"),
            ("report.log", "x"),
            ("old/report.json", "{\n  \"schema\": \"faultlens.report/1\""),
            ("old/report.html", "x"),
            ("old/notes.txt", "x"),
            ("other/report.json", "{\"status\": 1}"),
        ];
        for (name, text) in files {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let inputs = Folder.inputs(root.path().to_str().unwrap());
        let names: Vec<String> = inputs.into_iter().map(|it| it.unwrap().name).collect();
        let expected = [
            "app.log",
            "old/notes.txt",
            "other/report.json",
            "report.log",
        ];
        assert_eq!(
            names,
            expected.map(|name| root.path().join(name).display().to_string())
        );
    }
}
