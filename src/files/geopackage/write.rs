//! Feature tables of an OGC `GeoPackage` 1.3 (12-128r17), each with its R-tree, in the layer's own
//! system.

use std::collections::HashSet;
use std::path::Path;

use allpa_geom::{Bounds, Epsg, ShapeKind};
use allpa_model::{FieldKind, Layer, Value};
use rusqlite::{Connection, ErrorCode, ToSql, params_from_iter};

use super::{blob, quoted, rtree, schema};
use crate::export::WriteError;

/// A new file that takes layer after layer.
pub(crate) struct GeoPackage {
    base: Connection,
}

impl GeoPackage {
    /// Starts a file at `path`, where none is yet.
    pub(crate) fn create(path: &Path) -> Result<Self, WriteError> {
        let base = Connection::open(path).map_err(unwritten)?;
        base.execute_batch(schema::CORE).map_err(unwritten)?;
        Ok(Self { base })
    }

    /// Adds a layer as a table called `name`; gives the fields that had to be renamed.
    pub(crate) fn add(
        &mut self,
        layer: &Layer,
        name: &str,
    ) -> Result<Vec<(String, String)>, WriteError> {
        let transaction = self.base.transaction().map_err(unwritten)?;
        let table = FeatureTable::of(layer, name);
        table.fill(&transaction, layer).map_err(unwritten)?;
        table.list(&transaction, "").map_err(unwritten)?;
        transaction.commit().map_err(unwritten)?;
        let pairs = layer.columns().iter().zip(table.columns);
        let renamed = pairs.filter(|(column, (name, _))| column.name != *name);
        Ok(renamed.map(|(column, (name, _))| (column.name.clone(), name)).collect())
    }

    /// Ends the file.
    pub(crate) fn finish(self) -> Result<(), WriteError> {
        self.base.close().map_err(|(_, error)| unwritten(error))
    }
}

/// A feature table as it is declared: a key `fid`, the geometry `geom`, and the columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeatureTable {
    /// Its name.
    pub(crate) name: String,
    /// Type of the geometry, as `gpkg_geometry_columns` writes it.
    pub(crate) geometry: String,
    /// System of the coordinates.
    pub(crate) crs: Epsg,
    /// Names and types of the other columns.
    pub(crate) columns: Vec<(String, FieldKind)>,
    /// Box of all features.
    pub(crate) bounds: Option<Bounds>,
}

impl FeatureTable {
    /// The table that holds a layer.
    pub(crate) fn of(layer: &Layer, name: &str) -> Self {
        let kinds = layer.columns().iter().map(|column| column.data.kind());
        Self {
            name: name.to_owned(),
            geometry: geometry_type(layer).to_owned(),
            crs: layer.crs(),
            columns: column_names(layer).into_iter().zip(kinds).collect(),
            bounds: layer.shapes().bounds(),
        }
    }

    /// Makes the table and its index, both empty, and describes its system.
    pub(crate) fn create(&self, base: &Connection) -> rusqlite::Result<()> {
        schema::describe_system(base, self.crs)?;
        let columns: String = self
            .columns
            .iter()
            .map(|(name, kind)| {
                let kind = match kind {
                    FieldKind::Text => "TEXT",
                    FieldKind::Integer => "INTEGER",
                    FieldKind::Real => "REAL",
                    FieldKind::Boolean => "BOOLEAN",
                };
                format!(", {} {kind}", quoted(name))
            })
            .collect();
        let (table, geometry) = (quoted(&self.name), &self.geometry);
        base.execute_batch(&format!(
            "CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \
             geom {geometry}{columns})"
        ))?;
        rtree::create(base, &self.name)
    }

