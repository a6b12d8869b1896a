//! *Who borders on whom?*

use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::conflicts::Theme;
use crate::question::neighbours::{Pair, neighbours, to_pairs, to_units};
use crate::question::{QuestionError, field};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Neighbours {
    /// Units.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Field with the larger unit each belongs to: the department of a district.
    pub larger: Option<String>,
    /// Whether only pairs of different larger units count.
    pub across: bool,
    /// Basins that both may lie in.
    pub basins: Option<LayerRef>,
    /// Whether the list by unit stands before the pairs.
    pub summary: bool,
}

impl Ask for Neighbours {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { units, unit_field, larger, across, basins, summary } = self;
        let departments = &["NOMBDEP", "departamento", "DEPARTAMENTO"];
        vec![
            Input::needed("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional(
                "larger",
                Slot::Field { value: larger, of: "units", names: departments },
            ),
            Input::optional("across", Slot::Flag { value: across }),
            Input::optional("basins", Slot::Layer { value: basins, fits: Fits::BASINS }),
            Input::optional("summary", Slot::Flag { value: summary }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("units", self.units.as_ref())?;
        let units = themed(layer, self.unit_field.as_deref())?;
        let larger = self.larger.as_deref().map(|name| field(layer, name)).transpose()?;
        if self.across && larger.is_none() {
            return Err(QuestionError::MissingInput { input: "larger" });
        }
        let basins = given.optional(self.basins.as_ref())?.map(Theme::of);
        let answer = neighbours(&units, larger, basins.as_ref())?;
        let pairs: Vec<Pair> =
            answer.value.into_iter().filter(|pair| pair.is_across || !self.across).collect();
        let (list, by_unit) = (to_pairs(&pairs, &units, basins.as_ref()), to_units(&pairs, &units));
        let mut found = if self.summary {
            Found::table("units", by_unit).and("pairs", list)
        } else {
            Found::table("pairs", list).and("units", by_unit)
        }
        .naming("units", "unit", self.units.as_ref(), units.code_field());
        found.show(self.units.as_ref(), pairs.iter().flat_map(|pair| pair.rows));
        found.show(self.basins.as_ref(), pairs.iter().flat_map(|pair| pair.basins.clone()));
        Ok(found.with_notes(answer.notes))
    }
}
