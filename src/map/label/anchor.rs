//! The place on a feature where its name belongs: found once, on the shape and not on the screen.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use allpa_geom::{Bounds, Coord, ShapeKind, Shapes};

/// Vertices of a ring that the search looks at; longer rings are thinned out evenly.
const MOST_VERTICES: usize = 160;

/// The same before a ring is cut to what is seen of it.
const MOST_SEEN: usize = 5_000;

/// The search ends when no cell can better the radius by this share of it.
const PRECISION: f64 = 0.05;

/// Where a name goes, in world metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Anchor {
    pub at: Coord,
    /// Free distance around it: to the border of a polygon; half the length of a line.
    pub radius: f64,
    /// Width of the part it is on; 0 for points.
    pub width: f64,
    /// What it sits on.
    pub kind: ShapeKind,
}

impl Anchor {
    /// The anchor of feature `row`, whose box is `bounds`.
    pub fn of(world: &Shapes, row: usize, bounds: Bounds) -> Option<Self> {
        let kind = world.kind(row);
        match kind {
            ShapeKind::None => None,
            ShapeKind::Point => Some(Self {
                at: *world.feature_coords(row).first()?,
                radius: 0.0,
                width: 0.0,
                kind,
            }),
            ShapeKind::Line => {
                let longest = longest_line(world, row)?;
                let half = length(longest) / 2.0;
                Some(Self { at: along(longest, half), radius: half, width: bounds.width(), kind })
            }
            ShapeKind::Polygon => {
                let (_, rings) = world
                    .parts(row)
                    .map(|part| part.into_rings().collect::<Vec<_>>())
                    .filter_map(|rings| Some((area(rings.first()?), rings)))
                    .max_by(|a, b| a.0.total_cmp(&b.0))?;
                let rings: Vec<Vec<Coord>> =
                    rings.into_iter().map(|ring| thinned(ring.to_vec(), MOST_VERTICES)).collect();
                let (at, radius) = inner_point(&rings).unwrap_or((bounds.center(), 0.0));
                let width = rings.first().and_then(Bounds::of)?.width();
                Some(Self { at, radius, width, kind })
            }
        }
    }
}

/// The anchor of the part of an area that lies in `window`, where that part fills this share of it
/// at least; `None` for other features.
pub(crate) fn seen(world: &Shapes, row: usize, window: Bounds, share: f64) -> Option<Anchor> {
    let parts = world.parts(row).map(|part| {
        let seen = |ring| thinned(clipped(thinned(ring, MOST_SEEN), window), MOST_VERTICES);
        part.into_rings().map(|ring| seen(ring.to_vec())).collect::<Vec<_>>()
    });
    let (size, rings) = parts
        .filter_map(|rings| Some((area(rings.first()?), rings)))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    if size < window.width() * window.height() * share {
        return None;
    }
    let (at, radius) = inner_point(&rings)?;
    let width = rings.first().and_then(Bounds::of)?.width();
    Some(Anchor { at, radius, width, kind: ShapeKind::Polygon })
}

/// The part of a ring inside a box (I. Sutherland and G. Hodgman, 1974).
fn clipped(mut ring: Vec<Coord>, window: Bounds) -> Vec<Coord> {
    for (axis, limit, is_upper) in [
        (0, window.min[0], false),
        (0, window.max[0], true),
        (1, window.min[1], false),
        (1, window.max[1], true),
    ] {
        let is_inside = |at: &Coord| (at[axis] <= limit) == is_upper || at[axis] == limit;
        let mut kept = Vec::with_capacity(ring.len());
        for pair in ring.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            if is_inside(&a) {
                kept.push(a);
            }
            if is_inside(&a) != is_inside(&b) {
                let share = (limit - a[axis]) / (b[axis] - a[axis]);
                kept.push([0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share));
            }
        }
        kept.extend(kept.first().copied());
        ring = kept;
    }
    ring
}

/// The longest line of a feature.
pub(crate) fn longest_line(world: &Shapes, row: usize) -> Option<&[Coord]> {
    world.rings(row).max_by(|a, b| length(a).total_cmp(&length(b)))
}

/// A square that may hold a better point.
#[derive(Debug, Clone, Copy)]
struct Square {
    at: Coord,
    half: f64,
    distance: f64,
}

impl Square {
    fn new(at: Coord, half: f64, rings: &[Vec<Coord>]) -> Self {
        Self { at, half, distance: signed_distance(at, rings) }
    }

    /// No point inside is further from the border than this.
    fn limit(&self) -> f64 {
        self.distance + self.half * std::f64::consts::SQRT_2
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Square {}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        self.limit().total_cmp(&other.limit())
    }
}

