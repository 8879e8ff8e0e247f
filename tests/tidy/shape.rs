//! Size and prose: doc lines, lengths of files and functions, and what must not stand in code that ships.

use super::source::{Source, block_end, words};

/// The most lines of a file.
const FILE: usize = 350;

/// Files that may be longer, each with its reason. None needs to be.
const LONGER: &[(&str, &str)] = &[];

/// The most lines of a function.
const FUNCTION: usize = 80;

/// Nine functions in ten are shorter than this.
const SHORT: usize = 30;

pub fn without_doc_line(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or("");
    let says = first
        .strip_prefix("//! ")
        .is_some_and(|words| !words.trim().is_empty());
    if says {
        Vec::new()
    } else {
        vec![format!(
            "src/{}:1: does not open with a //! line",
            source.path
        )]
    }
}

pub fn too_long(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= FILE || LONGER.iter().any(|(path, _)| *path == source.path) {
        return Vec::new();
    }
    vec![format!("{}: {lines} lines, at most {FILE}", source.path)]
}

pub fn allows_unsafe(face: &str) -> Vec<String> {
    if face
        .lines()
        .any(|line| line.trim() == "#![forbid(unsafe_code)]")
    {
        Vec::new()
    } else {
        vec!["src/lib.rs:1: #![forbid(unsafe_code)] is missing".to_owned()]
    }
}

pub fn panics(source: &Source) -> Vec<String> {
    let methods = [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("];
    let macros = ["todo!", "unimplemented!", "dbg!", "panic!", "unreachable!"];
    let mut out = Vec::new();
    for form in methods {
        // A parser's own `expect(b'x')` is not the one that panics.
        let found = source.code.match_indices(form).filter(|(at, _)| {
            source
                .text
                .get(at + form.len()..)
                .is_none_or(|rest| !rest.starts_with("b'"))
        });
        out.extend(found.map(|(at, _)| source.at(at, &format!("has {form}"))));
    }
    for form in macros {
        out.extend(words(&source.code, form).map(|at| source.at(at, &format!("has {form}"))));
    }
    out
}

/// Every function with a body: byte, name, lines from `fn` to its closing brace.
fn functions(source: &Source) -> Vec<(usize, String, usize)> {
    let code = &source.code;
    let mut out = Vec::new();
    for at in words(code, "fn ") {
        let rest = &code[at + 3..];
        let name: String = rest
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        let opens = rest.find('{').unwrap_or(rest.len());
        // A semicolon first, outside of `[u8; 4]`, is a function without a body.
        let ends = rest.find(";\n").unwrap_or(rest.len());
        if name.is_empty() || ends < opens {
            continue;
        }
        let body = &rest[..block_end(rest, opens)];
        out.push((at, name, body.matches('\n').count() + 1));
    }
    out
}

pub fn huge_functions(source: &Source) -> Vec<String> {
    functions(source)
        .into_iter()
        .filter(|(_, _, lines)| *lines > FUNCTION)
        .map(|(at, name, lines)| {
            source.at(
                at,
                &format!("fn {name} has {lines} lines, at most {FUNCTION}"),
            )
        })
        .collect()
}

pub fn mostly_short(sources: &[Source]) -> Vec<String> {
    let mut long = Vec::new();
    let mut all = 0;
    for source in sources {
        for (at, name, lines) in functions(source) {
            all += 1;
            if lines >= SHORT {
                long.push(source.at(at, &format!("fn {name} has {lines} lines")));
            }
        }
    }
    if long.len() * 10 <= all {
        return Vec::new();
    }
    long.push(format!(
        "{} of {all} functions have {SHORT} lines or more",
        long.len()
    ));
    long
}
