//! A draft in a few sentences: what happened, what it cost, what failed besides, what stayed well.

use super::model::Unaffected;
use super::words::sense;
use super::{Counts, Material, at};
use crate::report::people;
use crate::report::verdict;
use crate::timestamp::Zone;

/// The most resources that a sentence names.
const NAMED: usize = 4;

/// What happened, what it cost, what stayed well.
pub fn summary(material: &Material<'_>, counts: &Counts<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some((row, _)) = material.finding {
        out.push(verdict::account(row, Zone::UTC));
    }
    out.push(cost(material, counts));
    if !counts.failed.is_empty() {
        out.extend(also(&counts.also_failed));
        out.extend(calm(material, counts));
    }
    out
}

/// What failed besides.
fn also(rows: &[Unaffected]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let told = |row: &Unaffected| {
        let name = row
            .resource
            .as_deref()
            .unwrap_or("calls that name no resource");
        format!(
            "{name} ({} of {})",
            people::grouped(row.failed_calls),
            people::grouped(row.calls)
        )
    };
    Some(format!(
        "Failed too in that time, and not counted here: {}.",
        listed(rows.iter().map(told))
    ))
}

/// What did not fail. Where failures name no resource, they may be of any.
fn calm(material: &Material<'_>, counts: &Counts<'_>) -> Option<String> {
    let rows = &counts.unaffected;
    if rows.is_empty() {
        return None;
    }
    let names = rows
        .iter()
        .map(|row| people::resource(row.resource.as_deref()).to_owned());
    let calls: u64 = rows.iter().map(|row| row.calls).sum();
    let head = if counts.untold_failures() > 0 {
        "No failure is told of"
    } else {
        "Not affected:"
    };
    Some(format!(
        "{head} {} ({}, none with {}).",
        listed(names),
        people::counted(calls, "call", "calls"),
        sense(
            material
                .course
                .asked
                .classes
                .iter()
                .map(|class| class.name())
        )
    ))
}

/// A few names, and how many more.
fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let shown = names.get(..NAMED).unwrap_or(&names);
    format!("{}{more}", shown.join(", "))
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
        "{span}: {requests}{} of {} on {} failed with {} ({}), which is {} of all {} to Twilio in that time.",
        people::grouped(impact.failed_calls),
        people::counted(impact.calls, "call", "calls"),
        people::counted(impact.resources, "resource", "resources"),
        sense(asked.classes.iter().map(|class| class.name())),
        people::share(impact.failed_calls, impact.calls),
        people::share(impact.failed_calls, impact.all_calls),
        people::counted(impact.all_calls, "call", "calls"),
    )
}
