//! Remembering names: a logger writes the same names in the same order, so most are known by one comparison.

/// How many places of a record are remembered.
const PLACES: usize = 64;

/// What the names of the records before meant, by their place in the record. A pure saving: what is remembered for a
/// place is used only for the very same name.
#[derive(Debug)]
pub struct Remembered<M>([(Box<str>, Option<M>); PLACES]);

impl<M> Default for Remembered<M> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| (Box::default(), None)))
    }
}

impl<M: Copy> Remembered<M> {
    /// What the name at this place means; `read` finds out when another name stood there before. The empty name means nothing.
    #[inline]
    pub fn meaning(
        &mut self,
        place: usize,
        name: &str,
        read: impl FnOnce(&str) -> Option<M>,
    ) -> Option<M> {
        let (known, meaning) = &mut self.0[place % PLACES];
        if **known != *name {
            *meaning = read(name);
            *known = name.into();
        }
        *meaning
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_name_at_the_same_place_is_remembered() {
        let mut names = Remembered::default();
        let length = |name: &str| Some(name.len());
        assert_eq!(names.meaning(1, "level", length), Some(5));
        assert_eq!(names.meaning(1, "level", |_| None), Some(5));
        assert_eq!(names.meaning(2, "level", |_| None), None);
        assert_eq!(names.meaning(1 + PLACES, "msg", length), Some(3));
        assert_eq!(names.meaning(1, "level", length), Some(5));
        assert_eq!(names.meaning(9, "", length), None);
    }
}
