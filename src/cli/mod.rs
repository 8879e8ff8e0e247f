//! What was typed: the commands, their options, and the exit codes.

mod analyze;
mod auditing;
mod compare;
mod completions;
mod config;
mod daily;
mod detection;
mod explain;
mod extract;
mod formats;
mod gates;
mod inputs;
mod manual;
mod output;
mod policy;
mod postmortem;
mod progress;
mod reports;
mod schema;
mod showing;
mod spool;
mod study;
mod terminal;
mod usage;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use faultlens::error::Error;
use faultlens::redact::Redaction;
use std::process::ExitCode;

/// Exit codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but an input failed, was cut off, or nothing was recognised.
    Partly = 1,
    /// Could not run.
    Failed = 2,
    /// Done, and a `--fail-on` gate tripped.
    Gate = 3,
    /// Stopped by Ctrl-C; what had been read is reported.
    Interrupted = 130,
}

const EXAMPLES: &str = "\
Examples:
  faultlens analyze logs/                        whose fault, on one screen
  faultlens analyze logs/ --out report           a page with charts, JSON, CSV
  zcat old/*.gz | faultlens analyze - --json     the JSON report
  faultlens postmortem logs/ > postmortem.md     a draft on the surest incident
  faultlens compare monday.log tuesday.log       what changed beyond chance
  faultlens extract app.log | jq .twilio_code    one JSON object per call
  faultlens explain 400 21211                    what it means, what to do
  faultlens formats --test app.log               how much is read, what is not

Exit codes:
  0 done                  1 done, but an input failed or nothing was recognised
  2 could not run         3 done, and a --fail-on gate tripped
  130 interrupted";

/// Reads the logs of applications that call Twilio's API and says whose fault each failure was, and what to do.
#[derive(Debug, Parser)]
#[command(name = "faultlens", version, about, after_help = EXAMPLES, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Count every call by whose fault it was, and report it.
    Analyze(Box<analyze::Options>),
    /// Draft a postmortem of an incident, with the lines behind every number.
    Postmortem(postmortem::Options),
    /// Say what changed between two logs or reports: new, gone, risen, fallen, beyond chance.
    Compare(compare::Options),
    /// Write one JSON object per call, in the order of the logs.
    Extract(extract::Options),
    /// Say what a status, a code, a pair or a log line means.
    Explain(explain::Options),
    /// List the formats that are read, built in and your own, or test how much of a file is read.
    Formats(formats::Options),
    /// Print the JSON Schemas of everything that is written as JSON.
    Schema(schema::Options),
    /// Print what a shell needs to complete commands and options.
    Completions(completions::Options),
    /// Print the manual pages.
    Manual(manual::Options),
}

/// Parses, runs, and answers the exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(not_run(&error) as u8),
    };
    let redaction = arguments.command.redaction();
    let done = match arguments.command {
        Command::Analyze(options) => analyze::run(&options),
        Command::Postmortem(options) => postmortem::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Extract(options) => extract::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Formats(options) => formats::run(&options),
        Command::Schema(options) => schema::run(&options),
        Command::Completions(options) => completions::run(&options, Arguments::command()),
        Command::Manual(options) => manual::run(&options, Arguments::command()),
    };
    let done = done.map_err(|error| showing::hidden(error, &redaction));
    ExitCode::from(done.unwrap_or_else(|error| failed(&error)) as u8)
}

impl Command {
    /// How much of what was read and typed may be shown.
    fn redaction(&self) -> Redaction {
        match self {
            Self::Analyze(options) => options.redaction(),
            Self::Postmortem(options) => options.redaction(),
            Self::Compare(options) => options.redaction(),
            Self::Extract(options) => options.redaction(),
            _ => Redaction::Usual,
        }
    }
}

/// Prints the help or the version, or in one line why what was typed cannot be run.
fn not_run(error: &clap::Error) -> Exit {
    let help = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if !error.use_stderr() || error.kind() == help {
        // A closed pipe changes nothing.
        let _ = error.print();
        return if error.use_stderr() {
            Exit::Failed
        } else {
            Exit::Done
        };
    }
    let all = Arguments::command();
    let typed = std::env::args_os()
        .nth(1)
        .and_then(|word| word.into_string().ok());
    failed(&usage::told(error, &all, typed.as_deref()))
}

/// Prints why the run ended. A closed pipe is no failure: the reader had enough.
fn failed(error: &Error) -> Exit {
    if error.broken_pipe {
        return Exit::Done;
    }
    terminal::complain("error", &error.to_string());
    Exit::Failed
}
