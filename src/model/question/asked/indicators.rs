//! *How do the units compare?*

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::gap::PEOPLE;
use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Options, Remark, Shown, Slot, TableRef};
use crate::question::group::Indicator;
use crate::question::indicators::{Per, indicators};
use crate::question::{QuestionError, field, in_layer};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Indicators {
    /// Units.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// A tidy table: a row per indicator, unit and period.
    pub table: Option<TableRef>,
    /// Name of the indicator.
    pub indicator: Option<String>,
    /// Period to keep; all without it.
    pub period: Option<String>,
    /// `capita` or `km2`.
    pub per: Option<String>,
    /// Field of the units with their people.
    pub population: Option<String>,
}

const PER: &[&str] = &["capita", "km2"];

const NAMES: &[&str] = &["indicator", "indicador"];
const PERIODS: &[&str] = &["period", "periodo"];

/// The indicators that the program carries as an example.
const EXAMPLE: &str = "atlas:indicators";

impl Default for Indicators {
    fn default() -> Self {
        Self {
            units: None,
            unit_field: None,
            table: Some(TableRef(EXAMPLE.into())),
            indicator: None,
            period: None,
            per: None,
            population: None,
        }
    }
}

impl Ask for Indicators {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { units, unit_field, table, indicator, period, per, population } = self;
        // Only a density measures the units.
        let is_measured = per.as_deref() == Some("km2");
        let fits = if is_measured { Fits::DEPARTMENTS } else { Fits::DEPARTMENTS.also_sketches() };
        let names = Options::ValuesOf { table: "table", column: NAMES, among: None };
        let among = Some(("indicator", NAMES));
        let periods = Options::ValuesOf { table: "table", column: PERIODS, among };
        vec![
            Input::needed("units", Slot::Layer { value: units, fits }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::needed("table", Slot::Table { value: table }),
            Input::needed("indicator", Slot::Choice { value: indicator, options: names }),
            Input::optional("period", Slot::Step { value: period, options: periods }),
            Input::optional("per", Slot::Choice { value: per, options: Options::Fixed(PER) }),
            Input::optional(
                "population",
                Slot::Field { value: population, of: "units", names: PEOPLE },
            ),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let missing = |input| QuestionError::MissingInput { input };
        let layer = given.layer("units", self.units.as_ref())?;
        let units = themed(layer, self.unit_field.as_deref())?;
        let table = given.table(self.table.as_ref())?.ok_or_else(|| missing("table"))?;
        let table = Indicator::from_table(table)?;
        let name = self.indicator.as_deref().ok_or_else(|| missing("indicator"))?;
        let per = match self.per.as_deref() {
            None => Per::Whole,
            Some("km2") => Per::SquareKilometer,
            Some("capita") => {
                let name = self.population.as_deref().ok_or_else(|| missing("population"))?;
                Per::Capita(field(layer, name)?)
            }
            Some(_) => return Err(missing("per")),
        };
        let period = self.period.as_deref().filter(|period| !period.trim().is_empty());
        let answer = indicators(&units, &table, name, period, per)?;
        let ranked = answer.value;
        let mut found = Found::table("ranks", ranked.to_table(&units))
            .and("years", ranked.to_years(&units))
            .with_notes(answer.notes);
        let shapes = layer.geographic().map_err(in_layer(layer))?;
        found.shown.push(Shown::Made(Arc::new(ranked.to_layer(&units, shapes))));
        if !ranked.strangers.is_empty() || !ranked.without.is_empty() || ranked.unreadable > 0 {
            let mut strangers = ranked.strangers;
            strangers.sort();
            strangers.dedup();
            found.remarks.push(Remark::IndicatorGaps {
                strangers,
                units_without: ranked.without.len(),
                unreadable: ranked.unreadable,
            });
        }
        Ok(found)
    }
}
