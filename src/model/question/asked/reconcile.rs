//! *Does the protected land add up?*

use allpa_geom::Hectares;
use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::protected::PRIORITY;
use crate::question::reconcile::reconcile;
use crate::question::{QuestionError, column_of, field};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reconcile {
    /// Protected areas.
    pub areas: Option<LayerRef>,
    /// Field of the areas with their kind; by their role without it.
    pub kind_field: Option<String>,
    /// Field of the areas with the hectares by norm.
    pub legal: Option<String>,
    /// Units inside of which land counts.
    pub units: Option<LayerRef>,
    /// Kinds that claim land first, in this order.
    pub priority: Vec<String>,
    /// A figure stated elsewhere, in hectares; 0 when there is none.
    pub stated: f64,
    /// Whether the steps stand before the kinds.
    pub summary: bool,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self {
            areas: None,
            kind_field: None,
            legal: None,
            units: None,
            priority: PRIORITY.map(str::to_owned).to_vec(),
            stated: 0.0,
            summary: true,
        }
    }
}

impl Ask for Reconcile {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { areas, kind_field, legal, units, priority, stated, summary } = self;
        let legal_names = &["anp_suleg", "ha_legal", "sup_legal", "zr_suleg", "acr_suleg"];
        vec![
            Input::needed("areas", Slot::Layer { value: areas, fits: Fits::PROTECTED }),
            Input::optional(
                "kind_field",
                Slot::Field { value: kind_field, of: "areas", names: &[] },
            ),
            Input::optional("legal", Slot::Field { value: legal, of: "areas", names: legal_names }),
            Input::needed("units", Slot::Layer { value: units, fits: Fits::DEPARTMENTS }),
            Input::optional("priority", Slot::Members { value: priority, of: "" }),
            Input::optional("stated", Slot::Number { value: stated, range: [0.0, 1.3e8] }),
            Input::optional("summary", Slot::Flag { value: summary }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("areas", self.areas.as_ref())?;
        let mut areas = themed(layer, None)?;
        if let Some(kind) = &self.kind_field {
            areas.fields.category = Some(column_of(layer, kind)?);
        }
        let legal = self.legal.as_deref().map(|name| field(layer, name)).transpose()?;
        let units = themed(given.layer("units", self.units.as_ref())?, None)?;
        let answer = reconcile(&areas, &units, &self.priority, legal)?;
        let stated = (self.stated.is_finite() && self.stated > 0.0).then_some(self.stated);
        let steps = answer.value.to_steps(stated.map(Hectares::new));
        let kinds = answer.value.to_table();
        let found = if self.summary {
            Found::table("steps", steps).and("kinds", kinds)
        } else {
            Found::table("kinds", kinds).and("steps", steps)
        };
        Ok(found.with_notes(answer.notes))
    }
}
