//! Pages as PDF: vectors, embedded fonts, text that can be selected.

mod georeference;
mod layers;
mod objects;

use std::collections::HashMap;

use allpa_map::Fonts;
use allpa_map::drawing::{Area, Group, Mark, Words, corners, outline};
use allpa_map::style::{Color, Fill, Marker, MarkerShape, Pattern, Stroke, Weight};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{self, FillRule, LineCap, LineJoin, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::pattern::{DOT, HATCH, SIDE, Square};
use crate::{Page, PageError};

pub use georeference::MapFrame;
use layers::Layers;
use objects::{Changes, Objects};

/// Pages as one PDF file, written with the letters of `fonts`. The same bytes for the same pages.
/// Groups with a title are layers that a reader can switch; those of the same title are one.
///
/// # Errors
/// [`PageError::Font`], [`PageError::Write`].
pub fn to_pdf(pages: &[Page], fonts: &Fonts) -> Result<Vec<u8>, PageError> {
    let font = |weight| Font::new(fonts.file(weight).to_vec().into(), 0).ok_or(PageError::Font);
    let (regular, semi_bold) = (font(Weight::Regular)?, font(Weight::SemiBold)?);
    // Streams are packed once they say which layers they draw.
    let open =
        SerializeSettings { compress_content_streams: false, ..SerializeSettings::default() };
    let mut document = Document::new_with(open);
    let mut layers = Vec::new();
    for page in pages {
        let [width, height] = page.size;
        let settings = PageSettings::from_wh(width, height)
            .ok_or_else(|| PageError::Write(format!("{width} × {height}")))?;
        let mut sheet = document.start_page_with(settings);
        layers.push(draw(page, sheet.surface(), [&regular, &semi_bold]));
        for link in page.links.iter().filter(|link| link.page < pages.len()) {
            let [left, top, right, bottom] = link.area;
            let Some(area) = Rect::from_ltrb(left, top, right, bottom) else { continue };
            let place = XyzDestination::new(link.page, Point::from_xy(0.0, 0.0));
            let way = LinkAnnotation::new(area, Target::Destination(place.into()));
            sheet.add_annotation(Annotation::new_link(way, None));
        }
        sheet.finish();
    }
    let mut outline = Outline::new();
    for (number, page) in pages.iter().enumerate() {
        for bookmark in &page.bookmarks {
            let place = XyzDestination::new(number, Point::from_xy(0.0, bookmark.top));
            outline.push_child(OutlineNode::new(bookmark.title.clone(), place));
        }
    }
    // A list of one line leads nowhere.
    if pages.len() > 1 {
        document.set_outline(outline);
    }
    if let Some(first) = pages.first() {
        let metadata = Metadata::new()
            .title(first.title.clone())
            .language(first.language.clone())
            .creator(concat!("Allpa ", env!("CARGO_PKG_VERSION")).to_owned());
        document.set_metadata(metadata);
    }
    let file = document.finish().map_err(|error| PageError::Write(format!("{error:?}")))?;
    let lost = || PageError::Write("the pages are not where the file says".into());
    told(&file, pages, &layers).ok_or_else(lost)
}

/// The file with what the library cannot say: where the maps of its pages lie, and the layers of each
/// page, from the bottom up.
fn told(file: &[u8], pages: &[Page], drawn: &[Vec<String>]) -> Option<Vec<u8>> {
    let objects = Objects::of(file)?;
    let sheets = objects.beginning("<</Type/Page/");
    if sheets.len() != pages.len() {
        return None;
    }
    let layers = Layers::of(drawn);
    let first = objects.len() + 1;
    let mut changes = Changes::default();
    for ((sheet, page), drawn) in sheets.into_iter().zip(pages).zip(drawn) {
        changes.entries.insert(sheet, georeference::viewports(&page.maps, page.size[1]));
        if !drawn.is_empty() {
            let stream = objects.led_to(sheet, "/Contents ")?;
            let begins = drawn.iter().map(|name| layers.begin(name)).collect();
            changes.stretches.insert(stream, begins);
            let resources = objects.led_to(sheet, "/Resources ")?;
            changes.entries.insert(resources, format!("/Properties {first} 0 R"));
        }
    }
    if !layers.is_empty() {
        let told = format!("/OCProperties {} 0 R", first + 1);
        changes.entries.insert(objects.catalogue()?, told);
        changes.added = layers.objects(first);
    }
    objects.with(&changes)
}

/// Draws a page; the names of its layers from the bottom up.
fn draw(page: &Page, surface: Surface, [regular, semi_bold]: [&Font; 2]) -> Vec<String> {
    let mut pen = Pen {
        surface,
        regular: regular.clone(),
        semi_bold: semi_bold.clone(),
        pushed: Vec::new(),
        patterns: HashMap::new(),
        layers: Vec::new(),
        layer: None,
    };
    page.marks.iter().for_each(|mark| pen.mark(mark));
    pen.surface.finish();
    pen.layers
}

struct Pen<'a> {
    surface: Surface<'a>,
    regular: Font,
    semi_bold: Font,
    /// States pushed by each open group.
    pushed: Vec<usize>,
    patterns: HashMap<(Pattern, [u8; 4]), paint::Pattern>,
    /// Layers begun so far.
    layers: Vec<String>,
    /// How many groups are open around the layer being drawn.
    layer: Option<usize>,
}

