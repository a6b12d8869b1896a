//! What happened to a feature, or to a whole layer, while it was read or used.

/// Something worth telling the user, tied to its feature where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Feature counted from 0 in the source; `None` speaks of the whole layer.
    pub row: Option<usize>,
    /// What it is.
    pub kind: NoteKind,
}

/// Kinds of notes. The words for users live with the texts of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum NoteKind {
    /// The feature has attributes but no geometry; it is kept and counted.
    NoGeometry,
    /// Invalid geometry was repaired on a copy for measuring.
    Repaired {
        /// Why it was invalid.
        reason: String,
        /// Hectares after repair minus before.
        change_ha: f64,
    },
    /// Invalid geometry that no repair mends; the feature is left out of areas.
    NotRepaired {
        /// Why it is invalid.
        reason: String,
    },
    /// A ring was left open and was closed.
    RingClosed,
    /// A ring or line had too few positions and was left out.
    TooFewPositions,
    /// A coordinate was not a usable number; the feature keeps its attributes only.
    BadCoordinate {
        /// What was found.
        found: String,
    },
    /// Parts of other kinds were left out of a mixed collection.
    MixedCollection {
        /// How many.
        left_out: usize,
    },
    /// Heights or measures were dropped; the count is of features.
    HeightsDropped {
        /// Features affected.
        features: usize,
    },
    /// The file declares no coordinate reference system.
    NoCrs,
    /// The text encoding was declared by the file, or found by trying.
    Encoding {
        /// Name of the encoding.
        name: String,
        /// Whether the declared one proved wrong.
        declared_wrong: bool,
    },
    /// A text could not be decoded whole; odd bytes are shown as U+FFFD.
    UndecodableText {
        /// Field.
        field: String,
    },
    /// Values of one field had several types and became text.
    MixedFieldTypes {
        /// Field.
        field: String,
    },
    /// There is text after the end of the data.
    TrailingText,
    /// Anything else a reader wants known, in English.
    Other(String),
}
