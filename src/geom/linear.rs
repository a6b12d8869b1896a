//! Positions along a line by their distance from its beginning: linear referencing.
//!
//! Edges are straight in degrees, lengths are geodesic.

use crate::{Bounds, Coord, Meters, Shapes, SpatialIndex, distance, locate, measure};

/// A line in longitude and latitude with the chainage of its vertices.
#[derive(Debug, Clone)]
pub struct Path {
    coords: Vec<Coord>,
    /// Metres from the beginning to each vertex; a gap between two parts has no length.
    chainage: Vec<f64>,
    /// Whether the edge that ends at a vertex is a gap between two parts.
    is_gap: Vec<bool>,
    edges: SpatialIndex,
}

/// A stretch between two parts of a line that no part covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Where on the path.
    pub at: Meters,
    /// How far apart the parts are.
    pub width: Meters,
}

/// A stretch of a path, from and to in metres from its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Beginning.
    pub from: f64,
    /// End.
    pub to: f64,
}

/// Ends nearer than this are one place.
const TOUCH_METERS: f64 = 1.0;

impl Path {
    /// Joins parts given in any order and direction: from the first part on, the part with the
    /// nearest end is put to the end it is nearest to. The path runs as the first part does. A part
    /// that repeats another between the same ends with the same length is left out. `None` when no
    /// part has a length.
    pub fn join<'a>(parts: impl IntoIterator<Item = &'a [Coord]>) -> Option<(Self, Vec<Gap>)> {
        let mut waiting: Vec<Vec<Coord>> = Vec::new();
        for part in parts {
            let part: Vec<Coord> = part.to_vec();
            if measure::line_length(&part).value() > 0.0
                && !waiting.iter().any(|known| is_repeated(known, &part))
            {
                waiting.push(part);
            }
        }
        if waiting.is_empty() {
            return None;
        }
        let mut chain = vec![waiting.remove(0)];
        while !waiting.is_empty() {
            let (head, tail) = (chain[0][0], last(&chain[chain.len() - 1]));
            let ends = waiting.iter().enumerate().flat_map(|(at, part)| {
                let (first, last) = (part[0], last(part));
                [
                    (rough(tail, first), at, false, false),
                    (rough(tail, last), at, false, true),
                    (rough(head, last), at, true, false),
                    (rough(head, first), at, true, true),
                ]
            });
            let Some((_, at, is_before, is_turned)) = ends.min_by(|a, b| a.0.total_cmp(&b.0))
            else {
                break;
            };
            let mut part = waiting.remove(at);
            if is_turned {
                part.reverse();
            }
            if is_before { chain.insert(0, part) } else { chain.push(part) }
        }
        Some(Self::of_chain(&chain))
    }

    fn of_chain(chain: &[Vec<Coord>]) -> (Self, Vec<Gap>) {
        let mut coords: Vec<Coord> = Vec::new();
        let (mut chainage, mut is_gap, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = 0.0;
        for part in chain {
            for (number, &coord) in part.iter().enumerate() {
                let step = coords.last().map_or(0.0, |&c| measure::distance(c, coord).value());
                let is_new_part = number == 0 && !coords.is_empty();
                if is_new_part && step > TOUCH_METERS {
                    gaps.push(Gap { at: Meters::new(at), width: Meters::new(step) });
                }
                if !is_new_part {
                    at += step;
                }
                coords.push(coord);
                chainage.push(at);
                is_gap.push(is_new_part);
            }
        }
        let boxes = coords.windows(2).zip(&is_gap[1..]);
        let boxes = boxes.map(|(pair, is_gap)| Bounds::of(pair).filter(|_| !is_gap));
        let edges = SpatialIndex::from_bounds(boxes);
        (Self { coords, chainage, is_gap, edges }, gaps)
    }

    /// Its length, gaps left out.
    pub fn length(&self) -> Meters {
        Meters::new(self.chainage.last().copied().unwrap_or_default())
    }

    /// Its vertices in order, gaps run through.
    pub fn coords(&self) -> &[Coord] {
        &self.coords
    }

    /// The position at a chainage in metres; the nearest end for one that lies beyond.
    pub fn position(&self, chainage: f64) -> Coord {
        let after = self.chainage.partition_point(|&at| at < chainage);
        if after == 0 {
            return self.coords[0];
        }
        let Some(&end) = self.coords.get(after) else { return last(&self.coords) };
        let (from, to) = (self.chainage[after - 1], self.chainage[after]);
        let share = if to > from { (chainage - from) / (to - from) } else { 0.0 };
        between(self.coords[after - 1], end, share)
    }

    /// The chainage in metres of the position of the path nearest to `position`, and how far it
    /// is.
    pub fn locate(&self, position: Coord) -> (f64, Meters) {
        let edges = self.coords.windows(2).enumerate().filter(|(at, _)| !self.is_gap[at + 1]);
        let edges = edges.map(|(at, pair)| (at, [pair[0], pair[1]]));
        match distance::nearest_edge(position, edges) {
            Some((at, share, meters)) => (self.chainage_in(at, share), meters),
            None => (0.0, measure::distance(position, self.coords[0])),
        }
    }

    /// The stretches inside polygonal feature `row`, in order; stretches that only touch it are
    /// left out.
    pub fn inside(&self, shapes: &Shapes, row: usize) -> Vec<Stretch> {
        let mut cuts = self.crossings(shapes, row);
        cuts.push(0.0);
        cuts.push(self.length().value());
        cuts.extend(self.gaps_at());
        cuts.sort_by(f64::total_cmp);
        let mut found: Vec<Stretch> = Vec::new();
        for pair in cuts.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            // A stretch shorter than a millimetre is the rounding of a crossing.
            if to - from < 1e-3 {
                continue;
            }
            if !locate::covers(shapes, row, self.position(f64::midpoint(from, to))) {
                continue;
            }
            match found.last_mut() {
                Some(open) if from - open.to < 1e-3 => open.to = to,
                _ => found.push(Stretch { from, to }),
            }
        }
        found
    }

    /// Chainages in metres at which the path crosses or touches the edges of feature `row`, a line
    /// or the outline of a polygon, in order and each place once. Where both run along each other
    /// only the ends count.
    pub fn crossings(&self, shapes: &Shapes, row: usize) -> Vec<f64> {
        let mut found = Vec::new();
        for ring in shapes.rings(row) {
            for edge in ring.windows(2) {
                let Some(window) = Bounds::of(edge) else { continue };
                for at in self.edges.candidates(window) {
                    let own = [self.coords[at], self.coords[at + 1]];
                    let shares = meeting(own, [edge[0], edge[1]]);
                    found.extend(shares.into_iter().flatten().map(|s| self.chainage_in(at, s)));
                }
            }
        }
        found.sort_by(f64::total_cmp);
        found.dedup_by(|a, b| *a - *b < TOUCH_METERS * 1e-3);
        found
    }

    fn gaps_at(&self) -> impl Iterator<Item = f64> + '_ {
        self.chainage.iter().zip(&self.is_gap).filter(|(_, is_gap)| **is_gap).map(|(at, _)| *at)
    }

    fn chainage_in(&self, edge: usize, share: f64) -> f64 {
        let (from, to) = (self.chainage[edge], self.chainage[edge + 1]);
        from + share * (to - from)
    }
}

