//! Plain successes by recipe: where a record has the skeleton of one that was read before, its call is put together from the
//! places of its values, and no recogniser is asked.
//!
//! Most records of calls are successes that a logger writes one like the other. A recipe is written down from a record that
//! the fields of an HTTP client told whole, and only where nothing else in a record of that shape could say more: what else matters
//! is pinned to the value that it had. Whatever does not fit is read the long way. Measured on JSON lines of HTTP clients:
//! 10,000 instructions for a call the long way, 2,500 by recipe.

mod places;
#[cfg(test)]
mod tests;
mod told;

use crate::envelope::contract::{Attribute, LogRecord, Value};
use crate::envelope::shape::{Remembered, Shape};
use crate::envelope::skeleton::{self, MOST, Quotes, Skeleton};
use crate::envelope::{self, is_bare};
use crate::event::attempt::{Facts, RetryAfter};
use crate::event::{Event, Origin};
use crate::outcome::contract::Found;
use crate::outcome::facts::recipe::{self, Goal, pinned};
use crate::outcome::facts::{Address, facts};
use crate::outcome::grammar::{self, origin};
use crate::resource;
use crate::timestamp::Naive;
use std::ops::Range;

pub use super::NAME;
pub use told::Told;

/// How many recipes are kept.
const KEPT: usize = 16;

/// A shape gets a recipe when it is met so often, and no more than so many: pinned values that change make recipes that serve
/// nobody.
const OFTEN: u8 = 2;
const MOST_OF_ONE: u8 = 8;

/// The recipes of one thread.
#[derive(Debug, Default)]
pub struct Recipes {
    kept: Vec<Recipe>,
    /// The one that served last, and the one that makes room next.
    last: usize,
    oldest: usize,
    /// How often the shapes met lately could have had a recipe.
    met: Remembered<u8>,
    quotes: Quotes,
    places: [Range<u32>; MOST],
    resource: String,
}

/// How the calls of one skeleton are read. Numbers are those of values in the skeleton.
#[derive(Debug)]
struct Recipe {
    skeleton: Skeleton,
    time: usize,
    message: Option<usize>,
    url: usize,
    status: usize,
    method: Option<usize>,
    duration: Option<(usize, f64)>,
    request_id: Option<usize>,
    correlation: Option<usize>,
    /// Where the ids of the attempt stand, the best name first.
    ids: Vec<usize>,
    /// They are the event's, and nothing but they and the URL has to be read of a success.
    is_brief: bool,
    pinned: Vec<(usize, Box<str>)>,
    /// What the pinned values say.
    attempt: Option<u32>,
    facts: Facts,
}

/// The text of a value.
#[inline]
fn value<'a>(text: &'a str, places: &skeleton::Places, number: usize) -> Option<&'a str> {
    let place = places.get(number)?;
    text.get(place.start as usize..place.end as usize)
}

impl Recipes {
    /// The call of a record's text, if it has a recipe, written to `event`, which must say nothing yet: it is large, and
    /// every move of it shows in the profile.
    pub fn read<'t, 'a: 't>(
        &'a mut self,
        raw: &'a [u8],
        naive: &Naive,
        event: &'t mut Event<'a>,
    ) -> Option<Told<'t>> {
        if self.kept.is_empty() {
            return None;
        }
        let text = simdutf8::basic::from_utf8(raw).ok()?;
        let text = text.trim_end_matches(['\n', '\r']);
        if !self.quotes.find(text) {
            return None;
        }
        let Self {
            kept,
            places,
            quotes,
            ..
        } = self;
        let last = self.last;
        let order = std::iter::once(last).chain((0..kept.len()).filter(|at| *at != last));
        let mut read = |at: usize| {
            let recipe = kept.get(at)?;
            let places = recipe.skeleton.places((text, quotes), places)?;
            let read = recipe.read(text, places, (naive, &mut self.resource), event)?;
            Some((at, read))
        };
        let (at, (goal, resource, method)) = order.into_iter().find_map(&mut read)?;
        self.last = at;
        Some(Told {
            event,
            text,
            goal,
            resource,
            method,
            recipe: self.kept.get(at)?,
            places: &self.places,
        })
    }

    /// Takes down how a record was read, if that can be a recipe: `first` says whether no recogniser before this one can have a
    /// say in records of its shape.
    pub fn learn(
        &mut self,
        record: &LogRecord<'_>,
        found: &Found<'_>,
        first: impl FnOnce() -> bool,
    ) {
        let shape = record.attributes.shape();
        let whole = found.event().filter(|event| is_plain_success(event));
        let Some(event) = whole.filter(|_| shape != Shape::UNKNOWN && found.is_whole()) else {
            return;
        };
        let met = self.met.of_mut(shape, || 0);
        *met = met.saturating_add(1);
        if !(OFTEN..OFTEN + MOST_OF_ONE).contains(met) || !first() {
            return;
        }
        let Some(recipe) = Recipe::of(record, found, event) else {
            return;
        };
        if self.kept.len() < KEPT {
            self.kept.push(recipe);
        } else if let Some(oldest) = self.kept.get_mut(self.oldest) {
            *oldest = recipe;
            self.oldest = (self.oldest + 1) % KEPT;
        }
    }
}

/// True for an answered call without a fault, told by the fields of an HTTP client.
fn is_plain_success(event: &Event<'_>) -> bool {
    event.outcome == NAME
        && event.origin == Origin::Twilio
        && event.timestamp.is_some()
        && event.resource.is_some()
        && event.http_status.is_some_and(|status| status < 400)
}

/// The numbers of the attributes' values in the skeleton.
struct Numbers(Vec<Option<usize>>);

