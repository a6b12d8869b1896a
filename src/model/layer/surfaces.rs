//! The polygons of a layer made ready for areas and overlays: valid, measured, counted.

use allpa_geom::validity::{self, Checked};
use allpa_geom::{Bounds, Hectares, Memo, ShapeKind, Shapes, SpatialIndex, measure, overlay};
use geo::{BoundingRect as _, MultiPolygon};
use rayon::prelude::*;

use super::note::{Note, NoteKind};

/// Valid polygons of every feature, in degrees; empty for features that are not polygons.
#[derive(Debug, Default)]
pub struct Surfaces {
    /// One region per feature, repaired on this copy where the source is invalid.
    pub polygons: Vec<MultiPolygon>,
    /// Geodesic area of each region.
    pub areas: Vec<Hectares>,
    /// What was repaired, what could not be.
    pub notes: Vec<Note>,
    overlapping: Memo<Vec<bool>>,
}

impl Surfaces {
    /// Checks, repairs and measures every polygonal feature of `shapes` (degrees).
    pub fn of(shapes: &Shapes) -> Self {
        let checked: Vec<(MultiPolygon, Hectares, Option<Note>)> =
            (0..shapes.len()).into_par_iter().map(|row| surface(shapes, row)).collect();
        let mut surfaces = Self::default();
        for (polygons, area, note) in checked {
            surfaces.polygons.push(polygons);
            surfaces.areas.push(area);
            surfaces.notes.extend(note);
        }
        surfaces
    }

    /// By row, whether the feature may share land with another of the layer; where not, it surely
    /// shares none. `index`: the features' boxes. Computed on first use.
    pub fn overlapping(&self, index: &SpatialIndex) -> &[bool] {
        self.overlapping.get_or_make(|| {
            let mut overlapping = vec![false; self.polygons.len()];
            for polygon in overlay::covered_twice(&self.polygons) {
                let Some(rect) = polygon.bounding_rect() else { continue };
                let window = Bounds { min: rect.min().into(), max: rect.max().into() };
                index.visit(window, |row, _| overlapping[row] = true);
            }
            overlapping
        })
    }
}

fn surface(shapes: &Shapes, row: usize) -> (MultiPolygon, Hectares, Option<Note>) {
    if shapes.kind(row) != ShapeKind::Polygon {
        return (MultiPolygon(Vec::new()), Hectares::default(), None);
    }
    let note = |kind| Some(Note { row: Some(row), kind });
    match validity::check(shapes.polygons(row)) {
        Checked::Valid(polygons) => (polygons, measure::area(shapes, row), None),
        Checked::Repaired { polygons, reason, change } => {
            let area = measure::polygons_area(&polygons);
            (polygons, area, note(NoteKind::Repaired { reason, change_ha: change.value() }))
        }
        Checked::Broken { reason } => {
            (MultiPolygon(Vec::new()), Hectares::default(), note(NoteKind::NotRepaired { reason }))
        }
    }
}
