//! Pages as PNG at any resolution.

use std::io::Write as _;
use std::rc::Rc;

use allpa_map::drawing::{Area, Mark, Words, corners, outline};
use allpa_map::style::{Color, Fill, Marker, MarkerShape, Pattern, Stroke};
use allpa_map::{Curve, Fonts, Picture};
use tiny_skia::{
    FillRule, FilterQuality, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap,
    PixmapPaint, PixmapRef, Shader, SpreadMode, StrokeDash, Transform,
};

use crate::pattern::{DOT, HATCH, SIDE, Square};
use crate::{Page, PageError};

/// Most pixels of a picture: A0 at 300 dots per inch has 139 million.
const MOST_PIXELS: u64 = 400_000_000;

/// Most pixels of a picture that is read.
const MOST_READ: u64 = 40_000_000;

/// Most pixels drawn at once: the page is made in bands, for A0 has half a gigabyte of them.
const BAND_PIXELS: u32 = 8_000_000;

/// A page as a PNG file of `dpi` dots per inch, written with the letters of `fonts`.
///
/// # Errors
/// [`PageError::Size`] when the picture has no pixels or too many, [`PageError::Write`] when it
/// cannot be encoded.
pub fn to_png(page: &Page, fonts: &Fonts, dpi: f32) -> Result<Vec<u8>, PageError> {
    in_bands(page, fonts, dpi, BAND_PIXELS)
}

/// A page as pixels, `width` of them wide; `None` for a page without any.
pub fn to_picture(page: &Page, fonts: &Fonts, width: u32) -> Option<Picture> {
    let scale = width as f32 / page.size[0];
    let height = (page.size[1] * scale).round() as u32;
    let sheet = drawn(page, fonts, scale, [width, height], 0)?;
    Some(Picture { width, height, rgba: sheet.take() })
}

/// So many rows of a page from `top` on.
fn drawn(page: &Page, fonts: &Fonts, scale: f32, size: [u32; 2], top: u32) -> Option<Pixmap> {
    let mut sheet = Pixmap::new(size[0], size[1])?;
    sheet.fill(tiny_skia::Color::WHITE);
    let mut pen = Pen { sheets: vec![sheet], groups: Vec::new(), clip: None, scale, top, fonts };
    page.marks.iter().for_each(|mark| pen.mark(mark));
    pen.sheets.into_iter().next()
}

/// As [`to_png`], drawing so many pixels at once.
fn in_bands(page: &Page, fonts: &Fonts, dpi: f32, most: u32) -> Result<Vec<u8>, PageError> {
    let scale = dpi / 72.0;
    let [width, height] = page.size.map(|side| (side * scale).round() as u32);
    let size = PageError::Size { width, height };
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(size);
    }
    let failed = |error: ::png::EncodingError| PageError::Write(error.to_string());
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_compression(::png::Compression::Fast);
    let dots = (dpi / 0.0254).round() as u32;
    let unit = ::png::Unit::Meter;
    encoder.set_pixel_dims(Some(::png::PixelDimensions { xppu: dots, yppu: dots, unit }));
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut rows = writer.stream_writer().map_err(failed)?;
    let most = (most / width).max(1);
    for top in (0..height).step_by(most as usize) {
        let rows_px = [width, most.min(height - top)];
        let sheet = drawn(page, fonts, scale, rows_px, top).ok_or_else(|| size.clone())?;
        // The ground is opaque, and so is what is drawn on it.
        let pixels = sheet.data().chunks_exact(4).flat_map(|pixel| &pixel[..3]);
        let pixels: Vec<u8> = pixels.copied().collect();
        rows.write_all(&pixels).map_err(|error| PageError::Write(error.to_string()))?;
    }
    rows.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Reads a PNG file; `None` for what is none, or has more pixels than a large screen.
pub fn from_png(bytes: &[u8]) -> Option<Picture> {
    // The size stands in the first part of the file; nothing is decoded before it is known.
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (side(16)?, side(20)?);
    if u64::from(width) * u64::from(height) > MOST_READ {
        return None;
    }
    let pixels = Pixmap::decode_png(bytes).ok()?;
    Some(Picture { width, height, rgba: pixels.take() })
}

struct Pen<'a> {
    /// The page, and above it the pictures of open see-through groups.
    sheets: Vec<Pixmap>,
    groups: Vec<Open>,
    clip: Option<Rc<Mask>>,
    scale: f32,
    /// Rows of the page above the band that is drawn.
    top: u32,
    fonts: &'a Fonts,
}

/// An open group.
struct Open {
    /// What was clipped before it.
    clip: Option<Rc<Mask>>,
    /// How much of its own picture shows; `None` where it draws on that below.
    opacity: Option<f32>,
}

