//! OGC `GeoPackage`: one home for what importer, exporter, atlas and plan file share.

pub(crate) mod blob;
mod read;
pub(crate) mod rtree;
pub(crate) mod schema;
mod write;

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::import::ReadError;

pub(crate) use read::{layer_names, read, read_table};
pub(crate) use write::{FeatureTable, GeoPackage, unlist, unwritten};

/// Opens a file to be read only, in a way that touches neither it nor its folder. What a
/// write-ahead log beside it holds is not seen.
pub(crate) fn connect(path: &Path) -> Result<Connection, ReadError> {
    // `immutable` keeps even a write-ahead log from appearing beside a file on a read-only stick.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let base = Connection::open_with_flags(uri(path, "immutable=1")?, flags).map_err(database)?;
    // A stranger's file is data: its views and triggers may call nothing.
    base.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 268435456")
        .map_err(database)?;
    Ok(base)
}

/// The address of a file for `SQLite`, with parameters.
pub(crate) fn uri(path: &Path, parameters: &str) -> std::io::Result<String> {
    let absolute = std::path::absolute(path)?;
    let escaped = absolute.to_string_lossy().replace('\\', "/");
    let escaped = escaped.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Ok(format!("file:{escaped}?{parameters}"))
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(crate) fn database(error: rusqlite::Error) -> ReadError {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => ReadError::Invalid(text),
        other => ReadError::Invalid(other.to_string()),
    }
}
