//! Pixels and how colours are laid on them.

use super::coverage::Span;
use super::pattern::Tile;

/// A band of premultiplied RGBA pixels.
#[derive(Debug)]
pub(crate) struct Surface<'a> {
    pub width: usize,
    pub pixels: &'a mut [[u8; 4]],
}

impl Surface<'_> {
    /// Lays `color` (premultiplied) over the pixels of a span.
    pub fn cover(&mut self, row: usize, x: usize, span: &Span<'_>, color: [u8; 4]) {
        let pixels = &mut self.pixels[row * self.width + x..];
        match *span {
            Span::Even(255, length) if color[3] == 255 => pixels[..length].fill(color),
            Span::Even(coverage, length) => {
                let source = scaled(color, coverage);
                for pixel in &mut pixels[..length] {
                    *pixel = over(source, *pixel);
                }
            }
            Span::Each(coverages) => {
                for (pixel, &coverage) in pixels.iter_mut().zip(coverages) {
                    if coverage > 0 {
                        *pixel = over(scaled(color, coverage), *pixel);
                    }
                }
            }
        }
    }

    /// As [`Surface::cover`], only where the pattern has ink.
    pub fn cover_pattern(
        &mut self,
        row: usize,
        x: usize,
        span: &Span<'_>,
        color: [u8; 4],
        tile: &Tile,
    ) {
        let pixels = &mut self.pixels[row * self.width + x..];
        let ink = tile.row(row);
        let length = span.len();
        for (i, pixel) in pixels[..length].iter_mut().enumerate() {
            let coverage = times(span.at(i), tile.at(ink, x + i));
            if coverage > 0 {
                *pixel = over(scaled(color, coverage), *pixel);
            }
        }
    }
}

/// Fills of one layer, gathered apart so that neighbours of different classes leave no seam: a
/// pixel is shared out among them, first come first served, until it is full.
#[derive(Debug)]
pub(crate) struct Group {
    width: usize,
    pixels: Vec<[u8; 4]>,
    filled: Vec<u8>,
    rows: Vec<bool>,
}

impl Group {
    pub fn new(width: usize, height: usize) -> Self {
        let pixels = vec![[0; 4]; width * height];
        Self { width, pixels, filled: vec![0; width * height], rows: vec![false; height] }
    }

    /// Gives a span of pixels to a fill, as far as they are free.
    pub fn fill(
        &mut self,
        row: usize,
        x: usize,
        span: &Span<'_>,
        ground: [u8; 4],
        ink: Option<(&Tile, [u8; 4])>,
    ) {
        self.rows[row] = true;
        let start = row * self.width + x;
        let length = span.len();
        let pixels = &mut self.pixels[start..start + length];
        let filled = &mut self.filled[start..start + length];
        let inks = ink.map(|(tile, color)| (tile, tile.row(row), color));
        for (i, (pixel, filled)) in pixels.iter_mut().zip(filled).enumerate() {
            let coverage = span.at(i).min(255 - *filled);
            if coverage == 0 {
                continue;
            }
            *filled += coverage;
            let mut color = ground;
            if let Some((tile, row, ink)) = inks {
                color = over(scaled(ink, tile.at(row, x + i)), color);
            }
            let share = scaled(color, coverage);
            for channel in 0..4 {
                pixel[channel] = pixel[channel].saturating_add(share[channel]);
            }
        }
    }

    /// The pixels as a surface, to draw lines and points over the fills.
    pub fn surface(&mut self) -> Surface<'_> {
        self.rows.fill(true);
        Surface { width: self.width, pixels: &mut self.pixels }
    }

    /// Lays the gathered pixels over `target` with an opacity of 0 to 255 and empties the group.
    pub fn drain(&mut self, target: &mut Surface<'_>, opacity: u8) {
        for (row, used) in self.rows.iter_mut().enumerate() {
            if !std::mem::take(used) {
                continue;
            }
            let range = row * self.width..(row + 1) * self.width;
            if range.end > target.pixels.len() {
                continue;
            }
            let from = &mut self.pixels[range.clone()];
            for (source, pixel) in from.iter().zip(&mut target.pixels[range.clone()]) {
                if source[3] > 0 {
                    *pixel = over(scaled(*source, opacity), *pixel);
                }
            }
            from.fill([0; 4]);
            self.filled[range].fill(0);
        }
    }
}

impl Span<'_> {
    /// Number of pixels.
    pub fn len(&self) -> usize {
        match self {
            Self::Even(_, length) => *length,
            Self::Each(values) => values.len(),
        }
    }

    fn at(&self, i: usize) -> u8 {
        match self {
            Self::Even(value, _) => *value,
            Self::Each(values) => values[i],
        }
    }
}

/// `a`·`b` of two shares of 255, rounded.
fn times(a: u8, b: u8) -> u8 {
    let product = u32::from(a) * u32::from(b) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// A premultiplied colour at a share of 255.
pub(crate) fn scaled(color: [u8; 4], share: u8) -> [u8; 4] {
    if share == 255 { color } else { color.map(|channel| times(channel, share)) }
}

/// A premultiplied colour laid over another.
pub(crate) fn over(source: [u8; 4], below: [u8; 4]) -> [u8; 4] {
    let rest = 255 - source[3];
    let mut out = source;
    for channel in 0..4 {
        out[channel] = source[channel].saturating_add(times(below[channel], rest));
    }
    out
}
