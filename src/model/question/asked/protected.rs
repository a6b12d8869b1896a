//! *How much is protected?*

use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::by_year::by_year;
use crate::question::protected::{PRIORITY, protected};
use crate::question::{QuestionError, column_of, field};

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
    /// Field of the areas with the date of their norm.
    pub date_field: Option<String>,
    /// Whether land by year of the norm stands before land by kind.
    pub by_year: bool,
}

impl Default for Protected {
    fn default() -> Self {
        Self {
            areas: None,
            kind_field: None,
            units: None,
            unit_field: None,
            priority: PRIORITY.map(str::to_owned).to_vec(),
            date_field: None,
            by_year: false,
        }
    }
}

impl Ask for Protected {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { areas, kind_field, units, unit_field, priority, date_field, by_year } = self;
        let dates = &["fecha", "anp_felec", "fecha_norma", "zr_felec", "acr_felec"];
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
            Input::optional(
                "date_field",
                Slot::Field { value: date_field, of: "areas", names: dates },
            ),
            Input::optional("by_year", Slot::Flag { value: by_year }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let mut areas = themed(given.layer("areas", self.areas.as_ref())?, None)?;
        if let Some(kind) = &self.kind_field {
            areas.fields.category = Some(column_of(areas.layer, kind)?);
        }
        let units = given.layer("units", self.units.as_ref())?;
        let units = themed(units, self.unit_field.as_deref())?;
        let years = match (&self.date_field, self.by_year) {
            (Some(name), true) => {
                Some(by_year(&areas, &units, field(areas.layer, name)?)?.value.to_table())
            }
            (None, true) => return Err(QuestionError::MissingInput { input: "date_field" }),
            (_, false) => None,
        };
        let answer = protected(areas, units, &self.priority)?;
        let kinds = answer.value.to_table();
        let found = match years {
            Some(years) => Found::table("years", years).and("protected", kinds),
            None => Found::table("protected", kinds),
        };
        Ok(found.with_notes(answer.notes))
    }
}
