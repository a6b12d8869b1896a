//! What is not as it should be in a plan file, as data: the words are in the texts of the program.

use allpa_geom::ShapeKind;
use allpa_geom::validity::Invalidity;

/// A fact behind a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A value of the file that should be another: its name there, and what stands there.
    Value(&'static str, String),
    /// What the database or the system says, in its own words.
    Told(String),
    /// A row refers to one of another table that is missing.
    NoMatch {
        /// Its number.
        row: i64,
        /// The other table.
        parent: String,
    },
    /// The table is missing.
    NoTable,
    /// A column is missing.
    NoColumn(String),
    /// The table has no integer key.
    NoKey,
    /// It is listed as features, and in no row of `gpkg_geometry_columns`.
    NoGeometryColumn,
    /// It has a geometry, and is not listed as features.
    NotListed,
    /// It is listed with another system than its geometry has.
    ListedWith {
        /// That of the geometry.
        geometry: i64,
        /// That of the list.
        listed: Option<i64>,
    },
    /// Something about an extension.
    Extension(String, Box<Self>),
    /// One of our tables is not registered.
    NotRegistered,
    /// The index is missing.
    NoIndex(String),
    /// The box of a feature in the index is not its own.
    WrongBox(i64),
    /// The index has boxes of no feature.
    LooseBoxes(usize),
    /// Something about a feature.
    Feature(i64, Box<Self>),
    /// A geometry is no blob.
    NoBlob,
    /// A geometry cannot be read.
    Unreadable(String),
    /// A geometry is of another kind than its column.
    Kind(ShapeKind),
    /// A polygon is not valid.
    Invalid(Invalidity),
    /// Rows that hold no proposal.
    NoProposal(usize),
    /// A step that is done is missing.
    StepMissing(u64),
    /// A step cannot be taken back.
    StepStuck {
        /// Its number.
        step: u64,
        /// Why.
        reason: String,
    },
    /// A meeting or an agreement is not what the history made of it.
    NotOfHistory(u32),
    /// A fingerprint is another one now.
    Changed {
        /// Number of the row, where it is of one.
        row: Option<i64>,
        /// As it was kept.
        kept: String,
        /// As it is.
        found: String,
    },
}
