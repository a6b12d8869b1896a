//! The R-tree extension (annex F.3, requirements 75 to 77).

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::blob;
use super::standard::{Finding, columns, objects};

pub fn examine(base: &Connection) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sql = "SELECT coalesce(table_name, ''), coalesce(column_name, ''), definition, scope \
               FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'";
    let mut select = base.prepare(sql).expect("a query");
    let rows = select
        .query_map([], |row| Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?]));
    let (tables, triggers) = (objects(base, "table"), objects(base, "trigger"));
    for row in rows.expect("rows") {
        let [table, column, definition, scope] = row.expect("a row");
        if scope != "write-only" || !definition.contains("geopackage.org/spec") {
            findings.push((75, format!("{table}: {definition} {scope}")));
        }
        let index = format!("rtree_{table}_{column}");
        let Some(made) = tables.get(&index) else {
            findings.push((76, format!("no {index}")));
            continue;
        };
        let wanted =
            format!("CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)");
        if plain(made) != plain(&wanted) {
            findings.push((76, made.clone()));
        }
        let key = columns(base, &table).into_iter().find(|known| known.key == 1);
        let key = key.map_or_else(String::new, |key| key.name);
        for (name, sql) in wanted_triggers(&table, &column, &key) {
            match triggers.get(&name) {
                None => findings.push((77, format!("no {name}"))),
                Some(made) if plain(made) == plain(&sql) => {}
                Some(made) => findings.push((77, made.clone())),
            }
        }
        findings.extend(boxes(base, &table, &column, &key));
    }
    findings
}

/// SQL without what does not matter: quotes, spaces, capitals.
fn plain(sql: &str) -> String {
    let kept = sql.chars().filter(|c| !c.is_whitespace() && !['"', '(', ')', ';'].contains(c));
    kept.collect::<String>().to_lowercase().replace("notnull", "not-null")
}

/// The six triggers of version 1.3, by name.
fn wanted_triggers(table: &str, column: &str, key: &str) -> Vec<(String, String)> {
    let index = format!("rtree_{table}_{column}");
    let put = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.{key}, ST_MinX(NEW.{column}), \
         ST_MaxX(NEW.{column}), ST_MinY(NEW.{column}), ST_MaxY(NEW.{column}));"
    );
    let take = format!("DELETE FROM {index} WHERE id = OLD.{key};");
    let is_filled = format!("(NEW.{column} NOT NULL AND NOT ST_IsEmpty(NEW.{column}))");
    let is_empty = format!("(NEW.{column} ISNULL OR ST_IsEmpty(NEW.{column}))");
    let (same, other) =
        (format!("OLD.{key} = NEW.{key} AND "), format!("OLD.{key} != NEW.{key} AND "));
    let of_geometry = format!("UPDATE OF {column} ON");
    let both = format!("DELETE FROM {index} WHERE id IN (OLD.{key}, NEW.{key});");
    let all = [
        ("insert", "INSERT ON", is_filled.clone(), put.clone()),
        ("update1", of_geometry.as_str(), format!("{same}{is_filled}"), put.clone()),
        ("update2", of_geometry.as_str(), format!("{same}{is_empty}"), take.clone()),
        ("update3", "UPDATE ON", format!("{other}{is_filled}"), format!("{take}{put}")),
        ("update4", "UPDATE ON", format!("{other}{is_empty}"), both),
        ("delete", "DELETE ON", format!("OLD.{column} NOT NULL"), take.clone()),
    ];
    all.into_iter()
        .map(|(part, event, when, body)| {
            let name = format!("{index}_{part}");
            let sql =
                format!("CREATE TRIGGER {name} AFTER {event} {table} WHEN {when} BEGIN {body} END");
            (name, sql)
        })
        .collect()
}

/// Every box of the index is that of its feature, as single precision gives it, and none is missing.
fn boxes(base: &Connection, table: &str, column: &str, key: &str) -> Vec<Finding> {
    let sql = format!("SELECT id, minx, maxx, miny, maxy FROM \"rtree_{table}_{column}\"");
    let mut select = base.prepare(&sql).expect("a query");
    let rows = select.query_map([], |row| {
        let sides = [row.get::<_, f64>(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        Ok((row.get::<_, i64>(0)?, sides))
    });
    let mut known: BTreeMap<i64, [f64; 4]> =
        rows.expect("rows").collect::<Result<_, _>>().expect("boxes");
    let sql = format!("SELECT \"{key}\", \"{column}\" FROM \"{table}\"");
    let mut select = base.prepare(&sql).expect("a query");
    let mut rows = select.query([]).expect("rows");
    let mut findings = Vec::new();
    while let Some(row) = rows.next().expect("a row") {
        let number: i64 = row.get(0).expect("a number");
        let bytes: Option<Vec<u8>> = row.get(1).unwrap_or_default();
        let found = bytes.as_deref().and_then(|bytes| blob::read(bytes).ok());
        let fits = match (found.and_then(|found| found.bounds), known.remove(&number)) {
            (None, None) => true,
            (Some(own), Some(indexed)) => {
                own.iter().zip(indexed).enumerate().all(|(side, pair)| {
                    let (own, indexed) = (*pair.0, pair.1);
                    let slack = 2.0 * f64::from(f32::EPSILON) * own.abs().max(f64::MIN_POSITIVE);
                    // Lower sides go down, upper sides up.
                    let beyond = if side % 2 == 0 { own - indexed } else { indexed - own };
                    (0.0..=slack).contains(&beyond)
                })
            }
            _ => false,
        };
        if !fits {
            findings.push((77, format!("{table} {number}: not the box of its feature")));
        }
    }
    findings.extend(known.keys().map(|number| (77, format!("{table}: a box of no {number}"))));
    findings
}
