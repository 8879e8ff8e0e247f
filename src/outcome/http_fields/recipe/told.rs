//! A call that was told by recipe, and what its record says of the attempt besides.

use super::{Recipe, value};
use crate::envelope::skeleton;
use crate::event::Event;
use crate::event::attempt::{Flags, Form, Success};
use crate::outcome::facts::brief::Brief;
use crate::outcome::facts::recipe::{self, Goal, Ids};

/// A call that was told by recipe.
#[derive(Debug)]
pub struct Told<'a> {
    /// The call.
    pub event: &'a Event<'a>,
    pub(super) text: &'a str,
    pub(super) goal: Goal<'a>,
    pub(super) resource: &'static str,
    pub(super) method: Option<&'static str>,
    pub(super) recipe: &'a Recipe,
    pub(super) places: &'a skeleton::Places,
}

impl<'a> Told<'a> {
    /// The record's text, without the last line end.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// What the record says of the attempt besides the event.
    #[must_use]
    pub fn success(&self) -> Success<'a> {
        let ids = self.recipe.ids.iter();
        let ids = ids.filter_map(|id| value(self.text, self.places, *id));
        let ids = Ids::of(ids, self.event);
        recipe::success(&self.recipe.facts, ids, &self.goal, self.event)
    }

    /// The same in brief, to be read later; `None` where that cannot be.
    #[must_use]
    #[inline]
    pub fn brief(&self) -> Option<Brief> {
        let (recipe, event) = (self.recipe, self.event);
        if !recipe.is_brief || event.request_id == Some("") {
            return None;
        }
        let place = |number: usize| self.places.get(number).cloned();
        let maybe = |number: Option<usize>| number.map_or(Some(0..0), place);
        let url = place(recipe.url)?;
        let start = u32::try_from(self.goal.start()?).ok()?;
        let (agent, flags) = (recipe.facts.agent, self.goal.flags(self.method));
        Some(Brief {
            timestamp: event.timestamp?,
            duration_us: event.duration_us,
            form: Form {
                resource: self.resource,
                method: self.method?,
                status: event.http_status?,
                agent,
            },
            flags: Flags(flags.0 | recipe.facts.flags.0),
            target: url.start + start..url.end,
            request_id: maybe(recipe.request_id)?,
            correlation: maybe(recipe.correlation)?,
        })
    }
}
