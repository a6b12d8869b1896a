//! *¿Qué hay a lo largo de este corredor?* Units, zones, protected areas, places and crossings by
//! chainage: the kilometre of the axis at which each begins and ends.

use allpa_geom::linear::{Gap, Path, Stretch};
use allpa_geom::{Bounds, Meters, ShapeKind, Shapes, ShapesBuilder};
use geo::MultiLineString;
use rayon::prelude::*;

use super::conflicts::Theme;
use super::cross::RESIDUAL;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Layer;
use crate::table::{Cell, Table};

/// What is asked.
#[derive(Debug)]
pub struct Strip<'a> {
    /// The axis in longitude and latitude; its parts may come in any order.
    pub axis: &'a MultiLineString,
    /// Administrative units.
    pub units: Option<Theme<'a>>,
    /// Zones of a zoning.
    pub zones: Option<Theme<'a>>,
    /// Protected areas.
    pub areas: Option<Theme<'a>>,
    /// Places, and how far from the axis they count.
    pub places: Option<(Theme<'a>, Meters)>,
    /// Roads, rivers, limits that the axis may cross.
    pub crossings: Vec<Theme<'a>>,
}

/// What an item of a strip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A stretch inside a unit.
    Unit,
    /// A stretch inside a zone.
    Zone,
    /// A stretch inside a protected area.
    Area,
    /// A place beside the axis.
    Place,
    /// A line that the axis crosses.
    Crossing,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Zone => "zone",
            Self::Area => "area",
            Self::Place => "place",
            Self::Crossing => "crossing",
        }
    }
}

/// Something along the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// From and to, in metres from the beginning; alike for a place or crossing.
    pub at: Stretch,
    /// Name of its layer.
    pub layer: String,
    /// Number of its layer among the crossings, 0 for other kinds.
    pub source: usize,
    /// Rows of its layer.
    pub rows: Vec<usize>,
    /// Code; [`RESIDUAL`] outside all units, zones or areas.
    pub code: String,
    /// Category.
    pub category: String,
    /// Name.
    pub name: String,
    /// How far from the axis; `None` unless it is a place.
    pub distance: Option<Meters>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Along {
    /// Items by where they begin, then by kind.
    pub items: Vec<Item>,
    /// The axis, its parts joined.
    pub path: Path,
    /// Gaps between parts.
    pub gaps: Vec<Gap>,
}

/// Answers.
///
/// # Errors
/// [`QuestionError::NoLength`] for an axis without one, [`QuestionError::WrongGeometry`],
/// [`QuestionError::Transform`].
pub fn strip(question: &Strip) -> Result<Answer<Along>, QuestionError> {
    let parts: Vec<Vec<[f64; 2]>> =
        question.axis.iter().map(|line| line.0.iter().map(|c| [c.x, c.y]).collect()).collect();
    let joined = Path::join(parts.iter().map(Vec::as_slice));
    let (path, gaps) = joined.ok_or(QuestionError::NoLength)?;
    let mut items = Vec::new();
    let mut notes = Vec::new();
    for (theme, kind) in [
        (&question.units, Kind::Unit),
        (&question.zones, Kind::Zone),
        (&question.areas, Kind::Area),
    ] {
        let Some(theme) = theme else { continue };
        let (found, rows) = inside(&path, theme, kind)?;
        let is_near = |(_, note): &(String, crate::Note)| {
            note.row.is_some_and(|row| rows.binary_search(&row).is_ok())
        };
        notes.extend(repairs(theme.layer)?.into_iter().filter(is_near));
        items.extend(found);
    }
    if let Some((places, reach)) = &question.places {
        items.extend(beside(&path, places, *reach)?);
    }
    for (source, theme) in question.crossings.iter().enumerate() {
        items.extend(crossed(&path, theme, source)?);
    }
    items.sort_by(|a, b| {
        let of = |item: &Item| (item.kind, item.layer.clone(), item.name.clone());
        a.at.from.total_cmp(&b.at.from).then_with(|| of(a).cmp(&of(b)))
    });
    Ok(Answer { value: Along { items, path, gaps }, notes })
}

/// Stretches inside the features of a theme, those of one code, category and name together, and
/// those outside all of them; and the rows that were looked at.
fn inside(
    path: &Path,
    theme: &Theme,
    kind: Kind,
) -> Result<(Vec<Item>, Vec<usize>), QuestionError> {
    let layer = theme.layer;
    if layer.kind() != ShapeKind::Polygon {
        let layer = layer.name().to_owned();
        return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
    }
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let rows = near(path, layer, [0.0; 2])?;
    let stretches: Vec<Vec<Stretch>> = rows
        .par_iter()
        .map(|&row| {
            let mut shapes = ShapesBuilder::default();
            shapes.push_polygons(&surfaces.polygons[row]);
            path.inside(&shapes.finish(), 0)
        })
        .collect();
    let mut items: Vec<Item> = Vec::new();
    for (&row, stretches) in rows.iter().zip(&stretches) {
        let (code, category, name) = (theme.code(row), theme.category(row), theme.name(row));
        items.extend(stretches.iter().map(|&at| Item {
            rows: vec![row],
            code: code.clone(),
            category: category.clone(),
            name: name.clone(),
            ..Item::of(kind, at, layer)
        }));
    }
    items.sort_by(|a, b| a.at.from.total_cmp(&b.at.from).then(a.at.to.total_cmp(&b.at.to)));
    let outside = rest(path.length().value(), &items);
    let mut merged = merge(items);
    merged.extend(
        outside
            .into_iter()
            .map(|at| Item { code: RESIDUAL.to_owned(), ..Item::of(kind, at, layer) }),
    );
    Ok((merged, rows))
}

