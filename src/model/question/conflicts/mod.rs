//! *¿Qué cruza este corredor?* The sheet of a corridor: how much of each unit, zone and protected
//! area lies within a distance of its axis, and how many kilometres of the axis itself.
//!
//! The zone of influence is cut by units, each piece by zones and by areas; what none covers is a
//! row of its own, so that the rows of a unit add up to it and the units to the corridor.

mod matrix;

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation, union_all};
use allpa_geom::share::Cutter;
use allpa_geom::{Bounds, Hectares, Kilometers, Meters, Percent, ShapeKind, buffer, measure};
use geo::{Area as _, BoundingRect as _, Geometry, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use super::cross::{Measured, OVERLAP, RESIDUAL, TOTAL};
use super::{Answer, QuestionError, in_layer, repairs};
use crate::role::{Recognised, recognise};
use crate::table::{Cell, Table};
use crate::{Layer, Note};

pub use matrix::{Level, UseMatrix};

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
    let whole = Piece { unit: TOTAL.into(), row: None, region: zone, axis: corridor.axis.clone() };
    let parts = split_by_units(corridor, &whole)?;
    let total = measure::polygons_area(&whole.region);
    let needs_whole = parts.len() != 1 || parts[0].unit != TOTAL;
    let of_part = |cutter: &mut Cutter, part| rows_of(corridor, part, total, cutter);
    let by_part: Result<Vec<Vec<Row>>, QuestionError> = parts
        .par_iter()
        .chain(needs_whole.then_some(&whole).into_par_iter())
        .map_init(Cutter::default, of_part)
        .collect();
    let rows: Vec<Row> = by_part?.into_iter().flatten().collect();
    Ok(Answer { value: Sheet { zone: whole.region, rows }, notes })
}

/// The corridor inside one unit.
struct Piece {
    unit: String,
    row: Option<usize>,
    region: MultiPolygon,
    axis: MultiLineString,
}

fn touched(layer: &Layer, region: &MultiPolygon) -> Result<Vec<usize>, QuestionError> {
    let index = layer.index().map_err(in_layer(layer))?;
    Ok(window(region).map(|window| index.candidates(window)).unwrap_or_default())
}

fn window(region: &MultiPolygon) -> Option<Bounds> {
    let rect = region.bounding_rect()?;
    Some(Bounds { min: rect.min().into(), max: rect.max().into() })
}

/// The pieces by unit, and what lies outside all units; none when there are no units.
fn split_by_units(corridor: &Corridor, whole: &Piece) -> Result<Vec<Piece>, QuestionError> {
    let Some(units) = &corridor.units else { return Ok(Vec::new()) };
    let measured = Measured::of(units.layer)?;
    let mut cutter = Cutter::default();
    let pieces = cutter.pieces(&whole.region, measured.regions(), |_| true);
    let overlapping = measured.surfaces.overlapping(measured.index);
    let is_plain = pieces.iter().all(|(row, _)| !overlapping[*row]);
    let mut parts: Vec<Piece> = pieces
        .into_iter()
        .map(|(row, region)| Piece {
            unit: units.code(row),
            row: Some(row),
            region,
            axis: cutter.clip_lines(&whole.axis, &measured.surfaces.polygons[row]),
        })
        .collect();
    parts.sort_by(|a, b| a.unit.cmp(&b.unit));
    // In degrees, areas of parts add up to the last digit.
    let flat: f64 = parts.iter().map(|part| part.region.unsigned_area()).sum();
    let flat_whole = whole.region.unsigned_area();
    if is_plain && flat >= flat_whole * (1.0 - LEAST_FLAT_SHARE) {
        return Ok(parts);
    }
    let inside = union_all(parts.iter().map(|part| &part.region));
    let outside = overlay::combine(&whole.region, &inside, Operation::Difference);
    if measure::polygons_area(&outside).value() > LEAST_HECTARES {
        let inside_length: Kilometers = parts.iter().map(|part| length(&part.axis)).sum();
        let has_axis = (length(&whole.axis) - inside_length).value() > LEAST_KILOMETERS;
        let axis = if has_axis {
            cutter.clip_lines(&whole.axis, &outside)
        } else {
            MultiLineString(Vec::new())
        };
        parts.push(Piece { unit: RESIDUAL.into(), row: None, region: outside, axis });
    }
    Ok(parts)
}

/// Share of a corridor, in square degrees, that is rounding.
const LEAST_FLAT_SHARE: f64 = 1e-10;
/// Land below a square metre is the rounding of an outline, not a finding.
const LEAST_HECTARES: f64 = 1e-4;
/// So is a millionth of the whole: a geodesic edge cut in two is not quite the edge it was.
const LEAST_SHARE: f64 = 1e-6;
const LEAST_KILOMETERS: f64 = 1e-3;

