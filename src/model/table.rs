//! The answer of a question as a table: what the window lists is what the command line prints.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Columns and rows, every row as long as `columns`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Column names, stable: scripts rely on them. Units are in the name (`area_ha`).
    pub columns: Vec<String>,
    /// Values, row by row.
    pub rows: Vec<Vec<Cell>>,
}

/// One value of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// Text or code.
    Text(String),
    /// Count or identifier.
    Integer(i64),
    /// Measured figure in the unit of its column.
    Number(f64),
}

impl Table {
    /// An empty table with these columns.
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Number of the first column that has one of the `names`, without regard to case.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let of = |name: &&str| self.columns.iter().position(|c| c.eq_ignore_ascii_case(name));
        names.iter().find_map(of)
    }

    /// SHA-256 of names and values in lower-case hexadecimal.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut push = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        self.columns.iter().for_each(|name| push(name));
        self.rows.iter().flatten().for_each(|cell| push(&cell.to_string()));
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Adds a row.
    ///
    /// # Panics
    /// If it does not have one cell per column.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "one cell per column");
        self.rows.push(row);
    }
}

impl Cell {
    /// The figure, where there is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            Self::Empty | Self::Text(_) => None,
        }
    }
}

/// Text as CSV writes it: full precision, decimal point, nothing when empty.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl From<crate::Value<'_>> for Cell {
    fn from(value: crate::Value<'_>) -> Self {
        match value {
            crate::Value::Null => Self::Empty,
            crate::Value::Text(text) => Self::Text(text.to_owned()),
            crate::Value::Integer(number) => Self::Integer(number),
            crate::Value::Real(number) => Self::Number(number),
            crate::Value::Boolean(yes) => Self::Text(yes.to_string()),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Integer(i64::try_from(number).expect("counts fit 63 bits"))
    }
}
