//! Regions that should lie side by side without overlapping or leaving gaps.

use geo::{Buffer as _, ConvexHull as _, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance as _, RTree};

use crate::overlay::{Operation, combine, union_all};
use crate::{Bounds, Coord, Meters, SpatialIndex, measure, rings};

/// Metres in a degree of latitude, near enough for a width of some metres.
const DEGREE: f64 = 111_000.0;

/// A piece of land that more or fewer regions cover than one.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The land, in degrees.
    pub polygon: Polygon,
    /// Numbers of the regions that share or border it, as far as there are.
    pub rows: [Option<usize>; 2],
}

/// Land that two of `regions` cover, by the regions' numbers. Equal regions are duplicates, and no
/// overlap.
pub fn overlaps(regions: &[MultiPolygon], index: &SpatialIndex) -> Vec<Piece> {
    let of_row = |row: usize| {
        let Some(bounds) = bounds(&regions[row]) else { return Vec::new() };
        let others = index.candidates(bounds).into_iter().filter(|other| *other > row);
        let both = others
            .filter(|other| regions[row] != regions[*other])
            .map(|other| (other, combine(&regions[row], &regions[other], Operation::Intersection)));
        let pieces = both.flat_map(|(other, shared)| {
            shared.into_iter().map(move |polygon| Piece { polygon, rows: [Some(row), Some(other)] })
        });
        pieces.collect()
    };
    (0..regions.len()).into_par_iter().flat_map_iter(of_row).collect()
}

/// Land that no region covers: holes in their union, and strips narrower than `reach` metres that
/// open to the outside.
pub fn gaps(regions: &[MultiPolygon], index: &SpatialIndex, reach: Meters) -> Vec<Piece> {
    let whole = union_all(regions);
    let mut gaps: Vec<Piece> = enclosed_gaps(&whole, regions, index).collect();
    gaps.extend(open_gaps(&whole, regions, reach.value() / DEGREE));
    gaps
}

/// Holes in the union of all regions.
fn enclosed_gaps<'a>(
    whole: &'a MultiPolygon,
    regions: &'a [MultiPolygon],
    index: &'a SpatialIndex,
) -> impl Iterator<Item = Piece> + 'a {
    let holes = whole.iter().flat_map(Polygon::interiors);
    holes.map(|hole| {
        let polygon = Polygon::new(hole.clone(), Vec::new());
        let rows = neighbours(&polygon, regions, index);
        Piece { polygon, rows }
    })
}

type Edge = GeomWithData<Line<Coord>, u32>;

/// Strips between two regions that open to the outside, so that the union shows no hole: land
/// within `reach` degrees of both, bordered mostly by them.
fn open_gaps(whole: &MultiPolygon, regions: &[MultiPolygon], reach: f64) -> Vec<Piece> {
    let filled: MultiPolygon =
        whole.iter().map(|part| Polygon::new(part.exterior().clone(), Vec::new())).collect();
    let edges = RTree::bulk_load(edges(regions));
    let mut pairs: Vec<[usize; 2]> = outer_vertices(&filled)
        .par_iter()
        .flat_map_iter(|&vertex| close_pairs(&edges, vertex, reach))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let strips: Vec<Piece> = pairs
        .par_iter()
        .flat_map_iter(|&[a, b]| {
            let strips = strips(&regions[a], &regions[b], &filled, reach);
            strips.into_iter().map(move |polygon| Piece { polygon, rows: [Some(a), Some(b)] })
        })
        .collect();
    each_place_once(strips)
}

/// Where three regions meet, the strips between each two of them share land: it stays with the
/// first.
fn each_place_once(strips: Vec<Piece>) -> Vec<Piece> {
    let mut taken = MultiPolygon(Vec::new());
    let mut pieces = Vec::new();
    for Piece { polygon, rows } in strips {
        let free = combine(&polygon.into(), &taken, Operation::Difference);
        taken = combine(&taken, &free, Operation::Union);
        pieces.extend(free.into_iter().map(|polygon| Piece { polygon, rows }));
    }
    pieces
}

fn edges(regions: &[MultiPolygon]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (row, region) in regions.iter().enumerate() {
        for ring in rings(region) {
            edges.extend(ring.lines().map(|line| Edge::new(edge(line), row as u32)));
        }
    }
    edges
}

fn outer_vertices(filled: &MultiPolygon) -> Vec<Coord> {
    filled.iter().flat_map(|part| part.exterior().0.iter().map(|c| [c.x, c.y])).collect()
}

/// Coordinates closer than this many degrees are the same: about a centimetre.
const SAME: f64 = 1e-7;

/// The regions whose borders pass near a vertex of the outer border, where that is not a corner
/// they share.
fn close_pairs(edges: &RTree<Edge>, vertex: Coord, reach: f64) -> Vec<[usize; 2]> {
    let mut touching = Vec::new();
    let mut near = Vec::new();
    for edge in edges.locate_within_distance(vertex, reach * reach) {
        let row = edge.data as usize;
        let list =
            if edge.geom().distance_2(&vertex) < SAME * SAME { &mut touching } else { &mut near };
        if !list.contains(&row) {
            list.push(row);
        }
    }
    near.retain(|row| !touching.contains(row));
    let pairs = touching.iter().flat_map(|&a| near.iter().map(move |&b| [a.min(b), a.max(b)]));
    pairs.collect()
}

