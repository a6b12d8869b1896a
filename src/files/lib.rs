//! Bytes to layers and back: importers, exporters, the atlas.
//!
//! A reader never guesses silently: what it repairs, leaves out or assumes is a note on the layer.

pub mod atlas;
mod day;
pub mod export;
mod geopackage;
pub mod imagery;
pub mod import;
mod names;
pub mod photo;
pub mod plan_file;
pub mod remembered;
pub mod settings;
pub mod tables;

pub use day::{local_today, read_day, spoken_day, today};
