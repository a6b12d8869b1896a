//! Pictures of the ground under the map: satellite images, scanned sheets, tiles.

use std::fmt::Debug;

use allpa_geom::{Bounds, Coord, Epsg};

use crate::Provenance;

/// A picture of the ground, of any size; only the part asked for is read.
///
/// Reading may take long: it belongs in a background job.
pub trait Imagery: Debug + Send + Sync {
    /// Where it comes from.
    fn provenance(&self) -> &Provenance;

    /// The system its rows and columns are straight in.
    fn crs(&self) -> Epsg;

    /// What it covers, in its own system.
    fn bounds(&self) -> Bounds;

    /// Whether its pixels are heights, which can be shown as [`Elevation`] says.
    fn has_heights(&self) -> bool;

    /// The part inside `window` (own system) in pixels about as large as `pixel` (own units); the
    /// patch may reach a little beyond. Heights become colours as said. `None` where there is nothing.
    fn read(&self, window: Bounds, pixel: f64, heights: Elevation) -> Option<Patch>;

    /// Blocks that could not be decoded so far; they are left transparent.
    fn unreadable_blocks(&self) -> usize;
}

/// How heights are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Elevation {
    /// The higher the brighter.
    #[default]
    Grey,
    /// As slopes in the light from the north-west.
    Relief,
}

/// A part of a picture, held in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// Upper left corner, in the system of the picture.
    pub origin: Coord,
    /// Width and height of a pixel, both positive, in units of that system.
    pub pixel: [f64; 2],
    /// Pixels from west to east.
    pub width: usize,
    /// Pixels from north to south.
    pub height: usize,
    /// Red, green, blue, opacity of each pixel from the upper left, colours premultiplied.
    pub pixels: Vec<[u8; 4]>,
}

impl Patch {
    /// Column and row, counted in pixels from the upper left corner, of a position in the system
    /// of the picture.
    pub fn cell(&self, at: Coord) -> [f64; 2] {
        [(at[0] - self.origin[0]) / self.pixel[0], (self.origin[1] - at[1]) / self.pixel[1]]
    }

    /// The colour at a [`Patch::cell`], interpolated between the four nearest pixels; transparent
    /// outside.
    pub fn sample(&self, [x, y]: [f64; 2]) -> [u8; 4] {
        let is_inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        if !is_inside {
            return [0; 4];
        }
        // In 1/256 of a pixel from the centre of the first: the four weights make 65 536.
        let [x, y] = [x, y].map(|cell| ((cell * 256.0) as usize).saturating_sub(128));
        let (left, top) = (x >> 8, y >> 8);
        let (right, below) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (across, down) = ((x & 0xFF) as u32, (y & 0xFF) as u32);
        let pixel = |column: usize, row: usize| self.pixels[row * self.width + column];
        let corners = [
            (pixel(left, top), (256 - across) * (256 - down)),
            (pixel(right, top), across * (256 - down)),
            (pixel(left, below), (256 - across) * down),
            (pixel(right, below), across * down),
        ];
        std::array::from_fn(|channel| {
            let sum: u32 =
                corners.iter().map(|(pixel, weight)| u32::from(pixel[channel]) * weight).sum();
            ((sum + 32_768) >> 16) as u8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_interpolated_between_centres_and_end_at_the_border() {
        let pixels = vec![[0, 0, 0, 255], [200, 0, 0, 255], [0, 100, 0, 255], [200, 100, 0, 255]];
        let patch = Patch { origin: [10.0, 20.0], pixel: [2.0, 2.0], width: 2, height: 2, pixels };
        let color = |x: f64, y: f64| patch.sample(patch.cell([x, y]));
        assert_eq!(color(11.0, 19.0), [0, 0, 0, 255], "a centre");
        assert_eq!(color(12.0, 18.0), [100, 50, 0, 255], "the middle of four");
        assert_eq!(color(10.1, 19.9), [0, 0, 0, 255], "a corner");
        assert_eq!(color(13.9, 16.1), [200, 100, 0, 255], "the other");
        assert_eq!(color(14.1, 18.0), [0; 4], "outside");
    }
}
