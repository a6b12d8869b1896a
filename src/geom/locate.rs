//! Which side of a border a position is on, exactly.

use geo::kernels::{Kernel as _, Orientation, RobustKernel};

use crate::slabs::Slabs;
use crate::{Coord, ShapeKind, Shapes};

/// Whether polygonal feature `row` holds `position`; a border belongs to its polygon.
///
/// Each part is taken by the even-odd rule over its rings, so the answer does not depend on ring
/// direction. Orientation is decided with adaptive precision (Shewchuk 1997): a position on the
/// line between two vertices is on the border, however the numbers round.
pub fn covers(shapes: &Shapes, row: usize, position: Coord) -> bool {
    if shapes.kind(row) != ShapeKind::Polygon {
        return false;
    }
    shapes.parts(row).any(|part| {
        let mut inside = false;
        for ring in part.into_rings() {
            match side(ring, position) {
                Side::Border => return true,
                Side::Inside => inside = !inside,
                Side::Outside => {}
            }
        }
        inside
    })
}

enum Side {
    Inside,
    Border,
    Outside,
}

fn side(ring: &[Coord], position: Coord) -> Side {
    let mut inside = false;
    for edge in ring.windows(2) {
        match pass(edge[0], edge[1], position) {
            Pass::On => return Side::Border,
            Pass::Right => inside = !inside,
            Pass::Elsewhere => {}
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

/// How an edge passes a position.
pub(crate) enum Pass {
    /// Through it.
    On,
    /// To its right, so that a ray to the right crosses it.
    Right,
    /// Neither.
    Elsewhere,
}

pub(crate) fn pass(a: Coord, b: Coord, [x, y]: Coord) -> Pass {
    if (a[1] > y && b[1] > y) || (a[1] < y && b[1] < y) || (a[0] < x && b[0] < x) {
        return Pass::Elsewhere;
    }
    if a[1] == b[1] {
        let between = a[0].min(b[0]) <= x && x <= a[0].max(b[0]);
        return if between { Pass::On } else { Pass::Elsewhere };
    }
    let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
    match RobustKernel::orient2d(low.into(), high.into(), geo::Coord { x, y }) {
        Orientation::Collinear => Pass::On,
        // The position is left of the upward edge: a ray to the right crosses it, counting the
        // lower end and not the upper one.
        Orientation::CounterClockwise if low[1] <= y && y < high[1] => Pass::Right,
        _ => Pass::Elsewhere,
    }
}

/// The edges of one feature sorted by height: few are looked at for a position.
#[derive(Debug, Clone)]
pub(crate) struct SortedEdges {
    slabs: Slabs,
    /// Where each part ends among the feature's coordinates.
    part_ends: Vec<u32>,
}

impl SortedEdges {
    pub(crate) fn of(shapes: &Shapes, row: usize) -> Self {
        let (mut spans, mut part_ends, mut begin) = (Vec::new(), Vec::new(), 0);
        for part in shapes.parts(row) {
            for ring in part.into_rings() {
                spans.extend((begin..).zip(ring.windows(2)).map(|(number, edge): (u32, _)| {
                    (number, edge[0][1].min(edge[1][1]), edge[0][1].max(edge[1][1]))
                }));
                begin += ring.len() as u32;
            }
            part_ends.push(begin);
        }
        let mut slabs = Slabs::default();
        slabs.fill(spans.iter().copied());
        Self { slabs, part_ends }
    }

    /// As [`covers`]; `coords` are those of the feature.
    pub(crate) fn cover(&self, coords: &[Coord], position: Coord) -> bool {
        let (mut inside, mut part) = (false, 0);
        for &number in self.slabs.at(position[1]) {
            while number >= self.part_ends[part] {
                if inside {
                    return true;
                }
                part += 1;
            }
            let number = number as usize;
            match pass(coords[number], coords[number + 1], position) {
                Pass::On => return true,
                Pass::Right => inside = !inside,
                Pass::Elsewhere => {}
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShapesBuilder;

    fn donut() -> Shapes {
        let mut builder = ShapesBuilder::default();
        builder.extend([[0., 0.], [4., 0.], [4., 4.], [0., 4.], [0., 0.]]);
        builder.end_ring();
        builder.extend([[1., 1.], [3., 1.], [2., 3.], [1., 1.]]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Polygon);
        builder.finish()
    }

    fn check(position: Coord, expected: bool) {
        assert_eq!(covers(&donut(), 0, position), expected, "{position:?}");
    }

    /// On a grid of positions, corners and borders among them.
    #[test]
    fn sorted_edges_give_the_same_answer() {
        let mut builder = ShapesBuilder::default();
        builder.push_feature(&donut(), 0);
        // A second part, far more corners, some of them level.
        let wave = (0..200).map(|i| [f64::from(i) / 20.0, 6.0 + f64::from(i % 3) / 2.0]);
        builder.push_polygons(&geo::MultiPolygon(vec![
            donut().polygons(0).0.remove(0),
            geo::Polygon::new(
                wave.chain([[10.0, 9.0], [0.0, 9.0]]).map(geo::Coord::from).collect(),
                vec![],
            ),
        ]));
        let shapes = builder.finish();
        for row in 0..2 {
            let sorted = SortedEdges::of(&shapes, row);
            for i in 0..44 * 44 {
                let position = [f64::from(i % 44) / 4.0 - 0.5, f64::from(i / 44) / 4.0 - 0.5];
                let found = sorted.cover(shapes.feature_coords(row), position);
                assert_eq!(found, covers(&shapes, row, position), "{position:?}");
            }
        }
    }

    #[test]
    fn holes_are_outside_and_borders_inside() {
        check([0.5, 0.5], true);
        check([2.0, 1.5], false);
        check([2.0, 1.0], true);
        check([4.0, 2.0], true);
        check([0.0, 0.0], true);
        check([2.0, 3.0], true);
        check([2.0, 3.5], true);
        check([5.0, 2.0], false);
        check([-1.0, 0.0], false);
        check([-1.0, 4.0], false);
    }
}
