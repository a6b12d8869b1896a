//! Where the map looks from: the only place that turns positions into pixels.

use allpa_geom::{Bounds, measure};
use serde::{Deserialize, Serialize};

use crate::plane::{EARTH_RADIUS, Plane};

/// Width and height of the Mercator world in metres; no other plane is larger.
const WORLD_SIZE: f64 = 2.0 * std::f64::consts::PI * EARTH_RADIUS;

/// Closest zoom in world metres per pixel: about 1:500 on a screen of 96 dots per inch.
const MIN_WORLD_PER_PIXEL: f64 = 0.132;

/// Half the length over which the scale of the plane is measured, in its metres.
const STEP: f64 = 100.0;

/// A view of the map. The centre stays in f64; pixels are f32 and only exist after the centre
/// has been subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// The plane it looks at.
    #[serde(default)]
    pub plane: Plane,
    /// Position shown in the middle, in metres of the plane.
    pub center: [f64; 2],
    /// World metres that one physical pixel covers.
    pub world_per_pixel: f64,
    /// Width and height of the picture in physical pixels.
    pub size_px: [u32; 2],
}

impl Camera {
    /// The view in `plane` that shows all of `bounds` (longitude, latitude in degrees) with
    /// `margin_px` pixels free on every side.
    pub fn fit(plane: Plane, bounds: Bounds, size_px: [u32; 2], margin_px: f64) -> Self {
        let Bounds { min: low, max: high } = plane.world_bounds(bounds);
        let needed = (0..2).map(|axis| {
            let room = (f64::from(size_px[axis]) - 2.0 * margin_px).max(1.0);
            (high[axis] - low[axis]) / room
        });
        let center = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
        Self { plane, center, world_per_pixel: needed.fold(0.0, f64::max), size_px }.limited()
    }

    /// The same view moved as if the paper was dragged by `delta` pixels (x right, y down).
    #[must_use]
    pub fn pan_by_px(self, delta: [f64; 2]) -> Self {
        let center = [
            self.center[0] - delta[0] * self.world_per_pixel,
            self.center[1] + delta[1] * self.world_per_pixel,
        ];
        Self { center, ..self }.limited()
    }

    /// The view `factor` times closer; what is under pixel `at` stays there.
    #[must_use]
    pub fn zoom_at(self, at: [f64; 2], factor: f64) -> Self {
        let world = self.screen_to_world(at);
        let closer = Self { world_per_pixel: self.world_per_pixel / factor, ..self };
        let world_per_pixel = closer.limited().world_per_pixel;
        let offset = self.offset_px(at);
        let center =
            [world[0] - offset[0] * world_per_pixel, world[1] + offset[1] * world_per_pixel];
        Self { center, world_per_pixel, ..self }.limited()
    }

    /// The pixel of a position in longitude, latitude (degrees).
    pub fn to_screen(&self, lonlat: [f64; 2]) -> [f32; 2] {
        self.world_to_screen(self.plane.to_world(lonlat))
    }

    /// The pixel of a position in world metres.
    pub fn world_to_screen(&self, world: [f64; 2]) -> [f32; 2] {
        let x = (world[0] - self.center[0]) / self.world_per_pixel;
        let y = (self.center[1] - world[1]) / self.world_per_pixel;
        [
            (x + f64::from(self.size_px[0]) / 2.0) as f32,
            (y + f64::from(self.size_px[1]) / 2.0) as f32,
        ]
    }

    /// The position under a pixel, in longitude, latitude (degrees).
    pub fn to_lonlat(&self, screen: [f64; 2]) -> [f64; 2] {
        self.plane.from_world(self.screen_to_world(screen))
    }

    /// The position under a pixel, in world metres.
    pub fn screen_to_world(&self, screen: [f64; 2]) -> [f64; 2] {
        let offset = self.offset_px(screen);
        [
            self.center[0] + offset[0] * self.world_per_pixel,
            self.center[1] - offset[1] * self.world_per_pixel,
        ]
    }

    /// What is on screen, in longitude, latitude (degrees).
    pub fn visible_bounds(&self) -> Bounds {
        self.plane.geographic_bounds(self.visible_world(0.0))
    }

    /// What is on screen and `margin_px` pixels around it, in world metres.
    pub fn visible_world(&self, margin_px: f64) -> Bounds {
        let half =
            |axis: usize| (f64::from(self.size_px[axis]) / 2.0 + margin_px) * self.world_per_pixel;
        let [x, y] = self.center;
        Bounds { min: [x - half(0), y - half(1)], max: [x + half(0), y + half(1)] }
    }

    /// Metres on the ground that one pixel covers from west to east at the centre.
    pub fn ground_per_pixel(&self) -> f64 {
        let [x, y] = self.center;
        let [west, east] = [x - STEP, x + STEP].map(|x| self.plane.from_world([x, y]));
        self.world_per_pixel * measure::distance(west, east).value() / (2.0 * STEP)
    }

