//! The pair table: counts by pair from the cells, words from the rules, samples from the series.

use super::Facts;
use crate::aggregate::series;
use crate::aggregate::summary::{self, Summary};
use crate::aggregate::table::{Key, Table};
use crate::analysis::finding::{Detection, Verdict};
use crate::classify::{self, Class, Fault, Pair};
use crate::error::Result;
use crate::event::Kind;
use crate::redact::Redaction;
use crate::report::model::{InputRow, PairRow, ResourceCount, Sample};
use crate::report::people;
use crate::timestamp::Timestamp;
use std::collections::BTreeMap;

/// How many characters of a sample are shown.
const SAMPLE_CHARACTERS: usize = 500;

/// How many samples a pair shows.
const SAMPLES: usize = 3;

/// What makes a row of the pair table.
type PairKey = (Kind, Option<u16>, Option<u32>, Option<Class>, Option<Fault>);

pub(super) fn pairs(summary: &Summary, table: &Table, facts: &Facts) -> Result<Vec<PairRow>> {
    let mut known: BTreeMap<PairKey, Vec<&summary::SeriesRow>> = BTreeMap::new();
    for series in &summary.series {
        let pair = series.pair;
        let key = (
            pair.kind,
            pair.http_status,
            pair.twilio_code,
            classify::class_of(pair),
            classify::fault_of(pair),
        );
        known.entry(key).or_default().push(series);
    }
    let mut counts: BTreeMap<PairKey, Vec<ResourceCount>> = BTreeMap::new();
    for total in table.totals(&[
        Key::Kind,
        Key::Status,
        Key::Code,
        Key::Class,
        Key::Fault,
        Key::Resource,
    ])? {
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| Some(kind.name()) == total.kind.as_deref())
            .unwrap_or_default();
        let class = total.class.as_deref().and_then(Class::from_name);
        let fault = total.fault.as_deref().and_then(Fault::from_name);
        let resource = ResourceCount {
            resource: total.resource,
            attempts: total.attempts,
        };
        counts
            .entry((kind, total.http_status, total.twilio_code, class, fault))
            .or_default()
            .push(resource);
    }
    let mut rows: Vec<PairRow> = counts
        .into_iter()
        .map(|(key, resources)| {
            pair_row(
                key,
                resources,
                known.get(&key).map_or(&[][..], Vec::as_slice),
                facts,
            )
        })
        .collect();
    // Failures first: what needs no one's attention comes last.
    rows.sort_by_key(|row| (row.fault.is_none(), std::cmp::Reverse(row.attempts)));
    Ok(rows)
}

/// Of so many attempts of a pair at most one may lie outside of incidents if they are to blame for it: failures at the very
/// edges belong to them too, those of other days do not.
const OUTSIDE: u64 = 10;

/// Counts the attempts of each pair that fall into incidents. Where nearly all of Twilio's own failures do, the incident is
/// to blame; where some do, the pair stays what it is, and its advice says how many.
pub(super) fn blame_incidents(rows: &mut [PairRow], detection: &Detection) {
    let mut inside: BTreeMap<(Option<u16>, Option<u32>), u64> = BTreeMap::new();
    let incidents = detection.findings.iter();
    let incidents = incidents.filter(|finding| finding.verdict == Verdict::TwilioIncident);
    for (told, attempts) in incidents
        .flat_map(|finding| &finding.affected)
        .flat_map(|one| &one.ways)
    {
        if !told.silent {
            *inside.entry((told.status, told.code)).or_default() += attempts;
        }
    }
    let own = |row: &&mut PairRow| {
        row.kind == Kind::ApiCall.name() && row.fault == Some(Fault::Twilio.name())
    };
    for row in rows.iter_mut().filter(own) {
        let attempts = inside
            .get(&(row.http_status, row.twilio_code))
            .copied()
            .unwrap_or(0);
        row.in_incidents = attempts.min(row.attempts);
        blame(row);
        if row.in_incidents == 0 && beside(row, detection) {
            // The detector does not know of what names no resource; the advice must not gainsay that on the incident.
            let usual = row.action.take().unwrap_or_default();
            row.action = Some(format!(
                "While the incident lasts hold the queue; at other times: {usual}"
            ));
        }
    }
}

