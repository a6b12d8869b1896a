//! Open rings in one flat array, used as a stack: a step of a recursion adds its rings at the end
//! and takes them away when it is done.

use geo::{LineString, MultiPolygon};

use crate::{Bounds, Coord};

/// Rings without their repeated last corner, land on their left.
#[derive(Debug, Default)]
pub(super) struct Rings {
    coords: Vec<Coord>,
    ends: Vec<usize>,
}

/// Some consecutive rings.
pub(super) type Range = std::ops::Range<usize>;

impl Rings {
    pub(super) fn clear(&mut self) {
        self.truncate(0);
    }

    /// Takes away the rings from number `count` on.
    pub(super) fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.coords.truncate(self.start(count));
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn start(&self, ring: usize) -> usize {
        if ring == 0 { 0 } else { self.ends[ring - 1] }
    }

    pub(super) fn ring(&self, ring: usize) -> &[Coord] {
        &self.coords[self.start(ring)..self.ends[ring]]
    }

    /// The rings of `range`, each as its corners.
    pub(super) fn slices(&self, range: Range) -> impl Iterator<Item = &[Coord]> + Clone {
        range.map(|ring| self.ring(ring))
    }

    /// Adds the rings of a valid region as they are seen from `window`: see [`Seen`]. Gives
    /// the numbers of the rings added.
    pub(super) fn push_region(&mut self, region: &MultiPolygon, window: Bounds) -> Range {
        let first = self.len();
        let window = Window::new(window);
        for polygon in region {
            for (number, ring) in
                std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate()
            {
                self.push_ring(ring, number == 0, &window);
            }
        }
        first..self.len()
    }

    fn push_ring(&mut self, ring: &LineString, turns_left: bool, window: &Window) {
        let corners = || ring.0.iter().map(|corner| [corner.x, corner.y]);
        // The direction of the whole ring, before any corner is left out.
        if (signed_area(&ring.0) > 0.0) == turns_left {
            self.push_seen(corners(), window);
        } else {
            self.push_seen(corners().rev(), window);
        }
    }

    /// Adds the rings of `range` as they are seen from `window`.
    pub(super) fn push_narrowed(&mut self, range: Range, window: Bounds) -> Range {
        let first = self.len();
        let window = Window::new(window);
        for ring in range {
            let (from, to) = (self.start(ring), self.ends[ring]);
            let mut seen = Seen::default();
            let begin = self.coords.len();
            for at in from..to {
                let coord = self.coords[at];
                seen.push(&mut self.coords, begin, coord, &window);
            }
            self.end_seen(begin, &seen);
        }
        first..self.len()
    }

    /// Whether rings that stay clear of a position go around it.
    pub(super) fn hold(&self, range: Range, [x, y]: Coord) -> bool {
        let mut inside = false;
        for ring in self.slices(range) {
            let mut from = ring[ring.len() - 1];
            for &to in ring {
                if (from[1] > y) != (to[1] > y) {
                    let share = (y - from[1]) / (to[1] - from[1]);
                    inside ^= x < from[0] + share * (to[0] - from[0]);
                }
                from = to;
            }
        }
        inside
    }

    fn push_seen(&mut self, corners: impl Iterator<Item = Coord>, window: &Window) {
        let mut seen = Seen::default();
        let begin = self.coords.len();
        for corner in corners {
            seen.push(&mut self.coords, begin, corner, window);
        }
        self.end_seen(begin, &seen);
    }

    fn end_seen(&mut self, begin: usize, seen: &Seen) {
        if self.coords.len() > begin + 1 && self.coords.last() == Some(&self.coords[begin]) {
            self.coords.pop();
        }
        // A ring beyond one side of the window, or without land, holds no position inside.
        if seen.common != 0 || self.coords.len() < begin + 3 {
            self.coords.truncate(begin);
        } else {
            self.ends.push(self.coords.len());
        }
    }
}

