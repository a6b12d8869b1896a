//! The common case of validity, found fast: rings that neither cross nor touch, each hole in its
//! shell, each shell outside the others.
//!
//! The edges of a feature lie in order under a tree of boxes. Far parts of a border lie in boxes
//! apart, so few edges are compared: about n log n on real borders, where the general check of
//! `geo` compares every ring of thousands of corners with itself edge by edge. Which edges meet is
//! decided exactly (Shewchuk 1997).

use geo::kernels::{Kernel as _, Orientation, RobustKernel};
use geo::{LineString, MultiPolygon};

use crate::{Bounds, Coord};

/// Whether `polygons` surely is valid. `false` means only that it must be looked at closely: rings
/// that touch in points may be valid.
pub(super) fn is_plainly_valid(polygons: &MultiPolygon) -> bool {
    let Some(border) = Border::of(polygons) else { return false };
    border.keeps_apart() && border.nests()
}

/// The edges of all rings.
struct Border {
    edges: Vec<[Coord; 2]>,
    rings: Vec<Ring>,
    /// Boxes of blocks of edges, as a heap: node `i` holds nodes `2i` and `2i + 1`, the leaves come
    /// last. Blocks do not straddle rings.
    boxes: Vec<Bounds>,
    /// The edges of each leaf.
    blocks: Vec<std::ops::Range<usize>>,
}

/// One ring.
struct Ring {
    /// Its edges.
    edges: std::ops::Range<usize>,
    /// Its leaves.
    blocks: std::ops::Range<usize>,
    bounds: Bounds,
    /// Number of the polygon it belongs to.
    polygon: usize,
    is_hole: bool,
}

/// Edges to a leaf of the tree.
const BLOCK: usize = 8;

/// Holds nothing and meets nothing.
const NOTHING: Bounds = Bounds { min: [f64::INFINITY; 2], max: [f64::NEG_INFINITY; 2] };

impl Border {
    /// `None` where a ring has less than three edges or a coordinate is not a number.
    fn of(polygons: &MultiPolygon) -> Option<Self> {
        let count = geo::CoordsIter::coords_count(polygons);
        let mut border = Self {
            edges: Vec::with_capacity(count),
            rings: Vec::new(),
            boxes: Vec::new(),
            blocks: Vec::with_capacity(count / BLOCK + 1),
        };
        for (number, polygon) in polygons.iter().enumerate() {
            border.add(polygon.exterior(), number, false)?;
            for hole in polygon.interiors() {
                border.add(hole, number, true)?;
            }
        }
        border.stack();
        Some(border)
    }

    fn add(&mut self, ring: &LineString, polygon: usize, is_hole: bool) -> Option<()> {
        let (first, first_block) = (self.edges.len(), self.blocks.len());
        for pair in ring.0.windows(2) {
            let [from, to]: [Coord; 2] = [pair[0].into(), pair[1].into()];
            if !from.into_iter().chain(to).all(f64::is_finite) {
                return None;
            }
            // Corners given twice are allowed and say nothing.
            if from != to {
                self.edges.push([from, to]);
            }
        }
        let edges = first..self.edges.len();
        if edges.len() < 3 {
            return None;
        }
        let starts = edges.clone().step_by(BLOCK);
        self.blocks.extend(starts.map(|start| start..edges.end.min(start + BLOCK)));
        let corners = self.edges[edges.clone()].iter().map(|[from, _]| from);
        self.rings.push(Ring {
            bounds: Bounds::of(corners)?,
            edges,
            blocks: first_block..self.blocks.len(),
            polygon,
            is_hole,
        });
        Some(())
    }

    /// Builds the tree of boxes from the leaves up.
    fn stack(&mut self) {
        let leaves = self.blocks.len().next_power_of_two();
        self.boxes = vec![NOTHING; 2 * leaves];
        for (place, block) in self.blocks.iter().enumerate() {
            for &[from, to] in &self.edges[block.clone()] {
                self.boxes[leaves + place].include(from);
                self.boxes[leaves + place].include(to);
            }
        }
        for node in (1..leaves).rev() {
            self.boxes[node] = self.boxes[2 * node].union(self.boxes[2 * node + 1]);
        }
    }

    fn leaves(&self) -> usize {
        self.boxes.len() / 2
    }

