//! Tiles of the web: squares of spherical Mercator, halved from one zoom to the next.

use std::f64::consts::PI;
use std::fmt::Debug;
use std::io::Cursor;

use allpa_geom::{Bounds, Epsg};
use image::{ImageReader, Limits};

use super::ImageryTrouble;
use super::pyramid::{Level, Pyramid};
use crate::import::ReadError;

/// The system of such tiles.
pub(super) const WEB_MERCATOR: Epsg = Epsg::new(3857);

/// Half the side of the world in its metres.
const HALF_WORLD: f64 = PI * 6_378_137.0;

/// Deepest zoom: centimetres to the pixel.
const MAX_ZOOM: u8 = 24;

/// Where the tiles are kept.
pub(super) trait TileStore: Debug + Send {
    /// The encoded picture of a tile; `y` counts from the north.
    fn tile(&mut self, zoom: u8, x: u64, y: u64) -> Result<Option<Vec<u8>>, ReadError>;
}

/// A set of tiles as a pyramid.
#[derive(Debug)]
pub(super) struct Tiles<S> {
    store: S,
    levels: Vec<Level>,
    max_zoom: u8,
    bounds: Bounds,
}

impl<S: TileStore> Tiles<S> {
    /// `bounds` in longitude and latitude; `first` is any tile, whose size all others have.
    pub fn new(store: S, zooms: [u8; 2], bounds: Bounds, first: &[u8]) -> Result<Self, ReadError> {
        let [min_zoom, max_zoom] = zooms;
        if min_zoom > max_zoom || max_zoom > MAX_ZOOM {
            return Err(ReadError::Invalid(format!("zooms {min_zoom} to {max_zoom}")));
        }
        let side = decode(first)?.0;
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
        Ok(Self { store, levels: levels.collect(), max_zoom, bounds })
    }
}

impl<S: TileStore> Pyramid for Tiles<S> {
    fn levels(&self) -> &[Level] {
        &self.levels
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Vec<[u8; 4]>>, ReadError> {
        let zoom = self.max_zoom - level as u8;
        let Some(bytes) = self.store.tile(zoom, at[0], at[1])? else { return Ok(None) };
        let (side, pixels) = decode(&bytes)?;
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

/// Side and premultiplied pixels of a square picture.
fn decode(bytes: &[u8]) -> Result<(u64, Vec<[u8; 4]>), ReadError> {
    const LARGEST: u32 = 2048;
    let broken = |error: image::ImageError| ReadError::Invalid(error.to_string());
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let Some(_) = reader.format() else {
        return Err(ReadError::Imagery(ImageryTrouble::VectorTiles("no PNG, JPEG or WebP".into())));
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LARGEST), Some(LARGEST));
    reader.limits(limits);
    let picture = reader.decode().map_err(broken)?.into_rgba8();
    if picture.width() != picture.height() || picture.width() == 0 {
        let (width, height) = picture.dimensions();
        return Err(ReadError::Invalid(format!("a tile of {width} by {height} pixels")));
    }
    let pixels = picture.pixels().map(|pixel| premultiplied(pixel.0)).collect();
    Ok((u64::from(picture.width()), pixels))
}

/// A colour times its opacity.
pub(super) fn premultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let times = |channel: u8| ((u32::from(channel) * u32::from(a) + 127) / 255) as u8;
    [times(r), times(g), times(b), a]
}
