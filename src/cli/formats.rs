//! `faultlens formats`: what is read, built in and by the user's own formats, and how much of a file that is.

use super::{Exit, config, inputs, output, terminal};
use clap::Args;
use faultlens::envelope::ENVELOPES;
use faultlens::error::Result;
use faultlens::formats::UserFormats;
use faultlens::outcome::OUTCOMES;
use faultlens::outcome::contract::Outcome;
use faultlens::pipeline::survey::{MAX_SHAPES, Survey, Unread, survey};
use faultlens::pipeline::{Plan, Watch};
use faultlens::report::escape;
use faultlens::source;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const EXAMPLES: &str = "\
Examples:
  faultlens formats
  faultlens formats --test app.log
  faultlens formats --test logs/ --config my.toml

A format of your own, in faultlens.toml:
  [[format]]
  name = \"gateway\"
  example = '{\"call\":{\"answer\":429,\"tw_code\":20429},\"when\":\"2026-11-03T09:10:08Z\"}'
  twilio = true           # always a call to Twilio; else the URL or host must be Twilio's
  contains = \"tw_code\"    # stands in each such record; often it can be left out
  [format.fields]         # field of the event = its dotted name in the record
  http_status = \"call.answer\"
  twilio_code = \"call.tw_code\"
  timestamp = \"when\"

or, for lines of text, in place of the fields:
  pattern = '^(?<timestamp>\\S+) sms (?<method>\\w+) (?<url>\\S+) -> (?<http_status>\\d{3})'

Fields: timestamp, method, url, host, path, resource, http_status, twilio_code, duration_ms,
duration_s, request_id, idempotency_key, attempt, message (where a client says that nobody answered).";

/// How many shapes are shown.
const SHOWN: usize = 10;

/// What to list or test.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Read these files, folders or globs (- for standard input) and say how much of them is read, and what is not
    #[arg(long, value_name = "PATH", num_args = 1..)]
    test: Vec<String>,
    /// Your own formats [default: faultlens.toml in the working folder, else beside the input]
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// No notes on standard error; failures are still told
    #[arg(long, short)]
    quiet: bool,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    let config = config::load(options.config.as_deref(), &options.test, options.quiet)?;
    if options.test.is_empty() {
        let text = if options.json {
            escape::json(&format!("{:#}\n", list_json(&config.formats)))
        } else {
            list_text(&config.formats)
        };
        output::print(text.as_bytes())?;
        return Ok(Exit::Done);
    }
    let sources = config.leave_out(source::inputs(&options.test), &options.test);
    let watch = Arc::new(Watch::default());
    inputs::on_interrupt(&watch);
    let found = survey(sources, &config.formats, Plan::default(), &watch)?;
    inputs::tell(&found.endings)?;
    let text = if options.json {
        escape::json(&format!("{:#}\n", test_json(&found)))
    } else {
        test_text(&found)
    };
    output::print(text.as_bytes())?;
    let partly = found.formats.is_empty() || found.endings.iter().any(|one| one.error.is_some());
    Ok(match (watch.stop.load(Ordering::Relaxed), partly) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Partly,
        (false, false) => Exit::Done,
    })
}

/// A kind of formats: its name, its title, and the name and example of each.
type List = (
    &'static str,
    &'static str,
    Vec<(&'static str, &'static str)>,
);

fn lists(own: &UserFormats) -> [List; 3] {
    let outcome = |one: &&dyn Outcome| (one.name(), one.example());
    let envelopes = ENVELOPES.iter().map(|one| (one.name(), one.example()));
    let own = own.outcomes();
    let outcomes = OUTCOMES.iter().map(outcome);
    [
        (
            "user",
            "your own formats",
            own.iter().map(|one| (one.name(), one.example())).collect(),
        ),
        ("envelope", "wrapped in", envelopes.collect()),
        ("outcome", "what tells the call", outcomes.collect()),
    ]
}

fn list_text(own: &UserFormats) -> String {
    let lists = lists(own);
    let all = lists.iter().flat_map(|(_, _, list)| list);
    let widest = all.map(|(name, _)| name.len()).max().unwrap_or(0);
    let room = terminal::width().saturating_sub(widest + 4);
    let mut out = String::new();
    for (_, title, list) in lists.iter().filter(|(_, _, list)| !list.is_empty()) {
        let _ = writeln!(out, "{title}:");
        for (name, example) in list {
            let example = escape::fit(&escape::line(example, 1000), room);
            let _ = writeln!(out, "  {name:<widest$}  {example}");
        }
        out.push('\n');
    }
    out.push_str("Each wrapper works around each of the others. See faultlens formats --help for one of your own.\n");
    out
}

