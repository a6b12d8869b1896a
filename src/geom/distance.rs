//! Shortest geodesic distance between two features.
//!
//! Candidates are found with a flat metric around the nearer position; the figure itself is the
//! geodesic to the foot on the edge, refined along the edge.

use crate::{Coord, Meters, ShapeKind, Shapes, locate, measure};

/// Shortest distance between feature `a_row` of `a` and feature `b_row` of `b`, both in degrees;
/// zero where they touch or overlap, `None` if either has no geometry.
///
/// # Accuracy
/// Under 1 mm at 1 km and 10 cm at 100 km: edges are straight in degrees, and the foot on the
/// nearest edge is found to that effect.
pub fn between(a: &Shapes, a_row: usize, b: &Shapes, b_row: usize) -> Option<Meters> {
    let first_a = *a.feature_coords(a_row).first()?;
    let first_b = *b.feature_coords(b_row).first()?;
    if locate::covers(b, b_row, first_a) || locate::covers(a, a_row, first_b) {
        return Some(Meters::default());
    }
    if edges(a, a_row).any(|edge| edges(b, b_row).any(|other| cross(edge, other))) {
        return Some(Meters::default());
    }
    let mut best = f64::INFINITY;
    // The shortest way begins or ends at a vertex; at a point, where one of the two is one.
    if b.kind(b_row) != ShapeKind::Point {
        for &coord in a.feature_coords(a_row) {
            best = best.min(to_feature_within(coord, b, b_row, best));
        }
    }
    if b.kind(b_row) == ShapeKind::Point || a.kind(a_row) != ShapeKind::Point {
        for &coord in b.feature_coords(b_row) {
            best = best.min(to_feature_within(coord, a, a_row, best));
        }
    }
    Some(Meters::new(best))
}

/// Shortest distance from a position to feature `row`; zero inside a polygon, `None` without
/// geometry.
pub fn to_feature(position: Coord, shapes: &Shapes, row: usize) -> Option<Meters> {
    if shapes.kind(row) == ShapeKind::None {
        return None;
    }
    if locate::covers(shapes, row, position) {
        return Some(Meters::default());
    }
    Some(Meters::new(to_feature_within(position, shapes, row, f64::INFINITY)))
}

/// The nearest of some numbered edges: its number, the share of it at which the nearest position
/// lies, and how far that is. `None` without edges.
pub fn nearest_edge(
    position: Coord,
    edges: impl Iterator<Item = (usize, [Coord; 2])>,
) -> Option<(usize, f64, Meters)> {
    let flat = FlatMetric::around(position);
    let rough = edges.map(|(at, edge)| (flat.to_edge(edge), at, edge));
    let (_, at, edge) = rough.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let share = flat.foot(edge);
    Some((at, share, Meters::new(exact(position, edge))))
}

/// Distance to the outline of a feature in metres, or anything not below `limit`.
fn to_feature_within(position: Coord, shapes: &Shapes, row: usize, limit: f64) -> f64 {
    let flat = FlatMetric::around(position);
    // The flat metric errs by under 1 % up to some 500 km: nearer edges cannot hide beyond that.
    let mut nearest = f64::INFINITY;
    let mut feet: Vec<(f64, [Coord; 2])> = Vec::new();
    for edge in edges(shapes, row) {
        let rough = flat.to_edge(edge);
        if rough > 1.01 * limit || rough > 1.02 * nearest {
            continue;
        }
        if rough < nearest {
            nearest = rough;
            feet.retain(|(other, _)| *other <= 1.02 * nearest);
        }
        feet.push((rough, edge));
    }
    feet.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best = f64::INFINITY;
    for (_, edge) in feet {
        if best.is_infinite() || no_nearer_than(position, edge) < best {
            best = best.min(exact(position, edge));
        }
    }
    best
}

/// A lower bound in metres of the distance to an edge: from its ends, and from how far a position
/// between them can be.
fn no_nearer_than(position: Coord, [start, end]: [Coord; 2]) -> f64 {
    // One degree is never longer, in any direction.
    const METERS_PER_DEGREE: f64 = 111_700.0;
    let longest = (end[0] - start[0]).hypot(end[1] - start[1]) * METERS_PER_DEGREE;
    let [from, to] = [start, end].map(|end| measure::distance(position, end).value());
    (from + to - longest) / 2.0
}

/// Geodesic distance in metres to the edge, by golden section along it.
fn exact(position: Coord, [start, end]: [Coord; 2]) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let at = |t: f64| {
        let foot = [start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])];
        measure::distance(position, foot).value()
    };
    if start == end {
        return at(0.0);
    }
    let flat = FlatMetric::around(position);
    let guess = flat.foot([start, end]);
    let (mut low, mut high) = ((guess - 0.05).max(0.0), (guess + 0.05).min(1.0));
    for _ in 0..24 {
        let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if at(a) < at(b) { high = b } else { low = a }
    }
    at(f64::midpoint(low, high)).min(at(guess)).min(at(0.0)).min(at(1.0))
}

/// Metres per degree around a position: a plane that is right nearby and orders edges farther out.
pub(crate) struct FlatMetric {
    origin: Coord,
    meters_per_degree: [f64; 2],
}

