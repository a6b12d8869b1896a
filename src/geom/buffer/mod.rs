//! Zones of influence in true metres at any latitude and across UTM zones.
//!
//! Each strip of a shape is buffered in a transverse Mercator plane of its own, centred on it and
//! scaled so that the plane's error is split evenly: under 0.07 % of the distance for a strip of
//! [`STRIP_DEGREES`]. Checked against geodesic rays in the tests.

mod outline;

use std::f64::consts::PI;

use geo::{
    Coord as GeoCoord, Geometry, LineString, MapCoordsInPlace as _, MultiLineString, MultiPolygon,
    Simplify as _,
};
use rayon::prelude::*;
use thiserror::Error;

use crate::transverse_mercator::{GRID, TransverseMercator};
use crate::{Bounds, Coord, Meters, overlay};
use outline::{Group, land, outlines};

pub use outline::Pen;

/// Why a zone of influence could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BufferError {
    /// The distance is zero, negative or not a number.
    #[error("a buffer needs a positive distance")]
    Distance,
    /// A coordinate is not a position on the globe.
    #[error("a coordinate is not a longitude and latitude")]
    NotGeographic,
}

/// Widest east-west extent of a shape in one plane, in degrees of longitude; the plane is up to six
/// degrees wide.
const STRIP_DEGREES: f64 = 6.0 - 2.0 * GRID;
/// Edges longer than this follow their line in degrees only if vertices are added.
const EDGE_METERS: f64 = 5_000.0;
/// So far, as a share of the distance, such a line may stray from the plane's straight one: near the
/// equator 5 km are within it, at 18° with a distance of 30 m 1.5 km.
const STRAY_SHARE: f64 = 0.000_5;
/// Vertices nearer than this share of the distance to the line of their neighbours are dropped.
const SIMPLIFY_SHARE: f64 = 0.000_5;
/// Turn between two points of an arc: the chord lies 0.03 % of the distance inside it.
const ARC_STEP: f64 = PI / 64.0;

/// All positions within `distance` of `geometry` (longitude, latitude), as polygons in degrees.
/// Edges of the source are straight in degrees (RFC 7946).
///
/// # Errors
/// [`BufferError`]; an empty geometry gives an empty result.
///
/// # Accuracy
/// The outline lies within 0.15 % of `distance` of its true place.
pub fn buffer(geometry: &Geometry, distance: Meters) -> Result<MultiPolygon, BufferError> {
    buffer_in_steps(geometry, distance, ARC_STEP)
}

/// As [`buffer`], with that turn in radians between two points of an arc.
pub(crate) fn buffer_in_steps(
    geometry: &Geometry,
    distance: Meters,
    arc_step: f64,
) -> Result<MultiPolygon, BufferError> {
    Ok(overlay::fill_all(filled(paths(geometry, distance, arc_step)?)))
}

/// All positions within `distance` of any of `geometries`, each place once: as the union of their
/// buffers.
///
/// # Errors
/// [`BufferError`].
pub fn buffer_all(geometries: &[Geometry], distance: Meters) -> Result<MultiPolygon, BufferError> {
    let groups: Result<Vec<Vec<Group>>, BufferError> =
        geometries.par_iter().map(|one| Ok(filled(paths(one, distance, ARC_STEP)?))).collect();
    Ok(overlay::fill_all(groups?.into_iter().flatten().collect()))
}

/// All positions of a plane within the pen's distance of `geometry`.
pub fn buffer_in_plane(geometry: &Geometry, pen: Pen) -> MultiPolygon {
    overlay::fill_all(filled(outlines(geometry, pen)))
}

/// As [`buffer_all`], in a plane.
pub fn buffer_all_in_plane(geometries: &[Geometry], pen: Pen) -> MultiPolygon {
    let groups = geometries.par_iter().flat_map_iter(|geometry| filled(outlines(geometry, pen)));
    overlay::fill_all(groups.collect())
}

/// Groups that no longer cross themselves: what is left inside costs nothing when all are joined.
/// A single one is joined with nothing.
fn filled(groups: Vec<Group>) -> Vec<Group> {
    if groups.len() == 1 {
        return groups;
    }
    groups.into_par_iter().map(|group| overlay::outline_paths(&group)).collect()
}

