//! What a table lists of a layer: which rows, in what order, what their values amount to, and how
//! they are copied into a spreadsheet. Pure functions that use all cores.

mod copy;
mod fold;
mod order;
mod rows;
mod statistics;

pub use copy::tab_separated;
pub use fold::{collated, folded};
pub use order::{Sort, SortBy, sorted};
pub use rows::{Filter, kept};
pub use statistics::{Histogram, Numbers, Statistics, statistics};

/// Rows that one task works on.
const CHUNK: usize = 16_384;

#[cfg(test)]
mod testing {
    use allpa_geom::{ShapeKind, ShapesBuilder};

    use crate::{Column, ColumnData, Layer};

    /// A layer without geometry that has these columns.
    pub fn layer(columns: Vec<(&str, ColumnData)>) -> Layer {
        let rows = columns.first().map_or(0, |(_, data)| data.len());
        let mut shapes = ShapesBuilder::default();
        (0..rows).for_each(|_| shapes.end_feature(ShapeKind::None));
        let column = |(name, data): (&str, ColumnData)| Column { name: name.into(), data };
        Layer::made("tabla", shapes.finish(), columns.into_iter().map(column).collect())
    }

    pub fn texts(texts: &[Option<&str>]) -> ColumnData {
        ColumnData::Text(texts.iter().copied().collect())
    }
}
