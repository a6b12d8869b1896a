//! Asking which file: the system's dialogs, or a stand-in for tests.

use std::path::PathBuf;

/// Endings of files that can be opened.
pub const READABLE: [&str; 29] = [
    "shp", "gpkg", "geojson", "json", "topojson", "kml", "kmz", "gpx", "fgb", "parquet", "dxf",
    "csv", "tsv", "txt", "xlsx", "xls", "ods", "zip", "tab", "mif", "dwg", "tif", "tiff",
    "mbtiles", "pmtiles", "png", "jpg", "jpeg", "allpa",
];

/// Endings of photos and documents that are attached to proposals.
pub const DOCUMENTS: [&str; 12] =
    ["jpg", "jpeg", "png", "pdf", "doc", "docx", "xls", "xlsx", "odt", "txt", "zip", "mp4"];

/// Who answers which files to open and where to save. Called off the window's thread, and may take
/// as long as the user does.
pub trait Dialogs: Send + Sync {
    /// Files to open, with one of the `endings`, which `kinds` names; `None` when the user gives up.
    fn open(&self, title: &str, kinds: &str, endings: &[&str]) -> Option<Vec<PathBuf>>;

    /// A folder; `None` when the user gives up.
    fn folder(&self, title: &str) -> Option<PathBuf>;

    /// Where to save; `name` is proposed, `endings` are the formats offered.
    fn save(&self, title: &str, name: &str, endings: &[&str]) -> Option<PathBuf>;
}

/// The dialogs of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDialogs;

impl Dialogs for SystemDialogs {
    fn open(&self, title: &str, kinds: &str, endings: &[&str]) -> Option<Vec<PathBuf>> {
        rfd::FileDialog::new().set_title(title).add_filter(kinds, endings).pick_files()
    }

    fn folder(&self, title: &str) -> Option<PathBuf> {
        rfd::FileDialog::new().set_title(title).pick_folder()
    }

    fn save(&self, title: &str, name: &str, endings: &[&str]) -> Option<PathBuf> {
        let mut dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
        for ending in endings {
            dialog = dialog.add_filter(ending.to_uppercase(), &[*ending]);
        }
        dialog.save_file()
    }
}
