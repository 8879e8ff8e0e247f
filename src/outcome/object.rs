//! The flat attributes of a record seen as the objects and lists that they were.

use crate::envelope::contract::{Attribute, LogRecord, Value};

/// An object or list among the attributes. What is in it stands directly behind it.
#[derive(Debug, Clone, Copy)]
pub struct Object<'r, 'a> {
    all: &'r [Attribute<'a>],
    own: u32,
    from: usize,
    to: usize,
}

impl<'r, 'a> Object<'r, 'a> {
    /// The object around everything.
    #[must_use]
    pub fn top(record: &'r LogRecord<'a>) -> Self {
        Self {
            all: &record.attributes,
            own: Attribute::TOP,
            from: 0,
            to: record.attributes.len(),
        }
    }

    /// True for the object around everything.
    #[must_use]
    pub const fn is_top(&self) -> bool {
        self.own == Attribute::TOP
    }

    /// True for a member of a list.
    #[must_use]
    pub fn is_element(&self) -> bool {
        let around = |place: u32| self.all.get(usize::try_from(place).ok()?);
        let list = around(self.own).and_then(|own| around(own.parent));
        list.is_some_and(|list| list.value == Value::List)
    }

    /// Every object that has a member of that name, in order; once, however many it has of that name.
    pub fn holders(
        record: &'r LogRecord<'a>,
        name: &'static str,
    ) -> impl Iterator<Item = Self> + 'r {
        let top = Self::top(record);
        let named = top.all.iter().filter(move |member| member.name == name);
        // Those of them that are still open here, outermost first. What is in an object stands behind it: what comes later
        // on this list than the object at hand has ended.
        let mut open: Vec<u64> = Vec::new();
        let first = named.filter(move |member| {
            let parent = match member.parent {
                Attribute::TOP => 0,
                parent => u64::from(parent) + 1,
            };
            while open.last().is_some_and(|last| *last > parent) {
                open.pop();
            }
            let new = open.last() != Some(&parent);
            if new {
                open.push(parent);
            }
            new
        });
        first.filter_map(move |member| match member.parent {
            Attribute::TOP => Some(top),
            parent => top.at(usize::try_from(parent).ok()?),
        })
    }

    /// The object or list at that place.
    fn at(&self, place: usize) -> Option<Self> {
        let attribute = self.all.get(place)?;
        if !matches!(attribute.value, Value::Object | Value::List) {
            return None;
        }
        let own = u32::try_from(place).ok()?;
        let behind = self.all.get(place + 1..)?;
        let inside =
            |member: &Attribute<'_>| member.parent != Attribute::TOP && member.parent >= own;
        let length = behind.iter().position(|member| !inside(member));
        Some(Self {
            all: self.all,
            own,
            from: place + 1,
            to: place + 1 + length.unwrap_or(behind.len()),
        })
    }

    fn members(&self) -> impl Iterator<Item = (usize, &'r Attribute<'a>)> + use<'r, 'a> {
        let (own, from) = (self.own, self.from);
        let inside = self.all.get(from..self.to).unwrap_or_default();
        let members = inside.iter().enumerate();
        members
            .filter(move |(_, member)| member.parent == own)
            .map(move |(place, member)| (from + place, member))
    }

    /// The value of the first member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut members = self.members();
        Some(members.find(|(_, member)| member.name == name)?.1.value)
    }

    /// The first text among the members of these names.
    #[must_use]
    pub fn text(&self, names: &[&str]) -> Option<&'a str> {
        let text = |name: &&str| self.get(name)?.text().filter(|text| !text.is_empty());
        names.iter().find_map(text)
    }

    /// The first whole number, also one written as a text, among the members of these names.
    #[must_use]
    pub fn number(&self, names: &[&str]) -> Option<u64> {
        let number = |name: &&str| self.get(name)?.unsigned();
        names.iter().find_map(number)
    }

    /// The first code, five or six digits, among the members of these names.
    #[must_use]
    pub fn code(&self, names: &[&str]) -> Option<u32> {
        let number = u32::try_from(self.number(names)?).ok();
        number.filter(|code| (10_000..1_000_000).contains(code))
    }

    /// The object or list of that name.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<Self> {
        let mut members = self.members();
        self.at(members.find(|(_, member)| member.name == name)?.0)
    }

    /// The objects and lists directly in it.
    pub fn elements(&self) -> impl Iterator<Item = Self> + use<'r, 'a> {
        let this = *self;
        self.members().filter_map(move |(place, _)| this.at(place))
    }

    /// Its members with their values.
    pub fn named(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> + use<'r, 'a> {
        self.members()
            .map(|(_, member)| (member.name, member.value))
    }

    /// The value of its first member.
    #[must_use]
    pub fn first(&self) -> Option<Value<'a>> {
        Some(self.members().next()?.1.value)
    }

    /// The value of a header in a list of `{"name": …, "value": …}`; names in any case.
    #[must_use]
    pub fn header(&self, list: &str, name: &str) -> Option<&'a str> {
        let mut headers = self.object(list)?.elements();
        let wanted = |header: &Self| {
            let found = header.text(&["name"]);
            found.is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        headers.find(wanted)?.text(&["value"])
    }
}

/// True when a text of the record holds one of the literals: for members whose fields alone would not need them.
pub fn holds(record: &LogRecord<'_>, literals: &[&str]) -> bool {
    let held = |text: &str| literals.iter().any(|literal| text.contains(literal));
    record.texts().any(held)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope;
    use bumpalo::Bump;

    #[test]
    fn an_object_is_a_holder_once() {
        let memory = Bump::new();
        let text = r#"{"a":{"sid":1,"b":{"sid":2},"sid":3},"sid":4,"c":[{"x":0},{"sid":5,"sid":6}],"sid":7}"#;
        let record = envelope::unwrap(text, &memory);
        let first = Object::holders(&record, "sid").map(|object| object.number(&["sid"]));
        let first: Vec<u64> = first.flatten().collect();
        assert_eq!(first, [1, 2, 4, 5]);
    }
}