impl FlatMetric {
    /// The plane around a position.
    pub(crate) fn around(origin: Coord) -> Self {
        const A: f64 = 6_378_137.0;
        const E2: f64 = 0.006_694_379_990_141_316;
        let (sin, cos) = origin[1].to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let east = A / w2.sqrt() * cos;
        let north = A * (1.0 - E2) / w2.powf(1.5);
        Self { origin, meters_per_degree: [east.to_radians(), north.to_radians()] }
    }

    /// Metres east and north of the origin.
    pub(crate) fn local(&self, coord: Coord) -> Coord {
        [
            (coord[0] - self.origin[0]) * self.meters_per_degree[0],
            (coord[1] - self.origin[1]) * self.meters_per_degree[1],
        ]
    }

    /// Share of the edge at which its foot lies, between 0 and 1.
    pub(crate) fn foot(&self, [start, end]: [Coord; 2]) -> f64 {
        let (a, b) = (self.local(start), self.local(end));
        let along = [b[0] - a[0], b[1] - a[1]];
        let length2 = along[0] * along[0] + along[1] * along[1];
        if length2 == 0.0 {
            return 0.0;
        }
        (-(a[0] * along[0] + a[1] * along[1]) / length2).clamp(0.0, 1.0)
    }

    /// Metres from the origin to an edge.
    pub(crate) fn to_edge(&self, edge: [Coord; 2]) -> f64 {
        let t = self.foot(edge);
        let (a, b) = (self.local(edge[0]), self.local(edge[1]));
        (a[0] + t * (b[0] - a[0])).hypot(a[1] + t * (b[1] - a[1]))
    }
}

/// Edges of lines and polygons; a point is an edge of no length.
fn edges(shapes: &Shapes, row: usize) -> impl Iterator<Item = [Coord; 2]> {
    let is_point = shapes.kind(row) == ShapeKind::Point;
    shapes.rings(row).flat_map(move |ring| {
        let points = ring.iter().filter(move |_| is_point || ring.len() == 1).map(|&c| [c, c]);
        let lines = ring.windows(2).filter(move |_| !is_point).map(|pair| [pair[0], pair[1]]);
        points.chain(lines)
    })
}

fn cross([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> bool {
    use geo::Intersects as _;
    let boxes_meet = (0..2).all(|axis| {
        a[axis].min(b[axis]) <= c[axis].max(d[axis]) && c[axis].min(d[axis]) <= a[axis].max(b[axis])
    });
    boxes_meet
        && geo::Line::new(geo::Coord::from(a), geo::Coord::from(b))
            .intersects(&geo::Line::new(geo::Coord::from(c), geo::Coord::from(d)))
}

/// A lower bound in metres for any two positions `degrees` apart in longitude and latitude, the
/// nearer of them no farther than `latitude` from the equator: what lets a search by boxes stop.
pub fn at_least(degrees: f64, latitude: f64) -> Meters {
    // One degree is never shorter than 110.57 km along a meridian, 111.32 km · cos φ along a
    // parallel; the farther position may lie that much nearer to the pole.
    let parallel = 110_567.0 * (latitude.abs() + degrees).min(90.0).to_radians().cos();
    Meters::new(degrees * parallel.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShapesBuilder;
    use geo::{Geometry, wkt};

    fn shapes(geometry: impl Into<Geometry>) -> Shapes {
        let mut builder = ShapesBuilder::default();
        builder.push_geometry(&geometry.into());
        builder.finish()
    }

    #[test]
    fn a_point_beside_a_meridian_is_a_parallel_arc_away() {
        let line = shapes(wkt! { LINESTRING(-76. -8., -76. -4.) });
        let far = to_feature([-75.0, -6.0], &line, 0).expect("a line").value();
        // The foot is where the geodesic meets the meridian at a right angle; by brute force.
        let brute = (0..200_000)
            .map(|i| measure::distance([-75.0, -6.0], [-76.0, -6.1 + f64::from(i) * 1e-6]).value())
            .fold(f64::INFINITY, f64::min);
        assert!((far - brute).abs() < 1e-3, "{far} and {brute}");
    }

    #[test]
    fn crossing_lines_touch() {
        let a = shapes(wkt! { LINESTRING(0. 0., 2. 2.) });
        let b = shapes(wkt! { LINESTRING(0. 2., 2. 0.) });
        assert_eq!(between(&a, 0, &b, 0), Some(Meters::default()));
    }

    #[test]
    fn a_point_inside_a_polygon_is_at_no_distance() {
        let a = shapes(wkt! { POLYGON((0. 0., 2. 0., 2. 2., 0. 2., 0. 0.)) });
        assert_eq!(to_feature([1.0, 1.0], &a, 0), Some(Meters::default()));
        assert!(to_feature([3.0, 1.0], &a, 0).expect("a polygon").value() > 110_000.0);
    }

    #[test]
    fn two_polygons_apart_are_as_far_as_their_nearest_corners() {
        let a = shapes(wkt! { POLYGON((0. 0., 1. 0., 1. 1., 0. 0.)) });
        let b = shapes(wkt! { POLYGON((3. 0., 4. 0., 3. 1., 3. 0.)) });
        let far = between(&a, 0, &b, 0).expect("both have a shape").value();
        assert!((far - measure::distance([1., 1.], [3., 1.]).value()).abs() < 100.0, "{far}");
        assert!(far <= measure::distance([1., 0.], [3., 0.]).value());
    }
}
