//! Formats this program does not read itself, through `ogr2ogr` where the machine has it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::ReadError;

/// Extensions handed to `ogr2ogr`, if it is there.
const EXTENSIONS: [&str; 8] = ["gdb", "tab", "mif", "dwg", "dgn", "e00", "gml", "000"];

/// Whether `ogr2ogr` usually reads files with this extension (lower case).
pub(super) fn reads(extension: &str) -> bool {
    EXTENSIONS.contains(&extension)
}

/// A `GeoPackage` made from a foreign file, deleted when dropped.
#[derive(Debug)]
pub(super) struct Converted {
    file: PathBuf,
    format: String,
    _folder: TempDir,
}

impl Converted {
    pub(super) fn path(&self) -> &Path {
        &self.file
    }

    /// Name of the source's format, with the program that read it.
    pub(super) fn format(&self) -> &str {
        &self.format
    }
}

/// Converts every layer of `path`.
pub(super) fn convert(path: &Path, format: &str) -> Result<Converted, ReadError> {
    let format = format.to_uppercase();
    let folder = TempDir::new()?;
    let file = folder.path().join("converted.gpkg");
    let output = Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-skipfailures", "-nlt", "CONVERT_TO_LINEAR"])
        .arg(&file)
        .arg(path)
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(ReadError::NeedsOgr { format });
        }
        Err(error) => return Err(error.into()),
    };
    if !output.status.success() || !file.exists() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().next().unwrap_or("ogr2ogr").to_owned();
        return Err(ReadError::Invalid(reason));
    }
    Ok(Converted { file, format: format!("{format} (ogr2ogr)"), _folder: folder })
}
