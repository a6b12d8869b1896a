//! The plane that a map is drawn on: the only place that flattens the globe.

use allpa_geom::{Bounds, Coord, TransverseMercator, UtmZone};
use serde::{Deserialize, Serialize};

/// Equatorial radius of WGS 84 in metres, and the radius of the Mercator sphere.
pub(crate) const EARTH_RADIUS: f64 = 6_378_137.0;

/// Latitude in degrees where the Mercator world is square; further out is not drawn.
const MAX_LATITUDE: f64 = 85.051_128_779_806_6;

/// Longitude in degrees, either way, beyond which nothing is drawn.
const MAX_LONGITUDE: f64 = 360.0;

/// Parts into which each side of a box is cut to see where it lies in another plane.
const PARTS: u32 = 16;

/// A plane with x to the east and y to the north, in metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plane {
    /// Spherical Mercator (EPSG:3857): the whole world, directions true, scale growing to the poles.
    #[default]
    Mercator,
    /// A zone of the UTM grid on WGS 84: its metres are eastings and northings.
    Utm(UtmZone),
}

impl Plane {
    /// Metres from longitude, latitude in degrees. Positions that cannot be on the map end at its
    /// edge.
    pub fn to_world(self, lonlat: Coord) -> Coord {
        let longitude = lonlat[0].clamp(-MAX_LONGITUDE, MAX_LONGITUDE);
        let latitude = lonlat[1].clamp(-MAX_LATITUDE, MAX_LATITUDE);
        match self {
            Self::Mercator => [
                longitude.to_radians() * EARTH_RADIUS,
                EARTH_RADIUS * latitude.to_radians().tan().asinh(),
            ],
            Self::Utm(zone) => TransverseMercator::utm(zone).forward([longitude, latitude]),
        }
    }

    /// Longitude, latitude in degrees from metres.
    pub fn from_world(self, world: Coord) -> Coord {
        match self {
            Self::Mercator => [
                (world[0] / EARTH_RADIUS).to_degrees(),
                (world[1] / EARTH_RADIUS).sinh().atan().to_degrees(),
            ],
            Self::Utm(zone) => TransverseMercator::utm(zone).inverse(world),
        }
    }

    /// The box in metres around one in degrees.
    pub fn world_bounds(self, geographic: Bounds) -> Bounds {
        around(geographic, |at| self.to_world(at))
    }

    /// The box in degrees around one in metres.
    pub fn geographic_bounds(self, world: Bounds) -> Bounds {
        around(world, |at| self.from_world(at))
    }
}

/// The box around what becomes of the sides of `bounds`.
fn around(bounds: Bounds, map: impl Fn(Coord) -> Coord) -> Bounds {
    let [low, high] = [bounds.min, bounds.max];
    let first = map(low);
    let sides = (0..=PARTS).flat_map(|part| {
        let share = f64::from(part) / f64::from(PARTS);
        let at = [0, 1].map(|axis| low[axis] + share * (high[axis] - low[axis]));
        [[at[0], low[1]], [at[0], high[1]], [low[0], at[1]], [high[0], at[1]]]
    });
    let mut found = Bounds { min: first, max: first };
    sides.map(map).for_each(|at| found.include(at));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ZONE: Plane = Plane::Utm(UtmZone { number: 18, south: true });

    proptest! {
        #[test]
        fn a_position_comes_back(longitude in -84.0..-66.0_f64, latitude in -19.0..1.0_f64) {
            for plane in [Plane::Mercator, ZONE] {
                let back = plane.from_world(plane.to_world([longitude, latitude]));
                prop_assert!((back[0] - longitude).hypot(back[1] - latitude) < 1e-9);
            }
        }

        #[test]
        fn a_box_holds_what_was_inside(
            west in -82.0..-74.0_f64, south in -18.0..-8.0_f64, x in 0.0..1.0, y in 0.0..1.0,
        ) {
            let bounds = Bounds { min: [west, south], max: [west + 6.0, south + 7.0] };
            let at = [west + 6.0 * x, south + 7.0 * y];
            for plane in [Plane::Mercator, ZONE] {
                let world = plane.world_bounds(bounds);
                // The sides are cut in parts: a curve may pass a little beyond the corners.
                let margin = [world.width() * 1e-3, world.height() * 1e-3];
                prop_assert!(world.grown(margin).contains(plane.to_world(at)));
            }
        }
    }

    #[test]
    fn places_far_from_the_zone_lie_somewhere() {
        for longitude in [-360.0, -165.0, 15.0, 105.0, 180.0, f64::MAX] {
            let world = ZONE.to_world([longitude, -6.0]);
            assert!(world.iter().all(|value| value.is_finite()), "{longitude}: {world:?}");
        }
    }
}
