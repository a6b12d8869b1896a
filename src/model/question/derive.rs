//! New layers from old ones: zones of influence, merged groups, overlays.

use std::collections::BTreeMap;

use allpa_geom::buffer::buffer_all;
use allpa_geom::overlay::{self, Operation, union_all};
use allpa_geom::share::{Cutter, Regions};
use allpa_geom::{Epsg, Meters, PsadOperation, ShapesBuilder};
use geo::{Geometry, MultiPolygon};
use rayon::prelude::*;

use super::{Answer, QuestionError, field, in_layer, repairs};
use crate::{Column, ColumnData, Layer, LayerParts};

/// Zone of influence of every feature, in true metres on the ground; with `dissolved` one feature
/// that counts each place once. Features without geometry stay without.
///
/// # Errors
/// [`QuestionError::Buffer`], [`QuestionError::Transform`].
pub fn buffer(layer: &Layer, distance: Meters, dissolved: bool) -> Result<Layer, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    if dissolved {
        let all: Vec<Geometry> =
            (0..layer.len()).into_par_iter().filter_map(|row| shapes.geometry(row)).collect();
        let union = buffer_all(&all, distance)?;
        return Ok(assemble(layer.name(), std::slice::from_ref(&union), Vec::new()));
    }
    let zones: Result<Vec<MultiPolygon>, _> = (0..layer.len())
        .into_par_iter()
        .map(|row| match shapes.geometry(row) {
            Some(geometry) => allpa_geom::buffer::buffer(&geometry, distance),
            None => Ok(MultiPolygon(Vec::new())),
        })
        .collect();
    Ok(assemble(layer.name(), &zones?, layer.columns().to_vec()))
}

/// Merges polygons that share the value of `by` (all of them without it). Columns: the field, the
/// number of features merged (`count`), and the sum of each field of `sums`.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::Transform`].
pub fn dissolve(
    layer: &Layer,
    by: Option<&str>,
    sums: &[&str],
) -> Result<Answer<Layer>, QuestionError> {
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let key = by.map(|name| field(layer, name)).transpose()?;
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..layer.len() {
        let group = key.map_or_else(String::new, |key| key.value(row).to_string());
        groups.entry(group).or_default().push(row);
    }
    let members: Vec<&Vec<usize>> = groups.values().collect();
    let merged: Vec<MultiPolygon> = members
        .par_iter()
        .map(|rows| union_all(rows.iter().map(|&row| &surfaces.polygons[row])))
        .collect();
    let mut columns = Vec::new();
    if let Some(key) = key {
        let first: Vec<Option<usize>> = members.iter().map(|rows| rows.first().copied()).collect();
        columns.push(Column { name: key.name.clone(), data: key.data.take(&first) });
    }
    let counts = members.iter().map(|rows| i64::try_from(rows.len()).ok()).collect();
    columns.push(Column { name: "count".into(), data: ColumnData::Integer(counts) });
    for name in sums {
        let column = field(layer, name)?;
        let total = |rows: &&Vec<usize>| {
            Some(rows.iter().filter_map(|&row| column.value(row).as_number()).sum::<f64>())
        };
        let data = ColumnData::Real(members.iter().map(total).collect());
        columns.push(Column { name: format!("sum_{}", column.name), data });
    }
    let value = assemble(layer.name(), &merged, columns);
    Ok(Answer { value, notes: repairs(layer)? })
}

/// A set operation between two polygon layers. Pieces carry the attributes of the features they
/// come from, those of `b` with the prefix `b_` where names collide.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn overlay(a: &Layer, b: &Layer, operation: Operation) -> Result<Answer<Layer>, QuestionError> {
    let (in_a, in_b) = (a.surfaces().map_err(in_layer(a))?, b.surfaces().map_err(in_layer(b))?);
    let index_a = a.index().map_err(in_layer(a))?;
    let index_b = b.index().map_err(in_layer(b))?;
    let mut regions: Vec<MultiPolygon> = Vec::new();
    let mut origins: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    if matches!(operation, Operation::Intersection | Operation::Union) {
        let rows: Vec<Vec<(usize, MultiPolygon)>> = in_a
            .polygons
            .par_iter()
            .map_init(Cutter::default, |cutter, region| {
                cutter
                    .pieces(region, Regions { polygons: &in_b.polygons, index: index_b }, |_| true)
            })
            .collect();
        for (row, pieces) in rows.into_iter().enumerate() {
            for (other, piece) in pieces {
                regions.push(piece);
                origins.push((Some(row), Some(other)));
            }
        }
    }
    let only = |own: &[MultiPolygon], others: &[MultiPolygon], index: &allpa_geom::SpatialIndex| {
        let others = Regions { polygons: others, index };
        let rest = |cutter: &mut Cutter, region| rest(region, others, cutter);
        own.par_iter().map_init(Cutter::default, rest).collect::<Vec<_>>()
    };
    if operation != Operation::Intersection {
        for (row, rest) in only(&in_a.polygons, &in_b.polygons, index_b).into_iter().enumerate() {
            if !rest.0.is_empty() {
                regions.push(rest);
                origins.push((Some(row), None));
            }
        }
    }
    if matches!(operation, Operation::Union | Operation::SymmetricDifference) {
        for (row, rest) in only(&in_b.polygons, &in_a.polygons, index_a).into_iter().enumerate() {
            if !rest.0.is_empty() {
                regions.push(rest);
                origins.push((None, Some(row)));
            }
        }
    }
    let from_a: Vec<Option<usize>> = origins.iter().map(|origin| origin.0).collect();
    let from_b: Vec<Option<usize>> = origins.iter().map(|origin| origin.1).collect();
    let mut columns: Vec<Column> = a
        .columns()
        .iter()
        .map(|column| Column { name: column.name.clone(), data: column.data.take(&from_a) })
        .collect();
    if operation != Operation::Difference {
        for column in b.columns() {
            let taken = columns.iter().any(|c| c.name.eq_ignore_ascii_case(&column.name));
            let name = if taken { format!("b_{}", column.name) } else { column.name.clone() };
            columns.push(Column { name, data: column.data.take(&from_b) });
        }
    }
    let value = assemble(a.name(), &regions, columns);
    Ok(Answer { value, notes: repairs(a)?.into_iter().chain(repairs(b)?).collect() })
}

/// What of `region` none of `others` covers.
fn rest(region: &MultiPolygon, others: Regions, cutter: &mut Cutter) -> MultiPolygon {
    let covered = cutter.pieces(region, others, |_| true);
    if covered.is_empty() {
        return region.clone();
    }
    let covered = union_all(covered.iter().map(|(_, piece)| piece));
    overlay::combine(region, &covered, Operation::Difference)
}

/// A layer in longitude and latitude; an empty region becomes a feature without geometry.
fn assemble(name: &str, regions: &[MultiPolygon], columns: Vec<Column>) -> Layer {
    let mut shapes = ShapesBuilder::default();
    for region in regions {
        shapes.push_polygons(region);
    }
    let shapes = shapes.finish();
    let parts = LayerParts { name: name.to_owned(), shapes, columns, ..LayerParts::default() };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}
