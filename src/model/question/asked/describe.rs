//! *Describe this polygon.*

use allpa_geom::{Coord, PsadOperation};
use geo::{LineString, Polygon};
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Slot};
use crate::question::conflicts::Theme;
use crate::question::describe::{Described, describe};
use crate::question::{QuestionError, in_layer, rows_where};
use crate::table::Table;
use crate::{Layer, NoteKind};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Describe {
    /// The corners of a polygon as drawn; when it is empty, the layer `parcels` gives it.
    pub area: Vec<Coord>,
    /// Layer with the polygon.
    pub parcels: Option<LayerRef>,
    /// Which of its features; each polygon is described on its own.
    pub condition: String,
    /// Name that the text gives a drawn polygon.
    pub title: String,
    /// Whether coordinates on PSAD56 stand beside those on WGS 84.
    pub both_datums: bool,
    /// Layer whose features may border on the polygon.
    pub beside: Option<LayerRef>,
}

impl Ask for Describe {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { area, parcels, condition, title, both_datums, beside } = self;
        vec![
            Input::optional("area", Slot::Area { value: area }),
            Input::optional("parcels", Slot::Layer { value: parcels, fits: Fits::POLYGONS }),
            Input::optional("condition", Slot::Condition { value: condition, of: "parcels" }),
            Input::optional("title", Slot::Text { value: title }),
            Input::optional("both_datums", Slot::Flag { value: both_datums }),
            Input::optional("beside", Slot::Layer { value: beside, fits: Fits::POLYGONS }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let mut notes = Vec::new();
        let (polygons, psad) = if self.area.len() > 2 {
            let ring: LineString = self.area.iter().map(|&c| geo::Coord::from(c)).collect();
            let polygon = Polygon::new(ring, Vec::new());
            (vec![(self.title.clone(), polygon, None)], PsadOperation::default())
        } else {
            let layer = given.layer("area", self.parcels.as_ref())?;
            let rows = rows_where(layer, &self.condition)?;
            notes.extend(crate::question::repairs(layer)?.into_iter().filter(|(_, note)| {
                note.row.is_some_and(|row| rows.contains(&row))
                    && !matches!(note.kind, NoteKind::ZeroArea)
            }));
            (polygons(layer, &rows)?, layer.psad_operation())
        };
        if polygons.is_empty() {
            return Err(QuestionError::MissingInput { input: "area" });
        }
        let beside = given.optional(self.beside.as_ref())?;
        let psad = self.both_datums.then_some(psad);
        let mut all = Vec::new();
        let mut rows = Vec::new();
        for (name, polygon, row) in polygons {
            let mut described = describe(&name, &polygon, None, psad)?;
            if let Some(layer) = beside {
                described.neighbours = neighbours(&polygon, layer, row, self)?;
            }
            rows.extend(row);
            all.push(described);
        }
        let mut found = Found::table("corners", joined(&all, Described::to_corners))
            .and("summary", joined(&all, Described::to_summary))
            .and("text", text(&all));
        found.show(self.parcels.as_ref(), rows);
        Ok(found.with_notes(notes))
    }
}

/// The polygons of some features with the name and row of each.
fn polygons(
    layer: &Layer,
    rows: &[usize],
) -> Result<Vec<(String, Polygon, Option<usize>)>, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let theme = Theme::of(layer);
    let of_row = |&row: &usize| {
        let name = format!("{} {}", theme.own_code(row), theme.name(row)).trim().to_owned();
        // The corners are the outline as the source gives it, not as a repair leaves it.
        shapes.polygons(row).into_iter().map(move |polygon| (name.clone(), polygon, Some(row)))
    };
    Ok(rows.iter().flat_map(of_row).collect())
}

/// Names of the features of a layer that touch a polygon; of its own layer without itself.
fn neighbours(
    polygon: &Polygon,
    layer: &Layer,
    row: Option<usize>,
    question: &Describe,
) -> Result<Vec<String>, QuestionError> {
    use geo::{BoundingRect as _, Intersects as _};
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let index = layer.index().map_err(in_layer(layer))?;
    let theme = Theme::of(layer);
    let Some(rect) = polygon.bounding_rect() else { return Ok(Vec::new()) };
    let window = allpa_geom::Bounds { min: rect.min().into(), max: rect.max().into() };
    let is_own = question.beside == question.parcels;
    let touching = index.candidates(window).into_iter().filter(|&other| {
        !(is_own && row == Some(other)) && surfaces.polygons[other].intersects(polygon)
    });
    let name = |row| format!("{} {}", theme.own_code(row), theme.name(row)).trim().to_owned();
    Ok(touching.map(name).collect())
}

/// The tables of several polygons below each other, each row with the polygon's number and name
/// first where there are several.
fn joined(all: &[Described], of: impl Fn(&Described) -> Table) -> Table {
    if let [only] = all {
        return of(only);
    }
    let mut joined: Option<Table> = None;
    for (number, described) in all.iter().enumerate() {
        let table = of(described);
        let whole = joined.get_or_insert_with(|| {
            let first = ["polygon", "name"].map(str::to_owned);
            Table::new(first.into_iter().chain(table.columns.clone()))
        });
        for row in table.rows {
            let first = [(number + 1).into(), described.name.as_str().into()];
            whole.push(first.into_iter().chain(row).collect());
        }
    }
    joined.unwrap_or_default()
}

/// One column `text` with the lines of the *memoria descriptiva*.
fn text(all: &[Described]) -> Table {
    let mut table = Table::new(["text"]);
    for described in all {
        for line in described.to_text().lines() {
            table.push(vec![line.into()]);
        }
    }
    table
}
