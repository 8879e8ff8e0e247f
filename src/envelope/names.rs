//! Remembering names: a logger writes the same names in the same order, so most are known by one comparison.

use super::contract::Attribute;

/// How many places of a record are remembered.
const PLACES: usize = 64;

/// What the names of the records before meant, by their place in the record. A pure saving: what is remembered for a
/// place is used only for the very same name.
#[derive(Debug)]
pub struct Remembered<M>([Met<M>; PLACES]);

#[derive(Debug)]
struct Met<M> {
    name: Box<str>,
    known_as: u32,
    meaning: Option<M>,
}

impl<M> Default for Remembered<M> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Met {
            name: Box::default(),
            known_as: 0,
            meaning: None,
        }))
    }
}

impl<M: Copy> Remembered<M> {
    /// What the attribute's name means; `read` finds out when another name stood at this place before. The empty name
    /// means nothing.
    #[inline]
    pub fn meaning(
        &mut self,
        place: usize,
        attribute: &Attribute<'_>,
        read: impl FnOnce(&str) -> Option<M>,
    ) -> Option<M> {
        let met = &mut self.0[place % PLACES];
        let same_number = attribute.known_as != 0 && met.known_as == attribute.known_as;
        if !same_number {
            if *met.name != *attribute.name {
                met.meaning = read(attribute.name);
                met.name = attribute.name.into();
            }
            met.known_as = attribute.known_as;
        }
        met.meaning
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::contract::Value;

    #[test]
    fn only_the_same_name_at_the_same_place_is_remembered() {
        let mut names = Remembered::default();
        let attribute = |name, known_as| Attribute {
            name,
            parent: Attribute::TOP,
            known_as,
            value: Value::Null,
        };
        let length = |name: &str| Some(name.len());
        assert_eq!(names.meaning(1, &attribute("level", 0), length), Some(5));
        assert_eq!(names.meaning(1, &attribute("level", 0), |_| None), Some(5));
        assert_eq!(names.meaning(1, &attribute("level", 7), |_| None), Some(5));
        assert_eq!(names.meaning(2, &attribute("level", 7), |_| None), None);
        assert_eq!(
            names.meaning(1 + PLACES, &attribute("msg", 8), length),
            Some(3)
        );
        assert_eq!(names.meaning(1, &attribute("level", 7), length), Some(5));
        assert_eq!(names.meaning(9, &attribute("", 0), length), None);
    }
}
