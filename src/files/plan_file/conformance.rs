//! Requirements of OGC 12-128r17 (`GeoPackage` 1.3) that a file with feature tables must meet,
//! written from the standard.

use std::collections::{BTreeMap, BTreeSet};

use allpa_geom::ShapesBuilder;
use rusqlite::{Connection, OptionalExtension as _};

use super::schema::{meta_number, tables};
use super::verify::{Check, Finding};
use super::{Fact, PlanError};
use crate::geopackage::{blob, quoted};

type Found = Result<Vec<Finding>, PlanError>;

/// `GPKG` in the header, and a version from 1.2 on.
const APPLICATION: i64 = 0x4750_4B47;
const OLDEST: i64 = 10_200;

/// Requirements 2 and 3.
pub(super) fn header(base: &Connection) -> Found {
    let pragma = |name: &str| base.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
    let (application, version): (i64, i64) = (pragma("application_id")?, pragma("user_version")?);
    let mut findings = Vec::new();
    if application != APPLICATION {
        let fact = Fact::Value("application_id", format!("{application:#x}"));
        findings.push(Finding::new(Check::Header, "", fact));
    }
    if version < OLDEST {
        let fact = Fact::Value("user_version", version.to_string());
        findings.push(Finding::new(Check::Header, "", fact));
    }
    Ok(findings)
}

/// Requirements 6 and 7.
pub(super) fn integrity(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let mut select = base.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let told: String = row.get(0)?;
        if told != "ok" {
            findings.push(Finding::new(Check::Integrity, "", Fact::Told(told)));
        }
    }
    let mut select = base.prepare("PRAGMA foreign_key_check")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        let number: Option<i64> = row.get(1)?;
        let fact = Fact::NoMatch { row: number.unwrap_or_default(), parent };
        findings.push(Finding::new(Check::ForeignKeys, &table, fact));
    }
    Ok(findings)
}

/// Columns that the core tables must have (tables 5, 7, 10 and 12 of the standard).
const CORE: [(&str, &[&str]); 4] = [
    (
        "gpkg_spatial_ref_sys",
        &[
            "srs_name",
            "srs_id",
            "organization",
            "organization_coordsys_id",
            "definition",
            "description",
        ],
    ),
    (
        "gpkg_contents",
        &[
            "table_name",
            "data_type",
            "identifier",
            "description",
            "last_change",
            "min_x",
            "min_y",
            "max_x",
            "max_y",
            "srs_id",
        ],
    ),
    (
        "gpkg_geometry_columns",
        &["table_name", "column_name", "geometry_type_name", "srs_id", "z", "m"],
    ),
    ("gpkg_extensions", &["table_name", "column_name", "extension_name", "definition", "scope"]),
];

/// Requirements 10, 13, 21 and 58.
pub(super) fn core_tables(base: &Connection) -> Found {
    let mut findings = Vec::new();
    for (table, wanted) in CORE {
        let columns = columns(base, table)?;
        for column in wanted.iter().filter(|wanted| !columns.contains_key(**wanted)) {
            let fact = Fact::NoColumn((*column).to_owned());
            findings.push(Finding::new(Check::CoreTables, table, fact));
        }
    }
    Ok(findings)
}

