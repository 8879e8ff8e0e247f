//! A glob that the shell left alone, such as `'logs/**/*.gz'`.

use super::contract::{Input, Source};
use crate::error::{Error, Result};

/// The member for arguments with `*`, `?` or `[`.
pub struct Pattern;

impl Source for Pattern {
    fn name(&self) -> &'static str {
        "glob"
    }

    fn accepts(&self, argument: &str) -> bool {
        argument.contains(['*', '?', '['])
    }

    fn inputs(&self, argument: &str) -> Vec<Result<Input>> {
        let paths = match glob::glob(argument) {
            Ok(paths) => paths,
            Err(error) => {
                return vec![Err(Error::new(
                    argument,
                    "a glob",
                    error,
                    "correct or quote the pattern",
                ))];
            }
        };
        let found: Vec<_> = paths.filter_map(listed).flatten().collect();
        if found.is_empty() {
            let cure = "check the pattern; ** crosses folders, * does not";
            return vec![Err(Error::new(
                argument,
                "a glob that matches files",
                "no match",
                cure,
            ))];
        }
        found
    }
}

fn listed(path: glob::GlobResult) -> Option<Vec<Result<Input>>> {
    match path {
        Ok(path) => path
            .metadata()
            .ok()
            .filter(std::fs::Metadata::is_file)
            .map(|_| vec![Ok(Input::path(&path))]),
        Err(error) => {
            let cure = "make it readable, or leave it out";
            Some(vec![Err(Error::new(
                error.path().display(),
                "a folder that can be listed",
                error.error(),
                cure,
            ))])
        }
    }
}
