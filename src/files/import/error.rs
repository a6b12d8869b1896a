//! Why a file could not be read.

use allpa_geom::Epsg;
use allpa_model::Suspicion;
use thiserror::Error;

/// Why a source gave no layer. Words for users are made from these facts in `allpa_text`.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The system would not open or read the file.
    #[error("cannot read: {0}")]
    Io(#[from] std::io::Error),
    /// The path is a folder.
    #[error("is a folder")]
    IsFolder,
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The content is not of a format this program reads.
    #[error("unknown content{}", looks_like.map(|it| format!(", it looks like {it}")).unwrap_or_default())]
    UnknownFormat {
        /// What the first bytes look like, where known.
        looks_like: Option<&'static str>,
    },
    /// The file ends before it should.
    #[error("the file ends early: {found} of {expected} bytes")]
    Truncated {
        /// Bytes the file itself announces.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// The text breaks the rules of its format.
    #[error("line {line}, column {column}: {reason}")]
    Syntax {
        /// Line from 1.
        line: usize,
        /// Column from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// The text nests deeper than any map does.
    #[error("nested too deep")]
    TooDeep,
    /// A word stands where JSON wants a number.
    #[error("line {line}, column {column}: {word} is no JSON number")]
    NotJson {
        /// Line from 1.
        line: usize,
        /// Column from 1.
        column: usize,
        /// `NaN` or `Infinity`.
        word: &'static str,
    },
    /// The content contradicts its format.
    #[error("{0}")]
    Invalid(String),
    /// The source has several layers and none was named.
    #[error("several layers: {}", layers.join(", "))]
    WhichLayer {
        /// Their names.
        layers: Vec<String>,
    },
    /// The source has no layer of that name.
    #[error("no layer {wanted}; there are {}", layers.join(", "))]
    NoSuchLayer {
        /// The name asked for.
        wanted: String,
        /// The names there are.
        layers: Vec<String>,
    },
    /// Nobody says in which system the coordinates are.
    #[error("no coordinate reference system")]
    CrsUnknown {
        /// Systems that would put it in Peru, best first.
        guesses: Vec<Epsg>,
    },
    /// The coordinates cannot be in the system declared or stated.
    #[error("the coordinates are not those of {crs}")]
    NotInPlace {
        /// The system.
        crs: Epsg,
        /// What speaks against it.
        doubt: Suspicion,
    },
    /// Another program would have to read it, and is not there.
    #[error("{format} needs ogr2ogr")]
    NeedsOgr {
        /// Format of the file.
        format: String,
    },
    /// An archive without layers.
    #[error("no layer among {}", names.join(", "))]
    NoLayerInside {
        /// The files it holds.
        names: Vec<String>,
    },
    /// The stated system differs from the declared one.
    #[error("declared {declared}, stated {stated}")]
    CrsContradicted {
        /// What the file declares.
        declared: Epsg,
        /// What the user states.
        stated: Epsg,
    },
    /// A table without columns for longitude and latitude.
    #[error("no columns for longitude and latitude among {}", columns.join(", "))]
    NoCoordinates {
        /// The columns it has.
        columns: Vec<String>,
    },
    /// An archive is damaged, or has nothing to read.
    #[error("archive: {0}")]
    Archive(String),
    /// A file in an archive unpacks to far more than a map would.
    #[error("{file} expands too much")]
    ExpandsTooMuch {
        /// Its name in the archive.
        file: String,
    },
    /// A picture that cannot be laid under the map.
    #[error("{0}")]
    Imagery(#[from] crate::imagery::ImageryTrouble),
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
}

impl From<super::Cancelled> for ReadError {
    fn from(_: super::Cancelled) -> Self {
        Self::Cancelled
    }
}
