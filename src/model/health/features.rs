//! Findings about single features, and those that repeat another.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use allpa_geom::{Hectares, ShapeKind, Shapes, TransformError};

use super::{CRUMB, Finding, FindingKind};
use crate::{Layer, NoteKind};

/// Looks at every feature of `layer` on its own, and for features drawn twice.
///
/// # Errors
/// [`TransformError`] when the layer has no way to longitude and latitude.
pub fn features(layer: &Layer) -> Result<Vec<Finding>, TransformError> {
    let shapes = layer.geographic()?;
    let surfaces = layer.surfaces()?;
    let mut findings = Vec::new();
    for note in &surfaces.notes {
        let Some(row) = note.row else { continue };
        let (kind, area) = match note.kind {
            NoteKind::Repaired { reason, change_ha } => {
                (FindingKind::Repaired(reason), Some(Hectares::new(change_ha)))
            }
            NoteKind::NotRepaired { reason } => (FindingKind::NotRepaired(reason), None),
            _ => continue,
        };
        findings.push(Finding { area, ..Finding::of(kind, row) });
    }
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    for row in 0..shapes.len() {
        let found = |kind| Finding::of(kind, row);
        match shapes.kind(row) {
            ShapeKind::None => findings.push(found(FindingKind::NoGeometry)),
            ShapeKind::Polygon if encloses_nothing(shapes, row) => {
                findings.push(found(FindingKind::ZeroArea));
            }
            _ => {}
        }
        if shapes.rings(row).any(|ring| ring.windows(2).any(|pair| pair[0] == pair[1])) {
            findings.push(found(FindingKind::RepeatedVertices));
        }
        if shapes.kind(row) != ShapeKind::None {
            let twins = seen.entry(fingerprint(shapes, row)).or_default();
            let is_same = |other: &&usize| {
                shapes.kind(**other) == shapes.kind(row)
                    && shapes.feature_coords(**other) == shapes.feature_coords(row)
            };
            if let Some(&other) = twins.iter().find(is_same) {
                let area = (shapes.kind(row) == ShapeKind::Polygon).then(|| surfaces.areas[row]);
                let duplicate = found(FindingKind::Duplicate);
                findings.push(Finding { other: Some(other), area, ..duplicate });
            }
            twins.push(row);
        }
    }
    for finding in &mut findings {
        let coords = finding.row.map(|row| shapes.feature_coords(row)).unwrap_or_default();
        finding.place = coords.first().copied();
    }
    findings.sort_by_key(|finding| finding.row);
    Ok(findings)
}

/// Polygons smaller than `least`; those that enclose nothing are no polygons.
///
/// # Errors
/// [`TransformError`] when the layer has no way to longitude and latitude.
pub fn below_minimum(layer: &Layer, least: Hectares) -> Result<Vec<Finding>, TransformError> {
    let (shapes, areas) = (layer.geographic()?, &layer.surfaces()?.areas);
    let is_small = |row: &usize| (CRUMB..least.value()).contains(&areas[*row].value());
    let small = (0..shapes.len()).filter(is_small).map(|row| Finding {
        area: Some(areas[row]),
        place: shapes.feature_coords(row).first().copied(),
        ..Finding::of(FindingKind::BelowMinimum, row)
    });
    Ok(small.collect())
}

/// A hundredth of a square metre, in square degrees at the equator.
const NOTHING: f64 = 1e-12;

fn encloses_nothing(shapes: &Shapes, row: usize) -> bool {
    shapes.parts(row).all(|part| {
        part.into_rings().next().is_none_or(|shell| allpa_geom::signed_area(shell).abs() < NOTHING)
    })
}

fn fingerprint(shapes: &Shapes, row: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    for [x, y] in shapes.feature_coords(row) {
        (x.to_bits(), y.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}
