//! Protected land counted once: where areas overlap, the place belongs to the first by priority.

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation};
use allpa_geom::share::{Cutter, Regions};
use allpa_geom::{Hectares, measure};
use geo::MultiPolygon;
use rayon::prelude::*;

use super::conflicts::Theme;
use super::cross::TOTAL;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Layer;
use crate::role::plain;
use crate::table::Table;

/// The order in which kinds of areas claim a place, unless the question gives another:
/// of the national system, regional, zones of conservation and ecological recovery, concessions,
/// private.
pub const PRIORITY: [&str; 5] = ["ANP", "ACR", "ZOCRE", "CC", "ACP"];

/// Protected land of one kind in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Share {
    /// Land that no kind before it claims, each place once.
    pub once: Hectares,
    /// What its areas cover beyond that: of other kinds, or twice of its own.
    pub overlap: Hectares,
}

/// Protected land by unit and kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Protected {
    /// Kinds in the order in which they claim land.
    pub kinds: Vec<String>,
    /// Area of each unit.
    pub units: BTreeMap<String, Hectares>,
    /// Land of each kind, in the order of `kinds`, of the units that have any.
    pub shares: BTreeMap<String, Vec<Share>>,
}

/// Finds what the `areas` protect in each of the `units`; their kind is the category of `areas`,
/// else the layer's name. Kinds named in `priority` claim land
/// first, in that order; the others follow by name. `counts` says which rows of `areas` do.
///
/// # Errors
/// [`QuestionError::Transform`], [`QuestionError::WrongGeometry`].
pub fn protected(
    areas: Theme,
    units: Theme,
    priority: &[String],
    counts: impl Fn(usize) -> bool + Sync,
) -> Result<Answer<Protected>, QuestionError> {
    let (in_areas, in_units) = (surfaces(areas.layer)?, surfaces(units.layer)?);
    let index = areas.layer.index().map_err(in_layer(areas.layer))?;
    let kind = |row| {
        let kind = areas.category(row);
        if kind.is_empty() { areas.layer.name().to_owned() } else { kind }
    };
    let kind_of: Vec<String> = (0..areas.layer.len()).map(kind).collect();
    let kinds = in_order(&kind_of, priority);
    let place = |kind: &String| kinds.iter().position(|known| known == kind).unwrap_or(0);
    let kind_of: Vec<usize> = kind_of.iter().map(place).collect();
    let regions = Regions { polygons: &in_areas.polygons, index };
    let found: Vec<Vec<Share>> = in_units
        .polygons
        .par_iter()
        .map_init(Cutter::default, |cutter, unit| {
            let pieces = cutter.pieces(unit, regions, &counts);
            shares(&pieces, &kind_of, kinds.len())
        })
        .collect();
    let mut answer = Protected { kinds, ..Protected::default() };
    for (row, shares) in found.into_iter().enumerate() {
        let unit = units.code(row);
        *answer.units.entry(unit.clone()).or_default() += in_units.areas[row];
        let none = || vec![Share::default(); shares.len()];
        let sums = answer.shares.entry(unit).or_insert_with(none);
        for (sum, share) in sums.iter_mut().zip(shares) {
            sum.once += share.once;
            sum.overlap += share.overlap;
        }
    }
    let notes = repairs(areas.layer)?.into_iter().chain(repairs(units.layer)?).collect();
    Ok(Answer { value: answer, notes })
}

fn surfaces(layer: &Layer) -> Result<&crate::Surfaces, QuestionError> {
    if layer.kind() != allpa_geom::ShapeKind::Polygon {
        let needed = "polygons";
        return Err(QuestionError::WrongGeometry { layer: layer.name().to_owned(), needed });
    }
    layer.surfaces().map_err(in_layer(layer))
}

/// The different kinds, those of `priority` first.
pub(super) fn in_order(kinds: &[String], priority: &[String]) -> Vec<String> {
    let rank = |kind: &str| {
        let place = priority.iter().position(|first| plain(first) == plain(kind));
        place.unwrap_or(priority.len())
    };
    let mut order = kinds.to_vec();
    order.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    order.dedup();
    order
}

