//! The inks of the charts: one colour for light and one for dark paper, told apart also by colour-blind readers.

use plotters::style::RGBColor;
use std::fmt::Write;

/// What a shape means; the theme knows its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Background.
    Paper,
    /// Text.
    Text,
    /// Text of second rank.
    Faint,
    /// Grid lines.
    Grid,
    /// Where nothing failed.
    Track,
    /// 4xx: amber.
    ClientError,
    /// 5xx: vermilion.
    ServerError,
    /// No response: purple.
    NoResponse,
    /// When an incident lasted: a pale rose behind the bars.
    Incident,
    /// Anything else.
    Other,
    /// Heat from 0 (least) to 4.
    Heat(u8),
}

/// Light and dark colours; each light colour is unique, so that a style sheet can replace it by its value.
const COLOURS: [(Ink, u32, u32); 15] = [
    (Ink::Paper, 0x00FF_FFFF, 0x0016_1B22),
    (Ink::Text, 0x001C_2430, 0x00E6_EDF3),
    (Ink::Faint, 0x005A_6472, 0x00A3_AFBC),
    (Ink::Grid, 0x00E3_E7EC, 0x002C_3440),
    (Ink::Track, 0x00F1_F3F6, 0x001E_252F),
    (Ink::ClientError, 0x00D6_8F00, 0x00F0_B440),
    (Ink::ServerError, 0x00B5_2A1D, 0x00F2_6D5B),
    (Ink::NoResponse, 0x0070_5CA8, 0x00A9_9AE6),
    (Ink::Incident, 0x00F7_DCE2, 0x0046_2230),
    (Ink::Other, 0x0081_8B98, 0x0077_8290),
    (Ink::Heat(0), 0x00FB_E1C4, 0x004A_2F1A),
    (Ink::Heat(1), 0x00F5_B878, 0x0078_441C),
    (Ink::Heat(2), 0x00E5_853A, 0x00A8_5B1E),
    (Ink::Heat(3), 0x00C2_4E1A, 0x00DE_8838),
    (Ink::Heat(4), 0x0086_2A10, 0x00FF_C988),
];

impl Ink {
    /// The ink of a failure class.
    pub fn of_class(class: Option<&str>) -> Self {
        match class {
            Some("4xx") => Self::ClientError,
            Some("5xx") => Self::ServerError,
            Some("no_response") => Self::NoResponse,
            _ => Self::Other,
        }
    }

    /// The colour on light paper.
    pub fn light(self) -> RGBColor {
        let found = COLOURS.iter().find(|(ink, ..)| *ink == self);
        let [_, red, green, blue] = found.map_or(0, |(_, light, _)| *light).to_be_bytes();
        RGBColor(red, green, blue)
    }
}

/// Style rules that turn the light colours of drawings below `scope` into the dark ones.
pub fn dark_css(scope: &str) -> String {
    let mut out = String::new();
    for (_, light, dark) in COLOURS {
        for attribute in ["fill", "stroke"] {
            let _ = write!(
                out,
                "{scope} [{attribute}=\"#{light:06X}\"]{{{attribute}:#{dark:06X}}}"
            );
        }
    }
    out
}
