//! Boxes of one layer, packed for window and nearest queries.

use std::sync::OnceLock;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, PointDistance as _, RTree};

use crate::locate::{SortedEdges, covers};
use crate::{Bounds, Coord, ShapeKind, Shapes};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Bounding boxes of the features that have a geometry. Rebuilt, never edited in place.
#[derive(Debug, Clone)]
pub struct SpatialIndex {
    tree: RTree<Entry>,
    /// Rows of large polygons, in order, and their edges: sorted when first asked for.
    large: Vec<(u32, OnceLock<SortedEdges>)>,
}

/// Corners from which sorting the edges of a polygon pays.
const LARGE: usize = 64;

impl SpatialIndex {
    /// Indexes every feature of `shapes` by its box.
    pub fn build(shapes: &Shapes) -> Self {
        let is_large = |row: &usize| {
            shapes.kind(*row) == ShapeKind::Polygon && shapes.feature_coords(*row).len() >= LARGE
        };
        let large = (0..shapes.len()).filter(is_large);
        let large = large.map(|row| (row as u32, OnceLock::new())).collect();
        Self { large, ..Self::from_bounds((0..shapes.len()).map(|row| shapes.feature_bounds(row))) }
    }

    /// Indexes boxes by their position in `boxes`; `None` leaves a row out.
    pub fn from_bounds(boxes: impl IntoIterator<Item = Option<Bounds>>) -> Self {
        let entries = (0u32..).zip(boxes).filter_map(|(row, bounds)| {
            let bounds = bounds?;
            Some(Entry::new(Rectangle::from_corners(bounds.min, bounds.max), row))
        });
        Self { tree: RTree::bulk_load(entries.collect()), large: Vec::new() }
    }

    /// Rows whose box touches `window`, in row order: a superset of the true answer.
    pub fn candidates(&self, window: Bounds) -> Vec<usize> {
        let envelope = AABB::from_corners(window.min, window.max);
        let hits = self.tree.locate_in_envelope_intersecting(envelope);
        let mut rows: Vec<usize> = hits.map(|entry| entry.data as usize).collect();
        rows.sort_unstable();
        rows
    }

    /// Rows whose box touches `window`, with their boxes, in no order.
    pub fn boxes(&self, window: Bounds) -> impl Iterator<Item = (usize, Bounds)> + '_ {
        let envelope = AABB::from_corners(window.min, window.max);
        self.tree.locate_in_envelope_intersecting(envelope).map(|entry| {
            let [min, max] = [entry.geom().lower(), entry.geom().upper()];
            (entry.data as usize, Bounds { min, max })
        })
    }

    /// Polygonal features that hold `position`, borders included, in row order. `shapes` are those
    /// the index was built from.
    pub fn holders(&self, shapes: &Shapes, position: Coord) -> Vec<usize> {
        let mut rows = self.candidates(Bounds { min: position, max: position });
        rows.retain(|&row| {
            let large = self.large.binary_search_by_key(&(row as u32), |(row, _)| *row);
            match large.ok().map(|place| &self.large[place].1) {
                None => covers(shapes, row, position),
                Some(edges) => edges
                    .get_or_init(|| SortedEdges::of(shapes, row))
                    .cover(shapes.feature_coords(row), position),
            }
        });
        rows
    }

    /// Rows by growing distance of their box from `coord`, with that distance (coordinate units).
    pub fn by_distance(&self, coord: [f64; 2]) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.tree.nearest_neighbor_iter(coord).map(move |entry| {
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
