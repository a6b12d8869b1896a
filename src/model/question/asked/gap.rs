//! *Who lives far from a road?*

use allpa_geom::Meters;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::QuestionError;
use crate::question::conflicts::Theme;
use crate::question::gap::{Gap as Asked, gap};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gap {
    /// Populated places.
    pub places: Option<LayerRef>,
    /// Roads.
    pub roads: Option<LayerRef>,
    /// How far is too far.
    pub distance: Meters,
    /// Field of the places with their people.
    pub population: Option<String>,
    /// Units the places are counted in.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Whether the totals by unit stand before the places.
    pub summary: bool,
}

/// Names that fields of people usually have.
pub(super) const PEOPLE: &[&str] =
    &["poblacion", "POBLACION", "pob_2017", "POB_2017", "pob", "population", "habitantes"];

impl Default for Gap {
    fn default() -> Self {
        Self {
            places: None,
            roads: None,
            distance: Meters::new(5_000.0),
            population: None,
            units: None,
            unit_field: None,
            summary: false,
        }
    }
}

impl Ask for Gap {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { places, roads, distance, population, units, unit_field, summary } = self;
        vec![
            Input::needed("places", Slot::Layer { value: places, fits: Fits::PLACES }),
            Input::needed("roads", Slot::Layer { value: roads, fits: Fits::ROADS }),
            Input::needed("distance", Slot::Distance { value: distance, range: [1.0, 200_000.0] }),
            Input::optional(
                "population",
                Slot::Field { value: population, of: "places", names: PEOPLE },
            ),
            Input::optional("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional("summary", Slot::Flag { value: summary }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let question = Asked {
            places: given.layer("places", self.places.as_ref())?,
            roads: given.layer("roads", self.roads.as_ref())?,
            distance: self.distance,
            population: self.population.as_deref(),
            units: given.theme(self.units.as_ref(), self.unit_field.as_deref())?,
        };
        let unit_field = question.units.as_ref().and_then(Theme::code_field);
        let answer = gap(&question)?;
        let (places, summary) = (answer.value.to_table(), answer.value.to_summary());
        let mut found = if self.summary {
            Found::table("summary", summary).and("places", places)
        } else {
            Found::table("places", places).and("summary", summary)
        };
        let far = answer.value.places.iter().filter(|place| answer.value.is_far(place));
        found.show(self.places.as_ref(), far.map(|place| place.row));
        let found = found.naming("summary", "unit", self.units.as_ref(), unit_field);
        Ok(found.with_notes(answer.notes))
    }
}
