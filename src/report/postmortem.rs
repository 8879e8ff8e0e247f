//! The draft of a postmortem: numbers with their evidence, one timeline in UTC, and blanks for what only people know.

pub mod model;

mod chart;
mod counts;
mod markdown;
mod page;
mod summary;
mod timeline;
mod unknown;
mod words;

use super::contract::Artifact;
use super::model::Report;
use super::model::incident::FindingRow;
use crate::aggregate::course::Course;
use crate::analysis::incident::status_page::StatusPage;
use crate::classify::Class;
use crate::error::Result;
use crate::redact::Redaction;
use crate::timestamp::Timestamp;
use counts::Counts;
use model::{Judged, Postmortem};

/// What a draft is made of.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The report of the whole log.
    pub report: &'a Report,
    /// The incident or finding with its number; `None` where the stretch was chosen by hand.
    pub finding: Option<(&'a FindingRow, usize)>,
    /// The course of the stretch.
    pub course: &'a Course,
    /// Names of the inputs, in the order in which the course numbers them.
    pub inputs: &'a [String],
    /// How much is hidden.
    pub redaction: &'a Redaction,
    /// Twilio's status page, if it was given.
    pub status_page: Option<&'a StatusPage>,
}

/// The classes whose calls failed in the sense of a verdict; of none, every failure.
#[must_use]
pub fn classes(verdict: Option<&str>) -> Vec<Class> {
    match verdict {
        Some("twilio_incident" | "resource_fault" | "gateway_fault") => {
            vec![Class::ServerError, Class::NoResponse]
        }
        Some("client_errors") => vec![Class::ClientError],
        _ => vec![Class::ClientError, Class::ServerError, Class::NoResponse],
    }
}

/// Writes the draft.
#[must_use]
pub fn draft(material: &Material<'_>) -> Postmortem {
    let counts = Counts::of(material);
    let asked = &material.course.asked;
    let judged = |(row, number): (&FindingRow, usize)| Judged {
        name: row.verdict,
        number,
        confidence: row.confidence,
        level: row.level,
    };
    Postmortem {
        schema: "faultlens.postmortem/1",
        tool: material.report.tool.clone(),
        redaction: material.redaction.name(),
        start: at(asked.start),
        end: at(asked.end),
        minutes: (asked.end - asked.start).div_euclid(60),
        verdict: material.finding.map(judged),
        summary: summary::summary(material, &counts),
        timeline: timeline::timeline(material, &counts),
        windows: counts.windows(),
        window_seconds: asked.width,
        unknown: unknown::unknown(material, &counts),
        request_ids: counts.request_ids(),
        whole: material.report.filters.is_empty(),
        retries: material.report.retries.clone(),
        behaviour: material.report.behaviour.clone(),
        impact: counts.impact,
        failed: counts.failed,
        failed_classes: asked.classes.iter().map(|class| class.name()).collect(),
        also_failed: counts.also_failed,
        unaffected: counts.unaffected,
    }
}

/// The draft as Markdown, as a page, and as JSON.
///
/// # Errors
/// When a file cannot be written, which would be a fault of this program.
pub fn render(draft: &Postmortem) -> Result<Vec<Artifact>> {
    Ok(vec![
        Artifact {
            path: "postmortem.md",
            bytes: markdown::markdown(draft).into_bytes(),
        },
        Artifact {
            path: "postmortem.html",
            bytes: page::page(draft)?.into_bytes(),
        },
        Artifact {
            path: "postmortem.json",
            bytes: super::document::json(draft, "postmortem.json")?.into_bytes(),
        },
    ])
}

/// RFC 3339 of a second.
fn at(second: i64) -> String {
    Timestamp::from_seconds(second).map_or_else(String::new, Timestamp::rfc3339)
}
