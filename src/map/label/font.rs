//! Letters: measured, drawn once per size and kept.

use std::collections::HashMap;
use std::f32::consts::TAU;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use ab_glyph::{Font as _, FontVec, GlyphId, OutlineCurve, PxScale, point};
use thiserror::Error;

use crate::raster::coverage::{Coverage, Span};
use crate::style::Weight;

/// Positions inside a pixel, along each axis, for which an image is kept.
const STEPS: f32 = 4.0;

/// Turns of a letter for which an image is kept, all the way round.
const TURNS: f32 = 144.0;

/// Height of capitals as a share of the size: that of Noto Sans, close to other humanist faces.
pub(crate) const CAP_HEIGHT: f32 = 0.714;

/// Images kept; all are dropped when there are more.
const MOST_IMAGES: usize = 20_000;

/// A font file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the {weight:?} font is not a TrueType or OpenType font")]
pub struct FontError {
    /// Which of the two.
    pub weight: Weight,
}

/// The letters of the map in two weights, with the images drawn so far.
pub struct Fonts {
    regular: FontVec,
    semi_bold: FontVec,
    images: Mutex<HashMap<ImageKey, Option<Arc<GlyphImage>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct ImageKey {
    weight: Weight,
    glyph: u16,
    size: u16,
    step: [u8; 2],
    turn: i16,
    halo: u8,
}

/// One letter as shares of pixels, 0 to 255.
#[derive(Debug)]
pub(crate) struct GlyphImage {
    /// Pixels from the pen to the left edge.
    pub left: i32,
    /// Pixels from the baseline to the upper edge, negative above it.
    pub top: i32,
    /// Pixels in a row.
    pub width: usize,
    /// The letter.
    pub ink: Vec<u8>,
    /// The letter grown by the halo's radius.
    pub halo: Vec<u8>,
}

/// A measured line of text, in physical pixels or, on paper, in points.
#[derive(Debug, Clone)]
pub struct Text {
    /// What it says.
    pub words: String,
    /// Thickness of the letters.
    pub weight: Weight,
    /// Height of the em.
    pub size: f32,
    /// One glyph for each character of `words`.
    pub glyphs: Vec<PlacedGlyph>,
    /// Advance of the whole line.
    pub width: f32,
}

/// A letter and where it begins.
#[derive(Debug, Clone, Copy)]
pub struct PlacedGlyph {
    /// Its number in the font.
    pub id: GlyphId,
    /// From the start of the line.
    pub x: f32,
}

/// A stretch of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Curve {
    /// A ring begins here.
    Move([f32; 2]),
    /// A straight line to here.
    Line([f32; 2]),
    /// A curve with one handle.
    Quad([f32; 2], [f32; 2]),
    /// A curve with two handles.
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    /// The ring goes back to where it began.
    Close,
}

impl Text {
    /// The same line at another size.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        let glyph = |glyph: PlacedGlyph| PlacedGlyph { x: glyph.x * factor, ..glyph };
        Self {
            size: self.size * factor,
            width: self.width * factor,
            glyphs: self.glyphs.into_iter().map(glyph).collect(),
            ..self
        }
    }
}

impl Fonts {
    /// Reads two font files, TrueType or OpenType.
    ///
    /// # Errors
    /// [`FontError`] names the one that cannot be read.
    pub fn new(regular: Vec<u8>, semi_bold: Vec<u8>) -> Result<Self, FontError> {
        let read = |bytes, weight| FontVec::try_from_vec(bytes).map_err(|_| FontError { weight });
        Ok(Self {
            regular: read(regular, Weight::Regular)?,
            semi_bold: read(semi_bold, Weight::SemiBold)?,
            images: Mutex::default(),
        })
    }

    /// Measures one line; `spacing` is extra space between letters as a share of `size`.
    pub fn text(&self, text: &str, weight: Weight, size: f32, spacing: f32) -> Text {
        let font = self.font(weight);
        let scale = size / self.units(weight);
        let mut x = 0.0;
        let mut last: Option<GlyphId> = None;
        let glyphs = text
            .chars()
            .map(|letter| {
                let id = font.glyph_id(letter);
                if let Some(last) = last.replace(id) {
                    x += font.kern_unscaled(last, id) * scale + spacing * size;
                }
                let glyph = PlacedGlyph { id, x };
                x += font.h_advance_unscaled(id) * scale;
                glyph
            })
            .collect();
        Text { words: text.to_owned(), weight, size, glyphs, width: x }
    }

