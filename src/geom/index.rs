//! Boxes of one layer, packed for window and nearest queries.
//!
//! Windows are answered by a tree packed along a Hilbert curve, which is built in half the time of the
//! other and answers large windows several times faster; nearest features by an R*-tree, which is
//! better at that and built when first asked.

use std::ops::Range;
use std::sync::OnceLock;

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTree as Packed, RTreeBuilder, RTreeIndex as _};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{PointDistance as _, RTree};

use crate::locate::{SortedEdges, covers};
use crate::{Bounds, Coord, ShapeKind, Shapes};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Bounding boxes of the features that have a geometry. Rebuilt, never edited in place.
#[derive(Debug, Clone)]
pub struct SpatialIndex {
    packed: Packed<f64>,
    /// The row of each box, in the order of the tree.
    rows: Vec<u32>,
    nearest: OnceLock<RTree<Entry>>,
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
        let kept = (0u32..).zip(boxes).filter_map(|(row, bounds)| Some((row, bounds?)));
        let (rows, boxes): (Vec<u32>, Vec<Bounds>) = kept.unzip();
        let mut builder = RTreeBuilder::new(boxes.len() as u32);
        for Bounds { min, max } in boxes {
            builder.add(min[0], min[1], max[0], max[1]);
        }
        let packed = builder.finish::<HilbertSort>();
        let order = packed.indices();
        let rows = (0..rows.len()).map(|leaf| rows[order.get(leaf)]).collect();
        Self { packed, rows, nearest: OnceLock::new(), large: Vec::new() }
    }

    /// Rows whose box touches `window`, in row order: a superset of the true answer.
    pub fn candidates(&self, window: Bounds) -> Vec<usize> {
        let mut rows = Vec::new();
        self.visit(window, |row, _| rows.push(row));
        rows.sort_unstable();
        rows
    }

    /// Calls `found` with every row whose box touches `window` and with that box, in no order.
    pub fn visit(&self, window: Bounds, mut found: impl FnMut(usize, Bounds)) {
        let tree = Tree {
            boxes: self.packed.boxes().as_chunks().0,
            ends: self.packed.level_bounds(),
            fan: self.packed.node_size().into(),
            rows: &self.rows,
        };
        match tree.ends.len() {
            // Nothing stands above a single row.
            0 | 1 => tree.touching(0..self.rows.len(), &window, &mut found),
            levels => tree.visit(levels - 1, 0, &window, &mut found),
        }
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
        let tree = self.nearest.get_or_init(|| {
            let everywhere = Bounds { min: [f64::NEG_INFINITY; 2], max: [f64::INFINITY; 2] };
            let mut entries = Vec::with_capacity(self.rows.len());
            self.visit(everywhere, |row, Bounds { min, max }| {
                entries.push(Entry::new(Rectangle::from_corners(min, max), row as u32));
            });
            RTree::bulk_load(entries)
        });
        tree.nearest_neighbor_iter(coord).map(move |entry| {
            (entry.data as usize, entry.geom().distance_2(&coord).max(0.0).sqrt())
        })
    }
}

/// The packed tree: boxes level by level, those of rows first; the children of a node stand side by
/// side, and so does all below it.
struct Tree<'a> {
    boxes: &'a [[f64; 4]],
    /// Four times the number of boxes up to the end of each level.
    ends: &'a [usize],
    /// Children of a node, 64 at most.
    fan: usize,
    rows: &'a [u32],
}

impl Tree<'_> {
    /// Looks at the children of a node: the one at `place` of a level above the rows.
    fn visit(
        &self,
        level: usize,
        place: usize,
        window: &Bounds,
        found: &mut impl FnMut(usize, Bounds),
    ) {
        let below = level - 1;
        let first = self.start(below) + place * self.fan;
        let children = first..self.start(level).min(first + self.fan);
        if below == 0 {
            return self.touching(children, window, found);
        }
        for child in children {
            let bounds = self.bounds(child);
            if !bounds.intersects(window) {
                continue;
            }
            let place = child - self.start(below);
            if window.holds(&bounds) {
                let all = self.fan.pow(below as u32);
                for leaf in place * all..self.rows.len().min((place + 1) * all) {
                    found(self.rows[leaf] as usize, self.bounds(leaf));
                }
            } else {
                self.visit(below, place, window, found);
            }
        }
    }

    /// Tells which boxes of rows touch the window. All of a node are compared before the first is
    /// told: nothing is left to guess for the processor, which halves the time.
    fn touching(
        &self,
        leaves: Range<usize>,
        window: &Bounds,
        found: &mut impl FnMut(usize, Bounds),
    ) {
        let touches = |leaf| u64::from(self.bounds(leaf).intersects(window));
        let mut touching = leaves.clone().rev().fold(0, |set, leaf| set << 1 | touches(leaf));
        while touching != 0 {
            let leaf = leaves.start + touching.trailing_zeros() as usize;
            found(self.rows[leaf] as usize, self.bounds(leaf));
            touching &= touching - 1;
        }
    }

    /// Number of the first box of a level.
    fn start(&self, level: usize) -> usize {
        level.checked_sub(1).map_or(0, |below| self.ends[below] / 4)
    }

    fn bounds(&self, number: usize) -> Bounds {
        let [west, south, east, north] = self.boxes[number];
        Bounds { min: [west, south], max: [east, north] }
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
    fn what_a_window_touches_is_found_in_layers_of_any_size() {
        for count in [0, 1, 2, 16, 17, 300] {
            let at = |row: u32| Some(Bounds { min: [f64::from(row); 2], max: [f64::from(row); 2] });
            let index = SpatialIndex::from_bounds((0..count).map(at));
            let window = Bounds { min: [0.5, 0.0], max: [20.0, 400.0] };
            let expected: Vec<usize> = (1..21.min(count as usize)).collect();
            assert_eq!(index.candidates(window), expected, "{count}");
            let all = Bounds { min: [0.0; 2], max: [400.0; 2] };
            assert_eq!(index.candidates(all), (0..count as usize).collect::<Vec<_>>());
            let nearest = index.by_distance([400.0, 400.0]).map(|hit| hit.0).next();
            assert_eq!(nearest, (count as usize).checked_sub(1));
        }
    }

    #[test]
    fn the_nearest_box_comes_first() {
        let found: Vec<usize> = index().by_distance([6.5, 0.5]).map(|(row, _)| row).collect();
        assert_eq!(found, [2, 3, 0]);
    }
}
