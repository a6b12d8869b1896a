//! Plans without a name: while the user has chosen none, work is kept in the settings folder.

use std::path::{Path, PathBuf};

use super::connection::with_ending;
use super::{Access, PlanFile};

/// Pieces of work without a name that are kept.
const MOST: u32 = 1_000;

/// Work that was never given a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Its file.
    pub path: PathBuf,
    /// How many steps were done.
    pub steps: usize,
    /// When the last of them was, ISO 8601 in UTC.
    pub time: String,
    /// What the last of them was.
    pub label: String,
}

/// The folder in that of the settings.
fn folder(settings: &Path) -> PathBuf {
    settings.join("recovery")
}

/// A place for work that starts now, where nothing is.
///
/// # Errors
/// When the folder cannot be made.
pub fn fresh_recovery(settings: &Path) -> std::io::Result<PathBuf> {
    let folder = folder(settings);
    std::fs::create_dir_all(&folder)?;
    let path = |number: u32| folder.join(format!("{number:03}.gpkg"));
    let is_free = |path: &PathBuf| !path.exists() && !with_ending(path, "-lock").exists();
    let free = (1..MOST).map(path).find(is_free);
    free.ok_or_else(|| std::io::Error::other("too much work without a name"))
}

/// Takes work off the list. The last that was taken off stays beside the others as `discarded.bak`,
/// for whoever regrets it.
///
/// # Errors
/// When the folder cannot be written.
pub fn discard(path: &Path) -> std::io::Result<()> {
    std::fs::rename(path, path.with_file_name("discarded.bak"))
}

/// Work left by windows that are gone, the newest first; what holds nothing is taken away.
pub fn recoverable(settings: &Path) -> Vec<Recovered> {
    let entries = std::fs::read_dir(folder(settings)).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    let is_plan = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "gpkg");
    let mut found: Vec<Recovered> = files.filter(is_plan).filter_map(|path| look(&path)).collect();
    found.sort_by(|a, b| b.time.cmp(&a.time));
    found
}

fn look(path: &Path) -> Option<Recovered> {
    let file = PlanFile::open(path).ok()?;
    if *file.access() != Access::Write {
        return None; // another window works on it
    }
    let loaded = file.load().ok()?;
    let steps = loaded.history.cursor();
    let Some(last) = loaded.history.undoable() else {
        drop(file);
        std::fs::remove_file(path).ok();
        return None;
    };
    let (time, label) = (last.signature.time.clone(), last.label.clone());
    Some(Recovered { path: path.to_owned(), steps, time, label })
}
