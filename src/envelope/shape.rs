//! Shapes of records: a logger writes the same names in the same order, so what they mean is found out once per shape.
//!
//! The shapes met form a tree: one step for each attribute, by its name, its parent and its kind. Where the steps of a record
//! end is its shape. Measured on 1.1 GB of JSON lines: asking for each name what it means took a fifth of what an event cost.

mod remembered;

pub use remembered::Remembered;

use super::contract::{Attribute, Value};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

/// Stands for the names, the nesting and the kinds of a record's attributes, in their order: equal shapes are equal in all of
/// these, whichever thread met them. A shape is never given twice; nothing is known of [`Shape::UNKNOWN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape(u64);

impl Shape {
    /// Of records that nobody followed, and of those with rare names.
    pub const UNKNOWN: Self = Self(u64::MAX);
    /// Of records without attributes.
    pub const EMPTY: Self = Self(0);
}

/// The shapes that one thread met.
#[derive(Debug)]
pub struct Shapes {
    /// The first is where every record starts.
    steps: Vec<Step>,
    /// Added to the place of a step, except the first, it gives its shape.
    base: u64,
}

/// The shapes that no thread has taken yet begin here.
static FREE: AtomicU64 = AtomicU64::new(0);

/// One attribute more.
#[derive(Debug)]
pub struct Step {
    /// Its name.
    pub name: Box<str>,
    /// Its parent.
    pub parent: u32,
    /// What of its value belongs to the shape.
    pub kind: Kind,
    /// What stood between the value before and this one, where the reader said so.
    pub between: Between,
    /// The steps that were seen to follow: the first of them, and for each the next; 0 for none.
    follower: u32,
    sibling: u32,
}

/// The bytes between two values: brackets, commas, quotes and the name. What stands in the same bytes at the same place of
/// an equal shape is read the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Between {
    /// The bytes; none where nobody said them.
    pub bytes: Box<[u8]>,
    /// Where the name begins in them.
    pub name: usize,
    /// They end with the quote that opens a text.
    pub quoted: bool,
}

/// What of a value belongs to the shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// A text, a number, a truth value.
    Scalar,
    /// An object.
    Object,
    /// A list.
    List,
    /// No value: the attributes of another object begin.
    Beginning,
}

impl Kind {
    /// The kind of a value.
    #[inline]
    #[must_use]
    pub const fn of(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Object => Self::Object,
            Value::List => Self::List,
            _ => Self::Scalar,
        }
    }
}

/// The place of a step; of [`NOWHERE`] nothing follows.
pub type Place = u32;

/// Where a record is that is not followed any further.
pub const NOWHERE: Place = Place::MAX;

/// Past so many steps all are forgotten: the names of such records are as good as random.
const MOST: usize = 2048;

/// How many attributes of one record are followed: more make no shape that comes again.
const LONGEST: usize = 512;

/// The longest name that is followed, and the most bytes between two values.
const LONGEST_NAME: usize = 64;
const WIDEST: usize = 128;

/// How many steps are tried at one place.
const TRIED: usize = 32;

thread_local! {
    static MET: RefCell<Shapes> = RefCell::default();
}

/// Hands the shapes of this thread to `with`.
pub fn shapes<T>(with: impl FnOnce(&mut Shapes) -> T) -> T {
    MET.with_borrow_mut(with)
}

impl Step {
    fn new(name: &str, parent: u32, kind: Kind) -> Self {
        Self {
            name: name.into(),
            parent,
            kind,
            between: Between::default(),
            follower: 0,
            sibling: 0,
        }
    }
}

impl Default for Shapes {
    fn default() -> Self {
        Self {
            steps: vec![Step::new("", 0, Kind::Null)],
            base: Self::fresh(),
        }
    }
}

impl Shapes {
    /// The beginning of as many shapes as there are steps at most, given to nobody before.
    fn fresh() -> u64 {
        FREE.fetch_add((MOST + LONGEST) as u64, Ordering::Relaxed)
    }

    /// Where a record of that shape is; forgets all shapes when there are too many.
    #[must_use]
    pub fn place(&mut self, shape: Shape) -> Place {
        if self.steps.len() >= MOST {
            self.base = Self::fresh();
            self.steps.truncate(1);
            self.steps[0].follower = 0;
        }
        if shape == Shape::EMPTY {
            return 0;
        }
        let place = shape.0.checked_sub(self.base).map(Place::try_from);
        place
            .and_then(Result::ok)
            .filter(|place| *place > 0 && (*place as usize) < self.steps.len())
            .unwrap_or(NOWHERE)
    }

    /// The shape of the records that end at a place.
    #[must_use]
    pub fn shape(&self, place: Place) -> Shape {
        match place {
            NOWHERE => Shape::UNKNOWN,
            0 => Shape::EMPTY,
            place => Shape(self.base + u64::from(place)),
        }
    }

    /// The first of the steps that were seen to follow a place, the likeliest first, of which something is true.
    #[inline]
    fn followed(&self, place: Place, is: impl Fn(&Step) -> bool) -> Option<Place> {
        let mut next = self.step(place)?.follower;
        for _ in 0..TRIED {
            let step = self.step(next).filter(|_| next != 0)?;
            if is(step) {
                return Some(next);
            }
            next = step.sibling;
        }
        None
    }

