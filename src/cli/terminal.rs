//! The terminal: colours where they are wanted, complaints on standard error.

use anstream::ColorChoice;
use clap::ValueEnum;
use faultlens::report::escape;
use faultlens::report::text::Palette;
use std::io::{IsTerminal, Write};

/// How `--color` is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

const COLOURS: Palette = Palette {
    strong: "\x1b[1m",
    yours: "\x1b[33m",
    twilio: "\x1b[31m",
    network: "\x1b[35m",
    faint: "\x1b[2m",
    reset: "\x1b[0m",
};

/// True where a person looks at standard output.
pub fn is_shown() -> bool {
    std::io::stdout().is_terminal()
}

/// The palette for standard output.
pub fn palette(color: Color) -> Palette {
    let coloured = match color {
        Color::Always => true,
        Color::Never => false,
        // anstream knows NO_COLOR, CLICOLOR_FORCE, TERM=dumb and what is a terminal.
        Color::Auto => anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
    };
    if coloured { COLOURS } else { Palette::PLAIN }
}

/// Columns to write in: the terminal's, within what is readable; 100 where there is none.
pub fn width() -> usize {
    let columns = console::Term::stdout()
        .size_checked()
        .filter(|_| std::io::stdout().is_terminal());
    columns.map_or(100, |(_, columns)| usize::from(columns).clamp(40, 140))
}

/// Rows that a summary may take: those of the terminal without the prompt and a note after it; `None` where there is none.
pub fn height() -> Option<usize> {
    let rows = console::Term::stdout()
        .size_checked()
        .filter(|_| std::io::stdout().is_terminal());
    rows.map(|(rows, _)| usize::from(rows).saturating_sub(2).max(10))
}

/// One line on standard error. Names in it may be hostile: control characters are taken out.
pub fn complain(what: &str, text: &str) {
    let _ = writeln!(
        std::io::stderr(),
        "faultlens: {what}: {}",
        escape::line(text, 2000)
    );
}
