//! *How much is protected?*

use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::protected::{PRIORITY, protected};
use crate::question::{QuestionError, column_of};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Protected {
    /// Protected areas.
    pub areas: Option<LayerRef>,
    /// Field of the areas with their kind; by their role without it.
    pub kind_field: Option<String>,
    /// Units the land is counted in.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Kinds that claim land first, in this order.
    pub priority: Vec<String>,
}

impl Default for Protected {
    fn default() -> Self {
        Self {
            areas: None,
            kind_field: None,
            units: None,
            unit_field: None,
            priority: PRIORITY.map(str::to_owned).to_vec(),
        }
    }
}

impl Ask for Protected {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { areas, kind_field, units, unit_field, priority } = self;
        vec![
            Input::needed("areas", Slot::Layer { value: areas, fits: Fits::PROTECTED }),
            Input::optional(
                "kind_field",
                Slot::Field { value: kind_field, of: "areas", names: &[] },
            ),
            Input::needed("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional("priority", Slot::Members { value: priority, of: "" }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let mut areas = themed(given.layer("areas", self.areas.as_ref())?, None)?;
        if let Some(kind) = &self.kind_field {
            areas.fields.category = Some(column_of(areas.layer, kind)?);
        }
        let units = given.layer("units", self.units.as_ref())?;
        let units = themed(units, self.unit_field.as_deref())?;
        let answer = protected(areas, units, &self.priority)?;
        Ok(Found::table("protected", answer.value.to_table()).with_notes(answer.notes))
    }
}
