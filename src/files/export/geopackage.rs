//! OGC `GeoPackage` 1.3 (12-128r17): one feature table with its R-tree, in the layer's own system.

use std::collections::HashSet;
use std::path::Path;

use allpa_geom::{Coord, Epsg, ShapeKind, Shapes};
use allpa_model::{FieldKind, Layer, Value};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::WriteError;

/// A new file that takes layer after layer.
pub(crate) struct GeoPackage {
    base: Connection,
}

impl GeoPackage {
    /// Starts a file at `path`, where none is yet.
    pub(crate) fn create(path: &Path) -> Result<Self, WriteError> {
        let base = Connection::open(path).map_err(database)?;
        base.execute_batch(SCHEMA).map_err(database)?;
        Ok(Self { base })
    }

    /// Adds a layer as a table called `name`; gives the fields that had to be renamed.
    pub(crate) fn add(
        &mut self,
        layer: &Layer,
        name: &str,
    ) -> Result<Vec<(String, String)>, WriteError> {
        let names = column_names(layer);
        let transaction = self.base.transaction().map_err(database)?;
        describe_system(&transaction, layer.crs())?;
        create_table(&transaction, layer, name, &names)?;
        register(&transaction, layer, name)?;
        insert_rows(&transaction, layer, name, &names)?;
        spatial_index(&transaction, layer, name)?;
        transaction.commit().map_err(database)?;
        let pairs = layer.columns().iter().zip(names);
        let renamed = pairs.filter(|(column, name)| column.name != *name);
        Ok(renamed.map(|(column, name)| (column.name.clone(), name)).collect())
    }

    /// Ends the file.
    pub(crate) fn finish(self) -> Result<(), WriteError> {
        self.base.close().map_err(|(_, error)| database(error))
    }
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

fn insert_rows(
    base: &Connection,
    layer: &Layer,
    table: &str,
    names: &[String],
) -> Result<(), WriteError> {
    let table = quoted(table);
    let columns: String = names.iter().map(|name| format!(", {}", quoted(name))).collect();
    let marks: String = (0..names.len()).map(|i| format!(", ?{}", i + 3)).collect();
    let sql = format!("INSERT INTO {table} (fid, geom{columns}) VALUES (?1, ?2{marks})");
    let mut insert = base.prepare(&sql).map_err(database)?;
    for row in 0..layer.len() {
        let key: Box<dyn ToSql> = Box::new(row as i64 + 1);
        let mut values = vec![key, Box::new(blob(layer.shapes(), row, layer.crs()))];
        values.extend(layer.columns().iter().map(|column| sql_value(column.value(row))));
        insert.execute(params_from_iter(values)).map_err(database)?;
    }
    Ok(())
}

/// Core tables, the systems every file must list, and the header's marks.
const SCHEMA: &str = r#"
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
PRAGMA journal_mode = DELETE;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]', NULL);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"#;

fn describe_system(base: &Connection, crs: Epsg) -> Result<(), WriteError> {
    let definition = allpa_geom::wkt(crs).unwrap_or_else(|| "undefined".into());
    let code = i64::from(crs.code());
    let sql = "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)";
    base.execute(sql, (crs.name(), code, definition)).map_err(database)?;
    Ok(())
}

fn create_table(
    base: &Connection,
    layer: &Layer,
    table: &str,
    names: &[String],
) -> Result<(), WriteError> {
    let kind = type_name(layer);
    let columns: String = layer
        .columns()
        .iter()
        .zip(names)
        .map(|(column, name)| {
            let kind = match column.data.kind() {
                FieldKind::Text => "TEXT",
                FieldKind::Integer => "INTEGER",
                FieldKind::Real => "REAL",
                FieldKind::Boolean => "BOOLEAN",
            };
            format!(", {} {kind}", quoted(name))
        })
        .collect();
    let table = quoted(table);
    let sql = format!(
        "CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{columns})"
    );
    base.execute_batch(&sql).map_err(database)
}

fn register(base: &Connection, layer: &Layer, table: &str) -> Result<(), WriteError> {
    let code = i64::from(layer.crs().code());
    let bounds = layer.shapes().bounds();
    let side = |side: fn(&allpa_geom::Bounds) -> f64| bounds.as_ref().map(side);
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, \
         srs_id) VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6)",
        (
            table,
            side(|b| b.min[0]),
            side(|b| b.min[1]),
            side(|b| b.max[0]),
            side(|b| b.max[1]),
            code,
        ),
    )
    .map_err(database)?;
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
        (table, type_name(layer), code),
    )
    .map_err(database)?;
    Ok(())
}