/// Closed paths in degrees that go around the zone of influence, and around nothing to the right.
fn paths(geometry: &Geometry, distance: Meters, arc_step: f64) -> Result<Vec<Group>, BufferError> {
    let meters = distance.value();
    if !(meters.is_finite() && meters > 0.0) {
        return Err(BufferError::Distance);
    }
    let mut paths = Vec::new();
    let pen = Pen { distance: meters, arc_step };
    for piece in strips(geometry) {
        paths.extend(strip_paths(piece, pen)?);
    }
    if !is_narrow(geometry) {
        // No plane holds a wide polygon: its border was buffered, and here is what lies inside.
        paths.push(land(geometry));
    }
    Ok(paths)
}

fn strip_paths(mut piece: Geometry, pen: Pen) -> Result<Vec<Group>, BufferError> {
    use geo::CoordsIter as _;
    let coords: Vec<Coord> = piece.coords_iter().map(|c| [c.x, c.y]).collect();
    let Some(bounds) = Bounds::of(&coords) else { return Ok(Vec::new()) };
    let is_globe = |c: &Coord| c[0].abs() <= 360.0 && c[1].abs() < 90.0;
    if !coords.iter().all(is_globe) {
        return Err(BufferError::NotGeographic);
    }
    let plane = TransverseMercator::over(bounds);
    let step = longest_edge(bounds, pen.distance);
    densify(&mut piece, step / METERS_PER_DEGREE);
    piece.map_coords_in_place(|coord| plane.forward(coord.into()).into());
    let tolerance = pen.distance * SIMPLIFY_SHARE;
    let mut groups = match &piece {
        Geometry::LineString(line) => {
            outlines(&Geometry::LineString(line.simplify(tolerance)), pen)
        }
        Geometry::MultiLineString(lines) => {
            outlines(&Geometry::MultiLineString(lines.simplify(tolerance)), pen)
        }
        other => outlines(other, pen),
    };
    for path in groups.iter_mut().flatten() {
        *path = densified(path, step).map(|coord| plane.inverse(coord)).collect();
    }
    Ok(groups)
}

/// A degree of latitude, and of longitude on the equator; elsewhere that is shorter.
pub(crate) const METERS_PER_DEGREE: f64 = 111_320.0;

/// The longest edge, in metres, that strays from its line in degrees by no more than
/// [`STRAY_SHARE`]: a chord of a parallel bends away by `length² · tan(latitude) / 8 R`.
fn longest_edge(bounds: Bounds, distance: f64) -> f64 {
    const RADIUS: f64 = 6_371_000.0;
    let highest = bounds.min[1].abs().max(bounds.max[1].abs());
    let bend = highest.to_radians().tan().max(f64::MIN_POSITIVE) / (8.0 * RADIUS);
    (STRAY_SHARE * distance / bend).sqrt().min(EDGE_METERS)
}

/// The corners of a closed path, and more between them so that no edge is longer than `step`.
fn densified(path: &[Coord], step: f64) -> impl Iterator<Item = Coord> {
    (0..path.len()).flat_map(move |number| {
        let (from, to) = (path[number], path[(number + 1) % path.len()]);
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let count = (dx.hypot(dy) / step).ceil().max(1.0);
        (0..count as usize).map(move |part| {
            let share = part as f64 / count;
            [from[0] + share * dx, from[1] + share * dy]
        })
    })
}

/// Adds vertices so that no edge is longer than `step` in the units of the geometry.
fn densify(geometry: &mut Geometry, step: f64) {
    let along = |line: &LineString| {
        let mut coords = Vec::with_capacity(line.0.len());
        for edge in line.lines() {
            let count = (edge.dx().hypot(edge.dy()) / step).ceil().max(1.0);
            let at = |i: f64| edge.start + edge.delta() * (i / count);
            coords.extend((0..count as usize).map(|i| at(i as f64)));
        }
        coords.extend(line.0.last());
        LineString(coords)
    };
    match geometry {
        Geometry::LineString(line) => *line = along(line),
        Geometry::MultiLineString(lines) => lines.iter_mut().for_each(|line| *line = along(line)),
        Geometry::Polygon(polygon) => {
            polygon.exterior_mut(|ring| *ring = along(ring));
            polygon.interiors_mut(|rings| rings.iter_mut().for_each(|ring| *ring = along(ring)));
        }
        Geometry::MultiPolygon(polygons) => {
            for polygon in polygons {
                polygon.exterior_mut(|ring| *ring = along(ring));
                polygon
                    .interiors_mut(|rings| rings.iter_mut().for_each(|ring| *ring = along(ring)));
            }
        }
        _ => {}
    }
}

