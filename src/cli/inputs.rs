//! The options that every reading command has: paths, threads, period, filters.

use super::auditing;
use super::config::{self, Config};
use super::daily;
use super::showing::Showing;
use super::terminal;
use clap::Args;
use faultlens::aggregate::window::Width;
use faultlens::classify::Class;
use faultlens::error::{Error, Result};
use faultlens::pipeline::analyze::Request;
use faultlens::pipeline::{Ending, Plan, Watch};
use faultlens::redact::Redaction;
use faultlens::source::{self, contract::Input};
use faultlens::timestamp::{Timestamp, Zone};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What to read, and which of it to count.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct Reading {
    /// Files, folders (walked), globs, or - for standard input; gzip and zstd are unpacked whatever the name
    #[arg(value_name = "PATH", required = true, help_heading = None::<&'static str>)]
    pub paths: Vec<String>,
    /// Only calls at or after this time: RFC 3339, or a date with or without a time in --tz
    #[arg(long, value_name = "TIME", help_heading = "Which calls")]
    pub since: Option<String>,
    /// Only calls before this time
    #[arg(long, value_name = "TIME", help_heading = "Which calls")]
    pub until: Option<String>,
    /// Only calls of this day in --tz: yesterday, today, a weekday (the latest one, today counts), or a date such as 2026-11-01
    #[arg(long, value_name = "DAY", help_heading = "Which calls", conflicts_with_all = ["since", "until"])]
    pub day: Option<String>,
    /// Time zone of what people read and type, by its IANA name
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub tz: String,
    /// Time zone of log lines that name none, by its IANA name (a time that a clock change skips is read as the first
    /// instant after it, one that occurs twice as the earlier); a missing year comes from the file's date
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub assume_tz: String,
    /// Only this resource and what is below it, e.g. messaging/Messages; may be repeated
    #[arg(long, value_name = "RESOURCE", help_heading = "Which calls")]
    pub resource: Vec<String>,
    /// Only calls of this class; may be repeated
    #[arg(long, value_name = "CLASS", help_heading = "Which calls", value_parser = clap::builder::PossibleValuesParser::new(Class::ALL.map(Class::name)))]
    pub class: Vec<String>,
    /// Threads that read and count [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress bar and no notes on standard error; failures are still told
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    showing: Showing,
    /// Your own formats [default: faultlens.toml in the working folder, else beside the input]
    #[arg(long, value_name = "FILE")]
    pub config: Option<String>,
    /// Bytes per chunk; the result does not depend on it
    #[arg(long, value_name = "BYTES", hide = true, value_parser = clap::value_parser!(u32).range(1..=1 << 30))]
    pub chunk_size: Option<u32>,
}

impl Reading {
    /// The zone of `--tz`.
    pub fn zone(&self) -> Result<Zone> {
        named("--tz", &self.tz)
    }

    /// The filters.
    pub fn request(&self, width: Width) -> Result<Request> {
        let zone = self.zone()?;
        let (since, until) = match &self.day {
            Some(day) => daily::Day::named(day, zone)?.span(),
            None => (
                time("--since", self.since.as_deref(), zone)?,
                time("--until", self.until.as_deref(), zone)?,
            ),
        };
        if since
            .zip(until)
            .is_some_and(|(since, until)| since >= until)
        {
            return Err(Error::new(
                "--until",
                "a time after --since",
                "one that is not",
                "exchange the two",
            ));
        }
        let classes = self
            .class
            .iter()
            .filter_map(|name| Class::from_name(name))
            .collect();
        Ok(Request {
            width,
            since,
            until,
            resources: self.resource.clone(),
            classes,
            assumed: named("--assume-tz", &self.assume_tz)?,
            redaction: self.redaction(),
            scratch: Some(auditing::scratch()),
            ..Request::default()
        })
    }

    /// The day that was typed, its zone, and which day it is.
    fn named_day(&self) -> Option<(&str, Zone, daily::Day)> {
        let (typed, zone) = (self.day.as_deref()?, self.zone().ok()?);
        let day = daily::Day::named(typed, zone).ok()?;
        Some((typed, zone, day))
    }

    /// The filters in words, for the report.
    pub fn filters(&self, request: &Request) -> Vec<String> {
        let times = [("since", request.since), ("until", request.until)];
        let times = times
            .into_iter()
            .filter_map(|(name, when)| when.map(|when| format!("{name} {}", when.rfc3339())));
        // A day is told as it was typed, where it is in force.
        let day = self.named_day().filter(|_| request.since.is_some());
        let times: Vec<String> = match day {
            Some((typed, zone, day)) => vec![day.told(typed, zone)],
            None => times.collect(),
        };
        let resources = self
            .resource
            .iter()
            .map(|resource| format!("resource {resource}"));
        times
            .into_iter()
            .chain(resources)
            .chain(self.class.iter().map(|class| format!("class {class}")))
            .collect()
    }

