//! Vector tiles (MVT 2) drawn as a quiet picture: a base under the map, without names.
//!
//! [`kind`] finds out what the features are; what it does not know is drawn as plain outlines,
//! lines and dots.

mod kind;

use std::borrow::Cow;
use std::io::Read as _;

use fast_mvt::{MvtFeatureRef, MvtGeometry, MvtReaderRef, MvtValueRef};
use flate2::read::GzDecoder;
use geo::{LineString, Polygon};
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

use self::kind::Kind;
use super::pyramid::Pixels;
use super::tiles::LARGEST;
use crate::import::ReadError;

/// Pixels along a side of the picture of a tile, as the makers of such tiles assume.
pub(super) const SIDE: u32 = 512;

/// How many zooms a tile is drawn deeper than it is stored.
pub(super) const DEEPER: u8 = 4;

/// The part of a tile that a picture shows: one of the squares that `depth` halvings make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub depth: u8,
    /// Column and row of the square, from the upper left.
    pub at: [u64; 2],
}

/// Whether these bytes are a vector tile, packed with gzip or not.
pub(super) fn is_tile(bytes: &[u8]) -> bool {
    let Ok(bytes) = unpacked(bytes) else { return false };
    MvtReaderRef::new(&bytes).is_ok_and(|tile| tile.layer_count() > 0)
}

/// The picture of a part of a tile: [`SIDE`] by [`SIDE`] premultiplied pixels.
pub(super) fn draw(bytes: &[u8], part: Part) -> Result<Pixels, ReadError> {
    let broken = |error: fast_mvt::MvtError| ReadError::Invalid(error.to_string());
    let bytes = unpacked(bytes)?;
    let tile = MvtReaderRef::new(&bytes).map_err(broken)?;
    let mut picture = Pixmap::new(SIDE, SIDE)
        .ok_or_else(|| ReadError::Invalid(format!("a picture of {SIDE} pixels")))?;
    // Areas under lines under points, in the order of the tile: layers may come in any order.
    for pass in [Pass::Areas, Pass::Lines, Pass::Points] {
        for layer in tile.layers() {
            let frame = Frame::new(layer.extent(), part);
            for feature in layer.features() {
                // A feature that is broken is left out, the rest of the tile is not.
                let Ok(geometry) = feature.geometry() else { continue };
                let kind = Kind::of(layer.name(), class(feature));
                frame.draw(&geometry, kind, pass, &mut picture);
            }
        }
    }
    let (pixels, _) = picture.data().as_chunks::<4>();
    Ok(pixels.to_vec())
}

fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ReadError> {
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).take(LARGEST as u64).read_to_end(&mut unpacked)?;
    Ok(Cow::Owned(unpacked))
}

/// The property that says of what class a feature is.
fn class(feature: MvtFeatureRef<'_>) -> &str {
    let properties = feature.properties().flatten();
    let class = properties.filter_map(|(key, value)| match value {
        MvtValueRef::String(text) if matches!(key, "class" | "kind" | "type" | "clase") => {
            Some(text)
        }
        _ => None,
    });
    class.into_iter().next().unwrap_or_default()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Areas,
    Lines,
    Points,
}

/// From the numbers of a tile to pixels of a part of it.
struct Frame {
    scale: f32,
    shift: [f32; 2],
    extent: i32,
}

impl Frame {
    fn new(extent: u32, part: Part) -> Self {
        let extent = extent.clamp(1, 1 << 20);
        let side = SIDE as f32;
        Self {
            scale: side * f32::from(part.depth).exp2() / extent as f32,
            shift: part.at.map(|square| square as f32 * side),
            extent: extent as i32,
        }
    }

    fn draw(&self, geometry: &MvtGeometry, kind: Kind, pass: Pass, picture: &mut Pixmap) {
        use MvtGeometry as G;
        match (pass, geometry) {
            (Pass::Areas, G::Polygon(polygon)) => {
                self.area(std::slice::from_ref(polygon), kind, picture);
            }
            (Pass::Areas, G::MultiPolygon(polygons)) => self.area(&polygons.0, kind, picture),
            (Pass::Lines, G::LineString(line)) => {
                self.lines(std::slice::from_ref(line), kind, picture);
            }
            (Pass::Lines, G::MultiLineString(lines)) => self.lines(&lines.0, kind, picture),
            (Pass::Points, G::Point(point)) => self.dots(&[*point], kind, picture),
            (Pass::Points, G::MultiPoint(points)) => self.dots(&points.0, kind, picture),
            _ => {}
        }
    }

    fn pixel(&self, at: geo::Coord<i32>) -> [f32; 2] {
        [at.x as f32 * self.scale - self.shift[0], at.y as f32 * self.scale - self.shift[1]]
    }

    fn area(&self, polygons: &[Polygon<i32>], kind: Kind, picture: &mut Pixmap) {
        let rings = polygons
            .iter()
            .flat_map(|polygon| [polygon.exterior()].into_iter().chain(polygon.interiors()));
        let mut path = PathBuilder::new();
        for ring in rings {
            if kind.is_filled() {
                self.trace(&mut path, &ring.0);
                path.close();
            } else {
                self.outline(&mut path, ring);
            }
        }
        let Some(path) = path.finish() else { return };
        let paint = paint(kind);
        if kind.is_filled() {
            picture.fill_path(&path, &paint, FillRule::EvenOdd, Transform::identity(), None);
        } else {
            picture.stroke_path(&path, &paint, &stroke(kind), Transform::identity(), None);
        }
    }

