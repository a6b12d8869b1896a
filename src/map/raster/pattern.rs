//! Hatches and dots as small tiles that repeat over the whole world.

use crate::camera::Camera;
use crate::style::Pattern;

/// Distance between two hatch lines along a row, in logical pixels.
const PERIOD_PX: f32 = 9.0;

/// Thickness of hatch lines in logical pixels.
const LINE_PX: f32 = 1.6;

/// Radius of dots in logical pixels.
const DOT_PX: f32 = 1.35;

/// A square of ink shares, 0 to 255, placed so that a pan moves it with the map.
#[derive(Debug)]
pub(crate) struct Tile {
    size: usize,
    ink: Vec<u8>,
    shift: [usize; 2],
}

impl Tile {
    /// The tile of a pattern, `None` for an even fill. `top` is the band's first row.
    pub fn new(pattern: Pattern, pixel_ratio: f32, camera: &Camera, top: usize) -> Option<Self> {
        if pattern == Pattern::Solid {
            return None;
        }
        let size = period(pixel_ratio);
        let period = size as f32;
        let ratio = pixel_ratio.max(0.5);
        let line = |along: f32| {
            let middle = period / 2.0;
            let away = (along.rem_euclid(period) - middle).abs() * std::f32::consts::FRAC_1_SQRT_2;
            soft_edge(LINE_PX * ratio / 2.0 - away)
        };
        let dot = |x: f32, y: f32, at: [f32; 2]| {
            let wrapped = |value: f32, middle: f32| {
                let away = (value - middle).rem_euclid(period);
                away.min(period - away)
            };
            let away = wrapped(x, at[0]).hypot(wrapped(y, at[1]));
            soft_edge(DOT_PX * ratio - away)
        };
        let share = |x: f32, y: f32| match pattern {
            Pattern::Solid => 1.0,
            Pattern::Hatch45 => line(x + y),
            Pattern::CrossHatch => line(x + y).max(line(x - y)),
            Pattern::Dots => {
                let (near, far) = (period / 4.0, period * 3.0 / 4.0);
                dot(x, y, [near, near]).max(dot(x, y, [far, far]))
            }
        };
        let ink = (0..size * size)
            .map(|i| share((i % size) as f32 + 0.5, (i / size) as f32 + 0.5))
            .map(|share| (share * 255.0).round() as u8)
            .collect();
        let [across, down] = phase(camera, pixel_ratio);
        Some(Self { size, ink, shift: [across, (down + top) % size] })
    }

    /// Offset of a picture row in the tile.
    pub fn row(&self, row: usize) -> usize {
        (row + self.shift[1]) % self.size * self.size
    }

    /// Ink of pixel `x` in the row found by [`Tile::row`].
    pub fn at(&self, row: usize, x: usize) -> u8 {
        self.ink[row + (x + self.shift[0]) % self.size]
    }
}

/// Side of a pattern's square in pixels.
fn period(pixel_ratio: f32) -> usize {
    (PERIOD_PX * pixel_ratio).round().max(4.0) as usize
}

/// Column and row of a pattern's square that fall on the first pixel of a view: a pan moves patterns
/// with the map, by whole pixels.
pub(crate) fn phase(camera: &Camera, pixel_ratio: f32) -> [usize; 2] {
    let size = period(pixel_ratio) as i64;
    let corner = [
        camera.center[0] / camera.world_per_pixel - f64::from(camera.size_px[0]) / 2.0,
        -camera.center[1] / camera.world_per_pixel - f64::from(camera.size_px[1]) / 2.0,
    ];
    corner.map(|pixels| (pixels.floor() as i64).rem_euclid(size) as usize)
}

/// Share of a pixel whose centre lies `inside` pixels within an edge.
fn soft_edge(inside: f32) -> f32 {
    (inside + 0.5).clamp(0.0, 1.0)
}
