//! Feature tables and their geometries (requirements 18 to 33 and 146).

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::blob;
use super::standard::{Finding, columns, has_integer_key, texts};

/// Types of geometry (annex G), and those that a column of the type takes.
const TAKES: [(&str, &[&str]); 8] = [
    ("POINT", &["POINT"]),
    ("LINESTRING", &["LINESTRING"]),
    ("POLYGON", &["POLYGON"]),
    ("MULTIPOINT", &["MULTIPOINT"]),
    ("MULTILINESTRING", &["MULTILINESTRING"]),
    ("MULTIPOLYGON", &["MULTIPOLYGON"]),
    (
        "GEOMETRYCOLLECTION",
        &["GEOMETRYCOLLECTION", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"],
    ),
    // All of them; no geometry has the first code.
    ("GEOMETRY", blob::KINDS.split_at(1).1),
];

pub fn examine(base: &Connection) -> Vec<Finding> {
    let sql = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' AND (SELECT \
               count(*) FROM gpkg_geometry_columns g WHERE g.table_name = gpkg_contents.table_name) \
               <> 1";
    let mut findings: Vec<Finding> =
        texts(base, sql).into_iter().map(|table| (22, format!("{table} has no one row"))).collect();
    let sql = "SELECT table_name FROM gpkg_geometry_columns WHERE table_name NOT IN (SELECT \
               table_name FROM gpkg_contents WHERE data_type = 'features')";
    findings.extend(texts(base, sql).into_iter().map(|table| (23, format!("{table} is unlisted"))));
    let sql = "SELECT g.table_name FROM gpkg_geometry_columns g JOIN gpkg_contents c \
               ON c.table_name = g.table_name WHERE c.srs_id IS NOT g.srs_id";
    findings.extend(texts(base, sql).into_iter().map(|table| (146, table)));
    let sql = "SELECT table_name FROM gpkg_geometry_columns WHERE z NOT IN (0, 1, 2)";
    findings.extend(texts(base, sql).into_iter().map(|table| (27, table)));
    let sql = "SELECT table_name FROM gpkg_geometry_columns WHERE m NOT IN (0, 1, 2)";
    findings.extend(texts(base, sql).into_iter().map(|table| (28, table)));
    let sql =
        "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns";
    let mut select = base.prepare(sql).expect("a query");
    let rows = select.query_map([], |row| {
        Ok(Table { name: row.get(0)?, column: row.get(1)?, kind: row.get(2)?, srs: row.get(3)? })
    });
    for table in rows.expect("rows") {
        findings.extend(table.expect("a row").examine(base));
    }
    findings
}

struct Table {
    name: String,
    column: String,
    kind: String,
    srs: i64,
}

impl Table {
    fn examine(&self, base: &Connection) -> Vec<Finding> {
        let Self { name, column, kind, .. } = self;
        let mut findings = Vec::new();
        let own = columns(base, name);
        let Some(geometry) = own.iter().find(|known| known.name == *column) else {
            return vec![(24, format!("no column {name}.{column}"))];
        };
        let takes = TAKES.iter().find(|(known, _)| known == kind).map(|(_, takes)| *takes);
        let Some(takes) = takes else { return vec![(25, format!("{name}: type {kind}"))] };
        if !has_integer_key(&own) {
            findings.push((29, format!("{name} has no integer key")));
        }
        let is_geometry = |kind: &str| TAKES.iter().any(|(known, _)| *known == kind);
        if own.iter().filter(|known| is_geometry(&known.kind)).count() != 1 {
            findings.push((30, format!("{name} has not one geometry")));
        }
        if geometry.kind != *kind {
            findings.push((31, format!("{name}.{column}: {} and {kind}", geometry.kind)));
        }
        let sql = format!("SELECT \"{column}\" FROM \"{name}\" WHERE \"{column}\" NOTNULL");
        let mut select = base.prepare(&sql).expect("a query");
        let mut rows = select.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let ValueRef::Blob(bytes) = row.get_ref(0).expect("a value") else {
                findings.push((19, format!("{name}: no blob")));
                continue;
            };
            match blob::read(bytes) {
                Err(fact) => findings.push((19, format!("{name}: {fact}"))),
                Ok(found) => {
                    if !takes.contains(&found.kind.as_str()) {
                        findings.push((32, format!("{name}: {} in {kind}", found.kind)));
                    }
                    if found.srs != self.srs {
                        findings.push((33, format!("{name}: srs_id {}", found.srs)));
                    }
                }
            }
        }
        findings
    }
}
