//! What happened to a feature, or to a whole layer, while it was read or used.

use allpa_geom::validity::Invalidity;
use allpa_geom::{Epsg, UtmZone};

/// Something worth telling the user, tied to its feature where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Feature counted from 0 in the source; `None` speaks of the whole layer.
    pub row: Option<usize>,
    /// What it is.
    pub kind: NoteKind,
}

impl Note {
    /// Speaks of the whole layer.
    pub fn layer(kind: NoteKind) -> Self {
        Self { row: None, kind }
    }

    /// Speaks of feature `row`.
    pub fn feature(row: usize, kind: NoteKind) -> Self {
        Self { row: Some(row), kind }
    }
}

/// Kinds of notes. The words for users live with the texts of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum NoteKind {
    /// The feature has attributes but no geometry; it is kept and counted.
    NoGeometry,
    /// Invalid geometry was repaired on a copy for measuring.
    Repaired {
        /// Why it was invalid.
        reason: Invalidity,
        /// Hectares after repair minus before.
        change_ha: f64,
    },
    /// Invalid geometry that no repair mends; the feature is left out of areas.
    NotRepaired {
        /// Why it is invalid.
        reason: Invalidity,
    },
    /// A polygon encloses nothing.
    ZeroArea,
    /// A position stands twice in a row; nothing changes by it.
    RepeatedVertices,
    /// A ring was left open and was closed.
    RingClosed,
    /// A ring lay in a polygon with the direction of a shell, and was taken as a hole.
    HoleByNesting,
    /// Shells ran in the direction of holes; nesting decided.
    RingsReversed,
    /// A ring or line had too few positions and was left out.
    TooFewPositions,
    /// A coordinate was not a usable number; the feature keeps its attributes only.
    BadCoordinate {
        /// What was found.
        found: String,
    },
    /// A coordinate is finite, but lies nowhere on Earth; it is kept out of the extent.
    FarCoordinate,
    /// Longitude and latitude are both zero, in the sea off Africa: mostly an empty cell.
    ZeroPosition,
    /// A polygon reaches across the meridian of 180 degrees.
    CrossesAntimeridian,
    /// Curves were approximated by straight pieces.
    CurvesStroked,
    /// Parts of other kinds were left out of a mixed collection.
    MixedCollection {
        /// How many.
        left_out: usize,
    },
    /// The layer mixes points, lines and polygons.
    MixedGeometry,
    /// Heights or measures were dropped; the count is of features.
    HeightsDropped {
        /// Features affected.
        features: usize,
    },
    /// The layer has no features.
    NoFeatures,
    /// The table has no positions: it can be joined, but not drawn.
    NoPositions,
    /// The file declares no coordinate reference system.
    NoCrs,
    /// The description of the system cannot be read.
    CrsUnreadable,
    /// The system declared is not in the EPSG data set.
    CrsNotFound(Epsg),
    /// The file contradicts itself on the system; the one named was used.
    CrsConflict {
        /// What its parts say.
        other: i64,
    },
    /// The file does not name the datum; WGS 84 was assumed.
    DatumAssumed,
    /// The coordinates were taken to WGS 84 because the rows lie in several UTM zones.
    SeveralZones,
    /// The system declared was withdrawn; the one meant was used.
    CrsObsolete {
        /// Declared.
        declared: Epsg,
        /// Used.
        used: Epsg,
    },
    /// The user stated the system.
    CrsStated(Epsg),
    /// The user had latitude and longitude change places.
    AxesExchanged,
    /// The user had the signs of west and south put back.
    SignsPutBack,
    /// PSAD56 was taken to WGS 84 by this operation.
    DatumOperation {
        /// Its name.
        name: String,
    },
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
    /// Numbers written in a way that leaves their meaning open stay text.
    NumbersAsText {
        /// Field.
        field: String,
    },
    /// Numbers of the field were written with a mark between thousands.
    ThousandsSeparator {
        /// Field.
        field: String,
    },
    /// Cells of a numeric field are not numbers and became empty.
    NotNumbers {
        /// Field.
        field: String,
        /// Cells affected.
        cells: usize,
    },
    /// Codes had lost their leading zeros, which were put back.
    CodesPadded {
        /// Field.
        field: String,
        /// Codes affected.
        codes: usize,
    },
    /// A name stands twice among the keys of a feature; the last one counts.
    RepeatedKey {
        /// The name.
        key: String,
    },
    /// A companion file is missing.
    MissingPart {
        /// Its extension.
        extension: &'static str,
    },
    /// The header tells another size than the file has; the file's counts.
    HeaderSize,
    /// The header counts other rows than there are.
    RowCount {
        /// Rows the header announces.
        announced: usize,
        /// Rows there are.
        found: usize,
    },
    /// The table has fewer rows than there are shapes.
    RowsMissing {
        /// How many.
        rows: usize,
    },
    /// The table has more rows than there are shapes; they were left out.
    RowsExtra {
        /// How many.
        rows: usize,
    },
    /// Rows marked as deleted were left out.
    RowsDeleted {
        /// How many.
        rows: usize,
    },
    /// A row of the table has other cells than the header announces.
    RaggedRow,
    /// The header of the table is not its first row.
    HeaderRow {
        /// Row from 1.
        row: usize,
    },
    /// The table has no header; columns were told by their numbers.
    NoHeader,
    /// A row repeats the header; it was left out.
    HeaderRepeated,
    /// The file ends before its last feature does.
    CutShort,
    /// There is text after the end of the data.
    TrailingText,
    /// A table that the file does not list was read all the same.
    NotListed {
        /// Its name.
        table: String,
    },
    /// The column that should hold geometry is missing; another one does.
    GeometryColumn {
        /// The one used.
        used: String,
    },
    /// The file links to others, which are never followed.
    LinkNotFollowed,
    /// The file declares XML entities, which are never expanded.
    EntitiesIgnored,
    /// The archive has members with paths that leave its folder; nothing was written.
    UnsafePath,
    /// The layer lay in an archive inside the archive.
    NestedArchive,
    /// A feature of an unknown kind was left out.
    UnknownKind {
        /// What the file calls it.
        kind: String,
    },
    /// The positions look wrong in a way that a correction mends.
    Suspicion(Suspicion),
}