    /// The same place and scale in another plane.
    #[must_use]
    pub fn in_plane(self, plane: Plane) -> Self {
        let center = plane.to_world(self.plane.from_world(self.center));
        let moved = Self { plane, center, ..self };
        let factor = self.ground_per_pixel() / moved.ground_per_pixel();
        Self { world_per_pixel: self.world_per_pixel * factor, ..moved }.limited()
    }

    /// *n* of the scale 1:*n* at the centre, on a device of `dpi` dots per inch.
    pub fn scale_denominator(&self, dpi: f64) -> f64 {
        self.ground_per_pixel() * dpi / 0.0254
    }

    /// The view of scale 1:`denominator` with the same centre.
    #[must_use]
    pub fn with_scale(self, denominator: f64, dpi: f64) -> Self {
        let factor = self.scale_denominator(dpi) / denominator;
        Self { world_per_pixel: self.world_per_pixel / factor, ..self }.limited()
    }

    /// The nearest view within the limits: 1:500 up to the whole world, centre on the map.
    #[must_use]
    pub fn limited(self) -> Self {
        let widest = WORLD_SIZE / f64::from(self.size_px[0].min(self.size_px[1]).max(1));
        let world_per_pixel = if self.world_per_pixel.is_finite() {
            self.world_per_pixel.clamp(MIN_WORLD_PER_PIXEL, widest.max(MIN_WORLD_PER_PIXEL))
        } else {
            widest
        };
        let inside = |value: f64| {
            if value.is_finite() { value.clamp(-WORLD_SIZE / 2.0, WORLD_SIZE / 2.0) } else { 0.0 }
        };
        Self { center: self.center.map(inside), world_per_pixel, ..self }
    }

    fn offset_px(&self, screen: [f64; 2]) -> [f64; 2] {
        [screen[0] - f64::from(self.size_px[0]) / 2.0, screen[1] - f64::from(self.size_px[1]) / 2.0]
    }
}

#[cfg(test)]
mod tests {
    use allpa_geom::UtmZone;
    use proptest::prelude::*;

    use super::*;

    fn peru() -> Camera {
        let bounds = Bounds { min: [-81.4, -18.4], max: [-68.6, 0.0] };
        Camera::fit(Plane::Mercator, bounds, [1920, 1080], 20.0)
    }

    fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
        (a[0] - b[0]).hypot(a[1] - b[1])
    }

    #[test]
    fn fitted_bounds_lie_on_screen() {
        let camera = peru();
        for corner in [[-81.4, -18.4], [-68.6, 0.0]] {
            let [x, y] = camera.to_screen(corner);
            assert!((19.0..=1901.0).contains(&x) && (19.0..=1061.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn another_plane_shows_the_same_place_at_the_same_scale() {
        let camera = peru().with_scale(250_000.0, 96.0);
        let utm = camera.in_plane(Plane::Utm(UtmZone { number: 18, south: true }));
        assert!((utm.scale_denominator(96.0) - 250_000.0).abs() < 1.0);
        let [a, b] = [camera, utm].map(|camera| camera.to_lonlat([960.0, 540.0]));
        assert!(distance(a, b) < 1e-9, "{a:?} {b:?}");
        assert!(distance(utm.in_plane(Plane::Mercator).center, camera.center) < 1e-3);
    }

    #[test]
    fn north_is_up() {
        let camera = peru();
        assert!(camera.to_screen([-75.0, -5.0])[1] < camera.to_screen([-75.0, -10.0])[1]);
    }

    #[test]
    fn the_scale_can_be_set_and_read_back() {
        let camera = peru().with_scale(250_000.0, 96.0);
        assert!((camera.scale_denominator(96.0) - 250_000.0).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn a_pixel_comes_back_from_its_position(x in 0.0..1920.0, y in 0.0..1080.0) {
            let camera = peru();
            let [sx, sy] = camera.to_screen(camera.to_lonlat([x, y]));
            prop_assert!(distance([f64::from(sx), f64::from(sy)], [x, y]) < 1e-3);
        }

        #[test]
        fn zooming_keeps_the_point_under_the_cursor(
            x in 0.0..1920.0, y in 0.0..1080.0, factor in 0.8..50.0
        ) {
            let camera = peru();
            let zoomed = camera.zoom_at([x, y], factor);
            prop_assert!(distance(camera.to_lonlat([x, y]), zoomed.to_lonlat([x, y])) < 1e-9);
        }

        #[test]
        fn a_drag_moves_what_is_under_the_cursor(dx in -500.0..500.0, dy in -500.0..500.0) {
            let camera = peru();
            let moved = camera.pan_by_px([dx, dy]);
            let before = camera.to_lonlat([960.0, 540.0]);
            prop_assert!(distance(moved.to_lonlat([960.0 + dx, 540.0 + dy]), before) < 1e-9);
        }

        #[test]
        fn no_view_passes_the_limits(factor in 1e-9..1e9) {
            let camera = peru().zoom_at([3.0, 4.0], factor);
            prop_assert!(camera.world_per_pixel >= MIN_WORLD_PER_PIXEL);
            prop_assert!(camera.world_per_pixel <= WORLD_SIZE / 1080.0);
        }
    }
}
