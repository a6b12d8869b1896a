//! OGC `GeoPackage` 1.0 to 1.4: feature tables of an `SQLite` file, opened read-only.

use std::path::Path;

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{
    Column, ColumnData, CrsSource, LayerParts, Note, NoteKind, Provenance, TextColumn,
};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _};

use super::{blob, connect, database, quoted};
use crate::import::{Imported, Progress, ReadError, prj};

/// Names of the feature tables.
pub(crate) fn layer_names(path: &Path) -> Result<Vec<String>, ReadError> {
    let base = connect(path)?;
    let has_contents: bool = base
        .query_row("SELECT count(*) FROM sqlite_master WHERE name = 'gpkg_contents'", [], |row| {
            row.get::<_, i64>(0)
        })
        .map_err(database)?
        > 0;
    if !has_contents {
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        let names = strings(&base, tables)?;
        let text = format!("a database, but not a GeoPackage; its tables: {}", names.join(", "));
        return Err(ReadError::Invalid(text));
    }
    let sql = "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g \
               ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.rowid";
    let mut names = strings(&base, sql)?;
    for table in strings(&base, UNLISTED)? {
        names.push(table);
    }
    if names.is_empty() {
        return Err(ReadError::Invalid("the GeoPackage has no feature tables".into()));
    }
    Ok(names)
}

/// Feature tables that `gpkg_contents` forgets.
const UNLISTED: &str = "SELECT g.table_name FROM gpkg_geometry_columns g \
     JOIN sqlite_master m ON m.name = g.table_name \
     WHERE g.table_name NOT IN (SELECT table_name FROM gpkg_contents)";

fn strings(base: &Connection, sql: &str) -> Result<Vec<String>, ReadError> {
    let mut statement = base.prepare(sql).map_err(database)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(database)?;
    rows.collect::<Result<_, _>>().map_err(database)
}

