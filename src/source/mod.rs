//! Where bytes come from: the list of sources, and the walk that turns arguments into inputs.

pub mod contract;
mod file;
mod folder;
mod pattern;
mod stdin;

use crate::error::{Error, Result};
use contract::{Input, Source};
use std::collections::HashSet;

/// Every source, in the order in which they are asked.
pub const SOURCES: &[&dyn Source] = &[
    &stdin::Stdin,
    &folder::Folder,
    &file::File,
    &pattern::Pattern,
];

/// Turns the arguments into inputs, in the order given, each file once however often it is named.
///
/// What cannot be found or listed stands in its place as an error, with the argument as `place`.
#[must_use]
pub fn inputs(arguments: &[String]) -> Vec<Result<Input>> {
    let mut seen = HashSet::new();
    let mut fresh = |input: &Result<Input>| match input {
        Ok(Input {
            identity: Some(identity),
            ..
        }) => seen.insert(identity.clone()),
        _ => true,
    };
    arguments
        .iter()
        .flat_map(|argument| listed(argument))
        .filter(|input| fresh(input))
        .collect()
}

fn listed(argument: &str) -> Vec<Result<Input>> {
    match SOURCES.iter().find(|source| source.accepts(argument)) {
        Some(source) => source.inputs(argument),
        None => vec![Err(missing(argument))],
    }
}

fn missing(argument: &str) -> Error {
    Error::new(
        argument,
        "a file, a folder, a glob or -",
        "nothing of that name",
        "check the path",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Vec<std::result::Result<String, String>> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let name = |input: Result<Input>| {
            input
                .map(|input| input.name)
                .map_err(|error| error.to_string())
        };
        inputs(&arguments).into_iter().map(name).collect()
    }

    #[test]
    fn folders_are_walked_sorted_and_no_file_is_read_twice() {
        let root = tempfile::tempdir().unwrap();
        for name in ["b.log", "a.log", "deep/er/c.log"] {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let root = root.path().to_str().unwrap();
        let path = |name: &str| Ok(format!("{root}/{name}"));
        let all = vec![path("a.log"), path("b.log"), path("deep/er/c.log")];
        assert_eq!(names(&[root]), all);
        assert_eq!(names(&[root, &format!("{root}/a.log"), root]), all);
        assert_eq!(names(&[&format!("{root}/*.log")]), all[..2]);
        assert_eq!(names(&[&format!("{root}/**/*.log")]), all);
        assert_eq!(names(&["-"]), [Ok("-".to_owned())]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let missing = names(&["/no/such/file.log"]).pop().unwrap().unwrap_err();
        assert_eq!(
            missing,
            "/no/such/file.log: expected a file, a folder, a glob or -, found nothing of that name; check the path"
        );
        let empty = tempfile::tempdir().unwrap();
        let error = names(&[empty.path().to_str().unwrap()])
            .pop()
            .unwrap()
            .unwrap_err();
        assert!(
            error.contains("a folder with files in it, found no file"),
            "{error}"
        );
        let error = names(&["/no/such/*.log"]).pop().unwrap().unwrap_err();
        assert!(error.contains("found no match"), "{error}");
    }
}
