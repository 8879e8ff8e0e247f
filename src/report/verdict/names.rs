//! How findings name resources: the affected ones, those that stayed normal, a few of many.

use crate::report::escape;
use crate::report::model::incident::{EvidenceRow, FindingRow};
use crate::report::people;

/// The longest name of a resource in a sentence, in characters.
const NAME: usize = 60;

/// The affected resources, the strongest evidence first.
pub fn strongest(row: &FindingRow) -> Vec<&EvidenceRow> {
    let mut rows: Vec<&EvidenceRow> = row.evidence.iter().collect();
    rows.sort_by(|one, other| {
        let strength = |row: &EvidenceRow| row.llr.unwrap_or(0.0);
        strength(other).total_cmp(&strength(one))
    });
    rows
}

/// Their names, in that order.
pub(super) fn affected(row: &FindingRow) -> Vec<String> {
    let all = all(row);
    let rows = strongest(row).into_iter();
    rows.map(|one| short(&one.resource, &all)).collect()
}

/// Up to three resources that stayed normal, behind a word. Where failures name no resource, they may be of any.
pub(super) fn steady(row: &FindingRow, before: &str) -> String {
    let untold = row.untold_failures;
    if row.normal.is_empty() && untold == 0 {
        return String::new();
    }
    let everything = all(row);
    let names = row.normal.iter();
    let names: Vec<String> = names.map(|one| short(&one.resource, &everything)).collect();
    let all = joined(&names);
    if untold == 0 {
        // Not that they did not fail: a few failures may be normal, and of what fails on the way to Twilio the finding knows
        // nothing.
        return format!("{before}{all} stayed normal");
    }
    let untold = people::counted(untold, "failed call names", "failed calls name");
    match names.len() {
        0 => format!("; {untold} no resource"),
        _ => format!("; whether {all} did is not known, as {untold} no resource"),
    }
}

/// All resources that a sentence may name: what is affected and what is not must not have one name.
fn all(row: &FindingRow) -> Vec<&str> {
    let affected = row.evidence.iter().map(|one| one.resource.as_str());
    let normal = row.normal.iter().map(|one| one.resource.as_str());
    affected.chain(normal).collect()
}

/// A resource as people call it: `Messages`, `Calls`, `Verify`; with all its parts where that would name two.
fn short(resource: &str, all: &[&str]) -> String {
    let brief = |resource: &str| {
        let (product, path) = resource.split_once('/').unwrap_or((resource, ""));
        match product {
            "messaging" | "voice" | "numbers" | "api" | "accounts" if !path.is_empty() => {
                path.to_owned()
            }
            _ => people::sentence(product),
        }
    };
    let mine = brief(resource);
    let same = all.iter().filter(|other| brief(other) == mine).count();
    escape::line(if same > 1 { resource } else { &mine }, NAME)
}

/// `A`, `A and B`, `A, B and C`; what is more than four is counted.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [] => "nothing".into(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= 4 => format!("{} and {last}", first.join(", ")),
        _ => format!(
            "{} and {} more",
            names.get(..3).unwrap_or_default().join(", "),
            names.len() - 3
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lead, strongest};
    use crate::report::sample;
    use crate::timestamp::Zone;

    #[test]
    fn what_is_affected_and_what_is_not_have_no_name_in_common() {
        let mut row = sample::day().incidents.remove(0);
        let mut check = row.evidence[0].clone();
        check.resource = "verify/Services/VerificationCheck".into();
        check.llr = Some(0.1);
        row.evidence.push(check);
        row.normal.truncate(1);
        row.normal[0].resource = "verify/Services/Verifications".into();
        let told = lead(&row, Zone::UTC);
        assert!(
            told.contains("; verify/Services/VerificationCheck too"),
            "{told}"
        );
        assert!(
            told.contains("; verify/Services/Verifications stayed normal."),
            "{told}"
        );
        row.evidence.pop();
        let told = lead(&row, Zone::UTC);
        assert!(told.contains("; Verify stayed normal."), "{told}");
    }

    #[test]
    fn the_strongest_evidence_comes_first() {
        let mut row = sample::day().incidents.remove(0);
        row.evidence.reverse();
        row.evidence[0].llr = Some(1.0);
        row.evidence[1].llr = Some(2.0);
        let second = row.evidence[1].resource.clone();
        assert_eq!(strongest(&row)[0].resource, second);
    }
}
