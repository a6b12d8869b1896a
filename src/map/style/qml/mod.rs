//! Styles of QGIS 3 (`.qml`): what we draw, as QGIS draws it, and back.
//!
//! Written are all ways of giving features a symbol, fills with their patterns, borders, lines with
//! casing and dashes, point signs, names and scales. Read is what has a counterpart here; what has
//! none is listed. Widths are in points, of which a logical pixel has 0.75.

mod read;
mod write;

pub(super) use read::read;
pub use write::write;

/// Points to a logical pixel.
const POINTS: f64 = 0.75;

#[cfg(test)]
mod tests;
