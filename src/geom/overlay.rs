//! Set operations on polygons in longitude and latitude: edges are straight in degrees, as
//! RFC 7946 means them, and areas of results are geodesic.

use geo::{Area as _, BooleanOps, MultiLineString, MultiPolygon, unary_union};

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
    without_crumbs(match operation {
        Operation::Intersection => a.intersection(b),
        Operation::Union => a.union(b),
        Operation::Difference => a.difference(b),
        Operation::SymmetricDifference => a.xor(b),
    })
}

/// What any of `regions` covers, each place once.
pub fn union_all<'a>(regions: impl IntoIterator<Item = &'a MultiPolygon>) -> MultiPolygon {
    without_crumbs(unary_union(regions))
}

/// Square degrees below which a polygon is a crumb of the integer grid that the overlay library
/// works on, not land: 1e-13 is about 12 cm² at the equator.
const CRUMB: f64 = 1e-13;

fn without_crumbs(mut region: MultiPolygon) -> MultiPolygon {
    region.0.retain(|polygon| polygon.unsigned_area() > CRUMB);
    region
}

/// The stretches of `lines` inside `region`.
pub fn clip_lines(lines: &MultiLineString, region: &MultiPolygon) -> MultiLineString {
    region.clip(lines, false)
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
    fn a_line_is_cut_at_the_border() {
        let line = MultiLineString(vec![LineString::from(vec![(-1., 1.), (3., 1.)])]);
        let inside = clip_lines(&line, &square(0., 0., 2.));
        assert_eq!(inside.0.len(), 1);
        assert!((inside.0[0].0[0].x.abs()).min(inside.0[0].0[1].x.abs()) < 1e-9);
    }
}
