//! *What is nearest?*

use allpa_geom::Meters;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::{QuestionError, nearest, with_field};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Nearest {
    /// Layer to start from.
    pub from: Option<LayerRef>,
    /// Layer to arrive at.
    pub to: Option<LayerRef>,
    /// How many features for each one.
    pub count: usize,
    /// Farthest distance that counts.
    pub max: Option<Meters>,
    /// Field of the first layer to stand beside `fid`.
    pub id: Option<String>,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { from: None, to: None, count: 1, max: None, id: None }
    }
}

impl Ask for Nearest {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { from, to, count, max, id } = self;
        vec![
            Input::needed("from", Slot::Layer { value: from, fits: Fits::PLACES }),
            Input::needed("to", Slot::Layer { value: to, fits: Fits::ROADS }),
            Input::needed("count", Slot::Count { value: count, range: [1, 100] }),
            Input::optional("max", Slot::Limit { value: max, range: [1.0, 2_000_000.0] }),
            Input::optional("id", Slot::Field { value: id, of: "from", names: &[] }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let from = given.layer("from", self.from.as_ref())?;
        let to = given.layer("to", self.to.as_ref())?;
        let table = nearest(from, to, self.count.max(1), self.max)?;
        Ok(Found::table("nearest", with_field(table, from, self.id.as_deref())?))
    }
}
