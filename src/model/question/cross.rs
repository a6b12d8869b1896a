//! Who covers what: hectares shared by each group of one layer with each group of another.

use std::collections::BTreeMap;

use allpa_geom::measure::{Surface, polygons_area};
use allpa_geom::overlay;
use allpa_geom::share::{Cutter, Regions, shared_areas};
use allpa_geom::{Hectares, SpatialIndex};
use geo::MultiPolygon;
use rayon::prelude::*;

use super::{Answer, QuestionError, field, in_layer, repairs};
use crate::table::{Cell, Table};
use crate::{Layer, Note, Surfaces};

/// Row label of what no feature of the other layer covers.
pub const RESIDUAL: &str = "(residual)";
/// Row label of what several features of the other layer cover: counted once too often above.
pub const OVERLAP: &str = "(overlap)";
/// Row label of a sum.
pub const TOTAL: &str = "TOTAL";

/// Areas shared by the groups of two layers, and what is left over.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CrossTable {
    /// Shared area by group of `a` and group of `b`.
    pub shared: BTreeMap<(String, String), Hectares>,
    /// Per group of `a`: its own area.
    pub whole_a: BTreeMap<String, Hectares>,
    /// Per group of `b`: its own area.
    pub whole_b: BTreeMap<String, Hectares>,
    /// Per group of `a`: area that some feature of `b` covers, each place once.
    pub covered: BTreeMap<String, Hectares>,
}

/// Crosses two polygon layers by the values of one field each. A feature crosses by itself: where
/// features of one layer overlap, the place counts for each of them.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::Transform`].
pub fn cross_table(
    a: &Layer,
    a_field: &str,
    b: &Layer,
    b_field: &str,
) -> Result<Answer<CrossTable>, QuestionError> {
    let (a_key, b_key) = (field(a, a_field)?, field(b, b_field)?);
    let (in_a, in_b) = (Measured::of(a)?, Measured::of(b)?);
    let mut table = CrossTable::default();
    for (key, layer, whole) in
        [(a_key, in_a, &mut table.whole_a), (b_key, in_b, &mut table.whole_b)]
    {
        for (row, &area) in layer.surfaces.areas.iter().enumerate() {
            *whole.entry(key.value(row).to_string()).or_default() += area;
        }
    }
    for (row, covered) in in_a.covered_by(in_b).into_iter().enumerate() {
        let group = a_key.value(row).to_string();
        *table.covered.entry(group.clone()).or_default() += covered.once;
        for (other, area) in covered.shares {
            let key = (group.clone(), b_key.value(other).to_string());
            *table.shared.entry(key).or_default() += area;
        }
    }
    let notes: Vec<(String, Note)> = repairs(a)?.into_iter().chain(repairs(b)?).collect();
    Ok(Answer { value: table, notes })
}

/// What the features of a layer cover of a region.
#[derive(Debug, Clone, Default)]
pub(super) struct Covered {
    /// Row and area of each that covers some of it, in row order.
    pub shares: Vec<(usize, Hectares)>,
    /// Area that any covers, each place once.
    pub once: Hectares,
}

/// The polygons of a layer with all that areas are found by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured<'a> {
    pub surfaces: &'a Surfaces,
    pub index: &'a SpatialIndex,
}

impl<'a> Measured<'a> {
    pub fn of(layer: &'a Layer) -> Result<Self, QuestionError> {
        let surfaces = layer.surfaces().map_err(in_layer(layer))?;
        Ok(Self { surfaces, index: layer.index().map_err(in_layer(layer))? })
    }

    fn with_areas(self) -> (Regions<'a>, &'a [Hectares]) {
        (self.regions(), &self.surfaces.areas)
    }

    pub fn regions(self) -> Regions<'a> {
        Regions { polygons: &self.surfaces.polygons, index: self.index }
    }

    /// What the features of `other` cover of each feature of this layer.
    fn covered_by(self, other: Self) -> Vec<Covered> {
        // Made once, before the threads ask for it.
        let overlapping = other.surfaces.overlapping(other.index);
        let [mine, theirs] = [self, other].map(Measured::with_areas);
        let shares = shared_areas(mine, theirs, Surface::Ellipsoid);
        let of_row = |(row, shares): (usize, Vec<(usize, Hectares)>)| {
            let region = &self.surfaces.polygons[row];
            let once = covered_once(region, &shares, other, overlapping);
            Covered { shares, once }
        };
        shares.into_par_iter().enumerate().map(of_row).collect()
    }

    /// What the features cover of one region.
    pub fn covering(self, region: &MultiPolygon, cutter: &mut Cutter) -> Covered {
        let whole = |row: usize| self.surfaces.areas[row];
        let shares = cutter.areas(region, self.regions(), Surface::Ellipsoid, whole);
        let overlapping = self.surfaces.overlapping(self.index);
        let once = covered_once(region, &shares, self, overlapping);
        Covered { shares, once }
    }
}

