//! What a draft cannot know, said in sentences: gaps in the logs, and what no log of calls tells.

use super::{Counts, Material};
use crate::report::people;
use crate::report::verdict;

/// All that is not known, the logs' own gaps first.
pub fn unknown(material: &Material<'_>, counts: &Counts<'_>) -> Vec<String> {
    let report = material.report;
    let mut out: Vec<String> = verdict::caveats(report);
    let broken = report
        .inputs
        .iter()
        .filter(|input| input.status != "complete");
    for input in broken.take(20) {
        let what = match input.status {
            "failed" => "could not be read at all",
            _ => "ended before its time",
        };
        out.push(format!(
            "the input {} {what}: its calls are missing here",
            input.name
        ));
    }
    out.extend(gaps(material));
    out.extend(untold(counts));
    let detection = &report.detection;
    // Where something was found, the notices say so already.
    let said = !report.incidents.is_empty() || !report.findings.is_empty();
    if detection.dedupe == "none" && !said && counts.impact.failed_calls > 0 {
        out.push("how many requests stand behind the failed calls: the records name nothing that links attempts".into());
    }
    if material.finding.is_none() {
        out.push("how many requests failed, and what is normal: the stretch was chosen by hand, so that calls are counted and not judged".into());
    }
    let silent: u64 = counts
        .failed
        .iter()
        .flat_map(|row| &row.pairs)
        .filter(|pair| pair.class == "no_response")
        .map(|pair| pair.calls)
        .sum();
    if silent > 0 {
        out.push(format!(
            "whether Twilio carried out {} that nobody answered: look before repeating what creates something",
            people::counted(silent, "call", "calls")
        ));
    }
    if material.finding.is_some() && ongoing(material, counts) {
        out.push("whether it is over: the log ends with it".into());
    }
    if material.status_page.is_none() {
        out.push("what Twilio's status page said: it was not given (--status-page)".into());
    }
    out.extend(accounts(counts));
    out.push("which users were hit: what the records say of users is not read".into());
    out.push("why it happened, and what was changed at the time".into());
    out.iter().map(|text| people::sentence(text)).collect()
}

/// Of which resource failed calls were.
fn untold(counts: &Counts<'_>) -> Option<String> {
    let calls = match counts.untold_failures() {
        0 => return None,
        calls => people::counted(calls, "failed call was", "failed calls were"),
    };
    Some(format!(
        "of which resource {calls}: their records name none, so that more may have failed than is told here"
    ))
}

/// Which accounts were hit, as far as URLs do not tell.
fn accounts(counts: &Counts<'_>) -> Option<String> {
    let impact = &counts.impact;
    match impact.failed_calls - impact.calls_with_account.min(impact.failed_calls) {
        0 => None,
        _ if impact.calls_with_account == 0 => Some(
            "which accounts were hit: no record of a failed call has an account's SID in a URL"
                .to_owned(),
        ),
        silent => Some(format!(
            "which accounts {} of: their records have no account's SID in a URL",
            people::counted(silent, "failed call was", "failed calls were")
        )),
    }
}

fn gaps(material: &Material<'_>) -> Option<String> {
    let (finding, _) = material.finding?;
    let gap = finding.gaps.first()?;
    let more = match finding.gaps.len() {
        1 => String::new(),
        count => format!(" and {} more times", count - 1),
    };
    Some(format!(
        "what happened between {} and {}{more}: the logs have no record of it",
        gap.start, gap.end
    ))
}

/// True when the log says nothing of the time after it. What was judged may end before the log does.
fn ongoing(material: &Material<'_>, counts: &Counts<'_>) -> bool {
    let after = counts.moments().into_keys().next_back();
    if after.is_some_and(|start| start >= material.course.asked.end) {
        return false;
    }
    let end = material.report.period.end.as_deref();
    let end = end.and_then(crate::timestamp::Timestamp::parse);
    end.is_none_or(|end| end.seconds() <= material.course.asked.end)
}