/// Why the positions of a whole layer look wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Suspicion {
    /// The system is in degrees, the numbers are not.
    NotDegrees,
    /// The system is in metres, the numbers look like degrees.
    LooksLikeDegrees,
    /// Latitude stands before longitude.
    AxesSwapped,
    /// The signs of the west and the south are missing.
    SignsLost,
    /// The layer lies far from Peru.
    FarFromPeru,
    /// Another UTM zone puts it in place.
    WrongZone {
        /// That zone.
        zone: UtmZone,
    },
    /// The layer lies where PSAD56 coordinates read as WGS 84 would, metres east and north.
    Psad56 {
        /// Metres too far east.
        east: f64,
        /// Metres too far north.
        north: f64,
    },
}

impl NoteKind {
    /// Whether nothing was lost and nothing is in doubt: worth knowing, no reason to worry.
    pub fn is_information(&self) -> bool {
        matches!(
            self,
            Self::HeightsDropped { .. }
                | Self::MixedFieldTypes { .. }
                | Self::MixedGeometry
                | Self::RowsDeleted { .. }
                | Self::RepeatedKey { .. }
                | Self::DatumAssumed
                | Self::DatumOperation { .. }
                | Self::CrsStated(_)
                | Self::AxesExchanged
                | Self::SignsPutBack
                | Self::SeveralZones
                | Self::CodesPadded { .. }
                | Self::ThousandsSeparator { .. }
                | Self::Encoding { declared_wrong: false, .. }
        )
    }
}