    /// Makes the table with the features of a layer, which it must be of.
    pub(crate) fn fill(&self, base: &Connection, layer: &Layer) -> rusqlite::Result<()> {
        self.create(base)?;
        let shapes = layer.shapes();
        let names: String = self.columns.iter().map(|(n, _)| format!(", {}", quoted(n))).collect();
        let marks: String = (0..self.columns.len()).map(|i| format!(", ?{}", i + 3)).collect();
        let table = quoted(&self.name);
        let sql = format!("INSERT INTO {table} (fid, geom{names}) VALUES (?1, ?2{marks})");
        let mut insert = base.prepare(&sql)?;
        for row in 0..layer.len() {
            let fid = row as i64 + 1;
            let key: Box<dyn ToSql> = Box::new(fid);
            let mut values = vec![key, Box::new(blob::encode(shapes, row, self.crs))];
            values.extend(layer.columns().iter().map(|column| sql_value(column.value(row))));
            insert.execute(params_from_iter(values))?;
            if let Some(bounds) = shapes.feature_bounds(row) {
                rtree::put(base, &self.name, fid, Some(bounds))?;
            }
        }
        // Last: what they call is not there while the rows go in.
        rtree::create_triggers(base, &self.name)
    }

    /// Lists the table where other programs look for layers.
    pub(crate) fn list(&self, base: &Connection, description: &str) -> rusqlite::Result<()> {
        let code = i64::from(self.crs.code());
        let side = |side: fn(&Bounds) -> f64| self.bounds.as_ref().map(side);
        let sides =
            [side(|b| b.min[0]), side(|b| b.min[1]), side(|b| b.max[0]), side(|b| b.max[1])];
        let [min_x, min_y, max_x, max_y] = sides;
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, \
             min_y, max_x, max_y, srs_id) VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (&self.name, description, min_x, min_y, max_x, max_y, code),
        )?;
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            (&self.name, &self.geometry, code),
        )?;
        rtree::register(base, &self.name)
    }
}

/// Takes a table off the list; its rows stay.
pub(crate) fn unlist(base: &Connection, table: &str) -> rusqlite::Result<()> {
    for list in ["gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"] {
        base.execute(&format!("DELETE FROM {list} WHERE table_name = ?1"), [table])?;
    }
    Ok(())
}

/// Names for the columns: unlike the key's and the geometry's, and unlike each other for SQL, which
/// does not tell capitals apart.
fn column_names(layer: &Layer) -> Vec<String> {
    let mut taken: HashSet<String> = ["fid", "geom"].map(str::to_owned).into();
    let free = |name: &String, taken: &mut HashSet<String>| taken.insert(name.to_lowercase());
    let mut names = Vec::with_capacity(layer.columns().len());
    for column in layer.columns() {
        let mut name = column.name.clone();
        let mut number = 1;
        while !free(&name, &mut taken) {
            number += 1;
            name = format!("{}_{number}", column.name);
        }
        names.push(name);
    }
    names
}

/// Every feature is written as a multi-part geometry, so that one type fits the table.
fn geometry_type(layer: &Layer) -> &'static str {
    let shapes = layer.shapes();
    let kind = layer.kind();
    if (0..shapes.len())
        .any(|row| !matches!(shapes.kind(row), ShapeKind::None) && shapes.kind(row) != kind)
    {
        return "GEOMETRY";
    }
    match kind {
        ShapeKind::Point if (0..shapes.len()).all(|row| shapes.parts(row).len() <= 1) => "POINT",
        ShapeKind::Point => "MULTIPOINT",
        ShapeKind::Line => "MULTILINESTRING",
        ShapeKind::Polygon => "MULTIPOLYGON",
        ShapeKind::None => "GEOMETRY",
    }
}

fn sql_value(value: Value) -> Box<dyn ToSql> {
    match value {
        Value::Null => Box::new(rusqlite::types::Null),
        Value::Text(text) => Box::new(text.to_owned()),
        Value::Integer(number) => Box::new(number),
        Value::Real(number) => Box::new(number),
        Value::Boolean(yes) => Box::new(yes),
    }
}

/// What the database would not take, or the disk below it.
pub(crate) fn unwritten(error: rusqlite::Error) -> WriteError {
    use std::io::{Error, ErrorKind};
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::from(ErrorKind::StorageFull).into(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            Error::from(ErrorKind::PermissionDenied).into()
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Error::other(error).into(),
        _ => WriteError::Invalid(error.to_string()),
    }
}