impl Pen<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Land { rings, fill } => self.land(rings, *fill),
            Mark::Lines { lines, stroke } => self.lines(lines, stroke),
            Mark::Signs { at, marker } => at.iter().for_each(|at| self.sign(*at, *marker)),
            Mark::Words(words) => self.words(words),
            Mark::Picture { picture, area } => {
                let straight = straight(&picture.rgba);
                let image = Image::from_rgba8(straight, picture.width, picture.height);
                let Some(size) = Size::from_wh(area[2] - area[0], area[3] - area[1]) else {
                    return;
                };
                self.surface.push_transform(&Transform::from_translate(area[0], area[1]));
                self.surface.draw_image(image, size);
                self.surface.pop();
            }
            Mark::Begin(group) => self.begin(group),
            Mark::End => {
                for _ in 0..self.pushed.pop().unwrap_or(0) {
                    self.surface.pop();
                }
                if self.layer == Some(self.pushed.len()) {
                    self.surface.end_tagged();
                    self.layer = None;
                }
            }
        }
    }

    fn begin(&mut self, group: &Group) {
        // A layer within another is a part of it.
        if !group.title.is_empty() && self.layer.is_none() {
            self.layer = Some(self.pushed.len());
            self.layers.push(group.title.clone());
            self.surface.start_tagged(ContentTag::Artifact(Artifact::default()));
        }
        let mut pushed = 0;
        if let Some(path) = group.clip.and_then(boxed) {
            self.surface.push_clip_path(&path, &FillRule::NonZero);
            pushed += 1;
        }
        if group.opacity < 1.0 {
            self.surface.push_opacity(share(group.opacity));
            pushed += 1;
        }
        self.pushed.push(pushed);
    }

    fn land(&mut self, rings: &[Vec<[f32; 2]>], fill: Fill) {
        let Some(path) = closed(rings) else { return };
        let (ground, ink) = match fill.pattern {
            Pattern::Solid => (Some(fill.color), None),
            _ => (fill.ground, Some(fill.color)),
        };
        self.surface.set_stroke(None);
        if let Some(ground) = ground {
            self.surface.set_fill(Some(solid(ground)));
            self.surface.draw_path(&path);
        }
        if let Some(ink) = ink {
            let paint = self.pattern(fill.pattern, ink).into();
            let rule = FillRule::NonZero;
            self.surface.set_fill(Some(paint::Fill { paint, opacity: NormalizedF32::ONE, rule }));
            self.surface.draw_path(&path);
        }
    }

    fn pattern(&mut self, pattern: Pattern, ink: Color) -> paint::Pattern {
        let key = (pattern, [ink.r, ink.g, ink.b, ink.a]);
        if let Some(known) = self.patterns.get(&key) {
            return known.clone();
        }
        let mut builder = self.surface.stream_builder();
        let mut surface = builder.surface();
        let square = Square::of(pattern);
        if let Some(path) = open(&square.lines) {
            surface.set_fill(None);
            surface.set_stroke(Some(stroked(&Stroke::new(ink, HATCH))));
            surface.draw_path(&path);
        }
        let dots = square.dots.iter().map(|at| outline(MarkerShape::Circle, *at, DOT));
        if let Some(path) = closed(&dots.collect::<Vec<_>>()) {
            surface.set_stroke(None);
            surface.set_fill(Some(solid(ink)));
            surface.draw_path(&path);
        }
        surface.finish();
        let stream = builder.finish();
        let transform = Transform::identity();
        let made = paint::Pattern { stream, transform, width: SIDE, height: SIDE };
        self.patterns.insert(key, made.clone());
        made
    }

    fn lines(&mut self, lines: &[Vec<[f32; 2]>], stroke: &Stroke) {
        let Some(path) = open(lines) else { return };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(stroked(stroke)));
        self.surface.draw_path(&path);
    }

    fn sign(&mut self, at: [f32; 2], marker: Marker) {
        self.surface.set_stroke(None);
        let radius = marker.size_px / 2.0;
        for (radius, color) in [(radius + marker.rim_px, marker.rim), (radius, marker.color)] {
            if let Some(path) = closed(&[outline(marker.shape, at, radius)]) {
                self.surface.set_fill(Some(solid(color)));
                self.surface.draw_path(&path);
            }
        }
    }

    fn words(&mut self, words: &Words) {
        let text = &words.text;
        let font = match text.weight {
            Weight::Regular => self.regular.clone(),
            Weight::SemiBold => self.semi_bold.clone(),
        };
        let ends = text.glyphs.iter().skip(1).map(|glyph| glyph.x).chain([text.width]);
        let letters = text.words.char_indices().zip(&text.glyphs).zip(ends);
        let glyphs: Vec<KrillaGlyph> = letters
            .map(|(((start, letter), glyph), end)| {
                let advance = (end - glyph.x) / text.size;
                let range = start..start + letter.len_utf8();
                let id = GlyphId::new(u32::from(glyph.id.0));
                KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        let [x, y] = words.at;
        if words.turn != 0.0 {
            let turn = words.turn.to_degrees();
            self.surface.push_transform(&Transform::from_rotate_at(turn, x, y));
        }
        let at = Point::from_xy(x, y);
        if let Some((color, reach)) = words.halo {
            let halo = Stroke::new(color, reach * 2.0);
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroked(&halo)));
            // As outlines: the text is there once only for whoever searches it.
            self.surface.draw_glyphs(at, &glyphs, font.clone(), &text.words, text.size, true);
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(solid(words.color)));
        self.surface.draw_glyphs(at, &glyphs, font, &text.words, text.size, false);
        if words.turn != 0.0 {
            self.surface.pop();
        }
    }
}

