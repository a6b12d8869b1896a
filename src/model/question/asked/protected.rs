//! *How much is protected?*

use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Options, Remark, Shown, Slot};
use crate::Layer;
use crate::question::by_year::{by_year, year};
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
    /// Year after whose end norms do not count yet; all count without it.
    pub until: Option<String>,
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
            until: None,
        }
    }
}

impl Ask for Protected {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { areas, kind_field, units, unit_field, priority, date_field, by_year, until } =
            self;
        let dates = &["fecha", "anp_felec", "fecha_norma", "zr_felec", "acr_felec"];
        let years = Options::YearsOf { layer: "areas", field: "date_field" };
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
            Input::optional("until", Slot::Step { value: until, options: years }),
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
        let in_force = self.in_force(areas.layer)?;
        let counts =
            |row: usize| in_force.as_ref().is_none_or(|(rows, _)| rows.binary_search(&row).is_ok());
        let unit_field = units.code_field();
        let answer = protected(areas, units, &self.priority, counts)?;
        let kinds = answer.value.to_table();
        let mut found = match years {
            Some(years) => Found::table("years", years).and("protected", kinds),
            None => Found::table("protected", kinds),
        }
        .naming("protected", "unit", self.units.as_ref(), unit_field);
        if let (Some((rows, undated)), Some(layer)) = (in_force, self.areas.clone()) {
            found.shown.push(Shown::Rows { layer, rows });
            if undated > 0 {
                found.remarks.push(Remark::UndatedAreas { areas: undated });
            }
        }
        Ok(found.with_notes(answer.notes))
    }
}

impl Protected {
    /// Rows of the areas whose norm is of that year or before, and how many have no date; `None`
    /// where all count.
    fn in_force(&self, areas: &Layer) -> Result<Option<(Vec<usize>, usize)>, QuestionError> {
        let until = self.until.as_deref().map(str::trim).filter(|until| !until.is_empty());
        let Some(until) = until else { return Ok(None) };
        let missing = |input| QuestionError::MissingInput { input };
        let until: i32 = until.parse().map_err(|_| missing("until"))?;
        let dates = self.date_field.as_deref().ok_or_else(|| missing("date_field"))?;
        let dates = field(areas, dates)?;
        let years: Vec<Option<i32>> = (0..areas.len()).map(|row| year(dates.value(row))).collect();
        let is_in_force = |row: &usize| years[*row].is_some_and(|year| year <= until);
        let rows = (0..areas.len()).filter(is_in_force).collect();
        Ok(Some((rows, years.iter().filter(|year| year.is_none()).count())))
    }
}
