//! The quick way and the plain way read the same.

use super::plain::object as plainly;
use super::quick;
use crate::envelope::contract::{Attribute, Attributes, Value};
use crate::envelope::shape::Shape;
use bumpalo::Bump;
use proptest::prelude::*;

/// What a reader makes of a text, if it accepts it.
fn read(
    text: &str,
    reader: impl for<'a> Fn(&'a str, &mut Attributes<'a>, &'a Bump) -> bool,
) -> Option<String> {
    let memory = Bump::new();
    let mut out = Attributes::new_in(&memory);
    reader(text, &mut out, &memory).then(|| {
        let told = |one: &Attribute<'_>| format!("{} {} {:?}", one.name, one.parent, one.value);
        out.iter().map(told).collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn what_the_quick_way_takes_and_leaves() {
    for (text, taken) in [
        (
            r#"{"a":1,"b":[true,null,{"c":-0.25}],"d":"x\ny\"\\"}"#,
            true,
        ),
        ("{\t}", false),
        (" { } ", true),
        (r#"{"a":"\u0041"}"#, false),
        (r#"{"a":1e5}"#, false),
        (r#"{"a":-0}"#, false),
        (r#"{"a":01}"#, false),
        (r#"{"a":1}x"#, false),
        (r#"{"a":1,}"#, false),
        (r#"{"a" 1}"#, false),
        ("{\"a\":\"\u{1}\"}", false),
        (r#"{"a":"#, false),
    ] {
        assert_eq!(read(text, quick::object).is_some(), taken, "{text}");
    }
}

/// The names and parents of a text that the quick way reads, and its shape.
fn outline(text: &str) -> Option<(Shape, Vec<String>)> {
    let memory = Bump::new();
    let mut out = Attributes::new_in(&memory);
    let inside = |one: &Attribute<'_>| matches!(one.value, Value::Object | Value::List);
    quick::object(text, &mut out, &memory).then(|| {
        let told = |one: &Attribute<'_>| format!("{} {} {}", one.name, one.parent, inside(one));
        (out.shape(), out.iter().map(told).collect())
    })
}

proptest! {
    #[test]
    fn equal_shapes_have_equal_names(
        one in r#"\{("[ab]":(1|"x"|\[("y"|2)?,?[3-5]?\]|\{("c":null)?\}),?){0,3}\}"#,
        other in r#"\{ ?("[ab]":(1|"x"|\[("y"|2)?,?[3-5]?\]|\{("c":null)?\}),?){0,3}\}"#,
    ) {
        if let (Some((shape, names)), Some((same, others))) = (outline(&one), outline(&other)) {
            prop_assert!(shape != same || names == others || shape == Shape::UNKNOWN);
            prop_assert_eq!(outline(&one), Some((shape, names)), "it comes again");
        }
    }

    #[test]
    fn a_known_text_with_a_changed_byte_is_read_as_the_plain_way_reads_it(
        at in 0_usize..90,
        byte in "[ -~]",
    ) {
        let known = r#"{"time":"2025","level":5,"http":{"status":503,"tags":["a",1],"x":null},"end":{},"id":"RQ"}"#;
        let mut changed = known.to_owned();
        let at = at.min(known.len() - 1);
        changed.replace_range(at..=at, &byte);
        prop_assert!(read(known, quick::object).is_some());
        if let Some(quick) = read(&changed, quick::object) {
            prop_assert_eq!(Some(quick), read(&changed, plainly));
        }
    }

    #[test]
    fn the_quick_way_equals_the_plain_way(
        text in r#"\{("[a-zé\\\\"nu0]{0,12}":(-?[0-9]{1,20}(\.[0-9]{0,9})?(e[0-9])?|true|nul{1,2}|"[ -~é]{0,30}"|\[[0-9, ]{0,8}\]|\{\}),? ?){0,5}\}? ?"#,
    ) {
        if let Some(quick) = read(&text, quick::object) {
            prop_assert_eq!(Some(quick), read(&text, plainly));
        }
    }

    #[test]
    fn and_for_any_value_that_serde_writes(
        names in prop::collection::vec("\\PC{0,12}", 0..6),
        number in any::<f64>().prop_filter("JSON has no other", |number| number.is_finite()),
        whole in any::<i64>(),
        text in "\\PC{0,40}",
    ) {
        let mut members = serde_json::Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match at % 4 {
                0 => serde_json::json!(number),
                1 => serde_json::json!(whole),
                2 => serde_json::json!([text, {"in": text}]),
                _ => serde_json::json!(text),
            };
            members.insert(name.clone(), value);
        }
        let written = serde_json::Value::Object(members).to_string();
        let plain = read(&written, plainly);
        prop_assert!(plain.is_some());
        if let Some(quick) = read(&written, quick::object) {
            prop_assert_eq!(Some(quick), plain);
        }
    }
}
