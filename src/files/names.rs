//! Parts of file names, on disk and in archives.

use std::ffi::OsStr;
use std::path::Path;

/// The extension in lower case, without its dot; empty where there is none.
pub(crate) fn extension(name: impl AsRef<Path>) -> String {
    let extension = name.as_ref().extension().map(OsStr::to_string_lossy);
    extension.unwrap_or_default().to_lowercase()
}

/// The name without folders and extension.
pub(crate) fn stem(name: impl AsRef<Path>) -> String {
    name.as_ref().file_stem().map(OsStr::to_string_lossy).unwrap_or_default().into_owned()
}
