//! The scale bar: a round length that is true at the centre of the view.

use crate::camera::Camera;

/// A bar of known length on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleBar {
    /// Length on the ground in metres, from west to east at the centre of the view.
    pub length_m: f64,
    /// Length on the picture in physical pixels.
    pub px: f64,
    /// The length with its unit, `500 m` or `2 km`; the same in Spanish and English.
    pub label: String,
}

/// The longest bar of 1, 2 or 5 times a power of ten that is at most `max_px` pixels long.
pub fn scale_bar(camera: &Camera, max_px: f64) -> ScaleBar {
    let ground_per_pixel = camera.ground_per_pixel();
    let longest = (ground_per_pixel * max_px).max(1e-3);
    let power = 10f64.powf(longest.log10().floor());
    let fits = |times: &&f64| **times * power <= longest * (1.0 + 1e-9);
    let times = [5.0, 2.0].iter().find(fits).copied().unwrap_or(1.0);
    let length_m = times * power;
    ScaleBar { length_m, px: length_m / ground_per_pixel, label: words(length_m) }
}

fn words(meters: f64) -> String {
    if meters >= 1000.0 {
        format!("{} km", grouped((meters / 1000.0).round() as u64))
    } else {
        let decimals = usize::from(meters < 1.0);
        format!("{meters:.decimals$} m")
    }
}

/// Digits in groups of three, parted by narrow spaces from five digits on.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use allpa_geom::{Bounds, measure};
    use proptest::prelude::*;

    use super::*;
    use crate::plane::Plane;

    proptest! {
        #[test]
        fn the_bar_is_as_long_as_it_says(denominator in 600.0..40_000_000.0f64, lat in -18.0..0.0f64) {
            let bounds = Bounds { min: [-76.0, lat], max: [-75.0, lat + 0.1] };
            let camera = Camera::fit(Plane::Mercator, bounds, [1000, 700], 0.0).with_scale(denominator, 96.0);
            let bar = scale_bar(&camera, 200.0);
            prop_assert!(bar.px <= 200.001 && bar.px > 79.0, "{bar:?}");
            let pixel = |x: f64| camera.to_lonlat([500.0 + x, 350.0]);
            let ground = measure::distance(pixel(-bar.px / 2.0), pixel(bar.px / 2.0)).value();
            // A parallel is longer than the geodesic between its ends, by little at this size.
            prop_assert!((ground / bar.length_m - 1.0).abs() < 2e-3, "{ground} {bar:?}");
        }
    }

    #[test]
    fn lengths_are_worded_in_metres_and_kilometres() {
        assert_eq!(words(0.5), "0.5 m");
        assert_eq!(words(500.0), "500 m");
        assert_eq!(words(2000.0), "2 km");
        assert_eq!(words(10_000_000.0), "10\u{202F}000 km");
    }
}
