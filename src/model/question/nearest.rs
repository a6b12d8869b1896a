//! The nearest features of another layer, and how far they are.

use allpa_geom::{Meters, Shapes, SpatialIndex, distance};
use rayon::prelude::*;

use super::{QuestionError, in_layer};
use crate::Layer;
use crate::table::{Cell, Table};

/// For each feature of `from`, the `count` nearest features of `to` no farther than `limit`:
/// `fid`, `other_fid`, `distance_m` (geodesic), nearest first. A feature with none in reach has
/// one row with an empty `other_fid`.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn nearest(
    from: &Layer,
    to: &Layer,
    count: usize,
    limit: Option<Meters>,
) -> Result<Table, QuestionError> {
    let (shapes, targets) =
        (from.geographic().map_err(in_layer(from))?, to.geographic().map_err(in_layer(to))?);
    let index = to.index().map_err(in_layer(to))?;
    let found: Vec<Vec<(f64, usize)>> = (0..from.len())
        .into_par_iter()
        .map(|row| nearest_to(shapes, row, targets, index, count, limit))
        .collect();
    let mut table = Table::new(["fid", "other_fid", "distance_m"]);
    for (row, hits) in found.into_iter().enumerate() {
        if hits.is_empty() {
            table.push(vec![row.into(), Cell::Empty, Cell::Empty]);
        }
        for (meters, other) in hits {
            table.push(vec![row.into(), other.into(), meters.into()]);
        }
    }
    Ok(table)
}

/// Distances in metres and rows of the nearest features, nearest first.
pub(super) fn nearest_to(
    shapes: &Shapes,
    row: usize,
    targets: &Shapes,
    index: &SpatialIndex,
    count: usize,
    limit: Option<Meters>,
) -> Vec<(f64, usize)> {
    let Some(bounds) = shapes.feature_bounds(row) else { return Vec::new() };
    let limit = limit.map_or(f64::INFINITY, Meters::value);
    let center = bounds.center();
    let radius = bounds.width().hypot(bounds.height()) / 2.0;
    let mut best: Vec<(f64, usize)> = Vec::with_capacity(count + 1);
    for (other, degrees) in index.by_distance(center) {
        let reach = if best.len() == count { best[count - 1].0 } else { limit };
        if distance::at_least((degrees - radius).max(0.0), center[1]).value() > reach {
            break;
        }
        let Some(meters) = distance::between(shapes, row, targets, other) else { continue };
        let meters = meters.value();
        if meters > limit || meters >= reach && best.len() == count {
            continue;
        }
        let place = best.partition_point(|&(nearer, _)| nearer <= meters);
        best.insert(place, (meters, other));
        best.truncate(count);
    }
    best
}
