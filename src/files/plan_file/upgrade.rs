//! Older formats, brought up one by one.

use std::path::Path;

use rusqlite::Connection;

use super::schema::{FORMAT, set_meta, to_format_2, to_format_3};
use super::{PlanError, connection};

/// Takes a file from one format to the next.
type Upgrade = fn(&Connection) -> Result<(), PlanError>;

/// The first takes format 1 to 2, and so on. What was released is never changed.
const STEPS: [Upgrade; FORMAT as usize - 1] = [to_format_2, to_format_3];

/// Brings a file of an older format up to the newest one, all or nothing; a copy of what it was
/// stays beside it as `NAME.gpkg.formatN`.
pub(super) fn bring_up(base: &Connection, path: &Path, format: u32) -> Result<(), PlanError> {
    if format == FORMAT {
        return Ok(());
    }
    let steps = (format as usize).checked_sub(1).and_then(|done| STEPS.get(done..));
    let steps = steps.ok_or_else(|| PlanError::Damaged(format!("there is no format {format}")))?;
    std::fs::copy(path, connection::with_ending(path, &format!(".format{format}")))?;
    base.execute_batch("BEGIN IMMEDIATE")?;
    let brought = steps.iter().try_for_each(|step| step(base));
    let brought = brought.and_then(|()| Ok(set_meta(base, "format", &FORMAT.to_string())?));
    base.execute_batch(if brought.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    brought
}
