//! `faultlens explain`: what a status, a code, a pair or a log line means, whose fault it is, and what to do.

use super::{Exit, output};
use clap::Args;
use faultlens::classify::{self, Fault, Pair, Verdict};
use faultlens::error::{Error, Result};
use faultlens::event::Kind;
use faultlens::pipeline::explain::{self, Steps};
use faultlens::redact::redact;
use faultlens::report::escape;
use serde_json::json;
use std::fmt::Write;

const EXAMPLES: &str = "\
Examples:
  faultlens explain 400 21211
  faultlens explain 503
  faultlens explain 20429
  faultlens explain --line \"$(tail -n 1 app.log)\"";

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
    /// A log line (or record of several lines) to be read step by step
    #[arg(long, value_name = "TEXT")]
    line: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub fn run(options: &Options) -> Result<Exit> {
    if let Some(line) = &options.line {
        let steps = safe_steps(line);
        let text = if options.json {
            steps_json(&steps)
        } else {
            steps_text(&steps)
        };
        output::print(text.as_bytes())?;
        return Ok(if steps.pair.is_some() {
            Exit::Done
        } else {
            Exit::Partly
        });
    }
    let pair = pair(options.number, options.code)?;
    let text = if options.json {
        format!("{:#}\n", verdict_json(pair))
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
    })
}

/// The steps of a line, of which only the body's quotes its words. That one is taken from the redacted line: there the
/// names of the fields still tell what to hide, as they do for a report's samples; a body alone has lost its name.
fn safe_steps(line: &str) -> Steps {
    const BODY: &str = "body: ";
    let mut steps = explain::explain(line);
    let safe = explain::explain(&redact(line)).steps;
    let safe = safe.into_iter().find(|step| step.starts_with(BODY));
    for step in steps.steps.iter_mut().filter(|step| step.starts_with(BODY)) {
        *step = safe.clone().unwrap_or_else(|| format!("{BODY}[redacted]"));
    }
    steps
}

fn steps_text(steps: &Steps) -> String {
    let mut out = String::new();
    for (number, step) in steps.steps.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", number + 1, escape::line(&shown(step), 500));
    }
    match steps.pair {
        Some(pair) => {
            out.push('\n');
            out.push_str(&verdict_text(pair));
        }
        None => out.push_str("\nNothing in it tells the outcome of a call to Twilio.\n"),
    }
    out
}

/// A step without what is private. Its label is ours: with it, `body: …` would be taken for a message's text.
fn shown(step: &str) -> String {
    match step.split_once(": ") {
        Some((label, said)) => format!("{label}: {}", redact(said)),
        None => redact(step).into_owned(),
    }
}

fn steps_json(steps: &Steps) -> String {
    let shown: Vec<String> = steps.steps.iter().map(|step| shown(step)).collect();
    format!(
        "{:#}\n",
        json!({ "schema": "faultlens.explain/1", "steps": shown, "verdict": steps.pair.map(verdict_json) })
    )
}
