//! Which fields of a nested record belong to a call, and which to something else that the record tells of: the
//! application's own request, a job, another upstream.

use super::{Field, Fields};
use crate::envelope::contract::Attribute;
use crate::outcome::grammar;
use crate::resource;

/// Objects that hold a part of a call: of its request, or of the answer.
const PARTS: [&str; 26] = [
    "request",
    "req",
    "response",
    "res",
    "resp",
    "result",
    "reply",
    "http",
    "httpResponse",
    "http_response",
    "error",
    "err",
    "exception",
    "cause",
    "errors",
    "thrown",
    "innerException",
    "inner_exception",
    "InnerException",
    "Exception",
    "body",
    "data",
    "details",
    "detail",
    "output",
    "twilio",
];

/// Objects in which loggers put what the application adds of its own.
const ADDED: [&str; 14] = [
    "labels",
    "context",
    "extra",
    "fields",
    "attributes",
    "meta",
    "metadata",
    "tags",
    "props",
    "properties",
    "Properties",
    "mdc",
    "custom",
    "app",
];

/// Added to the steps of what stands outside the object with the URL: everything inside is nearer.
pub(super) const OUTSIDE: usize = 16;

/// Objects beside a path that name its host.
const HOST_OBJECTS: [&str; 6] = ["server", "net", "host", "url", "http", "request"];

impl<'a> Fields<'_, 'a> {
    /// How many steps an object is from the one with the URL, if its fields can be this call's: the object itself, the one around
    /// it, and the parts of a call in either.
    pub(super) fn reach(&self, near: u32, to: u32) -> Option<usize> {
        let around = self.around(near);
        let mut at = to;
        for steps in 0..8 {
            if at == near {
                return Some(steps);
            }
            if Some(at) == around {
                return Some(steps + OUTSIDE);
            }
            let object = self.all.get(at as usize)?;
            PARTS.contains(&object.name).then_some(())?;
            at = object.parent;
        }
        None
    }

    /// Twilio's code where its name says that it is Twilio's, and only the application's own additions are around it.
    pub(super) fn code_beside(&self, near: u32) -> Option<u32> {
        let of_twilio = |name: &str| name.to_ascii_lowercase().contains("twilio");
        let added = |attribute: &&Attribute<'a>| {
            let holder = self.all.get(attribute.parent as usize);
            let beside = |holder: &Attribute<'_>| {
                ADDED.contains(&holder.name)
                    && (holder.parent == Attribute::TOP
                        || self.reach(near, holder.parent).is_some())
            };
            of_twilio(attribute.name) && holder.is_some_and(beside)
        };
        let mut codes = self.each(Field::Code).filter(added);
        codes.find_map(|code| grammar::code_of(code.value))
    }

    /// The object around another one; none around the top.
    fn around(&self, object: u32) -> Option<u32> {
        self.all.get(object as usize).map(|object| object.parent)
    }

    /// True when the record also tells of another request, just outside the object with the URL: a status out there is
    /// more likely the other's.
    pub(super) fn shared(&self, near: u32) -> bool {
        let Some(around) = self.around(near) else {
            return false;
        };
        let mut targets = self.each(Field::Url).chain(self.each(Field::Path));
        targets.any(|attribute| {
            let beside =
                attribute.parent == around || self.around(attribute.parent) == Some(around);
            attribute.parent != near && beside && attribute.value.text().is_some_and(is_elsewhere)
        })
    }

    /// The API host that belongs to a path in this object.
    pub(super) fn host_of(&self, object: u32) -> Option<&'a str> {
        let belongs = |attribute: &Attribute<'_>| {
            let holder = self.all.get(attribute.parent as usize);
            attribute.parent == object
                || holder.is_some_and(|holder| HOST_OBJECTS.contains(&holder.name))
                    && self.distance_is_small(object, attribute.parent)
        };
        let hosts = self
            .each(Field::Host)
            .filter(|attribute| belongs(attribute));
        hosts
            .filter_map(|attribute| attribute.value.text())
            .find(|host| resource::is_api_host(host))
            .or_else(|| self.base_of(object))
    }

    /// The API host in a base that is given apart from the path (axios, undici).
    fn base_of(&self, object: u32) -> Option<&'a str> {
        self.texts(Field::Base)
            .filter(|(_, parent)| *parent == object)
            .filter_map(|(base, _)| base.split_once("://"))
            .map(|(_, host)| host.trim_end_matches('/'))
            .find(|host| resource::is_api_host(host))
    }

    /// True for objects side by side, or one in the other.
    fn distance_is_small(&self, one: u32, other: u32) -> bool {
        let (above_one, above_other) = (self.around(one), self.around(other));
        above_one == Some(other)
            || above_other == Some(one)
            || (above_one.is_some() && above_one == above_other)
    }

    /// True when a field of the request names a host that is not Twilio's. The machine that wrote the log names itself
    /// `host` or `hostname` at the top, and says nothing of the request.
    pub(super) fn elsewhere(&self, object: u32) -> bool {
        self.each(Field::Host).any(|attribute| {
            let machine =
                attribute.parent == Attribute::TOP && matches!(attribute.name, "host" | "hostname");
            !machine
                && (attribute.parent == object || self.distance_is_small(object, attribute.parent))
                && attribute
                    .value
                    .text()
                    .is_some_and(|host| !resource::is_api_host(host))
        })
    }
}

/// True for a URL or path that is not of Twilio's API.
pub(super) fn is_elsewhere(text: &str) -> bool {
    let address = text.starts_with('/') || text.contains("://");
    address && !text.contains(grammar::DATED) && !text.to_ascii_lowercase().contains("twilio.com")
}
