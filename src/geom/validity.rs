//! Whether polygons are valid in the sense of Simple Features, and their repair on a copy.

use geo::{MakeValid as _, MultiPolygon, Validation as _};

use crate::{Hectares, measure};

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
        reason: String,
        /// Area after minus area before.
        change: Hectares,
    },
    /// Invalid and beyond repair.
    Broken {
        /// Why.
        reason: String,
    },
}

/// Checks `polygons` (degrees) and repairs them by the even-odd rule if needed.
pub fn check(polygons: MultiPolygon) -> Checked {
    if is_plainly_valid(&polygons) {
        return Checked::Valid(polygons);
    }
    let Err(error) = polygons.check_validation() else { return Checked::Valid(polygons) };
    let reason = error.to_string();
    match polygons.make_valid() {
        Ok(repaired) => {
            let change = measure::polygons_area(&repaired) - measure::polygons_area(&polygons);
            Checked::Repaired { polygons: repaired, reason, change }
        }
        Err(error) => Checked::Broken { reason: format!("{reason}; {error}") },
    }
}

/// A triangle that encloses something needs no search for crossings.
fn is_plainly_valid(polygons: &MultiPolygon) -> bool {
    let [polygon] = polygons.0.as_slice() else { return polygons.0.is_empty() };
    let ring = &polygon.exterior().0;
    polygon.interiors().is_empty()
        && ring.len() == 4
        && ring.iter().all(|c| c.x.is_finite() && c.y.is_finite())
        && geo::Area::unsigned_area(polygon) > 0.0
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
