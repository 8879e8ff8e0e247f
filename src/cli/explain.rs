//! `faultlens explain`: what a status, a code, a pair or a log line means, whose fault it is, and what to do.

use super::{Exit, config, output, policy};
use clap::Args;
use faultlens::chunk::MAX_LINE;
use faultlens::classify::{self, Fault, Pair, Verdict};
use faultlens::error::{Error, Result};
use faultlens::event::Kind;
use faultlens::formats::UserFormats;
use faultlens::pipeline::explain::{self, Step, Steps, Told};
use faultlens::redact::redact;
use faultlens::report::escape;
use serde_json::json;
use std::fmt::Write;
use std::io::Read;

const EXAMPLES: &str = "\
Examples:
  faultlens explain 400 21211
  faultlens explain 503
  faultlens explain 20429
  faultlens explain --line \"$(tail -n 1 app.log)\"
  tail -n 20 app.log | faultlens explain --line -";

/// What to explain.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// An HTTP status (100 to 599), or a Twilio code when it stands alone
    #[arg(
        value_name = "STATUS|CODE",
        required_unless_present = "line",
        conflicts_with = "line"
    )]
    number: Option<u32>,
    /// The Twilio code beside the status
    #[arg(value_name = "CODE", requires = "number")]
    code: Option<u32>,
    /// A log line, or a text of several, to be read step by step; - reads it from standard input
    #[arg(long, value_name = "TEXT")]
    line: Option<String>,
    /// Your own formats, for --line [default: faultlens.toml in the working folder]
    #[arg(long, value_name = "FILE", conflicts_with = "number")]
    config: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    if let Some(line) = &options.line {
        let text = text_of(line)?;
        let formats = config::load(options.config.as_deref(), &[], false)?.formats;
        let steps = safe_steps(&text, &formats);
        let text = if options.json {
            steps_json(&steps)
        } else {
            steps_text(&steps)
        };
        output::print(text.as_bytes())?;
        return Ok(if steps.pair().is_some() {
            Exit::Done
        } else {
            Exit::Partly
        });
    }
    let pair = pair(options.number, options.code)?;
    let text = if options.json {
        escape::json(&format!("{:#}\n", verdict_json(pair)))
    } else {
        verdict_text(pair)
    };
    output::print(text.as_bytes())?;
    Ok(Exit::Done)
}

fn pair(number: Option<u32>, code: Option<u32>) -> Result<Pair> {
    let status = number
        .and_then(|number| u16::try_from(number).ok())
        .filter(|status| (100..600).contains(status));
    let wrong = |place: &str, expected: &str, found: u32| {
        Error::new(
            place,
            expected,
            found,
            "for example: faultlens explain 400 21211",
        )
    };
    let codes = 10_000..1_000_000;
    let twilio_code = match (status, number, code) {
        (_, _, Some(code)) if !codes.contains(&code) => {
            return Err(wrong("CODE", "a Twilio code of five or six digits", code));
        }
        (None, Some(number), Some(_)) => {
            return Err(wrong("STATUS", "an HTTP status, 100 to 599", number));
        }
        (Some(_), _, code) => code,
        (None, Some(number), None) if codes.contains(&number) => Some(number),
        (None, number, None) => {
            return Err(wrong(
                "STATUS|CODE",
                "an HTTP status (100 to 599) or a Twilio code of five or six digits",
                number.unwrap_or(0),
            ));
        }
        (None, None, Some(code)) => Some(code),
    };
    let kind = match (status, twilio_code) {
        (None, Some(code)) => classify::kind_of_code(code),
        // Beside such a code stands what the user's own server answered, not what Twilio did.
        (Some(_), Some(code)) if classify::is_webhook_code(code) => Kind::Webhook,
        _ => Kind::ApiCall,
    };
    Ok(Pair {
        kind,
        http_status: status,
        twilio_code,
        ..Pair::default()
    })
}

fn name(pair: Pair) -> String {
    match (pair.http_status, pair.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => code.to_string(),
        (None, None) => "no status and no code".to_owned(),
    }
}

