//! An area drawn by hand, and whether a feature touches it.

use geo::{Intersects as _, LineString, Polygon};

use crate::locate::covers;
use crate::{Bounds, Coord, ShapeKind, Shapes};

/// A box or the inside of an outline, in the coordinates of the shapes it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Enclosure {
    bounds: Bounds,
    polygon: Polygon,
    is_box: bool,
}

impl Enclosure {
    /// A box.
    pub fn of_box(bounds: Bounds) -> Self {
        let Bounds { min, max } = bounds;
        let polygon = polygon(&[min, [max[0], min[1]], max, [min[0], max[1]]]);
        Self { bounds, polygon, is_box: true }
    }

    /// The inside of a ring of corners by the even-odd rule; the first corner need not be repeated
    /// at the end. `None` for fewer than three.
    pub fn of_outline(ring: &[Coord]) -> Option<Self> {
        let bounds = Bounds::of(ring).filter(|_| ring.len() >= 3)?;
        Some(Self { bounds, polygon: polygon(ring), is_box: false })
    }

    /// The box around it.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether feature `row` shares at least a point with it. Orientation is decided with adaptive
    /// precision: what only meets its border touches it.
    pub fn touches(&self, shapes: &Shapes, row: usize) -> bool {
        let Some(bounds) = shapes.feature_bounds(row) else { return false };
        if !self.bounds.intersects(&bounds) {
            return false;
        }
        if self.is_box && self.bounds.holds(&bounds) {
            return true;
        }
        // A large feature around the area is known by one corner.
        let corner = self.polygon.exterior().0.first().map(|corner| [corner.x, corner.y]);
        let is_around = |corner| covers(shapes, row, corner);
        if shapes.kind(row) == ShapeKind::Polygon && corner.is_some_and(is_around) {
            return true;
        }
        shapes.geometry(row).is_some_and(|geometry| geometry.intersects(&self.polygon))
    }
}

fn polygon(ring: &[Coord]) -> Polygon {
    // The constructor closes the ring.
    Polygon::new(LineString(ring.iter().copied().map(geo::Coord::from).collect()), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShapesBuilder;

    fn feature(kind: ShapeKind, coords: &[Coord]) -> Shapes {
        let mut builder = ShapesBuilder::default();
        builder.extend(coords.iter().copied());
        builder.end_ring();
        builder.end_part();
        builder.end_feature(kind);
        builder.finish()
    }

    fn check(area: &Enclosure, kind: ShapeKind, coords: &[Coord], expected: bool) {
        assert_eq!(area.touches(&feature(kind, coords), 0), expected, "{coords:?}");
    }

    #[test]
    fn a_box_touches_what_shares_a_point_with_it() {
        use ShapeKind::{Line, Point, Polygon};
        let area = Enclosure::of_box(Bounds { min: [0.0, 0.0], max: [2.0, 1.0] });
        check(&area, Point, &[[1.0, 0.5]], true);
        check(&area, Point, &[[2.0, 1.0]], true);
        check(&area, Point, &[[2.1, 1.0]], false);
        check(&area, Line, &[[-1.0, 0.5], [3.0, 0.6]], true);
        check(&area, Line, &[[1.5, 2.0], [3.0, 0.0]], false);
        check(&area, Polygon, &[[-9., -9.], [9., -9.], [9., 9.], [-9., 9.], [-9., -9.]], true);
        check(&area, Polygon, &[[2., 0.], [3., 0.], [3., 1.], [2., 0.]], true);
        check(&area, ShapeKind::None, &[], false);
    }

    #[test]
    fn an_outline_needs_three_corners() {
        assert_eq!(Enclosure::of_outline(&[[0.0, 0.0], [1.0, 1.0]]), None);
        let area = Enclosure::of_outline(&[[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]).expect("three");
        check(&area, ShapeKind::Point, &[[1.0, 1.0]], true);
        check(&area, ShapeKind::Point, &[[3.0, 3.0]], false);
    }
}
