//! How long a call took and when it began, in the units that each name or each writer has.

use super::{Field, Fields};
use crate::envelope::contract::{Attribute, Value};
use crate::outcome::grammar::{self, scaled};
use crate::timestamp::Timestamp;

/// Names with a unit of their own, and that unit in microseconds.
pub(super) const UNITS: [(Field, f64); 4] = [
    (Field::Milliseconds, 1e3),
    (Field::Seconds, 1e6),
    (Field::Microseconds, 1.0),
    (Field::Nanoseconds, 1e-3),
];

impl Fields<'_, '_> {
    /// How long the call took, in microseconds. A bare number under a name without a unit is read only where the writer is
    /// known by other names.
    pub(super) fn duration(&self, near: u32) -> Option<u64> {
        UNITS
            .iter()
            .find_map(|(field, unit)| self.nearest(*field, near, |value| scaled(value, *unit)))
            .or_else(|| {
                let unit = self.holds(Field::Duration).then(|| self.unit()).flatten();
                self.nearest(Field::Duration, near, |value| {
                    let with_unit = || grammar::duration(value.text()?);
                    with_unit().or_else(|| scaled(value, unit?))
                })
            })
            .or_else(|| self.of_the_event())
            .or_else(|| self.nearest(Field::UpstreamTime, near, |value| scaled(value, 1e6)))
    }

    /// The unit of Envoy's, Caddy's and Traefik's `duration`, in microseconds.
    fn unit(&self) -> Option<f64> {
        if self.holds(Field::ResponseFlags) {
            return Some(1e3);
        }
        if self.is_caddy() {
            return Some(1e6);
        }
        self.plan.of_traefik.then_some(1e-3)
    }

    /// `event.duration` of the Elastic Common Schema: nanoseconds.
    fn of_the_event(&self) -> Option<u64> {
        let attribute = self.each(Field::Duration).find(|attribute| {
            self.all
                .get(attribute.parent as usize)
                .is_some_and(|event| event.name == "event" && event.parent == Attribute::TOP)
        })?;
        match attribute.value {
            Value::Integer(_) => scaled(attribute.value, 1e-3),
            _ => None,
        }
    }

    /// When the call began or ended, by a name that loggers do not use for their own stamp.
    pub(super) fn started(&self, near: u32) -> Option<Timestamp> {
        let Some(first) = self.nearest(Field::Started, near, moment) else {
            return self.around_started(near);
        };
        // nginx writes the whole seconds in one field and the milliseconds in another.
        let finer = |value| {
            let whole = |when: Timestamp| when.milliseconds().rem_euclid(1000) == 0;
            let finer = |when: &Timestamp| when.seconds() == first.seconds() && !whole(*when);
            moment(value).filter(finer)
        };
        let finer = self.nearest(Field::Started, near, finer);
        finer.or(Some(first))
    }

    /// The same of a span, which has its request in objects of its own: from the objects around it, the innermost first.
    fn around_started(&self, near: u32) -> Option<Timestamp> {
        let mut at = near;
        for _ in 0..8 {
            at = self.all.get(at as usize)?.parent;
            let mut own = self.each(Field::Started);
            let own = own.find(|attribute| attribute.parent == at);
            if let Some(own) = own {
                return moment(own.value);
            }
        }
        None
    }
}

/// A stamp, or a number since the epoch.
fn moment(value: Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Text(text) => Timestamp::parse(text),
        Value::Integer(number) => Timestamp::from_epoch(&number.to_string()),
        Value::Number(number) if number.is_finite() && number >= 0.0 => {
            Timestamp::from_epoch(&format!("{number:.6}"))
        }
        _ => None,
    }
}