/// Cuts lines into strips no wider than [`STRIP_DEGREES`]; other geometries go whole, since a
/// point is narrow, and of a polygon that wide only the border is cut.
fn strips(geometry: &Geometry) -> Vec<Geometry> {
    match geometry {
        Geometry::LineString(line) => line_strips(line).map(Geometry::LineString).collect(),
        Geometry::MultiLineString(lines) => {
            let all = Geometry::MultiLineString(lines.clone());
            if is_narrow(&all) {
                return vec![all];
            }
            lines.iter().flat_map(line_strips).map(Geometry::LineString).collect()
        }
        Geometry::MultiPoint(points) if !is_narrow(geometry) => {
            points.iter().map(|point| Geometry::Point(*point)).collect()
        }
        Geometry::MultiPolygon(polygons) if !is_narrow(geometry) => {
            polygons.iter().flat_map(|p| strips(&Geometry::Polygon(p.clone()))).collect()
        }
        Geometry::Polygon(polygon) if !is_narrow(geometry) => {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            strips(&Geometry::MultiLineString(MultiLineString(rings.cloned().collect())))
        }
        Geometry::GeometryCollection(all) => all.iter().flat_map(strips).collect(),
        other => vec![other.clone()],
    }
}

fn is_narrow(geometry: &Geometry) -> bool {
    use geo::BoundingRect as _;
    geometry.bounding_rect().is_none_or(|rect| rect.width() <= STRIP_DEGREES)
}

