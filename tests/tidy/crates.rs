//! Who may name which crate, and who may touch the outside: files, clock, environment.

use super::source::{Source, words};

/// Each dependency with the paths below `src` that may name it. A path ends in `/`, or is a file.
const ROOMS: &[(&str, &[&str])] = &[
    ("aho_corasick", &["chunk/"]),
    ("anstream", &["cli/"]),
    // Arena of the texts that an envelope unescapes: it is part of the contract between envelope, outcome and scan.
    (
        "bumpalo",
        &[
            "envelope/",
            "outcome/",
            // Each format reads its own example.
            "formats/",
            "pipeline/explain.rs",
            "pipeline/scan.rs",
        ],
    ),
    ("chrono", &["timestamp.rs", "timestamp/"]),
    ("chrono_tz", &["timestamp.rs", "timestamp/"]),
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("clap_mangen", &["cli/manual.rs"]),
    ("comfy_table", &["report/"]),
    ("console", &["cli/"]),
    // Reads the catalogue, writes the cells; `report/csv.rs` is a module of the same name.
    ("csv", &["aggregate/table.rs", "classify/", "report/mod.rs"]),
    ("ctrlc", &["cli/"]),
    ("fearless_simd", &["chunk/", "envelope/"]),
    ("flate2", &["decompress/"]),
    ("foldhash", &["aggregate/", "outcome/facts.rs"]),
    ("glob", &["source/"]),
    ("indicatif", &["cli/"]),
    // The architecture names chunk alone. Recognisers, envelopes, the scan and the resolving of URLs search bytes inside their inner loops too;
    // a detour through chunk would be a room that only forwards.
    (
        "memchr",
        &[
            "chunk.rs",
            "chunk/",
            "envelope/",
            "outcome/",
            "pipeline/scan.rs",
            "pipeline/scan/",
            "resource/",
        ],
    ),
    ("memmap2", &["aggregate/attempts/plain/memory.rs"]),
    ("minijinja", &["report/"]),
    ("nom", &["outcome/"]),
    ("plotters", &["report/"]),
    ("png", &["report/"]),
    ("polars", &["aggregate/table.rs"]),
    ("rayon", &["pipeline.rs", "pipeline/"]),
    ("regex", &["redact.rs", "redact/", "formats/"]),
    ("regex_syntax", &["formats/"]),
    (
        "serde",
        &["envelope/", "report/", "pipeline/extract.rs", "cli/"],
    ),
    (
        "serde_json",
        &[
            "envelope/",
            "report/",
            "pipeline/extract.rs",
            "cli/explain.rs",
            "cli/formats.rs",
            // Reads the status page, a JSON document that no envelope wraps.
            "analysis/incident/status_page.rs",
        ],
    ),
    (
        "sha2",
        &[
            "redact/mode.rs",
            "outcome/facts.rs",
            "report/build/retries.rs",
            "report/html/policy.rs",
        ],
    ),
    ("simdutf8", &["outcome/", "pipeline/scan.rs"]),
    ("statrs", &["analysis/compare/"]),
    ("strsim", &["cli/usage.rs"]),
    (
        "tempfile",
        &["cli/auditing.rs", "cli/output.rs", "cli/spool.rs"],
    ),
    ("thiserror", &["error.rs"]),
    ("toml", &["formats/"]),
    ("walkdir", &["source/"]),
    ("zstd", &["decompress/"]),
];

/// What touches the outside, with the paths that may.
const OUTSIDE: &[(&str, &[&str])] = &[
    // A file that is to be written over is looked at first.
    ("File::open", &["source/", "cli/output.rs"]),
    ("OpenOptions", &[]),
    ("fs::read", &["source/"]),
    ("io::stdin", &["source/"]),
    ("File::create", &["cli/"]),
    ("fs::write", &["cli/"]),
    ("fs::rename", &["cli/"]),
    ("fs::remove", &["cli/"]),
    ("fs::create_dir", &["cli/"]),
    ("io::stdout", &["cli/"]),
    ("io::stderr", &["cli/"]),
    ("println!", &[]),
    ("print!", &[]),
    ("eprintln!", &[]),
    ("eprint!", &[]),
    ("process::exit", &["cli/"]),
    ("SystemTime", &["cli/"]),
    ("Instant::", &["cli/"]),
    ("Utc::now", &[]),
    ("Local::now", &[]),
    ("env::var", &["cli/"]),
    ("env::args", &["cli/"]),
    ("env::current", &["cli/"]),
];

fn may(path: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| path == *place || (place.ends_with('/') && path.starts_with(place)))
}

/// Places that name a crate of another room.
pub fn named_elsewhere(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    for (name, places) in ROOMS {
        if may(&source.path, places) {
            continue;
        }
        for form in [
            format!("{name}::"),
            format!("use {name};"),
            format!("use {name} as"),
        ] {
            let found = words(&source.code, &form)
                .filter(|at| !source.code[..*at].ends_with("::") || global(&source.code[..*at]));
            out.extend(found.map(|at| source.at(at, &format!("names {name}"))));
        }
    }
    out
}

/// True for the `::` of `::zstd::decode`, which names the crate for certain.
fn global(before: &str) -> bool {
    let before = before.trim_end_matches("::");
    !before.ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '>'))
}

/// Dependencies of the manifest that the table forgot.
pub fn without_room(manifest: &str) -> Vec<String> {
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .unwrap_or("");
    let names = section
        .lines()
        .filter_map(|line| Some(line.split_once([' ', '.', '='])?.0))
        .filter(|name| !name.is_empty() && !name.starts_with('#'));
    names
        .map(|name| name.replace('-', "_"))
        .filter(|name| !ROOMS.iter().any(|(known, _)| known == name))
        .map(|name| format!("Cargo.toml: {name} has no room in tests/tidy/crates.rs"))
        .collect()
}

/// Places that open, write, print or ask the clock or the environment where that is another's work.
pub fn touches_outside(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    for (form, places) in OUTSIDE {
        if !may(&source.path, places) {
            let found = words(&source.code, form);
            out.extend(found.map(|at| source.at(at, &format!("touches the outside: {form}"))));
        }
    }
    out
}
