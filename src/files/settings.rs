//! Where the program keeps what it remembers between runs, and how the user likes the window.

use std::path::{Path, PathBuf};

use allpa_map::style::ThemeMode;
use serde::{Deserialize, Serialize};

use crate::export::{WriteError, write_bytes};

/// Name of the folder beside the program that makes it portable.
pub const PORTABLE: &str = "allpa-portable";

/// The folder for settings; `None` where the system has no notion of one.
///
/// With a folder `allpa-portable` beside the program, as on a stick, it is that one, and nothing
/// is written elsewhere.
pub fn settings_folder() -> Option<PathBuf> {
    if let Some(portable) = existing_portable_folder() {
        return Some(portable);
    }
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = variable("XDG_CONFIG_HOME")
        .or_else(|| variable("APPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".config")))?;
    Some(base.join("allpa"))
}

/// Whether the folder beside the program keeps the settings.
pub fn is_portable() -> bool {
    existing_portable_folder().is_some()
}

fn existing_portable_folder() -> Option<PathBuf> {
    portable_folder().filter(|folder| folder.is_dir())
}

fn portable_folder() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.join(PORTABLE))
}

/// Makes the folder beside the program that keeps the settings from now on; returns it.
///
/// # Errors
/// When the place where the program lies cannot be written, or is not known.
pub fn make_portable() -> Result<PathBuf, WriteError> {
    let unknown = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let folder = portable_folder().ok_or_else(unknown)?;
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// How the user likes the window: `preferences.json` in the settings folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Language of the texts: `es`, `en` or `qu`.
    pub language: Option<String>,
    /// Colours of window and map.
    pub theme: ThemeMode,
    /// Whether things move as little as can be; without a word, as the system says.
    pub less_motion: Option<bool>,
    /// Size of letters and controls; 1 is the usual one.
    pub text_scale: f32,
    /// Lessons that were done, by the keys of their titles.
    pub lessons: Vec<String>,
    /// Whether the graphics card draws the map, where there is one.
    pub uses_card: bool,
    /// Whether the map colours proposals by their stages.
    pub colors_stages: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: ThemeMode::Light,
            less_motion: None,
            text_scale: 1.0,
            lessons: Vec::new(),
            uses_card: true,
            colors_stages: false,
        }
    }
}

impl Preferences {
    /// Whether any were ever kept in a folder: the program has run before.
    pub fn are_kept_in(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Those kept in a folder. A file that is missing or cannot be read counts as none.
    pub fn in_folder(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join(FILE)).ok();
        let kept: Self = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let [least, most] = TEXT_SCALES;
        Self { text_scale: kept.text_scale.clamp(least, most), ..kept }
    }

    /// Keeps them in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_in(&self, folder: &Path) -> Result<(), WriteError> {
        std::fs::create_dir_all(folder)?;
        let text = serde_json::to_vec_pretty(self).map_err(std::io::Error::other)?;
        write_bytes(&folder.join(FILE), &text)
    }
}

const FILE: &str = "preferences.json";

/// Smallest and largest size of letters and controls.
pub const TEXT_SCALES: [f32; 2] = [0.8, 3.0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_come_back_and_damage_counts_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("new");
        assert_eq!(Preferences::in_folder(&place), Preferences::default());
        assert!(!Preferences::are_kept_in(&place));
        let lessons = vec!["one".into()];
        let language = Some("en".into());
        let liked = Preferences {
            language,
            theme: ThemeMode::Contrast,
            less_motion: Some(true),
            text_scale: 1.5,
            lessons,
            uses_card: false,
            colors_stages: true,
        };
        liked.keep_in(&place).expect("written");
        assert!(Preferences::are_kept_in(&place));
        assert_eq!(Preferences::in_folder(&place), liked);
        std::fs::write(place.join(FILE), r#"{"text_scale": 90.0, "theme": "dark"}"#)
            .expect("written");
        assert_eq!(Preferences::in_folder(&place).text_scale, 3.0);
        std::fs::write(place.join(FILE), "{").expect("written");
        assert_eq!(Preferences::in_folder(&place), Preferences::default());
    }
}
