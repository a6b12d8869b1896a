//! Area or length of each feature, or of each group of features.

use std::collections::BTreeMap;

use allpa_geom::{Epsg, Hectares, ShapeKind, measure as geodesic, transform_shapes};
use geo::Area as _;

use super::accuracy::{Banded, Border, Groups, MapScale, Outlines, add_bands};
use super::{Answer, QuestionError, field, in_layer, repairs};
use crate::Layer;
use crate::table::{Cell, Table};

/// What [`measure`] is asked to add to the bare figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measured<'a> {
    /// Sum by the values of this field instead of listing features.
    pub by: Option<&'a str>,
    /// Add this field beside `fid`.
    pub id: Option<&'a str>,
    /// Add the figure in the plane of this system.
    pub planar: Option<Epsg>,
    /// Add what is known of each area from the scale of its map.
    pub scale: Option<MapScale>,
}

/// Geodesic areas in hectares (`area_ha`; with a map scale also what [`super::accuracy`] says) of a
/// polygon layer, or lengths in kilometres (`length_km`) of a line layer; a feature without geometry
/// measures zero.
///
/// # Errors
/// [`QuestionError::WrongGeometry`] for points, [`QuestionError::UnknownField`],
/// [`QuestionError::Transform`].
pub fn measure(layer: &Layer, options: Measured) -> Result<Answer<Table>, QuestionError> {
    let (figures, unit) = figures(layer)?;
    let planar = options.planar.map(|crs| planar(layer, crs)).transpose()?;
    let columns = |first: Vec<String>| {
        let planar_name = options.planar.map(|crs| format!("planar_{}_{unit}", crs.code()));
        first.into_iter().chain([figure_name(unit)]).chain(planar_name).collect::<Vec<_>>()
    };
    let mut table = if let Some(name) = options.by {
        let key = field(layer, name)?;
        let mut groups: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for row in 0..layer.len() {
            let sums = groups.entry(key.value(row).to_string()).or_default();
            sums.0 += figures[row];
            sums.1 += planar.as_ref().map_or(0.0, |planar| planar[row]);
        }
        let mut table = Table::new(columns(vec![key.name.clone()]));
        for (group, (sum, flat)) in groups {
            let mut cells = vec![Cell::Text(group), sum.into()];
            cells.extend(planar.is_some().then_some(Cell::Number(flat)));
            table.push(cells);
        }
        table
    } else {
        let id = options.id.map(|name| field(layer, name)).transpose()?;
        let first = std::iter::once("fid".into()).chain(id.map(|id| id.name.clone()));
        let mut table = Table::new(columns(first.collect()));
        for (row, &figure) in figures.iter().enumerate() {
            let mut cells = vec![Cell::from(row)];
            cells.extend(id.map(|id| id.value(row).into()));
            cells.push(figure.into());
            cells.extend(planar.as_ref().map(|planar| planar[row].into()));
            table.push(cells);
        }
        table
    };
    if let Some(scale) = options.scale.filter(|_| unit == "ha") {
        add_figure_bands(&mut table, layer, &figures, options.by, scale)?;
    }
    let notes = if unit == "ha" { repairs(layer)? } else { Vec::new() };
    Ok(Answer { value: table, notes })
}

/// Adds the range each area lies in: that of each feature, or of each group merged.
fn add_figure_bands(
    table: &mut Table,
    layer: &Layer,
    figures: &[f64],
    by: Option<&str>,
    scale: MapScale,
) -> Result<(), QuestionError> {
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let Some(by) = by else {
        add_bands(table, |row, _| {
            let area = Hectares::new(figures[row]);
            Some(Banded::within(area, &surfaces.polygons[row], scale))
        });
        return Ok(());
    };
    let lengths = Outlines::of(&Groups::of(layer, by)?.merged()).lengths();
    add_bands(table, |row, cells| {
        let area = Hectares::new(cells[1].number()?);
        Some(Banded::new(area, &[Border { scale, length: *lengths.get(&row)? }]))
    });
    Ok(())
}

fn figure_name(unit: &str) -> String {
    if unit == "ha" { "area_ha".into() } else { "length_km".into() }
}

fn figures(layer: &Layer) -> Result<(Vec<f64>, &'static str), QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    match layer.kind() {
        ShapeKind::Line => {
            let length = |row| geodesic::length(shapes, row).to_kilometers().value();
            Ok(((0..layer.len()).map(length).collect(), "km"))
        }
        ShapeKind::Polygon => {
            let surfaces = layer.surfaces().map_err(in_layer(layer))?;
            Ok((surfaces.areas.iter().map(|area| area.value()).collect(), "ha"))
        }
        ShapeKind::Point | ShapeKind::None => Err(QuestionError::WrongGeometry {
            layer: layer.name().to_owned(),
            needed: "lines or polygons",
        }),
    }
}

/// Hectares or kilometres in the plane of `crs`, from the coordinates as given.
fn planar(layer: &Layer, crs: Epsg) -> Result<Vec<f64>, QuestionError> {
    let shapes = transform_shapes(layer.shapes(), layer.crs(), crs, layer.psad_operation())
        .map_err(in_layer(layer))?;
    let length = |ring: &[[f64; 2]]| {
        ring.windows(2).map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1])).sum::<f64>()
    };
    let figure = |row| match shapes.kind(row) {
        ShapeKind::Polygon => shapes.polygons(row).unsigned_area() / 10_000.0,
        ShapeKind::Line => shapes.rings(row).map(length).sum::<f64>() / 1000.0,
        ShapeKind::Point | ShapeKind::None => 0.0,
    };
    Ok((0..shapes.len()).map(figure).collect())
}
