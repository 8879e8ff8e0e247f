//! Reports for the tests of this room: a realistic day with an outage, an empty run, and one full of hostile text.

mod cells;
mod incidents;
mod inputs;

use super::contract::{Cells, Page};
use super::model::*;
use crate::aggregate::table::Entry;
use crate::error::Result;
use crate::timestamp::{Timestamp, Zone};

/// Cells that are two fixed texts.
#[derive(Debug)]
pub struct FixedCells;

impl Cells for FixedCells {
    fn each(&self, visit: &mut dyn FnMut(&Entry<'_>)) -> Result<()> {
        cells::each(visit);
        Ok(())
    }

    fn csv(&self, out: &mut dyn std::io::Write) -> Result<()> {
        let _ = out.write_all(b"window_start,resource\n");
        Ok(())
    }

    fn parquet(&self) -> Result<Vec<u8>> {
        Ok(b"PAR1".to_vec())
    }
}

/// A page over a report.
pub fn page(report: &Report, zone: Zone) -> Page<'_> {
    Page {
        report,
        cells: &FixedCells,
        zone,
    }
}

/// 2026-11-01T00:00:00Z, or Cyber Monday's month.
const START: i64 = 1_793_491_200;

fn time(seconds: i64) -> String {
    Timestamp::from_seconds(START + seconds).unwrap().rfc3339()
}

/// A run that found nothing.
pub fn empty() -> Report {
    Report {
        schema: "faultlens.report/1",
        tool: Tool {
            name: "faultlens",
            version: "0.1.0",
            rules_version: "2026-11",
        },
        period: Period {
            start: None,
            end: None,
            window_seconds: 300,
            timezone: "UTC".into(),
        },
        complete: true,
        redaction: "usual",
        filters: Vec::new(),
        inputs: Vec::new(),
        coverage: Coverage::default(),
        totals: Totals::default(),
        pairs: Vec::new(),
        resources: Vec::new(),
        series: Vec::new(),
        heat: Vec::new(),
        incidents: Vec::new(),
        findings: Vec::new(),
        detection: incident::DetectionRow {
            dedupe: "request",
            ..incident::DetectionRow::default()
        },
        status_page: None,
        retries: None,
        behaviour: None,
    }
}

const RESOURCES: [&str; 8] = [
    "messaging/Messages",
    "verify/Services/Verifications",
    "voice/Calls",
    "lookups/PhoneNumbers",
    "verify/Services/VerificationCheck",
    "numbers/IncomingPhoneNumbers",
    "conversations/Conversations/Messages",
    "video/Rooms",
];

