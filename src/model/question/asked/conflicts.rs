//! *What does this corridor cross?*

use std::sync::Arc;

use allpa_geom::{Coord, Meters, ShapesBuilder};
use geo::{LineString, MultiLineString};
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Options, Remark, Shown, Slot, TableRef};
use crate::question::alternatives::{Variant, compare, details, levels};
use crate::question::conflicts::{self, Corridor, Theme, UseMatrix};
use crate::question::{QuestionError, field, in_layer, rows_where};
use crate::{Column, ColumnData, Layer};

/// The use matrix that the program carries: a proposal, not an official one.
pub const PROPOSED_MATRIX: &str = "atlas:zee_use_matrix";

/// Inputs of the question. With several widths or alternatives the answer compares them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conflicts {
    /// The axis as drawn; when it is empty, the layer `corridor` gives it.
    pub axis: Vec<Vec<Coord>>,
    /// Layer with the line of the corridor.
    pub corridor: Option<LayerRef>,
    /// Which of its features make up the axis.
    pub condition: String,
    /// Field of that layer whose values tell alternatives apart.
    pub alternatives: Option<String>,
    /// Distances to each side.
    pub widths: Vec<Meters>,
    /// Units the sheet is split by.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Zones of a zoning.
    pub zones: Option<LayerRef>,
    /// Protected areas.
    pub areas: Option<LayerRef>,
    /// Use whose recommendation is looked up.
    pub land_use: Option<String>,
    /// The use matrix.
    pub matrix: Option<TableRef>,
}

impl Default for Conflicts {
    fn default() -> Self {
        Self {
            axis: Vec::new(),
            corridor: None,
            condition: String::new(),
            alternatives: None,
            widths: vec![Meters::new(2_000.0)],
            units: None,
            unit_field: None,
            zones: None,
            areas: None,
            land_use: None,
            matrix: Some(TableRef(PROPOSED_MATRIX.into())),
        }
    }
}

