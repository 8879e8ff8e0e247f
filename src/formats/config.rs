//! Reading `faultlens.toml`: every key known, every value checked, every format shown to read its own example.

use super::Field;
use super::pattern::{self, RARE, rarity};
use super::place::Checked;
use super::user_format::{Shape, UserFormat};
use crate::envelope::{self, ENVELOPES};
use crate::error::{Error, Result};
use crate::outcome::OUTCOMES;
use crate::outcome::contract::Found;
use bumpalo::Bump;
use std::collections::HashSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of a format.
const KEYS: &str = "name, example, contains, twilio, pattern, fields";

/// Every URL of Twilio's API holds one of these, or the version of its oldest paths; they are searched for in any case.
const HOSTS: [&str; 4] = ["twilio.", "Twilio.", "TWILIO.", "2010-04-01"];

/// The longest name of a format.
const MAX_NAME: usize = 40;

/// A value with its place in the file.
type Placed<T> = (Range<usize>, T);

/// What the file says of one format.
#[derive(Default)]
struct Draft<'t> {
    name: Option<Placed<&'t str>>,
    example: Option<Placed<&'t str>>,
    contains: Option<Placed<&'t str>>,
    pattern: Option<Placed<&'t str>>,
    fields: Option<Placed<Vec<(Field, String)>>>,
    twilio: bool,
}

/// Reads the whole file.
pub fn read(name: &str, text: &str) -> Result<Vec<UserFormat>> {
    let file = Checked { name, text };
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let found = error.message().replace('\n', ", ");
        file.wrong(at, "TOML", found, "see https://toml.io")
    })?;
    let mut out = Vec::new();
    let mut names = HashSet::new();
    for (key, value) in entries(root.get_ref()) {
        let tables = value
            .get_ref()
            .as_array()
            .filter(|_| key.get_ref() == "format");
        let Some(tables) = tables else {
            let found = format!("{} {:?}", value.get_ref().type_str(), key.get_ref());
            let cure = "begin each format with a line [[format]]";
            return Err(file.wrong(key.span().start, "[[format]]", found, cure));
        };
        for table in tables {
            let format = checked(&file, table)?;
            if !names.insert(format.name) {
                let found = format!("a second {:?}", format.name);
                let at = table.span().start;
                return Err(file.wrong(at, "each name once", found, "rename one of them"));
            }
            out.push(format);
        }
    }
    if out.is_empty() {
        let cure = "describe one, or remove the file";
        return Err(file.wrong(0, "a [[format]]", "none", cure));
    }
    Ok(out)
}

/// The entries of a table in the order of the file, so that the first error is told first.
fn entries<'t, 's>(
    table: &'t DeTable<'s>,
) -> Vec<(
    &'t Spanned<toml::de::DeString<'s>>,
    &'t Spanned<DeValue<'s>>,
)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// One format, complete and able to read its example.
fn checked(file: &Checked<'_>, table: &Spanned<DeValue<'_>>) -> Result<UserFormat> {
    let draft = draft(file, table)?;
    let (place, name) = draft
        .name
        .clone()
        .ok_or_else(|| missing(file, table, "name", "add name = \"…\""))?;
    check_name(file, &place, name)?;
    let (example_place, example) = draft.example.clone().ok_or_else(|| {
        missing(
            file,
            table,
            "example",
            "add example = '…', a line of this format",
        )
    })?;
    let (shape, literals) = shape(file, table, &draft)?;
    let format = UserFormat {
        name: name.to_owned().leak(),
        example: example.to_owned().leak(),
        literals: literals.leak(),
        twilio: draft.twilio,
        shape,
    };
    check_example(file, &example_place, &format)?;
    Ok(format)
}

