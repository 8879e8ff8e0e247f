//! A source file with its comments, strings and tests blanked out, so that rules see nothing but code.

use std::path::Path;

/// One Rust file.
pub struct Source {
    /// Path below the folder that was walked, with `/`.
    pub path: String,
    /// As it stands on disk.
    pub text: String,
    /// The same lines without comments, strings, and items for tests.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = without_tests(&without_words(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
        }
    }

    /// All Rust files below a folder; what a `#[cfg(test)] mod name;` names has no code.
    pub fn tree(root: &Path) -> Vec<Self> {
        let mut out = Vec::new();
        let files = walkdir::WalkDir::new(root).sort_by_file_name();
        for entry in files.into_iter().map(Result::unwrap) {
            if entry.path().extension().is_some_and(|end| end == "rs") {
                let path = entry.path().strip_prefix(root).unwrap();
                let text = std::fs::read_to_string(entry.path()).unwrap();
                out.push(Self::new(&path.to_str().unwrap().replace('\\', "/"), &text));
            }
        }
        let tests: Vec<Vec<String>> = out.iter().flat_map(Self::test_modules).collect();
        for source in &mut out {
            if tests.contains(&source.module()) {
                source.code.clear();
            }
        }
        out
    }

    /// The room: the first part of the path.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or("");
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The module path, such as `["report", "html"]`; empty for `lib.rs` and `main.rs`.
    pub fn module(&self) -> Vec<String> {
        let bare = self.path.trim_end_matches(".rs");
        let bare = bare.strip_suffix("/mod").unwrap_or(bare);
        if matches!(bare, "lib" | "main") {
            return Vec::new();
        }
        bare.split('/').map(ToOwned::to_owned).collect()
    }

    fn test_modules(&self) -> Vec<Vec<String>> {
        let words = without_words(&self.text);
        let mut out = Vec::new();
        for part in words.split("#[cfg(test)]").skip(1) {
            let declared = part.trim_start().strip_prefix("mod ");
            if let Some((name, _)) = declared.and_then(|rest| rest.split_once([';', '{'])) {
                let mut module = self.module();
                module.push(name.trim().to_owned());
                out.push(module);
            }
        }
        out
    }

    /// Number of the line that holds a byte of the code.
    pub fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }

    /// A violation at a byte of the code.
    pub fn at(&self, at: usize, what: &str) -> String {
        format!("src/{}:{}: {what}", self.path, self.line(at))
    }
}

/// Blanks comments, texts and letters; line ends stay, so that line numbers do.
pub fn without_words(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (keep, length) = match rest {
            [b'/', b'/', ..] => (0, find(rest, b"\n").unwrap_or(rest.len())),
            [b'/', b'*', ..] => (0, find(rest, b"*/").map_or(rest.len(), |end| end + 2)),
            [b'"', ..] => (0, closing(rest)),
            [b'r', b'"' | b'#', ..] if !joins(bytes, at) => (0, raw(rest)),
            [b'\'', b'\\', ..] => (0, 3 + find(&rest[3..], b"'").unwrap_or(0)),
            [b'\'', _, b'\'', ..] => (0, 3),
            _ => (1, 1),
        };
        for byte in &mut out[at + keep..at + length] {
            if *byte != b'\n' && keep == 0 {
                *byte = b' ';
            }
        }
        at += length;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// True when the byte at `at` continues a name.
fn joins(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
}

/// Length of the quoted text at the start.
fn closing(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Length of the raw text at the start; 1 when it is none (`r#type`).
fn raw(bytes: &[u8]) -> usize {
    let marks = bytes[1..].iter().take_while(|byte| **byte == b'#').count();
    if bytes.get(1 + marks) != Some(&b'"') {
        return 1;
    }
    let end = [&b"\""[..], &b"#".repeat(marks)].concat();
    let from = 2 + marks;
    find(&bytes[from..], &end).map_or(bytes.len(), |at| from + at + end.len())
}

/// Blanks every item marked `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    while let Some(start) = out.find("#[cfg(test)]") {
        let item = &out[start..];
        let opens = item.find('{').unwrap_or(item.len());
        let ends = item.find(';').unwrap_or(item.len());
        let length = if ends < opens {
            ends + 1
        } else {
            block_end(item, opens)
        };
        let blank: String = item[..length]
            .chars()
            .map(|letter| if letter == '\n' { '\n' } else { ' ' })
            .collect();
        out.replace_range(start..start + length, &blank);
    }
    out
}

/// Just after the brace that closes the one at `opens`.
pub fn block_end(code: &str, opens: usize) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in code.char_indices().skip_while(|(at, _)| *at < opens) {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Every place where `word` stands with no letter, digit, `_` before it.
pub fn words<'s>(code: &'s str, word: &'s str) -> impl Iterator<Item = usize> + 's {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !joins(code.as_bytes(), *at))
}
