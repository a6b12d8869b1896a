//! *Where do they overlap?*

use std::sync::Arc;

use allpa_geom::Hectares;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Shown, Slot};
use crate::question::QuestionError;
use crate::question::accuracy::MapScale;
use crate::question::overlaps::overlaps;

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overlaps {
    /// Layers of polygons.
    pub layers: Vec<LayerRef>,
    /// Shared land below this many hectares is left out.
    pub least: f64,
    /// Whether the matrix of layers stands before the list of pairs.
    pub summary: bool,
    /// Scale of the maps of the layers, the smallest of them: pairs get the range they lie in.
    pub scale: Option<MapScale>,
}

impl Default for Overlaps {
    fn default() -> Self {
        // A square metre.
        Self { layers: Vec::new(), least: 1e-4, summary: false, scale: None }
    }
}

impl Ask for Overlaps {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { layers, least, summary, scale } = self;
        vec![
            Input::needed("layers", Slot::Layers { value: layers, fits: Fits::POLYGONS }),
            Input::optional("least", Slot::Number { value: least, range: [0.0, 1e6] }),
            Input::optional("summary", Slot::Flag { value: summary }),
            Input::optional("scale", Slot::Scale { value: scale }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layers = given.layers(&self.layers)?;
        if layers.is_empty() {
            return Err(QuestionError::MissingInput { input: "layers" });
        }
        let answer = overlaps(&layers, Hectares::new(self.least.max(0.0)))?;
        let (list, matrix) = (answer.value.to_list(self.scale)?, answer.value.to_matrix()?);
        let mut found = if self.summary {
            Found::table("matrix", matrix).and("pairs", list)
        } else {
            Found::table("pairs", list).and("matrix", matrix)
        };
        found.shown.push(Shown::Made(Arc::new(answer.value.to_layer())));
        Ok(found.with_accuracy([self.scale]).with_notes(answer.notes))
    }
}
