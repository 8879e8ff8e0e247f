//! A single file, or a named pipe, given by its path.

use super::contract::{Input, Source};
use crate::error::Result;
use std::path::Path;

/// The member for anything that exists and is no folder.
pub struct File;

impl Source for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn accepts(&self, argument: &str) -> bool {
        let path = Path::new(argument);
        path.exists() && !path.is_dir()
    }

    fn inputs(&self, argument: &str) -> Vec<Result<Input>> {
        vec![Ok(Input::path(Path::new(argument)))]
    }
}
