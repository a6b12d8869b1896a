//! Which side of a border a position is on, exactly.

use geo::kernels::{Kernel as _, Orientation, RobustKernel};

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

fn side(ring: &[Coord], [x, y]: Coord) -> Side {
    let mut inside = false;
    for edge in ring.windows(2) {
        let (a, b) = (edge[0], edge[1]);
        if (a[1] > y && b[1] > y) || (a[1] < y && b[1] < y) || (a[0] < x && b[0] < x) {
            continue;
        }
        if a[1] == b[1] {
            let between = a[0].min(b[0]) <= x && x <= a[0].max(b[0]);
            if between {
                return Side::Border;
            }
            continue;
        }
        let (low, high) = if a[1] < b[1] { (a, b) } else { (b, a) };
        match RobustKernel::orient2d(low.into(), high.into(), geo::Coord { x, y }) {
            Orientation::Collinear => return Side::Border,
            // The position is left of the upward edge: a ray to the right crosses it, counting
            // the lower end and not the upper one.
            Orientation::CounterClockwise if low[1] <= y && y < high[1] => inside = !inside,
            _ => {}
        }
    }
    if inside { Side::Inside } else { Side::Outside }
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
