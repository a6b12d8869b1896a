//! Readers. The content decides the format, the name only breaks ties.

mod archive;
mod columns;
mod dbf;
mod delimited;
mod encoding;
mod error;
mod geojson;
mod geopackage;
mod prj;
mod shapefile;
mod wkb;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use allpa_geom::{Epsg, PsadOperation, Shapes};
use allpa_model::{CrsSource, Layer, LayerParts, Note, NoteKind};

pub use error::ReadError;
pub(crate) use geopackage::connect as connect_read_only;
pub use prj::epsg_from_wkt;

/// The user stopped the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

/// Who watches a reading and may stop it.
pub trait Progress {
    /// Called now and then; `total` is zero while unknown.
    ///
    /// # Errors
    /// [`Cancelled`] stops the reading.
    fn step(&self, done: u64, total: u64) -> Result<(), Cancelled>;
}

/// Nobody watches.
impl Progress for () {
    fn step(&self, _: u64, _: u64) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// What the user states about a source.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// System of the coordinates, for a source that declares none.
    pub crs: Option<Epsg>,
    /// Whether `crs` may contradict what the source declares.
    pub override_crs: bool,
    /// Operation for PSAD56.
    pub psad: PsadOperation,
}

/// A layer as read, before its system is settled.
#[derive(Debug)]
pub struct Imported {
    /// Features and facts.
    pub parts: LayerParts,
    /// System the source declares, or its format fixes.
    pub declared: Option<Epsg>,
}

impl Imported {
    /// Settles the system and makes the layer.
    ///
    /// # Errors
    /// [`ReadError::CrsUnknown`], [`ReadError::CrsContradicted`].
    pub fn into_layer(mut self, options: &ReadOptions) -> Result<Layer, ReadError> {
        let crs = match (self.declared, options.crs) {
            (Some(declared), Some(stated)) if declared != stated => {
                if !options.override_crs {
                    return Err(ReadError::CrsContradicted { declared, stated });
                }
                self.parts.provenance.crs_source = CrsSource::Stated;
                stated
            }
            (Some(declared), _) => declared,
            (None, Some(stated)) => {
                self.parts.provenance.crs_source = CrsSource::Stated;
                stated
            }
            (None, None) => {
                let could_be_degrees = looks_geographic(&self.parts.shapes);
                return Err(ReadError::CrsUnknown { could_be_degrees });
            }
        };
        if crs.is_geographic() && !looks_geographic(&self.parts.shapes) {
            let kind =
                NoteKind::Other(format!("coordinates are not degrees, though {crs} says so"));
            self.parts.notes.push(Note { row: None, kind });
        }
        Ok(Layer::new(self.parts, crs, options.psad))
    }
}

fn looks_geographic(shapes: &Shapes) -> bool {
    shapes.bounds().is_none_or(|b| {
        b.min[0] >= -360.0 && b.max[0] <= 360.0 && b.min[1] >= -90.0 && b.max[1] <= 90.0
    })
}

/// A file whose format is known.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    format: Format,
    layers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    GeoJson,
    Shapefile,
    GeoPackage,
    Delimited,
    Zip,
}

/// Opens a file and finds its format and its layers.
///
/// # Errors
/// [`ReadError::IsFolder`], [`ReadError::Empty`], [`ReadError::UnknownFormat`], and what the
/// format's own look at its header finds.
pub fn open(path: &Path) -> Result<Source, ReadError> {
    if path.is_dir() {
        return Err(ReadError::IsFolder);
    }
    let format = recognise(path)?;
    let stem = path.file_stem().map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
    let layers = match format {
        Format::GeoPackage => geopackage::layer_names(path)?,
        Format::Zip => archive::layer_names(path)?,
        Format::GeoJson | Format::Shapefile | Format::Delimited => vec![stem],
    };
    Ok(Source { path: path.to_owned(), format, layers })
}

impl Source {
    /// Names of the layers inside.
    pub fn layers(&self) -> &[String] {
        &self.layers
    }

