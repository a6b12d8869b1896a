//! *How large or long is it?*

use allpa_geom::Epsg;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::accuracy::MapScale;
use crate::question::{Measured, QuestionError, measure, rows_where, take_rows};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Measure {
    /// Polygons or lines.
    pub layer: Option<LayerRef>,
    /// Which of its features count.
    pub condition: String,
    /// Field whose values the figures are summed by.
    pub by: Option<String>,
    /// Field to stand beside `fid`.
    pub id: Option<String>,
    /// System in whose plane the figure is given as well.
    pub planar: Option<Epsg>,
    /// Scale of the map that the layer was drawn for: areas get the range they lie in.
    pub scale: Option<MapScale>,
}

impl Ask for Measure {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { layer, condition, by, id, planar, scale } = self;
        vec![
            Input::needed("layer", Slot::Layer { value: layer, fits: Fits::MEASURABLE }),
            Input::optional("condition", Slot::Condition { value: condition, of: "layer" }),
            Input::optional("by", Slot::Field { value: by, of: "layer", names: &[] }),
            Input::optional("id", Slot::Field { value: id, of: "layer", names: &[] }),
            Input::optional("planar", Slot::System { value: planar }),
            Input::optional("scale", Slot::Scale { value: scale }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("layer", self.layer.as_ref())?;
        let Self { planar, scale, .. } = *self;
        let (by, id) = (self.by.as_deref(), self.id.as_deref());
        let options = Measured { by, id, planar, scale };
        let kept = match &*self.condition {
            "" => None,
            condition => Some(take_rows(layer, &rows_where(layer, condition)?)),
        };
        let answer = measure(kept.as_ref().unwrap_or(layer), options)?;
        Ok(Found::table("figures", answer.value).with_accuracy([scale]).with_notes(answer.notes))
    }
}