    /// The outline of an area without the edges that only cut it at the border of the tile.
    fn outline(&self, path: &mut PathBuilder, ring: &LineString<i32>) {
        let is_cut = |a: i32, b: i32| (a <= 0 && b <= 0) || (a >= self.extent && b >= self.extent);
        for edge in ring.lines() {
            if !is_cut(edge.start.x, edge.end.x) && !is_cut(edge.start.y, edge.end.y) {
                self.trace(path, &[edge.start, edge.end]);
            }
        }
    }

    fn lines(&self, lines: &[LineString<i32>], kind: Kind, picture: &mut Pixmap) {
        let mut path = PathBuilder::new();
        for line in lines {
            self.trace(&mut path, &line.0);
        }
        let Some(path) = path.finish() else { return };
        picture.stroke_path(&path, &paint(kind), &stroke(kind), Transform::identity(), None);
    }

    fn dots(&self, points: &[geo::Point<i32>], kind: Kind, picture: &mut Pixmap) {
        const RADIUS: f32 = 1.5;
        let mut path = PathBuilder::new();
        for point in points {
            let [x, y] = self.pixel(point.0);
            path.push_circle(x, y, RADIUS);
        }
        let Some(path) = path.finish() else { return };
        picture.fill_path(&path, &paint(kind), FillRule::Winding, Transform::identity(), None);
    }

    fn trace(&self, path: &mut PathBuilder, corners: &[geo::Coord<i32>]) {
        let Some((first, others)) = corners.split_first() else { return };
        let [x, y] = self.pixel(*first);
        path.move_to(x, y);
        for corner in others {
            let [x, y] = self.pixel(*corner);
            path.line_to(x, y);
        }
    }
}

fn paint(kind: Kind) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(kind.color());
    paint
}

fn stroke(kind: Kind) -> Stroke {
    Stroke {
        width: kind.width(),
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A message of protobuf: fields with their number, wire type and content.
    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![number << 3 | 2, content.len() as u8];
        bytes.extend_from_slice(content);
        bytes
    }

    /// A tile 32 units wide with a lake over its left half and a road down the middle of the rest.
    pub(in crate::imagery) fn lake_and_road() -> Vec<u8> {
        let zigzag = |value: i32| ((value << 1) ^ (value >> 31)) as u8;
        let feature = |kind: u8, commands: &[u8]| {
            field(2, &[&[3 << 3, kind][..], &field(4, commands)].concat())
        };
        let layer = |name: &str, feature: Vec<u8>| {
            let extent = [5 << 3, 32];
            field(3, &[&field(1, name.as_bytes())[..], &feature, &extent, &[15 << 3, 2]].concat())
        };
        // 9: one move; 18, 26: two and three lines; 15: close.
        let lake = [9, zigzag(0), zigzag(0), 26, zigzag(16), 0, 0, zigzag(32), zigzag(-16), 0, 15];
        let road = [9, zigzag(24), zigzag(0), 10, 0, zigzag(32)];
        [layer("lagos", feature(3, &lake)), layer("vias", feature(2, &road))].concat()
    }

    fn color(pixels: &[[u8; 4]], x: usize, y: usize) -> [u8; 4] {
        pixels[y * SIDE as usize + x]
    }

    const WATER: [u8; 4] = [0x9C, 0xC6, 0xDE, 255];

    #[test]
    fn features_lie_where_the_tile_says() {
        let tile = lake_and_road();
        assert!(is_tile(&tile));
        let pixels = draw(&tile, Part { depth: 0, at: [0, 0] }).expect("drawn");
        assert_eq!(color(&pixels, 10, 10), WATER);
        assert_eq!(color(&pixels, 250, 500), WATER);
        assert_eq!(color(&pixels, 300, 300), [0; 4], "land");
        assert!(color(&pixels, 384, 300)[3] > 100, "the road");
    }

    #[test]
    fn a_part_is_drawn_larger() {
        let tile = lake_and_road();
        // The second of four columns: it begins at a quarter of the tile, the lake ends at half.
        let pixels = draw(&tile, Part { depth: 2, at: [1, 3] }).expect("drawn");
        assert_eq!(color(&pixels, 500, 500), WATER);
        let pixels = draw(&tile, Part { depth: 2, at: [2, 0] }).expect("drawn");
        assert_eq!(color(&pixels, 3, 3), [0; 4]);
        let pixels = draw(&tile, Part { depth: 2, at: [3, 0] }).expect("drawn");
        assert!(color(&pixels, 0, 200)[3] > 100, "the road, three quarters across");
        assert_eq!(color(&pixels, 3, 200), [0; 4], "a road is no wider from near");
    }

    #[test]
    fn what_is_packed_is_unpacked_and_what_is_no_tile_is_none() {
        use std::io::Write as _;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&lake_and_road()).expect("packed");
        assert!(is_tile(&packed.finish().expect("packed")));
        assert!(!is_tile(b"neither this nor that"));
        assert!(!is_tile(&[0x1F, 0x8B, 9, 9]));
        assert!(!is_tile(&[]));
    }
}
