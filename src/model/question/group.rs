//! The profile of a group of units: a macro-region made of departments.

use allpa_geom::{Hectares, measure, overlay};
use geo::MultiPolygon;

use super::conflicts::Theme;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::role::plain;
use crate::table::{Cell, Table};

/// A group by the codes or names of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the group.
    pub name: String,
    /// Codes or names of units; a code stands for all units whose codes begin with it.
    pub members: Vec<String>,
}

/// One row of an indicator table that belongs to one unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Indicator {
    /// What is measured.
    pub name: String,
    /// Code of the unit it is about.
    pub code: String,
    /// Name of that unit.
    pub territory: String,
    /// Year or period.
    pub period: String,
    /// The figure, as the table writes it.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
}

/// A group's units and outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Name of the group.
    pub name: String,
    /// Rows of its units.
    pub rows: Vec<usize>,
    /// Members that no unit answers to.
    pub missing: Vec<String>,
    /// Their union.
    pub outline: MultiPolygon,
    /// Geodesic area of the union.
    pub area: Hectares,
    /// Sum of the units' own areas: more than `area` where units overlap.
    pub sum: Hectares,
    /// Indicators of its members, each as the table has it.
    pub indicators: Vec<Indicator>,
}

/// Puts each group together.
///
/// # Errors
/// [`QuestionError::Transform`], [`QuestionError::WrongGeometry`].
pub fn profiles(
    units: Theme,
    groups: &[Group],
    indicators: &[Indicator],
) -> Result<Answer<Vec<Profile>>, QuestionError> {
    let layer = units.layer;
    if layer.kind() != allpa_geom::ShapeKind::Polygon {
        let needed = "polygons";
        return Err(QuestionError::WrongGeometry { layer: layer.name().to_owned(), needed });
    }
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let known: Vec<[String; 2]> =
        (0..layer.len()).map(|row| [units.code(row), plain(&units.name(row))]).collect();
    let profile = |group: &Group| {
        let is_in = |row: &usize| {
            let [code, name] = &known[*row];
            group.members.iter().any(|member| is_member(member, code, name))
        };
        let rows: Vec<usize> = (0..layer.len()).filter(is_in).collect();
        let is_missing =
            |member: &&String| !known.iter().any(|[code, name]| is_member(member, code, name));
        let outline = overlay::union_all(rows.iter().map(|&row| &surfaces.polygons[row]));
        let belongs = |indicator: &&Indicator| {
            let territory = plain(&indicator.territory);
            let is_of = |member: &String| match digits(member) {
                Some(code) => digits(&indicator.code).as_ref() == Some(&code),
                None => plain(member) == territory,
            };
            plain(&group.name) == territory || group.members.iter().any(is_of)
        };
        Profile {
            name: group.name.clone(),
            missing: group.members.iter().filter(is_missing).cloned().collect(),
            area: measure::polygons_area(&outline),
            sum: rows.iter().map(|&row| surfaces.areas[row]).sum(),
            rows,
            outline,
            indicators: indicators.iter().filter(belongs).cloned().collect(),
        }
    };
    let value = groups.iter().map(profile).collect();
    Ok(Answer { value, notes: repairs(layer)? })
}

/// Whether a unit answers to a member's code or name.
fn is_member(member: &str, code: &str, name: &str) -> bool {
    match digits(member) {
        Some(digits) => code.starts_with(&digits),
        None => plain(member) == name,
    }
}

/// A code with the zero that spreadsheets lose: codes have two, four or six digits.
fn digits(member: &str) -> Option<String> {
    let is_code = !member.is_empty() && member.bytes().all(|byte| byte.is_ascii_digit());
    let zero = if member.len() % 2 == 1 { "0" } else { "" };
    is_code.then(|| format!("{zero}{member}"))
}

/// Columns `group, indicator, value, unit, source`: for each group how many units it has, the
/// area of its outline and the sum of their areas, then the indicators of its members, each named
/// with its territory and period. Figures of members are never added up: the table does not say
/// which of them may be.
pub fn to_table(profiles: &[Profile], source: &str) -> Table {
    let mut table = Table::new(["group", "indicator", "value", "unit", "source"]);
    for profile in profiles {
        let mut push = |indicator: &str, value: Cell, unit: &str, source: &str| {
            table.push(vec![
                profile.name.as_str().into(),
                indicator.into(),
                value,
                unit.into(),
                source.into(),
            ]);
        };
        push("units", profile.rows.len().into(), "", source);
        push("area_ha", profile.area.value().into(), "ha", source);
        push("area_sum_ha", profile.sum.value().into(), "ha", source);
        for found in &profile.indicators {
            let name = format!("{} ({}, {})", found.name, found.territory, found.period);
            let value = found
                .value
                .parse::<f64>()
                .map_or_else(|_| Cell::from(found.value.as_str()), Cell::from);
            push(&name, value, &found.unit, &found.source);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_all_units_within_and_a_name_for_itself() {
        assert!(is_member("22", "220501", "tabalosos"));
        assert!(is_member("4", "0401", "arequipa"), "a lost zero");
        assert!(!is_member("2205", "22", "sanmartin"));
        assert!(is_member("San Martín", "22", &plain("SAN MARTIN")));
        assert!(!is_member("", "22", &plain("SAN MARTIN")));
    }
}
