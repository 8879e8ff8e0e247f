//! Headers of requests and answers where loggers write them: in maps beside or within a call, and under flat names such as
//! `http.response.header.server`.

use super::{Field, Fields, PATHS};
use crate::envelope::contract::{Attribute, Value};

/// What the name of a header means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Server,
    ContentType,
    /// Twilio's id of its answer.
    RequestId,
    IdempotencyKey,
    /// Another one that only Twilio's answers have.
    OfTwilio,
}

/// Whose headers they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
    Unsaid,
}

/// One header of a record's shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    name: Name,
    side: Side,
    /// The object that has the headers.
    holder: u32,
    /// Where the value stands.
    value: u32,
}

/// What maps of headers are called, letters and digits alone, and what flat names begin with, the longest first.
const MAPS: [(&str, Side); 17] = [
    ("httpresponseheaders", Side::Answer),
    ("httpresponseheader", Side::Answer),
    ("responseheaders", Side::Answer),
    ("responseheader", Side::Answer),
    ("respheaders", Side::Answer),
    ("respheader", Side::Answer),
    ("resheaders", Side::Answer),
    ("resheader", Side::Answer),
    ("httprequestheaders", Side::Request),
    ("httprequestheader", Side::Request),
    ("requestheaders", Side::Request),
    ("requestheader", Side::Request),
    ("reqheaders", Side::Request),
    ("reqheader", Side::Request),
    ("headers", Side::Unsaid),
    ("header", Side::Unsaid),
    ("httpheaders", Side::Unsaid),
];

/// What an object around a map is called, that says whose headers they are.
const HOLDERS: [(&str, Side); 12] = [
    ("response", Side::Answer),
    ("resp", Side::Answer),
    ("res", Side::Answer),
    ("reply", Side::Answer),
    ("result", Side::Answer),
    ("httpresponse", Side::Answer),
    ("answer", Side::Answer),
    ("request", Side::Request),
    ("req", Side::Request),
    ("config", Side::Request),
    ("options", Side::Request),
    ("httprequest", Side::Request),
];

/// How many headers of one kind, or pages, of a record are tried: each is compared with its targets.
pub(super) const MOST: usize = 16;

/// The longest name as written that is looked at.
const LONGEST: usize = 48;

