//! Which atlas the window opens with: one line in the user's settings folder.

use std::path::{Path, PathBuf};

use crate::export::{WriteError, write_bytes};

/// Name of the file with the choice.
const FILE: &str = "atlas.txt";

/// The atlas that the user chose, by the settings folder.
pub fn chosen_atlas(settings: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(settings.join(FILE)).ok()?;
    let path = text.trim();
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Makes `path` the atlas the window opens with; `None` goes back to the built-in one.
///
/// # Errors
/// When the settings folder cannot be written.
pub fn use_atlas(settings: Option<&Path>, path: Option<&Path>) -> Result<(), WriteError> {
    let no_home = || std::io::Error::new(std::io::ErrorKind::NotFound, "no settings folder");
    let settings = settings.ok_or_else(no_home)?;
    let choice = settings.join(FILE);
    match path {
        Some(path) => {
            std::fs::create_dir_all(settings)?;
            let absolute = std::path::absolute(path)?;
            write_bytes(&choice, absolute.to_string_lossy().as_bytes())
        }
        None if choice.exists() => Ok(std::fs::remove_file(choice)?),
        None => Ok(()),
    }
}
