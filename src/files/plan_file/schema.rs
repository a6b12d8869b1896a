//! The tables of a plan beyond those of every `GeoPackage`; `docs/plan-file.md` describes them.

use std::collections::BTreeSet;

use allpa_geom::Epsg;
use allpa_model::FieldKind;
use rusqlite::{Connection, OptionalExtension as _};

use super::{PlanError, documents, minutes};
use crate::geopackage::{FeatureTable, rtree, unlist};

/// The newest format there is.
pub const FORMAT: u32 = 3;

/// Our tables: their names, and the format that brought them.
const TABLES: [(&str, u32); 10] = [
    ("allpa_meta", 1),
    ("allpa_layer", 1),
    ("allpa_data", 1),
    ("allpa_view", 1),
    ("allpa_question", 1),
    ("allpa_edit", 1),
    ("allpa_meeting", 2),
    ("allpa_agreement", 2),
    ("allpa_document", 3),
    ("allpa_attachment", 3),
];

/// The tables that a file of this format has.
pub(super) fn tables(format: u32) -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().filter(move |(_, since)| *since <= format).map(|(table, _)| table)
}

/// Feature tables of the proposals: of points, lines and polygons.
pub(super) const PROPOSALS: [(&str, &str); 3] = [
    ("propuestas_puntos", "POINT"),
    ("propuestas_lineas", "MULTILINESTRING"),
    ("propuestas_poligonos", "MULTIPOLYGON"),
];

const SCHEMA: &str = "
CREATE TABLE allpa_meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE allpa_data (
  table_name TEXT PRIMARY KEY NOT NULL, step INTEGER NOT NULL, geometry_type TEXT NOT NULL,
  srs_id INTEGER NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  features INTEGER NOT NULL, fingerprint TEXT NOT NULL,
  CONSTRAINT fk_data_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE allpa_layer (
  id INTEGER PRIMARY KEY NOT NULL, place INTEGER NOT NULL, table_name TEXT, atlas_name TEXT,
  title TEXT NOT NULL, layer_group TEXT NOT NULL, visible BOOLEAN NOT NULL, opacity DOUBLE NOT NULL,
  precision TEXT NOT NULL, notice TEXT NOT NULL, number INTEGER NOT NULL, psad TEXT, code_field TEXT, name_field TEXT,
  provenance TEXT, look TEXT,
  CONSTRAINT fk_layer_data FOREIGN KEY (table_name) REFERENCES allpa_data (table_name));
CREATE TABLE allpa_view (
  id INTEGER PRIMARY KEY NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
  longitude DOUBLE NOT NULL, latitude DOUBLE NOT NULL, scale DOUBLE NOT NULL, visible TEXT NOT NULL);
CREATE TABLE allpa_question (
  id INTEGER PRIMARY KEY NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL, asked TEXT NOT NULL,
  program TEXT NOT NULL, answered TEXT NOT NULL, used TEXT NOT NULL);
CREATE TABLE allpa_edit (
  step INTEGER PRIMARY KEY NOT NULL, label TEXT NOT NULL, time TEXT NOT NULL, author TEXT NOT NULL,
  forward TEXT NOT NULL, inverse TEXT NOT NULL);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
  VALUES ('allpa_edit', 'attributes', 'allpa_edit', 'Historia del expediente');
";

/// Makes all tables of an empty plan in a `GeoPackage` that has only its core ones.
pub(super) fn create(base: &Connection, title: &str, id: &str) -> Result<(), PlanError> {
    base.execute_batch(SCHEMA)?;
    base.execute_batch(minutes::SCHEMA)?;
    base.execute_batch(documents::SCHEMA)?;
    tables(FORMAT).try_for_each(|table| register(base, table))?;
    set_meta(base, "format", &FORMAT.to_string())?;
    PROPOSALS.iter().try_for_each(|(table, _)| create_proposals(base, table))?;
    let program = concat!("Allpa ", env!("CARGO_PKG_VERSION"));
    for (key, value) in [
        ("program", program),
        ("plan", id),
        ("title", title),
        ("done", "0"),
        ("last_step", "0"),
        ("last_number", "0"),
    ] {
        set_meta(base, key, value)?;
    }
    Ok(())
}

/// Says in the list of extensions that a table is ours.
pub(super) fn register(base: &Connection, table: &str) -> Result<(), PlanError> {
    base.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, NULL, 'allpa_plan', \
         'docs/plan-file.md of the Allpa project', 'write-only')",
        [table],
    )?;
    Ok(())
}

/// Format 2 brings meetings and agreements.
pub(super) fn to_format_2(base: &Connection) -> Result<(), PlanError> {
    base.execute_batch(minutes::SCHEMA)?;
    ["allpa_meeting", "allpa_agreement"].iter().try_for_each(|table| register(base, table))
}

/// Format 3 brings what is said of proposals beyond name and kind, and documents attached to them.
pub(super) fn to_format_3(base: &Connection) -> Result<(), PlanError> {
    base.execute_batch(documents::SCHEMA)?;
    ["allpa_document", "allpa_attachment"].iter().try_for_each(|table| register(base, table))?;
    add_facts(base)
}

/// Adds the columns of what is said of proposals. One of such a name that another program has added
/// before is taken as it is; a table that one has taken away comes back by itself.
fn add_facts(base: &Connection) -> Result<(), PlanError> {
    for (table, _) in PROPOSALS {
        let known = columns(base, table)?;
        let fresh = FACTS.iter().filter(|(name, _)| !known.is_empty() && !known.contains(*name));
        fresh.map(|(name, _)| *name).try_for_each(|name| add_column(base, table, name))?;
    }
    Ok(())
}

