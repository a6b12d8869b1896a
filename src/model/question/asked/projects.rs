//! *Which projects are there, and what do they come to?*

use allpa_geom::Meters;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Remark, Slot};
use crate::question::QuestionError;
use crate::question::projects::{By, Projects as Asked, register};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Projects {
    /// Layers of proposals, with projects and corridors among them.
    pub proposals: Vec<LayerRef>,
    /// Only this alternative, with the proposals of none; empty for all.
    pub alternative: String,
    /// Provinces, or other units in which projects are counted.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// How far a project may lie from the corridor it is counted with.
    pub reach: Meters,
}

impl Default for Projects {
    fn default() -> Self {
        Self {
            proposals: Vec::new(),
            alternative: String::new(),
            units: None,
            unit_field: None,
            reach: Meters::new(5_000.0),
        }
    }
}

impl Ask for Projects {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { proposals, alternative, units, unit_field, reach } = self;
        vec![
            Input::needed("proposals", Slot::Layers { value: proposals, fits: Fits::ANY }),
            Input::optional("alternative", Slot::Text { value: alternative }),
            Input::optional("units", Slot::Layer { value: units, fits: Fits::PROVINCES }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::needed("reach", Slot::Distance { value: reach, range: [1.0, 200_000.0] }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let asked = Asked {
            proposals: given.layers(&self.proposals)?,
            units: given.theme(self.units.as_ref(), self.unit_field.as_deref())?,
            reach: self.reach,
            alternative: Some(self.alternative.as_str()).filter(|name| !name.is_empty()),
        };
        let answer = register(&asked)?;
        let found = &answer.value;
        let in_doubt = found.projects.iter().filter(|one| !one.facts.doubts().is_empty());
        let in_doubt: Vec<String> = in_doubt.map(|one| one.name.clone()).collect();
        let without_cost = found.projects.iter().filter(|one| one.facts.cost.is_none()).count();
        let mut sheet = Found::table("projects", found.to_table());
        if self.units.is_some() {
            sheet = sheet.and("by_unit", found.totals(By::Unit));
        }
        sheet = sheet
            .and("by_stage", found.totals(By::Stage))
            .and("by_corridor", found.totals(By::Corridor))
            .and("by_source", found.by_source());
        if !in_doubt.is_empty() {
            sheet.remarks.push(Remark::ProjectsInDoubt { projects: in_doubt });
        }
        if without_cost > 0 {
            sheet.remarks.push(Remark::ProjectsWithoutCost { projects: without_cost });
        }
        for (number, layer) in self.proposals.iter().enumerate() {
            let own = found.projects.iter().filter(|one| one.layer == number);
            sheet.show(Some(layer), own.map(|one| one.row));
        }
        Ok(sheet.with_notes(answer.notes))
    }
}
