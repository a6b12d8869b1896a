//! What OGC 12-128r17 (`GeoPackage` 1.3) asks of a file with feature and attribute tables, by its
//! abstract test suite. Written from the standard, with nothing of the program's own checks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::index;

/// A requirement that is not met: its number in the standard, and the fact.
pub type Finding = (u32, String);

/// The requirements that a file does not meet, in the order of the standard.
pub fn examine(path: &Path) -> Vec<Finding> {
    let bytes = std::fs::read(path).expect("a file");
    let mut findings = header(path, &bytes);
    let base = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
    let tables = objects(&base, "table");
    findings.extend(integrity(&base));
    findings.extend(core(&base));
    findings.extend(systems(&base));
    findings.extend(contents(&base, &tables));
    findings.extend(column_types(&base));
    findings.extend(super::features::examine(&base));
    findings.extend(extensions(&base, &tables));
    findings.extend(index::examine(&base));
    findings.sort();
    findings
}

/// Requirements 1 to 3.
fn header(path: &Path, bytes: &[u8]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !bytes.starts_with(b"SQLite format 3\0") {
        findings.push((1, "no SQLite 3".to_owned()));
    }
    if bytes.get(68..72) != Some(b"GPKG") {
        findings.push((2, format!("application_id {:?}", bytes.get(68..72))));
    }
    let version = bytes.get(60..64).map(|four| u32::from_be_bytes(four.try_into().expect("four")));
    if !version.is_some_and(|version| (10_200..10_400).contains(&version)) {
        findings.push((2, format!("user_version {version:?}")));
    }
    if path.extension().is_none_or(|ending| ending != "gpkg") {
        findings.push((3, "no .gpkg".to_owned()));
    }
    findings
}

/// Requirements 6 and 7.
fn integrity(base: &Connection) -> Vec<Finding> {
    let told = texts(base, "SELECT integrity_check FROM pragma_integrity_check");
    let told = told.into_iter().filter(|told| told != "ok").map(|told| (6, told));
    let sql = "SELECT \"table\" || ' row ' || coalesce(rowid, '') || ' to ' || parent \
               FROM pragma_foreign_key_check";
    told.chain(texts(base, sql).into_iter().map(|told| (7, told))).collect()
}

/// Columns as the standard defines them: name, type, whether it may be null, place in the key.
type Definition = (&'static str, &'static [(&'static str, &'static str, bool, i64)]);

/// Requirements 10, 13, 21, 58: tables C.1, C.2 (of contents), C.3 and C.4 of annex C.
const CORE: [(u32, Definition); 4] = [
    (
        10,
        (
            "gpkg_spatial_ref_sys",
            &[
                ("srs_name", "TEXT", false, 0),
                ("srs_id", "INTEGER", false, 1),
                ("organization", "TEXT", false, 0),
                ("organization_coordsys_id", "INTEGER", false, 0),
                ("definition", "TEXT", false, 0),
                ("description", "TEXT", true, 0),
            ],
        ),
    ),
    (
        13,
        (
            "gpkg_contents",
            &[
                ("table_name", "TEXT", false, 1),
                ("data_type", "TEXT", false, 0),
                ("identifier", "TEXT", true, 0),
                ("description", "TEXT", true, 0),
                ("last_change", "DATETIME", false, 0),
                ("min_x", "DOUBLE", true, 0),
                ("min_y", "DOUBLE", true, 0),
                ("max_x", "DOUBLE", true, 0),
                ("max_y", "DOUBLE", true, 0),
                ("srs_id", "INTEGER", true, 0),
            ],
        ),
    ),
    (
        21,
        (
            "gpkg_geometry_columns",
            &[
                ("table_name", "TEXT", false, 1),
                ("column_name", "TEXT", false, 2),
                ("geometry_type_name", "TEXT", false, 0),
                ("srs_id", "INTEGER", false, 0),
                ("z", "TINYINT", false, 0),
                ("m", "TINYINT", false, 0),
            ],
        ),
    ),
    (
        58,
        (
            "gpkg_extensions",
            &[
                ("table_name", "TEXT", true, 0),
                ("column_name", "TEXT", true, 0),
                ("extension_name", "TEXT", false, 0),
                ("definition", "TEXT", false, 0),
                ("scope", "TEXT", false, 0),
            ],
        ),
    ),
];

