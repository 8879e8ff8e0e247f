//! From the audit of retries to the rows of the report.

use crate::analysis::audit::verdict::{Severity, Verdict};
use crate::analysis::audit::{Audit, Duplicate, Protection, Request, Scope, Stretch, Tier, Waits};
use crate::report::model::retries::{
    AttemptRow, ChainRow, DeadLetterRow, DuplicateRow, HistogramRow, LoadRow, NotAssessableRow,
    PlaceRow, RetriesRow, RetryTotals, SampleRow, ScopeRow, StretchRow, TierCounts, VerdictLoad,
    VerdictRow, WaitsRow, WhatIfRow,
};
use crate::timestamp::Timestamp;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many examples a verdict shows.
const SAMPLES: usize = 3;

/// The section; `names` are the inputs in the order in which rows name them, `requests_known` is whether most failing attempts
/// name their request.
pub(super) fn section(
    audit: &Audit,
    names: &[String],
    chains: Option<usize>,
    requests_known: bool,
) -> RetriesRow {
    let places = Places(names);
    let [explicit, key, trace, fingerprint] = audit.tiers;
    let what_if = &audit.what_if;
    let histogram = audit.histogram.iter();
    RetriesRow {
        attempts_histogram: histogram
            .map(|(attempts, requests)| HistogramRow {
                attempts: *attempts,
                requests: *requests,
            })
            .collect(),
        chains: audit
            .requests
            .iter()
            .take(chains.unwrap_or(usize::MAX))
            .map(|request| places.chain(request))
            .collect(),
        dead_letters: dead_letters(audit, &places),
        dropped_attempts: (audit.sieve > 0).then_some(audit.dropped),
        duplicates: audit
            .duplicates
            .iter()
            .filter_map(|one| places.duplicate(one, audit))
            .collect(),
        duplicates_guarded: audit.guarded,
        escalation_records: audit.escalations,
        incidents_used: audit.incidents,
        resources: loads(audit),
        sampled_one_in: (audit.sieve > 0).then_some(1 << audit.sieve.min(63)),
        status: if audit.sieve > 0 {
            "sampled"
        } else {
            "complete"
        },
        tiers: TierCounts {
            explicit,
            fingerprint,
            key,
            trace,
        },
        totals: totals(audit),
        verdicts: verdicts(audit, &places),
        what_if: WhatIfRow {
            candidates: what_if.candidates,
            extra_calls_high: what_if.extra_calls_high,
            futile_calls: what_if.futile_calls,
            futile_that_succeeded: what_if.futile_that_succeeded,
            held_in_incident: what_if.held_in_incident,
            recoverable_high: what_if.recoverable_high,
            recoverable_low: what_if.recoverable_low,
        },
        waits: audit.waits.iter().map(waits).collect(),
        over_time: audit.over_time.iter().map(stretch).collect(),
        more: super::behaviour::section(audit, requests_known),
    }
}

const fn waits(waits: &Waits) -> WaitsRow {
    WaitsRow {
        retry: waits.retry,
        count: waits.count,
        low: waits.low,
        middle: waits.middle,
        high: waits.high,
    }
}

const fn stretch(stretch: &Stretch) -> StretchRow {
    StretchRow {
        start: stretch.start,
        length: stretch.length,
        attempts: stretch.attempts,
        requests: stretch.requests,
    }
}

/// Names of the inputs.
struct Places<'n>(&'n [String]);

impl Places<'_> {
    fn source(&self, number: u32) -> &str {
        self.0.get(number as usize).map_or("", String::as_str)
    }

    fn place(&self, (source, line): (u32, u64)) -> PlaceRow {
        PlaceRow {
            line,
            source: self.source(source).to_owned(),
        }
    }

    /// The beginning of the SHA-256 of source, NUL, line.
    fn id(&self, (source, line): (u32, u64)) -> String {
        let digest = Sha256::digest(format!("{}\0{line}", self.source(source)));
        let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits = halves.map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0'));
        digits.take(12).collect()
    }

    fn chain(&self, request: &Request) -> ChainRow {
        let attempts = request.attempts.iter().map(|attempt| AttemptRow {
            http_status: attempt.status,
            line: attempt.line,
            source: self.source(attempt.source).to_owned(),
            twilio_code: attempt.code,
            wait_ms: attempt.wait,
        });
        ChainRow {
            attempts: attempts.collect(),
            chain: self.id(first(request)),
            end: stamp(request.end),
            method: Some(request.method).filter(|method| !method.is_empty()),
            resource: request.resource.clone(),
            start: stamp(request.start),
            tier: request.tier.name(),
            verdicts: request
                .verdicts
                .iter()
                .map(|(verdict, _)| verdict.name())
                .collect(),
        }
    }

    fn duplicate(&self, duplicate: &Duplicate, audit: &Audit) -> Option<DuplicateRow> {
        let request = audit.requests.get(duplicate.request)?;
        Some(DuplicateRow {
            chain: self.id(first(request)),
            created: duplicate.created,
            key_changed: duplicate.key_changed,
            kind: if duplicate.created > 1 {
                "confirmed"
            } else {
                "possible"
            },
            lines: request
                .attempts
                .iter()
                .map(|attempt| self.place((attempt.source, attempt.line)))
                .collect(),
            protection: Protection::name(duplicate.protection),
            resource: request.resource.clone(),
            tier: Tier::name(request.tier),
        })
    }

    fn scope(&self, scope: &Scope) -> ScopeRow {
        ScopeRow {
            count: scope.count,
            end: stamp(scope.end),
            lines: scope.lines.iter().map(|place| self.place(*place)).collect(),
            of: scope.herd.map(|(_, of, _)| of),
            peak_in_one_second: scope.herd.map(|(.., peak)| peak),
            scope: scope.scope.clone(),
            start: stamp(scope.start),
            wait_ms: scope.herd.map(|(wait, ..)| wait),
        }
    }
}

