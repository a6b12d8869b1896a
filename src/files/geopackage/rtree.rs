//! The R-tree extension of `GeoPackage` (annex F.3): an index of the boxes of a feature table.

use allpa_geom::Bounds;
use rusqlite::Connection;

use super::quoted;

/// Name of the index of a table.
pub(crate) fn name(table: &str) -> String {
    format!("rtree_{table}_geom")
}

/// Makes the empty index of a table.
pub(crate) fn create(base: &Connection, table: &str) -> rusqlite::Result<()> {
    let index = quoted(&name(table));
    base.execute_batch(&format!(
        "CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)"
    ))
}

/// Puts the box of a feature in the index, in the place of what it had.
pub(crate) fn put(
    base: &Connection,
    table: &str,
    key: i64,
    bounds: Option<Bounds>,
) -> rusqlite::Result<()> {
    let index = quoted(&name(table));
    let Some(b) = bounds else {
        base.prepare_cached(&format!("DELETE FROM {index} WHERE id = ?1"))?.execute([key])?;
        return Ok(());
    };
    let sql = format!("INSERT OR REPLACE INTO {index} VALUES (?1, ?2, ?3, ?4, ?5)");
    base.prepare_cached(&sql)?.execute((key, b.min[0], b.max[0], b.min[1], b.max[1]))?;
    Ok(())
}

/// Gives the box of a feature to another number.
pub(crate) fn renumber(base: &Connection, table: &str, from: i64, to: i64) -> rusqlite::Result<()> {
    let sql = format!("UPDATE {} SET id = ?2 WHERE id = ?1", quoted(&name(table)));
    base.execute(&sql, [from, to])?;
    Ok(())
}

/// Says in the list of extensions that a table has an index.
pub(crate) fn register(base: &Connection, table: &str) -> rusqlite::Result<()> {
    base.execute(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table],
    )?;
    Ok(())
}

/// Takes away the triggers of an index, those of other versions of the standard too.
pub(crate) fn drop_triggers(base: &Connection, table: &str) -> rusqlite::Result<()> {
    let parts = ["insert", "delete"].map(str::to_owned);
    for part in parts.into_iter().chain((1..=7).map(|number| format!("update{number}"))) {
        let trigger = quoted(&format!("{}_{part}", name(table)));
        base.execute_batch(&format!("DROP TRIGGER IF EXISTS {trigger}"))?;
    }
    Ok(())
}

/// Makes the triggers with which other programs keep the index true: the six of annex F.3 in
/// version 1.3, which the header names. They call functions that this program does not have.
pub(crate) fn create_triggers(base: &Connection, table: &str) -> rusqlite::Result<()> {
    let index = quoted(&name(table));
    let trigger = |part: &str| quoted(&format!("{}_{part}", name(table)));
    let filled = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)";
    let empty = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let put = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), \
         ST_MinY(NEW.geom), ST_MaxY(NEW.geom))"
    );
    let take = format!("DELETE FROM {index} WHERE id = OLD.fid");
    for (part, event, when, body) in [
        ("insert", "INSERT ON", format!("({filled})"), put.clone()),
        ("update1", "UPDATE OF geom ON", format!("OLD.fid = NEW.fid AND ({filled})"), put.clone()),
        ("update2", "UPDATE OF geom ON", format!("OLD.fid = NEW.fid AND {empty}"), take.clone()),
        (
            "update3",
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
        let (trigger, table) = (trigger(part), quoted(table));
        let sql =
            format!("CREATE TRIGGER {trigger} AFTER {event} {table} WHEN {when} BEGIN {body}; END");
        base.execute_batch(&sql)?;
    }
    Ok(())
}
