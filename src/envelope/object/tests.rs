//! The quick way and the plain way read the same.

use super::plain::object as plainly;
use super::quick;
use crate::envelope::contract::Attribute;
use bumpalo::Bump;
use bumpalo::collections::Vec;
use proptest::prelude::*;

/// What a reader makes of a text, if it accepts it.
fn read(
    text: &str,
    reader: impl for<'a> Fn(&'a str, &mut Vec<'a, Attribute<'a>>, &'a Bump) -> bool,
) -> Option<String> {
    let memory = Bump::new();
    let mut out = Vec::new_in(&memory);
    reader(text, &mut out, &memory).then(|| {
        // What a name is known as is the quick way's own affair.
        let told = |one: &Attribute<'_>| format!("{} {} {:?}", one.name, one.parent, one.value);
        out.iter()
            .map(told)
            .collect::<std::vec::Vec<_>>()
            .join("\n")
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

proptest! {
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
