//! Where the fields stand in records of one shape: found out once, as a logger writes the same names in the same order.

use super::header_maps::{self, Header};
use super::{Field, names};
use crate::envelope::contract::{Attributes, Value};
use crate::envelope::shape::Remembered;
use std::cell::RefCell;
use std::rc::Rc;

/// How many meanings there are.
const FIELDS: usize = Field::Logger as usize + 1;

/// The places of the attributes whose name means something.
#[derive(Debug)]
pub(super) struct Plan {
    /// By meaning, those of one in the order of the record.
    places: Box<[u32]>,
    /// Where the places of each meaning begin.
    starts: [u32; FIELDS + 1],
    /// A bit for each meaning that has a place.
    held: u64,
    /// A field that only Heroku's router writes.
    pub(super) of_a_router: bool,
    /// A field that only Traefik writes.
    pub(super) of_traefik: bool,
    /// Where the object with the headers of the answer stands.
    pub(super) headers: Option<usize>,
    /// The headers of requests and answers.
    pub(super) told: Box<[Header]>,
}

thread_local! {
    static MET: RefCell<Remembered<Rc<Plan>>> = RefCell::default();
}

impl Plan {
    /// The plan of these attributes.
    pub(super) fn of(attributes: &Attributes<'_>) -> Rc<Self> {
        let shape = attributes.shape();
        MET.with_borrow_mut(|met| Rc::clone(met.of(shape, || Rc::new(Self::read(attributes)))))
    }

    /// True when some attribute has that meaning.
    #[inline]
    pub(super) const fn holds(&self, field: Field) -> bool {
        self.held >> field as usize & 1 == 1
    }

    /// The places of one meaning.
    #[inline]
    pub(super) fn places(&self, field: Field) -> &[u32] {
        // Most are asked for in vain.
        if !self.holds(field) {
            return &[];
        }
        let at = |field: usize| self.starts.get(field).map_or(0, |start| *start as usize);
        let field = field as usize;
        self.places
            .get(at(field)..at(field + 1))
            .unwrap_or_default()
    }

    fn read(attributes: &Attributes<'_>) -> Self {
        let named = |name: &str| attributes.iter().any(|attribute| attribute.name == name);
        let headers = |name: &str| matches!(name, "resp_headers" | "response_headers");
        let mut known = known(attributes);
        known.sort_by_key(|(field, _)| *field as usize);
        let start = |field: usize| {
            let before = |(known, _): &(Field, u32)| (*known as usize) < field;
            u32::try_from(known.partition_point(before)).unwrap_or(0)
        };
        Self {
            starts: std::array::from_fn(start),
            held: known
                .iter()
                .fold(0, |held, (field, _)| held | 1 << *field as usize),
            places: known.iter().map(|(_, place)| *place).collect(),
            told: header_maps::read(attributes),
            of_a_router: named("dyno"),
            of_traefik: named("DownstreamStatus"),
            headers: attributes
                .iter()
                .position(|attribute| headers(attribute.name) && attribute.value == Value::Object),
        }
    }
}

/// The attributes whose name means something, in the order of the record.
fn known(attributes: &Attributes<'_>) -> Vec<(Field, u32)> {
    let mut known = Vec::new();
    for (place, attribute) in (0..).zip(attributes.iter()) {
        if matches!(attribute.value, Value::Object | Value::List | Value::Null) {
            continue;
        }
        let parent = attributes.get(attribute.parent as usize);
        // A chain of errors as a list: its members have the list's meaning.
        let listed = parent.filter(|list| attribute.name.is_empty() && list.value == Value::List);
        if let Some(list) = listed {
            let meant = names::meaning(list.name).filter(|(field, _)| *field == Field::ErrorText);
            known.extend(meant.map(|(field, _)| (field, place)));
            continue;
        }
        let Some((field, parents)) = names::meaning(attribute.name) else {
            continue;
        };
        if parents.is_empty() || parent.is_some_and(|parent| parents.contains(&parent.name)) {
            known.push((field, place));
        }
    }
    known
}