/// How the format finds its fields, and the literals to search files for.
fn shape(
    file: &Checked<'_>,
    table: &Spanned<DeValue<'_>>,
    draft: &Draft<'_>,
) -> Result<(Shape, Vec<&'static str>)> {
    let (at, shape, derived) = match (&draft.pattern, &draft.fields) {
        (Some((span, text)), None) => {
            let pattern = pattern::compile(file, span, text)?;
            let fields: Vec<Field> = pattern.groups.iter().map(|(field, _)| *field).collect();
            check_fields(file, span.start, &fields, draft)?;
            let shape = Shape::Pattern(pattern.regex, pattern.groups);
            (span.start, shape, pattern.literals)
        }
        (None, Some((span, fields))) => {
            let names: Vec<Field> = fields.iter().map(|(field, _)| *field).collect();
            check_fields(file, span.start, &names, draft)?;
            let derived = literals_of(fields);
            (span.start, Shape::Fields(fields.clone()), derived)
        }
        (Some((place, _)), Some(_)) => {
            let cure = "make two formats of it";
            return Err(file.wrong(place.start, "pattern or fields", "both", cure));
        }
        (None, None) => {
            let cure = "add pattern = '…' for text, or [format.fields] for JSON";
            return Err(missing(file, table, "pattern or fields", cure));
        }
    };
    Ok((shape, literals(file, at, draft, derived)?))
}

fn missing(file: &Checked<'_>, table: &Spanned<DeValue<'_>>, key: &str, cure: &str) -> Error {
    let at = table.span().start;
    file.wrong(at, format!("{key} in this format"), "none", cure)
}

fn draft<'t>(file: &Checked<'_>, table: &'t Spanned<DeValue<'_>>) -> Result<Draft<'t>> {
    let mut draft = Draft::default();
    let Some(keys) = table.get_ref().as_table() else {
        return Err(wrong_type(file, table, "a table"));
    };
    for (key, value) in entries(keys) {
        match &**key.get_ref() {
            "name" => draft.name = Some(text(file, value)?),
            "example" => draft.example = Some(text(file, value)?),
            "contains" => draft.contains = Some(text(file, value)?),
            "pattern" => draft.pattern = Some(text(file, value)?),
            "twilio" => {
                let flag = value.get_ref().as_bool();
                draft.twilio = flag.ok_or_else(|| wrong_type(file, value, "true or false"))?;
            }
            "fields" => draft.fields = Some((key.span(), fields(file, value)?)),
            other => {
                let found = format!("{other:?}");
                let expected = format!("one of {KEYS}");
                let cure = "correct the key, or remove it";
                return Err(file.wrong(key.span().start, expected, found, cure));
            }
        }
    }
    Ok(draft)
}

fn fields(file: &Checked<'_>, value: &Spanned<DeValue<'_>>) -> Result<Vec<(Field, String)>> {
    let Some(table) = value.get_ref().as_table() else {
        return Err(wrong_type(file, value, "a table [format.fields]"));
    };
    let mut out = Vec::new();
    for (key, value) in entries(table) {
        let Some(field) = Field::named(key.get_ref()) else {
            let expected = format!("a field of an event: {}", Field::names());
            let found = format!("{:?}", key.get_ref());
            let cure = "on the left stands the event's field, on the right its name in the record";
            return Err(file.wrong(key.span().start, expected, found, cure));
        };
        let (place, name) = text(file, value)?;
        if name.is_empty() || name.split('.').any(str::is_empty) {
            let expected = "the field's dotted name in the record";
            let cure = "for example http_status = \"response.code\"";
            return Err(file.wrong(place.start, expected, format!("{name:?}"), cure));
        }
        out.push((field, name.to_owned()));
    }
    Ok(out)
}

fn text<'t>(file: &Checked<'_>, value: &'t Spanned<DeValue<'_>>) -> Result<Placed<&'t str>> {
    let text = value.get_ref().as_str();
    let text = text.ok_or_else(|| wrong_type(file, value, "a text in quotes"))?;
    Ok((value.span(), text))
}

