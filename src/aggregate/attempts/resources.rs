//! The numbers of resources, the same in all parts of one fold.

use super::Ledger;
use super::row::UNSAID;

/// How many resources are remembered by their names.
const RECENT: usize = 32;

/// The resources named last, by the length of the name: a log calls few, in turns.
pub(super) type Recent = [(Box<str>, u32); RECENT];

/// None named yet.
pub(super) fn none() -> Recent {
    std::array::from_fn(|_| (Box::default(), UNSAID))
}

impl Ledger {
    /// The number of a resource.
    #[inline]
    pub(super) fn resource(&mut self, name: &str) -> u32 {
        match self.recent.get(name.len() % RECENT) {
            Some((known, id)) if **known == *name => *id,
            _ => self.other_resource(name),
        }
    }

    /// The number of a resource that was not named last.
    #[inline(never)]
    fn other_resource(&mut self, name: &str) -> u32 {
        let id = if let Some(id) = self.resources.get(name) {
            *id
        } else {
            let id = self.shared.resource(name);
            self.resources.insert(name.into(), id);
            id
        };
        if let Some(recent) = self.recent.get_mut(name.len() % RECENT) {
            *recent = (name.into(), id);
        }
        id
    }
}