    /// Words broken into lines at most `width` wide, in the unit of `size`; a longer word has a line
    /// of its own.
    pub fn lines(&self, words: &str, weight: Weight, size: f32, width: f32) -> Vec<Text> {
        let mut lines = Vec::new();
        let mut open = String::new();
        for word in words.split_whitespace() {
            let longer = if open.is_empty() { word.to_owned() } else { format!("{open} {word}") };
            if open.is_empty() || self.text(&longer, weight, size, 0.0).width <= width {
                open = longer;
            } else {
                lines.push(self.text(&open, weight, size, 0.0));
                word.clone_into(&mut open);
            }
        }
        if !open.is_empty() {
            lines.push(self.text(&open, weight, size, 0.0));
        }
        lines
    }

    /// The outlines of a line of text whose baseline starts at the origin, y downwards.
    pub fn outlines(&self, text: &Text) -> Vec<Curve> {
        let font = self.font(text.weight);
        let scale = text.size / self.units(text.weight);
        let mut curves = Vec::new();
        for glyph in &text.glyphs {
            let Some(outline) = font.outline(glyph.id) else { continue };
            let at = |p: ab_glyph::Point| [glyph.x + p.x * scale, -p.y * scale];
            let mut last = None;
            for curve in outline.curves {
                let (from, drawn) = match curve {
                    OutlineCurve::Line(a, b) => (a, (b, Curve::Line(at(b)))),
                    OutlineCurve::Quad(a, b, c) => (a, (c, Curve::Quad(at(b), at(c)))),
                    OutlineCurve::Cubic(a, b, c, d) => (a, (d, Curve::Cubic(at(b), at(c), at(d)))),
                };
                if last != Some(from) {
                    if last.is_some() {
                        curves.push(Curve::Close);
                    }
                    curves.push(Curve::Move(at(from)));
                }
                last = Some(drawn.0);
                curves.push(drawn.1);
            }
            if last.is_some() {
                curves.push(Curve::Close);
            }
        }
        curves
    }

    /// The font file of one weight, as it was given.
    pub fn file(&self, weight: Weight) -> &[u8] {
        self.font(weight).as_slice()
    }

    /// The image of a letter whose pen stands `fraction` of a pixel right of and below a whole one,
    /// turned clockwise by `turn` radians; `None` for blanks.
    pub(crate) fn image(
        &self,
        text: &Text,
        glyph: GlyphId,
        fraction: [f32; 2],
        turn: f32,
        halo: f32,
    ) -> Option<Arc<GlyphImage>> {
        let key = ImageKey {
            weight: text.weight,
            glyph: glyph.0,
            size: (text.size * 8.0).round() as u16,
            step: fraction.map(|share| (share * STEPS) as u8),
            turn: (turn / TAU * TURNS).round() as i16,
            halo: (halo * 8.0).round() as u8,
        };
        let mut images = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        if images.len() > MOST_IMAGES {
            images.clear();
        }
        images.entry(key).or_insert_with(|| self.drawn(key).map(Arc::new)).clone()
    }

