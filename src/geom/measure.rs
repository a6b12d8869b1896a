//! Areas and lengths on the WGS 84 ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z).
//!
//! Edges are geodesics between the vertices as given, so a figure depends on the vertices only,
//! never on a plane. Positions are longitude, latitude in degrees.

use std::borrow::Borrow;
use std::sync::LazyLock;

use geo::MultiPolygon;
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
    let ring = |line: &geo::LineString| ring_area(line.0.iter().map(|c| [c.x, c.y]));
    let square_meters: f64 = polygons
        .iter()
        .map(|p| shell_minus_holes(std::iter::once(p.exterior()).chain(p.interiors()).map(ring)))
        .sum();
    Hectares::from_square_meters(square_meters)
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

fn shell_minus_holes(mut rings: impl Iterator<Item = f64>) -> f64 {
    let shell = rings.next().unwrap_or(0.0);
    shell - rings.sum::<f64>()
}

/// Unsigned area in square metres of a ring, whatever its direction.
fn ring_area(ring: impl IntoIterator<Item = impl Borrow<Coord>>) -> f64 {
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
    area.abs()
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
