//! The area that two regions share, without making the polygons of it.
//!
//! The border of what is shared consists of the stretches of each border inside the other region,
//! and the area is the sum over those stretches. Which edges cross is decided exactly (Shewchuk
//! 1997), and so that there are no special cases: the first region is taken to lie a distance
//! (ε, ε²) off, ε being smaller than any number (simulation of simplicity, Edelsbrunner and Mücke
//! 1990). Shared corners and edges then are like any others, and no rounding makes one border
//! enter a region that it does not leave.
//!
//! A stretch counts as often as the other region winds around it, and that number changes by one
//! at each crossing. So the stretches close to paths in whatever order rounding puts crossings of
//! borders that nearly coincide.

use geo::kernels::{Kernel as _, Orientation, RobustKernel};

use super::rings::{Range, Rings};
use crate::Coord;
use crate::measure::{AreaSum, Surface};
use crate::slabs::Slabs;

/// Room for the work, kept from one pair of regions to the next.
#[derive(Debug, Default)]
pub(super) struct Meeting {
    first: Side,
    second: Side,
    slabs: Slabs,
}

/// One region's edges and where they cross the other's.
#[derive(Debug, Default)]
struct Side {
    edges: Vec<[Coord; 2]>,
    /// Where each ring ends among the edges.
    ring_ends: Vec<usize>,
    crossings: Vec<Crossing>,
}

#[derive(Debug, Clone, Copy)]
struct Crossing {
    edge: usize,
    /// How far along the edge, from 0 to 1.
    along: f64,
    at: Coord,
    /// Whether the edge enters the other region there; it leaves it otherwise.
    enters: bool,
}

impl Meeting {
    /// Square metres that two regions share, each given by rings with their land on the left.
    pub(super) fn area(&mut self, rings: &Rings, a: Range, b: Range, surface: Surface) -> f64 {
        self.first.fill(rings, a);
        self.second.fill(rings, b);
        let Some(&[origin, _]) = self.second.edges.first() else { return 0.0 };
        self.cross();
        let mut sum = AreaSum::new(surface, origin);
        let (first, second) = (&self.first, &self.second);
        first.add_inside(&mut sum, |corner| winding(corner, &second.edges, Shift::Position));
        second.add_inside(&mut sum, |corner| winding(corner, &first.edges, Shift::Edges));
        sum.square_meters().max(0.0)
    }

    /// Finds where the edges cross.
    fn cross(&mut self) {
        let Self { first, second, slabs } = self;
        let is_few = second.edges.len() < FEW;
        if !is_few {
            let number = |(number, &edge): (usize, &[Coord; 2])| {
                let (low, high) = heights(edge);
                (number as u32, low, high)
            };
            slabs.fill(second.edges.iter().enumerate().map(number));
        }
        for (number, &edge) in first.edges.iter().enumerate() {
            let mut meet = |other: usize| {
                let Some([mine, theirs]) = crossing([number, other], edge, second.edges[other])
                else {
                    return;
                };
                first.crossings.push(mine);
                second.crossings.push(theirs);
            };
            if is_few {
                (0..second.edges.len()).for_each(meet);
                continue;
            }
            let (low, high) = heights(edge);
            let reached = slabs.over(low, high);
            for slab in reached.clone() {
                for &other in slabs.numbers(slab) {
                    // Both may reach into several strips: they meet in the first of those.
                    let (low, high) = heights(second.edges[other as usize]);
                    if *reached.start().max(slabs.over(low, high).start()) == slab {
                        meet(other as usize);
                    }
                }
            }
        }
        for side in [first, second] {
            let order =
                |a: &Crossing, b: &Crossing| a.edge.cmp(&b.edge).then(a.along.total_cmp(&b.along));
            side.crossings.sort_unstable_by(order);
        }
    }
}

/// With fewer edges, all are compared.
const FEW: usize = 24;

/// Lowest and highest y.
fn heights([from, to]: [Coord; 2]) -> (f64, f64) {
    (from[1].min(to[1]), from[1].max(to[1]))
}