/// Input and line of a request's first attempt.
fn first(request: &Request) -> (u32, u64) {
    request
        .attempts
        .first()
        .map_or((0, 0), |attempt| (attempt.source, attempt.line))
}

/// RFC 3339 with milliseconds always, so that all times of the section have one form.
fn stamp(milliseconds: i64) -> String {
    let text = Timestamp::from_nanoseconds(milliseconds.saturating_mul(1_000_000)).rfc3339();
    match text.strip_suffix('Z') {
        Some(bare) if !bare.contains('.') => format!("{bare}.000Z"),
        _ => text,
    }
}

fn dead_letters(audit: &Audit, places: &Places<'_>) -> Vec<DeadLetterRow> {
    let row = |letter: &crate::analysis::audit::DeadLetter| DeadLetterRow {
        action: letter.action.name(),
        attempts: letter.attempts,
        chain: places.id((letter.first_source, letter.first_line)),
        http_status: letter.status,
        line: letter.line,
        resource: letter.resource.clone(),
        source: places.source(letter.source).to_owned(),
        time: stamp(letter.time),
        twilio_code: letter.code,
        why: letter.action.why(),
    };
    audit.dead_letters.iter().map(row).collect()
}

fn permille(attempts: u64, requests: u64) -> u64 {
    attempts.saturating_mul(1000) / requests.max(1)
}

fn loads(audit: &Audit) -> Vec<LoadRow> {
    let loads = audit.loads.iter().filter(|_| audit.linked);
    let row = loads.map(|load| LoadRow {
        amplification_permille: permille(load.attempts, load.requests),
        attempts: load.attempts,
        requests: load.requests,
        resource: load.resource.clone(),
    });
    row.collect()
}

fn totals(audit: &Audit) -> RetryTotals {
    let notes = &audit.not_assessable;
    let known = audit.linked && audit.sieve == 0;
    RetryTotals {
        amplification_permille: known.then(|| permille(audit.attempts, audit.chains)),
        attempts: audit.attempts,
        failed_at_last: audit.failed_at_last,
        not_assessable: NotAssessableRow {
            ambiguous_parallel: notes.ambiguous_parallel,
            escalation: notes.escalation,
            missing_attempts: notes.missing_attempts,
            no_payload_identity: notes.no_payload_identity,
            not_retried: notes.not_retried,
            shared_or_polled_url: notes.shared_or_polled_url,
        },
        recovered: audit.recovered,
        requests: known.then_some(audit.chains),
        retried_requests: audit.retried,
        retry_attempts: audit.attempts - audit.chains,
    }
}

/// Verdicts with their requests, by severity and name.
fn verdicts(audit: &Audit, places: &Places<'_>) -> Vec<VerdictRow> {
    let mut found: BTreeMap<(Severity, Verdict), Vec<(u64, &Request)>> = BTreeMap::new();
    for request in &audit.requests {
        for (verdict, events) in &request.verdicts {
            found
                .entry((verdict.severity(), *verdict))
                .or_default()
                .push((*events, request));
        }
    }
    for scope in &audit.scopes {
        found
            .entry((scope.verdict.severity(), scope.verdict))
            .or_default();
    }
    let row = |((severity, verdict), mut requests): ((Severity, Verdict), Vec<(u64, &Request)>)| {
        requests.sort_by_key(|(events, request)| {
            let ends = request
                .attempts
                .first()
                .map(|attempt| (attempt.source, attempt.line));
            (Reverse(*events), request.start, request.first_end, ends)
        });
        let mut resources: BTreeMap<Option<&String>, u64> = BTreeMap::new();
        for (_, request) in &requests {
            *resources.entry(request.resource.as_ref()).or_default() += 1;
        }
        let sample = |(_, request): &(u64, &Request)| {
            let place = places.place(first(request));
            SampleRow {
                chain: places.id(first(request)),
                line: place.line,
                source: place.source,
            }
        };
        VerdictRow {
            advice: verdict.advice(),
            chains: requests.len() as u64,
            events: requests.iter().map(|(events, _)| events).sum(),
            resources: resources
                .into_iter()
                .map(|(resource, chains)| VerdictLoad {
                    chains,
                    resource: resource.cloned(),
                })
                .collect(),
            samples: requests.iter().take(SAMPLES).map(sample).collect(),
            scopes: audit
                .scopes
                .iter()
                .filter(|scope| scope.verdict == verdict)
                .map(|scope| places.scope(scope))
                .collect(),
            severity: severity.name(),
            verdict: verdict.name(),
        }
    };
    found.into_iter().map(row).collect()
}
