//! Layers inside a zip, unpacked in memory: nothing is written, so nothing can escape its folder.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zip::ZipArchive;

use super::{Imported, Progress, ReadError, geojson, shapefile};

/// Unpacked bytes that one layer may take.
const MOST_BYTES: u64 = 2 << 30;
/// Bytes that any file may unpack to, however small it is packed.
const ALWAYS_ALLOWED: u64 = 64 << 20;
/// Beyond that, how many times its packed size. Maps and tables shrink 3 to 30 times.
const MOST_EXPANSION: u64 = 100;

/// Names of the shapefiles and `GeoJSON` files inside.
pub(super) fn layer_names(path: &Path) -> Result<Vec<String>, ReadError> {
    let archive = open(path)?;
    let names: Vec<String> = archive
        .file_names()
        .filter(|name| matches!(extension(name).as_str(), "shp" | "geojson" | "json"))
        .map(stem)
        .collect();
    if names.is_empty() {
        return Err(ReadError::Archive("no shapefile and no GeoJSON inside".into()));
    }
    Ok(names)
}

/// Reads the layer whose file has the stem `layer`.
pub(super) fn read(
    path: &Path,
    layer: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let mut archive = open(path)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let of_layer = |wanted: &str| {
        let fits = |name: &&String| stem(name) == layer && extension(name) == wanted;
        names.iter().find(fits).cloned()
    };
    let mut left = MOST_BYTES;
    let mut part = |wanted: &str| -> Result<Option<Vec<u8>>, ReadError> {
        let Some(name) = of_layer(wanted) else { return Ok(None) };
        let mut file = archive.by_name(&name).map_err(|e| ReadError::Archive(e.to_string()))?;
        let limit = left.min(ALWAYS_ALLOWED.max(file.compressed_size() * MOST_EXPANSION));
        let expands = || ReadError::ExpandsTooMuch { file: name.clone() };
        if file.size() > limit {
            return Err(expands());
        }
        // The size in the header may lie: what is unpacked is counted as it comes.
        let mut bytes = Vec::new();
        file.by_ref().take(limit + 1).read_to_end(&mut bytes)?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(expands());
        }
        left -= size;
        Ok(Some(bytes))
    };
    if let Some(shp) = part("shp")? {
        let files =
            shapefile::Files { shp, dbf: part("dbf")?, prj: part("prj")?, cpg: part("cpg")? };
        return shapefile::read(&files, progress);
    }
    let text = match part("geojson")? {
        Some(text) => Some(text),
        None => part("json")?,
    };
    let text = text.ok_or_else(|| ReadError::Archive(format!("no layer {layer}")))?;
    geojson::read(&text, progress)
}

fn open(path: &Path) -> Result<ZipArchive<File>, ReadError> {
    ZipArchive::new(File::open(path)?).map_err(|error| ReadError::Archive(error.to_string()))
}

fn extension(name: &str) -> String {
    let extension = Path::new(name).extension().map(OsStr::to_string_lossy).unwrap_or_default();
    extension.to_lowercase()
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(OsStr::to_string_lossy).unwrap_or_default().into_owned()
}
