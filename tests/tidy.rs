//! The house rules of the architecture, checked on the sources themselves; each rule is also shown to be able to fail.

#[path = "tidy/arrows.rs"]
mod arrows;
#[path = "tidy/crates.rs"]
mod crates;
#[path = "tidy/planted.rs"]
mod planted;
#[path = "tidy/shape.rs"]
mod shape;
#[path = "tidy/source.rs"]
mod source;

use source::Source;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `src`, with the files that are compiled for tests alone marked.
fn sources() -> Vec<Source> {
    Source::tree(&root().join("src"))
}

/// Fails with every violation on a line of its own.
fn none(violations: &[String]) {
    assert!(
        violations.is_empty(),
        "{} violation(s):\n{}",
        violations.len(),
        violations.join("\n")
    );
}

fn each(check: impl Fn(&Source) -> Vec<String>) {
    let sources = sources();
    assert!(sources.len() > 50, "the sources were not found");
    none(&sources.iter().flat_map(check).collect::<Vec<_>>());
}

#[test]
fn only_its_room_names_a_crate() {
    each(crates::named_elsewhere);
}

#[test]
fn every_dependency_has_a_room() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    none(&crates::without_room(&manifest));
}

#[test]
fn arrows_run_only_downward() {
    each(arrows::upward);
}

#[test]
fn the_table_of_arrows_has_no_circle() {
    none(&arrows::circles(arrows::ALLOWED));
}

#[test]
fn members_of_a_list_never_import_each_other() {
    let sources = sources();
    for folder in arrows::LISTS {
        let members = arrows::members(&sources, folder);
        assert!(!members.is_empty(), "the list of {folder} was not found");
    }
    none(&arrows::member_to_member(&sources));
}

#[test]
fn only_source_opens_inputs_and_only_the_binary_writes_or_knows_the_clock_and_the_environment() {
    each(crates::touches_outside);
}

#[test]
fn every_file_opens_with_what_it_owns() {
    each(shape::without_doc_line);
}

#[test]
fn no_file_is_over_350_lines() {
    let mut all = sources();
    all.extend(Source::tree(&root().join("tests")));
    none(&all.iter().flat_map(shape::too_long).collect::<Vec<_>>());
}

#[test]
fn unsafe_code_is_forbidden() {
    let face = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    none(&shape::allows_unsafe(&face));
}

#[test]
fn nothing_panics_on_purpose() {
    each(shape::panics);
}

#[test]
fn no_function_is_over_80_lines() {
    each(shape::huge_functions);
}

#[test]
fn nine_functions_in_ten_are_under_30_lines() {
    none(&shape::mostly_short(&sources()));
}
