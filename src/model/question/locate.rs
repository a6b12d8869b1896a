//! Which features hold each of some positions.

use allpa_geom::Coord;

use super::{QuestionError, in_layer};
use crate::Layer;
use crate::table::{Cell, Table};

/// One row per hit: `point` (from 0), `fid` and every attribute; a position that no feature holds
/// has one row with an empty `fid`. Positions are longitude, latitude; borders belong to both
/// sides.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn locate(layer: &Layer, positions: &[Coord]) -> Result<Table, QuestionError> {
    let attributes = layer.columns().iter().map(|column| column.name.as_str());
    let mut table = Table::new(["point", "fid"].into_iter().chain(attributes));
    for (point, &position) in positions.iter().enumerate() {
        let hits = rows_at(layer, position)?;
        for &row in &hits {
            let values = layer.columns().iter().map(|column| column.value(row).into());
            table.push([point.into(), row.into()].into_iter().chain(values).collect());
        }
        if hits.is_empty() {
            let blanks = layer.columns().iter().map(|_| Cell::Empty);
            table.push([point.into(), Cell::Empty].into_iter().chain(blanks).collect());
        }
    }
    Ok(table)
}

/// Polygonal features that hold `position`, in row order.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn rows_at(layer: &Layer, position: Coord) -> Result<Vec<usize>, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    Ok(layer.index().map_err(in_layer(layer))?.holders(shapes, position))
}