/// Stretches that no item covers; the items come in order.
fn rest(length: f64, items: &[Item]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut at = 0.0_f64;
    for item in items {
        if item.at.from - at > LEAST_METERS {
            found.push(Stretch { from: at, to: item.at.from });
        }
        at = at.max(item.at.to);
    }
    if length - at > LEAST_METERS {
        found.push(Stretch { from: at, to: length });
    }
    found
}

/// Less than this along an axis is the rounding of a border.
const LEAST_METERS: f64 = 0.5;

/// Puts stretches of features that look alike and follow on each other together.
fn merge(items: Vec<Item>) -> Vec<Item> {
    let mut merged: Vec<Item> = Vec::new();
    for item in items {
        let label = |item: &Item| [item.code.clone(), item.category.clone(), item.name.clone()];
        let open = merged.iter_mut().rev().find(|open| label(open) == label(&item));
        match open {
            Some(open) if item.at.from - open.at.to < LEAST_METERS => {
                open.at.to = open.at.to.max(item.at.to);
                open.rows.extend(item.rows);
            }
            _ => merged.push(item),
        }
    }
    merged
}

fn beside(path: &Path, places: &Theme, reach: Meters) -> Result<Vec<Item>, QuestionError> {
    let layer = places.layer;
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let degrees = reach.value() / 110_000.0;
    // Up to 60° from the equator a degree of longitude is half as long at least.
    let rows = near(path, layer, [2.0 * degrees, degrees])?;
    let found = rows.into_par_iter().filter_map(|row| {
        let (at, distance) = path.locate(*shapes.feature_coords(row).first()?);
        (distance <= reach).then(|| Item {
            rows: vec![row],
            code: places.own_code(row),
            category: places.category(row),
            name: places.name(row),
            distance: Some(distance),
            ..Item::of(Kind::Place, Stretch { from: at, to: at }, layer)
        })
    });
    Ok(found.collect())
}

fn crossed(path: &Path, theme: &Theme, source: usize) -> Result<Vec<Item>, QuestionError> {
    let layer = theme.layer;
    let shapes: &Shapes = layer.geographic().map_err(in_layer(layer))?;
    let rows = near(path, layer, [0.0; 2])?;
    let mut found: Vec<Item> = Vec::new();
    for row in rows {
        for at in path.crossings(shapes, row) {
            found.push(Item {
                source,
                rows: vec![row],
                code: theme.own_code(row),
                category: theme.category(row),
                name: theme.name(row),
                ..Item::of(Kind::Crossing, Stretch { from: at, to: at }, layer)
            });
        }
    }
    Ok(found)
}

/// Rows whose box touches that of the path, grown by a margin in degrees.
fn near(path: &Path, layer: &Layer, margin: [f64; 2]) -> Result<Vec<usize>, QuestionError> {
    let index = layer.index().map_err(in_layer(layer))?;
    let window = Bounds::of(path.coords()).map(|bounds| bounds.grown(margin));
    Ok(window.map(|window| index.candidates(window)).unwrap_or_default())
}

impl Item {
    fn of(kind: Kind, at: Stretch, layer: &Layer) -> Self {
        Self {
            kind,
            at,
            layer: layer.name().to_owned(),
            source: 0,
            rows: Vec::new(),
            code: String::new(),
            category: String::new(),
            name: String::new(),
            distance: None,
        }
    }

    fn length(&self) -> f64 {
        self.at.to - self.at.from
    }
}

