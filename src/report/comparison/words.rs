//! A comparison in words: headline, sides, rates, changes.

use super::model::{Comparison, Pair, Side, Test};
use super::{Compared, float};
use crate::analysis::compare::side::PairKey;
use crate::analysis::compare::{Basis, Change, Row, Subject};
use crate::classify::Class;
use crate::report::people;
use crate::timestamp::Zone;

/// Pairs in bursts that a note names.
const BURSTS: usize = 5;

/// What makes a comparison weaker, and what it leaves out.
pub fn notes(compared: &Compared<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for (side, name) in compared.told.iter().zip(["before", "after"]) {
        if side.calls == 0 {
            out.push(format!(
                "the side {name} holds no call: nothing can be compared"
            ));
        }
        if !side.complete {
            let why = match side.kind {
                "report" => "its report says why",
                _ => "an input of it could not be read to its end, or reading was stopped",
            };
            out.push(format!("the side {name} is not whole: {why}"));
        }
    }
    if compared.rows.iter().any(|row| row.basis == Basis::Failures) {
        out.push(
            "where logs hold next to no successes, shares of all failures are compared, and what became rarer is not told"
                .into(),
        );
    }
    out.extend(bursts(compared));
    if compared.told.iter().any(|side| side.kind == "report") {
        out.push(
            "a report does not tell each pair window by window: its bursts are judged by those of the resource".into(),
        );
    }
    out
}

/// Pairs that only their coming in bursts keeps from being changes: a reader must not take them for nothing.
fn bursts(compared: &Compared<'_>) -> Option<String> {
    let bound = compared.fdr / float(compared.rows.len().max(1) as u64);
    let rows = compared.rows.iter();
    let rows = rows.filter(|row| row.change == Change::None && row.spread > 1.0);
    let told = |row: &Row| {
        let Subject::Pair(key) = &row.subject else {
            return None;
        };
        let [before, after] = row.counts.map(people::grouped);
        Some(format!("{} ({before} before, {after} after)", name(key)))
    };
    let told: Vec<String> = rows
        .filter(|row| row.plain_p <= bound)
        .filter_map(told)
        .collect();
    let more = match told.len().saturating_sub(BURSTS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let shown = told.get(..BURSTS).unwrap_or(&told).join(", ");
    (!told.is_empty()).then(|| {
        format!("came in bursts, which is an event and no change of a rate (postmortem and analyze tell of it): {shown}{more}")
    })
}

/// Status and code of a key.
fn name(key: &PairKey) -> String {
    match (key.http_status, key.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => format!("code {code}"),
        (None, None) if key.class == Some(Class::NoResponse) => "no answer".into(),
        (None, None) => "no status".into(),
    }
}

/// The answer in one sentence.
pub fn headline(comparison: &Comparison) -> String {
    let compared = people::counted(comparison.compared, "comparison", "comparisons");
    if comparison.compared == 0 {
        return "Nothing can be compared".into();
    }
    if comparison.changed == 0 {
        return format!("Nothing changed beyond chance in {compared}");
    }
    let tests = comparison.pairs.iter().map(|pair| &pair.test);
    let tests = tests.chain(comparison.resources.iter().map(|row| &row.test));
    let count = |name: &str| tests.clone().filter(|test| test.change == name).count();
    let parts: Vec<String> = ["new", "risen", "fallen", "gone"]
        .into_iter()
        .filter(|name| count(name) > 0)
        .map(|name| format!("{} {name}", count(name)))
        .collect();
    let changes = people::counted(comparison.changed, "change", "changes");
    format!(
        "{changes} beyond chance in {compared}: {}",
        parts.join(", ")
    )
}

/// One side in a sentence.
pub fn side(side: &Side, zone: Zone) -> String {
    let span = people::span(side.start.as_deref(), side.end.as_deref(), zone);
    let span = span.map_or_else(String::new, |span| format!("{span} {}, ", zone.name()));
    format!(
        "{span}{}, {} failed ({})",
        people::counted(side.calls, "call", "calls"),
        people::grouped(side.failed),
        people::share(side.failed, side.calls)
    )
}

/// Status and code of a pair, its kind before them where it is no call.
pub fn pair(pair: &Pair) -> String {
    let name = match (pair.http_status, pair.twilio_code) {
        (Some(status), Some(code)) => format!("{status}/{code}"),
        (Some(status), None) => status.to_string(),
        (None, Some(code)) => format!("code {code}"),
        (None, None) if pair.class == Some("no_response") => "no answer".into(),
        (None, None) => "no status".into(),
    };
    match pair.kind {
        "api_call" => name,
        kind => format!("{kind} {name}"),
    }
}

/// A pair with its name, and where it changed.
pub fn named(pair: &Pair) -> String {
    let at = pair
        .at
        .as_ref()
        .map_or_else(String::new, |at| format!(" on {at}"));
    format!("{} {}{at}", self::pair(pair), pair.title)
}

/// `12 of 2,400 (0.5 %)`, or the count alone.
pub fn count(count: u64, of: u64, rate: Option<f64>) -> String {
    match rate {
        Some(_) => format!(
            "{} of {} ({})",
            people::grouped(count),
            people::grouped(of),
            people::share(count, of)
        ),
        None => people::grouped(count),
    }
}

/// By how many points the share moved: `+1.02 points`, and how many times as often it is.
pub fn moved(test: &Test) -> String {
    let (Some(before), Some(after)) = (test.before_rate, test.after_rate) else {
        return String::new();
    };
    let points = (after - before) * 100.0;
    let decimals = if points.abs() >= 0.1 { 2 } else { 4 };
    let times = match after / before {
        times if !times.is_finite() || times <= 0.0 => String::new(),
        times if times >= 10.0 => format!(", {times:.0} times as often"),
        times if times >= 0.1 => format!(", {times:.1} times as often"),
        times => format!(", {times:.2} times as often"),
    };
    format!("{points:+.decimals$} points{times}")
}

/// The fault in words.
pub fn fault(fault: Option<&str>) -> String {
    fault.map_or_else(
        || "–".into(),
        |fault| fault.replace('_', " ").replace("twilio", "Twilio"),
    )
}

/// What to do about a pair that there is more of; there is nothing to do about one that is gone.
pub fn advice(pair: &Pair) -> Option<&str> {
    let worse = matches!(pair.test.change, "new" | "risen");
    pair.action.as_deref().filter(|_| worse)
}

/// How surprising it is.
pub fn surprise(test: &Test) -> String {
    if test.q_value < 1e-99 {
        return "q < 1e-99".into();
    }
    if test.q_value >= 0.001 {
        return format!("q = {:.3}", test.q_value);
    }
    format!("q = {:.0e}", test.q_value)
}
