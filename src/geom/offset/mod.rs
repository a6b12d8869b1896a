//! Lines beside others, and outlines around or inside others, in true metres.
//!
//! A parallel line is what the border of the zone of influence has on one side of the line: every
//! position of it lies at the distance from the line and none nearer, so loops and reversals that
//! copying each edge would make never arise.

use geo::{LineString, MultiLineString, MultiPolygon, Polygon, Simplify as _, Winding as _};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::buffer::{BufferError, METERS_PER_DEGREE, buffer_in_steps};
use crate::distance::FlatMetric;
use crate::overlay::{Operation, combine};
use crate::validity::{self, Checked};
use crate::{Bounds, Coord, Meters, measure};

/// A side of a line, looking along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// Turn between two points of an arc: coarser than in questions, since hands edit what comes out.
const ARC_STEP: f64 = std::f64::consts::PI / 32.0;
/// Runs shorter than this share of the distance are crumbs of the caps.
const CRUMB: f64 = 0.01;

/// The line at `distance` on one side of `line` (longitude, latitude), in its direction; several
/// pieces where it would come nearer, none where nothing is so far. Outer turns are round.
///
/// # Errors
/// [`BufferError`].
///
/// # Accuracy
/// Each position lies within 0.4 % of `distance` from the line.
pub fn parallel(
    line: &[Coord],
    distance: Meters,
    side: Side,
) -> Result<Vec<Vec<Coord>>, BufferError> {
    let around = LineString::from(line.to_vec()).into();
    let zone = buffer_in_steps(&around, distance, ARC_STEP)?;
    let course = Course::of(line, distance);
    let mut runs: Vec<(f64, Vec<Coord>)> =
        zone.iter().flat_map(rings).flat_map(|ring| course.runs(&ring, side)).collect();
    let least = distance.value() * CRUMB;
    runs.retain(|(_, run)| measure::line_length(run).value() > least);
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let plain = |run: Vec<Coord>| -> Vec<Coord> {
        let line = LineString::from(run).simplify(tolerance(distance));
        line.0.iter().map(|at| [at.x, at.y]).collect()
    };
    Ok(runs.into_iter().map(|(_, run)| plain(run)).collect())
}

/// All positions of `region` and within `distance` of it. Outer corners are round.
///
/// # Errors
/// [`BufferError`].
///
/// # Accuracy
/// The new border lies within 0.4 % of `distance` of its true place.
pub fn widened(region: &MultiPolygon, distance: Meters) -> Result<MultiPolygon, BufferError> {
    Ok(plain(buffer_in_steps(&region.clone().into(), distance, ARC_STEP)?, distance))
}

/// All positions of `region` farther than `distance` from its border.
///
/// # Errors
/// [`BufferError`].
///
/// # Accuracy
/// As [`widened`].
pub fn narrowed(region: &MultiPolygon, distance: Meters) -> Result<MultiPolygon, BufferError> {
    let border: MultiLineString = crate::rings(region).cloned().collect();
    let strip = buffer_in_steps(&border.into(), distance, ARC_STEP)?;
    Ok(plain(combine(region, &strip, Operation::Difference), distance))
}

/// Degrees by which a vertex may lie beside the line of its neighbours and be left out: 0.05 % of the
/// distance. Long edges have many such, which the hand would only have to move again.
fn tolerance(distance: Meters) -> f64 {
    distance.value() * 0.000_5 / METERS_PER_DEGREE
}

/// Without vertices that say nothing, where it stays valid.
fn plain(region: MultiPolygon, distance: Meters) -> MultiPolygon {
    let ring = |ring: &LineString| {
        let mut open = ring.0[..ring.0.len().saturating_sub(1)].to_vec();
        // An outermost vertex is a corner, where a simplified ring may begin.
        let outermost = (0..open.len())
            .min_by(|&a, &b| open[a].x.total_cmp(&open[b].x).then(open[a].y.total_cmp(&open[b].y)));
        open.rotate_left(outermost.unwrap_or(0));
        open.extend(open.first().copied());
        LineString(open).simplify(tolerance(distance))
    };
    let all = region
        .iter()
        .map(|one| Polygon::new(ring(one.exterior()), one.interiors().iter().map(ring).collect()));
    let simpler: MultiPolygon = all.collect();
    match validity::check(simpler) {
        Checked::Valid(simpler) => simpler,
        Checked::Repaired { .. } | Checked::Broken { .. } => region,
    }
}

/// On which side of the nearest of some lines a position lies, and how far from it; `None` without
/// lines.
pub fn beside<'a>(
    lines: impl IntoIterator<Item = &'a [Coord]>,
    at: Coord,
) -> Option<(Side, Meters)> {
    let flat = FlatMetric::around(at);
    let edges = lines.into_iter().flat_map(|line| line.windows(2));
    let (_, [from, to]) = edges
        .map(|edge| (flat.to_edge([edge[0], edge[1]]), [edge[0], edge[1]]))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    let (a, b) = (flat.local(from), flat.local(to));
    let side = if cross(minus(b, a), minus([0.0; 2], a)) > 0.0 { Side::Left } else { Side::Right };
    let share = flat.foot([from, to]);
    let foot = [0, 1].map(|axis: usize| from[axis] + share * (to[axis] - from[axis]));
    Some((side, measure::distance(at, foot)))
}