/// What each kind claims of a unit, from the parts of it that the areas cover.
pub(super) fn shares(
    pieces: &[(usize, MultiPolygon)],
    kind_of: &[usize],
    kinds: usize,
) -> Vec<Share> {
    let mut claimed = MultiPolygon::new(Vec::new());
    let claim = |kind: usize| {
        let own: Vec<&MultiPolygon> = pieces
            .iter()
            .filter(|(row, _)| kind_of[*row] == kind)
            .map(|(_, piece)| piece)
            .collect();
        if own.is_empty() {
            return Share::default();
        }
        let gross: Hectares = own.iter().map(|piece| measure::polygons_area(piece)).sum();
        let united = overlay::union_all(own);
        let free = if claimed.0.is_empty() {
            united.clone()
        } else {
            overlay::combine(&united, &claimed, Operation::Difference)
        };
        claimed = overlay::combine(&claimed, &united, Operation::Union);
        let once = measure::polygons_area(&free);
        Share { once, overlap: gross - once }
    };
    (0..kinds).map(claim).collect()
}

impl Protected {
    /// Columns `unit, type, area_ha, percent, overlap_ha`: for each unit a row per kind that it has
    /// any of, and [`TOTAL`]; then the same over all units. What a kind covers in all is
    /// `area_ha + overlap_ha`.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(["unit", "type", "area_ha", "percent", "overlap_ha"]);
        let mut all = vec![Share::default(); self.kinds.len()];
        for (unit, shares) in &self.shares {
            for (sum, share) in all.iter_mut().zip(shares) {
                sum.once += share.once;
                sum.overlap += share.overlap;
            }
            self.push(&mut table, unit, self.units[unit], shares);
        }
        let whole: Hectares = self.units.values().copied().sum();
        self.push(&mut table, TOTAL, whole, &all);
        table
    }

    fn push(&self, table: &mut Table, unit: &str, whole: Hectares, shares: &[Share]) {
        let mut push = |kind: &str, share: Share| {
            let percent =
                if whole.value() > 0.0 { 100.0 * share.once.value() / whole.value() } else { 0.0 };
            table.push(vec![
                unit.into(),
                kind.into(),
                share.once.value().into(),
                percent.into(),
                share.overlap.value().into(),
            ]);
        };
        let mut total = Share::default();
        for (kind, share) in self.kinds.iter().zip(shares) {
            total.once += share.once;
            total.overlap += share.overlap;
            if share.once.value() > 0.0 || share.overlap.value() > 0.0 {
                push(kind, *share);
            }
        }
        push(TOTAL, total);
    }
}

#[cfg(test)]
mod tests {
    use allpa_geom::{Epsg, PsadOperation, ShapeKind, ShapesBuilder};

    use super::*;
    use crate::{Column, ColumnData, LayerParts, TextColumn};

    /// Boxes of one degree in height, by west and east, with a text each.
    fn boxes(field: &str, boxes: &[(f64, f64, &str)]) -> Layer {
        let mut shapes = ShapesBuilder::default();
        for &(west, east, _) in boxes {
            let corners = [[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]];
            shapes.extend(corners);
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Polygon);
        }
        let texts = boxes.iter().map(|(.., text)| Some(*text)).collect::<TextColumn>();
        let columns = vec![Column { name: field.to_owned(), data: ColumnData::Text(texts) }];
        let parts = LayerParts { shapes: shapes.finish(), columns, ..LayerParts::default() };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    fn themed(layer: &Layer, is_area: bool) -> Theme<'_> {
        let mut theme = Theme::of(layer);
        (theme.fields.code, theme.fields.category) =
            if is_area { (None, Some(0)) } else { (Some(0), None) };
        theme
    }

    #[test]
    fn each_hectare_belongs_to_the_first_kind_that_claims_it() {
        let areas = boxes("tipo", &[(0.0, 2.0, "ACP"), (1.0, 3.0, "ANP"), (2.0, 4.0, "ACP")]);
        let units = boxes("codigo", &[(0.0, 2.0, "01"), (2.0, 8.0, "02")]);
        let degree = Hectares::new(units.surfaces().expect("degrees").areas[0].value() / 2.0);
        let priority = PRIORITY.map(str::to_owned);
        let answer = protected(themed(&areas, true), themed(&units, false), &priority, |_| true);
        let Protected { kinds, shares, .. } = answer.expect("polygons").value;
        assert_eq!(kinds, ["ANP", "ACP"]);
        let in_degrees = |unit: &str, kind: usize| {
            let share = shares[unit][kind];
            [share.once, share.overlap].map(|area| (area / degree * 1e3).round() / 1e3)
        };
        assert_eq!(in_degrees("01", 0), [1.0, 0.0], "the park");
        assert_eq!(in_degrees("01", 1), [1.0, 1.0], "half of the private area lies in the park");
        assert_eq!(in_degrees("02", 0), [1.0, 0.0]);
        assert_eq!(in_degrees("02", 1), [1.0, 1.0]);
    }
}