/// Share of a strip's border that must run along the regions.
const LEAST_ADHESION: f64 = 0.7;

fn strips(a: &MultiPolygon, b: &MultiPolygon, filled: &MultiPolygon, reach: f64) -> Vec<Polygon> {
    let (Some(near_a), Some(near_b)) = (bounds(a), bounds(b)) else { return Vec::new() };
    let margin = [2.0 * reach; 2];
    let (a_box, b_box) = (near_a.grown(margin), near_b.grown(margin));
    let low = [0, 1].map(|axis| a_box.min[axis].max(b_box.min[axis]));
    let high = [0, 1].map(|axis| a_box.max[axis].min(b_box.max[axis]));
    let window: MultiPolygon =
        geo::Rect::new(geo::Coord::from(low), geo::Coord::from(high)).to_polygon().into();
    let cut = |region: &MultiPolygon| combine(region, &window, Operation::Intersection);
    let (a, b, filled) = (cut(a), cut(b), cut(filled));
    let both = combine(&a.buffer(reach), &b.buffer(reach), Operation::Intersection);
    let free = combine(&both, &filled, Operation::Difference);
    let borders: Vec<LineString> = rings(&a).chain(rings(&b)).cloned().collect();
    let strips = free.into_iter().filter(|strip| adhesion(strip, &borders) >= LEAST_ADHESION);
    strips.flat_map(|strip| without_bulges(strip, &borders)).collect()
}

/// Cuts off what bulges out of a strip's mouths, beyond the last corners of its regions.
fn without_bulges(strip: Polygon, borders: &[LineString]) -> MultiPolygon {
    let edges: Vec<Line<Coord>> = borders.iter().flat_map(LineString::lines).map(edge).collect();
    let is_on_border = |corner: &&geo::Coord| {
        edges.iter().any(|edge| edge.distance_2(&[corner.x, corner.y]) < SAME * SAME)
    };
    let corners: geo::MultiPoint =
        strip.exterior().0.iter().filter(is_on_border).map(|corner| geo::Point(*corner)).collect();
    combine(&strip.into(), &corners.convex_hull().into(), Operation::Intersection)
}

/// Share of the polygon's shell that runs along one of `borders`.
fn adhesion(polygon: &Polygon, borders: &[LineString]) -> f64 {
    let edges: Vec<Line<Coord>> = borders.iter().flat_map(LineString::lines).map(edge).collect();
    let length = |line: &geo::Line| (line.end.x - line.start.x).hypot(line.end.y - line.start.y);
    let (mut along, mut total) = (0.0, 0.0);
    for line in polygon.exterior().lines() {
        let middle =
            [f64::midpoint(line.start.x, line.end.x), f64::midpoint(line.start.y, line.end.y)];
        total += length(&line);
        if edges.iter().any(|edge| edge.distance_2(&middle) < SAME * SAME) {
            along += length(&line);
        }
    }
    if total > 0.0 { along / total } else { 0.0 }
}

fn edge(line: geo::Line) -> Line<Coord> {
    Line::new([line.start.x, line.start.y], [line.end.x, line.end.y])
}

/// The regions whose borders run along the polygon's shell, the one with most of it first.
pub fn bordering(polygon: &Polygon, regions: &[MultiPolygon], index: &SpatialIndex) -> Vec<usize> {
    let Some(bounds) = bounds(&polygon.clone().into()) else { return Vec::new() };
    let share = |row: usize| {
        let borders: Vec<LineString> = rings(&regions[row]).cloned().collect();
        (row, adhesion(polygon, &borders))
    };
    let near = index.candidates(bounds.grown([SAME; 2])).into_iter();
    let mut shares: Vec<(usize, f64)> = near.map(share).filter(|(_, share)| *share > 0.0).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares.into_iter().map(|(row, _)| row).collect()
}

/// Mean width: a strip of length l and width w has area l w and a border of about 2 l.
pub fn width(polygon: &Polygon) -> Meters {
    let area = measure::polygons_area(&polygon.clone().into()).value() * 10_000.0;
    let ring: Vec<Coord> = polygon.exterior().0.iter().map(|c| [c.x, c.y]).collect();
    let border = measure::line_length(&ring).value();
    Meters::new(if border > 0.0 { 2.0 * area / border } else { 0.0 })
}

fn bounds(region: &MultiPolygon) -> Option<Bounds> {
    let coords: Vec<Coord> =
        rings(region).flat_map(|ring| ring.0.iter().map(|c| [c.x, c.y])).collect();
    Bounds::of(&coords)
}

/// The first two regions whose borders touch the polygon.
pub fn neighbours(
    polygon: &Polygon,
    regions: &[MultiPolygon],
    index: &SpatialIndex,
) -> [Option<usize>; 2] {
    let vertices: Vec<Coord> = polygon.exterior().0.iter().map(|c| [c.x, c.y]).collect();
    let Some(bounds) = Bounds::of(&vertices) else { return [None; 2] };
    let touches = |row: &usize| {
        rings(&regions[*row]).any(|ring| {
            ring.lines().any(|line| {
                let edge = edge(line);
                vertices.iter().any(|vertex| edge.distance_2(vertex) < SAME * SAME)
            })
        })
    };
    let mut rows = index.candidates(bounds.grown([SAME; 2])).into_iter().filter(touches);
    [rows.next(), rows.next()]
}