/// The area of `region` that the rows of `shares` cover, each place once.
fn covered_once(
    region: &MultiPolygon,
    shares: &[(usize, Hectares)],
    of: Measured,
    overlapping: &[bool],
) -> Hectares {
    let doubtful = |row: usize| overlapping[row] && shares.len() > 1;
    let plain = |(row, _): &&(usize, Hectares)| !doubtful(*row);
    let sum: Hectares = shares.iter().filter(plain).map(|(_, area)| *area).sum();
    if shares.iter().filter(|(row, _)| doubtful(*row)).count() == 0 {
        return sum;
    }
    let pieces = Cutter::default().pieces(region, of.regions(), doubtful);
    sum + polygons_area(&overlay::union_all(pieces.iter().map(|(_, piece)| piece)))
}

impl CrossTable {
    /// Columns `a, b, area_ha, percent_of_a, percent_of_b`, one row per pair that shares land.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(["a", "b", "area_ha", "percent_of_a", "percent_of_b"]);
        for ((a, b), &area) in &self.shared {
            table.push(self.row(a, b, area));
        }
        table
    }

    /// As [`CrossTable::to_table`], and for each group of `a` the [`RESIDUAL`], the [`OVERLAP`]
    /// (negative, only where there is some) and the [`TOTAL`], so that its rows add up; at the
    /// end the sums over all groups.
    pub fn to_table_with_totals(&self) -> Table {
        let mut table = Table::new(["a", "b", "area_ha", "percent_of_a", "percent_of_b"]);
        let mut residuals = Hectares::default();
        let mut overlaps = Hectares::default();
        for (a, &whole) in &self.whole_a {
            let from = (a.clone(), String::new());
            let own = self.shared.range(from..).take_while(|((group, _), _)| group == a);
            let mut gross = Hectares::default();
            for ((_, b), &area) in own {
                gross += area;
                table.push(self.row(a, b, area));
            }
            let covered = self.covered.get(a).copied().unwrap_or_default();
            let (overlap, residual) = (covered - gross, whole - covered);
            if overlap.value() < -1e-6 {
                table.push(self.row(a, OVERLAP, overlap));
            }
            table.push(self.row(a, RESIDUAL, residual));
            table.push(self.row(a, TOTAL, whole));
            overlaps += overlap;
            residuals += residual;
        }
        let whole: Hectares = self.whole_a.values().copied().sum();
        let share = |area: Hectares| Cell::Number(area.percent_of(whole).value());
        let mut sum = |b: &str, area: Hectares, of_b: Cell| {
            table.push(vec![TOTAL.into(), b.into(), area.value().into(), share(area), of_b]);
        };
        for (b, &own) in &self.whole_b {
            let shared = self.shared.iter().filter(|((_, group), _)| group == b);
            let area: Hectares = shared.map(|(_, &area)| area).sum();
            if area.value() > 0.0 {
                sum(b, area, Cell::Number(area.percent_of(own).value()));
            }
        }
        if overlaps.value() < -1e-6 {
            sum(OVERLAP, overlaps, Cell::Empty);
        }
        sum(RESIDUAL, residuals, Cell::Empty);
        sum(TOTAL, whole, Cell::Empty);
        table
    }

    fn row(&self, a: &str, b: &str, area: Hectares) -> Vec<Cell> {
        let of_a = self.whole_a.get(a).map(|&whole| area.percent_of(whole).value());
        let of_b = self.whole_b.get(b).map(|&whole| area.percent_of(whole).value());
        let optional = |percent: Option<f64>| percent.map_or(Cell::Empty, Cell::Number);
        vec![a.into(), b.into(), area.value().into(), optional(of_a), optional(of_b)]
    }
}
