//! Set operations on polygons in longitude and latitude: edges are straight in degrees, as
//! RFC 7946 means them, and areas of results are geodesic.
//!
//! Every operation works on one fixed grid, finer than the coordinates themselves, so corners that
//! no operation moves come back bit for bit, and borders that were shared stay shared.

use geo::{Area as _, Coord, LineString, MultiLineString, MultiPolygon, Polygon, Winding as _};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::ShapeType;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::{Precision, Solver};
use i_overlay::float::overlay::{FloatOverlay, OverlayOptions};
use i_overlay::float::string_overlay::FloatStringOverlay;
use i_overlay::i_float::adapter::FloatPointAdapter;
use i_overlay::i_float::float::rect::FloatRect;
use i_overlay::string::clip::ClipRule;

type Point = [f64; 2];
type Grid = FloatPointAdapter<Point, i64>;

/// The four set operations between two regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// What both cover.
    Intersection,
    /// What either covers.
    Union,
    /// What the first covers and the second does not.
    Difference,
    /// What exactly one covers.
    SymmetricDifference,
}

/// Applies `operation` to two valid regions.
pub fn combine(a: &MultiPolygon, b: &MultiPolygon, operation: Operation) -> MultiPolygon {
    let rule = match operation {
        Operation::Intersection => OverlayRule::Intersect,
        Operation::Union => OverlayRule::Union,
        Operation::Difference => OverlayRule::Difference,
        Operation::SymmetricDifference => OverlayRule::Xor,
    };
    let mut work = overlay([a, b]);
    for (region, role) in [(a, ShapeType::Subject), (b, ShapeType::Clip)] {
        for ring in region.iter().flat_map(rings) {
            work = work.unsafe_add_contour(&open(ring), role);
        }
    }
    region(work.overlay(rule, FillRule::EvenOdd))
}

/// What any of `regions`, each valid, covers; each place once.
pub fn union_all<'a>(
    regions: impl IntoIterator<Item = &'a MultiPolygon, IntoIter: Clone>,
) -> MultiPolygon {
    let regions = regions.into_iter();
    let mut work = overlay(regions.clone());
    for polygon in regions.flatten() {
        // Shells turn one way and holes the other, so that what one region leaves open another
        // may fill.
        for (number, ring) in rings(polygon).enumerate() {
            let mut corners = open(ring);
            if ring.is_ccw() != (number == 0) {
                corners.reverse();
            }
            work = work.unsafe_add_contour(&corners, ShapeType::Subject);
        }
    }
    region(work.overlay(OverlayRule::Subject, FillRule::NonZero))
}

/// What a ring that may cross itself encloses, by the even-odd rule.
pub fn enclosed(ring: &LineString) -> MultiPolygon {
    let shell = MultiPolygon(vec![Polygon::new(ring.clone(), Vec::new())]);
    let work = overlay([&shell]).unsafe_add_contour(&open(ring), ShapeType::Subject);
    region({ work }.overlay(OverlayRule::Subject, FillRule::EvenOdd))
}

/// The stretches of `lines` inside `region`.
pub fn clip_lines(lines: &MultiLineString, region: &MultiPolygon) -> MultiLineString {
    let coords = || lines.iter().flatten().chain(region.iter().flat_map(rings).flatten());
    let mut work = FloatStringOverlay::with_adapter(grid(coords), 0);
    for ring in region.iter().flat_map(rings) {
        work = work.unsafe_add_shape_contour(&open(ring));
    }
    for line in lines {
        work = work.unsafe_add_string_line(&points(&line.0));
    }
    let inside = ClipRule { invert: false, boundary_included: true };
    let paths = work.clip_string_lines_with_solver(FillRule::EvenOdd, inside, SOLVER);
    let lines =
        paths.into_iter().map(|path| -> LineString { path.into_iter().map(Coord::from).collect() });
    lines.collect()
}

