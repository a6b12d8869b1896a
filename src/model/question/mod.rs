//! Questions over layers: each takes layers and parameters and answers with a table or a layer.
//!
//! Figures are geodesic; set operations take edges as straight in degrees. A question never
//! changes its inputs, and says in its notes what it had to repair.

pub mod accuracy;
pub mod alternatives;
pub mod asked;
pub mod by_year;
pub mod change;
pub mod compare;
pub mod conflicts;
pub mod cross;
mod derive;
pub mod describe;
pub mod force;
pub mod gap;
pub mod group;
pub mod indicators;
mod join;
pub mod locate;
mod measure;
mod nearest;
pub mod neighbours;
pub mod network;
pub mod overlaps;
pub mod projects;
pub mod protected;
pub mod recommends;
pub mod reconcile;
pub mod rules;
pub mod scenarios;
mod select;
pub mod served;
pub mod strip;
#[cfg(test)]
mod testing;

use allpa_geom::buffer::BufferError;
use allpa_geom::{Coord, TransformError};
use thiserror::Error;

use crate::expression::ConditionError;
use crate::table::{Cell, Table};
use crate::{Column, Layer, Note};

pub use cross::cross_table;
pub use derive::{buffer, dissolve, overlay};
pub use join::{Joined, Meeting, join, meet};
pub use measure::{Measured, measure};
pub use nearest::nearest;
pub use select::{Relation, condition_for, rows_where, select, take_rows};

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuestionError {
    /// A layer has no way to WGS 84, or to the plane asked for.
    #[error("layer {layer}: {source}")]
    Transform {
        /// Name of the layer.
        layer: String,
        /// What PROJ said.
        source: TransformError,
    },
    /// The layer has no such field.
    #[error("layer {layer} has no field {field}")]
    UnknownField {
        /// Name of the layer.
        layer: String,
        /// The field asked for.
        field: String,
        /// The fields there are.
        known: Vec<String>,
    },
    /// The question needs geometry of another kind.
    #[error("layer {layer} has no {needed}")]
    WrongGeometry {
        /// Name of the layer.
        layer: String,
        /// What is needed: `lines` or `polygons`.
        needed: &'static str,
    },
    /// No value of a table agrees with one of the layer.
    #[error("no value in common with layer {layer}")]
    NothingInCommon {
        /// Name of the layer.
        layer: String,
    },
    /// An input without which there is no answer was not given.
    #[error("no {input} was given")]
    MissingInput {
        /// Its key.
        input: &'static str,
    },
    /// The question names a layer or table that is not there.
    #[error("{name} is not there")]
    UnknownSource {
        /// Its name in the question.
        name: String,
    },
    /// A position given to the question is not on the globe.
    #[error("there is no position {}, {}", at[0], at[1])]
    OffGlobe {
        /// Longitude and latitude, as given.
        at: Coord,
    },
    /// A text is no condition.
    #[error("condition {text}: {source}")]
    Condition {
        /// The text.
        text: String,
        /// Why.
        source: ConditionError,
    },
    /// A table lacks columns, or has no row with usable values in them.
    #[error("the table needs the columns {}", columns.join(", "))]
    TableColumns {
        /// The columns it needs.
        columns: Vec<&'static str>,
    },
    /// The axis has no length.
    #[error("the axis has no length")]
    NoLength,
    /// The table has no such indicator.
    #[error("the table has no indicator {name}")]
    UnknownIndicator {
        /// The indicator asked for.
        name: String,
        /// Those it has.
        known: Vec<String>,
    },
    /// The table has no such group.
    #[error("the table has no group {name}")]
    UnknownGroup {
        /// The group asked for.
        name: String,
        /// Those it has.
        known: Vec<String>,
    },
    /// The matrix does not know the use.
    #[error("the matrix has no use {name}")]
    UnknownUse {
        /// The use asked for.
        name: String,
        /// Those it knows.
        known: Vec<String>,
    },
    /// Nobody waits for the answer any more.
    #[error("cancelled")]
    Cancelled,
    /// No zone of influence can be made.
    #[error(transparent)]
    Buffer(#[from] BufferError),
}

/// An answer with what had to be repaired or left out on the way, each note with its layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The answer itself.
    pub value: T,
    /// Layer name and note.
    pub notes: Vec<(String, Note)>,
}

/// Finds a field, or says which there are.
///
/// # Errors
/// [`QuestionError::UnknownField`].
pub fn field<'a>(layer: &'a Layer, name: &str) -> Result<&'a Column, QuestionError> {
    layer.column(name).ok_or_else(|| QuestionError::UnknownField {
        layer: layer.name().to_owned(),
        field: name.to_owned(),
        known: layer.columns().iter().map(|column| column.name.clone()).collect(),
    })
}

/// Number of the column of that name.
///
/// # Errors
/// [`QuestionError::UnknownField`].
pub fn column_of(layer: &Layer, name: &str) -> Result<usize, QuestionError> {
    let found = field(layer, name)?;
    Ok(layer.columns().iter().position(|column| column.name == found.name).unwrap_or(0))
}

/// Adds the field `id` of `layer` under its own name after `fid`, the first column of `table`.
///
/// # Errors
/// [`QuestionError::UnknownField`].
pub fn with_field(table: Table, layer: &Layer, id: Option<&str>) -> Result<Table, QuestionError> {
    let Some(id) = id else { return Ok(table) };
    let column = field(layer, id)?;
    let value = |fid: &Cell| match fid {
        Cell::Integer(row) => column.value(*row as usize).into(),
        _ => Cell::Empty,
    };
    let mut columns = table.columns;
    columns.insert(1, column.name.clone());
    let mut wider = Table::new(columns);
    for mut row in table.rows {
        row.insert(1, value(&row[0]));
        wider.push(row);
    }
    Ok(wider)
}

/// Names the layer in a transformation error.
pub(crate) fn in_layer(layer: &Layer) -> impl Fn(TransformError) -> QuestionError + '_ {
    |source| QuestionError::Transform { layer: layer.name().to_owned(), source }
}

/// The repair notes of a layer's surfaces, with its name.
fn repairs(layer: &Layer) -> Result<Vec<(String, Note)>, QuestionError> {
    let notes = &layer.surfaces().map_err(in_layer(layer))?.notes;
    Ok(notes.iter().map(|note| (layer.name().to_owned(), note.clone())).collect())
}
