//! Opening the database of a plan: as a stranger's data, and without touching what is only read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::PlanError;
use crate::geopackage::uri;

/// How long another program may hold the file before a step fails.
const PATIENCE: Duration = Duration::from_secs(5);
/// No text, geometry or row is larger than its file; this much is allowed on top for what is new.
const SLACK: u64 = 64 << 20;
/// Nor larger than this.
const MOST: u64 = 1 << 30;

/// An open database, and the folder of the copy it lies in, where it is one.
pub(super) struct Opened {
    pub(super) base: Connection,
    pub(super) copy: Option<tempfile::TempDir>,
}

/// Opens it to be changed.
pub(super) fn writable(path: &Path) -> Result<Connection, PlanError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let base = Connection::open_with_flags(path, flags)?;
    guard(&base, path)?;
    base.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
    Ok(base)
}

/// Opens it to be read only. Where nobody else has it open and no log lies beside it, not even the
/// database's own bookkeeping appears in its folder. A log left by a crash in a folder that cannot
/// be written is read from a copy.
pub(super) fn read_only(path: &Path, is_shared: bool) -> Result<Opened, PlanError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |path: &Path, parameters: &str| -> Result<Connection, PlanError> {
        let base = Connection::open_with_flags(uri(path, parameters)?, flags)?;
        guard(&base, path)?;
        base.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok(base)
    };
    let log = with_ending(path, "-wal");
    let has_log = std::fs::metadata(&log).is_ok_and(|facts| facts.len() > 0);
    if !is_shared && !has_log {
        return Ok(Opened { base: open(path, "mode=ro&immutable=1")?, copy: None });
    }
    if let Ok(base) = open(path, "mode=ro") {
        return Ok(Opened { base, copy: None });
    }
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("plan.gpkg");
    std::fs::copy(path, &copy)?;
    std::fs::copy(&log, with_ending(&copy, "-wal"))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let base = Connection::open_with_flags(&copy, flags)?;
    guard(&base, &copy)?;
    Ok(Opened { base, copy: Some(folder) })
}

/// Nothing in the file is trusted: no trigger runs, no view is read, no function is called by the
/// schema, and nothing is larger than the file it comes from.
fn guard(base: &Connection, path: &Path) -> Result<(), PlanError> {
    base.busy_timeout(PATIENCE)?;
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        base.set_db_config(setting, value)?;
    }
    base.execute_batch("PRAGMA cell_size_check = ON")?;
    let most = std::fs::metadata(path)?.len().saturating_add(SLACK).min(MOST);
    base.set_limit(Limit::SQLITE_LIMIT_LENGTH, most as i32)?;
    Ok(())
}

/// The name of a file that the database keeps beside it.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A number that is another one once another connection has written.
pub(super) fn state(base: &Connection) -> Result<i64, PlanError> {
    Ok(base.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}