/// Requirements 11 and 12.
pub(super) fn systems(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let wanted = [(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326)];
    for (srs, organization, code) in wanted {
        let found: Option<(String, i64)> = base
            .query_row(
                "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys \
                 WHERE srs_id = ?1",
                [srs],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let is_right = found.is_some_and(|(name, number)| {
            name.eq_ignore_ascii_case(organization) && number == code
        });
        if !is_right {
            let fact = Fact::Value("srs_id", srs.to_string());
            findings.push(Finding::new(Check::Systems, "gpkg_spatial_ref_sys", fact));
        }
    }
    for table in ["gpkg_contents", "gpkg_geometry_columns"] {
        let sql = format!(
            "SELECT DISTINCT srs_id FROM {table} WHERE srs_id NOTNULL AND srs_id NOT IN \
             (SELECT srs_id FROM gpkg_spatial_ref_sys)"
        );
        let mut select = base.prepare(&sql)?;
        for srs in select.query_map([], |row| row.get::<_, i64>(0))? {
            let fact = Fact::Value("srs_id", srs?.to_string());
            findings.push(Finding::new(Check::Systems, table, fact));
        }
    }
    Ok(findings)
}

/// Requirements 14 to 18.
pub(super) fn contents(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let mut select =
        base.prepare("SELECT table_name, data_type, last_change FROM gpkg_contents")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (table, kind, changed): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut find = |fact| findings.push(Finding::new(Check::Contents, &table, fact));
        if !exists(base, &table)? {
            find(Fact::NoTable);
        }
        if !is_moment(&changed) {
            find(Fact::Value("last_change", changed));
        }
        if kind == "features" && !has_row(base, "gpkg_geometry_columns", &table)? {
            find(Fact::NoGeometryColumn);
        }
    }
    Ok(findings)
}

/// `2026-01-31T12:00:00.000Z`, the fraction apart.
fn is_moment(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let fits =
        |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    text.len() > FORM.len() && text.as_bytes().iter().zip(FORM).all(fits) && text.ends_with('Z')
}

/// Names of geometry types (annex G).
const TYPES: [&str; 14] = [
    "GEOMETRY",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "CURVE",
];

/// Requirements 22 to 30.
pub(super) fn geometry_columns(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let mut select = base.prepare(
        "SELECT g.table_name, g.column_name, g.geometry_type_name, g.srs_id, g.z, g.m, \
         c.data_type, c.srs_id FROM gpkg_geometry_columns g \
         LEFT JOIN gpkg_contents c ON c.table_name = g.table_name",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (table, column, kind): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let (srs, z, m): (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let (data, listed): (Option<String>, Option<i64>) = (row.get(6)?, row.get(7)?);
        let has_key = key_column(base, &table)?.is_some();
        let has_column = columns(base, &table)?.contains_key(&column);
        for (is_wrong, fact) in [
            (data.as_deref() != Some("features"), Fact::NotListed),
            (!has_column, Fact::NoColumn(column)),
            (!TYPES.contains(&kind.as_str()), Fact::Value("geometry_type_name", kind)),
            (listed != Some(srs), Fact::ListedWith { geometry: srs, listed }),
            (!(0..=2).contains(&z), Fact::Value("z", z.to_string())),
            (!(0..=2).contains(&m), Fact::Value("m", m.to_string())),
            (!has_key, Fact::NoKey),
        ] {
            if is_wrong {
                findings.push(Finding::new(Check::GeometryColumns, &table, fact));
            }
        }
    }
    Ok(findings)
}

/// Requirements 59 to 64, and that our own tables are registered.
pub(super) fn extensions(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let mut select =
        base.prepare("SELECT table_name, column_name, extension_name, scope FROM gpkg_extensions")?;
    let mut rows = select.query([])?;
    let mut registered = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (table, column): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        let (extension, scope): (String, String) = (row.get(2)?, row.get(3)?);
        let table = table.unwrap_or_default();
        let mut find = |fact| {
            let fact = Fact::Extension(extension.clone(), Box::new(fact));
            findings.push(Finding::new(Check::Extensions, &table, fact));
        };
        if !table.is_empty() && !exists(base, &table)? {
            find(Fact::NoTable);
        } else if let Some(column) = column
            && !columns(base, &table)?.contains_key(&column)
        {
            find(Fact::NoColumn(column));
        }
        if !["read-write", "write-only"].contains(&scope.as_str()) {
            find(Fact::Value("scope", scope));
        }
        registered.insert(table);
    }
    let format = u32::try_from(meta_number(base, "format")?).unwrap_or(u32::MAX);
    for table in tables(format).filter(|table| !registered.contains(*table)) {
        findings.push(Finding::new(Check::Extensions, table, Fact::NotRegistered));
    }
    Ok(findings)
}

