//! The process: parse what was typed, run it, print the error, exit with the contract's code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