/// A name with letters and digits alone, in lower case; nothing of one too long.
fn squeezed(name: &str) -> String {
    let name = if name.len() > LONGEST { "" } else { name };
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn listed(list: &[(&str, Side)], name: &str) -> Option<Side> {
    let found = list.iter().find(|(known, _)| *known == name);
    found.map(|(_, side)| *side)
}

fn meaning(header: &str) -> Option<Name> {
    Some(match header {
        "server" => Name::Server,
        "contenttype" => Name::ContentType,
        "twiliorequestid" => Name::RequestId,
        "idempotencykey" | "xidempotencykey" => Name::IdempotencyKey,
        "twilioconcurrentrequests" | "twiliorequestduration" | "xapidomain" | "xshenanigans" => {
            Name::OfTwilio
        }
        _ => return None,
    })
}

/// Finds the headers of a record once for its shape.
pub(super) fn read(all: &[Attribute<'_>]) -> Box<[Header]> {
    let maps: Vec<Option<Side>> = all.iter().map(|attribute| map(all, attribute)).collect();
    let header = |(place, attribute): (u32, &Attribute<'_>)| {
        let parent = attribute.parent as usize;
        let (name, side, holder) = if let Some(side) = maps.get(parent).copied().flatten() {
            let name = meaning(&squeezed(attribute.name))?;
            (name, side, all.get(parent)?.parent)
        } else {
            let (name, side) = flat(attribute.name)?;
            (name, side, attribute.parent)
        };
        Some(Header {
            name,
            side,
            holder,
            value: only(all, place)?,
        })
    };
    (0..).zip(all).filter_map(header).collect()
}

/// Whose headers are in an object, if it is a map of headers.
fn map(all: &[Attribute<'_>], attribute: &Attribute<'_>) -> Option<Side> {
    if attribute.value != Value::Object {
        return None;
    }
    let side = listed(&MAPS, &squeezed(attribute.name))?;
    let holder = || {
        listed(
            &HOLDERS,
            &squeezed(all.get(attribute.parent as usize)?.name),
        )
    };
    match side {
        Side::Unsaid => holder().or(Some(Side::Unsaid)),
        side => Some(side),
    }
}

/// A header whose map stands in its own name: `http.response.header.content-type`, `res.headers.server`.
fn flat(name: &str) -> Option<(Name, Side)> {
    // Nearly every name ends here.
    let (before, _) = name
        .split_once("eader")
        .filter(|(before, _)| before.len() < 20)?;
    let _ = before.strip_suffix(['h', 'H'])?;
    let plain = squeezed(name);
    MAPS.iter().find_map(|(map, side)| {
        let header = plain.strip_prefix(map)?;
        Some((meaning(header)?, *side))
    })
}

/// Where the value of a header stands: at its name, or in a list that has no other. Of several values none is surely that
/// of who answered.
fn only(all: &[Attribute<'_>], place: u32) -> Option<u32> {
    let header = all.get(place as usize)?;
    match header.value {
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Bool(_) => Some(place),
        Value::List => {
            let inside = |step: usize| {
                let element = all.get(place as usize + step);
                element.is_some_and(|element| element.parent == place)
            };
            (inside(1) && !inside(2)).then_some(place + 1)
        }
        Value::Null | Value::Object => None,
    }
}

impl<'a> Fields<'_, 'a> {
    /// The first usable value of a header of this call, from other headers than those of `not`.
    pub(super) fn header<T>(
        &self,
        name: Name,
        not: Side,
        near: u32,
        read: impl Fn(&'a str) -> Option<T>,
    ) -> Option<T> {
        let named = |header: &&Header| header.name == name && header.side != not;
        let mut headers = self.plan.told.iter().filter(named).take(MOST);
        headers.find_map(|header| {
            let value = self.all.get(header.value as usize)?.value.text()?;
            let value = read(value)?;
            self.of_this_call(near, header.holder).then_some(value)
        })
    }

    /// True where a header is known to be in an answer of Twilio's.
    pub(super) fn has_header_of_twilio(&self, near: u32) -> bool {
        let of_twilio = |header: &Header| {
            header.name == Name::OfTwilio && self.of_this_call(near, header.holder)
        };
        let mut headers = self.plan.told.iter().take(MOST);
        headers.any(of_twilio)
    }

    /// True for the headers and bodies of objects that belong to the call at `near` and to no other request that the record
    /// tells of.
    pub(super) fn of_this_call(&self, near: u32, holder: u32) -> bool {
        let Some(steps) = self.reach(near, holder) else {
            return false;
        };
        if holder == near {
            return true;
        }
        let around = |object: u32| self.all.get(object as usize).map(|object| object.parent);
        let other = |attribute: &Attribute<'_>| {
            let beside = attribute.parent == holder
                || (around(attribute.parent).is_some()
                    && around(attribute.parent) == around(holder));
            beside && attribute.parent != near && self.is_of_another(near, attribute)
        };
        let mut targets = self
            .each(Field::Url)
            .chain(self.each(Field::Path))
            .take(PATHS);
        let apart = steps < super::scope::OUTSIDE || !self.shared(near);
        apart && !targets.any(other)
    }

    /// True for a URL or path that is not the one of the call at `near`, nor the end of it.
    fn is_of_another(&self, near: u32, attribute: &Attribute<'_>) -> bool {
        let Some(target) = attribute.value.text() else {
            return false;
        };
        let mut own = self
            .texts(Field::Url)
            .chain(self.texts(Field::Path))
            .take(PATHS);
        super::scope::is_elsewhere(target)
            && !own.any(|(url, parent)| parent == near && url.ends_with(target))
    }
}