/// Twice the area of a ring in the plane of its coordinates, positive if it turns left.
fn signed_area(ring: &[geo::Coord]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let cross = |pair: &[geo::Coord]| {
        (pair[0].x - origin.x) * (pair[1].y - origin.y)
            - (pair[1].x - origin.x) * (pair[0].y - origin.y)
    };
    ring.windows(2).map(cross).sum()
}

/// A box that looks at rings.
pub(super) struct Window(Bounds);

impl Window {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self(bounds)
    }

    /// On which outer sides of the box a position is, one bit each; none for one inside.
    pub(super) fn sides(&self, [x, y]: Coord) -> u8 {
        let Bounds { min, max } = self.0;
        u8::from(x < min[0])
            | u8::from(x > max[0]) << 1
            | u8::from(y < min[1]) << 2
            | u8::from(y > max[1]) << 3
    }

    /// Whether an edge comes near the box; never `false` for one that touches it.
    pub(super) fn is_touched(&self, from: Coord, to: Coord) -> bool {
        let (a, b) = (self.sides(from), self.sides(to));
        if a & b != 0 {
            return false;
        }
        if a == 0 || b == 0 {
            return true;
        }
        let Bounds { min, max } = self.0;
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let (mut is_left, mut is_right) = (false, false);
        for [x, y] in [min, [max[0], min[1]], max, [min[0], max[1]]] {
            let (up, down) = (dx * (y - from[1]), dy * (x - from[0]));
            let side = up - down;
            if side.abs() <= 1e-14 * (up.abs() + down.abs()) {
                return true;
            }
            is_left |= side > 0.0;
            is_right |= side < 0.0;
        }
        is_left && is_right
    }
}

/// What of a ring has been kept so far.
///
/// Of a run of corners that all lie beyond one side of the window, the first and the last are
/// kept: the path between them stays beyond that side, so the ring winds around every position of
/// the window as often as before, and edges that touch the window stay as they were.
#[derive(Default)]
struct Seen {
    /// Sides that all corners of the present run share.
    run: u8,
    run_length: usize,
    /// Sides that all corners of the ring share.
    common: u8,
    is_begun: bool,
}

impl Seen {
    #[inline]
    fn push(&mut self, kept: &mut Vec<Coord>, begin: usize, corner: Coord, window: &Window) {
        let sides = window.sides(corner);
        self.common = if self.is_begun { self.common & sides } else { sides };
        self.is_begun = true;
        if self.run & sides == 0 {
            // A corner given twice is one.
            if kept.len() > begin && kept.last() == Some(&corner) {
                return;
            }
            kept.push(corner);
            (self.run, self.run_length) = (sides, 1);
            return;
        }
        self.run &= sides;
        if self.run_length == 1 {
            kept.push(corner);
            self.run_length = 2;
        } else if let Some(last) = kept.last_mut() {
            *last = corner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    #[test]
    fn a_far_part_of_a_ring_is_shortened_and_a_near_one_kept() {
        let region: MultiPolygon = wkt! {
            POLYGON((0. 0., 1. 0., 9. -3., 9. -2., 9. -1., 9. 0., 9. 9., 8. 9., 0. 9., 0. 0.))
        }
        .into();
        let mut rings = Rings::default();
        let window = Bounds { min: [-1.0, -1.0], max: [2.0, 2.0] };
        assert_eq!(rings.push_region(&region, window), 0..1);
        assert_eq!(rings.ring(0), [[0., 0.], [1., 0.], [9., -3.], [8., 9.], [0., 9.]]);
        let beyond = Bounds { min: [20.0, 0.0], max: [21.0, 1.0] };
        assert!(rings.push_region(&region, beyond).is_empty());
    }

    #[test]
    fn an_edge_may_pass_a_corner() {
        let window = Window::new(Bounds { min: [0.0, 0.0], max: [1.0, 1.0] });
        assert!(window.is_touched([-0.5, 0.5], [0.5, 1.4]));
        assert!(!window.is_touched([-0.5, 0.5], [0.5, 1.6]));
        assert!(window.is_touched([-1.0, 2.0], [2.0, -1.0]));
    }
}