/// The rows of one piece: itself, its zones with their residual, its areas with theirs.
fn rows_of(
    corridor: &Corridor,
    part: &Piece,
    total: Hectares,
    cutter: &mut Cutter,
) -> Result<Vec<Row>, QuestionError> {
    let area = measure::polygons_area(&part.region);
    let (layer, name) = match (&corridor.units, part.row) {
        (Some(units), Some(row)) => (units.layer.name().to_owned(), units.name(row)),
        (Some(units), None) if part.unit != TOTAL => (units.layer.name().to_owned(), String::new()),
        _ => ("corridor".to_owned(), String::new()),
    };
    let mut rows = vec![Row {
        unit: part.unit.clone(),
        subject: Subject::Unit,
        layer,
        category: String::new(),
        name,
        length: length(&part.axis),
        area,
        percent: area.percent_of(total),
        level: None,
        features: part.row.into_iter().collect(),
    }];
    if let Some(zones) = &corridor.zones {
        let label = |row| (zones.category(row), zones.name(row));
        let level = |row: usize| {
            let (matrix, use_code) = corridor.matrix?;
            let keys = [zones.code(row), zones.category(row), zones.name(row)];
            matrix.level(&keys.each_ref().map(String::as_str), use_code)
        };
        rows.extend(theme_rows(part, area, zones, Subject::Zone, label, level, cutter)?);
    }
    if let Some(areas) = &corridor.areas {
        let label = |row| {
            let name = format!("{} {}", areas.text(areas.fields.code, row), areas.name(row));
            (areas.category(row), name.trim().to_owned())
        };
        rows.extend(theme_rows(part, area, areas, Subject::Area, label, |_| None, cutter)?);
    }
    Ok(rows)
}

/// One row per category, name and level, then what several features cover, then what none does.
fn theme_rows(
    part: &Piece,
    whole: Hectares,
    theme: &Theme,
    subject: Subject,
    label: impl Fn(usize) -> (String, String),
    level: impl Fn(usize) -> Option<Level>,
    cutter: &mut Cutter,
) -> Result<Vec<Row>, QuestionError> {
    let measured = Measured::of(theme.layer)?;
    let covered = measured.covering(&part.region, cutter);
    // Zones of one name whose codes have different levels stay apart.
    let mut groups: BTreeMap<(String, String, Option<Level>), Row> = BTreeMap::new();
    let row = |category: String, name: String, area: Hectares, length: Kilometers| Row {
        unit: part.unit.clone(),
        subject,
        layer: theme.layer.name().to_owned(),
        category,
        name,
        length,
        area,
        percent: area.percent_of(whole),
        level: None,
        features: Vec::new(),
    };
    let (mut gross, mut gross_length) = (Hectares::default(), Kilometers::default());
    for &(feature, area) in &covered.shares {
        let polygons = &measured.surfaces.polygons[feature];
        let inside = length(&cutter.clip_lines(&part.axis, polygons));
        gross += area;
        gross_length += inside;
        let ((category, name), level) = (label(feature), level(feature));
        let group = groups.entry((category.clone(), name.clone(), level)).or_insert_with(|| Row {
            level,
            ..row(category, name, Hectares::default(), Kilometers::default())
        });
        group.area += area;
        group.length += inside;
        group.percent = group.area.percent_of(whole);
        group.features.push(feature);
    }
    let covered = covered.once;
    let mut rows: Vec<Row> = groups.into_values().collect();
    let least = (whole.value() * LEAST_SHARE).max(LEAST_HECTARES);
    if (gross - covered).value() > least {
        let pieces = cutter.pieces(&part.region, measured.regions(), |_| true);
        let union = union_all(pieces.iter().map(|(_, piece)| piece));
        let counted_once = length(&cutter.clip_lines(&part.axis, &union));
        let twice = counted_once - gross_length;
        rows.push(row(String::new(), OVERLAP.into(), covered - gross, twice));
        gross_length = counted_once;
    }
    let rest = length(&part.axis) - gross_length;
    let rest = Kilometers::new(rest.value().max(0.0));
    let bare = whole - covered;
    let bare = if bare.value() > least { bare } else { Hectares::default() };
    rows.push(row(String::new(), RESIDUAL.into(), bare, rest));
    Ok(rows)
}

fn length(lines: &MultiLineString) -> Kilometers {
    let of_line = |line: &geo::LineString| {
        let coords: Vec<[f64; 2]> = line.0.iter().map(|c| [c.x, c.y]).collect();
        measure::line_length(&coords)
    };
    lines.iter().map(of_line).sum::<Meters>().to_kilometers()
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
