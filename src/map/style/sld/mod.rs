//! Styles of the OGC (`.sld`: Styled Layer Descriptor 1.1 with Symbology Encoding 1.1), which
//! map servers and most GIS programs read; those of version 1.0 are read as well.
//!
//! Written are all ways of giving features a symbol, fills with their patterns, borders, lines with
//! casing and dashes, point signs, names and scales; the opacity of the layer goes into the colours.
//! Read is what has a counterpart here; what has none is listed. Lengths are in logical pixels, the
//! unit of the format.

mod filter;
mod label;
mod read;
mod rules;
mod symbols;
mod write;

pub(super) use read::read;
pub use write::{of_qml, write};

use super::ScaleRange;

/// Where both allow drawing.
fn both(a: Option<ScaleRange>, b: Option<ScaleRange>) -> Option<ScaleRange> {
    match (a, b) {
        (Some(a), Some(b)) => {
            Some(ScaleRange { closest: a.closest.max(b.closest), widest: a.widest.min(b.widest) })
        }
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests;