/// References that the core tables must make (annex C): from a table and column to a table.
const REFERENCES: [(u32, [&str; 3]); 3] = [
    (13, ["gpkg_contents", "srs_id", "gpkg_spatial_ref_sys"]),
    (21, ["gpkg_geometry_columns", "table_name", "gpkg_contents"]),
    (21, ["gpkg_geometry_columns", "srs_id", "gpkg_spatial_ref_sys"]),
];

fn core(base: &Connection) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (requirement, (table, wanted)) in CORE {
        let wanted: Vec<Column> = wanted
            .iter()
            .map(|&(name, kind, may_be_null, key)| Column {
                name: name.to_owned(),
                kind: kind.to_owned(),
                may_be_null,
                key,
            })
            .collect();
        let found = columns(base, table);
        if found != wanted {
            findings.push((requirement, format!("{table}: {found:?}")));
        }
    }
    for (requirement, [table, column, parent]) in REFERENCES {
        let sql =
            format!("SELECT \"from\" || ' ' || \"table\" FROM pragma_foreign_key_list('{table}')");
        if !texts(base, &sql).contains(&format!("{column} {parent}")) {
            findings.push((requirement, format!("{table}.{column} refers not to {parent}")));
        }
    }
    findings
}

/// Requirements 11 and 12.
fn systems(base: &Connection) -> Vec<Finding> {
    let sql = "SELECT srs_id || ' ' || upper(organization) || ' ' || organization_coordsys_id \
               FROM gpkg_spatial_ref_sys";
    let listed = texts(base, sql);
    let wanted = ["-1 NONE -1", "0 NONE 0", "4326 EPSG 4326"];
    let mut findings: Vec<Finding> = wanted
        .iter()
        .filter(|wanted| !listed.iter().any(|known| known == *wanted))
        .map(|wanted| (11, format!("no {wanted}")))
        .collect();
    let sql = "SELECT srs_id || ' of ' || table_name FROM (SELECT srs_id, table_name FROM \
               gpkg_contents UNION SELECT srs_id, table_name FROM gpkg_geometry_columns) \
               WHERE srs_id NOTNULL AND srs_id NOT IN (SELECT srs_id FROM gpkg_spatial_ref_sys)";
    findings.extend(texts(base, sql).into_iter().map(|fact| (12, fact)));
    let sql = "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE trim(definition) = ''";
    findings.extend(texts(base, sql).into_iter().map(|fact| (12, format!("{fact} undefined"))));
    findings
}

/// Requirements 14 to 17, and 118 and 119 for tables of attributes.
fn contents(base: &Connection, tables: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let names = texts(base, "SELECT table_name FROM gpkg_contents");
    for name in names.iter().filter(|name| !tables.contains_key(*name)) {
        findings.push((14, format!("no table {name}")));
    }
    let sql = "SELECT table_name || ' ' || last_change FROM gpkg_contents WHERE last_change NOT GLOB \
               '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9]Z'";
    findings.extend(texts(base, sql).into_iter().map(|fact| (15, fact)));
    let sql =
        "SELECT table_name FROM gpkg_contents WHERE data_type NOT IN ('features', 'attributes')";
    findings.extend(texts(base, sql).into_iter().map(|fact| (17, fact)));
    let sql = "SELECT table_name FROM gpkg_contents WHERE (min_x NOTNULL) + (min_y NOTNULL) + \
               (max_x NOTNULL) + (max_y NOTNULL) NOT IN (0, 4) OR min_x > max_x OR min_y > max_y";
    findings.extend(texts(base, sql).into_iter().map(|fact| (13, format!("box of {fact}"))));
    let sql = "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes'";
    for table in texts(base, sql) {
        let columns = columns(base, &table);
        if !has_integer_key(&columns) {
            findings.push((119, format!("{table} has no integer key")));
        }
    }
    if names.is_empty() {
        findings.push((17, "nothing is listed".to_owned()));
    }
    findings
}

