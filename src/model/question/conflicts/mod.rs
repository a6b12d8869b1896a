//! *¿Qué cruza este corredor?* The sheet of a corridor: how much of each unit, zone and protected
//! area lies within a distance of its axis, and how many kilometres of the axis itself.
//!
//! The zone of influence is cut by units, each piece by zones and by areas; what none covers is a
//! row of its own, so that the rows of a unit add up to it and the units to the corridor.

mod matrix;
mod pieces;

use std::collections::BTreeMap;

use allpa_geom::{Bounds, Hectares, Kilometers, Meters, Percent, ShapeKind, buffer};
use geo::{BoundingRect as _, Geometry, MultiLineString, MultiPolygon};

use super::cross::{Measured, OVERLAP, RESIDUAL, TOTAL};
use super::{Answer, QuestionError, in_layer, repairs};
use crate::role::{Recognised, recognise};
use crate::table::{Cell, Table};
use crate::{Layer, Note};

use pieces::{Cover, Measures, Piece};

pub use matrix::{Level, UseMatrix};
pub use pieces::Memory;

/// A polygon layer and the columns that name its features.
#[derive(Debug, Clone)]
pub struct Theme<'a> {
    /// The layer.
    pub layer: &'a Layer,
    /// Columns found by role.
    pub fields: Recognised,
}

impl<'a> Theme<'a> {
    /// Finds the naming columns of `layer` by its role.
    pub fn of(layer: &'a Layer) -> Self {
        Self { layer, fields: recognise(layer) }
    }

    fn text(&self, column: Option<usize>, row: usize) -> String {
        column.map_or_else(String::new, |c| self.layer.columns()[c].value(row).to_string())
    }

    /// Name of the column with the code.
    pub(in crate::question) fn code_field(&self) -> Option<&'a str> {
        Some(&self.layer.columns()[self.fields.code?].name)
    }

    /// Code, or the row's number when there is none.
    pub(in crate::question) fn code(&self, row: usize) -> String {
        let code = self.text(self.fields.code, row);
        if code.is_empty() { row.to_string() } else { code }
    }

    /// Code, or nothing when there is none.
    pub(in crate::question) fn own_code(&self, row: usize) -> String {
        self.text(self.fields.code, row)
    }

    pub(in crate::question) fn name(&self, row: usize) -> String {
        self.text(self.fields.name, row)
    }

    /// Name, else the code.
    pub(in crate::question) fn label(&self, row: usize) -> String {
        let name = self.name(row);
        if name.is_empty() { self.code(row) } else { name }
    }

    pub(in crate::question) fn category(&self, row: usize) -> String {
        self.text(self.fields.category, row)
    }
}

/// What the sheet is about.
#[derive(Debug, Clone)]
pub struct Corridor<'a> {
    /// The axis, in longitude and latitude.
    pub axis: &'a MultiLineString,
    /// Distance to each side of the axis.
    pub width: Meters,
    /// Administrative units the sheet is split by.
    pub units: Option<Theme<'a>>,
    /// Zones of a zoning.
    pub zones: Option<Theme<'a>>,
    /// Protected areas.
    pub areas: Option<Theme<'a>>,
    /// A use and the matrix that says what each zone recommends for it.
    pub matrix: Option<(&'a UseMatrix, &'a str)>,
}

/// Which layer a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The corridor or a unit's share of it.
    Unit,
    /// A zone.
    Zone,
    /// A protected area.
    Area,
}

/// One figure of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Code of the unit; [`TOTAL`] for the whole corridor, [`RESIDUAL`] outside all units.
    pub unit: String,
    /// What the row speaks of.
    pub subject: Subject,
    /// Name of the layer.
    pub layer: String,
    /// Category of the zone or area.
    pub category: String,
    /// Name; [`RESIDUAL`] for what no zone or area covers, [`OVERLAP`] for what several do.
    pub name: String,
    /// Axis inside.
    pub length: Kilometers,
    /// Land inside; negative in an [`OVERLAP`] row.
    pub area: Hectares,
    /// Share of the unit's part of the corridor (of the whole corridor in rows about units).
    pub percent: Percent,
    /// What the zoning recommends for the use asked about.
    pub level: Option<Level>,
    /// Features of the layer the row counts, for the map.
    pub features: Vec<usize>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The zone of influence, in degrees.
    pub zone: MultiPolygon,
    /// Figures, unit by unit, totals last.
    pub rows: Vec<Row>,
}

