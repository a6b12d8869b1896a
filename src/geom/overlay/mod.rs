//! Set operations on polygons. Edges are straight in their coordinates: in longitude and latitude,
//! as RFC 7946 means them, or in a plane in metres.
//!
//! Every operation works on one fixed grid, finer than the coordinates themselves, so corners that
//! no operation moves come back bit for bit, and borders that were shared stay shared.

mod borders;
mod ground;
mod hairs;
mod holes;

use geo::{Area as _, Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::ShapeType;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::{Precision, Solver};
use i_overlay::float::overlay::{FloatOverlay, OverlayOptions};
use i_overlay::float::string_overlay::FloatStringOverlay;
use i_overlay::string::clip::ClipRule;

use rayon::prelude::*;

use crate::Bounds;
use borders::Borders;
use ground::{Ground, outline_grid};
use hairs::without_hairs;
use holes::in_their_shells;

type Point = [f64; 2];

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
    let open_rings = |region: &MultiPolygon| -> Vec<Vec<Point>> {
        region.iter().flat_map(rings).map(open).collect()
    };
    let (a, b) = (open_rings(a), open_rings(b));
    combine_rings(a.iter().map(Vec::as_slice), b.iter().map(Vec::as_slice), operation)
}

/// As [`combine`], of regions given by their open rings.
pub(crate) fn combine_rings<'a>(
    a: impl Iterator<Item = &'a [Point]> + Clone,
    b: impl Iterator<Item = &'a [Point]> + Clone,
    operation: Operation,
) -> MultiPolygon {
    let rule = match operation {
        Operation::Intersection => OverlayRule::Intersect,
        Operation::Union => OverlayRule::Union,
        Operation::Difference => OverlayRule::Difference,
        Operation::SymmetricDifference => OverlayRule::Xor,
    };
    let ground = Ground::of(|| a.clone().chain(b.clone()).flatten().copied());
    let count = a.clone().chain(b.clone()).map(<[Point]>::len).sum();
    let mut work = overlay(&ground, count);
    for ring in a {
        work = work.unsafe_add_contour(ring, ShapeType::Subject);
    }
    for ring in b {
        work = work.unsafe_add_contour(ring, ShapeType::Clip);
    }
    region(work.overlay(rule, FillRule::EvenOdd), &ground)
}

/// What any of `regions`, each valid, covers; each place once.
///
/// Borders that two regions share corner by corner cancel out before the general algorithm sees
/// the rest: a clean coverage costs little more than its outline, and any other is as exact.
pub fn union_all<'a>(regions: impl IntoIterator<Item = &'a MultiPolygon>) -> MultiPolygon {
    let regions: Vec<&MultiPolygon> = regions.into_iter().collect();
    fill(&Borders::of(&regions).paths())
}

/// Land that several of `regions`, each valid, cover.
pub fn covered_twice<'a>(regions: impl IntoIterator<Item = &'a MultiPolygon>) -> MultiPolygon {
    let regions: Vec<&MultiPolygon> = regions.into_iter().collect();
    let paths = Borders::of(&regions).paths();
    let Some(around) = Bounds::of(paths.iter().flatten()) else { return MultiPolygon(Vec::new()) };
    // A frame that turns right takes one of every count; what still counts was covered twice.
    let Bounds { min: [west, south], max: [east, north] } = around.grown([1.0; 2]);
    let frame = [[west, south], [west, north], [east, north], [east, south]];
    let ground = Ground::of(|| paths.iter().flatten().chain(&frame).copied());
    let count = paths.iter().map(Vec::len).sum::<usize>() + frame.len();
    let mut work = overlay(&ground, count).unsafe_add_contour(&frame, ShapeType::Subject);
    for path in &paths {
        work = work.unsafe_add_contour(path, ShapeType::Subject);
    }
    region(work.overlay(OverlayRule::Subject, FillRule::Positive), &ground)
}

/// Number of corners.
fn corners(region: &MultiPolygon) -> usize {
    region.iter().flat_map(rings).map(|ring| ring.0.len()).sum()
}

/// What closed paths go around, however they cross: every place that they do not wind around as
/// often to the left as to the right.
pub(crate) fn fill(paths: &[Vec<Point>]) -> MultiPolygon {
    let ground = Ground::of(|| paths.iter().flatten().copied());
    let mut work = overlay(&ground, paths.iter().map(Vec::len).sum());
    for path in paths {
        work = work.unsafe_add_contour(path, ShapeType::Subject);
    }
    region(work.overlay(OverlayRule::Subject, FillRule::NonZero), &ground)
}

/// What closed paths around one shape go around, none to the right, on a grid of their own: a
/// billionth of their extent, which is enough for outlines that are drawn with a tolerance.
pub(crate) fn fill_outline(paths: &[Vec<Point>]) -> MultiPolygon {
    let grid = outline_grid(paths);
    let mut options = OverlayOptions::ogc();
    options.clean_result = false;
    let count = paths.iter().map(Vec::len).sum();
    let mut work = FloatOverlay::new_custom(grid, options, Solver::AUTO, count);
    for path in paths {
        work = work.unsafe_add_contour(path, ShapeType::Subject);
    }
    polygons(work.overlay(OverlayRule::Subject, FillRule::NonZero))
}

/// As [`fill_outline`], as the paths around it.
pub(crate) fn outline_paths(paths: &[Vec<Point>]) -> Vec<Vec<Point>> {
    fill_outline(paths).iter().flat_map(rings).map(open).collect()
}

