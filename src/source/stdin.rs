//! Standard input, named `-`.

use super::contract::{Input, Source};
use crate::error::Result;

/// The member for `-`.
pub struct Stdin;

impl Source for Stdin {
    fn name(&self) -> &'static str {
        "stdin"
    }

    fn accepts(&self, argument: &str) -> bool {
        argument == "-"
    }

    fn inputs(&self, argument: &str) -> Vec<Result<Input>> {
        vec![Ok(Input {
            name: argument.to_owned(),
            size: None,
            identity: Some(std::path::PathBuf::from("-")),
            open: Box::new(|| Ok(Box::new(std::io::stdin()))),
        })]
    }
}
