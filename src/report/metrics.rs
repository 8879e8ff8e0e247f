//! The counts as metrics in the text form of `OpenMetrics`, for whatever scrapes files: all gauges, as a report is a state
//! and no process that counts on.

use super::contract::{Artifact, Page, Renderer};
use super::model::Report;
use super::{escape, people};
use crate::error::Result;
use crate::timestamp::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows of one metric at most; what is more stands under `(more)`, so that a monitoring system is not flooded.
const ROWS: usize = 500;

/// Writes `metrics.prom`.
#[derive(Debug)]
pub struct Metrics;

impl Renderer for Metrics {
    fn name(&self) -> &'static str {
        "metrics"
    }

    fn about(&self) -> &'static str {
        "The counts as metrics (OpenMetrics), for the textfile collector of Prometheus and the like"
    }

    fn render(&self, page: &Page<'_>) -> Result<Vec<Artifact>> {
        Ok(vec![Artifact {
            path: "metrics.prom",
            bytes: text(page.report).into_bytes(),
        }])
    }
}

/// The whole file.
fn text(report: &Report) -> String {
    let mut out = Out::default();
    about(&mut out, report);
    calls(&mut out, report);
    pairs(&mut out, report);
    resources(&mut out, report);
    incidents(&mut out, report);
    read(&mut out, report);
    out.text.push_str("# EOF\n");
    out.text
}

/// The text so far, and the series in it: two names may look alike once they are inert, and a series may stand once only.
#[derive(Default)]
struct Out {
    text: String,
    series: BTreeMap<String, u64>,
}

impl Out {
    /// Begins a metric.
    fn metric(&mut self, name: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP faultlens_{name} {help}.");
        let _ = writeln!(self.text, "# TYPE faultlens_{name} gauge");
    }