fn list_json(own: &UserFormats) -> Value {
    let rows = lists(own).into_iter().flat_map(|(kind, _, list)| {
        let row = move |(name, example)| json!({"kind": kind, "name": name, "example": example});
        list.into_iter().map(row)
    });
    json!({ "schema": "faultlens.formats/1", "formats": rows.collect::<Vec<_>>() })
}

/// Where the lines of a survey went, by name.
fn account(found: &Survey) -> [(&'static str, u64); 6] {
    let tally = |read: fn(&faultlens::chunk::Tally) -> u64| {
        found
            .endings
            .iter()
            .map(|ending| read(&ending.tally))
            .sum::<u64>()
    };
    [
        ("lines", tally(|tally| tally.lines)),
        ("event_lines", found.passed.event_lines),
        ("other", found.passed.other),
        ("blank", found.passed.blank),
        (
            "malformed",
            found.passed.malformed + tally(|tally| tally.broken_off),
        ),
        ("oversized", tally(|tally| tally.oversized)),
    ]
}

fn test_text(found: &Survey) -> String {
    let [(_, lines), (_, events), mut parts @ ..] = account(found);
    // The headers of a call that was read are no lines that are missing.
    let read = events + found.headers;
    parts[0].1 -= found.headers.min(parts[0].1);
    let mut out = format!("read: {read} of {lines} lines{}", share(read, lines));
    if found.headers > 0 {
        let _ = write!(out, ", {} of them headers of calls", found.headers);
    }
    for (name, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(out, " · {count} {name}");
    }
    let named = found.named - found.unread;
    let _ = writeln!(
        out,
        "\nof the lines that name Twilio: {named} of {}{}",
        found.named,
        share(named, found.named)
    );
    let mut formats: Vec<(&String, &u64)> = found.formats.iter().collect();
    formats.sort_by_key(|(name, events)| (std::cmp::Reverse(**events), *name));
    if !formats.is_empty() {
        out.push_str("\n  events  read as\n");
    }
    for (name, events) in formats {
        let _ = writeln!(out, "{events:>8}  {name}");
    }
    if found.unread == 0 {
        out.push_str("\nno unread line names Twilio\n");
        return out;
    }
    shapes_text(found, &mut out);
    out
}

fn shapes_text(found: &Survey, out: &mut String) {
    let room = terminal::width().saturating_sub(10);
    out.push_str(
        "\n   lines  shape of the unread lines that name Twilio, with the first of each\n",
    );
    for unread in found.shapes.iter().take(SHOWN) {
        let shape = escape::fit(&escape::line(&unread.shape, 1000), room);
        let sample = escape::line(
            &format!("{}: {}", place(found, unread), unread.sample),
            1000,
        );
        let _ = writeln!(out, "{:>8}  {shape}", unread.lines);
        let _ = writeln!(out, "          {}", escape::fit(&sample, room));
    }
    let more = found.shapes.len().saturating_sub(SHOWN);
    if more > 0 {
        let rest: u64 = found
            .shapes
            .iter()
            .skip(SHOWN)
            .map(|shape| shape.lines)
            .sum();
        let _ = writeln!(out, "{rest:>8}  of {more} more shapes");
    }
    if found.further > 0 {
        let _ = writeln!(
            out,
            "{:>8}  of shapes met after the first {MAX_SHAPES}",
            found.further
        );
    }
    out.push_str("\nnext: faultlens explain --line \"…\" says why a line is not read; faultlens formats --help, how to describe it\n");
}

fn place(found: &Survey, unread: &Unread) -> String {
    let name = found
        .endings
        .get(unread.input)
        .map_or("?", |ending| &ending.name);
    format!("{name}:{}", unread.line)
}

/// ` (73 %)`; nothing where there is nothing to share.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    // Rounded down: 100 % is said of nothing less.
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    format!(" ({}.{} %)", tenths / 10, tenths % 10)
}

fn test_json(found: &Survey) -> Value {
    let lines: serde_json::Map<String, Value> = account(found)
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count.into()))
        .collect();
    let formats = found.formats.iter();
    let shape = |unread: &Unread| {
        json!({
            "shape": unread.shape,
            "lines": unread.lines,
            "source": found.endings.get(unread.input).map(|ending| &ending.name),
            "line": unread.line,
            "sample": unread.sample,
        })
    };
    json!({
        "schema": "faultlens.formats/1",
        "lines": lines,
        "formats": formats.map(|(name, events)| json!({"name": name, "events": events})).collect::<Vec<_>>(),
        "named": found.named,
        "headers": found.headers,
        "unread": found.unread,
        "shapes": found.shapes.iter().take(SHOWN).map(shape).collect::<Vec<_>>(),
        "shapes_told_apart": found.shapes.len(),
        "lines_of_further_shapes": found.further,
    })
}
