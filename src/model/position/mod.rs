//! Positions as people write them: numbers, angles, grid coordinates, and where they may be meant.

mod corners;
mod leg;
mod number;
mod spelling;
mod typed;

use allpa_geom::{Coord, Epsg, UtmZone};

pub use corners::{
    CORNER_SYSTEMS, Corner, CornerDoubt, CornerFault, Corners, FaultCause, guess_system,
    read_corners,
};
pub use leg::{Leg, LegFault, read_leg};
pub use number::{Decimal, decimal_mark, parse_angle, parse_number};
pub use typed::{Doubt, Reading, read_typed};

/// A convex line around Peru, half a degree outside the departments of the built-in atlas.
const AROUND_PERU: [Coord; 12] = [
    [-81.9, -4.4],
    [-81.6, -6.2],
    [-76.8, -14.4],
    [-75.4, -15.8],
    [-70.5, -18.9],
    [-69.6, -18.6],
    [-68.3, -16.4],
    [-68.1, -12.3],
    [-69.5, -2.0],
    [-75.1, 0.5],
    [-75.8, 0.4],
    [-80.8, -3.0],
];

/// Whether a position (longitude, latitude in degrees) lies in Peru or close by.
pub fn is_near_peru([x, y]: Coord) -> bool {
    let edges = AROUND_PERU.iter().zip(AROUND_PERU.iter().cycle().skip(1));
    edges.into_iter().all(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0.0)
}

/// The datum of written coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridDatum {
    /// WGS 84, and what equals it within a metre.
    Wgs84,
    /// PSAD56.
    Psad56,
}

/// The system of a UTM zone on a datum; `None` where the datum has no such zone.
pub fn utm_system(zone: UtmZone, datum: GridDatum) -> Option<Epsg> {
    let number = u32::from(zone.number);
    match (datum, zone.south) {
        (GridDatum::Wgs84, _) => Some(zone.wgs84()),
        (GridDatum::Psad56, true) => (17..=22).contains(&number).then(|| Epsg::new(24860 + number)),
        (GridDatum::Psad56, false) => {
            (17..=21).contains(&number).then(|| Epsg::new(24800 + number))
        }
    }
}
