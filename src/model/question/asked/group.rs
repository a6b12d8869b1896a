//! *What makes up this group of units?*

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Remark, Shown, Slot, TableRef};
use crate::question::QuestionError;
use crate::question::group::{Group as Members, Indicator, outlines, profiles, to_table};

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
    /// A table of indicators by code or name.
    pub indicators: Option<TableRef>,
}

impl Ask for Group {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { units, unit_field, members, groups, indicators } = self;
        vec![
            Input::needed("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional("members", Slot::Members { value: members, of: "units" }),
            Input::optional("groups", Slot::Table { value: groups }),
            Input::optional("indicators", Slot::Table { value: indicators }),
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
        let answer = profiles(units, &groups, &indicators)?;
        let origin = layer.provenance();
        let source = if origin.source.is_empty() { &origin.file } else { &origin.source };
        let mut found = Found::table("profiles", to_table(&answer.value, source));
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
