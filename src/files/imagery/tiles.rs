//! Tiles of the web: squares of spherical Mercator, halved from one zoom to the next.

use std::f64::consts::PI;
use std::fmt::Debug;
use std::io::Cursor;

use allpa_geom::{Bounds, Epsg};
use image::{ImageError, ImageReader, Limits};

use super::ImageryTrouble;
use super::pyramid::{Level, Pixels, Pyramid};
use super::vector::{self, Part};
use crate::import::ReadError;

/// The system of such tiles.
pub(super) const WEB_MERCATOR: Epsg = Epsg::new(3857);

/// Half the side of the world in its metres.
const HALF_WORLD: f64 = PI * 6_378_137.0;

/// Deepest zoom: centimetres to the pixel.
const MAX_ZOOM: u8 = 24;

/// Largest tile or directory, in bytes, that is believed.
pub(super) const LARGEST: usize = 64 << 20;

/// Where the tiles are kept.
pub(super) trait TileStore: Debug + Send {
    /// A tile as it is stored; `y` counts from the north.
    fn tile(&mut self, zoom: u8, x: u64, y: u64) -> Result<Option<Vec<u8>>, ReadError>;
}

/// A set of tiles as a pyramid.
#[derive(Debug)]
pub(super) struct Tiles<S> {
    store: S,
    content: Content,
    levels: Vec<Level>,
    /// Zoom of the first level, and the deepest that is stored.
    max_zoom: u8,
    stored_zoom: u8,
    bounds: Bounds,
}

/// What the tiles of a set hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Pictures,
    Features,
}

impl<S: TileStore> Tiles<S> {
    /// `bounds` in longitude and latitude; `first` is any tile, whose size all others have.
    pub fn new(store: S, zooms: [u8; 2], bounds: Bounds, first: &[u8]) -> Result<Self, ReadError> {
        let [min_zoom, stored_zoom] = zooms;
        if min_zoom > stored_zoom || stored_zoom > MAX_ZOOM {
            return Err(ReadError::Invalid(format!("zooms {min_zoom} to {stored_zoom}")));
        }
        let (content, side, max_zoom) = if vector::is_tile(first) {
            let deeper = (stored_zoom + vector::DEEPER).min(MAX_ZOOM);
            (Content::Features, u64::from(vector::SIDE), deeper)
        } else {
            (Content::Pictures, decode_tile(first)?.0, stored_zoom)
        };
        let levels = (min_zoom..=max_zoom).rev().map(|zoom| {
            let pixels = side << zoom;
            Level {
                origin: [-HALF_WORLD, HALF_WORLD],
                pixel: [2.0 * HALF_WORLD / pixels as f64; 2],
                size: [pixels; 2],
                block: [side; 2],
            }
        });
        let bounds = Bounds { min: to_mercator(bounds.min), max: to_mercator(bounds.max) };
        Ok(Self { store, content, levels: levels.collect(), max_zoom, stored_zoom, bounds })
    }

    /// Whether the tiles hold features, which are drawn here.
    pub fn are_features(&self) -> bool {
        self.content == Content::Features
    }
}

impl<S: TileStore> Pyramid for Tiles<S> {
    fn levels(&self) -> &[Level] {
        &self.levels
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Pixels>, ReadError> {
        let zoom = self.max_zoom - level as u8;
        // Deeper than what is stored, a part of the deepest tile is drawn larger.
        let depth = zoom.saturating_sub(self.stored_zoom);
        let [x, y] = at.map(|number| number >> depth);
        let Some(bytes) = self.store.tile(zoom - depth, x, y)? else { return Ok(None) };
        if self.are_features() {
            let at = at.map(|number| number & ((1 << depth) - 1));
            return vector::draw(&bytes, Part { depth, at }).map(Some);
        }
        let (side, pixels) = decode_tile(&bytes)?;
        let expected = self.levels[level].block[0];
        if side != expected {
            return Err(ReadError::Invalid(format!("a tile of {side} and not {expected} pixels")));
        }
        Ok(Some(pixels))
    }
}

/// Longitude, latitude to metres of the tiles' system; latitudes end where the world is square.
fn to_mercator([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    let x = longitude.clamp(-180.0, 180.0) / 180.0 * HALF_WORLD;
    let y = latitude.clamp(-85.06, 85.06).to_radians().tan().asinh() / PI * HALF_WORLD;
    [x, y.clamp(-HALF_WORLD, HALF_WORLD)]
}

/// Column and row of the tile that holds a position (longitude, latitude).
pub(super) fn tile_at(position: [f64; 2], zoom: u8) -> [u64; 2] {
    let [x, y] = to_mercator(position);
    let tiles = f64::from(zoom).exp2();
    [x + HALF_WORLD, HALF_WORLD - y]
        .map(|metres| (metres / (2.0 * HALF_WORLD) * tiles).clamp(0.0, tiles - 1.0) as u64)
}

/// Side and pixels of a square picture.
fn decode_tile(bytes: &[u8]) -> Result<(u64, Pixels), ReadError> {
    const LARGEST: u32 = 2048;
    let ([width, height], pixels) = decode(bytes, LARGEST)?;
    if width != height || width == 0 {
        return Err(ReadError::Invalid(format!("a tile of {width} by {height} pixels")));
    }
    Ok((width, pixels))
}

/// Width, height and premultiplied pixels of a PNG, JPEG or WebP, neither side longer than
/// `largest`.
pub(super) fn decode(bytes: &[u8], largest: u32) -> Result<([u64; 2], Pixels), ReadError> {
    let broken = |error: ImageError| match error {
        ImageError::Limits(error) => ImageryTrouble::Pixels(error.to_string()).into(),
        other => ReadError::Invalid(other.to_string()),
    };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    if reader.format().is_none() {
        return Err(ImageryTrouble::OtherTiles("unknown".into()).into());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(largest), Some(largest));
    reader.limits(limits);
    let picture = reader.decode().map_err(broken)?.into_rgba8();
    let size = [picture.width(), picture.height()].map(u64::from);
    let (pixels, _) = picture.as_raw().as_chunks::<4>();
    Ok((size, pixels.iter().copied().map(premultiplied).collect()))
}

/// A colour times its opacity.
pub(super) fn premultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let times = |channel: u8| ((u32::from(channel) * u32::from(a) + 127) / 255) as u8;
    [times(r), times(g), times(b), a]
}
