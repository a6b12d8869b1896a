//! Numbers and shapes: units, coordinate reference systems and the spatial algorithms.
//!
//! Pure functions over coordinates. Nothing here knows layers, files or words for users.

mod bounds;
pub mod buffer;
pub mod coverage;
mod crs;
mod definition;
pub mod distance;
mod enclosure;
mod index;
pub mod linear;
pub mod locate;
pub mod measure;
mod memo;
pub mod network;
pub mod offset;
pub mod overlay;
mod shapes;
pub mod share;
mod slabs;
pub mod trace;
mod transform;
mod transverse_mercator;
mod units;
pub mod validity;

pub use bounds::Bounds;
pub use crs::{Datum, Epsg, UtmZone};
pub use definition::{wkt, wkt_esri};
pub use enclosure::Enclosure;
pub use index::SpatialIndex;
pub use memo::Memo;
pub use shapes::{Coord, Part, ShapeKind, Shapes, ShapesBuilder, rings, signed_area};
pub use transform::{
    Helmert, PsadOperation, TransformError, Transformer, check_on_globe, is_on_globe,
    transform_shapes,
};
pub use transverse_mercator::TransverseMercator;
pub use units::{Hectares, Kilometers, Meters, Percent};
