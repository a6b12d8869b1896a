//! *How large or long is it?*

use allpa_geom::Epsg;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
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
}

impl Ask for Measure {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { layer, condition, by, id, planar } = self;
        vec![
            Input::needed("layer", Slot::Layer { value: layer, fits: Fits::MEASURABLE }),
            Input::optional("condition", Slot::Condition { value: condition, of: "layer" }),
            Input::optional("by", Slot::Field { value: by, of: "layer", names: &[] }),
            Input::optional("id", Slot::Field { value: id, of: "layer", names: &[] }),
            Input::optional("planar", Slot::System { value: planar }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("layer", self.layer.as_ref())?;
        let options =
            Measured { by: self.by.as_deref(), id: self.id.as_deref(), planar: self.planar };
        let kept = match &*self.condition {
            "" => None,
            condition => Some(take_rows(layer, &rows_where(layer, condition)?)),
        };
        let answer = measure(kept.as_ref().unwrap_or(layer), options)?;
        Ok(Found::table("figures", answer.value).with_notes(answer.notes))
    }
}
