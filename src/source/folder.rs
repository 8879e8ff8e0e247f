//! A folder, walked to the bottom in the order of names.

use super::contract::{Input, Source};
use crate::error::{Error, Result};
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// The member for folders. Links are followed; pipes, sockets and devices in it are left alone.
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
        Ok(entry) => entry
            .file_type()
            .is_file()
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
