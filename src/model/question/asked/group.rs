//! *What makes up this group of units?*

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::gap::PEOPLE;
use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Remark, Shown, Slot, TableRef};
use crate::question::compare::{self, Extras, figures};
use crate::question::group::{Group as Members, Indicator, outlines, profiles, to_table};
use crate::question::{QuestionError, field};
use crate::role::plain;

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Group {
    /// Units: departments, or districts whose codes begin with those of the members.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Codes or names of the members of one group, used when there are no `groups`.
    pub members: Vec<String>,
    /// A table of groups and their members.
    pub groups: Option<TableRef>,
    /// Names of the groups of the table that count; all without any.
    pub only: Vec<String>,
    /// A table of indicators by code or name.
    pub indicators: Option<TableRef>,
    /// Field of the units with their people.
    pub population: Option<String>,
    /// Roads.
    pub roads: Vec<LayerRef>,
    /// Protected areas.
    pub areas: Option<LayerRef>,
    /// Whether the groups stand side by side before their profiles.
    pub compare: bool,
}

impl Ask for Group {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { units, unit_field, members, groups, only, indicators, .. } = self;
        let Self { population, roads, areas, compare, .. } = self;
        vec![
            Input::needed("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional("members", Slot::Members { value: members, of: "units" }),
            Input::optional("groups", Slot::Table { value: groups }),
            Input::optional("only", Slot::Members { value: only, of: "" }),
            Input::optional("indicators", Slot::Table { value: indicators }),
            Input::optional(
                "population",
                Slot::Field { value: population, of: "units", names: PEOPLE },
            ),
            Input::optional("roads", Slot::Layers { value: roads, fits: Fits::ROADS }),
            Input::optional("areas", Slot::Layer { value: areas, fits: Fits::PROTECTED }),
            Input::optional("compare", Slot::Flag { value: compare }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layer = given.layer("units", self.units.as_ref())?;
        let units = themed(layer, self.unit_field.as_deref())?;
        let groups = match given.table(self.groups.as_ref())? {
            Some(table) => Members::from_table(table)?,
            None if self.members.is_empty() => {
                return Err(QuestionError::MissingInput { input: "members" });
            }
            None => {
                let members = self.members.clone();
                vec![Members { name: members.join(","), members }]
            }
        };
        let indicators = given.table(self.indicators.as_ref())?;
        let indicators = indicators.map(Indicator::from_table).transpose()?.unwrap_or_default();
        let mut groups = groups;
        if !self.only.is_empty() {
            let unknown = |name: &&String| !groups.iter().any(|group| is_same(&group.name, name));
            if let Some(unknown) = self.only.iter().find(unknown) {
                return Err(QuestionError::UnknownGroup {
                    name: unknown.clone(),
                    known: groups.into_iter().map(|group| group.name).collect(),
                });
            }
            groups.retain(|group| self.only.iter().any(|name| is_same(&group.name, name)));
        }
        let answer = profiles(units.clone(), &groups, &indicators)?;
        let origin = layer.provenance();
        let source = if origin.source.is_empty() { &origin.file } else { &origin.source };
        let profiles = to_table(&answer.value, source);
        let mut found = if self.compare {
            let extras = Extras {
                population: self
                    .population
                    .as_deref()
                    .map(|name| field(layer, name))
                    .transpose()?,
                roads: given.layers(&self.roads)?,
                areas: given.optional(self.areas.as_ref())?,
            };
            let figures = figures(&units, &answer.value, &extras)?;
            let side_by_side = compare::to_table(&answer.value, &figures);
            Found::table("compare", side_by_side).and("profiles", profiles)
        } else {
            Found::table("profiles", profiles)
        };
        for profile in answer.value.iter().filter(|profile| !profile.missing.is_empty()) {
            found.remarks.push(Remark::MembersMissing {
                group: profile.name.clone(),
                members: profile.missing.clone(),
            });
        }
        found.shown.push(Shown::Made(Arc::new(outlines(&answer.value))));
        Ok(found.with_notes(answer.notes))
    }
}

fn is_same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}
