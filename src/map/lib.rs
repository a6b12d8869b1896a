//! From layers to pixels: views, styles, generalised display lists, labels and a painter that
//! needs nothing but the processor.
//!
//! Reads the model and never changes it; knows no window library.

pub mod camera;
mod classes;
mod generalise;
mod label;
mod prepare;
mod raster;
mod scene;
pub mod style;
#[cfg(test)]
mod testing;

pub use camera::Camera;
pub use classes::Classes;
pub use label::{FontError, Fonts};
pub use prepare::PreparedLayer;
pub use raster::{Picture, paint};
pub use scene::{REFERENCE_DPI, Scene, SceneLayer};