fn last(line: &[Coord]) -> Coord {
    line[line.len() - 1]
}

fn between(a: Coord, b: Coord, share: f64) -> Coord {
    [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

/// How far apart two positions are, good enough to tell the nearer of two.
fn rough(a: Coord, b: Coord) -> f64 {
    ((b[0] - a[0]) * a[1].to_radians().cos()).hypot(b[1] - a[1])
}

fn is_repeated(a: &[Coord], b: &[Coord]) -> bool {
    // Most parts lie far apart, and a degree is never shorter than this.
    let is_near = |p: Coord, q: Coord| rough(p, q) < TOUCH_METERS / 110_000.0;
    let touch =
        |p: Coord, q: Coord| is_near(p, q) && measure::distance(p, q).value() < TOUCH_METERS;
    let (a_ends, b_ends) = ([a[0], last(a)], [b[0], last(b)]);
    let same = touch(a_ends[0], b_ends[0]) && touch(a_ends[1], b_ends[1]);
    let turned = touch(a_ends[0], b_ends[1]) && touch(a_ends[1], b_ends[0]);
    if !same && !turned {
        return false;
    }
    let lengths = [measure::line_length(a).value(), measure::line_length(b).value()];
    (lengths[0] - lengths[1]).abs() < TOUCH_METERS
}

/// Where two edges meet, as shares of the first: one place, or both ends of a common stretch.
fn meeting([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> [Option<f64>; 2] {
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]]);
    let w = [c[0] - a[0], c[1] - a[1]];
    let cross = |p: Coord, q: Coord| p[0] * q[1] - p[1] * q[0];
    let denominator = cross(u, v);
    let in_range = |share: f64| (-1e-12..=1.0 + 1e-12).contains(&share);
    if denominator != 0.0 {
        let (own, other) = (cross(w, v) / denominator, cross(w, u) / denominator);
        let is_there = in_range(own) && in_range(other);
        return [is_there.then(|| own.clamp(0.0, 1.0)), None];
    }
    let length2 = u[0] * u[0] + u[1] * u[1];
    if cross(w, u) != 0.0 || length2 == 0.0 {
        return [None, None];
    }
    let share = |p: Coord| ((p[0] - a[0]) * u[0] + (p[1] - a[1]) * u[1]) / length2;
    let (from, to) = (share(c).min(share(d)).max(0.0), share(c).max(share(d)).min(1.0));
    if from > to { [None, None] } else { [Some(from), Some(to)] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ShapeKind, ShapesBuilder};

    fn shape(kind: ShapeKind, coords: &[Coord]) -> Shapes {
        let mut shapes = ShapesBuilder::default();
        shapes.extend(coords.iter().copied());
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(kind);
        shapes.finish()
    }

    /// Parts of the equator in disorder, one turned, one twice.
    fn equator() -> (Path, Vec<Gap>) {
        let parts: [&[Coord]; 5] = [
            &[[1., 0.], [2., 0.]],
            &[[4., 0.], [3., 0.]],
            &[[0., 0.], [1., 0.]],
            &[[2., 0.], [3., 0.]],
            &[[1., 0.], [0., 0.]],
        ];
        Path::join(parts).expect("a path")
    }

    /// A degree along the equator, 6 378 137 m · π / 180.
    const DEGREE: f64 = 111_319.490_793_273_57;

    #[test]
    fn parts_in_disorder_make_one_path() {
        let (path, gaps) = equator();
        assert!(gaps.is_empty());
        assert!((path.length().value() - 4.0 * DEGREE).abs() < 1e-6);
        assert_eq!(path.coords()[0], [0., 0.]);
        let (at, far) = path.locate([2.5, 0.1]);
        assert!((at - 2.5 * DEGREE).abs() < 1.0, "{at}");
        assert!((far.value() - measure::distance([2.5, 0.], [2.5, 0.1]).value()).abs() < 1e-3);
        assert!((path.position(2.5 * DEGREE)[0] - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_gap_has_a_width_and_no_length() {
        let parts: [&[Coord]; 2] = [&[[0., 0.], [1., 0.]], &[[1.5, 0.], [2., 0.]]];
        let (path, gaps) = Path::join(parts).expect("a path");
        assert!((path.length().value() - 1.5 * DEGREE).abs() < 1e-6);
        assert_eq!(gaps.len(), 1);
        assert!((gaps[0].at.value() - DEGREE).abs() < 1e-6);
        assert!((gaps[0].width.value() - DEGREE / 2.0).abs() < 1e-6);
    }

    #[test]
    fn stretches_inside_and_crossings_lie_where_they_should() {
        let (path, _) = equator();
        // A U over the axis: inside from 0.5 to 1 and from 2 to 2.5, its bay between.
        let u: [Coord; 9] = [
            [0.5, -1.],
            [2.5, -1.],
            [2.5, 1.],
            [2., 1.],
            [2., -0.5],
            [1., -0.5],
            [1., 1.],
            [0.5, 1.],
            [0.5, -1.],
        ];
        let found = path.inside(&shape(ShapeKind::Polygon, &u), 0);
        let ends: Vec<f64> = found.iter().flat_map(|s| [s.from / DEGREE, s.to / DEGREE]).collect();
        assert_eq!(ends.len(), 4);
        for (end, expected) in ends.iter().zip([0.5, 1.0, 2.0, 2.5]) {
            assert!((end - expected).abs() < 1e-9, "{ends:?}");
        }
        let river = shape(ShapeKind::Line, &[[0.25, -1.], [0.25, 1.], [3.75, -1.]]);
        let found = path.crossings(&river, 0);
        assert_eq!(found.len(), 2);
        assert!((found[0] / DEGREE - 0.25).abs() < 1e-9);
        assert!((found[1] / DEGREE - 2.0).abs() < 1e-9);
    }
}
