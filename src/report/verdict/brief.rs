//! A finding in the fewest words, for where there is little room: what, where, when, and what to do.

use super::findings::{head, lead, rest, span};
use super::names::affected;
use super::{first_sentence, refusals};
use crate::report::escape;
use crate::report::model::incident::FindingRow;
use crate::timestamp::Zone;

/// The longest name of a resource, in terminal cells.
const NAME: usize = 30;

/// What happened where and when, and after an arrow what to do.
pub fn brief(row: &FindingRow, zone: Zone) -> String {
    format!("{} → {}", happened(row, zone), advice(row, zone))
}

fn happened(row: &FindingRow, zone: Zone) -> String {
    // How often requests were tried is the very finding, and its sentence is short.
    if row.verdict == "retry_storm" {
        return lead(row, zone).trim_end_matches('.').to_owned();
    }
    let (head, when, names) = (head(row), span(row, zone), few(&affected(row)));
    if row.verdict == "client_errors" {
        return refusals::brief(row, &head, &names, &when);
    }
    if row.verdict == "traffic_surge" {
        return format!("{head}: {names}, {when}");
    }
    format!("{head}, {} confidence: {names}, {when}", row.level)
}

/// The first thing to do; of an incident also what the status page says.
fn advice(row: &FindingRow, zone: Zone) -> String {
    let sentences = if row.verdict == "twilio_incident" {
        2
    } else {
        1
    };
    let rest = rest(row, zone);
    let told: Vec<&str> = rest
        .iter()
        .take(sentences)
        .map(|text| first_sentence(text))
        .collect();
    told.join(" ")
}

/// Up to two names; of more the strongest, and how many besides.
fn few(names: &[String]) -> String {
    let fit = |name: &String| escape::fit(name, NAME);
    match names {
        [] => "nothing".into(),
        [one] => fit(one),
        [one, other] => format!("{} and {}", fit(one), fit(other)),
        [one, others @ ..] => format!("{} and {} more", fit(one), others.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::brief;
    use crate::report::sample;
    use crate::timestamp::Zone;

    #[test]
    fn every_verdict_keeps_its_advice() {
        let mut row = sample::day().incidents.remove(0);
        let mut told = |verdict: &'static str, soft: bool| {
            (row.verdict, row.soft) = (verdict, soft);
            brief(&row, Zone::UTC)
        };
        let when = "2026-11-01 09:20 – 11:20 UTC";
        let both = format!("high confidence: Messages and Calls, {when} →");
        assert_eq!(
            told("twilio_incident", false),
            format!(
                "Twilio incident, {both} Retrying was futile: each failing request failed 2.5 times. Check \
                 status.twilio.com for this time."
            )
        );
        assert_eq!(
            told("gateway_fault", false),
            format!(
                "Gateway fault on your side, {both} Check proxy, DNS, firewall and TLS on the way out."
            )
        );
        assert_eq!(
            told("gateway_fault", true),
            format!(
                "Gateway, network, or Twilio's edge, {both} Twilio's own application gives none of these: look at your \
                 proxy and network first."
            )
        );
        assert_eq!(
            told("traffic_surge", false),
            format!(
                "Traffic surge: Messages and Calls, {when} → More calls alone are no incident; watch your rate limits."
            )
        );
        assert_eq!(
            told("retry_storm", false),
            format!(
                "Retry storm: 384 requests to Messages and Calls failed 960 times {when} → Stop the loop that repeats \
                 them, and back off between attempts."
            )
        );
    }

    #[test]
    fn many_resources_are_counted() {
        let mut row = sample::day().incidents.remove(0);
        let mut third = row.evidence[0].clone();
        third.resource = format!("x/{}", "y".repeat(90));
        row.evidence.extend([third.clone(), third]);
        row.verdict = "gateway_fault";
        assert_eq!(
            brief(&row, Zone::UTC),
            "Gateway fault on your side, high confidence: Messages and 3 more, 2026-11-01 09:20 – 11:20 UTC → Check proxy, \
             DNS, firewall and TLS on the way out."
        );
    }
}
