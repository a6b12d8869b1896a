//! *Whom does this new road serve?*

use allpa_geom::{Coord, Meters, ShapesBuilder};
use geo::Geometry;
use serde::{Deserialize, Serialize};

use super::conflicts::axis;
use super::gap::PEOPLE;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::Layer;
use crate::question::QuestionError;
use crate::question::conflicts::Theme;
use crate::question::gap::Gap;
use crate::question::served::{served, to_summary, to_table};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Served {
    /// The new stretch as drawn; when it is empty, the layer `corridor` gives it.
    pub axis: Vec<Vec<Coord>>,
    /// Layer with the new stretch.
    pub corridor: Option<LayerRef>,
    /// Which of its features make it up.
    pub condition: String,
    /// Populated places.
    pub places: Option<LayerRef>,
    /// Roads there are.
    pub roads: Option<LayerRef>,
    /// How near is served.
    pub distance: Meters,
    /// Field of the places with their people.
    pub population: Option<String>,
    /// Units the places are counted in.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
}

impl Default for Served {
    fn default() -> Self {
        Self {
            axis: Vec::new(),
            corridor: None,
            condition: String::new(),
            places: None,
            roads: None,
            distance: Meters::new(5_000.0),
            population: None,
            units: None,
            unit_field: None,
        }
    }
}

impl Ask for Served {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { axis, corridor, condition, places, roads, distance, .. } = self;
        let Self { population, units, unit_field, .. } = self;
        vec![
            Input::optional("axis", Slot::Axis { value: axis }),
            Input::optional("corridor", Slot::Layer { value: corridor, fits: Fits::LINES }),
            Input::optional("condition", Slot::Condition { value: condition, of: "corridor" }),
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
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let line = axis(&self.axis, given, self.corridor.as_ref(), &self.condition)?;
        let mut shapes = ShapesBuilder::default();
        shapes.push_geometry(&Geometry::MultiLineString(line));
        let stretch = Layer::made("stretch", shapes.finish(), Vec::new());
        let question = Gap {
            places: given.layer("places", self.places.as_ref())?,
            roads: given.layer("roads", self.roads.as_ref())?,
            distance: self.distance,
            population: self.population.as_deref(),
            units: given.theme(self.units.as_ref(), self.unit_field.as_deref())?,
        };
        let unit_field = question.units.as_ref().and_then(Theme::code_field);
        let answer = served(&question, &stretch)?;
        let mut found = Found::table("places", to_table(&answer.value))
            .and("summary", to_summary(&answer.value))
            .naming("summary", "unit", self.units.as_ref(), unit_field)
            .with_notes(answer.notes);
        found.show(self.places.as_ref(), answer.value.iter().map(|served| served.place.row));
        Ok(found)
    }
}
