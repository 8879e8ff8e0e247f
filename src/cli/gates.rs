//! Gates of `--fail-on` over counts: classes, statuses, codes and pairs, how many or what share, and pairs that are new.

use super::{reports, terminal};
use clap::Args;
use faultlens::analysis::compare::side::Side;
use faultlens::classify::Class;
use faultlens::error::{Error, Result};
use faultlens::report::escape;
use faultlens::report::model::{PairRow, Report};
use faultlens::report::saved::Saved;
use std::path::PathBuf;

/// Against what is gated.
#[derive(Debug, Args)]
#[command(next_help_heading = "Incidents and gates")]
pub struct Gating {
    /// An earlier report.json, or the folder that holds one: what --fail-on new-pair is held against
    #[arg(long, value_name = "REPORT")]
    baseline: Option<String>,
}

/// What a gate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Failed,
    Class(Class),
    Status(u16),
    Code(u32),
    Pair(u16, u32),
}

/// How much is too much.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    /// More calls than these.
    Count(f64),
    /// More than this share of all calls, in percent.
    Percent(f64),
}

/// What a gate may be, for messages.
pub const FORMS: &str = "incident, incident:high, incident:medium, incident:low, failed, 4xx, 5xx, no_response, a status, a code \
or a pair (401, 21211, 400/21211), each also with a limit (4xx>1%, 401>10; shares of all calls, below 100%; codes of deliveries such as 30003 have no share), or new-pair";

/// Those that are words.
pub const WORDS: [&str; 5] = ["failed", "4xx", "5xx", "no_response", "new-pair"];

/// True for a gate of this file.
pub fn known(text: &str) -> bool {
    text == "new-pair" || parse(text).is_some()
}

