//! Options of the incident detector: its numbers, the gate, the status page.

use super::gates;
use clap::Args;
use faultlens::analysis::audit::verdict;
use faultlens::analysis::contract::Settings;
use faultlens::analysis::incident::status_page::{self, StatusPage};
use faultlens::error::{Error, Result};
use faultlens::redact::Redaction;
use faultlens::report::model::Report;
use faultlens::source;
use std::io::Read;

/// The most bytes of a status page that are read.
const PAGE_BYTES: u64 = 64 << 20;

/// What is taken where nothing is typed.
const WINDOW: &str = "5m";
const ALPHA: f64 = 0.01;
const EXCESS: f64 = 0.02;

/// How incidents are looked for, and what follows from one.
#[derive(Debug, Args)]
#[command(next_help_heading = "Incidents and gates")]
pub struct Detecting {
    /// Exit with 3 when there is an incident, of at least this confidence if one is given (incident:high); when calls of a
    /// class, status, code or pair failed (5xx, 401, 400/21211), or more than so many or such a share (4xx>1%), where a code
    /// counts webhooks and deliveries too (30003>10); on a
    /// new-pair; or on a verdict on the client's retries (`retry:retry_storm`). May be given several times
    #[arg(long, value_name = "GATE", value_parser = gate)]
    pub fail_on: Vec<String>,
    /// Compare with Twilio's status page: its api/v2/incidents.json or summary.json, saved to a file
    #[arg(long, value_name = "FILE")]
    status_page: Option<String>,
    /// Width of the windows in which failing requests are counted to find incidents; what tables and charts show is --window
    #[arg(long, value_name = "WIDTH", default_value = WINDOW, value_parser = ["1m", "5m", "15m", "1h"])]
    incident_window: String,
    /// Chance of a false incident in a log where nothing is wrong; smaller is stricter
    #[arg(long, value_name = "P", default_value_t = ALPHA, value_parser = alpha)]
    alpha: f64,
    /// How far the failure rate must lie above normal for a resource to be affected
    #[arg(long, value_name = "SHARE", default_value_t = EXCESS, value_parser = share)]
    min_excess: f64,
}

fn alpha(text: &str) -> std::result::Result<f64, String> {
    number(text, |number| number > 0.0 && number <= 1.0)
}

fn share(text: &str) -> std::result::Result<f64, String> {
    number(text, |number| (0.0..=1.0).contains(&number))
}

fn number(text: &str, fits: impl Fn(f64) -> bool) -> std::result::Result<f64, String> {
    let number = text.parse().ok().filter(|number| fits(*number));
    number.ok_or_else(|| "not in range".to_owned())
}

impl Detecting {
    /// Width of the detector's windows in seconds.
    pub fn width(&self) -> u32 {
        match self.incident_window.as_str() {
            "1m" => 60,
            "15m" => 900,
            "1h" => 3600,
            _ => 300,
        }
    }

    /// The options as words to type again, where they are not what they would be anyway.
    pub fn typed(&self, redaction: &Redaction) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut add = |flag: &str, value: String| out.extend([flag.to_owned(), value]);
        if let Some(page) = &self.status_page {
            let shown = redaction.input(page) == page.as_str();
            add(
                "--status-page",
                if shown {
                    page.clone()
                } else {
                    "…".to_owned()
                },
            );
        }
        if self.incident_window != WINDOW {
            add("--incident-window", self.incident_window.clone());
        }
        let numbers = [
            ("--alpha", self.alpha, ALPHA),
            ("--min-excess", self.min_excess, EXCESS),
        ];
        for (flag, number, usual) in numbers {
            if number.to_bits() != usual.to_bits() {
                add(flag, number.to_string());
            }
        }
        out
    }

    /// Its numbers.
    pub const fn settings(&self) -> Settings {
        Settings {
            alpha: self.alpha,
            min_excess: self.min_excess,
        }
    }

    /// The status page, if one is to be compared.
    pub fn status_page(&self) -> Option<Result<StatusPage>> {
        let name = self.status_page.as_ref()?;
        Some(bytes(name).and_then(|bytes| status_page::read(name, &bytes)))
    }

    /// True when a gate on incidents or retries trips; each that does says why.
    pub fn trips(&self, report: &Report) -> bool {
        let reason = |gate: &String| match gate.strip_prefix("retry:") {
            Some(verdict) => {
                let retries = report.retries.as_ref()?;
                retries.found(verdict).then(|| "found".to_owned())
            }
            None => incident(gate, report).then(|| format!("{} found", report.incidents.len())),
        };
        let reasons = self.fail_on.iter();
        let reasons = reasons.filter_map(|gate| Some((gate, reason(gate)?)));
        reasons
            .inspect(|(gate, reason)| gates::say(gate, reason))
            .count()
            > 0
    }
}

/// True when there is an incident of the confidence that a gate names.
fn incident(gate: &str, report: &Report) -> bool {
    let enough: &[&str] = match gate {
        "incident" | "incident:low" => &["high", "medium", "low"],
        "incident:medium" => &["high", "medium"],
        "incident:high" => &["high"],
        _ => &[],
    };
    let mut levels = report.incidents.iter().map(|incident| incident.level);
    levels.any(|level| enough.contains(&level))
}

/// Gates on what the detector found.
const INCIDENTS: [&str; 4] = [
    "incident",
    "incident:high",
    "incident:medium",
    "incident:low",
];

/// The gates that are words.
pub fn gates() -> Vec<String> {
    let verdicts = verdict::TABLE
        .iter()
        .map(|(_, name, ..)| format!("retry:{name}"));
    let words = INCIDENTS.iter().chain(&gates::WORDS);
    words
        .map(|word| (*word).to_owned())
        .chain(verdicts)
        .collect()
}

/// A gate that is known.
fn gate(text: &str) -> std::result::Result<String, String> {
    let verdict = text.strip_prefix("retry:");
    let known = |name| verdict::TABLE.iter().any(|(_, known, ..)| *known == name);
    if INCIDENTS.contains(&text) || verdict.is_some_and(known) || gates::known(text) {
        return Ok(text.to_owned());
    }
    let names: Vec<&str> = verdict::TABLE.iter().map(|(_, name, ..)| *name).collect();
    Err(format!(
        "{}, or retry: and one of {}",
        gates::FORMS,
        names.join(", ")
    ))
}

/// The whole file, opened as every other input is.
fn bytes(name: &str) -> Result<Vec<u8>> {
    let unreadable = |error| Error::io(name, "the status page as a file", &error, "check the path");
    let missing = || {
        Error::new(
            name,
            "the status page as a file",
            "nothing",
            "check the path",
        )
    };
    let input = source::inputs(&[name.to_owned()]).into_iter().next();
    let input = input.ok_or_else(missing)??;
    let mut out = Vec::new();
    let reader = (input.open)().map_err(unreadable)?;
    reader
        .take(PAGE_BYTES)
        .read_to_end(&mut out)
        .map_err(unreadable)?;
    Ok(out)
}