/// What any of many groups of closed paths goes around, none to the right; each place once.
pub(crate) fn fill_all(mut groups: Vec<Vec<Vec<Point>>>) -> MultiPolygon {
    let neighbours = neighbours(&mut groups);
    let filled: Vec<MultiPolygon> = neighbours
        .into_par_iter()
        .map(|groups| {
            let paths: Vec<Vec<Point>> = groups.iter().flatten().cloned().collect();
            fill_outline(&paths)
        })
        .collect();
    match filled.as_slice() {
        [all] => all.clone(),
        parts => {
            let paths: Vec<Vec<Point>> = parts.iter().flatten().flat_map(rings).map(open).collect();
            fill_outline(&paths)
        }
    }
}

/// Groups of paths that are filled together before all are: their number.
const NEIGHBOURS: usize = 128;

/// Sorts groups so that those near each other lie together, and cuts them into parts.
fn neighbours(groups: &mut [Vec<Vec<Point>>]) -> Vec<&[Vec<Vec<Point>>]> {
    if groups.len() <= NEIGHBOURS {
        return vec![groups];
    }
    let place =
        |group: &Vec<Vec<Point>>| group.iter().flatten().next().copied().unwrap_or_default();
    let places: Vec<Point> = groups.iter().map(place).collect();
    let axis = Bounds::of(&places).map_or(0, |b| usize::from(b.height() > b.width()));
    let middle = groups.len() / 2;
    groups.select_nth_unstable_by(middle, |a, b| place(a)[axis].total_cmp(&place(b)[axis]));
    let (low, high) = groups.split_at_mut(middle);
    let (mut low, high) = (neighbours(low), neighbours(high));
    low.extend(high);
    low
}

/// What a ring that may cross itself encloses, by the even-odd rule.
pub fn enclosed(ring: &LineString) -> MultiPolygon {
    let ring = open(ring);
    let ground = Ground::of(|| ring.iter().copied());
    let mut work = overlay(&ground, ring.len()).unsafe_add_contour(&ring, ShapeType::Subject);
    region(work.overlay(OverlayRule::Subject, FillRule::EvenOdd), &ground)
}

/// The stretches of `lines` inside `region`, its border included.
pub fn clip_lines(lines: &MultiLineString, region: &MultiPolygon) -> MultiLineString {
    let rings: Vec<Vec<Point>> = region.iter().flat_map(rings).map(open).collect();
    clip_lines_by_rings(lines, rings.iter().map(Vec::as_slice))
}

/// As [`clip_lines`], for a region given by its open rings.
pub(crate) fn clip_lines_by_rings<'a>(
    lines: &MultiLineString,
    rings: impl Iterator<Item = &'a [Point]> + Clone,
) -> MultiLineString {
    let of_lines = || lines.iter().flatten().map(|coord| [coord.x, coord.y]);
    let ground = Ground::of(|| of_lines().chain(rings.clone().flatten().copied()));
    let mut work = FloatStringOverlay::with_adapter(ground.grid, 0);
    for ring in rings {
        work = work.unsafe_add_shape_contour(ring);
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

/// Crossings within 2^13 grid points (0.2 µm) of a corner are that corner; each time new crossings
/// come of moving edges there, eight times as far. Without the growth, fans of edges that nearly
/// coincide take the engine minutes.
const SOLVER: Solver =
    Solver { precision: Precision { start: 26, progression: 6 }, ..Solver::AUTO };

fn overlay(ground: &Ground, count: usize) -> FloatOverlay<Point, i64> {
    let mut options = OverlayOptions::ogc();
    // A corner on a straight border may be another region's, and bends the border on the ellipsoid.
    options.preserve_input_collinear = true;
    options.preserve_output_collinear = true;
    options.clean_result = false;
    FloatOverlay::new_custom(ground.grid.clone(), options, SOLVER, count)
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

/// The result as polygons.
fn polygons(shapes: Vec<Vec<Vec<Point>>>) -> MultiPolygon {
    let closed = |ring: Vec<Point>| -> LineString {
        let mut ring: LineString = ring.into_iter().map(Coord::from).collect();
        ring.close();
        ring
    };
    let polygons = shapes.into_iter().filter_map(|shape| {
        let mut rings = shape.into_iter().map(closed);
        Some(Polygon::new(rings.next()?, rings.collect()))
    });
    in_their_shells(polygons.collect())
}

/// The result as polygons, without crumbs.
fn region(shapes: Vec<Vec<Vec<Point>>>, ground: &Ground) -> MultiPolygon {
    let is_land = |ring: &LineString| {
        geo::Polygon::new(ring.clone(), Vec::new()).unsigned_area() > ground.crumb
    };
    let polygons = shapes.into_iter().filter_map(|shape| {
        let mut rings = shape.iter().map(|ring| without_hairs(ring, ground.hair));
        let shell = rings.next().filter(is_land)?;
        Some(Polygon::new(shell, rings.filter(is_land).collect()))
    });
    in_their_shells(polygons.collect())
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
    fn land_covered_twice_is_found_among_shared_borders() {
        let beside = [square(0., 0., 2.), square(2., 0., 2.), square(0., 2., 2.)];
        assert!(covered_twice(&beside).0.is_empty());
        let over = [&beside[..], &[square(1., 1., 2.)]].concat();
        assert!((covered_twice(&over).unsigned_area() - 3.0).abs() < 1e-9);
        let thrice = [&over[..], &[square(1., 1., 2.)]].concat();
        assert!((covered_twice(&thrice).unsigned_area() - 4.0).abs() < 1e-9);
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