    /// How much of the logs is hidden.
    pub fn redaction(&self) -> Redaction {
        self.showing.redaction()
    }

    /// The paths and filters as words to type again; in place of what must not be shown stands what means any.
    pub fn typed(&self) -> Vec<String> {
        let redaction = self.redaction();
        let path = |path: &String| match redaction.input(path) {
            // What begins with a hyphen was typed after `--`, and would be an option here.
            shown if shown == *path && path.len() > 1 && path.starts_with('-') => {
                format!("./{path}")
            }
            shown if shown == *path => path.clone(),
            _ => "…".to_owned(),
        };
        let mut out: Vec<String> = self.paths.iter().map(path).collect();
        let mut add = |flag: &str, value: &str| out.extend([flag.to_owned(), value.to_owned()]);
        // Tomorrow, yesterday is another day.
        let day = self.named_day().map(|(.., day)| day.date);
        let given = [
            ("--since", &self.since),
            ("--until", &self.until),
            ("--day", &day),
            ("--config", &self.config),
        ];
        for (flag, value) in given {
            if let Some(value) = value {
                add(flag, value);
            }
        }
        for (flag, zone) in [("--tz", &self.tz), ("--assume-tz", &self.assume_tz)] {
            if zone != "UTC" {
                add(flag, zone);
            }
        }
        for one in &self.resource {
            add("--resource", one);
        }
        for one in &self.class {
            add("--class", one);
        }
        match redaction {
            Redaction::Usual => {}
            Redaction::Strict(_) => add("--redact", "strict"),
            Redaction::Off => out.push("--no-redact".to_owned()),
        }
        out
    }

    /// The use of the machine.
    pub fn plan(&self) -> Plan {
        let plan = Plan::default();
        Plan {
            threads: self.threads.map_or(plan.threads, usize::from),
            chunk_bytes: self
                .chunk_size
                .map_or(plan.chunk_bytes, |bytes| bytes as usize),
        }
    }

    /// The user's own formats.
    pub fn config(&self) -> Result<Config> {
        config::load(self.config.as_deref(), &self.paths, self.quiet)
    }

    /// The inputs behind the paths, without the file of formats.
    pub fn inputs(&self, config: &Config) -> Vec<Result<Input>> {
        config.leave_out(source::inputs(&self.paths), &self.paths)
    }
}

fn named(flag: &str, zone: &str) -> Result<Zone> {
    let wrong = || {
        Error::new(
            flag,
            "an IANA time zone such as Europe/Berlin",
            format!("{zone:?}"),
            "see the list of the tz database",
        )
    };
    Zone::named(zone).ok_or_else(wrong)
}

fn time(flag: &str, text: Option<&str>, zone: Zone) -> Result<Option<Timestamp>> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || {
        Error::new(
            flag,
            "a time such as 2026-11-01, 2026-11-01T09:30 or 2026-11-01T09:30:00Z",
            format!("{text:?}"),
            "write it in one of these forms",
        )
    };
    zone.read(text).map(Some).ok_or_else(wrong)
}

/// The first Ctrl-C asks the run to end and report what it has; the second ends the process.
pub fn on_interrupt(watch: &Arc<Watch>) {
    let watch = Arc::clone(watch);
    let handler = move || {
        if watch.stop.swap(true, Ordering::Relaxed) {
            std::process::exit(super::Exit::Interrupted as i32);
        }
    };
    // Without a handler the default stays: the run simply ends.
    let _ = ctrlc::set_handler(handler);
}

/// True when there are inputs and none of them was read: then there is nothing to report.
pub fn nothing_read(endings: &[Ending]) -> bool {
    !endings.is_empty() && endings.iter().all(|ending| ending.unopened)
}

/// Tells what went wrong with inputs. An error when nothing at all could be read.
pub fn tell(endings: &[Ending]) -> Result<()> {
    let mut failed = endings.iter().filter_map(|ending| ending.error.as_ref());
    let stopped = endings.iter().any(|ending| ending.stopped);
    // Who stops a run knows why nothing was read.
    let first = if nothing_read(endings) && !stopped {
        failed.next()
    } else {
        None
    };
    let word = if first.is_some() { "error" } else { "input" };
    for error in failed {
        terminal::complain(word, &error.to_string());
    }
    first.map_or(Ok(()), |first| Err(first.clone()))
}
