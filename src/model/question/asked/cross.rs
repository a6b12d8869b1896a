//! *Who covers what?*

use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::accuracy::{MapScale, Side, add_cross_bands};
use crate::question::{QuestionError, cross_table};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cross {
    /// Polygons that are covered.
    pub a: Option<LayerRef>,
    /// Field whose values group them.
    pub a_field: Option<String>,
    /// Polygons that cover.
    pub b: Option<LayerRef>,
    /// Field whose values group them.
    pub b_field: Option<String>,
    /// Whether rows for totals, residual and overlap are added.
    pub totals: bool,
    /// Scale of the map of the polygons that are covered: areas get the range they lie in.
    pub a_scale: Option<MapScale>,
    /// Scale of the map of the polygons that cover.
    pub b_scale: Option<MapScale>,
}

impl Default for Cross {
    fn default() -> Self {
        // What nothing covers is part of the answer.
        let totals = true;
        Self {
            a: None,
            a_field: None,
            b: None,
            b_field: None,
            totals,
            a_scale: None,
            b_scale: None,
        }
    }
}

impl Ask for Cross {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { a, a_field, b, b_field, totals, a_scale, b_scale } = self;
        vec![
            Input::needed("a", Slot::Layer { value: a, fits: Fits::UNITS }),
            Input::needed("a_field", Slot::Field { value: a_field, of: "a", names: &[] }),
            Input::needed("b", Slot::Layer { value: b, fits: Fits::ZONES }),
            Input::needed("b_field", Slot::Field { value: b_field, of: "b", names: &[] }),
            Input::optional("totals", Slot::Flag { value: totals }),
            Input::optional("a_scale", Slot::Scale { value: a_scale }),
            Input::optional("b_scale", Slot::Scale { value: b_scale }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let (a, b) = (given.layer("a", self.a.as_ref())?, given.layer("b", self.b.as_ref())?);
        let missing = |input| QuestionError::MissingInput { input };
        let a_field = self.a_field.as_deref().ok_or_else(|| missing("a_field"))?;
        let b_field = self.b_field.as_deref().ok_or_else(|| missing("b_field"))?;
        let answer = cross_table(a, a_field, b, b_field)?;
        let mut table =
            if self.totals { answer.value.to_table_with_totals() } else { answer.value.to_table() };
        let scales = [self.a_scale, self.b_scale];
        if scales.iter().any(Option::is_some) {
            let side = |layer, field, scale| Side { layer, field, scale };
            let sides = [side(a, a_field, scales[0]), side(b, b_field, scales[1])];
            add_cross_bands(&mut table, sides)?;
        }
        let found = Found::table("cross", table).with_accuracy(scales).with_notes(answer.notes);
        Ok(found.naming("cross", "a", self.a.as_ref(), Some(a_field)))
    }
}