impl Pen<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Land { rings, fill } => self.land(rings, *fill),
            Mark::Lines { lines, stroke } => {
                let lines = self.in_band(lines, stroke.width_px);
                if let Some(path) = open(lines) {
                    self.stroke(&path, stroke, self.transform());
                }
            }
            Mark::Signs { at, marker } => at.iter().for_each(|at| self.sign(*at, *marker)),
            Mark::Words(words) => self.words(words),
            Mark::Picture { picture, area } => {
                let Some(pixels) =
                    PixmapRef::from_bytes(&picture.rgba, picture.width, picture.height)
                else {
                    return;
                };
                let size = [area[2] - area[0], area[3] - area[1]];
                let grown = Transform::from_scale(
                    size[0] / picture.width as f32,
                    size[1] / picture.height as f32,
                )
                .post_translate(area[0], area[1])
                .post_concat(self.transform());
                let paint =
                    PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
                let (sheet, clip) = self.sheet();
                sheet.draw_pixmap(0, 0, pixels, &paint, grown, clip);
            }
            Mark::Begin(group) => self.begin(group.opacity, group.clip),
            Mark::End => self.end(),
        }
    }

    fn transform(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale).post_translate(0.0, -(self.top as f32))
    }

    /// Top and bottom of the band in points, and `reach` more to both sides.
    fn band(&self, reach: f32) -> [f32; 2] {
        let reach = reach + 1.0 / self.scale;
        let bottom = self.top + self.sheets[0].height();
        [self.top as f32 / self.scale - reach, bottom as f32 / self.scale + reach]
    }

    /// The lines or rings that may show in the band, drawn up to `reach` points to their sides. The
    /// others neither cover nor wind around any row of it.
    fn in_band<'l>(
        &self,
        lines: &'l [Vec<[f32; 2]>],
        reach: f32,
    ) -> impl Iterator<Item = &'l Vec<[f32; 2]>> {
        let [top, bottom] = self.band(reach);
        lines.iter().filter(move |line| {
            line.iter().any(|at| at[1] >= top) && line.iter().any(|at| at[1] <= bottom)
        })
    }

    /// Whether what reaches so far around a place may show in the band.
    fn is_near(&self, at: [f32; 2], reach: f32) -> bool {
        let [top, bottom] = self.band(reach);
        at[1] >= top && at[1] <= bottom
    }

    fn sheet(&mut self) -> (&mut Pixmap, Option<&Mask>) {
        let last = self.sheets.len() - 1;
        (&mut self.sheets[last], self.clip.as_deref())
    }

    fn begin(&mut self, opacity: f32, clip: Option<Area>) {
        let (width, height) = (self.sheets[0].width(), self.sheets[0].height());
        let own = if opacity < 1.0 { Pixmap::new(width, height) } else { None };
        let before = self.clip.clone();
        self.groups.push(Open { clip: before, opacity: own.as_ref().map(|_| opacity) });
        self.sheets.extend(own);
        if let (Some(area), Some(mut mask)) = (clip, Mask::new(width, height))
            && let Some(path) = closed(&[corners(area)])
        {
            mask.fill_path(&path, FillRule::Winding, true, self.transform());
            self.clip = Some(Rc::new(mask));
        }
    }

    fn end(&mut self) {
        let Some(group) = self.groups.pop() else { return };
        self.clip = group.clip;
        if let Some(opacity) = group.opacity
            && let Some(own) = self.sheets.pop()
        {
            let paint = PixmapPaint { opacity, ..PixmapPaint::default() };
            let (sheet, clip) = self.sheet();
            sheet.draw_pixmap(0, 0, own.as_ref(), &paint, Transform::identity(), clip);
        }
    }

    fn land(&mut self, rings: &[Vec<[f32; 2]>], fill: Fill) {
        let Some(path) = closed(self.in_band(rings, 0.0)) else { return };
        let (ground, ink) = match fill.pattern {
            Pattern::Solid => (Some(fill.color), None),
            _ => (fill.ground, Some(fill.color)),
        };
        if let Some(ground) = ground {
            self.fill(&path, ground, self.transform());
        }
        let Some(ink) = ink else { return };
        let Some(tile) = tile(fill.pattern, ink, self.scale) else { return };
        // The square's side in pixels is whole, the pattern's is not.
        let fitted = SIDE * self.scale / tile.width() as f32;
        let shader = tiny_skia::Pattern::new(
            tile.as_ref(),
            SpreadMode::Repeat,
            FilterQuality::Bilinear,
            1.0,
            Transform::from_scale(fitted / self.scale, fitted / self.scale),
        );
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        let transform = self.transform();
        let (sheet, clip) = self.sheet();
        sheet.fill_path(&path, &paint, FillRule::Winding, transform, clip);
    }

    fn fill(&mut self, path: &Path, color: Color, transform: Transform) {
        let (sheet, clip) = self.sheet();
        sheet.fill_path(path, &paint(color), FillRule::Winding, transform, clip);
    }

    fn stroke(&mut self, path: &Path, stroke: &Stroke, transform: Transform) {
        let pen = stroked(stroke);
        let (sheet, clip) = self.sheet();
        sheet.stroke_path(path, &paint(stroke.color), &pen, transform, clip);
    }

    fn sign(&mut self, at: [f32; 2], marker: Marker) {
        let radius = marker.size_px / 2.0;
        // A square's corners are further than its sides.
        if !self.is_near(at, 2.0 * (radius + marker.rim_px)) {
            return;
        }
        for (radius, color) in [(radius + marker.rim_px, marker.rim), (radius, marker.color)] {
            if let Some(path) = closed(&[outline(marker.shape, at, radius)]) {
                self.fill(&path, color, self.transform());
            }
        }
    }

    fn words(&mut self, words: &Words) {
        let [x, y] = words.at;
        if !self.is_near(words.at, words.text.width + 2.0 * words.text.size) {
            return;
        }
        let turn = words.turn.to_degrees();
        let transform =
            Transform::from_rotate(turn).post_translate(x, y).post_concat(self.transform());
        let Some(path) = letters(words, self.fonts) else { return };
        if let Some((color, reach)) = words.halo {
            self.stroke(&path, &Stroke::new(color, reach * 2.0), transform);
        }
        self.fill(&path, words.color, transform);
    }
}

