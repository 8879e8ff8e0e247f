//! `faultlens manual`: the manual pages, one for the program and one for each command.

use super::{Exit, output, terminal};
use clap::Args;
use clap_mangen::Man;
use faultlens::error::{Error, Result};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  faultlens manual | man -l -
  faultlens manual compare | man -l -
  faultlens manual --out ~/.local/share/man/man1";

/// Which page, and where to.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// The page of this command [default: that of the program]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A page as troff.
fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let name = command.get_name().to_owned();
    let wrong =
        |error: &std::io::Error| Error::io(name, "a manual page", error, "report this as a bug");
    Man::new(command)
        .render(&mut out)
        .map_err(|error| wrong(&error))?;
    Ok(out)
}

/// Every page with its name, the program's first; the help of the help is no page.
fn pages(mut command: clap::Command) -> Vec<(String, clap::Command)> {
    command.build();
    let named = |one: &clap::Command| {
        let name = format!("faultlens-{}", one.get_name());
        (name.clone(), one.clone().display_name(name))
    };
    let commands = command
        .get_subcommands()
        .filter(|one| one.get_name() != "help")
        .map(named);
    let mut out: Vec<_> = commands.collect();
    out.insert(0, ("faultlens".to_owned(), command.clone()));
    out
}

/// Runs it.
pub fn run(options: &Options, command: clap::Command) -> Result<Exit> {
    let pages = pages(command);
    if let Some(folder) = &options.out {
        let made: Result<Vec<(String, Vec<u8>)>> = pages
            .into_iter()
            .map(|(name, command)| Ok((format!("{name}.1"), page(command)?)))
            .collect();
        output::save_named(folder, &made?)?;
        terminal::complain("manual", &format!("written to {}", folder.display()));
        return Ok(Exit::Done);
    }
    let wanted = options.command.as_ref().map_or_else(
        || "faultlens".to_owned(),
        |command| format!("faultlens-{command}"),
    );
    let names: Vec<String> = pages.iter().map(|(name, _)| name.clone()).collect();
    let found = pages.into_iter().find(|(name, _)| *name == wanted);
    let Some((_, command)) = found else {
        let commands = names
            .iter()
            .filter_map(|name| name.strip_prefix("faultlens-"));
        let expected = format!("one of {}", commands.collect::<Vec<_>>().join(", "));
        let typed = options.command.as_deref().unwrap_or("");
        return Err(Error::new(
            "COMMAND",
            expected,
            format!("{typed:?}"),
            "see faultlens --help",
        ));
    };
    output::print(&page(command)?)?;
    Ok(Exit::Done)
}