fn verdict_text(pair: Pair) -> String {
    let verdict = classify::classify(pair);
    let Verdict {
        class,
        fault,
        retry,
        rule,
        title,
        action,
        link,
    } = &verdict;
    let mut out = format!("{}  {title}\n\n", name(pair));
    let mut row = |label: &str, value: &str| {
        let _ = writeln!(out, "  {label:<12} {value}");
    };
    row("kind", pair.kind.name());
    row(
        "class",
        class.map_or("none: the API call itself is not told", |class| {
            class.name()
        }),
    );
    row("whose fault", fault.map_or("nobody's", Fault::plain));
    row("retry", retry.map_or("-", classify::Retry::name));
    row("do", action.as_deref().unwrap_or("nothing"));
    row(
        "rule",
        &format!("{rule} (rules version {})", classify::RULES_VERSION),
    );
    if let Some(link) = link {
        row("more", link);
    }
    if let (None, Some(code)) = (pair.http_status, pair.twilio_code) {
        let statuses: Vec<String> = classify::statuses_of(code)
            .iter()
            .map(ToString::to_string)
            .collect();
        if !statuses.is_empty() {
            row(
                "comes with",
                &format!("HTTP status {}", statuses.join(", ")),
            );
        }
    }
    out.push_str("\nA good client:\n");
    for advice in classify::advice(pair) {
        let _ = writeln!(out, "  - {advice}");
    }
    if let Some(course) = policy::of(pair) {
        let _ = writeln!(out, "\nThe reference policy: {course}");
    }
    out
}

fn verdict_json(pair: Pair) -> serde_json::Value {
    let verdict = classify::classify(pair);
    json!({
        "schema": "faultlens.explain/1",
        "rules_version": classify::RULES_VERSION,
        "kind": pair.kind.name(),
        "http_status": pair.http_status,
        "twilio_code": pair.twilio_code,
        "title": verdict.title,
        "class": verdict.class.map(classify::Class::name),
        "fault": verdict.fault.map(Fault::name),
        "retry": verdict.retry.map(classify::Retry::name),
        "action": verdict.action,
        "rule": verdict.rule,
        "link": verdict.link,
        "advice": classify::advice(pair),
        "policy": policy::of(pair),
    })
}

/// The text itself, or what standard input holds, up to the longest line that is read.
fn text_of(line: &str) -> Result<String> {
    if line != "-" {
        return Ok(line.to_owned());
    }
    let mut bytes = Vec::new();
    for input in faultlens::source::inputs(&[line.to_owned()]) {
        let read = (input?.open)().and_then(|reader| {
            let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
            reader.take(limit).read_to_end(&mut bytes)
        });
        read.map_err(|error| {
            let cure = "pipe a line into it";
            Error::io("standard input", "a text to read", &error, cure)
        })?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The steps of a text, of which only those that quote it hold its words. They are taken from the redacted text: there the
/// names of the fields still tell what to hide, as they do for a report's samples; a body alone has lost its name.
fn safe_steps(text: &str, formats: &UserFormats) -> Steps {
    let mut steps = explain::explain(text, formats);
    let safe = explain::explain(&redact(text), formats).steps;
    let quoting = |step: &&mut Step| step.quotes;
    let mut safe: Vec<Step> = safe.into_iter().filter(|step| step.quotes).collect();
    // Where hiding changed what is a record, no quote can be told to be the same.
    if safe.len() != steps.steps.iter().filter(|step| step.quotes).count() {
        safe.clear();
    }
    let mut safe = safe.into_iter();
    for step in steps.steps.iter_mut().filter(quoting) {
        step.said = safe
            .next()
            .map_or_else(|| "[redacted]".to_owned(), |step| step.said);
    }
    steps
}

fn steps_text(steps: &Steps) -> String {
    let mut out = String::new();
    for (number, step) in steps.steps.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", number + 1, escape::line(&shown(step), 500));
    }
    match steps.pair() {
        Some(pair) => {
            out.push('\n');
            if steps.events.len() > 1 {
                let _ = writeln!(out, "Of {} events, the first:", steps.events.len());
            }
            out.push_str(&verdict_text(pair));
        }
        None => out.push_str("\nNothing in it tells the outcome of a call to Twilio.\n"),
    }
    out
}

/// A step without what is private. Its label is ours: with it, `body: …` would be taken for a message's text.
fn shown(step: &Step) -> String {
    format!("{}: {}", step.label, redact(&step.said))
}

fn steps_json(steps: &Steps) -> String {
    let shown: Vec<String> = steps.steps.iter().map(shown).collect();
    let events: Vec<serde_json::Value> = steps.events.iter().map(event_json).collect();
    let told = json!({
        "schema": "faultlens.explain/1",
        "steps": shown,
        "events": events,
        "verdict": steps.pair().map(verdict_json),
    });
    escape::json(&format!("{told:#}\n"))
}

fn event_json(told: &Told) -> serde_json::Value {
    let field = |field: &explain::Detail| {
        json!({
            "name": field.name,
            "value": redact(&field.value),
            "from": (!field.from.is_empty()).then_some(field.from),
        })
    };
    json!({
        "line": told.line,
        "kind": told.pair.kind.name(),
        "format": told.format,
        "fields": told.fields.iter().map(field).collect::<Vec<_>>(),
    })
}