    /// One sample of it.
    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let label = |(label, text): &(&str, &str)| format!("{label}=\"{}\"", quoted(text));
        let mut labels: Vec<String> = labels.iter().map(label).collect();
        let seen = self.series.entry(format!("{name}{labels:?}")).or_default();
        *seen += 1;
        if *seen > 1 {
            labels.push(format!("twin=\"{seen}\""));
        }
        let _ = write!(self.text, "faultlens_{name}");
        if !labels.is_empty() {
            let _ = write!(self.text, "{{{}}}", labels.join(","));
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// The value of a label: one inert line, with what the form reserves escaped.
fn quoted(text: &str) -> String {
    escape::line(text, 200)
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

fn about(out: &mut Out, report: &Report) {
    let tool = &report.tool;
    out.metric(
        "build_info",
        "Version of the program and of its rules, always 1",
    );
    let labels = [("version", tool.version), ("rules", tool.rules_version)];
    out.sample("build_info", &labels, 1);
    let times = [
        (
            "period_start_timestamp_seconds",
            "Time of the first event",
            &report.period.start,
        ),
        (
            "period_end_timestamp_seconds",
            "Just after the last event",
            &report.period.end,
        ),
    ];
    for (name, help, time) in times {
        if let Some(time) = time.as_deref().and_then(Timestamp::parse) {
            out.metric(name, help);
            out.sample(name, &[], time.seconds());
        }
    }
    out.metric(
        "complete",
        "1 when everything was read, 0 when the run was interrupted or an input failed",
    );
    let whole = report.inputs.iter().all(|input| input.status == "complete");
    out.sample("complete", &[], u8::from(report.complete && whole));
}

fn calls(out: &mut Out, report: &Report) {
    let classes = &report.totals.classes;
    out.metric(
        "calls",
        "Calls of Twilio's API by class, each attempt counted",
    );
    for (class, count) in [
        ("success", classes.success),
        ("redirect", classes.redirect),
        ("4xx", classes.client_error),
        ("5xx", classes.server_error),
        ("no_response", classes.no_response),
        ("unknown", classes.unknown),
    ] {
        out.sample("calls", &[("class", class)], count);
    }
    out.metric("webhooks", "Requests from Twilio to the user's server");
    out.sample("webhooks", &[], report.totals.webhook);
    out.metric("deliveries", "Delivery results");
    out.sample("deliveries", &[], report.totals.delivery);
}

fn pairs(out: &mut Out, report: &Report) {
    let failed = report.pairs.iter().filter(|row| row.fault.is_some());
    out.metric(
        "failures",
        "Failures by kind, HTTP status, Twilio code and who must act",
    );
    for row in failed.clone().take(ROWS) {
        let status = row
            .http_status
            .map_or_else(String::new, |status| status.to_string());
        let code = row
            .twilio_code
            .map_or_else(String::new, |code| code.to_string());
        let labels = [
            ("kind", row.kind),
            ("http_status", status.as_str()),
            ("twilio_code", code.as_str()),
            ("class", row.class.unwrap_or("")),
            ("fault", row.fault.unwrap_or("")),
        ];
        out.sample("failures", &labels, row.attempts);
    }
    let more: u64 = failed.skip(ROWS).map(|row| row.attempts).sum();
    if more > 0 {
        let labels = ["kind", "http_status", "twilio_code", "class", "fault"];
        out.sample("failures", &labels.map(|label| (label, "(more)")), more);
    }
}

fn resources(out: &mut Out, report: &Report) {
    out.metric("resource_calls", "Calls by resource");
    let rows = &report.resources;
    for row in rows.iter().take(ROWS) {
        let name = people::resource(row.resource.as_deref());
        out.sample("resource_calls", &[("resource", name)], row.attempts);
    }
    more(out, "resource_calls", rows.iter().map(|row| row.attempts));
    out.metric("resource_failures", "Failed calls by resource");
    for row in rows.iter().take(ROWS) {
        let name = people::resource(row.resource.as_deref());
        out.sample(
            "resource_failures",
            &[("resource", name)],
            row.classes.failures(),
        );
    }
    more(
        out,
        "resource_failures",
        rows.iter().map(|row| row.classes.failures()),
    );
    let timed = rows
        .iter()
        .take(ROWS)
        .filter_map(|row| Some((row, row.duration_ms?)));
    let timed: Vec<_> = timed.collect();
    if timed.is_empty() {
        return;
    }
    out.metric(
        "resource_duration_seconds",
        "How long the calls of a resource took, by percentile",
    );
    for (row, times) in timed {
        let name = people::resource(row.resource.as_deref());
        for (which, milliseconds) in [
            ("50", times.p50),
            ("95", times.p95),
            ("99", times.p99),
            ("100", times.max),
        ] {
            let labels = [("resource", name), ("percentile", which)];
            out.sample("resource_duration_seconds", &labels, milliseconds / 1000.0);
        }
    }
}

fn more(out: &mut Out, name: &str, counts: impl Iterator<Item = u64>) {
    let rest: u64 = counts.skip(ROWS).sum();
    if rest > 0 {
        out.sample(name, &[("resource", "(more)")], rest);
    }
}

fn incidents(out: &mut Out, report: &Report) {
    out.metric(
        "incidents",
        "Incidents and findings by verdict and level of confidence",
    );
    for level in ["high", "medium", "low"] {
        let count = report
            .incidents
            .iter()
            .filter(|row| row.level == level)
            .count();
        let labels = [("verdict", "twilio_incident"), ("level", level)];
        out.sample("incidents", &labels, count);
    }
    for verdict in [
        "resource_fault",
        "gateway_fault",
        "client_errors",
        "retry_storm",
        "traffic_surge",
    ] {
        for level in ["high", "medium", "low"] {
            let rows = report.findings.iter();
            let rows = rows.filter(|row| row.verdict == verdict && row.level == level);
            let count = rows.count();
            if count > 0 {
                out.sample(
                    "incidents",
                    &[("verdict", verdict), ("level", level)],
                    count,
                );
            }
        }
    }
}

fn read(out: &mut Out, report: &Report) {
    let counts = &report.coverage;
    out.metric("read_bytes", "Bytes read, after decompression");
    out.sample("read_bytes", &[], counts.bytes);
    out.metric("read_lines", "Lines read, by where they went");
    for (fate, count) in [
        ("events", counts.account.event_lines),
        ("other", counts.account.other),
        ("blank", counts.account.blank),
        ("malformed", counts.account.malformed),
        ("oversized", counts.account.oversized),
        ("filtered", counts.account.filtered),
    ] {
        out.sample("read_lines", &[("fate", fate)], count);
    }
    out.metric("inputs", "Inputs by how they ended");
    for status in ["complete", "truncated", "failed"] {
        let count = report
            .inputs
            .iter()
            .filter(|input| input.status == status)
            .count();
        out.sample("inputs", &[("status", status)], count);
    }
}
