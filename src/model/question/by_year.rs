//! Land under protection year by year, from the dates of the norms.

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation};
use allpa_geom::{Hectares, ShapeKind, measure};
use geo::MultiPolygon;

use super::conflicts::Theme;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::table::{Cell, Table};
use crate::{Column, Value};

/// What a year added.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Year {
    /// Areas whose norm is of the year.
    pub areas: usize,
    /// Land inside the units that no earlier area covers.
    pub new: Hectares,
    /// All land covered by then, each place once.
    pub total: Hectares,
}

/// Years and what they added; `None` holds the areas without a date, added last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByYear {
    /// By year, the undated last.
    pub years: Vec<(Option<i32>, Year)>,
    /// Land of the units.
    pub whole: Hectares,
}

/// Adds the areas up in the order of `dates`, inside the units.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn by_year(
    areas: &Theme,
    units: &Theme,
    dates: &Column,
) -> Result<Answer<ByYear>, QuestionError> {
    for layer in [areas.layer, units.layer] {
        if layer.kind() != ShapeKind::Polygon {
            let layer = layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
    }
    let regions = &areas.layer.surfaces().map_err(in_layer(areas.layer))?.polygons;
    let in_units = units.layer.surfaces().map_err(in_layer(units.layer))?;
    let united = overlay::union_all(&in_units.polygons);
    let mut groups: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let mut undated = Vec::new();
    for row in 0..areas.layer.len() {
        match year(dates.value(row)) {
            Some(year) => groups.entry(year).or_default().push(row),
            None => undated.push(row),
        }
    }
    let mut answer = ByYear { years: Vec::new(), whole: measure::polygons_area(&united) };
    let mut covered = MultiPolygon(Vec::new());
    let dated = groups.into_iter().map(|(year, rows)| (Some(year), rows));
    for (year, rows) in dated.chain([(None, undated)]).filter(|(_, rows)| !rows.is_empty()) {
        let before = measure::polygons_area(&covered);
        let own = overlay::union_all(rows.iter().map(|&row| &regions[row]));
        let inside = overlay::combine(&own, &united, Operation::Intersection);
        covered = overlay::combine(&covered, &inside, Operation::Union);
        let total = measure::polygons_area(&covered);
        let year_of = Year { areas: rows.len(), new: total - before, total };
        answer.years.push((year, year_of));
    }
    let notes = repairs(areas.layer)?.into_iter().chain(repairs(units.layer)?).collect();
    Ok(Answer { value: answer, notes })
}

/// The year of a date: a year, milliseconds since 1970, or a text with four digits from 1800 on.
pub fn year(value: Value) -> Option<i32> {
    let of_number = |number: f64| match number {
        n if (1800.0..2200.0).contains(&n) => Some(n as i32),
        // As ArcGIS servers write dates; nothing else in a column of dates is that large.
        n if n.abs() >= 1e9 => Some(year_of_day((n / 86_400_000.0).floor() as i64)),
        _ => None,
    };
    match value {
        Value::Integer(number) => of_number(number as f64),
        Value::Real(number) => of_number(number),
        Value::Text(text) => {
            if let Ok(number) = text.trim().parse::<f64>() {
                return of_number(number);
            }
            let runs = text.split(|c: char| !c.is_ascii_digit());
            let years = runs.filter(|run| run.len() == 4).filter_map(|run| run.parse().ok());
            years.into_iter().find(|year| (1800..2200).contains(year))
        }
        Value::Null | Value::Boolean(_) => None,
    }
}

/// The year of a day counted from 1970-01-01 in the Gregorian calendar (Hinnant,
/// *chrono-Compatible Low-Level Date Algorithms*).
fn year_of_day(day: i64) -> i32 {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    // The years of this count begin in March.
    let is_after_december = (5 * of_year + 2) / 153 >= 10;
    (year + era * 400) as i32 + i32::from(is_after_december)
}

impl ByYear {
    /// Columns `year, new_areas, new_ha, total_ha, percent`; the year is empty for areas without a
    /// date.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(["year", "new_areas", "new_ha", "total_ha", "percent"]);
        for (year, found) in &self.years {
            table.push(vec![
                year.map_or(Cell::Empty, |year| Cell::Integer(i64::from(year))),
                found.areas.into(),
                found.new.value().into(),
                found.total.value().into(),
                found.total.percent_of(self.whole).value().into(),
            ]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;

    #[test]
    fn dates_of_every_spelling_have_a_year() {
        for (value, expected) in [
            (Value::Text("1987-07-23"), Some(1987)),
            (Value::Text("23/07/1987"), Some(1987)),
            (Value::Text("D.S. N° 031-2001-AG"), Some(2001)),
            (Value::Integer(2018), Some(2018)),
            // 1980-05-19, and the last and first milliseconds around a year's end.
            (Value::Integer(327_542_400_000), Some(1980)),
            (Value::Integer(946_684_799_999), Some(1999)),
            (Value::Integer(946_684_800_000), Some(2000)),
            (Value::Text("327542400000"), Some(1980)),
            (Value::Text("sin fecha"), None),
            (Value::Null, None),
        ] {
            assert_eq!(year(value), expected, "{value:?}");
        }
    }

    #[test]
    fn each_year_adds_what_is_new() {
        let areas = boxes("fecha", &[(0., 2., "2001-05-21"), (1., 3., "1987"), (5., 6., "")]);
        let units = boxes("codigo", &[(0., 4., "22")]);
        let themes = (Theme::of(&areas), Theme::of(&units));
        let found = by_year(&themes.0, &themes.1, &areas.columns()[0]).expect("polygons").value;
        let degree = areas.surfaces().expect("degrees").areas[2].value();
        let rows: Vec<(Option<i32>, f64, f64)> = found
            .years
            .iter()
            .map(|(year, y)| {
                let round = |area: Hectares| (area.value() / degree * 1e3).round() / 1e3;
                (*year, round(y.new), round(y.total))
            })
            .collect();
        assert_eq!(rows, [(Some(1987), 2.0, 2.0), (Some(2001), 1.0, 3.0), (None, 0.0, 3.0)]);
    }
}