impl Side {
    fn fill(&mut self, rings: &Rings, range: Range) {
        self.edges.clear();
        self.ring_ends.clear();
        self.crossings.clear();
        for ring in rings.slices(range) {
            self.edges.extend(ring.windows(2).map(|pair| [pair[0], pair[1]]));
            if let [first, .., last] = *ring {
                self.edges.push([last, first]);
            }
            self.ring_ends.push(self.edges.len());
        }
    }

    /// Adds the stretches inside the other region, which winds around a corner as often as `around`
    /// says.
    fn add_inside(&self, sum: &mut AreaSum, around: impl Fn(Coord) -> i32) {
        let mut crossings = self.crossings.iter().peekable();
        let mut start = 0;
        for &end in &self.ring_ends {
            let mut count = around(self.edges[start][0]);
            for number in start..end {
                let [mut from, to] = self.edges[number];
                while let Some(crossing) = crossings.next_if(|c| c.edge == number) {
                    sum.add(from, crossing.at, count);
                    from = crossing.at;
                    count += if crossing.enters { 1 } else { -1 };
                }
                sum.add(from, to, count);
            }
            start = end;
        }
    }
}

/// What the shift by (ε, ε²) moves.
#[derive(Clone, Copy)]
enum Shift {
    Position,
    Edges,
}

/// How often edges wind around a position to the left, by those to the right of it.
fn winding(position: Coord, edges: &[[Coord; 2]], shift: Shift) -> i32 {
    let mut count = 0;
    for &[from, to] in edges {
        let is_above = |corner: Coord| match shift {
            Shift::Position => corner[1] > position[1],
            Shift::Edges => corner[1] >= position[1],
        };
        let rises = is_above(to);
        if is_above(from) == rises || (from[0] < position[0] && to[0] < position[0]) {
            continue;
        }
        if side(from, to, position, shift).0 == rises {
            count += if rises { 1 } else { -1 };
        }
    }
    count
}

/// Whether `position` is left of the line from `from` to `to`, and by how much (not exactly).
fn side(from: Coord, to: Coord, position: Coord, shift: Shift) -> (bool, f64) {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let (up, down) = (dx * (position[1] - from[1]), dy * (position[0] - from[0]));
    let cross = up - down;
    // Beyond this the sign is certain (Shewchuk 1997, 3.3306690738754716e-16 · the sum).
    if cross.abs() > 4e-16 * (up.abs() + down.abs()) {
        return (cross > 0.0, cross);
    }
    match RobustKernel::orient2d(from.into(), to.into(), position.into()) {
        Orientation::CounterClockwise => (true, cross.abs()),
        Orientation::Clockwise => (false, -cross.abs()),
        Orientation::Collinear => {
            // (dx, dy) × (ε, ε²) is −ε dy, or ε² dx.
            let moved_left = if dy == 0.0 { dx > 0.0 } else { dy < 0.0 };
            let is_left = match shift {
                Shift::Position => moved_left,
                Shift::Edges => !moved_left,
            };
            (is_left, 0.0)
        }
    }
}

/// Where an edge of the first region crosses one of the second, as each of them has it.
fn crossing(edges: [usize; 2], [a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<[Crossing; 2]> {
    let boxes_meet = (0..2).all(|axis| {
        a[axis].min(b[axis]) <= c[axis].max(d[axis]) && c[axis].min(d[axis]) <= a[axis].max(b[axis])
    });
    if !boxes_meet {
        return None;
    }
    let (a_left, a_side) = side(c, d, a, Shift::Position);
    let (b_left, b_side) = side(c, d, b, Shift::Position);
    if a_left == b_left {
        return None;
    }
    let (c_left, c_side) = side(a, b, c, Shift::Edges);
    let (d_left, d_side) = side(a, b, d, Shift::Edges);
    if c_left == d_left {
        return None;
    }
    let share = |near: f64, far: f64| {
        let share = near / (near - far);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 }
    };
    let (along, other) = (share(a_side, b_side), share(c_side, d_side));
    let between = |from: Coord, to: Coord, share: f64| {
        [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
    };
    let at = match (along, other) {
        (0.0, _) => a,
        (1.0, _) => b,
        (_, 0.0) => c,
        (_, 1.0) => d,
        _ => between(a, b, along),
    };
    let mine = Crossing { edge: edges[0], along, at, enters: b_left };
    let theirs = Crossing { edge: edges[1], along: other, at, enters: d_left };
    Some([mine, theirs])
}
