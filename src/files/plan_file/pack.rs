//! A plan for a stick: one archive, with what it must be after the journey.

use std::io::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{PlanError, PlanFile};
use crate::names::stem;

/// Writes the plan at `plan` and its SHA-256 into the archive `out`, in the place of whatever is
/// there.
///
/// # Errors
/// [`PlanError`]; what was at `out` before is then untouched.
pub fn pack(plan: &Path, out: &Path) -> Result<(), PlanError> {
    let file = PlanFile::open_protected(plan)?;
    let home = tempfile::tempdir()?;
    let whole = home.path().join("plan.gpkg");
    file.copy_to(&whole)?;
    let bytes = std::fs::read(&whole)?;
    let name = format!("{}.gpkg", stem(plan));
    let print: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().large_file(true);
    let mut put = |name: &str, bytes: &[u8]| -> std::io::Result<()> {
        archive.start_file(name, options).map_err(std::io::Error::other)?;
        archive.write_all(bytes)
    };
    put(&name, &bytes)?;
    put(&format!("{name}.sha256"), format!("{print}  {name}\n").as_bytes())?;
    let archive = archive.finish().map_err(std::io::Error::other)?;
    crate::export::write_bytes(out, archive.get_ref()).map_err(|error| match error {
        crate::export::WriteError::Io(error) => PlanError::Io(error),
        other => PlanError::Damaged(other.to_string()),
    })
}
