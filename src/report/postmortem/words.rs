//! A draft in words: impact, places, names.

use super::model::{Evidence, Failed, Impact, Pair, Postmortem};
use crate::report::behaviour::{self, Behaviour};
use crate::report::escape;
use crate::report::people;
use crate::report::verdict;
use crate::timestamp::Zone;
use serde::Serialize;

/// Files that a cell names.
const FILES: usize = 3;

/// What counts as failed, in words: `5xx or no answer`.
pub fn sense<'c>(classes: impl Iterator<Item = &'c str>) -> String {
    let words: Vec<String> = classes
        .map(|class| class.replace("no_response", "no answer"))
        .collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// What stands above the resources that failed without being named by the verdict.
pub const ALSO: &str = "Failed too in that time, not named by the verdict and not counted above:";

/// What the numbers of failed calls count.
pub fn counted_as(draft: &Postmortem) -> String {
    let counted = sense(draft.failed_classes.iter().copied());
    if draft.failed_classes.len() == 3 {
        return format!("Failed are calls with {counted}.");
    }
    format!(
        "Failed are calls with {counted}; what failed in another way is listed and not counted."
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
        || no_requests(draft).to_owned(),
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
    let attempts = format!(
        "Calls with {}, every attempt",
        sense(draft.failed_classes.iter().copied())
    );
    vec![
        figure("Failing requests, each once", requests, &failed),
        figure(&attempts, calls, &failed),
        figure("Share of all calls to Twilio", share, &all),
        figure(
            "Affected resources",
            people::grouped(impact.resources),
            &failed,
        ),
        figure("Length", minutes, ""),
        figure("Accounts hit", accounts(impact), &failed),
        figure("Users hit", "not known: users are not read".into(), ""),
    ]
}

/// Why failing requests are not counted.
fn no_requests(draft: &Postmortem) -> &'static str {
    match draft.verdict.as_ref().map(|verdict| verdict.name) {
        None => "not counted: the stretch was chosen by hand, and is not judged",
        Some("client_errors") => "not known: refusals are counted by the call",
        Some(_) => "not known: most failed calls name nothing of their request",
    }
}

/// How many accounts were hit, and on how many calls that stands.
fn accounts(impact: &Impact) -> String {
    let Some(count) = impact.accounts else {
        return "not known: no failed call names one".to_owned();
    };
    let least = if impact.more_accounts {
        "at least "
    } else {
        ""
    };
    format!(
        "{least}{}, by the URLs of {} of {}",
        people::grouped(count),
        people::grouped(impact.calls_with_account),
        people::counted(impact.failed_calls, "failed call", "failed calls")
    )
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
    let normal = row
        .other_times
        .as_ref()
        .map_or_else(String::new, |other| format!("; {}", verdict::usual(other)));
    format!(
        "{calls}{requests}{normal}; counted in {}",
        places(&row.evidence)
    )
}

/// What stands above how the client behaved.
pub const fn client(draft: &Postmortem) -> &'static str {
    if draft.whole {
        "How your client behaved (whole log)"
    } else {
        "How your client behaved (all calls that were asked for)"
    }
}

/// How the client behaved, over all that was judged.
pub fn behaviour(draft: &Postmortem) -> Option<Behaviour> {
    let incident = draft.verdict.as_ref();
    let incident = incident.is_some_and(|verdict| verdict.name == "twilio_incident");
    behaviour::of_audit(draft.retries.as_ref()?, incident, Zone::UTC)
}
