//! Where the fields of a plain success stand in records of one shape, and which shapes have nothing that could say more.

use crate::envelope::contract::LogRecord;
use crate::outcome::http_fields::times::UNITS;
use crate::outcome::http_fields::{Field, Fields};

/// With one of these it takes more than the places to know what a success says: another target beside the URL, who answered, a
/// key, a duration whose unit is told elsewhere.
const FORBIDDEN: [Field; 8] = [
    Field::Path,
    Field::RequestLine,
    Field::IdempotencyKey,
    Field::Duration,
    Field::UpstreamStatus,
    Field::UpstreamTime,
    Field::ResponseFlags,
    Field::OriginStatus,
];

/// Places among the attributes of a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    pub(super) url: u32,
    pub(super) status: u32,
    pub(super) method: Option<u32>,
    /// With its unit in microseconds.
    pub(super) duration: Option<(u32, f64)>,
    pub(super) request_id: Option<u32>,
    pub(super) correlation: Option<u32>,
    /// What must be as it is for the rest to be true.
    pub(super) pinned: Vec<u32>,
}

/// The places in a record with one URL and one status, if nothing else in it decides what a success says.
pub(super) fn of(record: &LogRecord<'_>) -> Option<Places> {
    let fields = Fields::of(record);
    let plan = &fields.plan;
    let more = plan.of_a_router || plan.of_traefik || plan.headers.is_some();
    if more || !plan.told.is_empty() || FORBIDDEN.iter().any(|field| plan.holds(*field)) {
        return None;
    }
    let url = fields.only(Field::Url)?;
    let near = record.attributes.get(url as usize)?.parent;
    // More than one of a kind is for the walk that compares them; a status that is no part of this call too.
    let status = fields.only(Field::Status)?;
    (fields.place(Field::Status, near)? == status).then_some(())?;
    let mut durations = UNITS
        .iter()
        .filter(|(field, _)| plan.holds(*field))
        .map(|(field, unit)| (fields.only(*field), *field, *unit));
    let duration = match (durations.next(), durations.next()) {
        (None, _) => None,
        (Some((Some(_), field, unit)), None) => {
            fields.place(field, near).map(|place| (place, unit))
        }
        _ => return None,
    };
    for field in [Field::Method, Field::RequestId] {
        (plan.places(field).len() < 2).then_some(())?;
    }
    let pinned = [Field::Attempt, Field::Logger];
    Some(Places {
        url,
        status,
        method: fields.place(Field::Method, near),
        duration,
        request_id: fields.place(Field::RequestId, near),
        correlation: fields.place(Field::CorrelationId, near),
        pinned: pinned
            .iter()
            .flat_map(|field| plan.places(*field).iter().copied())
            .collect(),
    })
}

impl Fields<'_, '_> {
    /// The place of a meaning that stands once.
    fn only(&self, field: Field) -> Option<u32> {
        match self.plan.places(field) {
            [place] => Some(*place),
            _ => None,
        }
    }

    /// The place of this call's field that stands nearest to `near`; of equals, the first.
    fn place(&self, field: Field, near: u32) -> Option<u32> {
        let reached = |place: &u32| {
            let attribute = self.all.get(*place as usize)?;
            Some((self.reach(near, attribute.parent)?, *place))
        };
        let all = self.plan.places(field).iter().filter_map(reached);
        all.min_by_key(|(steps, _)| *steps).map(|(_, place)| place)
    }
}