impl Numbers {
    /// `None` where the skeleton's values are not those that were read.
    fn of(attributes: &[Attribute<'_>], text: &str, places: &skeleton::Places) -> Option<Self> {
        let mut next = 0;
        let mut number = |attribute: &Attribute<'_>| {
            let written = match attribute.value {
                Value::Text(_) | Value::Integer(_) | Value::Number(_) => value(text, places, next)?,
                _ => return Some(None),
            };
            let same = match attribute.value {
                Value::Text(text) => written == text,
                value => skeleton::number_value(written) == Some(value),
            };
            next += 1;
            same.then_some(Some(next - 1))
        };
        let numbers: Option<Vec<_>> = attributes.iter().map(&mut number).collect();
        numbers.filter(|_| next == places.len()).map(Self)
    }

    fn at(&self, place: u32) -> Option<usize> {
        self.0.get(place as usize).copied().flatten()
    }
}

impl Recipe {
    fn of(record: &LogRecord<'_>, found: &Found<'_>, event: &Event<'_>) -> Option<Self> {
        let is_json = *record.envelopes() == [envelope::JSON];
        // Docker's own records begin so, and whether one is depends on what stands in it.
        let of_docker = record.attributes.iter().any(|it| it.name == "log");
        (is_json && !of_docker && !record.listed).then_some(())?;
        let text = record.whole;
        let (skeleton, places) = Skeleton::of(text)?;
        let numbers = Numbers::of(&record.attributes, text, &places)?;
        let lead = envelope::lead(record)?;
        let fields = places::of(record)?;
        let asked = recipe::places(record)?;
        let number = |place: u32| numbers.at(place);
        let text_of = |place: u32| number(place).filter(|number| skeleton.is_text(*number));
        let all = |places: &[u32]| places.iter().map(|at| text_of(*at)).collect::<Option<_>>();
        let pinned_values = fields.pinned.iter().chain(&asked.pinned).map(|place| {
            let number = number(*place)?;
            Some((number, value(text, &places, number)?.into()))
        });
        let place = |place: usize| u32::try_from(place).ok();
        let request_id = maybe(fields.request_id, text_of)?;
        let correlation = maybe(fields.correlation, text_of)?;
        let ids: Vec<usize> = all(&asked.correlation)?;
        let facts = pinned(&facts(record, found.address(), event));
        let of_event = ids.iter().eq(request_id.iter().chain(&correlation));
        let bare = facts.is_bare() && facts.retry_after == RetryAfter::Unsaid;
        let recipe = Self {
            time: number(place(lead.time)?)?,
            message: maybe(lead.message.and_then(place), text_of)?,
            url: text_of(fields.url)?,
            status: number(fields.status).filter(|status| !skeleton.is_text(*status))?,
            method: maybe(fields.method, text_of)?,
            duration: match fields.duration {
                Some((place, unit)) => Some((number(place)?, unit)),
                None => None,
            },
            request_id,
            correlation,
            is_brief: of_event && bare,
            ids,
            pinned: pinned_values.collect::<Option<_>>()?,
            attempt: event.attempt,
            facts,
            skeleton,
        };
        Some(recipe)
    }

    /// Writes the call that a text of this skeleton tells, and answers where it went, the resource and the method; `None`, and
    /// nothing written, where it is none that the recipe is for.
    fn read<'a>(
        &self,
        text: &'a str,
        places: &skeleton::Places,
        (naive, resource): (&Naive, &mut String),
        event: &mut Event<'a>,
    ) -> Option<(Goal<'a>, &'static str, Option<&'static str>)> {
        let value = |number: usize| value(text, places, number);
        let as_pinned = |(number, pinned): &(usize, Box<str>)| value(*number) == Some(&**pinned);
        let status = value(self.status)?.parse().ok();
        let status = status.filter(|status| (100..400).contains(status))?;
        let message = self.message.map_or(Some(""), value)?;
        if !is_bare(message) || !self.pinned.iter().all(as_pinned) {
            return None;
        }
        let url = value(self.url)?;
        let located = resource::resolve(url, resource).filter(|located| !located.misplaced_key)?;
        let host = located
            .host
            .filter(|host| !host.bytes().any(|it| it.is_ascii_uppercase()))?;
        let known = located.known?;
        let when = envelope::instant(self.typed(text, places, self.time)?, naive)?;
        let request_id = self.request_id.and_then(value);
        let own = request_id.filter(|id| !id.starts_with("RQ"));
        let correlation = own.or_else(|| self.correlation.and_then(value));
        event.timestamp = Some(when);
        let method = self.method.and_then(value).and_then(grammar::method);
        event.method = method;
        event.host = Some(host);
        event.resource = Some(known);
        event.http_status = Some(status);
        event.duration_us = self
            .duration
            .and_then(|(number, unit)| grammar::scaled(self.typed(text, places, number)?, unit));
        event.request_id = request_id;
        event.correlation_id = correlation.map(origin::trace_of);
        event.instance = Some(url).filter(|_| located.instance);
        event.attempt = self.attempt;
        event.outcome = NAME;
        let host = Some(host);
        let goal = Goal::of(Address { host, url }, located.aim);
        Some((goal, known, method))
    }

    /// A value as the envelope reads it.
    fn typed<'a>(
        &self,
        text: &'a str,
        places: &skeleton::Places,
        number: usize,
    ) -> Option<Value<'a>> {
        let value = value(text, places, number)?;
        if self.skeleton.is_text(number) {
            return Some(Value::Text(value));
        }
        skeleton::number_value(value)
    }
}

/// The number of a place that need not be; `None` where there is one without a number.
#[expect(clippy::option_option, reason = "absent is allowed, unusable is not")]
fn maybe(place: Option<u32>, number: impl Fn(u32) -> Option<usize>) -> Option<Option<usize>> {
    match place {
        Some(place) => number(place).map(Some),
        None => Some(None),
    }
}
