//! Successes of one form, known again by where the program's own words for it stand: to ask what the words say took as long as all
//! else that is kept of a success.

use crate::event::attempt::{Flags, Form};

/// True when the other's words stand where these do; what stands elsewhere may say the same nevertheless.
#[inline]
fn stands_at(one: &Form, other: &Form) -> bool {
    std::ptr::eq(one.resource, other.resource)
        && std::ptr::eq(one.method, other.method)
        && one.status == other.status
        && one.agent == other.agent
}

/// Where a form is remembered, by what differs most.
#[inline]
fn slot(form: &Form, flags: Flags) -> usize {
    let said = u64::from(flags.0) << 8 ^ u64::from(form.status) << 32 ^ u64::from(form.agent);
    let mixed = form.resource.as_ptr().addr() as u64 ^ said;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS)) as usize
}

/// What is asked of a success whose form is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Kin {
    /// Number of its resource.
    pub(in super::super) resource: u32,
    /// Number of its shape, once there was need of one.
    pub(in super::super) number: Option<u16>,
    /// Number of its method.
    pub(in super::super) method: u8,
    /// Its URL is that of one thing.
    pub(in super::super) one: bool,
}

/// How many pairs of forms are remembered, as a power of two.
const SLOTS: u32 = 5;

/// A form with all flags, and what is known of it.
type Known = (Form, Flags, Kin);

/// The forms met last, two by slot.
#[derive(Debug)]
pub(super) struct Forms([[Option<Known>; 2]; 1 << SLOTS]);

impl Default for Forms {
    fn default() -> Self {
        Self([[None; 2]; 1 << SLOTS])
    }
}

impl Forms {
    /// What is known of a form that was met lately.
    #[inline]
    pub(super) fn find(&self, form: &Form, flags: Flags) -> Option<Kin> {
        let mut met = self.0.get(slot(form, flags))?.iter().flatten();
        let met = met.find(|(met, all, _)| *all == flags && stands_at(met, form));
        met.map(|(_, _, kin)| *kin)
    }

    /// Remembers one in place of what was known of it, or of another that was met longer ago.
    pub(super) fn keep(&mut self, form: &Form, flags: Flags, kin: Kin) {
        if let Some([first, second]) = self.0.get_mut(slot(form, flags)) {
            let known = |known: &Known| known.1 == flags && stands_at(&known.0, form);
            let before = first.replace((*form, flags, kin));
            if !before.as_ref().is_some_and(known) {
                *second = before;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_a_slot_are_known_and_words_elsewhere_are_not() {
        let form = Form {
            resource: "voice/Calls",
            method: "POST",
            status: 201,
            agent: 0,
        };
        let kin = |resource| Kin {
            resource,
            number: None,
            method: 2,
            one: false,
        };
        let same = |other: &Form| slot(other, Flags::WHOLE) == slot(&form, Flags::WHOLE);
        let agents = (0..).map(|agent| Form { agent, ..form }).filter(same);
        let of_slot: Vec<Form> = agents.take(3).collect();
        let mut forms = Forms::default();
        for (at, form) in (0..).zip(&of_slot) {
            assert_eq!(forms.find(form, Flags::WHOLE), None);
            forms.keep(form, Flags::WHOLE, kin(9));
            forms.keep(form, Flags::WHOLE, kin(at));
        }
        let known = of_slot.iter().map(|form| forms.find(form, Flags::WHOLE));
        assert_eq!(
            known.collect::<Vec<_>>(),
            [None, Some(kin(1)), Some(kin(2))]
        );
        let beside = |flags: &Flags| slot(&of_slot[2], *flags) == slot(&form, Flags::WHOLE);
        let other = (0..Flags::WHOLE.0)
            .map(Flags)
            .find(beside)
            .expect("one of many");
        assert_eq!(forms.find(&of_slot[2], other), None);
        let elsewhere = Form {
            resource: String::from(form.resource).leak(),
            ..of_slot[2]
        };
        assert_eq!(forms.find(&elsewhere, Flags::WHOLE), None);
    }
}
