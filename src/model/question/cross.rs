//! Who covers what: hectares shared by each group of one layer with each group of another.

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation};
use allpa_geom::{Bounds, Hectares, measure};
use geo::{BoundingRect as _, MultiPolygon};
use rayon::prelude::*;

use super::{Answer, QuestionError, field, in_layer, repairs};
use crate::table::{Cell, Table};
use crate::{Layer, Note};

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
    let (in_a, in_b) = (a.surfaces().map_err(in_layer(a))?, b.surfaces().map_err(in_layer(b))?);
    let index = b.index().map_err(in_layer(b))?;
    let crossed: Vec<(Vec<(usize, Hectares)>, Hectares)> = (0..a.len())
        .into_par_iter()
        .map(|row| {
            let region = &in_a.polygons[row];
            let pieces = pieces(region, &in_b.polygons, |window| index.candidates(window));
            let covered = match pieces.len() {
                0 => Hectares::default(),
                1 => measure::polygons_area(&pieces[0].1),
                _ => {
                    let union = overlay::union_all(pieces.iter().map(|(_, piece)| piece));
                    measure::polygons_area(&union)
                }
            };
            let areas = pieces.iter().map(|(b, piece)| (*b, measure::polygons_area(piece)));
            (areas.collect(), covered)
        })
        .collect();
    let mut table = CrossTable::default();
    for row in 0..b.len() {
        *table.whole_b.entry(b_key.value(row).to_string()).or_default() += in_b.areas[row];
    }
    for (row, (pieces, covered)) in crossed.into_iter().enumerate() {
        let group = a_key.value(row).to_string();
        *table.whole_a.entry(group.clone()).or_default() += in_a.areas[row];
        *table.covered.entry(group.clone()).or_default() += covered;
        for (other, area) in pieces {
            let key = (group.clone(), b_key.value(other).to_string());
            *table.shared.entry(key).or_default() += area;
        }
    }
    let notes: Vec<(String, Note)> = repairs(a)?.into_iter().chain(repairs(b)?).collect();
    Ok(Answer { value: table, notes })
}

/// The parts of `region` that each of `others` covers, by their row; rows that only touch it are
/// left out.
pub(super) fn pieces(
    region: &MultiPolygon,
    others: &[MultiPolygon],
    candidates: impl Fn(Bounds) -> Vec<usize>,
) -> Vec<(usize, MultiPolygon)> {
    let Some(rect) = region.bounding_rect() else { return Vec::new() };
    let window = Bounds { min: rect.min().into(), max: rect.max().into() };
    let shared = |row: usize| {
        let piece = overlay::combine(region, &others[row], Operation::Intersection);
        (!piece.0.is_empty()).then_some((row, piece))
    };
    candidates(window).into_iter().filter_map(shared).collect()
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