    fn drawn(&self, key: ImageKey) -> Option<GlyphImage> {
        if key.turn != 0 {
            return self.turned(key);
        }
        let font = self.font(key.weight);
        let size = f32::from(key.size) / 8.0;
        let scale = PxScale::from(size * font.height_unscaled() / self.units(key.weight));
        let pen = point((f32::from(key.step[0]) + 0.5) / STEPS, 0.0);
        let outline = font.outline_glyph(GlyphId(key.glyph).with_scale_and_position(scale, pen))?;
        let bounds = outline.px_bounds();
        let radius = f32::from(key.halo) / 8.0;
        let pad = radius.ceil() as usize + 1;
        let width = bounds.width().ceil() as usize + 2 * pad;
        let height = bounds.height().ceil() as usize + 2 * pad;
        let mut ink = vec![0; width * height];
        outline.draw(|x, y, share| {
            let (x, y) = (x as usize + pad, y as usize + pad);
            if x < width && y < height {
                ink[y * width + x] = (share.clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        });
        let halo = if key.halo > 0 { grown(&ink, width, radius) } else { Vec::new() };
        let corner = |at: f32| at.floor() as i32 - pad as i32;
        Some(GlyphImage { left: corner(bounds.min.x), top: corner(bounds.min.y), width, ink, halo })
    }

    /// A letter that does not stand upright.
    fn turned(&self, key: ImageKey) -> Option<GlyphImage> {
        let (sin, cos) = (f32::from(key.turn) / TURNS * TAU).sin_cos();
        let pen = key.step.map(|step| (f32::from(step) + 0.5) / STEPS);
        let rings = flattened(&self.outlines(&Text {
            words: String::new(),
            weight: key.weight,
            size: f32::from(key.size) / 8.0,
            glyphs: vec![PlacedGlyph { id: GlyphId(key.glyph), x: 0.0 }],
            width: 0.0,
        }));
        let turn = |[x, y]: [f32; 2]| [pen[0] + x * cos - y * sin, pen[1] + x * sin + y * cos];
        let rings: Vec<Vec<[f32; 2]>> =
            rings.into_iter().map(|ring| ring.into_iter().map(turn).collect()).collect();
        let corners = || rings.iter().flatten().copied();
        let low = corners().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1])])?;
        let high = corners().reduce(|a, b| [a[0].max(b[0]), a[1].max(b[1])])?;
        let radius = f32::from(key.halo) / 8.0;
        let pad = radius.ceil() + 1.0;
        let [left, top] = low.map(|at| (at - pad).floor());
        let [width, height] =
            [high[0] - left, high[1] - top].map(|side| (side + pad).ceil() as usize);
        let mut coverage = Coverage::new(width, height);
        for ring in &rings {
            let ring: Vec<[f32; 2]> = ring.iter().map(|[x, y]| [x - left, y - top]).collect();
            coverage.polygon(&ring);
        }
        let mut ink = vec![0; width * height];
        coverage.drain(|row, x, span| match span {
            Span::Even(share, length) => ink[row * width + x..][..length].fill(share),
            Span::Each(shares) => ink[row * width + x..][..shares.len()].copy_from_slice(shares),
        });
        let halo = if key.halo > 0 { grown(&ink, width, radius) } else { Vec::new() };
        Some(GlyphImage { left: left as i32, top: top as i32, width, ink, halo })
    }

    fn font(&self, weight: Weight) -> &FontVec {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }

    fn units(&self, weight: Weight) -> f32 {
        self.font(weight).units_per_em().unwrap_or(1000.0)
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}

/// Outlines as rings of straight edges, short enough for letters on a map.
fn flattened(curves: &[Curve]) -> Vec<Vec<[f32; 2]>> {
    const PIECES: usize = 6;
    let mut rings: Vec<Vec<[f32; 2]>> = Vec::new();
    let between = |a: [f32; 2], b: [f32; 2], share: f32| {
        [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    };
    for curve in curves {
        if let Curve::Move(at) = curve {
            rings.push(vec![*at]);
        }
        let Some(ring) = rings.last_mut() else { continue };
        let from = ring[ring.len() - 1];
        let shares = (1..=PIECES).map(|piece| piece as f32 / PIECES as f32);
        match *curve {
            Curve::Move(_) | Curve::Close => {}
            Curve::Line(to) => ring.push(to),
            Curve::Quad(handle, to) => ring.extend(shares.map(|share| {
                between(between(from, handle, share), between(handle, to, share), share)
            })),
            Curve::Cubic(first, second, to) => ring.extend(shares.map(|share| {
                let middle = between(first, second, share);
                let start = between(between(from, first, share), middle, share);
                between(start, between(middle, between(second, to, share), share), share)
            })),
        }
    }
    rings
}

/// An image grown by `radius` pixels, with a soft edge.
fn grown(ink: &[u8], width: usize, radius: f32) -> Vec<u8> {
    let height = ink.len() / width;
    let reach = radius.ceil() as i64;
    let disc: Vec<(i64, i64, u32)> = (-reach..=reach)
        .flat_map(|y| (-reach..=reach).map(move |x| (x, y)))
        .map(|(x, y)| {
            let inside = radius + 0.5 - (x as f32).hypot(y as f32);
            (x, y, (inside.clamp(0.0, 1.0) * 256.0) as u32)
        })
        .filter(|&(_, _, share)| share > 0)
        .collect();
    let mut out = vec![0u8; ink.len()];
    for (i, &value) in ink.iter().enumerate().filter(|(_, value)| **value > 0) {
        let (x, y) = ((i % width) as i64, (i / width) as i64);
        for &(dx, dy, share) in &disc {
            let (x, y) = (x + dx, y + dy);
            if (0..width as i64).contains(&x) && (0..height as i64).contains(&y) {
                let cell = &mut out[y as usize * width + x as usize];
                *cell = (*cell).max((u32::from(value) * share / 256) as u8);
            }
        }
    }
    out
}
