//! Where a layer comes from and how it was read.

use serde::{Deserialize, Serialize};

/// How the coordinate reference system of a layer became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum CrsSource {
    /// The file declares it.
    Declared,
    /// The format's norm fixes it (GeoJSON, KML).
    Standard,
    /// The user stated it.
    Stated,
    /// Nobody said; the layer cannot be used with others until somebody does.
    #[default]
    Unknown,
}

/// Facts printed beside every figure that uses the layer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// File name without folders, or the atlas' name for the layer.
    pub file: String,
    /// Format, as its driver is usually called: `GeoJSON`, `ESRI Shapefile`, `GPKG`.
    pub format: String,
    /// Size of the source in bytes.
    pub bytes: u64,
    /// SHA-256 of the source in lower-case hexadecimal, when computed.
    pub sha256: String,
    /// How the coordinate reference system is known.
    pub crs_source: CrsSource,
    /// Encoding of the attribute texts.
    pub encoding: String,
    /// Who publishes it, for legends and sheets.
    pub source: String,
    /// Licence, where known.
    pub licence: String,
    /// Date of the data, as the source writes it.
    pub date: String,
}