fn overlay<'a>(
    regions: impl IntoIterator<Item = &'a MultiPolygon, IntoIter: Clone>,
) -> FloatOverlay<Point, i64> {
    let regions = regions.into_iter();
    let coords = || regions.clone().flatten().flat_map(rings).flatten();
    let mut options = OverlayOptions::ogc();
    // A corner on a straight border may be another region's, and bends the border on the ellipsoid.
    options.preserve_input_collinear = true;
    options.preserve_output_collinear = true;
    options.clean_result = false;
    FloatOverlay::new_custom(grid(coords), options, SOLVER, coords().count())
}

/// Degrees that the fixed grid covers to each side of zero, and its points in a degree: doubles
/// from 1 up lie on it exactly, and all of it fits the engine's 61 bits.
const REACH: f64 = 400.0;
const POINTS_IN_A_DEGREE: f64 = (1u64 << 52) as f64;

/// Crossings within 2^13 grid points (0.2 µm) of a corner are that corner; each time new crossings
/// come of moving edges there, eight times as far. Without the growth, fans of edges that nearly
/// coincide take the engine minutes.
const SOLVER: Solver =
    Solver { precision: Precision { start: 26, progression: 6 }, ..Solver::AUTO };

/// The fixed grid; one of their own for coordinates beyond it.
fn grid<'a, I: Iterator<Item = &'a Coord>>(coords: impl Fn() -> I) -> Grid {
    let is_within = |coord: &Coord| coord.x.abs() <= REACH && coord.y.abs() <= REACH;
    match FloatRect::new(-REACH, REACH, -REACH, REACH) {
        Ok(whole) if coords().all(is_within) => Grid::with_scale(whole, POINTS_IN_A_DEGREE),
        _ => Grid::with_iter_conservative(points(coords()).iter()),
    }
}

fn rings(polygon: &Polygon) -> impl Iterator<Item = &LineString> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn points<'a>(coords: impl IntoIterator<Item = &'a Coord>) -> Vec<Point> {
    coords.into_iter().map(|coord| [coord.x, coord.y]).collect()
}

/// The corners of a ring without the repeated last one.
fn open(ring: &LineString) -> Vec<Point> {
    let mut corners = points(&ring.0);
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}

/// Square degrees below which a polygon or a hole is a crumb of rounding, not land: 1e-13 is about
/// 12 cm² at the equator.
const CRUMB: f64 = 1e-13;

/// Degrees: a spike narrower than this, about a micrometre, is a hair between two edges that
/// rounding keeps from coinciding.
const HAIR: f64 = 1e-11;

/// A closed ring without the hairs that stick out of it or reach into it.
fn without_hairs(corners: &[Point]) -> LineString {
    let mut ring: Vec<Point> = Vec::with_capacity(corners.len() + 1);
    for &corner in corners {
        ring.push(corner);
        trim(&mut ring);
    }
    // The hair may be where the ring begins.
    while ring.len() > 3 {
        let (last, count) = (ring[ring.len() - 1], ring.len());
        if is_tip(ring[count - 2], last, ring[0]) {
            ring.pop();
        } else if is_tip(last, ring[0], ring[1]) {
            ring.remove(0);
        } else {
            break;
        }
    }
    let mut ring: LineString = ring.into_iter().map(Coord::from).collect();
    ring.close();
    ring
}

/// Takes away the corner before the last as long as it is the tip of a hair.
fn trim(ring: &mut Vec<Point>) {
    while let [.., before, tip, after] = ring[..]
        && is_tip(before, tip, after)
    {
        ring.remove(ring.len() - 2);
    }
}

/// Whether the path turns back on itself at `tip`.
fn is_tip(before: Point, tip: Point, after: Point) -> bool {
    let (back, forth) =
        ([before[0] - tip[0], before[1] - tip[1]], [after[0] - tip[0], after[1] - tip[1]]);
    let dot = back[0] * forth[0] + back[1] * forth[1];
    let longer = back[0].hypot(back[1]).max(forth[0].hypot(forth[1]));
    // The distance of the nearer end from the edge to the farther one.
    dot > 0.0 && (back[0] * forth[1] - back[1] * forth[0]).abs() < HAIR * longer
}

