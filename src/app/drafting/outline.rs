//! An outline that what is drawn is kept inside of.

use std::sync::Arc;

use allpa_geom::{Coord, rings};
use geo::{LineString, MultiPolygon};

/// What the user may do with the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineAction {
    /// Takes the land of the selected features.
    TakeSelection,
    /// Lets go of it.
    LetGo,
    /// Cuts the proposal on the card.
    Cut,
}

/// An outline that what is drawn is kept inside of: whatever a gesture puts outside of it is cut off
/// in the same step.
#[derive(Debug, Clone)]
pub struct Outline {
    /// What it is called.
    pub name: String,
    /// Its land, in longitudes and latitudes.
    pub region: Arc<MultiPolygon>,
    /// Its rings, to be drawn.
    pub rings: Arc<Vec<Vec<Coord>>>,
}

impl Outline {
    /// The outline of some land.
    pub fn new(name: String, region: MultiPolygon) -> Self {
        let coords = |ring: &LineString| ring.0.iter().map(|at| [at.x, at.y]).collect();
        let rings = rings(&region).map(coords).collect();
        Self { name, region: Arc::new(region), rings: Arc::new(rings) }
    }
}