/// The rings of a polygon, its land on their left.
fn rings(polygon: &Polygon) -> impl Iterator<Item = Vec<Coord>> {
    let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    all.enumerate().map(|(number, ring)| {
        let mut path: Vec<Coord> = ring.0.iter().map(|at| [at.x, at.y]).collect();
        if ring.is_ccw() != (number == 0) {
            path.reverse();
        }
        path
    })
}

/// The edges of a line, to be found by place.
struct Course {
    edges: Vec<[Coord; 2]>,
    is_closed: bool,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    /// Degrees around a position within which its nearest edge lies.
    reach: f64,
}

impl Course {
    fn of(line: &[Coord], distance: Meters) -> Self {
        let pairs = line.windows(2).filter(|pair| pair[0] != pair[1]);
        let edges: Vec<[Coord; 2]> = pairs.map(|pair| [pair[0], pair[1]]).collect();
        let bounded = edges.iter().enumerate().map(|(number, [from, to])| {
            GeomWithData::new(Rectangle::from_corners(*from, *to), number)
        });
        let boxes = RTree::bulk_load(bounded.collect());
        let highest = Bounds::of(line).map_or(0.0, |b| b.min[1].abs().max(b.max[1].abs()));
        // A tenth more than a degree of longitude needs where it is shortest.
        let reach = 1.1 * distance.value() / (110_000.0 * highest.to_radians().cos().max(0.01));
        Self { edges, is_closed: line.first() == line.last(), boxes, reach }
    }

    /// What of a closed path lies on that side of the line, each run in the direction of the line
    /// and with its place along it.
    fn runs(&self, ring: &[Coord], side: Side) -> Vec<(f64, Vec<Coord>)> {
        let edges: Vec<&[Coord]> = ring.windows(2).filter(|edge| edge[0] != edge[1]).collect();
        let middle =
            |edge: &&[Coord]| [0, 1].map(|axis: usize| f64::midpoint(edge[0][axis], edge[1][axis]));
        let places: Vec<Option<f64>> = edges
            .iter()
            .map(|edge| self.place(middle(edge)).filter(|(own, _)| *own == Some(side)))
            .map(|place| place.map(|(_, place)| place))
            .collect();
        // A path begins anywhere: the first run is not cut in two.
        let begin = places.iter().position(Option::is_none).unwrap_or(0);
        let mut runs: Vec<(f64, Vec<Coord>)> = Vec::new();
        let mut is_open = false;
        for at in (0..edges.len()).map(|number| (begin + number) % edges.len()) {
            let Some(place) = places[at] else {
                is_open = false;
                continue;
            };
            match runs.last_mut().filter(|_| is_open) {
                Some((least, run)) => {
                    *least = least.min(place);
                    run.push(edges[at][1]);
                }
                None => runs.push((place, edges[at].to_vec())),
            }
            is_open = true;
        }
        // With the land on its left a path runs backwards on the left side of the line.
        if side == Side::Left {
            runs.iter_mut().for_each(|(_, run)| run.reverse());
        }
        runs
    }

    /// On which side of the line a position lies, `None` before its beginning and after its end,
    /// and beside which place: the number of an edge and the share of it.
    fn place(&self, at: Coord) -> Option<(Option<Side>, f64)> {
        let corners = [-1.0, 1.0].map(|sign| at.map(|value| value + sign * self.reach));
        let window = AABB::from_corners(corners[0], corners[1]);
        let flat = FlatMetric::around(at);
        let near = self.boxes.locate_in_envelope_intersecting(window).map(|one| one.data);
        let (_, number) = near
            .map(|number| (flat.to_edge(self.edges[number]), number))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        let share = flat.foot(self.edges[number]);
        let side = self.side(&flat, number, share);
        Some((side, number as f64 + share))
    }

    fn side(&self, flat: &FlatMetric, number: usize, share: f64) -> Option<Side> {
        /// Sine of the angle by which a position may lie beyond the end and still be beside it.
        const BESIDE: f64 = 0.01;
        let [from, to] = self.edges[number].map(|end| flat.local(end));
        let along = minus(to, from);
        let here = if share < 0.5 { from } else { to };
        let out = minus([0.0; 2], here);
        let of = |left: f64| if left > 0.0 { Side::Left } else { Side::Right };
        let last = self.edges.len() - 1;
        let other = match (share, number) {
            (s, 0) if s <= 0.0 => self.is_closed.then_some(last),
            (s, n) if s <= 0.0 => Some(n - 1),
            (s, n) if s >= 1.0 && n == last => self.is_closed.then_some(0),
            (s, n) if s >= 1.0 => Some(n + 1),
            _ => return Some(of(cross(along, out))),
        };
        let Some(other) = other else {
            let beyond = (along[0] * out[0] + along[1] * out[1]).abs();
            let is_beside = beyond <= BESIDE * length(along) * length(out);
            return is_beside.then(|| of(cross(along, out)));
        };
        let [from, to] = self.edges[other].map(|end| flat.local(end));
        let next = minus(to, from);
        let (before, after) = if share <= 0.0 { (next, along) } else { (along, next) };
        // Around a sharp turn the outer side is that away from which the line turns.
        let is_sharp = before[0] * after[0] + before[1] * after[1] < 0.0;
        Some(of(if is_sharp { -cross(before, after) } else { cross(before, out) }))
    }
}

fn minus(a: Coord, b: Coord) -> Coord {
    [a[0] - b[0], a[1] - b[1]]
}

fn cross(a: Coord, b: Coord) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn length(a: Coord) -> f64 {
    a[0].hypot(a[1])
}

#[cfg(test)]
mod tests;