/// The R-tree extension: index table, its content, and the triggers that keep it true.
fn spatial_index(base: &Connection, layer: &Layer, name: &str) -> Result<(), WriteError> {
    let index = quoted(&format!("rtree_{name}_geom"));
    base.execute_batch(&format!(
        "CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)"
    ))
    .map_err(database)?;
    base.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [name],
    )
    .map_err(database)?;
    let mut insert = base
        .prepare(&format!("INSERT INTO {index} VALUES (?1, ?2, ?3, ?4, ?5)"))
        .map_err(database)?;
    for row in 0..layer.len() {
        let Some(b) = layer.shapes().feature_bounds(row) else { continue };
        let key = row as i64 + 1;
        insert.execute((key, b.min[0], b.max[0], b.min[1], b.max[1])).map_err(database)?;
    }
    drop(insert);
    let table = quoted(name);
    let trigger = |part: &str| quoted(&format!("rtree_{name}_geom_{part}"));
    let filled = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)";
    let empty = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let put = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), \
         ST_MinY(NEW.geom), ST_MaxY(NEW.geom))"
    );
    let take = format!("DELETE FROM {index} WHERE id = OLD.fid");
    // The six triggers of annex F.3, as published for version 1.3.
    for (part, event, when, body) in [
        ("insert", "INSERT ON", format!("({filled})"), put.clone()),
        ("update6", "UPDATE OF geom ON", format!("OLD.fid = NEW.fid AND ({filled})"), put.clone()),
        ("update2", "UPDATE OF geom ON", format!("OLD.fid = NEW.fid AND {empty}"), take.clone()),
        (
            "update5",
            "UPDATE ON",
            format!("OLD.fid != NEW.fid AND ({filled})"),
            format!("{take}; {put}"),
        ),
        (
            "update4",
            "UPDATE ON",
            format!("OLD.fid != NEW.fid AND {empty}"),
            format!("DELETE FROM {index} WHERE id IN (OLD.fid, NEW.fid)"),
        ),
        ("delete", "DELETE ON", "OLD.geom NOT NULL".into(), take.clone()),
    ] {
        let trigger = trigger(part);
        let sql =
            format!("CREATE TRIGGER {trigger} AFTER {event} {table} WHEN {when} BEGIN {body}; END");
        base.execute_batch(&sql).map_err(database)?;
    }
    Ok(())
}

/// Every feature is written as a multi-part geometry, so that one type fits the table.
fn type_name(layer: &Layer) -> &'static str {
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

/// `GeoPackage` header with an XY envelope, then ISO WKB; `None` without geometry.
fn blob(shapes: &Shapes, row: usize, crs: Epsg) -> Option<Vec<u8>> {
    let bounds = shapes.feature_bounds(row)?;
    let mut out = Vec::with_capacity(64 + shapes.feature_coords(row).len() * 16);
    out.extend_from_slice(b"GP\0\x03");
    out.extend((crs.code() as i32).to_le_bytes());
    for number in [bounds.min[0], bounds.max[0], bounds.min[1], bounds.max[1]] {
        out.extend(number.to_le_bytes());
    }
    let head = |out: &mut Vec<u8>, kind: u32, count: Option<usize>| {
        out.push(1);
        out.extend(kind.to_le_bytes());
        if let Some(count) = count {
            out.extend((count as u32).to_le_bytes());
        }
    };
    let run = |out: &mut Vec<u8>, coords: &[Coord]| {
        out.extend((coords.len() as u32).to_le_bytes());
        coords.iter().flatten().for_each(|number| out.extend(number.to_le_bytes()));
    };
    let parts = shapes.parts(row);
    let (single, multi) = match shapes.kind(row) {
        ShapeKind::None => return None,
        ShapeKind::Point => (1, 4),
        ShapeKind::Line => (2, 5),
        ShapeKind::Polygon => (3, 6),
    };
    if single != 1 || parts.len() > 1 {
        head(&mut out, multi, Some(parts.len()));
    }
    for part in shapes.parts(row) {
        let mut rings = part.into_rings();
        match single {
            1 => {
                head(&mut out, 1, None);
                let coord = rings.next().map_or([f64::NAN; 2], |ring| ring[0]);
                coord.iter().for_each(|number| out.extend(number.to_le_bytes()));
            }
            2 => {
                head(&mut out, 2, None);
                rings.for_each(|ring| run(&mut out, ring));
            }
            _ => {
                head(&mut out, 3, Some(rings.len()));
                rings.for_each(|ring| run(&mut out, ring));
            }
        }
    }
    Some(out)
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

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn database(error: rusqlite::Error) -> WriteError {
    WriteError::Invalid(error.to_string())
}