    /// Whether edges meet only where one ends and the next of its ring begins.
    fn keeps_apart(&self) -> bool {
        let turns = self.rings.iter().all(|ring| {
            let edges = &self.edges[ring.edges.clone()];
            let last = edges[edges.len() - 1];
            std::iter::once(&last)
                .chain(edges)
                .zip(edges)
                .all(|(&before, &after)| before[1] == after[0] && !runs_back(before, after))
        });
        if !turns {
            return false;
        }
        // Pairs of nodes whose edges are still to be compared; a node with itself stands for the
        // pairs within it.
        let mut pairs = vec![(1, 1)];
        let leaves = self.leaves();
        while let Some((a, b)) = pairs.pop() {
            if !self.boxes[a].intersects(&self.boxes[b]) {
                continue;
            }
            match (a >= leaves, b >= leaves) {
                (true, true) => {
                    if !self.blocks_keep_apart(a - leaves, b - leaves) {
                        return false;
                    }
                }
                _ if a == b => {
                    pairs.extend([(2 * a, 2 * a), (2 * a, 2 * a + 1), (2 * a + 1, 2 * a + 1)]);
                }
                (false, _) if b >= leaves || a < b => {
                    pairs.extend([(2 * a, b), (2 * a + 1, b)]);
                }
                _ => pairs.extend([(a, 2 * b), (a, 2 * b + 1)]),
            }
        }
        true
    }

    fn blocks_keep_apart(&self, a: usize, b: usize) -> bool {
        let within = self.boxes[self.leaves() + b];
        self.blocks[a].clone().all(|first| {
            let edge = self.edges[first];
            if !edge_box(edge).intersects(&within) {
                return true;
            }
            let from = if a == b { first + 1 } else { self.blocks[b].start };
            (from..self.blocks[b].end)
                .all(|second| !meet(edge, self.edges[second]) || self.are_neighbours(first, second))
        })
    }

    /// Whether edge `second`, which comes later than `first`, follows it in its ring, or ends the
    /// ring that `first` begins.
    fn are_neighbours(&self, first: usize, second: usize) -> bool {
        let ring = &self.rings[self.ring_of(first)].edges;
        ring.contains(&second)
            && (first + 1 == second || (ring.start == first && ring.end == second + 1))
    }

    fn ring_of(&self, edge: usize) -> usize {
        self.rings.partition_point(|ring| ring.edges.end <= edge)
    }

    /// Whether holes lie in their shells and in no other hole of theirs, and shells in no land of
    /// another polygon. The rings keep apart, so that one corner tells for all.
    fn nests(&self) -> bool {
        let mut inside_of = vec![Vec::new(); self.rings.len()];
        for (inner, list) in inside_of.iter_mut().enumerate() {
            let corner = self.edges[self.rings[inner].edges.start][0];
            for (outer, ring) in self.rings.iter().enumerate() {
                if outer != inner
                    && ring.bounds.holds(&self.rings[inner].bounds)
                    && self.encloses(ring, corner)
                {
                    list.push(outer);
                }
            }
        }
        self.rings.iter().zip(&inside_of).all(|(ring, outers)| {
            // Around a ring of one polygon lie rings of another only in pairs: its shell, and the
            // hole in which the ring lies.
            let mut own = 0_usize;
            let mut others = std::collections::BTreeMap::new();
            for &outer in outers {
                let outer = &self.rings[outer];
                if outer.polygon == ring.polygon {
                    if outer.is_hole {
                        return false;
                    }
                    own += 1;
                } else {
                    *others.entry(outer.polygon).or_insert(0_usize) += 1;
                }
            }
            own == usize::from(ring.is_hole) && others.values().all(|count| count % 2 == 0)
        })
    }

    /// Whether `ring`, which does not pass through `at`, runs around it.
    fn encloses(&self, ring: &Ring, at: Coord) -> bool {
        let leaves = self.leaves();
        let mut is_inside = false;
        for place in ring.blocks.clone() {
            let reach = self.boxes[leaves + place];
            if at[1] < reach.min[1] || at[1] > reach.max[1] || at[0] > reach.max[0] {
                continue;
            }
            for &[from, to] in &self.edges[self.blocks[place].clone()] {
                if (from[1] <= at[1]) != (to[1] <= at[1]) {
                    let (low, high) = if from[1] <= to[1] { (from, to) } else { (to, from) };
                    is_inside ^= side(low, high, at) == Orientation::CounterClockwise;
                }
            }
        }
        is_inside
    }
}

fn side(from: Coord, to: Coord, at: Coord) -> Orientation {
    RobustKernel::orient2d(from.into(), to.into(), at.into())
}

