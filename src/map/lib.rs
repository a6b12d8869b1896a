//! From layers to pixels: views, styles, generalised display lists, labels and a painter that
//! needs nothing but the processor.
//!
//! Reads the model and never changes it; knows no window library.

pub mod camera;
mod classes;
pub mod drawing;
mod enclose;
mod export;
pub mod furniture;
mod generalise;
mod label;
pub mod mesh;
mod pick;
mod plane;
mod prepare;
mod raster;
mod scene;
pub mod style;
#[cfg(test)]
mod testing;

pub use camera::Camera;
pub use classes::Classes;
pub use enclose::touched;
pub use export::{
    ExportError, ExportOptions, LegendPlace, encode_png, render_png, with_room_for_legend,
};
pub use label::{Curve, FontError, Fonts, PlacedGlyph, Text};
pub use pick::{Hit, MOUSE_RADIUS_PX, pick};
pub use plane::Plane;
pub use prepare::PreparedLayer;
pub use raster::{Picture, paint, paint_ground, paint_names};
pub use scene::{REFERENCE_DPI, Scene, SceneImagery, SceneLayer};
