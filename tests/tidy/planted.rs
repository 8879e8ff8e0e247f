//! Each rule on a small planted violation beside code that keeps it: a rule that cannot fail guards nothing.

use super::source::Source;
use super::{arrows, crates, shape};

/// The violations of one file.
fn of(check: impl Fn(&Source) -> Vec<String>, path: &str, text: &str) -> Vec<String> {
    check(&Source::new(path, text))
}

#[test]
fn a_crate_outside_its_room_is_seen() {
    let polars = "//! x\nuse polars::prelude::Column;\n";
    let found = of(crates::named_elsewhere, "report/html.rs", polars);
    assert_eq!(found, ["src/report/html.rs:2: names polars"]);
    assert!(of(crates::named_elsewhere, "aggregate/table.rs", polars).is_empty());
    let inline = "fn a() { let _ = ::zstd::decode_all(b\"\"); }";
    assert_eq!(of(crates::named_elsewhere, "chunk.rs", inline).len(), 1);
    for clean in [
        "// polars::x\n",
        "const A: &str = \"polars::x\";\n",
        "#[cfg(test)]\nmod tests { use polars::x; }\n",
        "use super::png::Png;\n",
        "use my_clap::x;\n",
    ] {
        assert!(
            of(crates::named_elsewhere, "event.rs", clean).is_empty(),
            "{clean}"
        );
    }
}

#[test]
fn a_dependency_without_a_room_is_seen() {
    let manifest = "[package]\n[dependencies]\nnom = \"8\"\nnew-one = \"1\"\n[profile.dev]\n";
    assert_eq!(crates::without_room(manifest).len(), 1);
}

#[test]
fn the_outside_is_seen() {
    for (path, text) in [
        ("chunk.rs", "fn a() { std::fs::File::open(\"x\"); }"),
        (
            "report/html.rs",
            "fn a() { let _ = std::fs::write(\"x\", \"\"); }",
        ),
        (
            "timestamp.rs",
            "use std::time::SystemTime;\nfn a() { SystemTime::now(); }",
        ),
        (
            "pipeline.rs",
            "fn a() { let b = std::time::Instant::now(); }",
        ),
        ("report/text.rs", "fn a() { std::env::var(\"NO_COLOR\"); }"),
        ("cli/analyze.rs", "fn a() { std::fs::read(\"x\"); }"),
    ] {
        assert!(
            !of(crates::touches_outside, path, text).is_empty(),
            "{path}: {text}"
        );
    }
    assert!(
        of(
            crates::touches_outside,
            "cli/output.rs",
            "fn a() { File::create(x); }"
        )
        .is_empty()
    );
    assert!(
        of(
            crates::touches_outside,
            "x.rs",
            "const V: &str = env!(\"V\");"
        )
        .is_empty()
    );
}

#[test]
fn an_arrow_upward_is_seen() {
    for (path, text, target) in [
        (
            "chunk/finder.rs",
            "use crate::outcome::Recogniser;",
            "outcome",
        ),
        (
            "envelope/json.rs",
            "fn a() { crate::event::Kind::default(); }",
            "event",
        ),
        (
            "report/html/rows.rs",
            "use super::super::super::pipeline::Plan;",
            "pipeline",
        ),
        (
            "aggregate/fold.rs",
            "use crate::{classify::Pair, report::{self, model}};",
            "report",
        ),
        ("outcome/go_sdk.rs", "use crate::Event;", "Event"),
    ] {
        let found = of(arrows::upward, path, text);
        let room = path.split('/').next().unwrap();
        assert_eq!(
            found,
            [format!("src/{path}:1: {room} imports {target}")],
            "{text}"
        );
    }
    let clean = "use crate::{classify::Pair, event::{Event, Kind}};\nuse super::window;\n";
    assert!(of(arrows::upward, "aggregate/fold.rs", clean).is_empty());
    assert_eq!(of(arrows::upward, "manager.rs", "").len(), 1);
}

#[test]
fn a_circle_is_seen() {
    assert_eq!(
        arrows::circles(&[("a", &["b"]), ("b", &["a"]), ("c", &["d"])]).len(),
        2
    );
}

#[test]
fn a_member_that_imports_its_fellow_is_seen() {
    let list =
        "pub const ENVELOPES: &[&dyn Envelope] = &[\n    &json::Json,\n    &text::Text,\n];\n";
    let tree = |json: &str| {
        arrows::member_to_member(&[
            Source::new("envelope/mod.rs", list),
            Source::new("envelope/json.rs", json),
        ])
    };
    for bad in [
        "use super::text::Text;",
        "use super::{contract::Envelope, text};",
        "use crate::envelope::text::NAME;",
    ] {
        assert_eq!(
            tree(bad),
            ["src/envelope/json.rs:1: envelope/json imports its fellow text"],
            "{bad}"
        );
    }
    assert!(tree("use super::contract::Envelope;\nuse super::grammar;\n").is_empty());
}

#[test]
fn shapes_are_seen() {
    assert_eq!(
        of(shape::without_doc_line, "a.rs", "// x\n//! y\n").len(),
        1
    );
    assert_eq!(of(shape::without_doc_line, "a.rs", "//! \n").len(), 1);
    assert!(of(shape::without_doc_line, "a.rs", "//! What it owns.\n").is_empty());
    assert_eq!(of(shape::too_long, "a.rs", &"\n".repeat(351)).len(), 1);
    assert!(of(shape::too_long, "a.rs", &"\n".repeat(350)).is_empty());
    assert_eq!(shape::allows_unsafe("#![deny(unsafe_code)]\n").len(), 1);
    for bad in [
        "a.unwrap()",
        "a.expect(\"b\")",
        "todo!()",
        "dbg!(1)",
        "panic!()",
    ] {
        let text = format!("fn a() {{\n    {bad};\n}}\n");
        assert_eq!(of(shape::panics, "a.rs", &text).len(), 1, "{bad}");
    }
    let clean = "fn a() { b.unwrap_or(1); } // .unwrap()\n#[cfg(test)]\nmod tests { fn a() { b.unwrap() } }\n";
    assert!(of(shape::panics, "a.rs", clean).is_empty());
}

#[test]
fn long_functions_are_seen() {
    let function = |lines: usize| format!("fn a() {{\n{}}}\n", "    b();\n".repeat(lines - 2));
    let found = of(shape::huge_functions, "a.rs", &function(81));
    assert_eq!(found, ["src/a.rs:1: fn a has 81 lines, at most 80"]);
    assert!(of(shape::huge_functions, "a.rs", &function(80)).is_empty());
    let nine = [function(30), function(29).repeat(9)].concat();
    let ten = |text: &str| shape::mostly_short(&[Source::new("a.rs", text)]);
    assert!(ten(&nine).is_empty());
    assert!(!ten(&[nine, function(30)].concat()).is_empty());
}