/// Requirements 75 to 77: every box in the index is that of its feature, as far as the index's
/// single precision goes, and no feature is missing.
pub(super) fn spatial_indices(base: &Connection) -> Found {
    let mut findings = Vec::new();
    let mut select = base.prepare(
        "SELECT table_name, column_name FROM gpkg_extensions \
         WHERE extension_name = 'gpkg_rtree_index'",
    )?;
    let tables = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tables: Vec<(String, String)> = tables.collect::<Result<_, _>>()?;
    for (table, column) in tables {
        let find = |fact| Finding::new(Check::SpatialIndex, &table, fact);
        let index = format!("rtree_{table}_{column}");
        if !exists(base, &table)? {
            continue; // as the list of extensions has told
        }
        if !exists(base, &index)? {
            findings.push(find(Fact::NoIndex(index)));
            continue;
        }
        let mut boxes = boxes(base, &index)?;
        let key = key_column(base, &table)?.unwrap_or_else(|| "rowid".into());
        let sql = format!("SELECT {}, {} FROM {}", quoted(&key), quoted(&column), quoted(&table));
        let mut select = base.prepare(&sql)?;
        let mut rows = select.query([])?;
        let mut wrong = 0;
        while let Some(row) = rows.next()? {
            let fid: i64 = row.get(0)?;
            let mut shapes = ShapesBuilder::default();
            if let Ok(bytes) = row.get_ref(1)?.as_blob()
                && let Ok(found) = blob::decode(bytes, &mut shapes)
            {
                shapes.end_feature(found.kind);
            }
            let bounds = shapes.finish().bounds();
            let indexed = boxes.remove(&fid);
            let fits = match (bounds, indexed) {
                (None, None) => true,
                (Some(b), Some([min_x, max_x, min_y, max_y])) => {
                    min_x <= b.min[0] && max_x >= b.max[0] && min_y <= b.min[1] && max_y >= b.max[1]
                }
                _ => false,
            };
            if !fits && wrong < 20 {
                findings.push(find(Fact::WrongBox(fid)));
                wrong += 1;
            }
        }
        if !boxes.is_empty() {
            findings.push(find(Fact::LooseBoxes(boxes.len())));
        }
    }
    Ok(findings)
}

fn boxes(base: &Connection, index: &str) -> Result<BTreeMap<i64, [f64; 4]>, PlanError> {
    let sql = format!("SELECT id, minx, maxx, miny, maxy FROM {}", quoted(index));
    let mut select = base.prepare(&sql)?;
    let rows = select.query_map([], |row| {
        Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Types of the columns of a table, by name.
fn columns(base: &Connection, table: &str) -> Result<BTreeMap<String, String>, PlanError> {
    let mut select = base.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let rows = select.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The integer key of a table.
pub(super) fn key_column(base: &Connection, table: &str) -> Result<Option<String>, PlanError> {
    let sql = "SELECT name FROM pragma_table_info(?1) WHERE pk = 1 AND upper(type) = 'INTEGER'";
    Ok(base.query_row(sql, [table], |row| row.get(0)).optional()?)
}

/// Whether there is something of that name.
pub(super) fn exists(base: &Connection, name: &str) -> Result<bool, PlanError> {
    let sql = "SELECT count(*) FROM sqlite_master WHERE name = ?1 COLLATE NOCASE";
    Ok(base.query_row(sql, [name], |row| row.get::<_, i64>(0))? > 0)
}

fn has_row(base: &Connection, list: &str, table: &str) -> Result<bool, PlanError> {
    let sql = format!("SELECT count(*) FROM {list} WHERE table_name = ?1 COLLATE NOCASE");
    Ok(base.query_row(&sql, [table], |row| row.get::<_, i64>(0))? > 0)
}