fn wrong_type(file: &Checked<'_>, value: &Spanned<DeValue<'_>>, expected: &str) -> Error {
    let found = format!("{} in its place", value.get_ref().type_str());
    file.wrong(value.span().start, expected, found, "correct the value")
}

fn check_name(file: &Checked<'_>, place: &Range<usize>, name: &str) -> Result<()> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(plain) {
        let expected = format!("a name of a-z, 0-9, _ and -, at most {MAX_NAME} of them");
        return Err(file.wrong(
            place.start,
            expected,
            format!("{name:?}"),
            "rename the format",
        ));
    }
    let outcome = OUTCOMES.iter().any(|outcome| outcome.name() == name);
    if outcome || ENVELOPES.iter().any(|envelope| envelope.name() == name) {
        let found = format!("{name:?}, which is built in");
        return Err(file.wrong(
            place.start,
            "a name of your own",
            found,
            "rename the format",
        ));
    }
    Ok(())
}

/// A format must be able to tell an outcome, and that it is of Twilio.
fn check_fields(file: &Checked<'_>, at: usize, fields: &[Field], draft: &Draft<'_>) -> Result<()> {
    let given = "name where the record has one of them";
    if !fields.iter().any(|field| field.tells_outcome()) {
        let expected = "http_status, twilio_code or message among the fields";
        return Err(file.wrong(at, expected, "none of them", given));
    }
    if !draft.twilio && !fields.iter().any(|field| field.tells_host()) {
        let expected = "url, host or path among the fields";
        let cure = "name where the record has one, or say twilio = true if every such record is a call to Twilio";
        return Err(file.wrong(at, expected, "none of them", cure));
    }
    Ok(())
}

/// Last parts of the names of which one must be there.
fn literals_of(fields: &[(Field, String)]) -> Option<Vec<String>> {
    let telling = fields.iter().filter(|(field, _)| field.tells_outcome());
    let last = telling.map(|(_, name)| name.rsplit('.').next().unwrap_or("").to_owned());
    let last: Vec<String> = last.collect();
    last.iter().all(|name| rarity(name) >= RARE).then_some(last)
}

/// How many characters are not blank.
fn filled(text: &str) -> usize {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .count()
}

/// The literals to search files for.
fn literals(
    file: &Checked<'_>,
    at: usize,
    draft: &Draft<'_>,
    derived: Option<Vec<String>>,
) -> Result<Vec<&'static str>> {
    if let Some((place, text)) = &draft.contains {
        if filled(text) < RARE || text.contains(['\n', '\r']) {
            let expected = format!("a text of at least {RARE} characters, of one line");
            let cure = "choose one that few other lines hold";
            return Err(file.wrong(place.start, expected, format!("{text:?}"), cure));
        }
        return Ok(vec![(*text).to_owned().leak()]);
    }
    if !draft.twilio {
        return Ok(HOSTS.to_vec());
    }
    let derived = derived.ok_or_else(|| {
        let expected = "contains = \"…\", a text that stands in every such record";
        let found = "none, and none that the format itself tells is rare enough to search for";
        file.wrong(at, expected, found, "add it to the format")
    })?;
    Ok(derived.into_iter().map(|one| &*one.leak()).collect())
}

/// The example is the format's own test.
fn check_example(file: &Checked<'_>, place: &Range<usize>, format: &UserFormat) -> Result<()> {
    let memory = Bump::new();
    let wrong = |found: &str| {
        let expected = "an example that the format itself reads";
        let cure = "correct the example or the format";
        file.wrong(place.start, expected, found, cure)
    };
    let held = |literal: &&str| format.example.contains(literal);
    if !format.literals.iter().any(held) {
        let found = format!("one without {}", format.literals.join(" or "));
        return Err(wrong(&found));
    }
    let record = envelope::unwrap(format.example, &memory);
    let mut found = Found::default();
    let claimed = format.claim(&record, &mut found);
    claimed.map_err(|why| wrong(&format!("one that it does not ({why})")))
}
