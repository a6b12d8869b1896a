//! Areas and lengths on the WGS 84 ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z).
//!
//! Edges are geodesics between the vertices as given, so a figure depends on the vertices only,
//! never on a plane. Positions are longitude, latitude in degrees.

use std::borrow::Borrow;
use std::sync::LazyLock;

use geo::{LineString, MultiLineString, MultiPolygon};
use geographiclib_rs::{DirectGeodesic as _, Geodesic, InverseGeodesic as _, PolygonArea, Winding};

use crate::{Coord, Hectares, Meters, ShapeKind, Shapes};

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Area of feature `row`: shells minus holes; zero unless it is polygonal.
pub fn area(shapes: &Shapes, row: usize) -> Hectares {
    if shapes.kind(row) != ShapeKind::Polygon {
        return Hectares::default();
    }
    let square_meters: f64 =
        shapes.parts(row).map(|part| shell_minus_holes(part.into_rings().map(ring_area))).sum();
    Hectares::from_square_meters(square_meters)
}

/// Area of valid polygons.
pub fn polygons_area(polygons: &MultiPolygon) -> Hectares {
    let ring = |line: &LineString| ring_area(line.0.iter().map(|c| [c.x, c.y]));
    let square_meters: f64 = polygons
        .iter()
        .map(|p| shell_minus_holes(std::iter::once(p.exterior()).chain(p.interiors()).map(ring)))
        .sum();
    Hectares::from_square_meters(square_meters)
}

/// Area inside a ring of positions, whatever its direction; it need not repeat the first one at its
/// end. Where it crosses itself the parts are counted against each other.
pub fn outline_area(ring: &[Coord]) -> Hectares {
    Hectares::from_square_meters(ring_area(ring))
}

/// Length of feature `row`: every line, or the perimeter of every ring of a polygon; zero for
/// points.
pub fn length(shapes: &Shapes, row: usize) -> Meters {
    if shapes.kind(row) == ShapeKind::Point {
        return Meters::default();
    }
    shapes.rings(row).map(line_length).sum()
}

/// Length of one run of positions.
pub fn line_length(line: &[Coord]) -> Meters {
    line.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

/// Length of all of some lines.
pub fn lines_length(lines: &MultiLineString) -> Meters {
    let of_line =
        |line: &LineString| line_length(&line.0.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>());
    lines.iter().map(of_line).sum()
}

/// Shortest way between two positions.
pub fn distance(a: Coord, b: Coord) -> Meters {
    let meters: f64 = WGS84.inverse(a[1], a[0], b[1], b[0]);
    Meters::new(meters)
}

/// Azimuth in degrees, clockwise from north, at which the shortest way from `a` to `b` leaves.
pub fn azimuth(a: Coord, b: Coord) -> f64 {
    let (azimuth, _, _): (f64, f64, f64) = WGS84.inverse(a[1], a[0], b[1], b[0]);
    azimuth
}

/// The position reached from `from` at `azimuth` degrees after `distance`.
pub fn destination(from: Coord, azimuth: f64, distance: Meters) -> Coord {
    let (lat, lon): (f64, f64) = WGS84.direct(from[1], from[0], azimuth, distance.value());
    [lon, lat]
}

/// What an area is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The WGS 84 ellipsoid: positions are longitude and latitude in degrees, edges geodesics.
    Ellipsoid,
    /// A plane in metres.
    Plane,
}

/// The area to the left of edges given one by one, in any order: their closed paths need not be
/// known. Exact up to rounding in a plane; on the ellipsoid as [`area`].
#[derive(Debug)]
pub(crate) struct AreaSum {
    surface: Surface,
    /// A position near the edges, which keeps rounding small.
    origin: Coord,
    /// The height of the origin where the area is authalic, see [`authalic`].
    base: f64,
    sum: f64,
}

impl AreaSum {
    pub(crate) fn new(surface: Surface, origin: Coord) -> Self {
        let base = match surface {
            Surface::Ellipsoid => authalic(origin[1].to_radians().sin()),
            Surface::Plane => 0.0,
        };
        Self { surface, origin, base, sum: 0.0 }
    }

