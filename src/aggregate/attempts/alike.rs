//! What many plain successes say alike, looked up by where its words stand: they are the program's own, and to compare them letter by
//! letter took longer than everything else that is looked up of a success.

use crate::event::attempt::Flags;

/// How many are remembered, as a power of two: many times what a log has in turns, so that two seldom want one slot.
const SLOTS: u32 = 8;

/// What many plain successes say alike.
#[derive(Debug, Clone, Copy)]
pub struct Alike {
    /// The resource.
    pub resource: &'static str,
    /// HTTP method in upper case.
    pub method: &'static str,
    /// HTTP status, 100 to 399.
    pub status: u16,
    /// User agent; 0 for none.
    pub agent: u32,
    /// Everything else.
    pub flags: Flags,
}

impl Alike {
    /// True for the same words at the same places. The same words elsewhere are looked up anew, and found to be the same.
    #[inline]
    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.resource, other.resource)
            && std::ptr::eq(self.method, other.method)
            && (self.status, self.agent, self.flags) == (other.status, other.agent, other.flags)
    }

    /// The slot of it.
    #[inline]
    fn slot(&self) -> usize {
        let place = self.resource.as_ptr().addr() as u64;
        let said = u64::from(self.flags.0) << 32 ^ u64::from(self.agent) << 16;
        let mixed = place ^ said ^ u64::from(self.status) << 48;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS)) as usize
    }
}

/// Those met last, with what is known of them.
#[derive(Debug)]
pub(super) struct LastMet<T>(Vec<Option<(Alike, T)>>);

impl<T: Copy> Default for LastMet<T> {
    fn default() -> Self {
        Self(vec![None; 1 << SLOTS])
    }
}

impl<T: Copy> LastMet<T> {
    /// What is known of it, if it is one of those.
    #[inline]
    pub(super) fn find(&self, alike: &Alike) -> Option<&T> {
        match self.0.get(alike.slot()) {
            Some(Some((met, known))) if met.is(alike) => Some(known),
            _ => None,
        }
    }

    /// Remembers what is known of it.
    pub(super) fn keep(&mut self, alike: &Alike, known: T) {
        if let Some(slot) = self.0.get_mut(alike.slot()) {
            *slot = Some((*alike, known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_anything_is_another() {
        let one = Alike {
            resource: "messaging/Messages",
            method: "POST",
            status: 201,
            agent: 0,
            flags: Flags::WHOLE,
        };
        let mut met = LastMet::default();
        met.keep(&one, 1);
        assert_eq!(met.find(&one), Some(&1));
        let others = [
            Alike {
                resource: &one.resource[1..],
                ..one
            },
            Alike {
                resource: &one.resource[..9],
                ..one
            },
            Alike {
                method: "GET",
                ..one
            },
            Alike { status: 200, ..one },
            Alike { agent: 7, ..one },
            Alike {
                flags: Flags::INSTANCE,
                ..one
            },
        ];
        for other in &others {
            assert_eq!(met.find(other), None, "{other:?}");
        }
    }
}
