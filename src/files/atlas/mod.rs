//! Atlases: the one built into the program, and those an office builds from its own files.
//!
//! An atlas is a catalogue and its layers. The built-in one is `maps/atlas.json` with `GeoJSON`
//! beside it; an office's is one `GeoPackage` whose table `allpa_atlas` holds the catalogue.

mod build;
mod builtin;
mod choice;
mod office;

use allpa_geom::{Epsg, PsadOperation};
use allpa_model::Layer;
use allpa_model::role::Group;
use serde::{Deserialize, Serialize};

pub use allpa_model::Precision;
pub use build::{BuiltLayer, LeftOut, build};
pub use builtin::{builtin, facts};
pub use choice::{chosen_atlas, use_atlas};

use crate::import::{Progress, ReadError};

/// What an atlas holds, in drawing order from the bottom up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Name of the atlas.
    pub name: String,
    /// Date it was made.
    pub date: String,
    /// Its layers.
    pub layers: Vec<Entry>,
}

/// One layer of an atlas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Stable name, as in `atlas:departments`.
    pub id: String,
    /// File it comes from.
    pub file: String,
    /// Group of the layer tree.
    pub group: Group,
    /// Title in Spanish.
    pub title_es: String,
    /// Title in English.
    pub title_en: String,
    /// How far it can be trusted.
    #[serde(default)]
    pub precision: Precision,
    /// What legends and answers must say of it, in Spanish.
    #[serde(default)]
    pub notice_es: String,
    /// The same in English.
    #[serde(default)]
    pub notice_en: String,
    /// Whether it is shown at first.
    #[serde(default)]
    pub visible: bool,
    /// Who publishes it.
    #[serde(default)]
    pub source: String,
    /// Licence.
    #[serde(default)]
    pub licence: String,
    /// Date of the data.
    #[serde(default)]
    pub date: String,
}

/// An atlas ready to be read.
#[derive(Debug, Clone)]
pub struct Atlas {
    /// What it holds.
    pub catalogue: Catalogue,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Builtin,
    Office(std::path::PathBuf),
}

impl Atlas {
    /// The atlas chosen with [`use_atlas`], else the built-in one. A chosen atlas that is gone or
    /// damaged comes back as the error, with the built-in one to go on with.
    pub fn current(
        settings: Option<&std::path::Path>,
    ) -> (Self, Option<(std::path::PathBuf, ReadError)>) {
        match settings.and_then(chosen_atlas) {
            None => (builtin(), None),
            Some(path) => match Self::open(&path) {
                Ok(atlas) => (atlas, None),
                Err(error) => (builtin(), Some((path, error))),
            },
        }
    }

    /// Opens an office's atlas.
    ///
    /// # Errors
    /// [`ReadError`] when the file is no atlas.
    pub fn open(path: &std::path::Path) -> Result<Self, ReadError> {
        let catalogue = office::catalogue(path)?;
        Ok(Self { catalogue, place: Place::Office(path.to_owned()) })
    }

    /// Reads one of its layers.
    ///
    /// # Errors
    /// [`ReadError::NoSuchLayer`] and what reading finds.
    pub fn read(&self, id: &str, progress: &dyn Progress) -> Result<Layer, ReadError> {
        let entry = self.catalogue.layers.iter().find(|entry| entry.id == id);
        let entry = entry.ok_or_else(|| ReadError::NoSuchLayer {
            wanted: id.to_owned(),
            layers: self.catalogue.layers.iter().map(|entry| entry.id.clone()).collect(),
        })?;
        let mut imported = match &self.place {
            Place::Builtin => builtin::read(entry, progress)?,
            Place::Office(path) => crate::import::open(path)?.read(Some(id), progress)?,
        };
        imported.parts.name.clone_from(&entry.id);
        let provenance = &mut imported.parts.provenance;
        provenance.file.clone_from(&entry.file);
        provenance.source.clone_from(&entry.source);
        provenance.licence.clone_from(&entry.licence);
        provenance.date.clone_from(&entry.date);
        let crs = imported.declared.unwrap_or(Epsg::WGS84);
        Ok(Layer::new(imported.parts, crs, PsadOperation::default()))
    }
}
