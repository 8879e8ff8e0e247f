//! The charts: the list of them, and what they share: scenes, inks, time axes.

mod amplification;
mod axis;
mod failures;
mod heatmap;
mod incidents;
mod marks;
mod pairings;
mod pairs;
mod scene;
mod stretch;
mod theme;
mod time;
mod waits;

pub use amplification::table as amplification_table;
pub use failures::{gather as failures_over_time, table as failures_table};
pub use incidents::table as incidents_table;
pub use pairings::{Pairing, draw as pairings};
pub use scene::Scene;
pub use stretch::{Stretch, draw as stretch};
pub use theme::dark_css;
pub use time::seconds;
pub use waits::{numbers as waits_numbers, scene as waits_scene, table as waits_table};

use super::contract::Page;

/// How wide a chart is drawn; a phone gets its own drawing, because scaling down makes labels unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// 960 units, for screens, paper and pictures.
    Wide,
    /// 400 units, for phones.
    Narrow,
}

impl Width {
    /// Units from edge to edge.
    pub const fn units(self) -> i32 {
        match self {
            Self::Wide => 960,
            Self::Narrow => 400,
        }
    }

    /// One of two numbers.
    pub const fn pick<T: Copy>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// One chart: its files and the function that lays it out.
pub struct Chart {
    /// Short name, also its identity in the HTML page.
    pub name: &'static str,
    /// Path of the scalable drawing.
    pub svg: &'static str,
    /// Path of the picture.
    pub png: &'static str,
    /// True when the page has something to draw.
    pub wanted: fn(&Page<'_>) -> bool,
    /// Lays the page's numbers out.
    pub draw: fn(&Page<'_>, Width) -> Scene,
}

/// The charts of a page, in the order in which they are shown.
pub fn of(page: &Page<'_>) -> impl Iterator<Item = &'static Chart> {
    CHARTS.iter().filter(move |chart| (chart.wanted)(page))
}

/// Every chart, in the order in which they are shown.
pub static CHARTS: [Chart; 6] = [
    Chart {
        name: "failures",
        svg: "charts/failures.svg",
        png: "charts/failures.png",
        wanted: |_| true,
        draw: failures::draw,
    },
    Chart {
        name: "incidents",
        svg: "charts/incidents.svg",
        png: "charts/incidents.png",
        wanted: |page| !page.report.incidents.is_empty(),
        draw: incidents::draw,
    },
    Chart {
        name: "pairs",
        svg: "charts/pairs.svg",
        png: "charts/pairs.png",
        wanted: |_| true,
        draw: pairs::draw,
    },
    Chart {
        name: "heatmap",
        svg: "charts/heatmap.svg",
        png: "charts/heatmap.png",
        wanted: |_| true,
        draw: heatmap::draw,
    },
    Chart {
        name: "waits",
        svg: "charts/waits.svg",
        png: "charts/waits.png",
        wanted: waits::wanted,
        draw: waits::draw,
    },
    Chart {
        name: "amplification",
        svg: "charts/amplification.svg",
        png: "charts/amplification.png",
        wanted: amplification::wanted,
        draw: amplification::draw,
    },
];
