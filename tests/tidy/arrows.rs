//! Which room may import which, and that the members of a list do not import each other.

use super::source::Source;

/// Each room with the rooms it may import; a room stands above all that it imports.
pub const ALLOWED: &[(&str, &[&str])] = &[
    (
        "pipeline",
        &[
            "report",
            "analysis",
            "aggregate",
            "formats",
            "outcome",
            "envelope",
            "classify",
            "event",
            "chunk",
            "decompress",
            "source",
            "resource",
            "redact",
            "timestamp",
            "error",
        ],
    ),
    (
        "report",
        &[
            "analysis",
            "aggregate",
            "classify",
            "event",
            "redact",
            "timestamp",
            "error",
        ],
    ),
    (
        "analysis",
        &["aggregate", "classify", "event", "timestamp", "error"],
    ),
    ("aggregate", &["classify", "event", "timestamp", "error"]),
    // `error` for what is wrong in the file of formats; a format is a recogniser like those of `outcome`.
    (
        "formats",
        &[
            "outcome",
            "envelope",
            "classify",
            "event",
            "resource",
            "timestamp",
            "error",
        ],
    ),
    // `chunk` for its search alone: the literals of the list become one finder.
    (
        "outcome",
        &[
            "envelope",
            "classify",
            "event",
            "chunk",
            "resource",
            "timestamp",
        ],
    ),
    // `chunk` for the lines that it found to be one record, each in a wrapper of its own.
    ("envelope", &["chunk", "timestamp"]),
    ("classify", &["event"]),
    ("event", &["timestamp"]),
    ("chunk", &["error"]),
    ("decompress", &["error"]),
    // `timestamp` for the date of a file.
    ("source", &["timestamp", "error"]),
    ("resource", &[]),
    ("redact", &[]),
    ("timestamp", &[]),
    ("error", &[]),
];

/// Folders with the grammar contract, members, list.
pub const LISTS: &[&str] = &[
    "source",
    "decompress",
    "envelope",
    "outcome",
    "analysis",
    "report",
];

/// Every path of the code that starts at the crate's root, resolved: byte and parts.
fn paths(source: &Source) -> Vec<(usize, Vec<String>)> {
    let mut out = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for at in super::source::words(&source.code, start) {
            // The later parts of `super::super::` were read with the first.
            if source.code[..at].ends_with("::") {
                continue;
            }
            let mut base = if start == "crate::" {
                Vec::new()
            } else {
                source.module()
            };
            let mut rest = &source.code[at..];
            while let Some((word, after)) = rest.split_once("::") {
                match word {
                    "super" => drop(base.pop()),
                    "self" | "crate" => {}
                    _ => break,
                }
                rest = after;
            }
            expand(rest, &base, &mut |path| out.push((at, path)));
        }
    }
    out
}

/// Walks a use tree (`a::{b, c::d}`) and hands out each path.
fn expand(tree: &str, base: &[String], each: &mut dyn FnMut(Vec<String>)) -> usize {
    let mut path = base.to_vec();
    let mut at = 0;
    loop {
        let rest = &tree[at..];
        if rest.starts_with('{') {
            at += 1;
            while !tree[at..].trim_start().starts_with('}') && at < tree.len() {
                at += tree[at..].len() - tree[at..].trim_start().len();
                at += expand(&tree[at..], &path, each).max(1);
                let skipped = tree[at..].trim_start_matches([',', ' ', '\n']);
                at = tree.len() - skipped.len();
            }
            at += tree[at..].find('}').map_or(0, |end| end + 1);
            return at;
        }
        let length = rest
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(rest.len());
        if length > 0 {
            path.push(rest[..length].to_owned());
        }
        at += length;
        if length == 0 || !tree[at..].starts_with("::") {
            each(path);
            return at;
        }
        at += 2;
    }
}

/// Imports of a room that is above, beside, or no room at all (the face in `lib.rs`).
pub fn upward(source: &Source) -> Vec<String> {
    let room = source.room();
    if matches!(room, "main" | "cli" | "lib") {
        // The binary is another crate: `crate::` and `super::` cannot leave it, and it may import every room.
        return Vec::new();
    }
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == room) else {
        return vec![format!(
            "src/{}:1: the room {room} has no row in tests/tidy/arrows.rs",
            source.path
        )];
    };
    let mut out = Vec::new();
    for (at, path) in paths(source) {
        let Some(target) = path.first() else { continue };
        if target != room && !allowed.contains(&target.as_str()) {
            out.push(source.at(at, &format!("{room} imports {target}")));
        }
    }
    out.dedup();
    out
}

/// Rooms that a walk along the allowed arrows comes back to; the table is sorted from the top, so every arrow goes down.
pub fn circles(table: &[(&str, &[&str])]) -> Vec<String> {
    let rank = |room: &str| table.iter().position(|(name, _)| *name == room);
    let mut out = Vec::new();
    for (from, (room, targets)) in table.iter().enumerate() {
        for target in *targets {
            if rank(target).is_none_or(|to| to <= from) {
                out.push(format!("{room} > {target} does not go down"));
            }
        }
    }
    out
}

/// The members of a list folder: the modules that its slice names.
pub fn members(sources: &[Source], folder: &str) -> Vec<String> {
    let list = format!("{folder}/mod.rs");
    let Some(source) = sources.iter().find(|source| source.path == list) else {
        return Vec::new();
    };
    let Some((_, slice)) = source.code.split_once(": &[&dyn ") else {
        return Vec::new();
    };
    let slice = slice.split_once("];").map_or(slice, |(slice, _)| slice);
    let entries = slice.split('&').skip(1);
    entries
        .filter_map(|entry| Some(entry.split_once("::")?.0.trim().to_owned()))
        .collect()
}

/// Members of a list folder that import another member of it, and contracts that import one.
pub fn member_to_member(sources: &[Source]) -> Vec<String> {
    let mut out = Vec::new();
    for folder in LISTS {
        let members = members(sources, folder);
        for source in sources {
            let module = source.module();
            let [room, file, ..] = module.as_slice() else {
                continue;
            };
            if room != folder {
                continue;
            }
            for (at, path) in paths(source) {
                let [room, target, ..] = path.as_slice() else {
                    continue;
                };
                if room == folder && target != file && members.contains(target) {
                    out.push(
                        source.at(at, &format!("{folder}/{file} imports its fellow {target}")),
                    );
                }
            }
        }
    }
    out
}
