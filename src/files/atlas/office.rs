//! An office's atlas: a `GeoPackage` with one more table, `allpa_atlas`.

use std::path::Path;

use rusqlite::Connection;

use super::Catalogue;
use crate::export::WriteError;
use crate::geopackage::{connect, unwritten};
use crate::import::ReadError;

/// Reads the catalogue.
pub(super) fn catalogue(path: &Path) -> Result<Catalogue, ReadError> {
    crate::import::open(path)?;
    let base = connect(path)?;
    let text: String = base
        .query_row("SELECT catalogue FROM allpa_atlas", [], |row| row.get(0))
        .map_err(|_| ReadError::Invalid("a GeoPackage, but not an atlas of Allpa".into()))?;
    serde_json::from_str(&text).map_err(|error| ReadError::Invalid(error.to_string()))
}

/// Adds the catalogue to a `GeoPackage` that holds the layers.
pub(super) fn add_catalogue(path: &Path, catalogue: &Catalogue) -> Result<(), WriteError> {
    let base = Connection::open(path).map_err(unwritten)?;
    let text = serde_json::to_string(catalogue).map_err(|e| WriteError::Invalid(e.to_string()))?;
    base.execute_batch(
        "CREATE TABLE allpa_atlas (id INTEGER PRIMARY KEY, catalogue TEXT NOT NULL);
         INSERT INTO gpkg_extensions VALUES ('allpa_atlas', NULL, 'allpa_atlas',
           'docs/atlas.md of the Allpa project', 'read-write')",
    )
    .map_err(unwritten)?;
    base.execute("INSERT INTO allpa_atlas VALUES (1, ?1)", [text]).map_err(unwritten)?;
    Ok(())
}