fn boxed([left, top, right, bottom]: Area) -> Option<Path> {
    Rect::from_ltrb(left, top, right, bottom)?;
    closed(&[corners([left, top, right, bottom])])
}

fn closed(rings: &[Vec<[f32; 2]>]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ring in rings {
        push(&mut path, ring);
        path.close();
    }
    path.finish()
}

fn open(lines: &[Vec<[f32; 2]>]) -> Option<Path> {
    let mut path = PathBuilder::new();
    lines.iter().for_each(|line| push(&mut path, line));
    path.finish()
}

fn push(path: &mut PathBuilder, line: &[[f32; 2]]) {
    let mut line = line.iter().map(|at| at.map(rounded));
    let Some(mut last) = line.next() else { return };
    path.move_to(last[0], last[1]);
    for at in line.filter(|at| std::mem::replace(&mut last, *at) != *at) {
        path.line_to(at[0], at[1]);
    }
}

/// To a hundredth of a point, 3.5 µm of paper: longer numbers only make the file longer.
fn rounded(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn share(value: f32) -> NormalizedF32 {
    NormalizedF32::new(value.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn solid(color: Color) -> paint::Fill {
    paint::Fill {
        paint: rgb::Color::new(color.r, color.g, color.b).into(),
        opacity: share(f32::from(color.a) / 255.0),
        rule: FillRule::NonZero,
    }
}

fn stroked(stroke: &Stroke) -> paint::Stroke {
    let color = stroke.color;
    let is_dashed = !stroke.dash.is_empty();
    paint::Stroke {
        paint: rgb::Color::new(color.r, color.g, color.b).into(),
        width: stroke.width_px,
        opacity: share(f32::from(color.a) / 255.0),
        line_cap: if is_dashed { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: is_dashed.then(|| StrokeDash { array: stroke.dash.clone(), offset: 0.0 }),
        ..paint::Stroke::default()
    }
}

/// Colours no longer multiplied by the opacity.
pub(crate) fn straight(premultiplied: &[u8]) -> Vec<u8> {
    let mut pixels = premultiplied.to_vec();
    for pixel in pixels.chunks_exact_mut(4) {
        let alpha = u32::from(pixel[3]);
        for channel in &mut pixel[..3] {
            *channel = (u32::from(*channel) * 255).checked_div(alpha).unwrap_or(0).min(255) as u8;
        }
    }
    pixels
}
