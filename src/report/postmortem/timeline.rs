//! The one timeline of a draft: first error, onset, each resource joining, peak, the status page, the end, last error,
//! recovery.

use super::model::Moment;
use super::{Counts, Material, at};
use crate::aggregate::course::{self, Lane, Mark, Span};
use crate::analysis::incident::status_page::{PageIncident, StatusPage};
use crate::report::people;
use std::collections::BTreeMap;

/// The most posts of the status page that are told.
const POSTS: usize = 40;

/// All entries by time.
pub fn timeline(material: &Material<'_>, counts: &Counts<'_>) -> Vec<Moment> {
    let mut out = Vec::new();
    let told = Told {
        material,
        counts,
        together: counts.moments(),
    };
    told.errors(&mut out);
    told.windows(&mut out);
    if let Some(page) = material.status_page {
        posts(&mut out, page, material);
    }
    // In RFC 3339 a fraction sorts before the `Z` of the whole second; the seconds themselves are what counts.
    out.sort_by(|one, other| {
        let second = |moment: &Moment| moment.time.trim_end_matches('Z').to_owned();
        let rank = |moment: &Moment| moment.event != "onset";
        (second(one), rank(one)).cmp(&(second(other), rank(other)))
    });
    out
}

struct Told<'a, 'm> {
    material: &'m Material<'a>,
    counts: &'m Counts<'a>,
    /// The affected resources together, by window.
    together: BTreeMap<i64, course::Moment>,
}

impl Told<'_, '_> {
    fn width(&self) -> i64 {
        i64::from(self.material.course.asked.width)
    }

    /// Failures of a lane inside of the stretch.
    fn span(&self, lane: &Lane) -> Option<Span> {
        let asked = &self.material.course.asked;
        let inside = |window: i64| {
            let start = window * self.width();
            start + self.width() > asked.start && start < asked.end
        };
        let moments = lane.moments.iter().filter(|(window, _)| inside(**window));
        moments
            .filter_map(|(_, moment)| moment.failed)
            .reduce(|one, other| Span {
                records: one.records + other.records,
                first: one.first.min(other.first),
                last: one.last.max(other.last),
            })
    }

    /// First and last failure, each resource joining, each resource answering again.
    fn errors(&self, out: &mut Vec<Moment>) {
        let lanes = self.counts.lanes.iter();
        let mut spans: Vec<(&str, &Lane, Span)> = lanes
            .filter_map(|(name, lane)| Some((*name, *lane, self.span(lane)?)))
            .collect();
        spans.sort_by_key(|(name, _, span)| (span.first, *name));
        let last = spans.iter().max_by_key(|(_, _, span)| span.last);
        if let Some((name, _, span)) = last {
            let text = format!("Last failure: {}", resource(name));
            out.push(self.mark("last_error", name, text, span.last));
        }
        for (place, (name, lane, span)) in spans.iter().enumerate() {
            let (event, text) = if place == 0 {
                ("first_error", format!("First failure: {}", resource(name)))
            } else {
                (
                    "joined",
                    format!("{} joins: its first failure", resource(name)),
                )
            };
            out.push(self.mark(event, name, text, span.first));
            if let Some(mark) = self.again(lane, span) {
                let text = format!(
                    "{} answers again: its first success in a window without failures",
                    resource(name)
                );
                out.push(self.mark("recovered", name, text, mark));
            }
        }
    }

    /// The first success of the first window without failures after the last failure.
    fn again(&self, lane: &Lane, span: &Span) -> Option<Mark> {
        let failing = span.last.time.seconds().div_euclid(self.width());
        let mut later = lane.moments.range(failing + 1..);
        later
            .find_map(|(_, moment)| moment.good.filter(|_| moment.failed.is_none()))
            .map(|good| good.first)
    }

    fn mark(&self, event: &'static str, name: &str, text: String, mark: Mark) -> Moment {
        Moment {
            time: mark.time.rfc3339(),
            event,
            resource: (!name.is_empty()).then(|| name.to_owned()),
            text,
            evidence: self.counts.place(mark),
        }
    }

    /// What is told of whole windows: onset, peak, end.
    fn windows(&self, out: &mut Vec<Moment>) {
        let asked = &self.material.course.asked;
        let inside: BTreeMap<i64, &course::Moment> = self
            .together
            .iter()
            .filter(|(start, _)| **start >= asked.start && **start < asked.end)
            .map(|(start, moment)| (*start, moment))
            .collect();
        if let Some((finding, _)) = self.material.finding {
            let width = people::length(self.width());
            let onset = inside.get(&asked.start).copied();
            let text = format!("Onset: the first window of {width} that is not normal any more");
            out.push(self.whole("onset", asked.start, text, onset));
            let text = "End: from here on the windows are normal again".to_owned();
            out.push(self.whole("end", asked.end, text, None));
            let peak = finding
                .peak
                .as_deref()
                .and_then(crate::timestamp::Timestamp::parse);
            if let Some(peak) = peak.map(crate::timestamp::Timestamp::seconds) {
                self.peak(out, peak, inside.get(&peak).copied());
            }
            return;
        }
        let failed = |moment: &course::Moment| moment.failed.map_or(0, |span| span.records);
        let peak = inside.iter().rev().max_by_key(|(_, moment)| failed(moment));
        if let Some((start, moment)) = peak.filter(|_| inside.len() > 1) {
            self.peak(out, *start, Some(*moment));
        }
    }

    fn peak(&self, out: &mut Vec<Moment>, start: i64, moment: Option<&course::Moment>) {
        let failed = moment.and_then(|moment| moment.failed);
        let calls = moment.map_or(0, |moment| moment.attempts);
        let count = failed.map_or(0, |span| span.records);
        let text = format!(
            "Peak: {} of {} failed in the {} from here",
            people::grouped(count),
            people::counted(calls, "call", "calls"),
            people::length(self.width())
        );
        out.push(self.whole("peak", start, text, moment));
    }

    /// What is told of a whole window stands on all of its failures.
    fn whole(
        &self,
        event: &'static str,
        start: i64,
        text: String,
        window: Option<&course::Moment>,
    ) -> Moment {
        let places = window.into_iter().flat_map(|window| &window.places);
        let evidence = self
            .counts
            .evidence(places.map(|(input, lines)| (*input, *lines)));
        Moment {
            time: at(start),
            event,
            resource: None,
            text,
            evidence,
        }
    }
}

fn resource(name: &str) -> &str {
    people::resource((!name.is_empty()).then_some(name))
}

/// What the status page says of the stretch and the two hours after it: starts, posts, ends.
fn posts(out: &mut Vec<Moment>, page: &StatusPage, material: &Material<'_>) {
    let asked = &material.course.asked;
    let during = |one: &&PageIncident| one.during(asked.start, asked.end + 7200);
    let mut add = |time: i64, name: &str, what: &str| {
        out.push(Moment {
            time: at(time),
            event: "status_page",
            resource: None,
            text: format!("Status page, “{name}”: {what}"),
            evidence: Vec::new(),
        });
    };
    for incident in page.incidents.iter().filter(during).take(POSTS) {
        add(incident.start, &incident.name, "begins");
        for post in incident.posts.iter().take(POSTS) {
            let what = post.status.as_deref().unwrap_or("a post");
            add(post.time, &incident.name, what);
        }
        // A post that says so is told already.
        let posted = |end: i64| {
            let mut posts = incident.posts.iter();
            posts.any(|post| post.time == end && post.status.as_deref() == Some("resolved"))
        };
        if let Some(end) = incident.end.filter(|end| !posted(*end)) {
            add(end, &incident.name, "is marked as resolved");
        }
    }
}
