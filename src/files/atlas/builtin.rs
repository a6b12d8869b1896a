//! The atlas inside the program: `maps/` of the repository.

use super::{Atlas, Catalogue, Entry, Place};
use crate::import::{Imported, Progress, ReadError, read_geojson};

const CATALOGUE: &str = include_str!("../../../maps/atlas.json");

/// Every layer file, by its name in the catalogue. A test compares both lists.
const FILES: &[(&str, &str)] = &[
    ("neighbours.geojson", include_str!("../../../maps/neighbours.geojson")),
    ("departments.geojson", include_str!("../../../maps/departments.geojson")),
    ("lakes.geojson", include_str!("../../../maps/lakes.geojson")),
    ("rivers.geojson", include_str!("../../../maps/rivers.geojson")),
    ("places.geojson", include_str!("../../../maps/places.geojson")),
    ("zee_demo.geojson", include_str!("../../../maps/zee_demo.geojson")),
    ("macro_regions.geojson", include_str!("../../../maps/macro_regions.geojson")),
    ("corridors.geojson", include_str!("../../../maps/corridors.geojson")),
    ("protected_areas.geojson", include_str!("../../../maps/protected_areas.geojson")),
];

/// The built-in atlas.
///
/// # Panics
/// If the catalogue in the program cannot be parsed, which a test rules out.
pub fn builtin() -> Atlas {
    let catalogue: Catalogue =
        serde_json::from_str(CATALOGUE).expect("the built-in catalogue parses, by test");
    Atlas { catalogue, place: Place::Builtin }
}

/// Facts that questions look up: tables in CSV by the name of their file.
pub mod facts {
    use std::sync::{Arc, LazyLock};

    use allpa_model::table::Table;

    use crate::tables::read;

    const FILES: &[(&str, &str)] = &[
        (USE_MATRIX, include_str!("../../../maps/facts/zee_use_matrix.csv")),
        ("macro_regions", include_str!("../../../maps/facts/macro_regions.csv")),
        ("indicators", include_str!("../../../maps/facts/indicators.csv")),
        ("departments", include_str!("../../../maps/facts/departments.csv")),
    ];

    /// Read once: forms ask for them in every frame.
    static TABLES: LazyLock<Vec<(&str, Arc<Table>)>> =
        LazyLock::new(|| FILES.iter().map(|(name, text)| (*name, Arc::new(read(text)))).collect());

    /// Name of what each zone of a zoning recommends for each use; proposed, not official.
    pub const USE_MATRIX: &str = "zee_use_matrix";

    /// The table of that name.
    pub fn table(name: &str) -> Option<Arc<Table>> {
        TABLES.iter().find(|(known, _)| *known == name).map(|(_, table)| Arc::clone(table))
    }

    /// The names there are.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }
}

pub(super) fn read(entry: &Entry, progress: &dyn Progress) -> Result<Imported, ReadError> {
    let file = FILES.iter().find(|(name, _)| *name == entry.file);
    let (_, text) = file.ok_or_else(|| ReadError::Invalid(format!("no {}", entry.file)))?;
    let mut imported = read_geojson(text, progress)?;
    imported.parts.provenance.bytes = text.len() as u64;
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_of_the_catalogue_is_inside_and_says_where_it_comes_from() {
        let atlas = builtin();
        assert_eq!(atlas.catalogue.layers.len(), FILES.len());
        for entry in &atlas.catalogue.layers {
            let layer = atlas.read(&entry.id, &()).expect("readable");
            assert!(!layer.is_empty(), "{}", entry.id);
            assert!(!entry.source.is_empty() && !entry.licence.is_empty(), "{}", entry.id);
        }
    }

    #[test]
    fn the_demonstration_zoning_has_42_zones_and_says_what_it_is() {
        let atlas = builtin();
        let entry = atlas.catalogue.layers.iter().find(|entry| entry.id == "zee_demo");
        let entry = entry.expect("it is shipped");
        assert!(entry.notice_es.contains("DEMOSTRACIÓN, no es la ZEE oficial"));
        assert_eq!(atlas.read("zee_demo", &()).expect("readable").len(), 42);
    }
}
