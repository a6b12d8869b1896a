//! What a plan is made of: layers, their meaning, and the questions asked of them.
//!
//! Plain data and pure functions: no window, no files, no clock, no threads of its own.

pub mod expression;
pub mod health;
pub mod imagery;
pub mod layer;
pub mod listing;
pub mod plan;
pub mod position;
mod progress;
pub mod question;
pub mod role;
pub mod table;

pub use layer::{
    Column, ColumnData, CrsSource, FieldKind, Layer, LayerParts, Note, NoteKind, Precision,
    Provenance, Surfaces, Suspicion, TextColumn, Value,
};
pub use progress::{Cancelled, Progress};