impl Ask for Conflicts {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let uses = Options::UsesOf("matrix");
        let Self { axis, corridor, condition, alternatives, widths, .. } = self;
        let Self { units, unit_field, zones, areas, land_use, matrix, .. } = self;
        let names = &[];
        vec![
            Input::optional("axis", Slot::Axis { value: axis }),
            Input::optional("corridor", Slot::Layer { value: corridor, fits: Fits::LINES }),
            Input::optional("condition", Slot::Condition { value: condition, of: "corridor" }),
            Input::optional(
                "alternatives",
                Slot::Field { value: alternatives, of: "corridor", names },
            ),
            Input::needed("widths", Slot::Distances { value: widths, range: [15.0, 20_000.0] }),
            Input::optional("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional("unit_field", Slot::Field { value: unit_field, of: "units", names }),
            Input::optional("zones", Slot::Layer { value: zones, fits: Fits::ZONES }),
            Input::optional("areas", Slot::Layer { value: areas, fits: Fits::PROTECTED }),
            Input::optional("land_use", Slot::Choice { value: land_use, options: uses }),
            Input::optional("matrix", Slot::Table { value: matrix }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let axes = self.axes(given)?;
        let matrix = match &self.land_use {
            None => None,
            Some(land_use) => {
                let matrix = needed_matrix(given, self.matrix.as_ref())?;
                let code = matrix.known_use(land_use)?.to_owned();
                Some((matrix, code))
            }
        };
        if self.widths.is_empty() {
            return Err(QuestionError::MissingInput { input: "widths" });
        }
        let mut variants: Vec<Variant> = Vec::new();
        let mut notes = Vec::new();
        let total = axes.len() * self.widths.len();
        for (name, axis) in &axes {
            for &width in &self.widths {
                given.step(variants.len(), total)?;
                let corridor = Corridor {
                    axis,
                    width,
                    units: given.theme(self.units.as_ref(), self.unit_field.as_deref())?,
                    zones: given.optional(self.zones.as_ref())?.map(Theme::of),
                    areas: given.optional(self.areas.as_ref())?.map(Theme::of),
                    matrix: matrix.as_ref().map(|(matrix, code)| (matrix, code.as_str())),
                };
                let answer = conflicts::conflicts(&corridor)?;
                let is_new = |note: &(String, crate::Note)| !notes.contains(note);
                let new: Vec<_> = answer.notes.into_iter().filter(is_new).collect();
                notes.extend(new);
                variants.push(Variant { name: name.clone(), width, sheet: answer.value });
            }
        }
        let mut found = match variants.as_slice() {
            [only] if self.alternatives.is_none() => {
                Found::table("sheet", only.sheet.to_table()).and("levels", levels(&variants))
            }
            _ => Found::table("alternatives", compare(&variants))
                .and("levels", levels(&variants))
                .and("sheet", details(&variants)),
        };
        self.show(&mut found, &variants);
        if self.land_use.is_some() {
            found.remarks.extend(matrix_remark(self.matrix.as_ref()));
        }
        Ok(found.with_notes(notes))
    }
}

impl Conflicts {
    /// The axes to compare, by name; one without a name when there are no alternatives.
    fn axes(&self, given: &Given) -> Result<Vec<(String, MultiLineString)>, QuestionError> {
        let (Some(by), true) = (&self.alternatives, self.axis.is_empty()) else {
            let axis = axis(&self.axis, given, self.corridor.as_ref(), &self.condition)?;
            return Ok(vec![(String::new(), axis)]);
        };
        let layer = given.layer("corridor", self.corridor.as_ref())?;
        let column = field(layer, by)?;
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for row in rows_where(layer, &self.condition)? {
            let name = column.value(row).to_string();
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((name, vec![row])),
            }
        }
        if groups.is_empty() {
            return Err(no_lines(layer));
        }
        let of_group = |(name, rows): (String, Vec<usize>)| Ok((name, lines(layer, &rows)?));
        groups.into_iter().map(of_group).collect()
    }

    fn show(&self, found: &mut Found, variants: &[Variant]) {
        for (layer, subject) in [
            (&self.units, conflicts::Subject::Unit),
            (&self.zones, conflicts::Subject::Zone),
            (&self.areas, conflicts::Subject::Area),
        ] {
            let rows = variants.iter().flat_map(|variant| &variant.sheet.rows);
            let rows = rows.filter(|row| row.subject == subject);
            found.show(layer.as_ref(), rows.flat_map(|row| row.features.iter().copied()));
        }
        let mut shapes = ShapesBuilder::default();
        variants.iter().for_each(|variant| shapes.push_polygons(&variant.sheet.zone));
        let names = variants.iter().map(|variant| Some(variant.name.as_str())).collect();
        let widths = variants.iter().map(|variant| Some(variant.width.value())).collect();
        let columns = vec![
            Column { name: "alternative".into(), data: ColumnData::Text(names) },
            Column { name: "width_m".into(), data: ColumnData::Real(widths) },
        ];
        let zones = Layer::made("influence", shapes.finish(), columns);
        found.shown.push(Shown::Made(Arc::new(zones)));
    }
}

/// The axis drawn, else the lines of the features of a layer that a condition holds for.
pub(super) fn axis(
    drawn: &[Vec<Coord>],
    given: &Given,
    layer: Option<&LayerRef>,
    condition: &str,
) -> Result<MultiLineString, QuestionError> {
    let line = |line: &Vec<Coord>| line.iter().map(|&c| geo::Coord::from(c)).collect();
    let drawn: Vec<LineString> = drawn.iter().filter(|line| line.len() > 1).map(line).collect();
    if !drawn.is_empty() {
        return Ok(MultiLineString(drawn));
    }
    let layer = given.layer("axis", layer)?;
    lines(layer, &rows_where(layer, condition)?)
}

fn lines(layer: &Layer, rows: &[usize]) -> Result<MultiLineString, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let lines: MultiLineString = rows.iter().flat_map(|&row| shapes.lines(row)).collect();
    if lines.0.is_empty() { Err(no_lines(layer)) } else { Ok(lines) }
}

fn no_lines(layer: &Layer) -> QuestionError {
    QuestionError::WrongGeometry { layer: layer.name().to_owned(), needed: "lines" }
}

/// The matrix of an input.
pub(super) fn needed_matrix(
    given: &Given,
    table: Option<&TableRef>,
) -> Result<UseMatrix, QuestionError> {
    let table = given.table(table)?.ok_or(QuestionError::MissingInput { input: "matrix" })?;
    UseMatrix::from_table(table)
}

/// What must be said of recommendations that come from the program's own matrix.
pub(super) fn matrix_remark(table: Option<&TableRef>) -> Option<Remark> {
    table.filter(|table| table.0 == PROPOSED_MATRIX).map(|_| Remark::ProposedMatrix)
}
