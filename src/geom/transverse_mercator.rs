//! Transverse Mercator planes (Krüger 1912; Karney 2011, doi:10.1007/s00190-011-0445-3).
//!
//! PROJ has the same series; making a PROJ object for each of thousands of small shapes costs more
//! than their buffers.

use crate::{Bounds, Coord, UtmZone};

const SEMI_MAJOR: f64 = 6_378_137.0;
/// Third flattening of WGS 84.
const N: f64 = 0.001_679_220_386_383_704_5;
/// Radius of the sphere whose meridians are as long.
const RECTIFYING: f64 = SEMI_MAJOR / (1.0 + N) * (1.0 + N * N / 4.0 + N * N * N * N / 64.0);

/// Coefficients of sin 2φ, sin 4φ, … to the fourth order in [`N`]: the rest is under ten micrometres.
type Series = [f64; 4];

const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N3 * N;
/// From the latitude to the conformal one, and back.
const CONFORMAL: Series = [
    -2.0 * N + 2.0 / 3.0 * N2 + 4.0 / 3.0 * N3 - 82.0 / 45.0 * N4,
    5.0 / 3.0 * N2 - 16.0 / 15.0 * N3 - 13.0 / 9.0 * N4,
    -26.0 / 15.0 * N3 + 34.0 / 21.0 * N4,
    1237.0 / 630.0 * N4,
];
const FROM_CONFORMAL: Series = [
    2.0 * N - 2.0 / 3.0 * N2 - 2.0 * N3 + 116.0 / 45.0 * N4,
    7.0 / 3.0 * N2 - 8.0 / 5.0 * N3 - 227.0 / 45.0 * N4,
    56.0 / 15.0 * N3 - 136.0 / 35.0 * N4,
    4279.0 / 630.0 * N4,
];
/// From the conformal sphere to the plane, and back.
const TO_PLANE: Series = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1440.0 * N4,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4,
    49561.0 / 161_280.0 * N4,
];
const FROM_PLANE: Series = [
    -N / 2.0 + 2.0 / 3.0 * N2 - 37.0 / 96.0 * N3 + N4 / 360.0,
    -N2 / 48.0 - N3 / 15.0 + 437.0 / 1440.0 * N4,
    -17.0 / 480.0 * N3 + 37.0 / 840.0 * N4,
    -4397.0 / 161_280.0 * N4,
];

/// A conformal plane in metres around one meridian of the WGS 84 ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercator {
    /// The meridian in radians.
    middle: f64,
    radius: f64,
    /// Coordinates of the point on the equator and the meridian.
    origin: Coord,
}

/// Positions farther from the meridian, in radians of longitude, are taken to lie at this distance:
/// beyond, the plane runs to infinity.
const FARTHEST: f64 = 1.2;

/// Planes begin and end on a grid of so many degrees: a shape whose extent changes little, as a
/// corridor that is dragged, keeps its plane, and what did not move stays the same to the last digit.
pub(crate) const GRID: f64 = 0.125;

impl TransverseMercator {
    /// The plane of a zone of the UTM grid, eastings and northings with their false origin.
    ///
    /// # Accuracy
    /// 0.01 mm of PROJ within 6° of the meridian, 1 mm within 12°.
    pub fn utm(zone: UtmZone) -> Self {
        Self {
            middle: (f64::from(zone.number) * 6.0 - 183.0).to_radians(),
            radius: 0.9996 * RECTIFYING,
            origin: [500_000.0, if zone.south { 10_000_000.0 } else { 0.0 }],
        }
    }

    /// The plane for shapes in `bounds` (degrees), reaching up to [`GRID`] beyond on each side,
    /// centred on them and scaled so that its error is split evenly.
    pub(crate) fn over(bounds: Bounds) -> Self {
        let bounds = Bounds {
            min: bounds.min.map(|degrees| (degrees / GRID).floor() * GRID),
            max: bounds.max.map(|degrees| (degrees / GRID).ceil() * GRID),
        };
        let nearest_latitude = if bounds.min[1] * bounds.max[1] <= 0.0 {
            0.0
        } else {
            bounds.min[1].abs().min(bounds.max[1].abs())
        };
        let half_width = (bounds.width() / 2.0).to_radians() * nearest_latitude.to_radians().cos();
        // The plane stretches by x²/2R² at its edge; half of that is taken off everywhere.
        let scale = 1.0 - half_width.powi(2) / 4.0;
        let middle = bounds.center()[0].to_radians();
        Self { middle, radius: scale * RECTIFYING, origin: [0.0; 2] }
    }