type Shape = (
    &'static str,
    Option<u16>,
    Option<u32>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    u64,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const PAIRS: [Shape; 16] = [
    ("api_call", Some(400), Some(21211), Some("4xx"), Some("your_request"), Some("never"), 512, "Invalid 'To' phone number", "Validate the number with Lookup and send it in E.164 form, as in +15551234567."),
    ("api_call", Some(503), None, Some("5xx"), Some("twilio_incident"), Some("not_now"), 341, "Service unavailable", "See status.twilio.com, hold the queue and tell people; retrying is futile until it is over."),
    ("api_call", Some(429), Some(20429), Some("4xx"), Some("your_rate"), Some("after_delay"), 118, "Too many requests", "Slow down: queue on your side, honour Retry-After, or ask for a higher limit."),
    ("api_call", Some(400), Some(21610), Some("4xx"), Some("your_request"), Some("never"), 74, "Attempt to send to unsubscribed recipient", "Stop sending to this recipient until they opt in again."),
    ("api_call", Some(401), Some(20003), Some("4xx"), Some("your_credentials"), Some("never"), 41, "Authenticate", "Verify Account SID and Auth Token in the Console before anything else."),
    ("api_call", Some(500), Some(20500), Some("5xx"), Some("twilio"), Some("backoff"), 28, "Internal server error", "A create may have succeeded: look before repeating it."),
    ("api_call", Some(404), Some(20404), Some("4xx"), Some("your_reference"), Some("never"), 26, "The requested resource was not found", "Check the SID and the account it belongs to."),
    ("api_call", Some(400), Some(21608), Some("4xx"), Some("your_permission"), Some("never"), 19, "The number is unverified; trial accounts cannot send to unverified numbers", "Verify the number or upgrade the account."),
    ("api_call", None, None, Some("no_response"), Some("network"), Some("backoff"), 12, "Read timed out", "Look whether the message exists before sending it again; check the network path."),
    ("api_call", Some(504), None, Some("5xx"), Some("twilio"), Some("backoff"), 11, "Gateway timeout", "A create may have succeeded: look before repeating it."),
    ("api_call", Some(400), Some(60200), Some("4xx"), Some("your_request"), Some("never"), 9, "Invalid parameter", "Read the message, fix the code."),
    ("api_call", Some(403), Some(21408), Some("4xx"), Some("your_permission"), Some("never"), 8, "Permission to send to this region is not enabled", "Enable the region in the Console's geo permissions."),
    ("api_call", Some(409), Some(99999), Some("4xx"), Some("unknown"), None, 5, "Unknown code", "Read the page of the code."),
    ("api_call", Some(201), None, Some("success"), None, None, 46_908, "Created", ""),
    ("webhook", Some(502), Some(11200), None, Some("your_webhook"), None, 37, "HTTP retrieval failure", "See why your server answered Twilio's webhook with an error."),
    ("delivery", None, Some(30003), None, Some("recipient"), None, 96, "Unreachable destination handset", "The phone was off or out of reach: try later or another channel."),
];

/// A day of eight resources with an outage of two hours, failures of all sides, and inputs that broke.
pub fn day() -> Report {
    let mut report = empty();
    report.pairs = PAIRS
        .iter()
        .enumerate()
        .map(|(place, shape)| pair(place, shape))
        .collect();
    fill_time(&mut report);
    report.totals = Totals {
        attempts: 0,
        requests: Some(47_803),
        classes: ClassCounts::default(),
        webhook: 37,
        delivery: 96,
    };
    for row in report.pairs.iter().filter(|row| row.kind == "api_call") {
        let classes = &mut report.totals.classes;
        *count_of(classes, row.class.unwrap()) += row.attempts;
    }
    report.totals.attempts = report.totals.classes.attempts();
    report.period.start = Some(time(0));
    report.period.end = Some(time(86_399));
    report.coverage = Coverage {
        bytes: 1_130_000_000,
        lines: 4_000_000,
        account: LineCounts {
            event_lines: 800_123,
            other: 3_199_812,
            blank: 60,
            malformed: 5,
            ..LineCounts::default()
        },
        ..Coverage::default()
    };
    report.inputs = inputs::inputs();
    report.incidents = vec![incidents::incident()];
    report
}

fn count_of<'a>(classes: &'a mut ClassCounts, class: &str) -> &'a mut u64 {
    match class {
        "success" => &mut classes.success,
        "redirect" => &mut classes.redirect,
        "4xx" => &mut classes.client_error,
        "5xx" => &mut classes.server_error,
        "no_response" => &mut classes.no_response,
        _ => &mut classes.unknown,
    }
}

fn pair(place: usize, shape: &Shape) -> PairRow {
    let (kind, http_status, twilio_code, class, fault, retry, attempts, title, action) = *shape;
    let second = 600 * i64::try_from(place).unwrap();
    let resource = |name: &str, attempts| ResourceCount {
        resource: Some(name.into()),
        attempts,
    };
    PairRow {
        kind,
        http_status,
        twilio_code,
        class,
        fault,
        retry,
        action: (!action.is_empty()).then(|| action.into()),
        title: title.into(),
        rule: twilio_code.map_or_else(|| "status".into(), |code| format!("code:{code}")),
        link: twilio_code.map(|code| format!("https://www.twilio.com/docs/api/errors/{code}")),
        attempts,
        in_incidents: 0,
        requests: place.is_multiple_of(2).then_some(attempts - attempts / 9),
        first: Some(time(second + 61)),
        last: Some(time(80_000 + second / 2)),
        resources: RESOURCES
            .iter()
            .take(1 + place % 5)
            .zip(1..)
            .map(|(name, part)| resource(name, attempts / (part + 1)))
            .collect(),
        samples: vec![Sample {
            source: "logs/api-1.log.gz".into(),
            line: 1_204 + place as u64,
            text: format!(
                "2026-11-01T00:0{}:12Z ERROR sms.sender POST https://api.twilio.com/2010-04-01/Accounts/AC…/Messages.json {http_status:?} {twilio_code:?} {title}",
                place % 10
            ),
        }],
    }
}

