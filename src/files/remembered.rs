//! How the user said that sources are to be read: `sources.json` in the settings folder.
//!
//! Offices send the same file again and again, from a stick that has another letter each time, so
//! a source is known by the name of its file and layer and the number of its columns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use allpa_geom::{Epsg, PsadOperation};
use allpa_model::LayerParts;
use serde::{Deserialize, Serialize};

use crate::export::{WriteError, write_bytes};
use crate::import::{Correction, ReadOptions, TextEncoding};

/// What the user said of a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// Its system.
    pub crs: Option<Epsg>,
    /// Operation for PSAD56.
    pub psad: PsadOperation,
    /// Mend of the positions.
    pub correction: Option<Correction>,
    /// Encoding of its texts, by name; `None` finds it out.
    pub encoding: Option<String>,
    /// Column that holds the codes of its features.
    pub code: Option<String>,
    /// Column that holds their names.
    pub name: Option<String>,
}

impl Answer {
    /// What the reader is told.
    pub fn read_options(&self) -> ReadOptions {
        let Self { crs, psad, correction, .. } = *self;
        ReadOptions { crs, override_crs: true, psad, correction }
    }

    /// The encoding stated.
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.encoding.as_deref().and_then(TextEncoding::of_name)
    }
}

/// All answers given so far.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    file: Option<PathBuf>,
    by_source: BTreeMap<String, Answer>,
}

impl Answers {
    /// Those kept in a folder; without one nothing is remembered. A file that cannot be read
    /// counts as empty: the user is asked again.
    pub fn in_folder(folder: Option<&Path>) -> Self {
        let file = folder.map(|folder| folder.join("sources.json"));
        let text = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let by_source = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { file, by_source }
    }

    /// What was said of a source.
    pub fn of(&self, parts: &LayerParts) -> Option<&Answer> {
        self.by_source.get(&key(parts))
    }

    /// Keeps what was said of a source.
    ///
    /// # Errors
    /// When the settings folder cannot be written.
    pub fn remember(&mut self, parts: &LayerParts, answer: Answer) -> Result<(), WriteError> {
        self.by_source.insert(key(parts), answer);
        let Some(file) = &self.file else { return Ok(()) };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(&self.by_source).map_err(std::io::Error::from)?;
        write_bytes(file, text.as_bytes())
    }
}

fn key(parts: &LayerParts) -> String {
    format!("{}:{} ({})", parts.provenance.file, parts.name, parts.columns.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_there_again_after_the_program_was_closed() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("allpa");
        let parts = LayerParts { name: "zee".into(), ..LayerParts::default() };
        let answer = Answer {
            crs: Some(Epsg::WGS84),
            encoding: Some(TextEncoding::Cp850.name().into()),
            correction: Some(Correction::SwapAxes),
            ..Answer::default()
        };
        let mut answers = Answers::in_folder(Some(&inside));
        assert_eq!(answers.of(&parts), None);
        answers.remember(&parts, answer.clone()).expect("the folder can be written");
        let again = Answers::in_folder(Some(&inside));
        assert_eq!(again.of(&parts), Some(&answer));
        assert_eq!(again.of(&LayerParts::default()), None);
        assert_eq!(answer.encoding(), Some(TextEncoding::Cp850));
    }
}
