//! A drawing as a list of shapes, and the one place where plotters plays it: into SVG text or PNG bytes.

use super::theme::{Ink, dark_css};
use crate::error::{Error, Result};
use crate::report::escape;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};
use std::sync::OnceLock;

/// Roboto Regular, cut down to the characters that labels need; see `Roboto-LICENSE.txt`.
static FONT: &[u8] = include_bytes!("Roboto-Regular-subset.ttf");
const FAMILY: &str = "sans-serif";
/// Font heights as plotters reckons them: 1.24 of the size.
const LABEL: i32 = 16;
const SMALL: i32 = 15;
/// Units that the title of a file of its own takes.
const TITLE: i32 = 36;

/// Where a label is held.
#[derive(Debug, Clone, Copy)]
pub enum Hold {
    /// At its left end.
    Left,
    /// In the middle.
    Middle,
    /// At its right end.
    Right,
}

#[derive(Debug)]
enum Shape {
    Bar {
        at: (i32, i32),
        size: (i32, i32),
        ink: Ink,
    },
    Line {
        from: (i32, i32),
        to: (i32, i32),
        ink: Ink,
    },
    Label {
        at: (i32, i32),
        text: String,
        size: i32,
        hold: Hold,
        ink: Ink,
    },
}

/// A laid out chart.
#[derive(Debug)]
pub struct Scene {
    /// What the chart is, with its unit.
    pub title: String,
    /// What it shows, in a sentence, for readers who do not see it.
    pub about: String,
    size: (i32, i32),
    shapes: Vec<Shape>,
}

impl Scene {
    /// An empty sheet with a title and no height yet.
    pub fn new(width: i32, title: String) -> Self {
        Self {
            about: title.clone(),
            title,
            size: (width, 1),
            shapes: Vec::new(),
        }
    }

    /// Sets the height, which a chart knows when it has laid out its rows.
    pub const fn set_height(&mut self, height: i32) {
        self.size.1 = height;
    }

    /// A filled rectangle by its upper left corner and its size.
    pub fn bar(&mut self, at: (i32, i32), size: (i32, i32), ink: Ink) {
        if size.0 > 0 && size.1 > 0 {
            self.shapes.push(Shape::Bar { at, size, ink });
        }
    }

    /// A hair line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        self.shapes.push(Shape::Line { from, to, ink });
    }

    /// A label, held at a point at half its height, cut to `room` units.
    pub fn label(&mut self, at: (i32, i32), text: &str, room: i32, hold: Hold, ink: Ink) {
        self.label_of(LABEL, at, text, room, hold, ink);
    }

    /// A small label.
    pub fn small(&mut self, at: (i32, i32), text: &str, room: i32, hold: Hold, ink: Ink) {
        self.label_of(SMALL, at, text, room, hold, ink);
    }

    fn label_of(&mut self, size: i32, at: (i32, i32), text: &str, room: i32, hold: Hold, ink: Ink) {
        let text = cut(text, size, room);
        self.shapes.push(Shape::Label {
            at,
            text,
            size,
            hold,
            ink,
        });
    }

    /// The drawing as SVG without title and style rules, to be set into a page.
    pub fn svg(&self) -> Result<String> {
        self.svg_below(0)
    }

    fn svg_below(&self, title: i32) -> Result<String> {
        let mut out = String::new();
        let size = (units(self.size.0), units(self.size.1 + title));
        self.play(
            &SVGBackend::with_string(&mut out, size).into_drawing_area(),
            1,
            title,
        )?;
        // Attributes that say what is so anyway; quotes in labels are escaped, so no label can be hit.
        Ok(out
            .replace(" opacity=\"1\"", "")
            .replace(" stroke=\"none\"", "")
            .replace(">\n", ">"))
    }

    /// The drawing as a file of its own, with a title and with rules for dark screens.
    pub fn svg_file(&self) -> Result<String> {
        let svg = self.svg_below(TITLE)?;
        let (head, body) = svg.split_once('>').unwrap_or(("<svg", ""));
        let style = format!(
            "text{{font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif}}@media (prefers-color-scheme:dark){{{}}}",
            dark_css("svg")
        );
        Ok(format!(
            "{head} role=\"img\"><title>{}</title><style>{style}</style>{body}\n",
            xml(&self.about)
        ))
    }

    /// The drawing as a PNG picture, on light paper, at twice its size for sharp screens.
    pub fn png_file(&self) -> Result<Vec<u8>> {
        let size = (units(self.size.0 * 2), units((self.size.1 + TITLE) * 2));
        let mut pixels = vec![255; size.0 as usize * size.1 as usize * 3];
        self.play(
            &BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area(),
            2,
            TITLE,
        )?;
        let mut out = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut out, size.0, size.1);
        encoder.set_color(::png::ColorType::Rgb);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&pixels)?;
            writer.finish()
        });
        written.map_err(|error| self.failed(&error))?;
        Ok(out)
    }

    /// Draws every shape, below a band of `title` units with the title where that is not 0.
    fn play<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
        scale: i32,
        title: i32,
    ) -> Result<()> {
        if !ready() {
            return Err(self.failed(&"an embedded font that cannot be read"));
        }
        let failed = |error: DrawingAreaErrorKind<B::ErrorType>| self.failed(&error);
        area.fill(&Ink::Paper.light()).map_err(failed)?;
        let (band, sheet) = area.split_vertically(title * scale);
        if title > 0 {
            let text = cut(&self.title, 20, self.size.0 - 24);
            let label = Shape::Label {
                at: (12, title / 2),
                text,
                size: 20,
                hold: Hold::Left,
                ink: Ink::Text,
            };
            draw(&band, &label, scale).map_err(failed)?;
        }
        for shape in &self.shapes {
            draw(&sheet, shape, scale).map_err(failed)?;
        }
        area.present().map_err(failed)
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> Error {
        Error::new(
            format!("chart '{}'", self.title),
            "a drawing",
            error,
            "report this as a bug",
        )
    }
}

fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    shape: &Shape,
    scale: i32,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let scaled = |(x, y): (i32, i32)| (x * scale, y * scale);
    match shape {
        Shape::Bar { at, size, ink } => {
            let corners = [scaled(*at), scaled((at.0 + size.0, at.1 + size.1))];
            area.draw(&Rectangle::new(corners, ink.light().filled()))
        }
        Shape::Line { from, to, ink } => area.draw(&PathElement::new(
            [scaled(*from), scaled(*to)],
            ink.light().stroke_width(units(scale)),
        )),
        Shape::Label {
            at,
            text,
            size,
            hold,
            ink,
        } => {
            let across = match hold {
                Hold::Left => HPos::Left,
                Hold::Middle => HPos::Center,
                Hold::Right => HPos::Right,
            };
            let font = (FAMILY, size * scale).into_font().color(&ink.light());
            area.draw(&Text::new(
                text.as_str(),
                scaled(*at),
                font.pos(Pos::new(across, VPos::Center)),
            ))
        }
    }
}

/// Registers the embedded font, once per process; no font of the machine is looked at.
fn ready() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| register_font(FAMILY, FontStyle::Normal, FONT).is_ok())
}

/// Width of a label in units at a font height, with a margin for readers whose font runs wider than the embedded one;
/// characters that it lacks count as square.
fn measure(text: &str, height: i32) -> i32 {
    let known: String = text.chars().filter(|one| (*one as u32) < 0x2100).collect();
    let other = i32::try_from(text.chars().count() - known.chars().count()).unwrap_or(i32::MAX);
    let size = if ready() {
        (FAMILY, height).into_font().box_size(&known).ok()
    } else {
        None
    };
    let known = size.map_or(i32::MAX, |(width, _)| {
        i32::try_from(width * 6 / 5).unwrap_or(i32::MAX)
    });
    known.saturating_add(other.saturating_mul(height))
}

/// Width of a label of normal size in units.
pub fn label_width(text: &str) -> i32 {
    measure(text, LABEL)
}

/// An inert label that fits into `room` units; what is cut ends in an ellipsis.
fn cut(text: &str, size: i32, room: i32) -> String {
    let text = escape::line(text, 160);
    if measure(&text, size) <= room {
        return text;
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let text = format!("{}…", kept.iter().collect::<String>().trim_end());
        if measure(&text, size) <= room {
            return text;
        }
    }
    String::new()
}

fn units(value: i32) -> u32 {
    value.max(1).unsigned_abs()
}

fn xml(text: &str) -> String {
    escape::line(text, 500)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