/// Series, heat and resources: a steady trickle, and a wall between 09:20 and 11:20.
fn fill_time(report: &mut Report) {
    let mut state: u64 = 7;
    let mut chance = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut sums = [ClassCounts::default(); 8];
    for window in 0..288 {
        let start = time(window * 300);
        let outage = (112..136).contains(&window);
        let mut all = ClassCounts::default();
        for (place, name) in (0u64..).zip(RESOURCES) {
            let mut counts = ClassCounts {
                success: 20 + chance(10) / (place + 1),
                ..ClassCounts::default()
            };
            counts.client_error = if chance(3 + place) == 0 { chance(6) } else { 0 };
            counts.server_error = if outage && place < 3 {
                8 + chance(9) / (place + 1)
            } else {
                u64::from(chance(60) == 0)
            };
            counts.no_response = if outage {
                chance(2)
            } else {
                u64::from(chance(200) == 0)
            };
            if counts.failures() > 0 {
                report.heat.push(HeatRow {
                    start: start.clone(),
                    resource: Some(name.into()),
                    attempts: counts.attempts(),
                    failures: counts.failures(),
                });
            }
            for total in [&mut all, &mut sums[usize::try_from(place).unwrap()]] {
                total.success += counts.success;
                total.client_error += counts.client_error;
                total.server_error += counts.server_error;
                total.no_response += counts.no_response;
            }
        }
        report.series.push(SeriesRow {
            start,
            classes: all,
        });
    }
    report.resources = resources(&sums);
}

fn resources(sums: &[ClassCounts; 8]) -> Vec<ResourceRow> {
    let times = |place: u8| Percentiles {
        p50: 84.0,
        p95: 240.0 + 111.0 * f64::from(place),
        p99: 1_250.0,
        max: 30_000.0,
    };
    let row = |(place, (name, classes)): (u8, (&str, ClassCounts))| ResourceRow {
        resource: Some(name.into()),
        attempts: classes.attempts(),
        classes,
        duration_ms: (place != 6).then(|| times(place)),
    };
    let mut rows: Vec<ResourceRow> = (0..)
        .zip(RESOURCES.into_iter().zip(sums.iter().copied()))
        .map(row)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.classes.failures()));
    rows
}

/// The day again, every text replaced by one that attacks some reader, and one of a mebibyte.
pub fn hostile() -> Report {
    let nasty = "<script>alert(1)</script>\"]]> --> \u{1b}[31m\u{1b}]0;x\u{7}\u{202e}evil\u{200f} | `x` ![i](http://evil.example/x.png) [l](javascript:alert(1)) \u{9b}2J \u{0} \u{fffe}\r\n<img src=x onerror=alert(1)> {{ 7*7 }} </style></svg>";
    let long = "A".repeat(1 << 20);
    let mut report = day();
    report.filters = vec![nasty.into()];
    for (place, row) in report.pairs.iter_mut().enumerate() {
        row.title = if place == 1 {
            long.clone()
        } else {
            nasty.into()
        };
        row.action = Some(nasty.into());
        row.rule = nasty.into();
        row.link = Some(format!("https://www.twilio.com/docs/{nasty}"));
        row.resources
            .iter_mut()
            .for_each(|one| one.resource = Some(nasty.into()));
        row.samples.iter_mut().for_each(|one| {
            (one.source, one.text) = (nasty.into(), format!("{nasty}\n```\n{nasty}{long}"));
        });
    }
    report
        .resources
        .iter_mut()
        .for_each(|row| row.resource = Some(nasty.into()));
    report
        .heat
        .iter_mut()
        .for_each(|row| row.resource = Some(nasty.into()));
    report.heat[0].resource = Some(long.clone());
    for input in &mut report.inputs {
        (input.name, input.error, input.status) = (nasty.into(), Some(nasty.into()), "failed");
        input
            .format
            .iter_mut()
            .for_each(|one| one.name = nasty.into());
    }
    for row in &mut report.incidents {
        row.summary = nasty.into();
        row.resources = vec![nasty.into(), long.clone()];
        for one in &mut row.evidence {
            one.resource = nasty.into();
        }
    }
    report
}
