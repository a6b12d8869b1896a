//! `MBTiles` 1.3: tiles in a SQLite database, rows counted from the south.

use std::path::Path;

use allpa_geom::Bounds;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::tiles::{TileStore, Tiles};
use crate::import::ReadError;

#[derive(Debug)]
pub(super) struct Store(Connection);

/// Opens a file; the metadata may be missing, the tiles may not.
pub(super) fn open(path: &Path) -> Result<Tiles<Store>, ReadError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let base = Connection::open_with_flags(path, flags).map_err(database)?;
    let metadata = |name: &str| -> Option<String> {
        let sql = "SELECT value FROM metadata WHERE name = ?1";
        base.query_row(sql, [name], |row| row.get(0)).ok()
    };
    let zooms = "SELECT min(zoom_level), max(zoom_level) FROM tiles";
    let zooms: [Option<u8>; 2] =
        base.query_row(zooms, [], |row| Ok([row.get(0)?, row.get(1)?])).map_err(database)?;
    let [Some(min_zoom), Some(max_zoom)] = zooms else { return Err(ReadError::Empty) };
    let first = "SELECT tile_data FROM tiles LIMIT 1";
    let first: Vec<u8> = base.query_row(first, [], |row| row.get(0)).map_err(database)?;
    let bounds = match metadata("bounds").as_deref().and_then(parse_bounds) {
        Some(bounds) => bounds,
        None => bounds_of_tiles(&base, min_zoom)?,
    };
    Tiles::new(Store(base), [min_zoom, max_zoom], bounds, &first)
}

/// `west,south,east,north` in degrees.
fn parse_bounds(text: &str) -> Option<Bounds> {
    let sides: Vec<f64> = text.split(',').filter_map(|side| side.trim().parse().ok()).collect();
    let &[west, south, east, north] = sides.as_slice() else { return None };
    (west < east && south < north).then_some(Bounds { min: [west, south], max: [east, north] })
}

/// What the tiles of the first zoom cover, in degrees.
fn bounds_of_tiles(base: &Connection, zoom: u8) -> Result<Bounds, ReadError> {
    let sql = "SELECT min(tile_column), min(tile_row), max(tile_column), max(tile_row) \
               FROM tiles WHERE zoom_level = ?1";
    let [west, south, east, north]: [f64; 4] = base
        .query_row(sql, [zoom], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .map_err(database)?;
    let tiles = f64::from(zoom).exp2();
    let longitude = |column: f64| column / tiles * 360.0 - 180.0;
    let latitude = |row: f64| {
        let mercator = (row / tiles * 2.0 - 1.0) * std::f64::consts::PI;
        mercator.sinh().atan().to_degrees()
    };
    let min = [longitude(west), latitude(south)];
    Ok(Bounds { min, max: [longitude(east + 1.0), latitude(north + 1.0)] })
}

impl TileStore for Store {
    fn tile(&mut self, zoom: u8, x: u64, y: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let row = (1_u64 << zoom) - 1 - y;
        let sql = "SELECT tile_data FROM tiles \
                   WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
        let mut statement = self.0.prepare_cached(sql).map_err(database)?;
        let at = (zoom, x.cast_signed(), row.cast_signed());
        statement.query_row(at, |row| row.get(0)).optional().map_err(database)
    }
}

fn database(error: rusqlite::Error) -> ReadError {
    ReadError::Invalid(error.to_string())
}