/// The outlines of a line of text that starts at the origin.
fn letters(words: &Words, fonts: &Fonts) -> Option<Path> {
    let mut path = PathBuilder::new();
    for curve in fonts.outlines(&words.text) {
        match curve {
            Curve::Move([x, y]) => path.move_to(x, y),
            Curve::Line([x, y]) => path.line_to(x, y),
            Curve::Quad([a, b], [x, y]) => path.quad_to(a, b, x, y),
            Curve::Cubic([a, b], [c, d], [x, y]) => path.cubic_to(a, b, c, d, x, y),
            Curve::Close => path.close(),
        }
    }
    path.finish()
}

/// One square of a pattern, at least a pixel to the tenth of its lines.
fn tile(pattern: Pattern, ink: Color, scale: f32) -> Option<Pixmap> {
    let side = (SIDE * scale).ceil().max(8.0) as u32;
    let mut tile = Pixmap::new(side, side)?;
    let fitted = Transform::from_scale(side as f32 / SIDE, side as f32 / SIDE);
    let square = Square::of(pattern);
    if let Some(path) = open(&square.lines) {
        let pen = stroked(&Stroke::new(ink, HATCH));
        tile.stroke_path(&path, &paint(ink), &pen, fitted, None);
    }
    let dots = square.dots.iter().map(|at| outline(MarkerShape::Circle, *at, DOT));
    if let Some(path) = closed(&dots.collect::<Vec<_>>()) {
        tile.fill_path(&path, &paint(ink), FillRule::Winding, fitted, None);
    }
    Some(tile)
}

fn paint(color: Color) -> Paint<'static> {
    let shader =
        Shader::SolidColor(tiny_skia::Color::from_rgba8(color.r, color.g, color.b, color.a));
    Paint { shader, anti_alias: true, ..Paint::default() }
}

fn stroked(stroke: &Stroke) -> tiny_skia::Stroke {
    let dash = StrokeDash::new(stroke.dash.clone(), 0.0).filter(|_| !stroke.dash.is_empty());
    tiny_skia::Stroke {
        width: stroke.width_px,
        line_cap: if dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash,
        ..tiny_skia::Stroke::default()
    }
}

fn closed<'l>(rings: impl IntoIterator<Item = &'l Vec<[f32; 2]>>) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ring in rings {
        push(&mut path, ring);
        path.close();
    }
    path.finish()
}

fn open<'l>(lines: impl IntoIterator<Item = &'l Vec<[f32; 2]>>) -> Option<Path> {
    let mut path = PathBuilder::new();
    lines.into_iter().for_each(|line| push(&mut path, line));
    path.finish()
}

fn push(path: &mut PathBuilder, line: &[[f32; 2]]) {
    let [first, rest @ ..] = line else { return };
    path.move_to(first[0], first[1]);
    rest.iter().for_each(|at| path.line_to(at[0], at[1]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::a_sheet;

    #[test]
    fn bands_meet_without_a_seam() {
        let (page, fonts) = a_sheet();
        let whole = in_bands(&page, &fonts, 60.0, u32::MAX).expect("written");
        for most in [100_000, 40_000] {
            let banded = in_bands(&page, &fonts, 60.0, most).expect("written");
            let [whole, banded] = [&whole, &banded].map(|png| from_png(png).expect("a picture"));
            let off = whole.rgba.iter().zip(&banded.rgba).map(|(a, b)| a.abs_diff(*b));
            // Edges are smoothed from positions that are rounded at another place.
            let moved = off.clone().filter(|shades| *shades > 2).count();
            let furthest = off.max().unwrap_or(0);
            let is_whole = moved * 10_000 < whole.rgba.len() && furthest < 32;
            assert!(is_whole, "bands of {most} pixels: {moved} values, {furthest} shades at most");
        }
    }
}
