//! Whether polygons are valid in the sense of Simple Features, and their repair on a copy.

mod apart;

use geo::algorithm::validation::{InvalidMultiPolygon, InvalidPolygon};
use geo::{LineString, MultiPolygon, Polygon, Validation as _};

use crate::overlay::{Operation, combine, enclosed, union_all};
use crate::{Hectares, measure};

/// Which rule of Simple Features (OGC 06-103r4, 6.1.11) polygons break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Invalidity {
    /// A ring has fewer than three corners.
    TooFewPositions,
    /// A ring crosses or touches itself, or runs back on itself in a spike.
    SelfIntersection,
    /// A coordinate is not a finite number.
    NotFinite,
    /// A hole lies outside its shell.
    HoleOutside,
    /// Rings of one polygon share an edge.
    RingsShareEdge,
    /// Holes of one polygon overlap, or one lies in another.
    RingsOverlap,
    /// Parts of one feature overlap.
    PartsOverlap,
    /// Parts of one feature share an edge.
    PartsShareEdge,
    /// Holes that touch each other or the shell cut the land of one polygon in two.
    InteriorCut,
}

impl From<InvalidMultiPolygon> for Invalidity {
    fn from(error: InvalidMultiPolygon) -> Self {
        match error {
            InvalidMultiPolygon::ElementsOverlaps(..) => Self::PartsOverlap,
            InvalidMultiPolygon::ElementsTouchOnALine(..) => Self::PartsShareEdge,
            InvalidMultiPolygon::InvalidPolygon(_, error) => error.into(),
        }
    }
}

impl From<InvalidPolygon> for Invalidity {
    fn from(error: InvalidPolygon) -> Self {
        match error {
            InvalidPolygon::TooFewPointsInRing(_) => Self::TooFewPositions,
            InvalidPolygon::SelfIntersection(_) => Self::SelfIntersection,
            InvalidPolygon::NonFiniteCoord(..) => Self::NotFinite,
            InvalidPolygon::InteriorRingNotContainedInExteriorRing(_) => Self::HoleOutside,
            InvalidPolygon::IntersectingRingsOnALine(..) => Self::RingsShareEdge,
            InvalidPolygon::IntersectingRingsOnAnArea(..) => Self::RingsOverlap,
        }
    }
}

/// What came of looking at one feature's polygons.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// Valid as given.
    Valid(MultiPolygon),
    /// Invalid as given, valid now.
    Repaired {
        /// The repaired copy.
        polygons: MultiPolygon,
        /// Why the source was invalid.
        reason: Invalidity,
        /// Area after minus area before.
        change: Hectares,
    },
    /// Invalid and beyond repair.
    Broken {
        /// Why.
        reason: Invalidity,
    },
}

/// Checks `polygons` (degrees) and repairs them if needed, by the structure they were drawn with:
/// a shell that crosses itself encloses what the even-odd rule says, holes are taken away together,
/// a hole outside its shell is land, and parts are joined. The same as GEOS's method "structure".
pub fn check(polygons: MultiPolygon) -> Checked {
    if apart::is_plainly_valid(&polygons) {
        return Checked::Valid(polygons);
    }
    let Some(reason) = reason(&polygons) else { return Checked::Valid(polygons) };
    match repaired(&polygons) {
        Some(repaired) => {
            let change = measure::polygons_area(&repaired) - measure::polygons_area(&polygons);
            Checked::Repaired { polygons: repaired, reason, change }
        }
        None => Checked::Broken { reason },
    }
}

/// The first rule that is broken.
fn reason(polygons: &MultiPolygon) -> Option<Invalidity> {
    // Each polygon for itself first: one without area must not be compared with the others.
    let broken = polygons.iter().find_map(|polygon| polygon.check_validation().err());
    if let Some(error) = broken {
        return Some(error.into());
    }
    let is_flat = |polygon: &Polygon| geo::Area::unsigned_area(polygon) == 0.0;
    if polygons.iter().any(is_flat) {
        return Some(Invalidity::SelfIntersection);
    }
    if polygons.0.len() > 1
        && let Err(error) = polygons.check_validation()
    {
        return Some(error.into());
    }
    // Rings that only touch in points pass what was asked so far; drawn anew, land that they cut
    // comes out in several polygons.
    let is_cut = |polygon: &Polygon| {
        !polygon.interiors().is_empty()
            && union_all([&MultiPolygon(vec![polygon.clone()])]).0.len() > 1
    };
    polygons.iter().any(is_cut).then_some(Invalidity::InteriorCut)
}

fn repaired(polygons: &MultiPolygon) -> Option<MultiPolygon> {
    let ring = |ring: &LineString| {
        let is_finite = ring.0.iter().all(|c| c.x.is_finite() && c.y.is_finite());
        is_finite.then(|| enclosed(ring))
    };
    let part = |polygon: &Polygon| {
        let shell = ring(polygon.exterior())?;
        let holes: Vec<MultiPolygon> =
            polygon.interiors().iter().map(ring).collect::<Option<_>>()?;
        if holes.is_empty() {
            return Some(shell);
        }
        Some(combine(&shell, &union_all(&holes), Operation::SymmetricDifference))
    };
    let mut parts: Vec<MultiPolygon> = polygons.iter().map(part).collect::<Option<_>>()?;
    if parts.len() == 1 { parts.pop() } else { Some(union_all(&parts)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let tie: MultiPolygon =
            polygon![(x: 0., y: 0.), (x: 1., y: 1.), (x: 1., y: 0.), (x: 0., y: 1.)].into();
        let Checked::Repaired { polygons, .. } = check(tie) else { panic!("it crosses itself") };
        assert_eq!(polygons.0.len(), 2);
        assert!((geo::Area::unsigned_area(&polygons) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_valid_shape_comes_back_untouched() {
        let square: MultiPolygon =
            polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.)].into();
        assert_eq!(check(square.clone()), Checked::Valid(square));
    }
}
