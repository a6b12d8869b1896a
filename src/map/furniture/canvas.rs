//! Boxes and text laid over a finished picture.

use crate::label::{Fonts, Text, draw_text};
use crate::raster::Picture;
use crate::raster::coverage::Coverage;
use crate::raster::surface::Surface;
use crate::style::{Color, Weight};

/// A picture that furniture is drawn on; all lengths in physical pixels.
pub(crate) struct Canvas<'a> {
    pub width: usize,
    pub pixels: &'a mut [[u8; 4]],
    pub fonts: Option<&'a Fonts>,
}

impl Canvas<'_> {
    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.pixels.len() / self.width.max(1)
    }

    /// Fills a polygon.
    pub fn polygon(&mut self, points: &[[f32; 2]], color: Color) {
        let (low, high) = points
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), p| (low.min(p[1]), high.max(p[1])));
        let top = (low.max(0.0) as usize).min(self.height());
        let bottom = (high.max(0.0).ceil() as usize).min(self.height());
        let points: Vec<[f32; 2]> = points.iter().map(|&[x, y]| [x, y - top as f32]).collect();
        let mut coverage = Coverage::new(self.width, bottom.saturating_sub(top));
        coverage.polygon(&points);
        let color = color.premultiplied();
        let pixels = &mut self.pixels[top * self.width..];
        let mut surface = Surface { width: self.width, pixels };
        coverage.drain(|row, x, span| surface.cover(row, x, &span, color));
    }

    /// Copies an opaque picture with its upper left corner at `at`, as far as it is inside.
    pub fn paste(&mut self, picture: &Picture, at: [f32; 2]) {
        let [left, top] = at.map(|value| value.round() as i64);
        let rows = picture.rgba.as_chunks::<4>().0.chunks(picture.width.max(1) as usize);
        for (y, row) in (top..).zip(rows) {
            for (x, &pixel) in (left..).zip(row) {
                if (0..self.width as i64).contains(&x) && (0..self.height() as i64).contains(&y) {
                    self.pixels[y as usize * self.width + x as usize] = pixel;
                }
            }
        }
    }

    /// Fills a box: left, top, right, bottom.
    pub fn rect(&mut self, [left, top, right, bottom]: [f32; 4], color: Color) {
        self.polygon(&[[left, top], [right, top], [right, bottom], [left, bottom]], color);
    }

    /// A box with a border of `line` pixels.
    pub fn panel(&mut self, area: [f32; 4], fill: Color, border: Color, line: f32) {
        let [left, top, right, bottom] = area;
        self.rect([left - line, top - line, right + line, bottom + line], border);
        self.rect(area, fill);
    }

    /// A line of text, measured; without fonts it has no width.
    pub fn measure(&self, words: &str, weight: Weight, size: f32) -> Option<Text> {
        self.fonts.map(|fonts| fonts.text(words, weight, size, 0.0))
    }

    /// Writes a measured line with its baseline starting at `at`.
    pub fn text(&mut self, text: &Text, at: [f32; 2], color: Color, halo: Option<(Color, f32)>) {
        if let Some(fonts) = self.fonts {
            draw_text(fonts, text, at, color, halo, self.pixels, self.width);
        }
    }

    /// Words broken into lines of at most `width` pixels.
    pub fn lines(&self, words: &str, weight: Weight, size: f32, width: f32) -> Vec<Text> {
        self.fonts.map(|fonts| fonts.lines(words, weight, size, width)).unwrap_or_default()
    }
}
