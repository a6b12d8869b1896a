//! *¿Cómo se comparan las unidades?* One indicator of a tidy table by unit: ranked, per person or
//! per square kilometre, and over the years.

use std::collections::BTreeMap;

use allpa_geom::{ShapeKind, Shapes, ShapesBuilder};

use super::conflicts::Theme;
use super::group::Indicator;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::role::plain;
use crate::table::{Cell, Table};
use crate::{Column, ColumnData, Layer};

/// What a figure is divided by.
#[derive(Debug, Clone, Copy)]
pub enum Per<'a> {
    /// Nothing.
    Whole,
    /// The people of the unit, in this column.
    Capita(&'a Column),
    /// The area of the unit.
    SquareKilometer,
}

/// The figure of one unit in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Row of the unit.
    pub row: usize,
    /// Year or period, as the table writes it.
    pub period: String,
    /// The figure, divided where that was asked for; `None` where the divisor is missing.
    pub value: Option<f64>,
    /// Its unit of measure.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
}

/// The figures of one indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Name of the indicator.
    pub name: String,
    /// Figures by period, then from the greatest to the least.
    pub figures: Vec<Figure>,
    /// Rows of units without a figure in any period asked for.
    pub without: Vec<usize>,
    /// Territories of the table that no unit answers to.
    pub strangers: Vec<String>,
    /// Values that are no numbers.
    pub unreadable: usize,
}