/// Answers the question for one corridor.
///
/// # Errors
/// [`QuestionError::Buffer`] for a width that is not positive, [`QuestionError::Transform`],
/// [`QuestionError::WrongGeometry`] for a theme without polygons.
pub fn conflicts(corridor: &Corridor) -> Result<Answer<Sheet>, QuestionError> {
    conflicts_after(corridor, &mut Memory::default())
}

/// As [`conflicts`], for a corridor that differs little from the one asked about before, as while
/// its axis is dragged: what `memory` knows is not measured again. `memory` is from corridors over
/// the same layers, or new. The answer is the same to the last digit.
///
/// # Errors
/// As [`conflicts`].
pub fn conflicts_after(
    corridor: &Corridor,
    memory: &mut Memory,
) -> Result<Answer<Sheet>, QuestionError> {
    let axis = Geometry::MultiLineString(corridor.axis.clone());
    let zone = buffer::buffer(&axis, corridor.width)?;
    let themes = [&corridor.units, &corridor.zones, &corridor.areas];
    let mut notes: Vec<(String, Note)> = Vec::new();
    for theme in themes.into_iter().flatten() {
        if !matches!(theme.layer.kind(), ShapeKind::Polygon) {
            let layer = theme.layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
        let near = touched(theme.layer, &zone)?;
        let of_near = |(_, note): &(String, Note)| note.row.is_some_and(|row| near.contains(&row));
        notes.extend(repairs(theme.layer)?.into_iter().filter(of_near));
        // Made once, before the threads ask for it.
        let measured = Measured::of(theme.layer)?;
        measured.surfaces.overlapping(measured.index);
    }
    let whole = Piece { row: None, region: zone, axis: corridor.axis.clone() };
    let parts = pieces::by_units(corridor, &whole)?;
    let mut pieces: Vec<Piece> = parts.pieces;
    if !parts.add_up {
        pieces.push(whole.clone());
    }
    let mut measures = memory.measure(corridor, pieces)?;
    let total = if parts.add_up {
        measures.iter().map(|(_, figures)| figures).sum()
    } else {
        measures.pop().map(|(_, figures)| figures).unwrap_or_default()
    };
    // By code; what lies outside all units comes after them.
    let code = |row: Option<usize>| Some(corridor.units.as_ref()?.code(row?));
    measures.sort_by_cached_key(|(row, _)| (row.is_none(), code(*row)));
    let mut rows = Vec::new();
    for (row, figures) in &measures {
        let unit = code(*row).unwrap_or_else(|| RESIDUAL.to_owned());
        rows.extend(rows_of(corridor, &unit, *row, figures, total.area));
    }
    rows.extend(rows_of(corridor, TOTAL, None, &total, total.area));
    Ok(Answer { value: Sheet { zone: whole.region, rows }, notes })
}

fn touched(layer: &Layer, region: &MultiPolygon) -> Result<Vec<usize>, QuestionError> {
    let index = layer.index().map_err(in_layer(layer))?;
    Ok(window(region).map(|window| index.candidates(window)).unwrap_or_default())
}

fn window(region: &MultiPolygon) -> Option<Bounds> {
    let rect = region.bounding_rect()?;
    Some(Bounds { min: rect.min().into(), max: rect.max().into() })
}

/// The rows of one piece: itself, its zones with their residual, its areas with theirs.
fn rows_of(
    corridor: &Corridor,
    unit: &str,
    row: Option<usize>,
    figures: &Measures,
    total: Hectares,
) -> Vec<Row> {
    let (layer, name) = match &corridor.units {
        Some(units) if unit != TOTAL => {
            let name = row.map(|row| units.name(row)).unwrap_or_default();
            (units.layer.name(), name)
        }
        _ => ("corridor", String::new()),
    };
    let blank = |subject, layer: &str| Row {
        unit: unit.to_owned(),
        subject,
        layer: layer.to_owned(),
        category: String::new(),
        name: String::new(),
        length: Kilometers::default(),
        area: Hectares::default(),
        percent: Percent::default(),
        level: None,
        features: Vec::new(),
    };
    let mut rows = vec![Row {
        name,
        length: figures.length,
        area: figures.area,
        percent: figures.area.percent_of(total),
        features: row.into_iter().collect(),
        ..blank(Subject::Unit, layer)
    }];
    if let (Some(zones), Some(cover)) = (&corridor.zones, &figures.zones) {
        let label = |row: usize| {
            let keys = [zones.code(row), zones.category(row), zones.name(row)];
            let keys = keys.each_ref().map(String::as_str);
            let level = corridor.matrix.and_then(|(matrix, code)| matrix.level(&keys, code));
            (zones.category(row), zones.name(row), level)
        };
        let blank = || blank(Subject::Zone, zones.layer.name());
        rows.extend(theme_rows(figures, cover, blank, label));
    }
    if let (Some(areas), Some(cover)) = (&corridor.areas, &figures.areas) {
        let label = |row| {
            let name = format!("{} {}", areas.text(areas.fields.code, row), areas.name(row));
            (areas.category(row), name.trim().to_owned(), None)
        };
        let blank = || blank(Subject::Area, areas.layer.name());
        rows.extend(theme_rows(figures, cover, blank, label));
    }
    rows
}

/// One row per category, name and level, then what several features cover, then what none does.
fn theme_rows(
    piece: &Measures,
    cover: &Cover,
    blank: impl Fn() -> Row,
    label: impl Fn(usize) -> (String, String, Option<Level>),
) -> Vec<Row> {
    // Zones of one name whose codes have different levels stay apart.
    let mut groups: BTreeMap<(String, String, Option<Level>), Row> = BTreeMap::new();
    for (&feature, &(area, length)) in &cover.shares {
        let group = groups.entry(label(feature)).or_insert_with_key(|(category, name, level)| {
            Row { category: category.clone(), name: name.clone(), level: *level, ..blank() }
        });
        group.area += area;
        group.length += length;
        group.percent = group.area.percent_of(piece.area);
        group.features.push(feature);
    }
    let mut rows: Vec<Row> = groups.into_values().collect();
    let mut rest = |name: &str, area: Hectares, length: Kilometers| {
        let (name, percent) = (name.to_owned(), area.percent_of(piece.area));
        rows.push(Row { name, length, area, percent, ..blank() });
    };
    let (gross, gross_length) = cover.gross();
    let least = pieces::least(piece.area);
    if (gross - cover.once).value() > least {
        rest(OVERLAP, cover.once - gross, cover.once_length - gross_length);
    }
    let bare = piece.area - cover.once;
    let bare = if bare.value() > least { bare } else { Hectares::default() };
    let bare_length = (piece.length - cover.once_length).value().max(0.0);
    rest(RESIDUAL, bare, Kilometers::new(bare_length));
    rows
}

impl Sheet {
    /// The row of the whole corridor.
    pub fn total(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.subject == Subject::Unit && row.unit == TOTAL)
    }

    /// Columns `unit, layer, category, name, length_km, area_ha, percent, recommendation`.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new([
            "unit",
            "layer",
            "category",
            "name",
            "length_km",
            "area_ha",
            "percent",
            "recommendation",
        ]);
        for row in &self.rows {
            table.push(vec![
                row.unit.as_str().into(),
                row.layer.as_str().into(),
                row.category.as_str().into(),
                row.name.as_str().into(),
                row.length.value().into(),
                row.area.value().into(),
                row.percent.value().into(),
                row.level.map_or(Cell::Empty, |level| level.spanish().into()),
            ]);
        }
        table
    }
}

#[cfg(test)]
mod tests;