/// The point furthest from the border, to [`PRECISION`] (V. Agafonkin's polylabel, 2016).
fn inner_point(rings: &[Vec<Coord>]) -> Option<(Coord, f64)> {
    let bounds = Bounds::of(rings.first()?)?;
    let half = bounds.width().min(bounds.height()) / 2.0;
    if half <= 0.0 {
        return None;
    }
    let mut open: BinaryHeap<Square> = BinaryHeap::new();
    let steps = |size: f64| ((size / (2.0 * half)).ceil() as usize).clamp(1, 32);
    for i in 0..steps(bounds.width()) {
        for j in 0..steps(bounds.height()) {
            let at = [
                bounds.min[0] + half * (2 * i + 1) as f64,
                bounds.min[1] + half * (2 * j + 1) as f64,
            ];
            open.push(Square::new(at, half, rings));
        }
    }
    let mut best = Square::new(bounds.center(), 0.0, rings);
    let mut visits = 0;
    while let Some(square) = open.pop() {
        if square.distance > best.distance {
            best = square;
        }
        visits += 1;
        if visits > 400 || square.limit() <= best.distance * (1.0 + PRECISION) {
            break;
        }
        let half = square.half / 2.0;
        for [x, y] in [[-half, -half], [half, -half], [-half, half], [half, half]] {
            let child = Square::new([square.at[0] + x, square.at[1] + y], half, rings);
            if child.limit() > best.distance * (1.0 + PRECISION) {
                open.push(child);
            }
        }
    }
    (best.distance > 0.0).then_some((best.at, best.distance))
}

/// Distance to the nearest edge, negative outside.
fn signed_distance(at: Coord, rings: &[Vec<Coord>]) -> f64 {
    let mut is_inside = false;
    let mut nearest = f64::INFINITY;
    for edge in rings.iter().flat_map(|ring| ring.windows(2)) {
        let (a, b) = (edge[0], edge[1]);
        if (a[1] > at[1]) != (b[1] > at[1])
            && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
        {
            is_inside = !is_inside;
        }
        nearest = nearest.min(squared_distance(at, a, b));
    }
    if is_inside { nearest.sqrt() } else { -nearest.sqrt() }
}

/// Squared distance from a point to a segment.
pub(crate) fn squared_distance(at: Coord, a: Coord, b: Coord) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let along = ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / (dx * dx + dy * dy);
    let share = if along.is_finite() { along.clamp(0.0, 1.0) } else { 0.0 };
    (at[0] - a[0] - share * dx).powi(2) + (at[1] - a[1] - share * dy).powi(2)
}

fn thinned(ring: Vec<Coord>, most: usize) -> Vec<Coord> {
    let step = ring.len().div_ceil(most).max(1);
    if step == 1 {
        return ring;
    }
    let last = ring.last().copied();
    let mut out: Vec<Coord> = ring.into_iter().step_by(step).collect();
    if out.last() != last.as_ref() {
        out.extend(last);
    }
    out
}

fn area(ring: &[Coord]) -> f64 {
    let Some(&[ox, oy]) = ring.first() else { return 0.0 };
    let doubled: f64 = ring
        .windows(2)
        .map(|p| (p[0][0] - ox) * (p[1][1] - oy) - (p[1][0] - ox) * (p[0][1] - oy))
        .sum();
    doubled.abs() / 2.0
}

fn length(line: &[Coord]) -> f64 {
    line.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

pub(super) fn distance(a: Coord, b: Coord) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The position `meters` from the start of a line.
fn along(line: &[Coord], meters: f64) -> Coord {
    let mut left = meters;
    for pair in line.windows(2) {
        let step = distance(pair[0], pair[1]);
        if step >= left && step > 0.0 {
            let share = left / step;
            return [0, 1].map(|axis| pair[0][axis] + (pair[1][axis] - pair[0][axis]) * share);
        }
        left -= step;
    }
    line.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rect, shapes};

    fn anchor(shapes: &Shapes) -> Anchor {
        Anchor::of(shapes, 0, shapes.feature_bounds(0).unwrap()).unwrap()
    }

    #[test]
    fn the_anchor_of_a_horseshoe_is_inside_it() {
        let horseshoe: &[[f64; 2]] = &[
            [0., 0.],
            [10., 0.],
            [10., 9.],
            [7., 9.],
            [7., 2.],
            [3., 2.],
            [3., 9.],
            [0., 9.],
            [0., 0.],
        ];
        let found = anchor(&shapes(ShapeKind::Polygon, &[&[horseshoe]]));
        assert!(signed_distance(found.at, &[horseshoe.to_vec()]) > 1.0, "{found:?}");
    }

    #[test]
    fn the_anchor_avoids_a_hole() {
        let (shell, hole) = (rect(0., 0., 10., 10.), rect(2., 2., 8., 8.));
        let found = anchor(&shapes(ShapeKind::Polygon, &[&[&shell, &hole]]));
        let rings = [shell.to_vec(), hole.to_vec()];
        assert!(signed_distance(found.at, &rings) > 0.5, "{found:?}");
    }

    #[test]
    fn a_line_is_named_at_its_middle() {
        let line: &[[f64; 2]] = &[[0., 0.], [4., 0.], [4., 4.]];
        let found = anchor(&shapes(ShapeKind::Line, &[&[line]]));
        assert!(distance(found.at, [4.0, 0.0]) < 1e-9, "{found:?}");
    }
}