    /// Adds the edge from `from` to `to`, with the land on its left, `count` times.
    pub(crate) fn add(&mut self, from: Coord, to: Coord, count: i32) {
        if count == 0 {
            return;
        }
        let left = match self.surface {
            Surface::Plane => {
                let [x, y] = self.origin;
                let ([ax, ay], [bx, by]) = ([from[0] - x, from[1] - y], [to[0] - x, to[1] - y]);
                (ax * by - bx * ay) / 2.0
            }
            Surface::Ellipsoid => {
                let (a, b) = (Vertex::at(from), Vertex::at(to));
                left_of(&a, &b, self.base)
            }
        };
        self.sum += f64::from(count) * left;
    }

    /// Square metres.
    pub(crate) fn square_meters(&self) -> f64 {
        self.sum
    }
}

/// A position with what the area beside its edges asks for.
struct Vertex {
    coord: Coord,
    sine: f64,
    height: f64,
}

impl Vertex {
    fn at(coord: Coord) -> Self {
        let sine = coord[1].to_radians().sin();
        Self { coord, sine, height: authalic(sine) }
    }
}

const SEMI_MAJOR: f64 = 6_378_137.0;
const ECCENTRICITY2: f64 = 0.006_694_379_990_141_316;

/// Area in m² between the equator and the latitude of this sine, per radian of longitude: the
/// height at which a cylindrical map keeps areas. The series ends below a part in 10^17.
fn authalic(sine: f64) -> f64 {
    let z = ECCENTRICITY2 * sine * sine;
    let series = [15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0]
        .into_iter()
        .fold(0.0, |sum, odd| sum * z + f64::midpoint(odd, 1.0) / odd);
    SEMI_MAJOR * SEMI_MAJOR * (1.0 - ECCENTRICITY2) * sine * series
}

/// Degrees: up to here the bend of a geodesic is taken from a series, beyond it from Karney's.
const SHORT_EDGE: f64 = 0.05;
/// Degrees of latitude beyond which the series is left.
const HIGH_LATITUDE: f64 = 75.0;

/// Square metres to the left of the geodesic from `a` to `b`, up to the parallel of height `base`.
///
/// A short edge is a chord on the map that keeps areas (`x` the longitude, `y` the height), and the
/// sliver between chord and geodesic is, to third order in the edge, a twelfth of the cross product
/// of velocity and acceleration at its middle: with the geodesic equations on a surface of
/// revolution, sin φ Δλ ((r Δλ)² + 3 (Δy / r)²) / 12, r being the radius of the parallel. The next
/// term is of the fifth order.
fn left_of(a: &Vertex, b: &Vertex, base: f64) -> f64 {
    let degrees = b.coord[0] - a.coord[0];
    let is_short = degrees.abs() <= SHORT_EDGE && (b.coord[1] - a.coord[1]).abs() <= SHORT_EDGE;
    if !is_short || a.coord[1].abs() > HIGH_LATITUDE {
        let (.., under, _): (f64, f64, f64, f64, f64, f64, f64, f64) =
            WGS84.inverse(a.coord[1], a.coord[0], b.coord[1], b.coord[0]);
        return base * degrees.to_radians() - under;
    }
    let turn = degrees.to_radians();
    let rise = b.height - a.height;
    let sine = f64::midpoint(a.sine, b.sine);
    let radius2 =
        SEMI_MAJOR * SEMI_MAJOR * (1.0 - sine * sine) / (1.0 - ECCENTRICITY2 * sine * sine);
    let sliver = sine * turn * (radius2 * turn * turn + 3.0 * rise * rise / radius2) / 12.0;
    -turn * (f64::midpoint(a.height, b.height) - base) - sliver
}

fn shell_minus_holes(mut rings: impl Iterator<Item = f64>) -> f64 {
    let shell = rings.next().unwrap_or(0.0);
    shell - rings.sum::<f64>()
}

/// Unsigned area in square metres of a ring, whatever its direction.
fn ring_area<I: IntoIterator<Item: Borrow<Coord>, IntoIter: Clone>>(ring: I) -> f64 {
    let ring = ring.into_iter();
    signed_ring_area(ring.clone()).unwrap_or_else(|| global_ring_area(ring)).abs()
}

