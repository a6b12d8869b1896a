//! Names on the map: where they go, in which order, and how they are drawn.

mod along;
mod anchor;
mod collide;
mod font;
mod place;
mod words;

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
        let lines = label.lines.iter().map(|line| (&line.text, line.at, line.turn));
        draw_lines(fonts, lines, label.color, label.halo, pixels, width);
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
    draw_lines(fonts, [(text, at, 0.0)].into_iter(), color, halo, pixels, width);
}

/// Draws lines of text, each with the start of its baseline and its turn clockwise in radians, the
/// halos of all below the letters of all.
fn draw_lines<'a>(
    fonts: &Fonts,
    lines: impl Iterator<Item = (&'a Text, [f32; 2], f32)>,
    color: Color,
    halo: Option<(Color, f32)>,
    pixels: &mut [[u8; 4]],
    width: usize,
) {
    let radius = halo.map_or(0.0, |(_, radius)| radius);
    let mut images = Vec::new();
    for (text, at, turn) in lines {
        for glyph in &text.glyphs {
            let x = at[0] + glyph.x;
            // Upright text stands on whole pixels: it is sharper.
            let y = if turn == 0.0 { at[1].round() } else { at[1] };
            let fraction = [x - x.floor(), y - y.floor()];
            if let Some(image) = fonts.image(text, glyph.id, fraction, turn, radius) {
                let corner = [
                    x.floor() as i64 + i64::from(image.left),
                    y.floor() as i64 + i64::from(image.top),
                ];
                images.push((corner, image));
            }
        }
    }
    if let Some((halo, _)) = halo {
        let halo = halo.premultiplied();
        for (corner, image) in &images {
            blit(pixels, width, *corner, image.width, &image.halo, halo);
        }
    }
    let color = color.premultiplied();
    for (corner, image) in &images {
        blit(pixels, width, *corner, image.width, &image.ink, color);
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
