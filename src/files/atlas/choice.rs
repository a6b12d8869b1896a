//! Which atlas the window opens with: one line in the user's settings folder.

use std::path::{Path, PathBuf};

use crate::export::{WriteError, write_bytes};
use crate::settings::settings_folder;

fn choice() -> Option<PathBuf> {
    Some(settings_folder()?.join("atlas.txt"))
}

/// The atlas the user chose.
pub fn chosen_atlas() -> Option<PathBuf> {
    let text = std::fs::read_to_string(choice()?).ok()?;
    let path = text.trim();
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Makes `path` the atlas the window opens with; `None` goes back to the built-in one.
///
/// # Errors
/// When the settings folder cannot be written.
pub fn use_atlas(path: Option<&Path>) -> Result<(), WriteError> {
    let no_home = || std::io::Error::new(std::io::ErrorKind::NotFound, "no settings folder");
    let choice = choice().ok_or_else(no_home)?;
    match path {
        Some(path) => {
            if let Some(folder) = choice.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let absolute = std::path::absolute(path)?;
            write_bytes(&choice, absolute.to_string_lossy().as_bytes())
        }
        None if choice.exists() => Ok(std::fs::remove_file(choice)?),
        None => Ok(()),
    }
}
