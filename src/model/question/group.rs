//! The profile of a group of units: a macro-region made of departments.

use allpa_geom::{Hectares, ShapesBuilder, measure, overlay};
use geo::MultiPolygon;

use super::conflicts::Theme;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::role::plain;
use crate::table::{Cell, Table};
use crate::{Column, ColumnData, Layer};

/// A group by the codes or names of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the group.
    pub name: String,
    /// Codes or names of units; a code stands for all units whose codes begin with it.
    pub members: Vec<String>,
}

impl Group {
    /// Reads groups from a table: a column `group`, and `members_ubigeo`, `members`, `ubigeo` or
    /// `code` with one member or several between semicolons; rows of the same group are put
    /// together.
    ///
    /// # Errors
    /// [`QuestionError::TableColumns`] when a column is missing or there is no member.
    pub fn from_table(table: &Table) -> Result<Vec<Self>, QuestionError> {
        let needed = || QuestionError::TableColumns { columns: vec!["group", "members"] };
        let names =
            ["members_ubigeo", "members", "miembros", "ubigeo", "code", "codigo"].as_slice();
        let name = table.find(&["group", "grupo"]).ok_or_else(needed)?;
        let members = table.find(names).ok_or_else(needed)?;
        let mut groups: Vec<Self> = Vec::new();
        for row in &table.rows {
            let (name, members) = (row[name].to_string(), row[members].to_string());
            let members = members.split(';').map(str::trim).filter(|member| !member.is_empty());
            let members = members.map(str::to_owned);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.members.extend(members),
                None => groups.push(Self { name, members: members.collect() }),
            }
        }
        groups.retain(|group| !group.members.is_empty());
        if groups.is_empty() { Err(needed()) } else { Ok(groups) }
    }
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

impl Indicator {
    /// Reads indicators from a table: columns `indicator` and `value`, and `ubigeo`, `territory`,
    /// `period`, `unit` and `source` where there are.
    ///
    /// # Errors
    /// [`QuestionError::TableColumns`] when one of the first two is missing.
    pub fn from_table(table: &Table) -> Result<Vec<Self>, QuestionError> {
        let needed = || QuestionError::TableColumns { columns: vec!["indicator", "value"] };
        let name = table.find(&["indicator", "indicador"]).ok_or_else(needed)?;
        let value = table.find(&["value", "valor"]).ok_or_else(needed)?;
        let code = table.find(&["ubigeo", "code"]);
        let territory = table.find(&["territory", "territorio"]);
        let period = table.find(&["period", "periodo"]);
        let unit = table.find(&["unit", "unidad"]);
        let source = table.find(&["source", "fuente"]);
        let of = |row: &Vec<Cell>| {
            let text = |at: Option<usize>| at.map(|at| row[at].to_string()).unwrap_or_default();
            Self {
                name: text(Some(name)),
                code: text(code),
                territory: text(territory),
                period: text(period),
                value: text(Some(value)),
                unit: text(unit),
                source: text(source),
            }
        };
        Ok(table.rows.iter().map(of).collect())
    }
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

/// The groups as a layer in longitude and latitude: `group`, `units`, `area_ha`.
pub fn outlines(profiles: &[Profile]) -> Layer {
    let mut shapes = ShapesBuilder::default();
    profiles.iter().for_each(|profile| shapes.push_polygons(&profile.outline));
    let names = profiles.iter().map(|profile| Some(profile.name.as_str()));
    let units = profiles.iter().map(|profile| i64::try_from(profile.rows.len()).ok());
    let areas = profiles.iter().map(|profile| Some(profile.area.value()));
    let columns = vec![
        Column { name: "group".into(), data: ColumnData::Text(names.collect()) },
        Column { name: "units".into(), data: ColumnData::Integer(units.collect()) },
        Column { name: "area_ha".into(), data: ColumnData::Real(areas.collect()) },
    ];
    Layer::made("groups", shapes.finish(), columns)
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