/// What is counted, and from where on it is too much: more than none where no limit is given.
fn parse(text: &str) -> Option<(What, Limit)> {
    let (what, limit) = text
        .split_once('>')
        .map_or((text, None), |(what, limit)| (what, Some(limit)));
    let number = |text: &str| {
        let number: f64 = text.trim().parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    let limit = match limit {
        None => Limit::Count(0.0),
        Some(limit) => match limit.strip_suffix('%') {
            // No share is over all, so that such a gate could never trip.
            Some(percent) => Limit::Percent(number(percent).filter(|share| *share < 100.0)?),
            None => Limit::Count(number(limit)?),
        },
    };
    let what = what_of(what.trim())?;
    let deliveries = matches!(what, What::Code(code) if DELIVERIES.contains(&code));
    // Of deliveries only those that failed are in a log: they have no share.
    (!deliveries || matches!(limit, Limit::Count(_))).then_some((what, limit))
}

/// Codes of what became of a message after Twilio had accepted it.
const DELIVERIES: std::ops::RangeInclusive<u32> = 30_001..=30_999;

fn what_of(text: &str) -> Option<What> {
    let status = |text: &str| {
        text.parse()
            .ok()
            .filter(|status| (100..600).contains(status))
    };
    let code = |text: &str| {
        let code: u32 = text.parse().ok()?;
        (10_000..1_000_000).contains(&code).then_some(code)
    };
    Some(match text {
        "failed" => What::Failed,
        "4xx" => What::Class(Class::ClientError),
        "5xx" => What::Class(Class::ServerError),
        "no_response" => What::Class(Class::NoResponse),
        _ => match text.split_once('/') {
            Some((one, other)) => What::Pair(status(one)?, code(other)?),
            None => status(text)
                .map(What::Status)
                .or_else(|| code(text).map(What::Code))?,
        },
    })
}

impl What {
    /// Codes are asked for wherever they are told: by calls, webhooks and deliveries. All else is of calls.
    fn counts(self, row: &PairRow) -> bool {
        if row.kind != "api_call" && !matches!(self, Self::Code(_)) {
            return false;
        }
        match self {
            Self::Failed => matches!(row.class, Some("4xx" | "5xx" | "no_response")),
            Self::Class(class) => row.class == Some(class.name()),
            Self::Status(status) => row.http_status == Some(status),
            Self::Code(code) => row.twilio_code == Some(code),
            Self::Pair(status, code) => {
                row.http_status == Some(status) && row.twilio_code == Some(code)
            }
        }
    }
}

impl Gating {
    /// Reads the baseline, so that what is wrong with it is told before the logs are read.
    pub fn baseline(&self, gates: &[String]) -> Result<Option<Saved>> {
        let Some(path) = &self.baseline else {
            if gates.iter().any(|gate| gate == "new-pair") {
                return Err(Error::new(
                    "--fail-on new-pair",
                    "--baseline with an earlier report",
                    "none",
                    "name a report.json, or the folder that holds one",
                ));
            }
            return Ok(None);
        };
        let file = reports::at(path).unwrap_or_else(|| PathBuf::from(path));
        reports::read(&file).map(Some)
    }
}

/// True when one of the gates of this file trips; each that does says why.
pub fn trip(gates: &[String], report: &Report, baseline: Option<&Saved>) -> bool {
    let mut tripped = false;
    for gate in gates {
        let reason = match gate.as_str() {
            "new-pair" => baseline.and_then(|baseline| fresh(report, &baseline.side())),
            gate => parse(gate).and_then(|(what, limit)| over(report, what, limit)),
        };
        if let Some(reason) = reason {
            say(gate, &reason);
            tripped = true;
        }
    }
    tripped
}

/// Tells which gate tripped, and why.
pub fn say(gate: &str, reason: &str) {
    terminal::complain("gate", &format!("--fail-on {gate}: {reason}"));
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn over(report: &Report, what: What, limit: Limit) -> Option<String> {
    let rows = || report.pairs.iter().filter(|row| what.counts(row));
    let count = |kind: &str| -> u64 {
        rows()
            .filter(|row| row.kind == kind)
            .map(|row| row.attempts)
            .sum()
    };
    let (calls, all) = (count("api_call"), report.totals.attempts);
    let others = [
        (count("webhook"), "webhook"),
        (count("delivery"), "delivery result"),
    ];
    let share = calls as f64 / all.max(1) as f64 * 100.0;
    let beside: u64 = others.iter().map(|(count, _)| count).sum();
    let trips = match limit {
        Limit::Count(most) => (calls + beside) as f64 > most,
        Limit::Percent(most) => share > most,
    };
    let told = others.iter().filter(|(count, _)| *count > 0);
    let mut told: Vec<String> = told.map(|(count, one)| plural(*count, one)).collect();
    if calls > 0 || told.is_empty() {
        told.insert(0, format!("{calls} of {all} calls ({share:.2} %)"));
    }
    trips.then(|| told.join(", "))
}

fn plural(count: u64, one: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {one}{end}")
}

/// The pairs of failures that the baseline does not know.
fn fresh(report: &Report, baseline: &Side) -> Option<String> {
    let now = Saved::of(report).side();
    let fresh: Vec<String> = now
        .pairs
        .iter()
        .filter(|(key, _)| !baseline.pairs.contains_key(key))
        .map(|(key, pair)| {
            let count: u64 = pair.resources.values().map(|one| one.total).sum();
            let status = key.http_status.map(|status| status.to_string());
            let code = key.twilio_code.map(|code| code.to_string());
            let name: Vec<String> = [status, code].into_iter().flatten().collect();
            let name = if name.is_empty() {
                "no answer".to_owned()
            } else {
                name.join("/")
            };
            format!("{name} {} ({count})", escape::line(&pair.title, 60))
        })
        .collect();
    let shown = fresh.get(..5).unwrap_or(&fresh).join(", ");
    let more = match fresh.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!fresh.is_empty()).then(|| format!("not in the baseline: {shown}{more}"))
}

#[cfg(test)]
mod tests {
    use super::{Limit, What, known, parse};
    use faultlens::classify::Class;

    #[test]
    fn gates_are_read() {
        let none = Limit::Count(0.0);
        for (text, what, limit) in [
            (
                "4xx>1%",
                What::Class(Class::ClientError),
                Limit::Percent(1.0),
            ),
            ("5xx", What::Class(Class::ServerError), none),
            ("failed > 0.5%", What::Failed, Limit::Percent(0.5)),
            (
                "no_response>3",
                What::Class(Class::NoResponse),
                Limit::Count(3.0),
            ),
            ("401", What::Status(401), none),
            ("21211>10", What::Code(21211), Limit::Count(10.0)),
            ("30003>5", What::Code(30003), Limit::Count(5.0)),
            ("400/21211", What::Pair(400, 21211), none),
        ] {
            assert_eq!(parse(text), Some((what, limit)), "{text}");
        }
        assert!(known("new-pair"));
        for bad in [
            "", "4xx>200%", "4xx>100%", "6xx", "4xx>", "4xx>x%", "4xx>-1", "99", "700", "400/7",
            "/", "401/", "5xx>NaN%", "incident", "30003>1%",
        ] {
            assert!(!known(bad), "{bad}");
        }
    }
}
