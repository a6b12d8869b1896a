//! *What is here?*

use allpa_geom::Coord;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::{QuestionError, field, in_layer, locate};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Locate {
    /// Polygons.
    pub layer: Option<LayerRef>,
    /// One position.
    pub place: Option<Coord>,
    /// A layer of positions, used when there is no `place`.
    pub points: Option<LayerRef>,
    /// Field that must be among those of the answer, which has them all.
    pub id: Option<String>,
}

impl Ask for Locate {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { layer, place, points, id } = self;
        vec![
            Input::needed("layer", Slot::Layer { value: layer, fits: Fits::UNITS }),
            Input::optional("place", Slot::Place { value: place }),
            Input::optional("points", Slot::Layer { value: points, fits: Fits::ANY }),
            Input::optional("id", Slot::Field { value: id, of: "layer", names: &[] }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("layer", self.layer.as_ref())?;
        if let Some(id) = &self.id {
            field(layer, id)?;
        }
        let positions = if let Some(place) = self.place {
            vec![place]
        } else {
            let points = given.layer("place", self.points.as_ref())?;
            let shapes = points.geographic().map_err(in_layer(points))?;
            // A row without a position keeps its number and lies nowhere.
            let position = |row| shapes.feature_coords(row).first().copied();
            (0..points.len()).map(|row| position(row).unwrap_or([f64::NAN; 2])).collect()
        };
        let mut found = Found::table("hits", locate::locate(layer, &positions)?);
        let mut rows = Vec::new();
        for &position in &positions {
            rows.extend(locate::rows_at(layer, position)?);
        }
        found.show(self.layer.as_ref(), rows);
        Ok(found)
    }
}
