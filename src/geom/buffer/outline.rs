//! Closed paths that go around everything within a distance of a shape in a plane.
//!
//! A line is covered by a rectangle to both sides of each edge and a sector at each turn, all
//! turning left. Their common border, corner by corner, is the path made here; it winds around
//! every position as often as rectangles and sectors cover it, so what it winds around at all is
//! the answer, however it crosses itself. On the inner side of a gentle turn the two rectangles
//! share a kite; leaving it out once saves the crossings and leaves every position covered: one that
//! lies in several rectangles in a row lies in one kite less. Around a closed line there could be as
//! many kites as rectangles, so that the closing turn keeps its own.
//!
//! A long line is taken in pieces: within a piece, every sharp turn may cross every other.

use std::f64::consts::PI;

use geo::{Geometry, LineString, MultiPolygon, Polygon, Winding as _};

use crate::Coord;

/// How far, and how finely arcs are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// Distance in the unit of the plane.
    pub distance: f64,
    /// Largest turn, in radians, between two points of an arc.
    pub arc_step: f64,
}

/// Closed paths that together wind around no position to the right.
pub(super) type Group = Vec<Vec<Coord>>;

/// Edges of a line that are taken together.
const PIECE: usize = 24;

/// Groups of paths around all positions within the pen's distance of `geometry`.
pub(super) fn outlines(geometry: &Geometry, pen: Pen) -> Vec<Group> {
    let mut groups = Vec::new();
    trace(geometry, pen, &mut groups);
    groups
}

fn trace(geometry: &Geometry, pen: Pen, groups: &mut Vec<Group>) {
    match geometry {
        Geometry::Point(point) => pen.around_line(&[(*point).into()], groups),
        Geometry::MultiPoint(points) => {
            points.iter().for_each(|point| pen.around_line(&[(*point).into()], groups));
        }
        Geometry::Line(line) => pen.around_line(&[line.start.into(), line.end.into()], groups),
        Geometry::LineString(line) => pen.around_line(&corners(line), groups),
        Geometry::MultiLineString(lines) => {
            lines.iter().for_each(|line| pen.around_line(&corners(line), groups));
        }
        Geometry::Polygon(polygon) => pen.around_polygon(polygon, groups),
        Geometry::MultiPolygon(MultiPolygon(polygons)) => {
            polygons.iter().for_each(|polygon| pen.around_polygon(polygon, groups));
        }
        Geometry::GeometryCollection(all) => all.iter().for_each(|one| trace(one, pen, groups)),
        Geometry::Rect(rect) => pen.around_polygon(&rect.to_polygon(), groups),
        Geometry::Triangle(triangle) => pen.around_polygon(&triangle.to_polygon(), groups),
    }
}

/// The corners of a line, each given once in a row.
fn corners(line: &LineString) -> Vec<Coord> {
    let mut corners: Vec<Coord> = line.0.iter().map(|c| [c.x, c.y]).collect();
    corners.dedup();
    corners
}

/// The rings of all polygons, land on their left.
pub(super) fn land(geometry: &Geometry) -> Group {
    match geometry {
        Geometry::Polygon(polygon) => ring_paths(polygon).collect(),
        Geometry::MultiPolygon(polygons) => polygons.iter().flat_map(ring_paths).collect(),
        Geometry::GeometryCollection(all) => all.iter().flat_map(land).collect(),
        Geometry::Rect(rect) => ring_paths(&rect.to_polygon()).collect(),
        Geometry::Triangle(triangle) => ring_paths(&triangle.to_polygon()).collect(),
        _ => Vec::new(),
    }
}

fn ring_paths(polygon: &Polygon) -> impl Iterator<Item = Vec<Coord>> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.enumerate().map(|(number, ring)| {
        let mut path = corners(ring);
        path.pop();
        if ring.is_ccw() != (number == 0) {
            path.reverse();
        }
        path
    })
}

/// An edge: its direction, of length one, and its length.
#[derive(Clone, Copy)]
struct Edge {
    direction: Coord,
    length: f64,
}

impl Edge {
    fn between(from: Coord, to: Coord) -> Self {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = dx.hypot(dy);
        Self { direction: [dx / length, dy / length], length }
    }

    /// The direction to its right.
    fn right(self) -> Coord {
        [self.direction[1], -self.direction[0]]
    }
}

impl Pen {
    fn around_polygon(self, polygon: &Polygon, groups: &mut Vec<Group>) {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.for_each(|ring| self.around_line(&corners(ring), groups));
        groups.push(ring_paths(polygon).collect());
    }

