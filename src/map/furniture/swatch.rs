//! A sign as a small picture, for legends.

use allpa_geom::ShapeKind;

use crate::camera::Camera;
use crate::plane::Plane;
use crate::raster::coverage::Coverage;
use crate::raster::marker::Sprite;
use crate::raster::pattern::Tile;
use crate::raster::stroke::Pen;
use crate::raster::surface::Surface;
use crate::raster::{Picture, band};
use crate::style::{Color, Symbol};

/// `symbol` as it looks on features of `kind`, on a ground of `ground`.
/// `size_px` is in physical pixels, of which a logical pixel has `pixel_ratio`.
pub fn swatch(
    symbol: &Symbol,
    kind: ShapeKind,
    ground: Color,
    size_px: [u32; 2],
    pixel_ratio: f32,
) -> Picture {
    let [width, height] = size_px;
    let mut pixels = vec![ground.premultiplied(); (width * height) as usize];
    let mut surface = Surface { width: width as usize, pixels: &mut pixels };
    let area = [0.0, 0.0, width as f32, height as f32];
    draw(&mut surface, symbol, kind, area, pixel_ratio);
    Picture { width, height, rgba: pixels.into_flattened() }
}

/// Draws `symbol` into `area` (left, top, right, bottom in pixels) of `surface`.
fn draw(surface: &mut Surface<'_>, symbol: &Symbol, kind: ShapeKind, area: [f32; 4], ratio: f32) {
    let height = surface.pixels.len() / surface.width.max(1);
    let mut coverage = Coverage::new(surface.width, height);
    let inset = symbol.stroke.as_ref().map_or(0.5, |s| s.full_width_px() / 2.0) * ratio;
    let [left, top, right, bottom] = area;
    let middle = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
    if kind == ShapeKind::Point {
        if let Some(marker) = &symbol.marker {
            Sprite::new(marker, ratio).place(surface, middle);
        }
        return;
    }
    let corners = [
        [left + inset, top + inset],
        [left + inset, bottom - inset],
        [right - inset, bottom - inset],
        [right - inset, top + inset],
        [left + inset, top + inset],
    ];
    let line: &[[f32; 2]] = if kind == ShapeKind::Line {
        &[[left + inset, middle[1]], [right - inset, middle[1]]]
    } else {
        &corners
    };
    if let (Some(fill), ShapeKind::Polygon) = (symbol.fill, kind) {
        let camera = Camera {
            plane: Plane::Mercator,
            center: [0.0; 2],
            world_per_pixel: 1.0,
            size_px: [0; 2],
        };
        coverage.polygon(&corners[..4]);
        let tile = Tile::new(fill.pattern, ratio, &camera, 0);
        band::cover(&mut coverage, surface, fill, tile.as_ref());
    }
    let Some(stroke) = &symbol.stroke else { return };
    let dash: Vec<f32> = stroke.dash.iter().map(|length| length * ratio).collect();
    let casing = stroke.casing.map(|c| (c.color, stroke.full_width_px(), &[][..]));
    for (color, width, dash) in
        casing.into_iter().chain([(stroke.color, stroke.width_px, dash.as_slice())])
    {
        Pen::new(width * ratio, dash).draw(&mut coverage, line);
        let color = color.premultiplied();
        coverage.drain(|row, x, span| surface.cover(row, x, &span, color));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{Fill, Stroke};

    #[test]
    fn a_swatch_shows_fill_and_border() {
        let (red, blue) = (Color::hex(0x00C0_2020), Color::hex(0x0020_20C0));
        let symbol = Symbol::area(Fill::solid(red), Some(Stroke::new(blue, 2.0)));
        let picture = swatch(&symbol, ShapeKind::Polygon, Color::WHITE, [28, 16], 1.0);
        assert_eq!(picture.pixel(14, 8), red.premultiplied());
        assert_eq!(picture.pixel(0, 8), blue.premultiplied());
    }
}
