//! Heights as colours: shades of grey, or the relief as the sun in the north-west shows it.

use allpa_geom::Epsg;
use allpa_model::imagery::{Elevation, Patch};

use super::pyramid::Pixels;

/// Where the sun stands, to the east, to the north and upwards: in the north-west at 45°, as maps have
/// it.
const SUN: [f64; 3] = [-0.5, 0.5, std::f64::consts::FRAC_1_SQRT_2];

/// Metres in a degree of latitude.
const DEGREE: f64 = 111_120.0;

/// A height as a pixel that is no colour yet: the bits of a single float.
pub(super) fn bits(height: f64) -> [u8; 4] {
    (height as f32).to_le_bytes()
}

/// The height of such a pixel; NaN where there is none.
pub(super) fn height(pixel: [u8; 4]) -> f64 {
    f64::from(f32::from_le_bytes(pixel))
}

/// The colours of a patch of heights. `stretch`: those drawn black and white as shades of grey.
pub(super) fn colors(patch: &Patch, crs: Epsg, shown: Elevation, stretch: [f64; 2]) -> Pixels {
    let [low, high] = stretch;
    let color = |(at, pixel): (usize, &[u8; 4])| {
        let height = height(*pixel);
        if height.is_nan() {
            return [0; 4];
        }
        let shade = match shown {
            Elevation::Grey => (height - low) * 255.0 / (high - low),
            Elevation::Relief => shade(patch, at % patch.width, at / patch.width, crs),
        };
        let shade = shade.round().clamp(0.0, 255.0) as u8;
        [shade, shade, shade, 255]
    };
    patch.pixels.iter().enumerate().map(color).collect()
}

/// How bright a pixel is, 1 to 255, by the slope over its neighbours (Horn 1981,
/// doi:10.1109/PROC.1981.11918), as `gdaldem hillshade` has it. Neighbours that are not known are as
/// high as the pixel.
fn shade(patch: &Patch, column: usize, row: usize, crs: Epsg) -> f64 {
    let own = height(patch.pixels[row * patch.width + column]);
    let at = |across: usize, down: usize| {
        // One is subtracted, so that 0 is the neighbour before.
        let x = (column + across).saturating_sub(1).min(patch.width - 1);
        let y = (row + down).saturating_sub(1).min(patch.height - 1);
        let height = height(patch.pixels[y * patch.width + x]);
        if height.is_nan() { own } else { height }
    };
    let column_of = |across| at(across, 0) + 2.0 * at(across, 1) + at(across, 2);
    let row_of = |down| at(0, down) + 2.0 * at(1, down) + at(2, down);
    let [width, height] = if crs.is_geographic() {
        let latitude = patch.origin[1] - (row as f64 + 0.5) * patch.pixel[1];
        [DEGREE * latitude.to_radians().cos(), DEGREE]
    } else {
        [1.0; 2]
    };
    let falls_east = (column_of(0) - column_of(2)) / (8.0 * patch.pixel[0] * width);
    let falls_south = (row_of(0) - row_of(2)) / (8.0 * patch.pixel[1] * height);
    let steep = falls_east * falls_east + falls_south * falls_south;
    let [east, north, up] = SUN;
    let light = (up + falls_east * east - falls_south * north) / (1.0 + steep).sqrt();
    1.0 + 254.0 * light.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Epsg = Epsg::new(32718);

    /// Heights of a plane that rises so many metres a metre to the east and to the north.
    fn plane(east: f64, north: f64, pixel: [f64; 2]) -> Patch {
        let place = |at: u32| [f64::from(at % 5), f64::from(at / 5)];
        let height = |[x, y]: [f64; 2]| 100.0 + east * x * pixel[0] - north * y * pixel[1];
        let pixels = (0..25).map(|at| bits(height(place(at)))).collect();
        Patch { origin: [0.0, 0.0], pixel, width: 5, height: 5, pixels }
    }

    /// The cosine between the plane's normal and the sun, as a shade.
    fn expected(east: f64, north: f64) -> f64 {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let sun = [-half * half, half * half, half];
        let length = (1.0 + east * east + north * north).sqrt();
        1.0 + 254.0 * ((-east * sun[0] - north * sun[1] + sun[2]) / length).max(0.0)
    }

    #[test]
    fn slopes_are_as_bright_as_the_sun_makes_them() {
        for (east, north) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-0.5, 0.25), (2.0, -3.0)] {
            let patch = plane(east, north, [30.0, 20.0]);
            let (found, expected) = (shade(&patch, 2, 2, ZONE), expected(east, north));
            assert!((found - expected).abs() < 1e-3, "{east} {north}: {found} {expected}");
            let grey = colors(&patch, ZONE, Elevation::Relief, [0.0, 1.0])[12];
            assert_eq!(f64::from(grey[0]), expected.round());
        }
        // On the equator a degree is as long in both directions.
        let degrees = plane(0.5 * DEGREE, 0.0, [0.001; 2]);
        let found = shade(&degrees, 2, 2, Epsg::WGS84);
        assert!((found - expected(0.5, 0.0)).abs() < 0.01, "{found}");
    }

    #[test]
    fn what_has_no_height_has_no_colour() {
        let mut patch = plane(0.0, 0.0, [10.0; 2]);
        patch.pixels[12] = bits(f64::NAN);
        for shown in [Elevation::Grey, Elevation::Relief] {
            let colors = colors(&patch, ZONE, shown, [0.0, 200.0]);
            assert_eq!(colors[12], [0; 4]);
            assert!(colors[11][3] == 255 && colors[11] == colors[0], "flat up to the hole");
        }
    }
}
