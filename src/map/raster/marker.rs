//! Point signs, drawn once and then copied to every place.

use super::coverage::{Coverage, Span};
use super::surface::{Surface, over};
use crate::style::{Color, Marker, MarkerShape};

/// Positions inside a pixel, per axis, for which a copy is kept.
const STEPS: usize = 4;

/// One marker at all positions inside a pixel.
#[derive(Debug)]
pub(crate) struct Sprite {
    /// Width and height of each copy in pixels.
    size: usize,
    copies: Vec<Vec<[u8; 4]>>,
}

impl Sprite {
    /// Draws `marker` at `pixel_ratio` physical pixels per logical pixel.
    pub fn new(marker: &Marker, pixel_ratio: f32) -> Self {
        let radius = marker.size_px * pixel_ratio / 2.0;
        let rim = marker.rim_px * pixel_ratio;
        let reach = (radius + rim) * 1.3 + 1.0;
        let size = (reach * 2.0).ceil() as usize + 1;
        let copies = (0..STEPS * STEPS).map(|copy| {
            let inside = |step: usize| (step as f32 + 0.5) / STEPS as f32;
            let middle = (size / 2) as f32;
            let at = [middle + inside(copy % STEPS), middle + inside(copy / STEPS)];
            let mut pixels = vec![[0; 4]; size * size];
            let mut surface = Surface { width: size, pixels: &mut pixels };
            let mut coverage = Coverage::new(size, size);
            if rim > 0.0 {
                draw(&mut coverage, &mut surface, marker.shape, at, radius + rim, marker.rim);
            }
            draw(&mut coverage, &mut surface, marker.shape, at, radius, marker.color);
            pixels
        });
        Self { size, copies: copies.collect() }
    }

    /// Copies the sign to `at` (pixels of the band), as far as it is inside.
    pub fn place(&self, target: &mut Surface<'_>, at: [f32; 2]) {
        let height = target.pixels.len() / target.width;
        let floor = at.map(f32::floor);
        let step =
            |axis: usize| (((at[axis] - floor[axis]) * STEPS as f32) as usize).min(STEPS - 1);
        let copy = &self.copies[step(1) * STEPS + step(0)];
        let half = (self.size / 2) as i64;
        let (left, top) = (floor[0] as i64 - half, floor[1] as i64 - half);
        let size = self.size as i64;
        let columns = (-left).clamp(0, size)..(target.width as i64 - left).clamp(0, size);
        for y in (-top).clamp(0, size)..(height as i64 - top).clamp(0, size) {
            if columns.is_empty() {
                return;
            }
            let from =
                &copy[(y * size + columns.start) as usize..(y * size + columns.end) as usize];
            let start = (top + y) as usize * target.width + (left + columns.start) as usize;
            for (pixel, &source) in target.pixels[start..start + from.len()].iter_mut().zip(from) {
                if source[3] > 0 {
                    *pixel = over(source, *pixel);
                }
            }
        }
    }

    /// Pixels that the sign reaches from its middle.
    pub fn reach(&self) -> f32 {
        self.size as f32 / 2.0 + 1.0
    }
}

/// Corners of a sign of `radius` around `at`.
pub fn outline(shape: MarkerShape, at: [f32; 2], radius: f32) -> Vec<[f32; 2]> {
    let corner = |x: f32, y: f32| [at[0] + x * radius, at[1] + y * radius];
    match shape {
        MarkerShape::Circle => (0..24)
            .map(|step| {
                let (sin, cos) = (std::f32::consts::TAU * step as f32 / 24.0).sin_cos();
                corner(cos, sin)
            })
            .collect(),
        MarkerShape::Square => {
            let side = 0.886; // same area as the disc
            vec![corner(-side, -side), corner(side, -side), corner(side, side), corner(-side, side)]
        }
        MarkerShape::Triangle => {
            vec![corner(0.0, -1.25), corner(1.12, 0.75), corner(-1.12, 0.75)]
        }
        MarkerShape::Diamond => {
            vec![corner(0.0, -1.25), corner(1.25, 0.0), corner(0.0, 1.25), corner(-1.25, 0.0)]
        }
    }
}

fn draw(
    coverage: &mut Coverage,
    surface: &mut Surface<'_>,
    shape: MarkerShape,
    at: [f32; 2],
    radius: f32,
    color: Color,
) {
    coverage.polygon(&outline(shape, at, radius));
    let color = color.premultiplied();
    coverage.drain(|row, x, span: Span<'_>| surface.cover(row, x, &span, color));
}