    /// Where the bytes that follow a value are likely to lead: the first step that was seen behind the same ones.
    #[inline]
    #[must_use]
    pub fn likely(&self, place: Place, bytes: &[u8]) -> Option<(Place, &Step)> {
        let same =
            |step: &Step| !step.between.bytes.is_empty() && bytes.starts_with(&step.between.bytes);
        let likely = self.followed(place, same)?;
        Some((likely, self.step(likely)?))
    }

    #[inline]
    fn step(&self, place: Place) -> Option<&Step> {
        self.steps.get(place as usize)
    }

    /// One attribute on, behind these bytes.
    #[must_use]
    pub fn after(&mut self, place: Place, next: &Attribute<'_>, between: (&[u8], usize)) -> Place {
        let kind = Kind::of(next.value);
        self.enter(place, (next.name, next.parent), kind, between)
    }

    /// Where another object begins.
    #[must_use]
    pub fn begin(&mut self, place: Place) -> Place {
        match place {
            0 => 0,
            place => self.enter(place, ("", 0), Kind::Beginning, (b"", 0)),
        }
    }

    fn enter(
        &mut self,
        place: Place,
        (name, parent): (&str, u32),
        kind: Kind,
        (bytes, start): (&[u8], usize),
    ) -> Place {
        let same = |step: &Step| {
            step.parent == parent
                && step.kind == kind
                && *step.name == *name
                && *step.between.bytes == *bytes
        };
        if let Some(known) = self.followed(place, same) {
            return known;
        }
        let new = Place::try_from(self.steps.len()).unwrap_or(NOWHERE);
        let followed = name.len() <= LONGEST_NAME
            && bytes.len() <= WIDEST
            && self.steps.len() < MOST + LONGEST;
        let Some(before) = self.steps.get_mut(place as usize).filter(|_| followed) else {
            return NOWHERE;
        };
        let sibling = std::mem::replace(&mut before.follower, new);
        let between = Between {
            bytes: bytes.into(),
            name: start,
            quoted: bytes.last() == Some(&b'"'),
        };
        self.steps.push(Step {
            between,
            sibling,
            ..Step::new(name, parent, kind)
        });
        new
    }

    /// The shape of attributes that were written without following them.
    #[must_use]
    pub fn follow(&mut self, attributes: &[Attribute<'_>]) -> Shape {
        if attributes.len() > LONGEST {
            return Shape::UNKNOWN;
        }
        let mut at = self.place(Shape::EMPTY);
        for attribute in attributes {
            at = self.after(at, attribute, (b"", 0));
        }
        self.shape(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn attribute<'a>(name: &'a str, parent: u32, value: Value<'a>) -> Attribute<'a> {
        Attribute {
            name,
            parent,
            value,
        }
    }

    #[test]
    fn equal_shapes_are_equal_in_name_parent_and_kind() {
        let top = Attribute::TOP;
        let (one, two) = (Value::Integer(1), Value::Text("2"));
        let records = [
            vec![attribute("a", top, one), attribute("b", top, one)],
            vec![attribute("a", top, one), attribute("c", top, one)],
            vec![attribute("a", top, one), attribute("b", top, Value::Null)],
            vec![attribute("a", top, Value::Object), attribute("b", 0, one)],
            vec![attribute("a", top, Value::List), attribute("b", 0, one)],
            vec![attribute("a", top, Value::Object), attribute("b", top, one)],
            vec![attribute("a", top, one)],
            vec![attribute("", top, one)],
        ];
        let mut shapes = Shapes::default();
        let first: Vec<Shape> = records.iter().map(|record| shapes.follow(record)).collect();
        for (place, shape) in first.iter().enumerate() {
            assert!(!first[..place].contains(shape) && *shape != Shape::UNKNOWN);
            assert_eq!(shapes.follow(&records[place]), *shape, "it comes again");
        }
        let again = [attribute("a", top, two), attribute("b", top, two)];
        assert_eq!(shapes.follow(&again), first[0], "values are no part of it");
        assert_eq!(shapes.follow(&[]), Shape::EMPTY);
    }

    #[test]
    fn random_names_are_forgotten_and_no_shape_comes_twice() {
        let mut shapes = Shapes::default();
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..5 * MOST {
            let name = number.to_string();
            let record = [attribute(&name, Attribute::TOP, Value::Null)];
            assert!(seen.insert(shapes.follow(&record).0), "{number}");
            assert!(shapes.steps.len() <= MOST + LONGEST);
        }
        let record = [attribute("0", Attribute::TOP, Value::Null)];
        let old = shapes.follow(&record);
        for number in 0..MOST {
            let name = format!("x{number}");
            let _ = shapes.follow(&[attribute(&name, Attribute::TOP, Value::Null)]);
        }
        assert_eq!(shapes.place(old), NOWHERE, "an old shape leads nowhere");
        assert!(seen.insert(shapes.follow(&record).0));
        let at = shapes.place(Shape::EMPTY);
        let wide = [b' '; WIDEST + 1];
        assert_eq!(shapes.after(at, &record[0], (&wide, 0)), NOWHERE);
        let long = "x".repeat(LONGEST_NAME + 1);
        let long = [attribute(&long, Attribute::TOP, Value::Null)];
        assert_eq!(shapes.follow(&long), Shape::UNKNOWN);
    }
}
