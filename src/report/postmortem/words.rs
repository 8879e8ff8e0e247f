//! A draft in words: summary, impact, places, names.

use super::model::{Evidence, Failed, Pair, Postmortem};
use super::{Counts, Material, at};
use crate::report::behaviour::{self, Behaviour};
use crate::report::escape;
use crate::report::people;
use crate::report::verdict;
use crate::timestamp::Zone;
use serde::Serialize;

/// Files that a cell names.
const FILES: usize = 3;

/// The most resources that a sentence names.
const NAMED: usize = 4;

/// What happened, what it cost, what stayed well.
pub fn summary(material: &Material<'_>, counts: &Counts<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some((row, _)) = material.finding {
        out.push(verdict::sentence(row, Zone::UTC));
    }
    out.push(cost(material, counts));
    let calm = &counts.unaffected;
    if !calm.is_empty() && !counts.failed.is_empty() {
        let names: Vec<&str> = calm
            .iter()
            .take(NAMED)
            .map(|row| people::resource(row.resource.as_deref()))
            .collect();
        let more = match calm.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let calls: u64 = calm.iter().map(|row| row.calls).sum();
        let failed: u64 = calm.iter().map(|row| row.failed_calls).sum();
        out.push(format!(
            "Not affected: {}{more} ({} of {} failed).",
            names.join(", "),
            people::grouped(failed),
            people::counted(calls, "call", "calls")
        ));
    }
    out
}

fn cost(material: &Material<'_>, counts: &Counts<'_>) -> String {
    let asked = &material.course.asked;
    let impact = &counts.impact;
    let minutes = (asked.end - asked.start).div_euclid(60).unsigned_abs();
    let span = format!(
        "Within {} ({} to {})",
        people::counted(minutes, "minute", "minutes"),
        at(asked.start),
        at(asked.end)
    );
    if impact.failed_calls == 0 {
        return format!(
            "{span} none of {} failed.",
            people::counted(impact.all_calls, "call", "calls")
        );
    }
    let requests =
        impact
            .failed_requests
            .map_or_else(String::new, |failed| match impact.requests {
                Some(all) => format!(
                    "{} of {} failed ({}), counted once each; ",
                    people::grouped(failed),
                    people::counted(all, "request", "requests"),
                    people::share(failed, all)
                ),
                None => format!(
                    "{} failed; ",
                    people::counted(failed, "request", "requests")
                ),
            });
    format!(
        "{span}: {requests}{} of {} on {} failed ({}), which is {} of all {} to Twilio in that time.",
        people::grouped(impact.failed_calls),
        people::counted(impact.calls, "call", "calls"),
        people::counted(impact.resources, "resource", "resources"),
        people::share(impact.failed_calls, impact.calls),
        people::share(impact.failed_calls, impact.all_calls),
        people::counted(impact.all_calls, "call", "calls"),
    )
}

/// One line of the table of impact.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was counted.
    pub what: String,
    /// The number with its unit.
    pub much: String,
    /// Where it was counted.
    pub places: String,
}

/// The numbers of the impact, each with its places.
pub fn impact(draft: &Postmortem) -> Vec<Figure> {
    let impact = &draft.impact;
    let (failed, all) = (
        places(&impact.failed_evidence),
        places(&impact.all_evidence),
    );
    let figure = |what: &str, much: String, places: &str| Figure {
        what: what.to_owned(),
        much,
        places: places.to_owned(),
    };
    let requests = impact.failed_requests.map_or_else(
        || "not known".to_owned(),
        |count| match impact.requests {
            Some(all) => format!(
                "{} of {} ({})",
                people::grouped(count),
                people::grouped(all),
                people::share(count, all)
            ),
            None => people::grouped(count),
        },
    );
    let calls = format!(
        "{} of {} ({})",
        people::grouped(impact.failed_calls),
        people::grouped(impact.calls),
        people::share(impact.failed_calls, impact.calls)
    );
    let share = format!(
        "{} of {}",
        people::share(impact.failed_calls, impact.all_calls),
        people::counted(impact.all_calls, "call", "calls")
    );
    let minutes = people::counted(draft.minutes.unsigned_abs(), "minute", "minutes");
    vec![
        figure("Failing requests, each once", requests, &failed),
        figure("Failed calls, every attempt", calls, &failed),
        figure("Share of all calls to Twilio", share, &all),
        figure(
            "Affected resources",
            people::grouped(impact.resources),
            &failed,
        ),
        figure("Length", minutes, ""),
        figure(
            "Users or accounts hit",
            "not known from these logs".into(),
            "",
        ),
    ]
}

