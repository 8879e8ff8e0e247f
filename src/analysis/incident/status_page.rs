//! What Twilio's status page said: its incidents (Statuspage v2, `incidents.json` or `summary.json`) beside those of the log.

#[cfg(test)]
mod tests;
mod words;

use super::super::finding::{Finding, Verdict};
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;
use serde_json::Value;

/// How long after an incident's start the page may begin where the two do not overlap, in seconds.
const LATE: i64 = 2 * 3600;

/// How long an entry without an end is believed to go on after its last sign of life, in seconds.
const SILENT: i64 = 24 * 3600;

/// The longest text that is taken over from the page, in characters.
const TEXT: usize = 200;

/// The page, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusPage {
    /// Its incidents, by start and name.
    pub incidents: Vec<PageIncident>,
    /// Entries without a name or a time.
    pub unreadable: u64,
}

/// One incident of the page. Times are seconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageIncident {
    /// When it started.
    pub start: i64,
    /// When it was resolved; `None` while it goes on, or where the page does not say when.
    pub end: Option<i64>,
    /// Up to when it counts as going on: its end, or where it names none what its last sign of life allows.
    pub until: i64,
    /// Its title.
    pub name: String,
    /// `none`, `minor`, `major` or `critical`.
    pub impact: Option<String>,
    /// Names of the affected components.
    pub components: Vec<String>,
    /// What was posted of it, by time.
    pub posts: Vec<Post>,
}

/// One post of the page on an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// When it was posted, in seconds since the epoch.
    pub time: i64,
    /// `investigating`, `identified`, `monitoring`, `resolved` or `postmortem`; `None` where it does not say.
    pub status: Option<String>,
}

/// What the page says of one incident of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Number of the page's incident in [`StatusPage::incidents`].
    pub incident: usize,
    /// Seconds from the start in the log to the start on the page; negative where the page was first.
    pub later: i64,
}

/// Reads the page.
///
/// # Errors
/// When the text is no JSON, or holds no list of incidents. A single entry that cannot be read is counted.
pub fn read(name: &str, bytes: &[u8]) -> Result<StatusPage> {
    let expected = "the incidents.json or summary.json of a status page";
    let cure = "fetch https://status.twilio.com/api/v2/incidents.json anew";
    let page: Value = serde_json::from_slice(bytes)
        .map_err(|error| Error::new(name, expected, format!("no whole JSON ({error})"), cure))?;
    let Some(list) = page.get("incidents").and_then(Value::as_array) else {
        return Err(Error::new(
            name,
            expected,
            "JSON without a list of incidents",
            cure,
        ));
    };
    let mut out = StatusPage::default();
    for entry in list {
        match incident(entry) {
            Some(incident) => out.incidents.push(incident),
            None => out.unreadable += 1,
        }
    }
    out.incidents.sort_unstable();
    out.incidents.dedup();
    Ok(out)
}

fn incident(entry: &Value) -> Option<PageIncident> {
    let time = |name: &str| {
        let text = entry.get(name)?.as_str()?;
        Timestamp::parse(text).map(Timestamp::seconds)
    };
    let start = time("started_at").or_else(|| time("created_at"))?;
    let updates = entry.get("incident_updates").and_then(Value::as_array);
    let of_updates = updates
        .into_iter()
        .flatten()
        .filter_map(|update| update.get("affected_components"));
    let lists = entry.get("components").into_iter().chain(of_updates);
    let names = lists
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|one| text(one, "name"));
    let mut components: Vec<String> = names.take(1000).collect();
    components.sort_unstable();
    components.dedup();
    let mut posts: Vec<Post> = updates.into_iter().flatten().filter_map(post).collect();
    posts.sort_unstable();
    posts.dedup();
    let resolved = posts
        .iter()
        .find(|post| post.status.as_deref() == Some("resolved"));
    let end = time("resolved_at").or(resolved.map(|post| post.time));
    let end = end.filter(|end| *end >= start);
    let posted = posts.last().map_or(start, |post| post.time.max(start));
    let updated = time("updated_at").map_or(posted, |time| time.max(posted));
    let until = end.unwrap_or_else(|| {
        if over(entry) {
            // An entry may be edited long after its end.
            updated.min(posted.saturating_add(SILENT))
        } else {
            updated.saturating_add(SILENT)
        }
    });
    Some(PageIncident {
        start,
        end,
        until,
        name: text(entry, "name")?,
        impact: text(entry, "impact"),
        components,
        posts,
    })
}

/// True when it is said to be over, or was given an end.
fn over(entry: &Value) -> bool {
    let status = entry.get("status").and_then(Value::as_str);
    matches!(status, Some("resolved" | "postmortem" | "completed"))
        || entry.get("resolved_at").is_some_and(Value::is_string)
}

fn post(update: &Value) -> Option<Post> {
    let time = |name: &str| Timestamp::parse(update.get(name)?.as_str()?);
    Some(Post {
        time: time("display_at").or_else(|| time("created_at"))?.seconds(),
        status: text(update, "status"),
    })
}

fn text(entry: &Value, name: &str) -> Option<String> {
    let text = entry.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(TEXT).collect())
}

impl StatusPage {
    /// The page's incident that confirms one of the log: they overlap, or the page begins within two hours of the incident's
    /// start; and one of its components is the product of an affected resource. Of several, the one that starts nearest.
    #[must_use]
    pub fn confirms(&self, finding: &Finding) -> Option<Confirmed> {
        let numbered = self.incidents.iter().enumerate();
        let fits = numbered.filter(|(_, page)| {
            page.overlaps(finding.start, finding.end) && page.names(&finding.resources)
        });
        let near = fits.min_by_key(|(_, page)| (page.start - finding.start).abs());
        near.map(|(incident, page)| Confirmed {
            incident,
            later: page.start - finding.start,
        })
    }

    /// Numbers of the page's incidents in `start..end` that confirm nothing in the log.
    #[must_use]
    pub fn alone(&self, findings: &[Finding], start: i64, end: i64) -> Vec<usize> {
        let incidents = findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::TwilioIncident);
        let incidents: Vec<&Finding> = incidents.collect();
        let told = |page: &PageIncident| {
            incidents.iter().any(|finding| {
                page.overlaps(finding.start, finding.end) && page.names(&finding.resources)
            })
        };
        let numbered = self.incidents.iter().enumerate();
        let alone = numbered.filter(|(_, page)| page.during(start, end) && !told(page));
        alone.map(|(number, _)| number).collect()
    }
}

impl PageIncident {
    /// True when it may be what happened in `start..end`.
    fn overlaps(&self, start: i64, end: i64) -> bool {
        self.during(start, end.max(start.saturating_add(LATE + 1)))
    }

    /// True when some of it lies in `start..end`.
    #[must_use]
    pub fn during(&self, start: i64, end: i64) -> bool {
        self.start < end && self.until > start
    }
}