/// Area of a ring that stays clear of poles and of the antimeridian, positive if it turns left.
fn signed_ring_area(mut ring: impl Iterator<Item: Borrow<Coord>>) -> Option<f64> {
    let Some(first) = ring.next() else { return Some(0.0) };
    let first = Vertex::at(*first.borrow());
    let (base, mut sum) = (first.height, 0.0);
    let mut add = |a: &Vertex, b: &Vertex| {
        sum += left_of(a, b, base);
        (b.coord[0] - a.coord[0]).abs() < 180.0 && b.coord[1].abs() < 90.0
    };
    let mut last = Vertex { ..first };
    for coord in ring {
        let next = Vertex::at(*coord.borrow());
        if !add(&last, &next) {
            return None;
        }
        last = next;
    }
    // The closing position repeats the first one, unless the ring was left open.
    add(&last, &first).then_some(sum)
}

/// Area of any ring, those around a pole included.
fn global_ring_area(ring: impl Iterator<Item: Borrow<Coord>>) -> f64 {
    let mut polygon = PolygonArea::new(&WGS84, Winding::CounterClockwise);
    let mut first = None;
    let mut last: Option<Coord> = None;
    for coord in ring {
        let coord = *coord.borrow();
        if let Some(previous) = last {
            polygon.add_point(previous[1], previous[0]);
        }
        first.get_or_insert(coord);
        last = Some(coord);
    }
    // The closing position repeats the first one and is not a vertex of its own.
    if let Some(open_end) = last.filter(|_| last != first) {
        polygon.add_point(open_end[1], open_end[0]);
    }
    let (_, area, _) = polygon.compute(true);
    area
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShapesBuilder;

    fn ring(coords: &[Coord]) -> Shapes {
        let mut builder = ShapesBuilder::default();
        builder.extend(coords.iter().copied());
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Polygon);
        builder.finish()
    }

    /// One degree cell at the equator: 12 308 778 361.469 m² by GeographicLib's own test data.
    #[test]
    fn the_equatorial_degree_cell_has_the_published_area() {
        for coords in [
            [[0., 0.], [1., 0.], [1., 1.], [0., 1.], [0., 0.]],
            [[0., 0.], [0., 1.], [1., 1.], [1., 0.], [0., 0.]],
        ] {
            let hectares = area(&ring(&coords), 0).value();
            assert!((hectares - 1_230_877.836_146_9).abs() < 1e-3, "{hectares}");
        }
    }

    /// Against Karney's algorithm edge by edge: triangles of every size and latitude.
    #[test]
    fn short_edges_bend_as_geodesics_do() {
        let mut worst = [0.0_f64; 2];
        for step in 0..2_000 {
            let share = |root: f64| (f64::from(step) * root.sqrt()).fract();
            let size = 10.0_f64.powf(-5.0 + 3.69 * share(7.0));
            let latitude = -70.0 + 140.0 * share(2.0);
            let corner = |a: f64, b: f64| [-75.0 + size * share(a), latitude + size * share(b)];
            let ring = [corner(3.0, 5.0), corner(11.0, 13.0), corner(17.0, 19.0)];
            let found = signed_ring_area(ring.iter()).expect("no pole").abs();
            let difference = (found - global_ring_area(ring.iter()).abs()).abs();
            let meters = size * 111_000.0;
            let class = usize::from(meters > 1_000.0);
            worst[class] = worst[class].max(difference);
        }
        assert!(worst[0] < 2e-4 && worst[1] < 1e-3, "{worst:?} m²");
    }

    #[test]
    fn a_ring_left_open_is_closed() {
        let open = ring(&[[0., 0.], [1., 0.], [1., 1.], [0., 1.]]);
        let closed = ring(&[[0., 0.], [1., 0.], [1., 1.], [0., 1.], [0., 0.]]);
        assert!((area(&open, 0) - area(&closed, 0)).value().abs() < 1e-9);
    }

    #[test]
    fn direct_and_inverse_agree() {
        let start = [-72.0, -15.6];
        let end = destination(start, 37.0, Meters::new(2000.0));
        assert!((distance(start, end).value() - 2000.0).abs() < 1e-6);
        assert!((azimuth(start, end) - 37.0).abs() < 1e-9);
    }
}