/// The result as polygons, without crumbs.
fn region(shapes: Vec<Vec<Vec<Point>>>) -> MultiPolygon {
    let is_land =
        |ring: &LineString| geo::Polygon::new(ring.clone(), Vec::new()).unsigned_area() > CRUMB;
    let polygons = shapes.into_iter().filter_map(|shape| {
        let mut rings = shape.iter().map(|ring| without_hairs(ring));
        let shell = rings.next().filter(is_land)?;
        Some(Polygon::new(shell, rings.filter(is_land).collect()))
    });
    polygons.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, Rect, coord};

    fn square(x: f64, y: f64, size: f64) -> MultiPolygon {
        let far = coord! { x: x + size, y: y + size };
        Rect::new(coord! { x: x, y: y }, far).to_polygon().into()
    }

    #[test]
    fn a_region_is_the_sum_of_what_is_shared_and_what_is_not() {
        let (a, b) = (square(0., 0., 2.), square(1., 1., 2.));
        let shared = combine(&a, &b, Operation::Intersection).unsigned_area();
        let own = combine(&a, &b, Operation::Difference).unsigned_area();
        assert!((shared - 1.0).abs() < 1e-9);
        assert!((shared + own - a.unsigned_area()).abs() < 1e-9);
    }

    #[test]
    fn the_union_counts_every_place_once() {
        let regions = [square(0., 0., 2.), square(1., 1., 2.), square(1., 1., 1.)];
        assert!((union_all(&regions).unsigned_area() - 7.0).abs() < 1e-9);
    }

    #[test]
    fn corners_nobody_moves_come_back_bit_for_bit() {
        let ring = |corners: &[(f64, f64)]| {
            MultiPolygon(vec![Polygon::new(LineString::from(corners.to_vec()), Vec::new())])
        };
        let a = [(-77.123_456_789_012_3, -6.987_654_321), (-76.1, -7.3), (-76.9, -5.111_111_111_1)];
        let b = ring(&[(-76.1, -7.3), (-75.3, -5.7), (-76.9, -5.111_111_111_1)]);
        let union = combine(&ring(&a), &b, Operation::Union);
        assert_eq!(union.0.len(), 1);
        let corners = &union.0[0].exterior().0;
        assert!(a.iter().all(|corner| corners.contains(&Coord::from(*corner))), "{corners:?}");
        assert_eq!(corners.len(), 5);
    }

    /// Found by fuzzing: with a snapping distance that does not grow, the engine never ends.
    #[test]
    fn fans_of_edges_that_nearly_coincide_end() {
        let fan = |step: u32| {
            let shift = f64::from(step) * 1e-9;
            let corners = [
                (-76.402 + shift, -6.397),
                (-76.49156, -36.456 + shift),
                (-76.411_563, -6.477_156),
                (-76.411_563 + shift, -6.407_149_156_3),
                (-76.461_563, 6.461_563 - shift),
                (-77.441_563 + shift, -6.457_156_3),
            ];
            enclosed(&LineString::from(corners.to_vec()))
        };
        let fans: Vec<MultiPolygon> = (0..24).map(fan).collect();
        let union = union_all(&fans).unsigned_area();
        let single = fans[0].unsigned_area();
        assert!((union - single).abs() < 1e-4 * single, "{union} {single}");
    }

    #[test]
    fn a_line_is_cut_at_the_border() {
        let line = MultiLineString(vec![LineString::from(vec![(-1., 1.), (3., 1.)])]);
        let inside = clip_lines(&line, &square(0., 0., 2.));
        assert_eq!(inside.0.len(), 1);
        assert!((inside.0[0].0[0].x.abs()).min(inside.0[0].0[1].x.abs()) < 1e-9);
    }
}
