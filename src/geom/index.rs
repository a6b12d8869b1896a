//! Boxes of one layer, packed for window and nearest queries.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, PointDistance as _, RTree};

use crate::{Bounds, Shapes};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Bounding boxes of the features that have a geometry. Rebuilt, never edited in place.
#[derive(Debug, Clone)]
pub struct SpatialIndex(RTree<Entry>);

impl SpatialIndex {
    /// Indexes every feature of `shapes` by its box.
    pub fn build(shapes: &Shapes) -> Self {
        Self::from_bounds((0..shapes.len()).map(|row| shapes.feature_bounds(row)))
    }

    /// Indexes boxes by their position in `boxes`; `None` leaves a row out.
    pub fn from_bounds(boxes: impl IntoIterator<Item = Option<Bounds>>) -> Self {
        let entries = (0u32..).zip(boxes).filter_map(|(row, bounds)| {
            let bounds = bounds?;
            Some(Entry::new(Rectangle::from_corners(bounds.min, bounds.max), row))
        });
        Self(RTree::bulk_load(entries.collect()))
    }

    /// Rows whose box touches `window`, in row order: a superset of the true answer.
    pub fn candidates(&self, window: Bounds) -> Vec<usize> {
        let envelope = AABB::from_corners(window.min, window.max);
        let hits = self.0.locate_in_envelope_intersecting(envelope);
        let mut rows: Vec<usize> = hits.map(|entry| entry.data as usize).collect();
        rows.sort_unstable();
        rows
    }

    /// Rows by growing distance of their box from `coord`, with that distance (coordinate units).
    pub fn by_distance(&self, coord: [f64; 2]) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.0.nearest_neighbor_iter(coord).map(move |entry| {
            (entry.data as usize, entry.geom().distance_2(&coord).max(0.0).sqrt())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> SpatialIndex {
        let cell = |x: f64| Some(Bounds { min: [x, 0.0], max: [x + 1.0, 1.0] });
        SpatialIndex::from_bounds([cell(0.0), None, cell(5.0), cell(0.5)])
    }

    #[test]
    fn candidates_come_in_row_order_and_skip_empty_rows() {
        let window = Bounds { min: [0.7, 0.2], max: [5.0, 0.3] };
        assert_eq!(index().candidates(window), [0, 2, 3]);
    }

    #[test]
    fn the_nearest_box_comes_first() {
        let found: Vec<usize> = index().by_distance([6.5, 0.5]).map(|(row, _)| row).collect();
        assert_eq!(found, [2, 3, 0]);
    }
}
