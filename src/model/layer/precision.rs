//! How far the geometry of a layer can be trusted.

use serde::{Deserialize, Serialize};

/// How far the geometry of a layer can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// As good as its source: it may be measured.
    #[default]
    Measured,
    /// Good for finding one's way only: kept out of area answers.
    Reference,
    /// A named town stands for the place.
    Approximate,
    /// A chain of towns stands for the line.
    Schematic,
    /// Made up by rules for demonstration: it may be measured, and every answer says so.
    Demonstration,
}

impl Precision {
    /// Whether area answers may use the layer.
    pub fn is_measurable(self) -> bool {
        matches!(self, Self::Measured | Self::Demonstration)
    }
}
