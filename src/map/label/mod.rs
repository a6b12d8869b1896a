//! Names on the map: where they go, in which order, and how they are drawn.

mod anchor;
mod collide;
mod font;
mod place;

pub(crate) use anchor::{Anchor, squared_distance};
pub use font::{Curve, FontError, Fonts, PlacedGlyph, Text};
pub(crate) use place::{Label, place};

use crate::raster::surface::{over, scaled};
use crate::scene::Scene;
use crate::style::Color;

/// Draws placed labels over a picture of `width` pixels a row.
pub(crate) fn draw(scene: &Scene, labels: &[Label], pixels: &mut [[u8; 4]], width: usize) {
    let Some(fonts) = &scene.fonts else { return };
    for label in labels {
        for line in &label.lines {
            draw_text(fonts, &line.text, line.at, label.color, label.halo, pixels, width);
        }
    }
}

/// Draws one line of text whose baseline starts at `at`, its halo below it.
pub(crate) fn draw_text(
    fonts: &Fonts,
    text: &Text,
    at: [f32; 2],
    color: Color,
    halo: Option<(Color, f32)>,
    pixels: &mut [[u8; 4]],
    width: usize,
) {
    let radius = halo.map_or(0.0, |(_, radius)| radius);
    let images: Vec<_> = text
        .glyphs
        .iter()
        .filter_map(|glyph| {
            let x = at[0] + glyph.x;
            let image = fonts.image(text, glyph.id, x - x.floor(), radius)?;
            Some((x.floor() as i64 + i64::from(image.left), image))
        })
        .collect();
    let base = at[1].round() as i64;
    if let Some((halo, _)) = halo {
        let halo = halo.premultiplied();
        for (x, image) in &images {
            blit(pixels, width, [*x, base + i64::from(image.top)], image.width, &image.halo, halo);
        }
    }
    let color = color.premultiplied();
    for (x, image) in &images {
        blit(pixels, width, [*x, base + i64::from(image.top)], image.width, &image.ink, color);
    }
}

fn blit(
    pixels: &mut [[u8; 4]],
    width: usize,
    corner: [i64; 2],
    columns: usize,
    shares: &[u8],
    color: [u8; 4],
) {
    let height = pixels.len() / width;
    for (y, row) in (corner[1]..).zip(shares.chunks_exact(columns)) {
        if y < 0 || y >= height as i64 {
            continue;
        }
        for (x, &share) in (corner[0]..).zip(row) {
            if share > 0 && x >= 0 && x < width as i64 {
                let pixel = &mut pixels[y as usize * width + x as usize];
                *pixel = over(scaled(color, share), *pixel);
            }
        }
    }
}

#[cfg(test)]
mod tests;