/// Finds the figures of the indicator `name` for `units`: a row of the table belongs to a unit by
/// its code, or by its name where it has no code. `period` keeps one period.
///
/// # Errors
/// [`QuestionError::UnknownIndicator`]; [`QuestionError::WrongGeometry`] for areas of a layer
/// without polygons; [`QuestionError::Transform`].
pub fn indicators(
    units: &Theme,
    table: &[Indicator],
    name: &str,
    period: Option<&str>,
    per: Per,
) -> Result<Answer<Ranked>, QuestionError> {
    let layer = units.layer;
    let rows: Vec<&Indicator> =
        table.iter().filter(|row| plain(&row.name) == plain(name)).collect();
    let Some(first) = rows.first() else {
        let mut known: Vec<String> = table.iter().map(|row| row.name.clone()).collect();
        known.sort();
        known.dedup();
        return Err(QuestionError::UnknownIndicator { name: name.to_owned(), known });
    };
    let areas = match per {
        Per::SquareKilometer if layer.kind() != ShapeKind::Polygon => {
            let layer = layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
        Per::SquareKilometer => Some(&layer.surfaces().map_err(in_layer(layer))?.areas),
        _ => None,
    };
    let mut by_code: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for row in 0..layer.len() {
        by_code.entry(bare(&units.own_code(row))).or_insert(row);
        by_name.entry(plain(&units.name(row))).or_insert(row);
    }
    let mut found = Ranked {
        name: first.name.clone(),
        figures: Vec::new(),
        without: Vec::new(),
        strangers: Vec::new(),
        unreadable: 0,
    };
    let mut has_figure = vec![false; layer.len()];
    for own in rows {
        if period.is_some_and(|period| period.trim() != own.period) {
            continue;
        }
        let code = bare(&own.code);
        let unit =
            if code.is_empty() { by_name.get(&plain(&own.territory)) } else { by_code.get(&code) };
        let Some(&row) = unit else {
            found.strangers.push(own.territory.clone());
            continue;
        };
        let Some(value) = number(&own.value) else {
            found.unreadable += 1;
            continue;
        };
        has_figure[row] = true;
        let (divisor, label) = match per {
            Per::Whole => (Some(1.0), ""),
            Per::Capita(people) => (people.value(row).as_number(), " por habitante"),
            Per::SquareKilometer => (areas.map(|areas| areas[row].value() / 100.0), " por km²"),
        };
        found.figures.push(Figure {
            row,
            period: own.period.clone(),
            value: divisor.filter(|divisor| *divisor > 0.0).map(|divisor| value / divisor),
            unit: format!("{}{label}", own.unit),
            source: own.source.clone(),
        });
    }
    found.figures.sort_by(|a, b| {
        let value = |figure: &Figure| figure.value.unwrap_or(f64::NEG_INFINITY);
        a.period.cmp(&b.period).then(value(b).total_cmp(&value(a))).then(a.row.cmp(&b.row))
    });
    found.without = (0..layer.len()).filter(|&row| !has_figure[row]).collect();
    let is_measured = matches!(per, Per::SquareKilometer);
    let notes = if is_measured { repairs(layer)? } else { Vec::new() };
    Ok(Answer { value: found, notes })
}

/// A code without the zeros that spreadsheets lose.
fn bare(code: &str) -> String {
    code.trim().trim_start_matches('0').to_owned()
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(['\u{a0}', ' '], "");
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

impl Ranked {
    /// The units that have a figure, with their names and, as `value`, that of the last period.
    pub fn to_layer(&self, units: &Theme, shapes: &Shapes) -> Layer {
        let known = self.figures.iter().filter_map(|figure| Some((figure.row, figure.value?)));
        let last: BTreeMap<usize, f64> = known.collect();
        let mut picked = ShapesBuilder::default();
        last.keys().for_each(|&row| picked.push_feature(shapes, row));
        let names: Vec<String> = last.keys().map(|&row| units.name(row)).collect();
        let names = ColumnData::Text(names.iter().map(|name| Some(name.as_str())).collect());
        let values = ColumnData::Real(last.values().copied().map(Some).collect());
        let columns = [("name", names), ("value", values)];
        let columns = columns.map(|(name, data)| Column { name: name.to_owned(), data });
        Layer::made(&self.name, picked.finish(), columns.into())
    }

    /// Columns `period, rank, unit, name, value, unit_of_measure, source`: units of each period
    /// from the greatest figure to the least; equal figures share a rank.
    pub fn to_table(&self, units: &Theme) -> Table {
        let columns = ["period", "rank", "unit", "name", "value", "unit_of_measure", "source"];
        let mut table = Table::new(columns);
        let mut place: (&str, usize, usize, Option<f64>) = ("", 0, 0, None);
        for figure in &self.figures {
            let (period, seen, rank, last) = place;
            let seen = if period == figure.period && seen > 0 { seen + 1 } else { 1 };
            let rank = if seen > 1 && last == figure.value { rank } else { seen };
            place = (&figure.period, seen, rank, figure.value);
            let is_ranked = figure.value.is_some();
            table.push(vec![
                figure.period.as_str().into(),
                if is_ranked { rank.into() } else { Cell::Empty },
                units.code(figure.row).into(),
                units.name(figure.row).into(),
                figure.value.map_or(Cell::Empty, Into::into),
                figure.unit.as_str().into(),
                figure.source.as_str().into(),
            ]);
        }
        table
    }

    /// Columns `unit, name`, one per period in order, and `change` from the first period of the
    /// unit to its last: how the figure of each unit went over the years.
    pub fn to_years(&self, units: &Theme) -> Table {
        let mut periods: Vec<&str> = self.figures.iter().map(|f| f.period.as_str()).collect();
        periods.sort_unstable();
        periods.dedup();
        let columns = ["unit", "name"].into_iter().chain(periods.iter().copied());
        let mut table = Table::new(columns.chain(["change"]));
        let mut by_row: BTreeMap<usize, BTreeMap<&str, f64>> = BTreeMap::new();
        for figure in &self.figures {
            if let Some(value) = figure.value {
                by_row.entry(figure.row).or_default().insert(&figure.period, value);
            }
        }
        for (row, values) in by_row {
            let mut cells: Vec<Cell> = vec![units.code(row).into(), units.name(row).into()];
            let cell = |period| values.get(period).map_or(Cell::Empty, |value| (*value).into());
            cells.extend(periods.iter().map(cell));
            let (first, last) = (values.first_key_value(), values.last_key_value());
            let change = first.zip(last).filter(|_| values.len() > 1);
            cells.push(change.map_or(Cell::Empty, |((_, a), (_, b))| (b - a).into()));
            table.push(cells);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColumnData;
    use crate::question::testing::boxes;

    fn row(code: &str, territory: &str, period: &str, value: &str) -> Indicator {
        Indicator {
            name: "Desnutrición".into(),
            code: code.into(),
            territory: territory.into(),
            period: period.into(),
            value: value.into(),
            unit: "%".into(),
            source: String::new(),
        }
    }

    #[test]
    fn units_are_ranked_by_code_or_name_and_what_does_not_fit_is_told() {
        let layer = boxes("codigo", &[(0.0, 1.0, "04"), (1.0, 3.0, "22"), (3.0, 4.0, "25")]);
        let mut units = Theme::of(&layer);
        (units.fields.code, units.fields.name) = (Some(0), Some(0));
        let table = [
            row("4", "Arequipa", "2013", "10"),
            row("", "22", "2013", "30"),
            row("22", "", "2014", "24"),
            row("", "Perú", "2013", "20"),
            row("25", "", "2013", "s. d."),
        ];
        let ask = |period, per| {
            indicators(&units, &table, "desnutricion", period, per).expect("known").value
        };
        let found = ask(None, Per::Whole);
        let ranks = found.to_table(&units);
        let names: Vec<String> = ranks.rows.iter().map(|row| row[2].to_string()).collect();
        assert_eq!(names, ["22", "04", "22"]);
        assert_eq!(ranks.rows[1][1], Cell::Integer(2));
        assert_eq!(found.without, [2]);
        assert_eq!((found.strangers.as_slice(), found.unreadable), (&["Perú".to_owned()][..], 1));
        let years = found.to_years(&units);
        assert_eq!(years.columns, ["unit", "name", "2013", "2014", "change"]);
        assert_eq!(years.rows[1][4], Cell::Number(-6.0));

        let people = ColumnData::Integer(vec![Some(5), Some(60), None]);
        let people = Column { name: "pob".into(), data: people };
        let found = ask(Some("2013"), Per::Capita(&people));
        assert_eq!(found.figures[0].value, Some(2.0), "10 by 5 people comes first");
        let found = ask(Some("2013"), Per::SquareKilometer);
        let square = layer.surfaces().expect("degrees").areas[0].value() / 100.0;
        let arequipa = found.figures.iter().find(|figure| figure.row == 0).expect("there");
        assert!((arequipa.value.expect("divided") * square - 10.0).abs() < 1e-9);
        let error = indicators(&units, &table, "x", None, Per::Whole).expect_err("unknown");
        assert!(matches!(error, QuestionError::UnknownIndicator { .. }));
    }
}
