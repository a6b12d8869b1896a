//! What goes around a map: legend, scale bar, north arrow.

mod canvas;
mod legend;
mod scale;
mod sheet;
mod swatch;

pub use legend::{LegendEntry, LegendItem, LegendView, LegendWords, legend, legend_items};
pub use scale::{ScaleBar, scale_bar};
pub use sheet::{draw_legend_below, draw_sheet};
pub use swatch::swatch;