    /// Metres in the plane from longitude, latitude in degrees.
    pub fn forward(&self, [longitude, latitude]: Coord) -> Coord {
        let latitude = latitude.to_radians();
        let conformal = latitude + sum(&CONFORMAL, latitude, 0.0)[0];
        let from_middle = (longitude.to_radians() - self.middle).clamp(-FARTHEST, FARTHEST);
        let (sin_east, cos_east) = from_middle.sin_cos();
        let (sin, cos) = conformal.sin_cos();
        let north = sin.atan2(cos * cos_east);
        let east = (cos * sin_east / sin.hypot(cos * cos_east)).asinh();
        let [more_north, more_east] = sum(&TO_PLANE, north, east);
        [
            self.origin[0] + self.radius * (east + more_east),
            self.origin[1] + self.radius * (north + more_north),
        ]
    }

    /// Longitude, latitude in degrees from metres in the plane.
    pub fn inverse(&self, [x, y]: Coord) -> Coord {
        let (north, east) =
            ((y - self.origin[1]) / self.radius, (x - self.origin[0]) / self.radius);
        let [more_north, more_east] = sum(&FROM_PLANE, north, east);
        let (north, east) = (north + more_north, east + more_east);
        let ((sin, cos), sinh) = (north.sin_cos(), east.sinh());
        let conformal = sin.atan2(sinh.hypot(cos));
        let latitude = conformal + sum(&FROM_CONFORMAL, conformal, 0.0)[0];
        [(self.middle + sinh.atan2(cos)).to_degrees(), latitude.to_degrees()]
    }
}

/// The series at a complex angle, by Clenshaw's recurrence: real and imaginary part.
fn sum(series: &Series, real: f64, imaginary: f64) -> [f64; 2] {
    let (sin, cos) = (2.0 * real).sin_cos();
    let (sinh, cosh) = if imaginary == 0.0 {
        (0.0, 1.0)
    } else {
        ((2.0 * imaginary).sinh(), (2.0 * imaginary).cosh())
    };
    let (twice_cos, twice_cos_i) = (2.0 * cos * cosh, -2.0 * sin * sinh);
    let ([mut last, mut last_i], [mut before, mut before_i]) = ([0.0; 2], [0.0; 2]);
    for &coefficient in series.iter().rev() {
        let next = twice_cos * last - twice_cos_i * last_i - before + coefficient;
        let next_i = twice_cos * last_i + twice_cos_i * last - before_i;
        ([before, before_i], [last, last_i]) = ([last, last_i], [next, next_i]);
    }
    let (sine, sine_i) = (sin * cosh, cos * sinh);
    [sine * last - sine_i * last_i, sine * last_i + sine_i * last]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Epsg, PsadOperation, Transformer};
    use proj::Proj;

    #[test]
    fn the_plane_is_that_of_proj() {
        let bounds = Bounds { min: [-78.0, -18.0], max: [-72.0, -1.0] };
        let plane = TransverseMercator::over(bounds);
        let scale = plane.radius / RECTIFYING;
        let definition = format!("+proj=tmerc +lon_0=-75 +k_0={scale} +ellps=WGS84 +units=m");
        let proj = Proj::new(&definition).expect("a definition");
        for step in 0..500 {
            let share = |root: f64| (f64::from(step) * root.sqrt()).fract();
            let place = [-78.5 + 7.0 * share(2.0), -75.0 + 80.0 * share(3.0)];
            let radians = (place[0].to_radians(), place[1].to_radians());
            let expected: (f64, f64) = proj.project(radians, false).expect("near");
            let found = plane.forward(place);
            let off = (found[0] - expected.0).hypot(found[1] - expected.1);
            assert!(off < 1e-5, "{place:?}: {off} m");
            let back = plane.inverse(found);
            let off = (back[0] - place[0]).hypot(back[1] - place[1]);
            assert!(off < 1e-10, "{place:?}: {off}°");
        }
    }

    /// A map of one zone also shows its neighbours.
    #[test]
    fn the_grid_of_a_zone_reaches_its_neighbours() {
        let zone = UtmZone { number: 18, south: true };
        let plane = TransverseMercator::utm(zone);
        let way = Transformer::new(Epsg::WGS84, zone.wgs84(), PsadOperation::default());
        let way = way.expect("a known system");
        for step in 0..500 {
            let share = |root: f64| (f64::from(step) * root.sqrt()).fract();
            let place = [-87.0 + 24.0 * share(2.0), -20.0 + 25.0 * share(3.0)];
            let (found, expected) = (plane.forward(place), way.convert(place).expect("near"));
            let off = (found[0] - expected[0]).hypot(found[1] - expected[1]);
            let limit = if (place[0] + 75.0).abs() < 6.0 { 1e-5 } else { 1e-3 };
            assert!(off < limit, "{place:?}: {off} m");
            let back = plane.inverse(found);
            let off = (back[0] - place[0]).hypot(back[1] - place[1]);
            assert!(off < 1e-8, "{place:?}: {off}°");
        }
    }
}
