//! Paper: official map sheets laid out, and written as PDF, SVG or PNG from the display list of
//! the screen.

mod arrangement;
mod blocks;
mod document;
mod grid;
mod paper;
mod pattern;
mod pdf;
mod png;
mod sheet;
mod svg;

pub use arrangement::{Arrangement, Arrangements, Grip, Guides, Held, Piece, Place};
pub use document::{Block, Document, TableColumn, TableRow, Tabular};
pub use paper::{Orientation, Paper, PaperError};
pub use pdf::{MapFrame, to_pdf};
pub use png::{from_png, to_picture, to_png};
pub use sheet::{
    Extent, Inset, MapSheet, SheetWords, compose, compose_pieces, round_scale, scale_of,
};
pub use svg::to_svg;

use std::path::Path;

use allpa_map::Fonts;
use allpa_map::drawing::Mark;
use thiserror::Error;

/// Pixels of the map on paper to a logical one: corners lie within 0.03 mm of their places.
pub const FINENESS: f32 = 4.0;

/// A finished page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Width and height in points (1/72 inch).
    pub size: [f32; 2],
    /// What is on it.
    pub marks: Vec<Mark>,
    /// What it is called.
    pub title: String,
    /// Language of its words: `es` or `en`.
    pub language: String,
    /// Places that a list of contents leads to.
    pub bookmarks: Vec<Bookmark>,
    /// Areas that lead to other pages.
    pub links: Vec<Link>,
    /// Maps on it, with the ground they show.
    pub maps: Vec<MapFrame>,
}

/// A place on a page that the reader's list of contents names.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// Its name.
    pub title: String,
    /// How far down it lies, in points.
    pub top: f32,
}

/// An area that leads to another page of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Left, top, right and bottom in points.
    pub area: [f32; 4],
    /// Number of the page, from 0.
    pub page: usize,
}

/// Why a page could not be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PageError {
    /// The letters cannot be embedded.
    #[error("the font cannot be embedded")]
    Font,
    /// The writer gave up.
    #[error("the page cannot be written: {0}")]
    Write(String),
    /// So many pixels fit no memory.
    #[error("a picture of {width} by {height} pixels cannot be made")]
    Size {
        /// Width asked for.
        width: u32,
        /// Height asked for.
        height: u32,
    },
}

/// A format of finished pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Vectors with embedded fonts.
    Pdf,
    /// Vectors for drawing programs.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// Endings of files, in the order in which they are offered.
    pub const ENDINGS: [&str; 3] = ["pdf", "svg", "png"];

    /// The format that the ending of a file names.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// A page in the format asked for, written with the letters of `fonts`; `dpi` is for pixels.
///
/// # Errors
/// [`PageError`].
pub fn encode(page: &Page, fonts: &Fonts, format: Format, dpi: f32) -> Result<Vec<u8>, PageError> {
    match format {
        Format::Pdf => to_pdf(std::slice::from_ref(page), fonts),
        Format::Svg => to_svg(page, fonts),
        Format::Png => to_png(page, fonts, dpi),
    }
}

/// Points to a millimetre.
pub(crate) const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// Millimetres as points.
pub(crate) fn mm(millimetres: f32) -> f32 {
    millimetres * POINTS_PER_MM
}

#[cfg(test)]
mod tests;