    /// Around one line; around a point if it has no length.
    fn around_line(self, corners: &[Coord], groups: &mut Vec<Group>) {
        if let [point] = *corners {
            let mut circle = Vec::new();
            self.arc(point, [1.0, 0.0], 2.0 * PI, &mut circle);
            groups.push(vec![circle]);
        }
        let edges = corners.len().saturating_sub(1);
        let pieces = edges.div_ceil(PIECE);
        for piece in 0..pieces {
            let (from, to) = (edges * piece / pieces, edges * (piece + 1) / pieces);
            groups.push(self.around_piece(&corners[from..=to]));
        }
    }

    fn around_piece(self, corners: &[Coord]) -> Group {
        let edges: Vec<Edge> =
            corners.windows(2).map(|pair| Edge::between(pair[0], pair[1])).collect();
        let back: Vec<Coord> = corners.iter().rev().copied().collect();
        let reversed = |edge: &Edge| Edge { direction: edge.direction.map(|d| -d), ..*edge };
        let edges_back: Vec<Edge> = edges.iter().rev().map(reversed).collect();
        let is_closed = corners.first() == corners.last() && corners.len() > 3;
        let mut paths = Vec::new();
        let mut path = Vec::with_capacity(2 * corners.len() + 16);
        for (corners, edges) in [(corners, &edges), (&back, &edges_back)] {
            let (begin, end) = (edges[0], edges[edges.len() - 1]);
            if !is_closed {
                path.push(self.beside(corners[0], begin.right()));
            }
            for (corner, pair) in corners[1..].iter().zip(edges.windows(2)) {
                self.turn(*corner, pair[0], pair[1], &mut path);
            }
            let last = corners[corners.len() - 1];
            if is_closed {
                self.closing_turn(last, end, begin, &mut path);
                paths.push(std::mem::take(&mut path));
            } else {
                path.push(self.beside(last, end.right()));
                self.arc(last, end.right(), PI, &mut path);
                // The arc ends where the way back begins.
                path.pop();
            }
        }
        if !is_closed {
            paths.push(path);
        }
        paths
    }

    fn beside(self, corner: Coord, [x, y]: Coord) -> Coord {
        [corner[0] + self.distance * x, corner[1] + self.distance * y]
    }

    /// The path on the right side of a turn.
    fn turn(self, corner: Coord, before: Edge, after: Edge, path: &mut Vec<Coord>) {
        let ([ax, ay], [bx, by]) = (before.direction, after.direction);
        let (sine, cosine) = (ax * by - ay * bx, ax * bx + ay * by);
        if sine >= 0.0 {
            path.push(self.beside(corner, before.right()));
            self.arc(corner, before.right(), sine.atan2(cosine), path);
            return;
        }
        // Where both borders meet, tan(θ/2) · distance before the corner and after it.
        let share = 1.0 / (1.0 + cosine);
        if self.distance * -sine * share <= before.length.min(after.length) {
            let ([ax, ay], [bx, by]) = (before.right(), after.right());
            path.push(self.beside(corner, [(ax + bx) * share, (ay + by) * share]));
        } else {
            self.inner_turn(corner, before, after, path);
        }
    }

    /// As [`Pen::turn`], with nothing left out on the inner side.
    fn closing_turn(self, corner: Coord, before: Edge, after: Edge, path: &mut Vec<Coord>) {
        let ([ax, ay], [bx, by]) = (before.direction, after.direction);
        if ax * by - ay * bx >= 0.0 {
            self.turn(corner, before, after, path);
        } else {
            self.inner_turn(corner, before, after, path);
        }
    }

    /// Along both rectangles to their common corner.
    fn inner_turn(self, corner: Coord, before: Edge, after: Edge, path: &mut Vec<Coord>) {
        path.push(self.beside(corner, before.right()));
        path.push(corner);
        path.push(self.beside(corner, after.right()));
    }

    /// Points of an arc to the left by `angle`, without the first and with the last.
    fn arc(self, center: Coord, [x, y]: Coord, angle: f64, path: &mut Vec<Coord>) {
        let count = (angle / self.arc_step).ceil().max(1.0);
        let (sin, cos) = (angle / count).sin_cos();
        let (mut x, mut y) = (x, y);
        for _ in 0..count as usize {
            (x, y) = (x * cos - y * sin, x * sin + y * cos);
            path.push(self.beside(center, [x, y]));
        }
    }
}
