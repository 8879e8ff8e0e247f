//! A mistyped command line in one line, as all other errors: place, what was expected, what was found, the cure.

use super::detection;
use clap::Command;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use faultlens::error::Error;

/// What flags and places take whose values the parser only knows as numbers.
const NUMBERS: [(&str, &str); 9] = [
    (
        "STATUS|CODE",
        "an HTTP status (100 to 599) or a Twilio code of five or six digits",
    ),
    ("CODE", "a Twilio code of five or six digits"),
    ("--threads", "a whole number from 1 to 1024"),
    ("--top", "a whole number of rows"),
    (
        "--incident <",
        "the number of an incident or finding, from 1",
    ),
    ("--fdr", "a number above 0 and at most 1"),
    ("--alpha", "a number above 0 and at most 1"),
    ("--min-excess", "a number from 0 to 1"),
    ("--chunk-size", "a whole number of bytes from 1 to 2^30"),
];

/// The parser's error in the form of ours. `all` are the commands, `typed` is what followed the program's name.
pub fn told(error: &clap::Error, all: &Command, typed: Option<&str>) -> Error {
    let commands: Vec<&str> = all.get_subcommands().map(Command::get_name).collect();
    let help = match typed.filter(|typed| commands.contains(typed)) {
        Some(command) => format!("see faultlens {command} --help"),
        None => "see faultlens --help".to_owned(),
    };
    let meant = meant(error, all, typed)
        .or_else(|| suggestion(error))
        .or_else(|| near(error, all, typed));
    let gate = meant.is_some() && error.kind() == ErrorKind::ValueValidation;
    let cure = meant.map_or(help, |meant| format!("did you mean {meant}?"));
    let place = place(text(error, ContextKind::InvalidArg));
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            // Who is told what was meant need not read all that there is.
            let expected = if place.starts_with("--fail-on") && gate {
                "a gate".to_owned()
            } else {
                expected(error, &place)
            };
            Error::new(&place, expected, quoted(&value), cure)
        }
        ErrorKind::TooManyValues => Error::new(&place, "no value", quoted(&value), cure),
        ErrorKind::UnknownArgument => Error::new(
            "command line",
            "an option of this command",
            quoted(&place),
            cure,
        ),
        ErrorKind::InvalidSubcommand => {
            let found = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let names = format!("one of {}", commands.join(", "));
            Error::new("command", names, quoted(&found), cure)
        }
        ErrorKind::MissingRequiredArgument => Error::new("command line", place, "none", cure),
        ErrorKind::ArgumentConflict => conflict(error, &place, &cure),
        _ => Error::new("command line", "what --help shows", first_line(error), cure),
    }
}

/// Two that exclude each other, or one that was given twice.
fn conflict(error: &clap::Error, place: &str, cure: &str) -> Error {
    match text(error, ContextKind::PriorArg).filter(|prior| prior != place) {
        Some(prior) => Error::new(place, format!("it without {prior}"), "both", cure),
        None => Error::new(place, "it once", "it several times", cure),
    }
}

/// What the place takes: the closed list of values, else its kind of number, else the parser's words.
fn expected(error: &clap::Error, place: &str) -> String {
    if let Some(values) = text(error, ContextKind::ValidValue).filter(|values| !values.is_empty()) {
        return format!("one of {values}");
    }
    let number = NUMBERS.iter().find(|(name, _)| place.starts_with(name));
    match (number, std::error::Error::source(error)) {
        (Some((_, number)), _) => (*number).to_owned(),
        (None, Some(source)) => format!("another value ({source})"),
        (None, None) => "a value".to_owned(),
    }
}

/// What other programs call our flags.
const SAME: [(&str, &str); 10] = [
    ("--from", "--since"),
    ("--start", "--since"),
    ("--after", "--since"),
    ("--to", "--until"),
    ("--end", "--until"),
    ("--before", "--until"),
    ("--date", "--day"),
    ("--timezone", "--tz"),
    ("--output", "--out"),
    ("--filter", "--resource"),
];

/// The flag of this command that another program calls so.
fn meant(error: &clap::Error, all: &Command, typed: Option<&str>) -> Option<String> {
    let found = text(error, ContextKind::InvalidArg)
        .filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
    let name = found.split('=').next().unwrap_or(&found);
    let (_, ours) = SAME.iter().find(|(other, _)| *other == name)?;
    let command = all.find_subcommand(typed?)?;
    let known = command.get_arguments().filter_map(clap::Arg::get_long);
    let mut known = known.map(|flag| format!("--{flag}"));
    known.any(|flag| flag == *ours).then(|| (*ours).to_owned())
}

/// The nearest flag, value or command.
fn suggestion(error: &clap::Error) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
        ContextKind::SuggestedSubcommand,
    ];
    // Of several the parser names the likeliest last.
    let nearest = |kind| match error.get(kind)? {
        ContextValue::Strings(many) => many.last().cloned(),
        _ => text(error, kind),
    };
    kinds.into_iter().find_map(nearest)
}

/// The nearest of what the parser does not compare with: short flags' names, and gates.
fn near(error: &clap::Error, all: &Command, typed: Option<&str>) -> Option<String> {
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let found = text(error, ContextKind::InvalidArg)?;
            let command = all.find_subcommand(typed?)?;
            let flags = command.get_arguments().filter_map(clap::Arg::get_long);
            nearest(&found, flags.map(|flag| format!("--{flag}")))
        }
        ErrorKind::ValueValidation => {
            let flag = text(error, ContextKind::InvalidArg)?;
            let found = text(error, ContextKind::InvalidValue)?;
            let gates = flag.starts_with("--fail-on").then(detection::gates)?;
            nearest(&found, gates.into_iter())
        }
        _ => None,
    }
}

/// The name that takes the fewest changes, if they are few for its length.
fn nearest(found: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let changes = |name: &String| strsim::damerau_levenshtein(found, name);
    let best = names.min_by_key(changes)?;
    (changes(&best) * 3 <= best.chars().count()).then_some(best)
}

/// A context value as one line; lists are joined.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    Some(match error.get(kind)? {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(many) => many.join(", "),
        ContextValue::StyledStr(styled) => StyledStr::to_string(styled),
        ContextValue::StyledStrs(many) => {
            let many: Vec<String> = many.iter().map(ToString::to_string).collect();
            many.join(", ")
        }
        _ => return None,
    })
}

/// `[CODE]` is the help's way to write that a place may be left out; an error names the place alone.
fn place(name: Option<String>) -> String {
    let name = name.unwrap_or_else(|| "command line".to_owned());
    let inner = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    inner.map_or_else(|| name.clone(), ToOwned::to_owned)
}

fn quoted(value: &str) -> String {
    if value.is_empty() {
        "nothing".to_owned()
    } else {
        format!("{value:?}")
    }
}

/// The first line of the parser's text, for what is too rare to be told apart.
fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}
