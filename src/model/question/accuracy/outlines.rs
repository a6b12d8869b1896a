//! Outlines of merged regions, and how much of them lies where.

use std::collections::BTreeMap;

use allpa_geom::measure::lines_length;
use allpa_geom::overlay::union_all;
use allpa_geom::share::Cutter;
use allpa_geom::{Bounds, Meters, SpatialIndex, rings};
use geo::{BoundingRect as _, LineString, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use crate::Layer;
use crate::question::cross::Measured;
use crate::question::{QuestionError, field};

/// The regions of a layer in groups.
#[derive(Debug)]
pub(in crate::question) struct Groups<'a> {
    regions: Measured<'a>,
    /// Number of each group by its name, in the order of the names.
    pub names: BTreeMap<String, usize>,
    /// Group of each region.
    of_row: Vec<usize>,
}

impl<'a> Groups<'a> {
    /// Groups by the values of a field.
    pub fn of(layer: &'a Layer, by: &str) -> Result<Self, QuestionError> {
        let key = field(layer, by)?;
        let values: Vec<String> = (0..layer.len()).map(|row| key.value(row).to_string()).collect();
        let mut names: BTreeMap<String, usize> =
            values.iter().map(|name| (name.clone(), 0)).collect();
        names.values_mut().enumerate().for_each(|(number, group)| *group = number);
        let of_row = values.iter().map(|name| names[name]).collect();
        Ok(Self { regions: Measured::of(layer)?, names, of_row })
    }

    /// The regions of each group as one.
    pub fn merged(&self) -> Vec<MultiPolygon> {
        let mut members = vec![Vec::new(); self.names.len()];
        let polygons = &self.regions.surfaces.polygons;
        polygons.iter().zip(&self.of_row).for_each(|(region, &of)| members[of].push(region));
        members.into_par_iter().map(union_all).collect()
    }
}

/// The outlines of merged groups, in runs that are looked up by place.
#[derive(Debug)]
pub(in crate::question) struct Outlines {
    runs: Vec<(usize, LineString)>,
    index: SpatialIndex,
}

/// Edges of a run.
const RUN: usize = 64;

impl Outlines {
    /// Outlines of merged groups, numbered as they come.
    pub fn of(merged: &[MultiPolygon]) -> Self {
        let rings = merged
            .iter()
            .enumerate()
            .flat_map(|(group, region)| rings(region).map(move |ring| (group, ring)));
        let mut runs = Vec::new();
        for (group, ring) in rings {
            let last = ring.0.len().saturating_sub(1);
            let pieces = (0..last).step_by(RUN).map(|at| &ring.0[at..=last.min(at + RUN)]);
            runs.extend(pieces.map(|piece| (group, LineString(piece.to_vec()))));
        }
        let bounds = |(_, run): &(usize, LineString)| {
            Bounds::of(run.0.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>().iter())
        };
        let index = SpatialIndex::from_bounds(runs.iter().map(bounds));
        Self { runs, index }
    }

    /// Length of the outline of each group.
    pub fn lengths(&self) -> BTreeMap<usize, Meters> {
        let mut lengths: BTreeMap<usize, Meters> = BTreeMap::new();
        for (group, run) in &self.runs {
            *lengths.entry(*group).or_default() +=
                lines_length(&MultiLineString(vec![run.clone()]));
        }
        lengths
    }

    /// Length of the outline of each group inside each group of regions, their borders included: by
    /// group of outlines and group of regions.
    pub fn inside(&self, others: &Groups) -> BTreeMap<[usize; 2], Meters> {
        let of_row = |cutter: &mut Cutter, row: usize| {
            let region = &others.regions.surfaces.polygons[row];
            let mut near: BTreeMap<usize, Vec<LineString>> = BTreeMap::new();
            if let Some(rect) = region.bounding_rect() {
                let window = Bounds { min: rect.min().into(), max: rect.max().into() };
                self.index.visit(window, |at, _| {
                    let (group, run) = &self.runs[at];
                    near.entry(*group).or_default().push(run.clone());
                });
            }
            let length = |(group, lines): (usize, Vec<LineString>)| {
                let inside = cutter.clip_lines(&MultiLineString(lines), region);
                ([group, others.of_row[row]], lines_length(&inside))
            };
            near.into_iter().map(length).collect::<Vec<_>>()
        };
        let rows = (0..others.of_row.len()).into_par_iter();
        let found: Vec<Vec<_>> = rows.map_init(Cutter::default, of_row).collect();
        let mut inside: BTreeMap<[usize; 2], Meters> = BTreeMap::new();
        for (key, length) in found.into_iter().flatten() {
            *inside.entry(key).or_default() += length;
        }
        inside
    }
}