fn line_strips(line: &LineString) -> impl Iterator<Item = LineString> {
    let mut dense = Geometry::LineString(line.clone());
    if !is_narrow(&dense) {
        densify(&mut dense, STRIP_DEGREES / 4.0);
    }
    let Geometry::LineString(dense) = dense else { unreachable!("densifying keeps the type") };
    let mut strips: Vec<Vec<GeoCoord>> = Vec::new();
    let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
    for coord in dense.0 {
        let width = east.max(coord.x) - west.min(coord.x);
        if strips.is_empty() || width > STRIP_DEGREES {
            let last = strips.last().and_then(|strip| strip.last()).copied();
            strips.push(last.into_iter().collect());
            (west, east) = last.map_or((f64::INFINITY, f64::NEG_INFINITY), |c| (c.x, c.x));
        }
        (west, east) = (west.min(coord.x), east.max(coord.x));
        if let Some(strip) = strips.last_mut() {
            strip.push(coord);
        }
    }
    strips.into_iter().map(LineString)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure;
    use geo::{Area as _, Contains as _, Point, wkt};
    use proptest::prelude::*;

    /// Points just inside and just outside the true distance, by geodesic rays at right angles to
    /// a line that crosses from UTM 18S to 19S.
    #[test]
    fn the_outline_follows_geodesic_rays_across_zones() {
        for (latitude, meters) in [(-15.6, 2_000.0), (-15.6, 20_000.0), (-3.0, 500.0)] {
            let (west, east) = ([-72.4, latitude], [-71.5, latitude + 0.3]);
            let line = Geometry::LineString(vec![(west[0], west[1]), (east[0], east[1])].into());
            let zone = buffer(&line, Meters::new(meters)).expect("a line");
            for step in 1..10 {
                let t = f64::from(step) / 10.0;
                let on = [west[0] + t * (east[0] - west[0]), west[1] + t * (east[1] - west[1])];
                let side = measure::azimuth(on, east) + 90.0;
                for azimuth in [side, side + 180.0] {
                    let at = |share| {
                        Point::from(measure::destination(on, azimuth, Meters::new(meters * share)))
                    };
                    assert!(zone.contains(&at(0.9985)), "{latitude} {meters} {t}");
                    assert!(!zone.contains(&at(1.0015)), "{latitude} {meters} {t}");
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_into_strips_and_joined_again() {
        let line = wkt! { LINESTRING(-81.0 -5.0, -66.0 -5.5) };
        let zone = buffer(&Geometry::LineString(line), Meters::new(5_000.0)).expect("a line");
        assert_eq!(zone.0.len(), 1);
        for longitude in [-80.0, -75.0, -69.0, -67.0] {
            let latitude = -5.0 - (longitude + 81.0) / 15.0 * 0.5;
            let north =
                |m| Point::from(measure::destination([longitude, latitude], 0.0, Meters::new(m)));
            assert!(zone.contains(&north(4_980.0)), "{longitude}");
            assert!(!zone.contains(&north(5_030.0)), "{longitude}");
        }
    }

    #[test]
    fn a_circle_has_the_area_of_a_circle() {
        let zone = buffer(&Geometry::Point(Point::new(-76.4, -6.5)), Meters::new(2_000.0));
        let hectares = measure::polygons_area(&zone.expect("a point")).value();
        assert!((hectares / (PI * 400.0) - 1.0).abs() < 1e-3, "{hectares}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// Sharp turns, short edges and crossings, in one piece and in several.
        #[test]
        fn a_line_is_buffered_as_all_its_edges_are(
            steps in proptest::collection::vec((-900.0..900.0_f64, -900.0..900.0_f64), 2..70),
            is_closed in any::<bool>(),
        ) {
            let mut at = GeoCoord { x: 500_000.0, y: 9_000_000.0 };
            let mut corners = vec![at];
            for (x, y) in steps {
                at = at + GeoCoord { x, y };
                corners.push(at);
            }
            corners.extend(is_closed.then_some(corners[0]));
            let line = LineString(corners);
            let area = |distance: f64| {
                let pen = Pen { distance, arc_step: PI / 200.0 };
                let whole = buffer_in_plane(&Geometry::LineString(line.clone()), pen);
                let edges: Vec<MultiPolygon> =
                    line.lines().map(|edge| buffer_in_plane(&edge.into(), pen)).collect();
                (whole.unsigned_area(), overlay::union_all(&edges).unsigned_area())
            };
            let mut smaller = 0.0;
            for distance in [50.0, 400.0, 2_000.0] {
                let (whole, edges) = area(distance);
                prop_assert!((whole / edges - 1.0).abs() < 1e-4, "{distance}: {whole} {edges}");
                prop_assert!(whole > smaller, "a farther border goes around more");
                smaller = whole;
            }
        }

        /// With arcs of as many chords, a nearer border stays inside a farther one.
        #[test]
        fn a_farther_border_holds_a_nearer_one(
            corners in proptest::collection::vec((0.0..9_000.0_f64, 0.0..9_000.0_f64), 1..12),
            distance in 10.0..3_000.0_f64,
            farther in 1.01..3.0_f64,
        ) {
            let line = Geometry::LineString(LineString::from(corners));
            let [near, far] = [distance, distance * farther].map(|distance| {
                buffer_in_plane(&line, Pen { distance, arc_step: PI / 64.0 })
            });
            let rest = overlay::combine(&near, &far, overlay::Operation::Difference);
            prop_assert!(rest.unsigned_area() <= 1e-9 * near.unsigned_area(), "{rest:?}");
        }
    }

    /// Around a square road the middle is as near as the distance says.
    #[test]
    fn a_closed_line_wider_than_the_distance_has_no_hole() {
        let ring = LineString::from(vec![(0., 0.), (4., 0.), (4., 4.), (0., 4.), (0., 0.)]);
        for (distance, holes) in [(1.9, 1), (2.1, 0), (2.5, 0), (3.9, 0)] {
            let pen = Pen { distance, arc_step: PI / 64.0 };
            let zone = buffer_in_plane(&Geometry::LineString(ring.clone()), pen);
            assert_eq!(zone.0.len(), 1, "{distance}");
            assert_eq!(zone.0[0].interiors().len(), holes, "{distance}");
        }
    }

    /// Ten metres beside an edge of 20 km, far from the equator.
    #[test]
    fn a_small_distance_is_kept_along_a_long_edge() {
        let line = wkt! { LINESTRING(-70.0 -18.0, -69.8 -18.0) };
        let zone = buffer(&Geometry::LineString(line), Meters::new(10.0)).expect("a line");
        for step in 1..40 {
            let on = [-70.0 + 0.005 * f64::from(step), -18.0];
            let north = |m| Point::from(measure::destination(on, 0.0, Meters::new(m)));
            assert!(zone.contains(&north(9.98)) && !zone.contains(&north(10.02)), "{on:?}");
        }
    }

    #[test]
    fn a_distance_must_be_positive() {
        let point = Geometry::Point(Point::new(-76.4, -6.5));
        assert_eq!(buffer(&point, Meters::new(0.0)), Err(BufferError::Distance));
    }
}