/// Places as text: `api.log:3–871 (212 records)`; what is more than three files is counted.
pub fn places(evidence: &[Evidence]) -> String {
    let place = |one: &Evidence| {
        let source = escape::line(&one.source, 120);
        if one.records == 1 {
            return format!("{source}:{}", one.first_line);
        }
        format!(
            "{source}:{}–{} ({} records)",
            one.first_line,
            one.last_line,
            people::grouped(one.records)
        )
    };
    let mut parts: Vec<String> = evidence.iter().take(FILES).map(place).collect();
    let rest = evidence.get(FILES..).unwrap_or_default();
    if !rest.is_empty() {
        let records: u64 = rest.iter().map(|one| one.records).sum();
        parts.push(format!(
            "{} in {} more files",
            people::counted(records, "record", "records"),
            rest.len()
        ));
    }
    parts.join(", ")
}

/// `2026-03-02 01:41:07` of an RFC 3339 time in UTC.
pub fn clock(time: &str) -> String {
    let whole = time.split(['.', 'Z']).next().unwrap_or(time);
    whole.replacen('T', " ", 1)
}

/// The headline.
pub fn title(draft: &Postmortem) -> String {
    let what = match draft.verdict.as_ref().map(|verdict| verdict.name) {
        Some("twilio_incident") => "Twilio incident",
        Some("resource_fault") => "Fault of one resource",
        Some("gateway_fault") => "Fault on the way to Twilio",
        Some("client_errors") => "Refused requests",
        Some("retry_storm") => "Retry storm",
        Some("traffic_surge") => "Traffic surge",
        _ => "Failures",
    };
    format!(
        "Postmortem: {what}, {} to {} UTC",
        clock(&draft.start),
        clock(&draft.end)
    )
}

/// Status and code of a pair.
pub fn pair(pair: &Pair) -> String {
    match (pair.http_status, pair.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => format!("code {code}"),
        (None, None) => "no answer".into(),
    }
}

/// The fault in words.
pub fn fault(fault: Option<&str>) -> String {
    fault.map_or_else(
        || "–".into(),
        |fault| fault.replace('_', " ").replace("twilio", "Twilio"),
    )
}

/// The numbers of a failed resource in one sentence.
pub fn about(row: &Failed) -> String {
    let calls = format!(
        "{} of {} failed ({})",
        people::grouped(row.failed_calls),
        people::counted(row.calls, "call", "calls"),
        people::share(row.failed_calls, row.calls)
    );
    let requests = match (row.failed_requests, row.requests) {
        (Some(failed), Some(all)) => format!(
            "; {} of {}",
            people::grouped(failed),
            people::counted(all, "request", "requests")
        ),
        (Some(failed), None) => {
            format!("; {}", people::counted(failed, "request", "requests"))
        }
        _ => String::new(),
    };
    let normal = row.baseline.map_or_else(String::new, |share| {
        format!(", normally {:.2} %", share * 100.0)
    });
    format!(
        "{calls}{requests}{normal}; counted in {}",
        places(&row.evidence)
    )
}

/// How the client behaved, over the whole log.
pub fn behaviour(draft: &Postmortem) -> Option<Behaviour> {
    let incident = draft.verdict.as_ref();
    let incident = incident.is_some_and(|verdict| verdict.name == "twilio_incident");
    behaviour::of_audit(draft.retries.as_ref()?, incident)
}