    /// Reads one layer; `name` may be left out when there is only one.
    ///
    /// # Errors
    /// [`ReadError`], most often [`ReadError::Syntax`], [`ReadError::Truncated`] or
    /// [`ReadError::WhichLayer`].
    pub fn read(&self, name: Option<&str>, progress: &dyn Progress) -> Result<Imported, ReadError> {
        let layer = match (name, self.layers.as_slice()) {
            (Some(wanted), layers) => {
                let known = layers.iter().find(|layer| layer.as_str() == wanted);
                let layers = layers.to_vec();
                known.ok_or(ReadError::NoSuchLayer { wanted: wanted.to_owned(), layers })?
            }
            (None, [only]) => only,
            (None, layers) => return Err(ReadError::WhichLayer { layers: layers.to_vec() }),
        };
        let mut imported = match self.format {
            Format::GeoJson => geojson::read(&std::fs::read(&self.path)?, progress)?,
            Format::Shapefile => {
                let files = shapefile::Files::beside(&self.path)?;
                shapefile::read(&files, progress)?
            }
            Format::GeoPackage => geopackage::read(&self.path, layer, progress)?,
            Format::Delimited => delimited::read(&std::fs::read(&self.path)?, progress)?,
            Format::Zip => archive::read(&self.path, layer, progress)?,
        };
        imported.parts.name.clone_from(layer);
        let provenance = &mut imported.parts.provenance;
        let file = self.path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        provenance.file = file.into_owned();
        provenance.bytes = std::fs::metadata(&self.path)?.len();
        if imported.declared.is_none() {
            imported.parts.notes.push(Note { row: None, kind: NoteKind::NoCrs });
        }
        Ok(imported)
    }

    /// Reads every layer.
    ///
    /// # Errors
    /// As [`Source::read`]; the first failure ends it.
    pub fn read_all(&self, progress: &dyn Progress) -> Result<Vec<Imported>, ReadError> {
        self.layers.iter().map(|layer| self.read(Some(layer), progress)).collect()
    }
}

/// Reads a `GeoJSON` text that is part of the program.
pub(crate) fn read_geojson(text: &str, progress: &dyn Progress) -> Result<Imported, ReadError> {
    geojson::read(text.as_bytes(), progress)
}

fn recognise(path: &Path) -> Result<Format, ReadError> {
    use std::io::Read as _;
    let mut head = Vec::with_capacity(1024);
    std::fs::File::open(path)?.take(1024).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    let extension = path.extension().map(OsStr::to_string_lossy).unwrap_or_default();
    let extension = extension.to_lowercase();
    match head.as_slice() {
        [0, 0, 0x27, 0x0a, ..] => return Ok(Format::Shapefile),
        [b'P', b'K', 3, 4, ..] => return Ok(Format::Zip),
        _ if head.starts_with(b"SQLite format 3\0") => return Ok(Format::GeoPackage),
        _ => {}
    }
    if let Some(looks_like) = foreign(&head) {
        return Err(ReadError::UnknownFormat { looks_like: Some(looks_like) });
    }
    let text = encoding::without_bom(&head);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    match (first, extension.as_str()) {
        (Some(b'{' | b'['), _) | (_, "geojson" | "json") => Ok(Format::GeoJson),
        (_, "csv" | "tsv" | "txt") => Ok(Format::Delimited),
        _ => Err(ReadError::UnknownFormat { looks_like: None }),
    }
}

/// Names of formats people send by mistake.
fn foreign(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head).trim_start().to_lowercase();
    match () {
        () if head.starts_with(b"%PDF") => Some("PDF"),
        () if head.starts_with(b"\x89PNG") => Some("PNG"),
        () if head.starts_with(b"\xff\xd8\xff") => Some("JPEG"),
        () if head.starts_with(b"Rar!") => Some("RAR"),
        () if head.starts_with(b"AC10") => Some("DWG"),
        () if head.starts_with(b"\xd0\xcf\x11\xe0") => Some("Office 97"),
        () if text.starts_with("<!doctype html") || text.starts_with("<html") => Some("HTML"),
        () if text.starts_with("<?xml") || text.starts_with("<kml") => Some("XML"),
        () => None,
    }
}

/// Splits `FILE` or `FILE:layer`; a colon that belongs to the path stays with it.
pub fn split_layer_argument(argument: &str) -> (PathBuf, Option<String>) {
    if Path::new(argument).exists() {
        return (PathBuf::from(argument), None);
    }
    match argument.rsplit_once(':') {
        Some((file, layer)) if !file.is_empty() && !layer.contains(['/', '\\']) => {
            (PathBuf::from(file), Some(layer.to_owned()))
        }
        _ => (PathBuf::from(argument), None),
    }
}
