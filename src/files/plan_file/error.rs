//! Why a plan file cannot be opened, or a step not be kept.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why a plan file cannot be opened, or a step not be kept.
#[derive(Debug, Error)]
pub enum PlanError {
    /// The system would not read or write.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is no plan file.
    #[error("not a plan of Allpa")]
    NotAPlan,
    /// A newer program wrote it.
    #[error("format {found} is newer than {known}")]
    Newer {
        /// Its format.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// The file is damaged, or its tables are not as they should be.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It was opened to be read only.
    #[error("read only")]
    ReadOnly,
    /// There is a file of that name already.
    #[error("the file exists already")]
    Exists,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file is no longer in its place.
    #[error("the file is gone")]
    Vanished,
    /// Another file is in its place now.
    #[error("another file is in its place")]
    Replaced,
    /// Another program holds the file.
    #[error("another program is writing to the file")]
    Busy,
    /// It is no package of changes.
    #[error("no package of changes")]
    NotChanges,
    /// A package of changes was cut short or altered on its way.
    #[error("the package was cut short or altered")]
    Incomplete,
    /// It is a version of another plan.
    #[error("a version of another plan")]
    OtherPlan,
    /// No step of that number is done.
    #[error("no step {0} is done")]
    NoStep(u64),
    /// A layer of the plan cannot be read or made.
    #[error("layer {layer}: {reason}")]
    Layer {
        /// Its table.
        layer: String,
        /// Why.
        reason: String,
    },
}

impl From<rusqlite::Error> for PlanError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, text) = &error else {
            return Self::Damaged(error.to_string());
        };
        let words = || text.clone().unwrap_or_else(|| error.to_string());
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::NotADatabase => Self::NotAPlan,
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                Self::Io(std::io::Error::other(words()))
            }
            _ => Self::Damaged(words()),
        }
    }
}