/// Reads the feature table `layer`.
pub(crate) fn read(
    path: &Path,
    layer: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let base = connect(path)?;
    let place = base.query_row(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
        [layer],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    let (geometry, srs): (String, i64) = place.map_err(database)?;
    read_table(&base, layer, &geometry, srs, progress)
}

/// Reads the feature table `layer` of an open file, whose geometry is in the column `geometry` and
/// the system `srs`.
pub(crate) fn read_table(
    base: &Connection,
    layer: &str,
    geometry: &str,
    srs: i64,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let declared = declared(base, srs)?;
    let mut notes = Vec::new();
    if strings(base, UNLISTED)?.iter().any(|table| table == layer) {
        notes.push(Note::layer(NoteKind::NotListed { table: layer.to_owned() }));
    }
    let columns = columns(base, layer)?;
    let found = geometry_column(base, layer, &columns, geometry)?;
    if found != geometry {
        notes.push(Note::layer(NoteKind::GeometryColumn { used: found.clone() }));
    }
    let geometry = found;
    let total: i64 = base
        .query_row(&format!("SELECT count(*) FROM {}", quoted(layer)), [], |row| row.get(0))
        .map_err(database)?;
    let mut statement =
        base.prepare(&format!("SELECT * FROM {}", quoted(layer))).map_err(database)?;
    let mut fields = fields(&columns, &geometry);
    let at = columns.iter().position(|column| column.name.eq_ignore_ascii_case(&geometry));
    let at = at.ok_or_else(|| ReadError::Invalid(format!("no column {geometry}")))?;
    let mut shapes = ShapesBuilder::default();
    let mut heights = 0;
    let mut other_srs = None;
    let mut rows = statement.query([]).map_err(database)?;
    while let Some(row) = rows.next().map_err(database)? {
        let number = shapes.len();
        if number % 256 == 0 {
            progress.step(number as u64, u64::try_from(total).unwrap_or(0))?;
        }
        let value = row.get_ref(at).map_err(database)?;
        let note = |kind| Note { row: Some(number), kind };
        match value {
            ValueRef::Null => {
                notes.push(note(NoteKind::NoGeometry));
                shapes.end_feature(ShapeKind::None);
            }
            ValueRef::Blob(bytes) => match blob::decode(bytes, &mut shapes) {
                Ok(found) => {
                    other_srs = other_srs.or_else(|| blob::srs_of(bytes).filter(|own| *own != srs));
                    heights += usize::from(found.has_height);
                    if found.left_out > 0 {
                        let left_out = found.left_out;
                        notes.push(note(NoteKind::MixedCollection { left_out }));
                    }
                    if found.has_curves {
                        notes.push(note(NoteKind::CurvesStroked));
                    }
                    if found.kind == ShapeKind::None {
                        notes.push(note(NoteKind::NoGeometry));
                    }
                    shapes.end_feature(found.kind);
                }
                Err(found) => {
                    notes.push(note(NoteKind::BadCoordinate { found }));
                    shapes.end_feature(ShapeKind::None);
                }
            },
            _ => {
                let found = "the geometry is no blob".into();
                notes.push(note(NoteKind::BadCoordinate { found }));
                shapes.end_feature(ShapeKind::None);
            }
        }
        for field in &mut fields {
            field.push(row.get_ref(field.position).map_err(database)?);
        }
    }
    if heights > 0 {
        notes.push(Note::layer(NoteKind::HeightsDropped { features: heights }));
    }
    if let Some(other) = other_srs {
        notes.push(Note::layer(NoteKind::CrsConflict { other }));
    }
    let provenance = Provenance {
        format: "GPKG".into(),
        encoding: "UTF-8".into(),
        crs_source: if declared.is_some() { CrsSource::Declared } else { CrsSource::Unknown },
        ..Provenance::default()
    };
    let columns = fields.into_iter().map(|field| Column { name: field.name, data: field.data });
    let columns = columns.collect();
    let shapes = shapes.finish();
    let parts = LayerParts { name: layer.to_owned(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

/// The system of an `srs_id`, by its organisation's code, else by its definition.
fn declared(base: &Connection, srs: i64) -> Result<Option<Epsg>, ReadError> {
    let found: Option<(String, i64, String)> = base
        .query_row(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys \
             WHERE srs_id = ?1",
            [srs],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
        .map_err(database)?;
    let Some((organization, code, definition)) = found else { return Ok(None) };
    if organization.eq_ignore_ascii_case("EPSG") {
        return Ok(u32::try_from(code).ok().filter(|code| *code > 0).map(Epsg::new));
    }
    Ok(prj::epsg_from_wkt(&definition))
}

/// The column that holds geometry: the one `declared`, else the only one with geometry in its first
/// row.
fn geometry_column(
    base: &Connection,
    layer: &str,
    columns: &[Declared],
    declared: &str,
) -> Result<String, ReadError> {
    let names: Vec<&String> = columns.iter().map(|column| &column.name).collect();
    if let Some(known) = names.iter().find(|name| name.eq_ignore_ascii_case(declared)) {
        return Ok((*known).clone());
    }
    let sql = format!("SELECT * FROM {} LIMIT 1", quoted(layer));
    let mut statement = base.prepare(&sql).map_err(database)?;
    let mut rows = statement.query([]).map_err(database)?;
    let row = rows.next().map_err(database)?;
    let is_geometry = |at: usize| {
        let value = row.and_then(|row| row.get_ref(at).ok());
        matches!(value, Some(ValueRef::Blob([b'G', b'P', ..])))
    };
    let mut found = (0..names.len()).filter(|at| is_geometry(*at));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(names[only].clone()),
        _ => Err(ReadError::Invalid(format!("no column {declared}"))),
    }
}

/// A column as the table declares it.
struct Declared {
    name: String,
    /// In capitals.
    kind: String,
    /// Whether it is the integer primary key, which is bookkeeping and not an attribute.
    is_key: bool,
}

/// The columns of a table. Names that are no text are refused here: the library panics on them.
fn columns(base: &Connection, layer: &str) -> Result<Vec<Declared>, ReadError> {
    let mut statement =
        base.prepare(&format!("PRAGMA table_info({})", quoted(layer))).map_err(database)?;
    let mut rows = statement.query([]).map_err(database)?;
    let mut columns = Vec::new();
    while let Some(row) = rows.next().map_err(database)? {
        let name: String = row.get("name").map_err(database)?;
        let kind: String = row.get("type").map_err(database)?;
        let kind = kind.to_uppercase();
        let key: i64 = row.get("pk").map_err(database)?;
        columns.push(Declared { name, is_key: key == 1 && kind == "INTEGER", kind });
    }
    Ok(columns)
}

struct Field {
    name: String,
    position: usize,
    data: ColumnData,
}

fn fields(columns: &[Declared], geometry: &str) -> Vec<Field> {
    let named = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.name.eq_ignore_ascii_case(geometry) && !column.is_key);
    named
        .map(|(position, column)| {
            let data = match column.kind.as_str() {
                "BOOLEAN" => ColumnData::Boolean(Vec::new()),
                kind if kind.contains("INT") => ColumnData::Integer(Vec::new()),
                "REAL" | "DOUBLE" | "FLOAT" | "NUMERIC" => ColumnData::Real(Vec::new()),
                _ => ColumnData::Text(TextColumn::default()),
            };
            Field { name: column.name.clone(), position, data }
        })
        .collect()
}

impl Field {
    fn push(&mut self, value: ValueRef) {
        match (&mut self.data, value) {
            (ColumnData::Text(texts), ValueRef::Text(text)) => {
                texts.push(Some(&String::from_utf8_lossy(text)));
            }
            (ColumnData::Text(texts), ValueRef::Integer(n)) => texts.push(Some(&n.to_string())),
            (ColumnData::Text(texts), ValueRef::Real(n)) => texts.push(Some(&n.to_string())),
            (ColumnData::Text(texts), _) => texts.push(None),
            (ColumnData::Integer(v), ValueRef::Integer(n)) => v.push(Some(n)),
            (ColumnData::Integer(v), _) => v.push(None),
            (ColumnData::Real(v), ValueRef::Real(n)) => v.push(Some(n)),
            (ColumnData::Real(v), ValueRef::Integer(n)) => v.push(Some(n as f64)),
            (ColumnData::Real(v), _) => v.push(None),
            (ColumnData::Boolean(v), ValueRef::Integer(n)) => v.push(Some(n != 0)),
            (ColumnData::Boolean(v), _) => v.push(None),
        }
    }
}