/// True where an incident lies between the first and the last of a pair.
fn beside(row: &PairRow, detection: &Detection) -> bool {
    let seconds = |text: &Option<String>| {
        let time = text.as_deref().and_then(Timestamp::parse)?;
        Some(time.seconds())
    };
    let Some((first, last)) = seconds(&row.first).zip(seconds(&row.last)) else {
        return false;
    };
    let mut findings = detection.findings.iter();
    findings.any(|finding| {
        finding.verdict == Verdict::TwilioIncident && finding.start <= last && first < finding.end
    })
}

/// Says what incidents have to do with a pair.
fn blame(row: &mut PairRow) {
    let outside = row.attempts - row.in_incidents;
    if row.in_incidents == 0 {
        return;
    }
    let part = if outside == 0 {
        String::new()
    } else {
        let inside = people::grouped(row.in_incidents);
        let all = people::grouped(row.attempts);
        format!("{inside} of {all} fell into an incident")
    };
    if outside * OUTSIDE <= row.attempts {
        row.fault = Some(Fault::TwilioIncident.name());
        row.retry = Some(classify::Retry::NotNow.name());
        let part = if part.is_empty() {
            part
        } else {
            format!(" {part}.")
        };
        row.action = Some(format!("{INCIDENT}{part}"));
        row.rule = format!("incident>{}", row.rule);
    } else {
        // What the incident asks comes first: to the calls in it the usual advice is wrong.
        let usual = row.action.take();
        let usual = usual.map_or_else(String::new, |usual| format!(" Of the others: {usual}"));
        row.action = Some(format!(
            "{part}: hold the queue for those, and see status.twilio.com.{usual}"
        ));
    }
}

/// What to do about failures of an incident.
const INCIDENT: &str = "See status.twilio.com for this time, hold the queue and tell people: retrying is futile until the incident is \
     over.";

fn pair_row(
    key: PairKey,
    mut resources: Vec<ResourceCount>,
    series: &[&summary::SeriesRow],
    facts: &Facts,
) -> PairRow {
    let (kind, http_status, twilio_code, class, fault) = key;
    let pair = series
        .iter()
        .map(|series| series.pair)
        .min()
        .unwrap_or(Pair {
            kind,
            http_status,
            twilio_code,
            ..Pair::default()
        });
    let verdict = classify::classify(pair);
    resources.sort_by(|one, other| {
        other
            .attempts
            .cmp(&one.attempts)
            .then_with(|| one.resource.cmp(&other.resource))
    });
    let mut samples: Vec<&series::Sample> =
        series.iter().flat_map(|series| &series.samples).collect();
    samples.sort_unstable();
    PairRow {
        kind: kind.name(),
        http_status,
        twilio_code,
        class: class.map(Class::name),
        fault: fault.map(Fault::name),
        retry: verdict.retry.map(classify::Retry::name),
        action: verdict.action,
        title: verdict.title,
        rule: verdict.rule,
        link: verdict.link,
        attempts: resources.iter().map(|resource| resource.attempts).sum(),
        requests: None,
        in_incidents: 0,
        first: series
            .iter()
            .filter_map(|series| series.first)
            .min()
            .map(Timestamp::rfc3339),
        last: series
            .iter()
            .filter_map(|series| series.last)
            .max()
            .map(Timestamp::rfc3339),
        resources,
        samples: samples
            .into_iter()
            .take(SAMPLES)
            .map(|sample| shown(sample, &facts.inputs, &facts.redaction))
            .collect(),
    }
}

fn shown(sample: &series::Sample, inputs: &[InputRow], redaction: &Redaction) -> Sample {
    let text = redaction.text(&sample.text);
    let mut cut: String = text.chars().take(SAMPLE_CHARACTERS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    let source = inputs
        .get(sample.input())
        .map_or_else(String::new, |input| input.name.clone());
    Sample {
        source,
        line: sample.line,
        text: cut,
    }
}
