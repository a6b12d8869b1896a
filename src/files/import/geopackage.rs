//! OGC `GeoPackage` 1.0 to 1.4: feature tables of an `SQLite` file, opened read-only.

use std::path::Path;

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{
    Column, ColumnData, CrsSource, LayerParts, Note, NoteKind, Provenance, TextColumn,
};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::{Imported, Progress, ReadError, prj, wkb};

/// Names of the feature tables.
pub(super) fn layer_names(path: &Path) -> Result<Vec<String>, ReadError> {
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
    let names = strings(&base, sql)?;
    if names.is_empty() {
        return Err(ReadError::Invalid("the GeoPackage has no feature tables".into()));
    }
    Ok(names)
}

fn strings(base: &Connection, sql: &str) -> Result<Vec<String>, ReadError> {
    let mut statement = base.prepare(sql).map_err(database)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(database)?;
    rows.collect::<Result<_, _>>().map_err(database)
}

pub(crate) fn connect(path: &Path) -> Result<Connection, ReadError> {
    // `immutable` keeps even a write-ahead log from appearing beside a file on a read-only stick.
    let absolute = std::path::absolute(path)?;
    let uri = format!("file:{}?immutable=1", escape(&absolute.to_string_lossy()));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let base = Connection::open_with_flags(uri, flags).map_err(database)?;
    // A stranger's file is data: its views and triggers may call nothing.
    base.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 268435456")
        .map_err(database)?;
    Ok(base)
}

fn escape(path: &str) -> String {
    path.replace('\\', "/").replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn database(error: rusqlite::Error) -> ReadError {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => ReadError::Invalid(text),
        other => ReadError::Invalid(other.to_string()),
    }
}

/// Reads the feature table `layer`.
pub(super) fn read(
    path: &Path,
    layer: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let base = connect(path)?;
    let (geometry, srs): (String, i64) = base
        .query_row(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
            [layer],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(database)?;
    let declared = declared(&base, srs);
    let total: i64 = base
        .query_row(&format!("SELECT count(*) FROM {}", quoted(layer)), [], |row| row.get(0))
        .map_err(database)?;
    let key = key_column(&base, layer)?;
    let mut statement =
        base.prepare(&format!("SELECT * FROM {}", quoted(layer))).map_err(database)?;
    let mut fields = fields(&statement, &geometry, key.as_deref());
    let at = statement.column_names().iter().position(|name| name.eq_ignore_ascii_case(&geometry));
    let at = at.ok_or_else(|| ReadError::Invalid(format!("no column {geometry}")))?;
    let mut shapes = ShapesBuilder::default();
    let mut notes = Vec::new();
    let mut heights = 0;
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
            ValueRef::Blob(blob) => match read_blob(blob, &mut shapes) {
                Ok(found) => {
                    heights += usize::from(found.has_height);
                    if found.left_out > 0 {
                        let left_out = found.left_out;
                        notes.push(note(NoteKind::MixedCollection { left_out }));
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
        notes.push(Note { row: None, kind: NoteKind::HeightsDropped { features: heights } });
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
fn declared(base: &Connection, srs: i64) -> Option<Epsg> {
    let (organization, code, definition): (String, i64, String) = base
        .query_row(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys \
             WHERE srs_id = ?1",
            [srs],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .ok()?;
    let code = u32::try_from(code).ok().filter(|code| *code > 0);
    if organization.eq_ignore_ascii_case("EPSG") {
        return code.map(Epsg::new);
    }
    prj::epsg_from_wkt(&definition)
}

/// The integer primary key, which is bookkeeping and not an attribute.
fn key_column(base: &Connection, layer: &str) -> Result<Option<String>, ReadError> {
    let mut statement =
        base.prepare(&format!("PRAGMA table_info({})", quoted(layer))).map_err(database)?;
    let mut rows = statement.query([]).map_err(database)?;
    while let Some(row) = rows.next().map_err(database)? {
        let (kind, key): (String, i64) =
            (row.get("type").map_err(database)?, row.get("pk").map_err(database)?);
        if key == 1 && kind.eq_ignore_ascii_case("INTEGER") {
            return Ok(Some(row.get("name").map_err(database)?));
        }
    }
    Ok(None)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

struct Field {
    name: String,
    position: usize,
    data: ColumnData,
}

fn fields(statement: &rusqlite::Statement, geometry: &str, key: Option<&str>) -> Vec<Field> {
    let columns = statement.columns();
    let named = columns.iter().enumerate().filter(|(_, column)| {
        !column.name().eq_ignore_ascii_case(geometry) && Some(column.name()) != key
    });
    named
        .map(|(position, column)| {
            let declared = column.decl_type().unwrap_or("TEXT").to_uppercase();
            let data = match declared.as_str() {
                "BOOLEAN" => ColumnData::Boolean(Vec::new()),
                t if t.contains("INT") => ColumnData::Integer(Vec::new()),
                "REAL" | "DOUBLE" | "FLOAT" | "NUMERIC" => ColumnData::Real(Vec::new()),
                _ => ColumnData::Text(TextColumn::default()),
            };
            Field { name: column.name().to_owned(), position, data }
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

/// The `GeoPackage` header: `GP`, version, flags, `srs_id`, an envelope of one of five sizes.
fn read_blob(blob: &[u8], shapes: &mut ShapesBuilder) -> Result<wkb::Found, String> {
    let [b'G', b'P', _, flags, ..] = blob else { return Err("no GeoPackage geometry".into()) };
    if flags & 0x10 != 0 {
        return Ok(wkb::Found::default()); // marked as empty
    }
    let envelope = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("envelope of kind {other}")),
    };
    wkb::read(blob.get(8 + envelope..).ok_or("the geometry is cut off")?, shapes)
}
