//! `faultlens completions`: what a shell needs to complete commands, options and their values.

use super::{Exit, output};
use clap::Args;
use clap_complete::Shell;
use faultlens::error::Result;

const EXAMPLES: &str = "\
Examples:
  faultlens completions bash > ~/.local/share/bash-completion/completions/faultlens
  faultlens completions zsh > ~/.zfunc/_faultlens          # with fpath+=~/.zfunc before compinit
  faultlens completions fish > ~/.config/fish/completions/faultlens.fish
  faultlens completions powershell >> $PROFILE
  faultlens completions elvish >> ~/.config/elvish/rc.elv";

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs it.
pub fn run(options: &Options, mut command: clap::Command) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "faultlens", &mut script);
    output::print(&script)?;
    Ok(Exit::Done)
}