impl Along {
    /// Columns `from_km, to_km, length_km, kind, layer, code, category, name, distance_m`: all that
    /// lies along the axis, by where it begins. Stretches outside every unit have the code
    /// [`RESIDUAL`]; those outside zones and areas are in [`Along::to_summary`] only.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new([
            "from_km",
            "to_km",
            "length_km",
            "kind",
            "layer",
            "code",
            "category",
            "name",
            "distance_m",
        ]);
        let is_shown = |item: &&Item| item.code != RESIDUAL || item.kind == Kind::Unit;
        for item in self.items.iter().filter(is_shown) {
            table.push(vec![
                (item.at.from / 1000.0).into(),
                (item.at.to / 1000.0).into(),
                (item.length() / 1000.0).into(),
                item.kind.word().into(),
                item.layer.as_str().into(),
                item.code.as_str().into(),
                item.category.as_str().into(),
                item.name.as_str().into(),
                item.distance.map_or(Cell::Empty, |distance| distance.value().into()),
            ]);
        }
        table
    }

    /// Columns `order, from_km, to_km, length_km, code, name`: the units in the order in which the
    /// axis runs through them, a unit as often as it is entered.
    pub fn to_order(&self) -> Table {
        let columns = ["order", "from_km", "to_km", "length_km", "code", "name"];
        let mut table = Table::new(columns);
        let units = self.items.iter().filter(|item| item.kind == Kind::Unit);
        for (order, item) in units.enumerate() {
            table.push(vec![
                (order + 1).into(),
                (item.at.from / 1000.0).into(),
                (item.at.to / 1000.0).into(),
                (item.length() / 1000.0).into(),
                item.code.as_str().into(),
                item.name.as_str().into(),
            ]);
        }
        table
    }

    /// Columns `kind, layer, code, category, name, stretches, length_km, percent`: what each
    /// feature has of the axis in all, in the order in which it first comes; places and crossings
    /// by how many there are.
    pub fn to_summary(&self) -> Table {
        let columns =
            ["kind", "layer", "code", "category", "name", "stretches", "length_km", "percent"];
        let mut table = Table::new(columns);
        let mut groups: Vec<(&Item, usize, f64)> = Vec::new();
        for item in &self.items {
            let label = |item: &Item| {
                (
                    item.kind,
                    item.layer.clone(),
                    item.code.clone(),
                    item.category.clone(),
                    item.name.clone(),
                )
            };
            match groups.iter_mut().find(|(first, ..)| label(first) == label(item)) {
                Some((_, count, length)) => {
                    *count += 1;
                    *length += item.length();
                }
                None => groups.push((item, 1, item.length())),
            }
        }
        groups.sort_by_key(|(first, ..)| first.kind);
        let whole = self.path.length().value();
        for (item, count, length) in groups {
            table.push(vec![
                item.kind.word().into(),
                item.layer.as_str().into(),
                item.code.as_str().into(),
                item.category.as_str().into(),
                item.name.as_str().into(),
                count.into(),
                (length / 1000.0).into(),
                (100.0 * length / whole).into(),
            ]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::{boxes, lines, points};
    use geo::wkt;

    #[test]
    fn what_lies_along_an_axis_comes_in_order_and_adds_up() {
        // The axis runs along 0.5° N from 0° to 3° E, in two parts the second of which is turned.
        let axis = MultiLineString(vec![
            wkt! { LINESTRING(0.0 0.5, 2.0 0.5) },
            wkt! { LINESTRING(3.0 0.5, 2.0 0.5) },
        ]);
        let units = boxes("codigo", &[(0.0, 1.0, "01"), (1.0, 2.5, "02")]);
        let zones = boxes("COD_ZEE", &[(0.0, 0.5, "PRO"), (0.5, 1.0, "PRO"), (2.0, 3.0, "PCE")]);
        let rivers = lines("nombre", &[(&[[1.5, 0.0], [1.5, 1.0]], "Huallaga")]);
        let towns = points("nombre", &[([0.25, 0.501], "Near"), ([0.25, 0.9], "Far")]);
        let coded = |layer| {
            let mut theme = Theme::of(layer);
            (theme.fields.code, theme.fields.name) = (Some(0), None);
            theme
        };
        let named = |layer| {
            let mut theme = Theme::of(layer);
            (theme.fields.code, theme.fields.name) = (None, Some(0));
            theme
        };
        let question = Strip {
            axis: &axis,
            units: Some(coded(&units)),
            zones: Some(coded(&zones)),
            areas: None,
            places: Some((named(&towns), Meters::new(500.0))),
            crossings: vec![named(&rivers)],
        };
        let along = strip(&question).expect("an axis").value;
        let third = along.path.length().value() / 3.0;
        let items: Vec<(String, f64, f64)> = along
            .items
            .iter()
            .map(|item| {
                let round = |meters: f64| (meters / third * 1e4).round() / 1e4;
                let label = if item.code.is_empty() { &item.name } else { &item.code };
                (label.clone(), round(item.at.from), round(item.at.to))
            })
            .collect();
        let expected = [
            ("01", 0.0, 1.0),
            ("PRO", 0.0, 1.0),
            ("Near", 0.25, 0.25),
            ("02", 1.0, 2.5),
            ("(residual)", 1.0, 2.0),
            ("Huallaga", 1.5, 1.5),
            ("PCE", 2.0, 3.0),
            ("(residual)", 2.5, 3.0),
        ];
        let expected: Vec<(String, f64, f64)> =
            expected.iter().map(|(label, from, to)| ((*label).to_owned(), *from, *to)).collect();
        assert_eq!(items, expected);
        assert_eq!(along.to_order().rows.len(), 3);
        let summary = along.to_summary();
        let kind = |kind: &str| {
            let rows = summary.rows.iter().filter(|row| row[0] == kind.into());
            rows.map(|row| if let Cell::Number(share) = row[7] { share } else { 0.0 }).sum::<f64>()
        };
        assert!((kind("unit") - 100.0).abs() < 1e-6);
        assert!((kind("zone") - 100.0).abs() < 1e-6);
    }
}
