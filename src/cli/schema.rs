//! `faultlens schema`: the JSON Schemas of everything that is written as JSON.

use super::{Exit, output};
use clap::Args;
use faultlens::error::Result;
use std::fmt::Write;

const EXAMPLES: &str = "\
Examples:
  faultlens schema                      what there is
  faultlens schema report > report.schema.json
  faultlens schema event                one line of faultlens extract";

/// Each output: its name, what writes it, its schema.
const SCHEMAS: [(&str, &str, &str); 6] = [
    (
        "report",
        "analyze --json, report.json of --out",
        include_str!("../report/report.schema.json"),
    ),
    (
        "event",
        "one line of extract",
        include_str!("extract.schema.json"),
    ),
    (
        "explain",
        "explain --json",
        include_str!("explain.schema.json"),
    ),
    (
        "comparison",
        "compare --json, comparison.json of --out",
        include_str!("../report/comparison/comparison.schema.json"),
    ),
    (
        "postmortem",
        "postmortem --json, postmortem.json of --out",
        include_str!("../report/postmortem/postmortem.schema.json"),
    ),
    (
        "formats",
        "formats --json, formats --test --json",
        include_str!("formats.schema.json"),
    ),
];

/// What to print.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Print this schema [default: list them]
    #[arg(value_name = "NAME", value_parser = SCHEMAS.map(|(name, ..)| name))]
    name: Option<String>,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let wanted = options.name.as_deref();
    let known = SCHEMAS.iter().find(|(name, ..)| wanted == Some(name));
    let text = known.map_or_else(list, |(_, _, schema)| (*schema).to_owned());
    output::print(text.as_bytes())?;
    Ok(Exit::Done)
}

fn list() -> String {
    let mut out = String::from("JSON Schemas (draft 2020-12); faultlens schema NAME prints one\n");
    for (name, writer, _) in SCHEMAS {
        let _ = writeln!(out, "  {name:<12}{writer}");
    }
    out
}
