//! Questions over layers: each takes layers and parameters and answers with a table or a layer.
//!
//! Figures are geodesic; set operations take edges as straight in degrees. A question never
//! changes its inputs, and says in its notes what it had to repair.

pub mod conflicts;
pub mod cross;
mod derive;
pub mod gap;
pub mod group;
mod join;
pub mod locate;
mod measure;
mod nearest;
pub mod protected;
mod select;

use allpa_geom::TransformError;
use allpa_geom::buffer::BufferError;
use thiserror::Error;

use crate::{Column, Layer, Note};

pub use cross::cross_table;
pub use derive::{buffer, dissolve, overlay};
pub use join::{Joined, Meeting, join, meet};
pub use measure::{Measured, measure};
pub use nearest::nearest;
pub use select::{Relation, select, take_rows};

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

/// Names the layer in a transformation error.
pub(crate) fn in_layer(layer: &Layer) -> impl Fn(TransformError) -> QuestionError + '_ {
    |source| QuestionError::Transform { layer: layer.name().to_owned(), source }
}

/// The repair notes of a layer's surfaces, with its name.
fn repairs(layer: &Layer) -> Result<Vec<(String, Note)>, QuestionError> {
    let notes = &layer.surfaces().map_err(in_layer(layer))?.notes;
    Ok(notes.iter().map(|note| (layer.name().to_owned(), note.clone())).collect())
}
