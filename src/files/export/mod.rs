//! Writers. Every file appears whole or not at all: it is written beside its place under another
//! name and then renamed.

mod flatgeobuf;
mod geojson;
mod kml;
mod shapefile;
mod table;
mod xlsx;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use allpa_geom::{ShapeKind, TransformError};
use allpa_model::Layer;
use thiserror::Error;

use crate::geopackage::GeoPackage;
use crate::names::extension;

pub(crate) use table::is_formula;

pub use geojson::to_text as to_geojson;
pub use table::{TABLE_FORMATS, sheet_to_json, to_csv, to_json, write_answer, write_table};

/// Why a file could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The system would not write.
    #[error("cannot write: {0}")]
    Io(#[from] std::io::Error),
    /// No writer for that extension.
    #[error("no writer for .{extension}; known: {}", known.join(", "))]
    UnknownFormat {
        /// The extension asked for.
        extension: String,
        /// Extensions there are writers for.
        known: Vec<&'static str>,
    },
    /// The layer has no way to the system the format asks for.
    #[error(transparent)]
    Transform(#[from] TransformError),
    /// The format cannot hold this layer.
    #[error("{0}")]
    Invalid(String),
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
}

impl From<allpa_model::Cancelled> for WriteError {
    fn from(_: allpa_model::Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What a writer changed to fit its format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WriteReport {
    /// Field names that had to be changed: the old and the new one.
    pub renamed: Vec<(String, String)>,
    /// Fields with texts longer than the format holds, and how many were cut.
    pub cut: Vec<(String, usize)>,
    /// Features whose lines or polygons the format has no place for.
    pub without_geometry: usize,
}

/// Extensions of the formats that layers are written in.
pub const LAYER_FORMATS: [&str; 7] = ["geojson", "gpkg", "shp", "fgb", "kml", "csv", "xlsx"];

/// Writes a layer in the format of the extension of `path`.
///
/// # Errors
/// [`WriteError::UnknownFormat`], [`WriteError::Io`], [`WriteError::Transform`] and
/// [`WriteError::Invalid`]; what was at `path` before is then untouched.
pub fn write_layer(layer: &Layer, path: &Path) -> Result<WriteReport, WriteError> {
    match extension(path).as_str() {
        "geojson" | "json" => write_bytes(path, &geojson::to_text(layer)?.into_bytes())?,
        "csv" => {
            write_bytes(path, &to_csv(&table::of_layer(layer)))?;
            return Ok(as_table(layer));
        }
        "xlsx" => {
            write_bytes(path, &xlsx::of_layer(layer)?)?;
            return Ok(as_table(layer));
        }
        "fgb" => write_bytes(path, &flatgeobuf::to_bytes(layer)?)?,
        "kml" => write_bytes(path, &kml::to_text(layer)?.into_bytes())?,
        "gpkg" => {
            let mut renamed = Vec::new();
            in_place_of(path, |temporary| -> Result<(), WriteError> {
                let mut file = GeoPackage::create(temporary)?;
                renamed = file.add(layer, layer.name())?;
                file.finish()
            })?;
            return Ok(WriteReport { renamed, ..WriteReport::default() });
        }
        "shp" => return shapefile::write(layer, path),
        other => {
            let known = LAYER_FORMATS.to_vec();
            return Err(WriteError::UnknownFormat { extension: other.to_owned(), known });
        }
    }
    Ok(WriteReport::default())
}

/// What a layer loses as a table: all but single points.
fn as_table(layer: &Layer) -> WriteReport {
    let (shapes, has_positions) = (layer.shapes(), layer.kind() == ShapeKind::Point);
    let is_lost = |row: &usize| match shapes.kind(*row) {
        ShapeKind::None => false,
        ShapeKind::Point => !has_positions || shapes.feature_coords(*row).len() > 1,
        ShapeKind::Line | ShapeKind::Polygon => true,
    };
    let without_geometry = (0..layer.len()).filter(is_lost).count();
    WriteReport { without_geometry, ..WriteReport::default() }
}

/// Writes `bytes` so that `path` holds either what it held before or all of them.
///
/// # Errors
/// When the system would not write.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As any other new file: what an office shares must be readable to the others.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Lets `write` fill a temporary file beside `path` and then puts it in its place.
pub(crate) fn in_place_of<E: From<std::io::Error>>(
    path: &Path,
    write: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let home = tempfile::TempDir::new_in(folder(path))?;
    let temporary = home.path().join(path.file_name().unwrap_or(OsStr::new("out")));
    write(&temporary)?;
    std::fs::rename(&temporary, path)?;
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_written_is_as_readable_as_any_new_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let [ours, usual] = ["ours.csv", "usual.csv"].map(|name| folder.path().join(name));
        write_bytes(&ours, b"a\n").expect("written");
        std::fs::write(&usual, b"a\n").expect("written");
        let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode();
        assert_eq!(mode(&ours), mode(&usual));
    }
}
