//! A pattern over text lines: its groups, its errors with their place, and the literal without which it cannot match.

use super::field::Field;
use super::place::Checked;
use crate::error::{Error, Result};
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::{Hir, HirKind};
use std::ops::Range;

/// The most memory of a compiled pattern, in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// The most literals of which one must stand in a line.
const MAX_CHOICES: usize = 8;

/// How many letters and digits make a literal rare enough to search whole files for.
pub const RARE: usize = 3;

/// Words that stand in nearly every line of a log.
const LEVELS: [&str; 8] = [
    "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL",
];

/// A pattern that compiles and whose groups are fields.
pub struct Pattern {
    /// Compiled.
    pub regex: Regex,
    /// The fields with their groups' numbers.
    pub groups: Vec<(Field, usize)>,
    /// One of these stands in every line that it matches; none where that cannot be told.
    pub literals: Option<Vec<String>>,
}

/// Compiles the pattern that stands at `span` of the file.
pub fn compile(file: &Checked<'_>, span: &Range<usize>, text: &str) -> Result<Pattern> {
    let cure = "see https://docs.rs/regex for what a pattern may hold";
    let wrong = |at: usize, found: String| {
        let at = file.inside(span, text, at);
        file.wrong(at, "a regular expression", found, cure)
    };
    let ast = ast::parse::Parser::new()
        .parse(text)
        .map_err(|error| wrong(error.span().start.offset, reason(error.kind())))?;
    let groups = groups(file, span, text, &ast)?;
    let hir = regex_syntax::hir::translate::Translator::new()
        .translate(text, &ast)
        .map_err(|error| wrong(error.span().start.offset, reason(error.kind())))?;
    let regex = RegexBuilder::new(text)
        .size_limit(MAX_COMPILED)
        .build()
        .map_err(|_| wrong(0, "one too large to compile".to_owned()))?;
    Ok(Pattern {
        regex,
        groups,
        literals: required(&hir),
    })
}

fn reason(kind: &impl std::fmt::Display) -> String {
    format!("one with an error here ({kind})")
}

/// The named groups, each of which must be a field.
fn groups(
    file: &Checked<'_>,
    span: &Range<usize>,
    text: &str,
    ast: &Ast,
) -> Result<Vec<(Field, usize)>> {
    let mut named = Named(Vec::new());
    // The visitor itself never fails.
    let _ = ast::visit(ast, &mut named);
    let field = |name: &ast::CaptureName| -> Result<(Field, usize), Error> {
        let group = usize::try_from(name.index).unwrap_or(usize::MAX);
        let unknown = || {
            let at = file.inside(span, text, name.span.start.offset);
            let expected = format!("a group named after a field: {}", Field::names());
            let cure = "rename the group, or leave its name out: (?:…)";
            file.wrong(at, expected, format!("{:?}", name.name), cure)
        };
        Ok((Field::named(&name.name).ok_or_else(unknown)?, group))
    };
    named.0.iter().map(field).collect()
}

/// Gathers the names of groups.
struct Named(Vec<ast::CaptureName>);

impl ast::Visitor for &mut Named {
    type Output = ();
    type Err = ();

    fn finish(self) -> std::result::Result<(), ()> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> std::result::Result<(), ()> {
        if let Ast::Group(group) = ast
            && let ast::GroupKind::CaptureName { name, .. } = &group.kind
        {
            self.0.push(name.clone());
        }
        Ok(())
    }
}

/// Literals of which one stands in every match, the rarest that can be told.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            // JSON may write these with a backslash: what is searched for stands on one side of them.
            let plain = |letter: char| {
                letter.is_ascii()
                    && !letter.is_ascii_control()
                    && !matches!(letter, '"' | '\\' | '/' | '<' | '>' | '&' | '\'')
            };
            let pieces = text.split(|letter| !plain(letter));
            let best = pieces.max_by_key(|piece| rarity(piece))?;
            (rarity(best) >= RARE).then(|| vec![best.to_owned()])
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(required)
            .max_by_key(|choices| choices.iter().map(|one| rarity(one)).min()),
        HirKind::Alternation(parts) => {
            let choices: Option<Vec<Vec<String>>> = parts.iter().map(required).collect();
            choices
                .map(|choices| choices.concat())
                .filter(|choices| choices.len() <= MAX_CHOICES)
        }
        _ => None,
    }
}

/// How many letters and digits a literal has; none for a level's name, which every line may hold.
pub fn rarity(literal: &str) -> usize {
    let word = literal.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    if LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word)) {
        return 0;
    }
    literal.bytes().filter(u8::is_ascii_alphanumeric).count()
}
