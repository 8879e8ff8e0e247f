//! What was found out of the shapes met last.

use super::Shape;

/// How many shapes are remembered.
const SLOTS: usize = 64;

/// What was found out of the shapes met last. A pure saving: what is remembered for a shape is used only for the same one.
#[derive(Debug)]
pub struct Remembered<M>([(Shape, Option<M>); SLOTS]);

impl<M> Default for Remembered<M> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| (Shape::UNKNOWN, None)))
    }
}

impl<M> Remembered<M> {
    /// What the shape means; `find_out` says it when the shape was not met lately, or is unknown.
    #[inline]
    pub fn of(&mut self, shape: Shape, find_out: impl FnOnce() -> M) -> &M {
        self.of_mut(shape, find_out)
    }

    /// As [`Self::of`], to be changed.
    #[inline]
    pub fn of_mut(&mut self, shape: Shape, find_out: impl FnOnce() -> M) -> &mut M {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the low bits choose a slot"
        )]
        let (known, meaning) = &mut self.0[shape.0 as usize % SLOTS];
        if *known != shape || shape == Shape::UNKNOWN {
            (*known, *meaning) = (shape, None);
        }
        meaning.get_or_insert_with(find_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_is_found_out_once_per_shape() {
        let mut met = Remembered::default();
        assert_eq!(*met.of(Shape(1), || 1), 1);
        assert_eq!(*met.of(Shape(1), || 2), 1);
        assert_eq!(*met.of(Shape(1 + SLOTS as u64), || 3), 3);
        assert_eq!(*met.of(Shape(1), || 4), 4, "the slot was taken");
        assert_eq!(*met.of(Shape::UNKNOWN, || 5), 5);
        assert_eq!(*met.of(Shape::UNKNOWN, || 6), 6);
    }
}