/// Requirement 5: types of columns are those of table 1 or, for one column, a geometry's.
fn column_types(base: &Connection) -> Vec<Finding> {
    const TYPES: [&str; 13] = [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "MEDIUMINT",
        "INT",
        "INTEGER",
        "FLOAT",
        "DOUBLE",
        "REAL",
        "TEXT",
        "BLOB",
        "DATE",
        "DATETIME",
    ];
    let mut findings = Vec::new();
    for table in texts(base, "SELECT table_name FROM gpkg_contents") {
        let sql = format!(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = '{}'",
            table.replace('\'', "''")
        );
        let geometry = texts(base, &sql);
        for column in columns(base, &table) {
            let bare = column.kind.split('(').next().unwrap_or_default();
            if !geometry.contains(&column.name) && !TYPES.contains(&bare) {
                findings.push((5, format!("{table}.{}: {}", column.name, column.kind)));
            }
        }
    }
    findings
}

/// Requirements 59 to 64, and 4: what is neither of the core nor listed is registered.
fn extensions(base: &Connection, tables: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sql = "SELECT coalesce(table_name, ''), coalesce(column_name, ''), extension_name, \
               definition, scope FROM gpkg_extensions";
    let mut select = base.prepare(sql).expect("the table of extensions");
    let rows = select
        .query_map([], |row| Ok([0, 1, 2, 3, 4].map(|at| row.get::<_, String>(at))))
        .expect("rows");
    let mut registered = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let [table, column, name, definition, scope] =
            row.expect("a row").map(Result::unwrap_or_default);
        if !table.is_empty() && !tables.contains_key(&table) {
            findings.push((60, format!("{name}: no table {table}")));
        }
        if !column.is_empty() && !columns(base, &table).iter().any(|known| known.name == column) {
            findings.push((61, format!("{name}: no column {table}.{column}")));
        }
        let is_named = name.split_once('_').is_some_and(|(author, rest)| {
            let is_word = |text: &str| {
                !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            };
            author.bytes().all(|b| b.is_ascii_alphanumeric()) && is_word(author) && is_word(rest)
        });
        if !is_named {
            findings.push((62, format!("extension {name}")));
        }
        let is_of_the_standard = name.starts_with("gpkg_");
        if definition.is_empty() || is_of_the_standard && !definition.starts_with("http") {
            findings.push((63, format!("{name}: definition {definition}")));
        }
        if !["read-write", "write-only"].contains(&scope.as_str()) {
            findings.push((64, format!("{name}: scope {scope}")));
        }
        if !seen.insert((table.clone(), column, name.clone())) {
            findings.push((59, format!("{name} twice for {table}")));
        }
        registered.insert(table);
    }
    let listed: BTreeSet<String> =
        texts(base, "SELECT table_name FROM gpkg_contents").into_iter().collect();
    for table in tables.keys() {
        let is_core = CORE.iter().any(|(_, (name, _))| name == table);
        let is_of_another = ["sqlite_", "rtree_", "gpkg_"].iter().any(|at| table.starts_with(at));
        if !is_core && !is_of_another && !listed.contains(table) && !registered.contains(table) {
            findings.push((4, format!("{table} is neither listed nor registered")));
        }
    }
    findings
}

/// A column as the table declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// In capitals.
    pub kind: String,
    pub may_be_null: bool,
    pub key: i64,
}

/// The columns of a table.
pub fn columns(base: &Connection, table: &str) -> Vec<Column> {
    let sql = "SELECT name, upper(type), \"notnull\" = 0, pk FROM pragma_table_info(?1)";
    let mut select = base.prepare(sql).expect("a query");
    let rows = select.query_map([table], |row| {
        let (name, kind) = (row.get(0)?, row.get(1)?);
        Ok(Column { name, kind, may_be_null: row.get(2)?, key: row.get(3)? })
    });
    rows.expect("rows").collect::<Result<_, _>>().expect("columns")
}

/// Whether a table is numbered by one integer column.
pub fn has_integer_key(columns: &[Column]) -> bool {
    let keys: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    matches!(keys[..], [key] if key.kind == "INTEGER")
}

/// What a query gives in its first column, as text.
pub fn texts(base: &Connection, sql: &str) -> Vec<String> {
    let mut select = base.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = select.query_map([], |row| {
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            _ => String::new(),
        })
    });
    rows.expect("rows").collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The objects of one kind with the SQL that made them.
pub fn objects(base: &Connection, kind: &str) -> BTreeMap<String, String> {
    let sql = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = ?1";
    let mut select = base.prepare(sql).expect("a query");
    let rows = select.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("rows").collect::<Result<_, _>>().expect("objects")
}