fn edge_box([from, to]: [Coord; 2]) -> Bounds {
    Bounds {
        min: [from[0].min(to[0]), from[1].min(to[1])],
        max: [from[0].max(to[0]), from[1].max(to[1])],
    }
}

/// Whether an edge goes back over the one it follows.
fn runs_back([from, corner]: [Coord; 2], [_, to]: [Coord; 2]) -> bool {
    let axis = usize::from(from[0] == corner[0]);
    side(from, corner, to) == Orientation::Collinear
        && (from[axis] < corner[axis]) == (to[axis] < corner[axis])
}

/// Whether two edges share a position.
fn meet(a: [Coord; 2], b: [Coord; 2]) -> bool {
    if !edge_box(a).intersects(&edge_box(b)) {
        return false;
    }
    let straddles = |[from, to]: [Coord; 2], other: [Coord; 2]| {
        let [first, second] = other.map(|corner| side(from, to, corner));
        first != second || first == Orientation::Collinear
    };
    straddles(a, b) && straddles(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Validation as _;
    use proptest::prelude::*;
    use wkt::TryFromWkt as _;

    fn check(wkt: &str, expected: bool) {
        let polygons = MultiPolygon::try_from_wkt_str(wkt).expect("a multipolygon");
        assert_eq!(is_plainly_valid(&polygons), expected, "{wkt}");
    }

    #[test]
    fn rings_that_keep_apart_are_valid() {
        check("MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,2 1,1 1)))", true);
        check(
            "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(1 1,1 3,3 3,3 1,1 1)),((2 2,2.5 2,2 2.5,2 2)))",
            true,
        );
        check("MULTIPOLYGON(((0 0,0 0,1 0,2 0,2 2,0 0)))", true);
    }

    #[test]
    fn what_touches_or_crosses_or_lies_wrong_is_not_plain() {
        check("MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))", false);
        check("MULTIPOLYGON(((0 0,4 0,4 4,2 0,0 4,0 0)))", false);
        check("MULTIPOLYGON(((0 0,4 0,5 0,4 0,4 4,0 0)))", false);
        check("MULTIPOLYGON(((0 0,1 0,2 0,0 0)))", false);
        check("MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(6 6,6 7,7 7,6 6)))", false);
        check(
            "MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0),(1 1,1 8,8 8,8 1,1 1),(2 2,2 3,3 3,2 2)))",
            false,
        );
        check("MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0)),((1 1,2 1,2 2,1 1)))", false);
        check("MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0)),((4 0,8 0,8 4,4 0)))", false);
        let ring = vec![(0.0, 0.0), (f64::NAN, 0.0), (4.0, 4.0), (0.0, 0.0)];
        let no_number = geo::Polygon::new(LineString::from(ring), Vec::new());
        assert!(!is_plainly_valid(&no_number.into()));
    }

    proptest! {
        /// Whatever is called plain is valid for `geo`'s check too.
        #[test]
        fn plain_is_valid(
            corners in prop::collection::vec((0..30_i32, 0..30_i32), 3..40),
            hole in prop::collection::vec((0..30_i32, 0..30_i32), 3..6),
        ) {
            let ring = |corners: &[(i32, i32)]| {
                let mut ring: Vec<geo::Coord> = corners
                    .iter()
                    .map(|&(x, y)| geo::Coord { x: f64::from(x), y: f64::from(y) })
                    .collect();
                ring.push(ring[0]);
                LineString(ring)
            };
            let polygons =
                MultiPolygon(vec![geo::Polygon::new(ring(&corners), vec![ring(&hole)])]);
            if is_plainly_valid(&polygons) {
                prop_assert!(polygons.is_valid());
            }
        }

        /// A star with distinct directions is simple: plain, whatever its size.
        #[test]
        fn stars_are_plain(radii in prop::collection::vec(0.2..1.0_f64, 5..300)) {
            let step = std::f64::consts::TAU / radii.len() as f64;
            let mut ring: Vec<geo::Coord> = radii
                .iter()
                .enumerate()
                .map(|(number, radius)| {
                    let (sin, cos) = (number as f64 * step).sin_cos();
                    geo::Coord { x: radius * cos, y: radius * sin }
                })
                .collect();
            ring.push(ring[0]);
            let polygons = MultiPolygon(vec![geo::Polygon::new(LineString(ring), Vec::new())]);
            prop_assert!(is_plainly_valid(&polygons));
        }
    }
}
