//! What goes around a map: legend, scale bar, north arrow.

pub(crate) mod canvas;
mod legend;
mod scale;
mod swatch;

pub use legend::{LegendEntry, LegendItem, LegendView, LegendWords, legend};
pub use scale::{ScaleBar, scale_bar};
pub(crate) use swatch::draw as draw_swatch;
pub use swatch::swatch;
