//! Pictures of the ground from a stick: `GeoTIFF`, `MBTiles`, `PMTiles` and scans with a world file as
//! a base under the map. Tiles with features (MVT) are drawn as pictures ([`vector`]).
//!
//! Each is a pyramid of blocks ([`pyramid`]); a block is decoded when a view needs it and kept
//! while there is room.

mod elevation;
mod geotiff;
mod mbtiles;
mod placement;
mod pmtiles;
mod pyramid;
mod samples;
mod scan;
mod tiles;
mod vector;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use allpa_geom::{Bounds, Epsg, PsadOperation, Transformer};
use allpa_model::imagery::{Elevation, Imagery, Patch};
use allpa_model::{CrsSource, Provenance};
use thiserror::Error;

use self::pyramid::{Cache, Pyramid};
use crate::import::bulkhead::contain;
use crate::import::{Progress, ReadError};
use crate::names::extension;

/// What keeps a picture off the map.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImageryTrouble {
    /// Nothing says where it lies.
    #[error("neither tags nor a world file say where the picture lies")]
    NotPlaced,
    /// Nothing says in which system it lies.
    #[error("no coordinate reference system")]
    NoSystem,
    /// Its rows do not run from west to east.
    #[error("the picture is rotated in its own system")]
    Rotated,
    /// Its tiles are neither pictures nor vector tiles (MVT).
    #[error("the tiles are {0}, neither pictures nor MVT")]
    OtherTiles(String),
    /// Its pixels are stored in a way that is not read.
    #[error("{0}")]
    Pixels(String),
}

/// An open picture.
#[derive(Debug)]
pub struct OpenImagery {
    provenance: Provenance,
    crs: Epsg,
    bounds: Bounds,
    reader: Mutex<Reader>,
    unreadable: AtomicUsize,
    /// The heights drawn black and white as shades of grey, where its pixels are heights.
    heights: Option<[f64; 2]>,
}

#[derive(Debug)]
struct Reader {
    pyramid: Box<dyn Pyramid>,
    cache: Cache,
}

/// The formats read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    GeoTiff,
    MbTiles,
    PmTiles,
    Png,
    Jpeg,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        use std::io::Read as _;
        let mut head = Vec::new();
        std::fs::File::open(path).ok()?.take(16).read_to_end(&mut head).ok()?;
        match head.as_slice() {
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::GeoTiff),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            _ if head.starts_with(b"PMTiles") => Some(Self::PmTiles),
            _ if head.starts_with(b"SQLite format 3\0") && extension(path) == "mbtiles" => {
                Some(Self::MbTiles)
            }
            _ => None,
        }
    }
}

/// Whether a file is a picture by its first bytes.
pub fn is_imagery(path: &Path) -> bool {
    Format::of(path).is_some()
}

/// Opens a picture. `stated` is the system of one that names none.
///
/// A large `GeoTIFF` without overviews is read once from end to end, to make one in memory.
///
/// # Errors
/// [`ReadError::Imagery`], [`ReadError::UnknownFormat`], and what the
/// decoder says of a damaged file.
pub fn open_imagery(
    path: &Path,
    stated: Option<Epsg>,
    progress: &dyn Progress,
) -> Result<OpenImagery, ReadError> {
    contain(|| {
        let or_stated = |declared: Option<Epsg>| match declared {
            Some(_) => (declared, CrsSource::Declared),
            None => (stated, CrsSource::Stated),
        };
        let tiles = (Some(tiles::WEB_MERCATOR), CrsSource::Standard);
        let (pyramid, (crs, crs_source), format): (Box<dyn Pyramid>, _, _) = match Format::of(path)
        {
            Some(Format::GeoTiff) => {
                let (pyramid, declared) = geotiff::open(path, progress)?;
                (Box::new(pyramid), or_stated(declared), "GeoTIFF")
            }
            Some(scanned @ (Format::Png | Format::Jpeg)) => {
                let (pyramid, declared) = scan::open(path, progress)?;
                let name = if scanned == Format::Png { "PNG" } else { "JPEG" };
                (Box::new(pyramid), or_stated(declared), name)
            }
            Some(Format::MbTiles) => {
                let set = mbtiles::open(path)?;
                let name = if set.are_features() { "MBTiles (MVT)" } else { "MBTiles" };
                (Box::new(set), tiles, name)
            }
            Some(Format::PmTiles) => {
                let set = pmtiles::open(path)?;
                let name = if set.are_features() { "PMTiles (MVT)" } else { "PMTiles" };
                (Box::new(set), tiles, name)
            }
            None => return Err(ReadError::UnknownFormat { looks_like: None }),
        };
        let has_way =
            |crs: &Epsg| Transformer::new(*crs, Epsg::WGS84, PsadOperation::default()).is_ok();
        let crs = crs.filter(has_way).ok_or(ImageryTrouble::NoSystem)?;
        let bounds = pyramid.bounds();
        let is_box = bounds.width() > 0.0 && bounds.height() > 0.0;
        if !is_box || !bounds.min.iter().chain(&bounds.max).all(|side| side.is_finite()) {
            return Err(ReadError::Imagery(ImageryTrouble::NotPlaced));
        }
        let provenance = Provenance {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            format: format.into(),
            bytes: std::fs::metadata(path)?.len(),
            crs_source,
            ..Provenance::default()
        };
        let heights = pyramid.heights();
        let reader = Mutex::new(Reader { pyramid, cache: Cache::default() });
        let unreadable = AtomicUsize::new(0);
        Ok(OpenImagery { provenance, crs, bounds, reader, unreadable, heights })
    })
}

impl Imagery for OpenImagery {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn crs(&self) -> Epsg {
        self.crs
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn has_heights(&self) -> bool {
        self.heights.is_some()
    }

    fn read(&self, window: Bounds, pixel: f64, heights: Elevation) -> Option<Patch> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let Reader { pyramid, cache } = &mut *reader;
        let (mut patch, unreadable) = pyramid::read(pyramid.as_mut(), cache, window, pixel)?;
        drop(reader);
        self.unreadable.fetch_add(unreadable, Ordering::Relaxed);
        if let Some(stretch) = self.heights {
            patch.pixels = elevation::colors(&patch, self.crs, heights, stretch);
        }
        Some(patch)
    }

    fn unreadable_blocks(&self) -> usize {
        self.unreadable.load(Ordering::Relaxed)
    }
}