/// Adds a column to a table of proposals.
pub(super) fn add_column(base: &Connection, table: &str, name: &str) -> Result<(), PlanError> {
    let known = BARE.iter().chain(&FACTS).find(|(known, _)| *known == name);
    let kind = known.map_or("TEXT", |(_, kind)| kind);
    Ok(base.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {name} {kind}"))?)
}

/// Makes an empty table of proposals in the place of whatever is left of it, and lists it.
pub(super) fn create_proposals(base: &Connection, name: &str) -> Result<(), PlanError> {
    let geometry = PROPOSALS.iter().find(|(known, _)| *known == name).map_or("", |(_, kind)| kind);
    let index = rtree::name(name);
    if !columns(base, &index)?.is_empty() {
        base.execute_batch(&format!("DROP TABLE {index}"))?;
    }
    unlist(base, name)?;
    let table = proposals_table(name, geometry);
    table.create(base)?;
    rtree::create_triggers(base, name)?;
    table.list(base, "Propuestas")?;
    add_facts(base)
}

/// Columns of proposals beside their place, with their types, in the format of the file.
pub(super) fn proposal_columns(
    base: &Connection,
) -> Result<Vec<(&'static str, &'static str)>, PlanError> {
    let facts = if meta_number(base, "format")? < 3 { &[][..] } else { &FACTS[..] };
    Ok(BARE.iter().chain(facts).copied().collect())
}

/// Columns of proposals in every format.
const BARE: [(&str, &str); 4] =
    [("nombre", "TEXT"), ("tipo", "TEXT"), ("nota", "TEXT"), ("alternativa", "TEXT")];

/// Columns of proposals since format 3, with their types.
const FACTS: [(&str, &str); 7] = [
    ("clase", "TEXT"),
    ("etapa", "TEXT"),
    ("costo_soles", "DOUBLE"),
    ("anio_inicio", "INTEGER"),
    ("anio_fin", "INTEGER"),
    ("financiamiento", "TEXT"),
    ("responsable", "TEXT"),
];

/// Names of the columns of a table, in small letters as SQL compares them.
pub(super) fn columns(base: &Connection, table: &str) -> Result<BTreeSet<String>, PlanError> {
    let mut select = base.prepare_cached("SELECT lower(name) FROM pragma_table_info(?1)")?;
    let names = select.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn proposals_table(name: &str, geometry: &str) -> FeatureTable {
    let text = |name: &str| (name.to_owned(), FieldKind::Text);
    FeatureTable {
        name: name.to_owned(),
        geometry: geometry.to_owned(),
        crs: Epsg::WGS84,
        columns: BARE.map(|(name, _)| text(name)).into(),
        bounds: None,
    }
}

/// The value kept under `key`.
pub(super) fn meta(base: &Connection, key: &str) -> Result<Option<String>, PlanError> {
    let mut select = base.prepare_cached("SELECT value FROM allpa_meta WHERE key = ?1")?;
    Ok(select.query_row([key], |row| row.get(0)).optional()?)
}

/// The number kept under `key`.
pub(super) fn meta_number(base: &Connection, key: &str) -> Result<u64, PlanError> {
    let text = meta(base, key)?.unwrap_or_default();
    text.parse().map_err(|_| PlanError::Damaged(format!("{key} is «{text}», which is no number")))
}

/// Keeps a value under `key`.
pub(super) fn set_meta(base: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO allpa_meta VALUES (?1, ?2)";
    base.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

/// Refuses a file that is no plan, a newer one, and one whose tables are views or of another
/// module: what is read from those could be made up on the way. Gives the format.
pub(super) fn check(base: &Connection) -> Result<u32, PlanError> {
    let mut select =
        base.prepare("SELECT type, coalesce(sql, '') FROM sqlite_master WHERE name = ?1")?;
    let mut kind = |table: &str| -> Result<Option<(String, String)>, PlanError> {
        Ok(select.query_row([table], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    };
    if kind("allpa_meta")?.is_none() {
        return Err(PlanError::NotAPlan);
    }
    let is_plain = |kind: &str, sql: &str| {
        kind == "table" && !sql.trim_start().to_uppercase().starts_with("CREATE VIRTUAL")
    };
    let core =
        ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions"];
    let format = match kind("allpa_meta")? {
        Some((kind, sql)) if is_plain(&kind, &sql) => meta_number(base, "format")?,
        _ => return Err(PlanError::Damaged("allpa_meta is no table".into())),
    };
    let format = u32::try_from(format).unwrap_or(u32::MAX);
    if format > FORMAT {
        return Err(PlanError::Newer { found: format, known: FORMAT });
    }
    for table in tables(format).chain(PROPOSALS.map(|(name, _)| name)).chain(core) {
        match kind(table)? {
            Some((kind, sql)) if is_plain(&kind, &sql) => {}
            Some(_) => return Err(PlanError::Damaged(format!("{table} is no table"))),
            // The history knows the proposals of a table that another program took away.
            None if PROPOSALS.iter().any(|(known, _)| *known == table) => {}
            None => return Err(PlanError::Damaged(format!("the table {table} is missing"))),
        }
    }
    Ok(format)
}
