//! What the audit knows beside its verdicts: the checks that could not be made, and the waits that the policy would have added.

use crate::analysis::audit::Audit;
use crate::analysis::audit::verdict::{TABLE, Verdict};
use crate::report::model::behaviour::{BehaviourRow, UnjudgedRow};

/// Checks that need times with milliseconds.
const SUBSECOND: [Verdict; 7] = [
    Verdict::FirstWaitShort,
    Verdict::NoJitter,
    Verdict::RateLimitNoBackoff,
    Verdict::SdkGoResend,
    Verdict::SdkJavaRetry,
    Verdict::SdkNodeAutoRetry,
    Verdict::SdkPythonConnectionRetry,
];

/// Checks across requests, which a sample cannot make.
const ACROSS: [Verdict; 3] = [
    Verdict::DuplicateConfirmed,
    Verdict::KeyReused,
    Verdict::NoJitter,
];

/// The section; `requests_known` as the detector of incidents has it.
pub(super) fn section(audit: &Audit, requests_known: bool) -> BehaviourRow {
    let found = |verdict: Verdict| {
        let of_requests = audit.requests.iter().flat_map(|request| &request.verdicts);
        let of_scopes = audit.scopes.iter().map(|scope| scope.verdict);
        let mut all = of_requests.map(|(verdict, _)| *verdict).chain(of_scopes);
        all.any(|known| known == verdict)
    };
    let quiet = TABLE.iter().filter(|(verdict, ..)| !found(*verdict));
    let unjudged = quiet.filter_map(|(verdict, check, ..)| {
        let reason = reason(audit, *verdict)?;
        Some(UnjudgedRow { check, reason })
    });
    BehaviourRow {
        attempts_without_milliseconds: audit.coarse.0,
        not_assessable_checks: unjudged.collect(),
        requests_known,
        waits_added_ms: audit.what_if.waits_added,
    }
}

/// Why a check that found nothing says nothing, or not of all.
fn reason(audit: &Audit, verdict: Verdict) -> Option<&'static str> {
    let notes = &audit.not_assessable;
    let (coarse, all) = audit.coarse;
    // Answers of one account need no requests.
    let alone = verdict == Verdict::UnauthorizedHammered;
    if !audit.linked && !alone {
        return Some("nothing tells which attempts belong to one request");
    }
    if audit.sieve > 0 && ACROSS.contains(&verdict) {
        return Some("only a sample of the requests was looked at");
    }
    if coarse > 0 && SUBSECOND.contains(&verdict) {
        return Some(if coarse == all {
            "no time has milliseconds"
        } else {
            "some inputs have times without milliseconds"
        });
    }
    match verdict {
        Verdict::GaveUpEarly if notes.not_retried > 0 => {
            Some("a retry of some failures could not have been seen")
        }
        Verdict::ExhaustedNotEscalated if notes.escalation > 0 => {
            Some("the escalation of some requests could not have been seen")
        }
        _ => None,
    }
}
