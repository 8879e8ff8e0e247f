//! What Twilio's status page said: its incidents (Statuspage v2, `incidents.json` or `summary.json`) beside those of the log.

use super::super::finding::{Finding, Verdict};
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;
use serde_json::Value;

/// How late the page may be, in seconds.
const LATE: i64 = 2 * 3600;

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
    /// When it was resolved; `None` while it goes on.
    pub end: Option<i64>,
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
    Some(PageIncident {
        start,
        end: time("resolved_at").filter(|end| *end >= start),
        name: text(entry, "name")?,
        impact: text(entry, "impact"),
        components,
        posts,
    })
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
    /// The page's incident that confirms one of the log: they overlap, the page being at most two hours late, and one of its
    /// components is the product of an affected resource. Of several, the one that starts nearest.
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
        self.start - LATE < end && self.end.is_none_or(|resolved| resolved > start)
    }

    /// True when some of it lies in `start..end`.
    fn during(&self, start: i64, end: i64) -> bool {
        self.start < end && self.end.is_none_or(|resolved| resolved > start)
    }

    /// True when one of its components, or its title where it names none, speaks of one of the resources.
    fn names(&self, resources: &[String]) -> bool {
        let texts: Vec<String> = if self.components.is_empty() {
            vec![self.name.to_lowercase()]
        } else {
            self.components
                .iter()
                .map(|name| name.to_lowercase())
                .collect()
        };
        let speaks = |word: &str| texts.iter().any(|text| text.contains(word));
        let product = |resource: &String| resource.split('/').next().unwrap_or("").to_owned();
        GENERAL.iter().any(|word| speaks(word))
            || resources.iter().map(product).any(|product| {
                let listed = WORDS.iter().find(|(name, _)| *name == product);
                listed.map_or_else(
                    || product.len() > 3 && speaks(&product),
                    |(_, words)| words.iter().any(|word| speaks(word)),
                )
            })
    }
}

/// Components that stand behind every product.
const GENERAL: [&str; 3] = ["rest api", "api gateway", "all products"];

/// How the page calls a product, in lower case.
const WORDS: [(&str, &[&str]); 9] = [
    (
        "messaging",
        &["messag", "sms", "mms", "whatsapp", "rcs", "short code"],
    ),
    (
        "voice",
        &[
            "voice",
            "call",
            "twiml",
            "sip",
            "conference",
            "recording",
            "pstn",
        ],
    ),
    ("verify", &["verify", "verification"]),
    ("lookups", &["lookup"]),
    ("numbers", &["number"]),
    ("accounts", &["account", "console"]),
    ("usage", &["usage", "billing"]),
    ("conversations", &["conversation"]),
    ("chat", &["chat", "conversation"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn page(incidents: &str) -> StatusPage {
        let text = format!(r#"{{"page":{{"id":"x"}},"incidents":[{incidents}]}}"#);
        read("page.json", text.as_bytes()).unwrap()
    }

    fn finding(start: &str, end: &str, resources: &[&str]) -> Finding {
        let seconds = |text: &str| Timestamp::parse(text).unwrap().seconds();
        Finding {
            verdict: Verdict::TwilioIncident,
            start: seconds(start),
            end: seconds(end),
            resources: resources.iter().map(ToString::to_string).collect(),
            confidence: 0.8,
            evidence: None,
            q_value: None,
            peak: None,
            soft: false,
            affected: Vec::new(),
            normal: Vec::new(),
            gaps: Vec::new(),
        }
    }

    const SMS: &str = r#"{"name":"SMS delays","impact":"major","created_at":"2026-03-02T02:20:00Z","started_at":"2026-03-02T02:10:00.000Z",
        "resolved_at":"2026-03-02T04:00:00Z","components":[{"name":"Programmable Messaging"}],"incident_updates":[{"affected_components":null}]}"#;

    #[test]
    fn an_incident_is_confirmed_by_time_and_component() {
        let page = page(SMS);
        let found = |start, end, resources: &[&str]| page.confirms(&finding(start, end, resources));
        let confirmed = found(
            "2026-03-02T01:40:00Z",
            "2026-03-02T02:00:00Z",
            &["messaging/Messages"],
        );
        assert_eq!(
            confirmed.map(|one| one.later),
            Some(1800),
            "the page was half an hour late"
        );
        let early = found(
            "2026-03-02T03:00:00Z",
            "2026-03-02T03:20:00Z",
            &["messaging/Messages"],
        );
        assert_eq!(
            early.map(|one| one.later),
            Some(-3000),
            "the page was first"
        );
        for (start, end, resource) in [
            (
                "2026-03-02T01:40:00Z",
                "2026-03-02T02:00:00Z",
                "voice/Calls",
            ),
            (
                "2026-03-01T23:40:00Z",
                "2026-03-02T00:10:00Z",
                "messaging/Messages",
            ),
            (
                "2026-03-02T04:00:00Z",
                "2026-03-02T04:10:00Z",
                "messaging/Messages",
            ),
        ] {
            assert_eq!(found(start, end, &[resource]), None, "{start} {resource}");
        }
    }

    #[test]
    fn incidents_of_the_page_alone_are_told() {
        let page = page(SMS);
        let (start, end) = (1_772_409_600, 1_772_409_600 + 86_400);
        assert_eq!(page.alone(&[], start, end), [0]);
        let same = finding(
            "2026-03-02T01:40:00Z",
            "2026-03-02T02:00:00Z",
            &["messaging/Messages"],
        );
        assert!(page.alone(&[same], start, end).is_empty());
        assert!(page.alone(&[], end, end + 1).is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_an_error_or_counted() {
        for bad in [
            "",
            "{",
            "[]",
            "{}",
            r#"{"incidents":7}"#,
            r#"{"incidents":[{"name":"#,
        ] {
            let error = read("page.json", bad.as_bytes()).unwrap_err().to_string();
            assert!(
                error.starts_with("page.json: expected the incidents.json"),
                "{error}"
            );
        }
        let partly = page(&format!(r#"{{"name":"no time"}},7,{SMS}"#));
        assert_eq!((partly.incidents.len(), partly.unreadable), (1, 2));
    }
}
