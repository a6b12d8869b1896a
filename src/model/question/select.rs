//! Features that stand in a spatial relation to another layer.

use allpa_geom::{Bounds, Meters, ShapesBuilder, distance};
use geo::{Intersects as _, Relate as _};
use rayon::prelude::*;

use super::{QuestionError, in_layer};
use crate::expression::Condition;
use crate::{Column, Layer, LayerParts};

/// A relation of a feature to the features of another layer, in the terms of OGC 06-103r4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Relation {
    /// Shares at least a point with one of them.
    Intersects,
    /// Lies inside one of them.
    Within,
    /// Holds one of them.
    Contains,
    /// Shares no point with any of them.
    Disjoint,
    /// Lies no farther than this from one of them.
    WithinDistance(Meters),
}

/// Rows of `layer` that stand in `relation` to `other`, in order. Features without geometry stand
/// in none.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn select(
    layer: &Layer,
    relation: Relation,
    other: &Layer,
) -> Result<Vec<usize>, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let others = other.geographic().map_err(in_layer(other))?;
    let index = other.index().map_err(in_layer(other))?;
    let stands = |&row: &usize| {
        let Some(bounds) = shapes.feature_bounds(row) else { return false };
        let Some(geometry) = shapes.geometry(row) else { return false };
        let window = match relation {
            Relation::WithinDistance(reach) => grown(bounds, reach),
            _ => bounds,
        };
        let mut candidates = index.candidates(window).into_iter();
        let against = |candidate: usize| others.geometry(candidate);
        match relation {
            Relation::Intersects => {
                candidates.any(|c| against(c).is_some_and(|g| geometry.intersects(&g)))
            }
            Relation::Disjoint => {
                !candidates.any(|c| against(c).is_some_and(|g| geometry.intersects(&g)))
            }
            Relation::Within => {
                candidates.any(|c| against(c).is_some_and(|g| geometry.relate(&g).is_within()))
            }
            Relation::Contains => {
                candidates.any(|c| against(c).is_some_and(|g| geometry.relate(&g).is_contains()))
            }
            Relation::WithinDistance(reach) => candidates.any(|c| {
                distance::between(shapes, row, others, c).is_some_and(|meters| meters <= reach)
            }),
        }
    };
    Ok((0..layer.len()).into_par_iter().filter(stands).collect())
}

/// Rows of `layer` for which a condition in the form of SQL's `WHERE` holds; all of them when it is
/// empty. `fid` stands for the number of the row.
///
/// # Errors
/// [`QuestionError::Condition`], [`QuestionError::UnknownField`].
pub fn rows_where(layer: &Layer, condition: &str) -> Result<Vec<usize>, QuestionError> {
    if condition.trim().is_empty() {
        return Ok((0..layer.len()).collect());
    }
    Ok(condition_for(layer, condition)?.rows(layer))
}

/// Reads a condition whose fields `layer` has.
///
/// # Errors
/// [`QuestionError::Condition`], [`QuestionError::UnknownField`].
pub fn condition_for(layer: &Layer, condition: &str) -> Result<Condition, QuestionError> {
    let parsed = Condition::parse(condition)
        .map_err(|source| QuestionError::Condition { text: condition.to_owned(), source })?;
    let is_known =
        |field: &&str| layer.column(field).is_some() || field.eq_ignore_ascii_case("fid");
    if let Some(unknown) = parsed.fields().into_iter().find(|field| !is_known(field)) {
        return Err(QuestionError::UnknownField {
            layer: layer.name().to_owned(),
            field: unknown.to_owned(),
            known: layer.columns().iter().map(|column| column.name.clone()).collect(),
        });
    }
    Ok(parsed)
}

/// The box grown by a distance, generously.
fn grown(bounds: Bounds, reach: Meters) -> Bounds {
    let latitude = bounds.min[1].abs().max(bounds.max[1].abs()).min(89.0);
    let north = reach.value() / 110_000.0;
    let east = north / (latitude + north).min(89.5).to_radians().cos();
    bounds.grown([east, north])
}

/// A layer of just these features, attributes and provenance kept.
#[must_use]
pub fn take_rows(layer: &Layer, rows: &[usize]) -> Layer {
    let mut shapes = ShapesBuilder::default();
    for &row in rows {
        shapes.push_feature(layer.shapes(), row);
    }
    let picked: Vec<Option<usize>> = rows.iter().map(|&row| Some(row)).collect();
    let columns = layer
        .columns()
        .iter()
        .map(|column| Column { name: column.name.clone(), data: column.data.take(&picked) });
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: shapes.finish(),
        columns: columns.collect(),
        provenance: layer.provenance().clone(),
        notes: Vec::new(),
    };
    Layer::new(parts, layer.crs(), layer.psad_operation())
}
