//! *Cuadre*: the sum that closes. Protected land from gross to net, step by step, as an accountant
//! would: by norm, measured, overlaps taken out by priority, land outside the units taken out, and
//! the difference to a stated figure as a line of its own.

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation};
use allpa_geom::{Hectares, ShapeKind};
use geo::MultiPolygon;

use super::conflicts::Theme;
use super::cross::TOTAL;
use super::protected::{in_order, shares};
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Column;
use crate::table::Table;

/// Steps from gross to net of one kind of area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Steps {
    /// Areas of the kind.
    pub areas: usize,
    /// Of these, areas whose norm's hectares the layer does not tell.
    pub without_legal: usize,
    /// Hectares by norm of the others.
    pub legal: Hectares,
    /// Measured hectares of the areas with hectares by norm.
    pub measured_with_legal: Hectares,
    /// Measured hectares of all.
    pub measured: Hectares,
    /// Of these, what a kind before it claims, or it covers twice.
    pub overlap: Hectares,
    /// Of the rest, what lies outside the units.
    pub outside: Hectares,
}

impl Steps {
    /// What is left: each place once, inside the units.
    pub fn net(&self) -> Hectares {
        self.measured - self.overlap - self.outside
    }

    fn add(&mut self, other: &Self) {
        self.areas += other.areas;
        self.without_legal += other.without_legal;
        self.legal += other.legal;
        self.measured_with_legal += other.measured_with_legal;
        self.measured += other.measured;
        self.overlap += other.overlap;
        self.outside += other.outside;
    }
}

/// Steps by kind, in the order in which kinds claim land.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reconciled {
    /// Kinds and their steps.
    pub kinds: Vec<(String, Steps)>,
}

/// Takes protected land from gross to net. Kinds come from the category of `areas`; those of
/// `priority` claim land first. `legal` is the column with the hectares by norm.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn reconcile(
    areas: &Theme,
    units: &Theme,
    priority: &[String],
    legal: Option<&Column>,
) -> Result<Answer<Reconciled>, QuestionError> {
    for layer in [areas.layer, units.layer] {
        if layer.kind() != ShapeKind::Polygon {
            let layer = layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
    }
    let surfaces = areas.layer.surfaces().map_err(in_layer(areas.layer))?;
    let in_units = units.layer.surfaces().map_err(in_layer(units.layer))?;
    let kind = |row| {
        let kind = areas.category(row);
        if kind.is_empty() { areas.layer.name().to_owned() } else { kind }
    };
    let kind_of: Vec<String> = (0..areas.layer.len()).map(kind).collect();
    let kinds = in_order(&kind_of, priority);
    let place: BTreeMap<&str, usize> =
        kinds.iter().enumerate().map(|(at, kind)| (kind.as_str(), at)).collect();
    let kind_of: Vec<usize> = kind_of.iter().map(|kind| place[kind.as_str()]).collect();
    let mut steps = vec![Steps::default(); kinds.len()];
    for (row, &kind) in kind_of.iter().enumerate() {
        let own = &mut steps[kind];
        own.areas += 1;
        own.measured += surfaces.areas[row];
        match legal.and_then(|legal| legal.value(row).as_number()).filter(|ha| ha.is_finite()) {
            Some(hectares) => {
                own.legal += Hectares::new(hectares);
                own.measured_with_legal += surfaces.areas[row];
            }
            None => own.without_legal += 1,
        }
    }
    // What each kind claims of all land, and of the land inside the units: the difference lies
    // outside.
    let united = overlay::union_all(&in_units.polygons);
    let all: Vec<(usize, MultiPolygon)> = surfaces.polygons.iter().cloned().enumerate().collect();
    let clip = |(row, region): &(usize, MultiPolygon)| {
        let inside = overlay::combine(region, &united, Operation::Intersection);
        (!inside.0.is_empty()).then_some((*row, inside))
    };
    let inside: Vec<(usize, MultiPolygon)> = all.iter().filter_map(clip).collect();
    let everywhere = shares(&all, &kind_of, kinds.len());
    let inside = shares(&inside, &kind_of, kinds.len());
    for ((own, all), inside) in steps.iter_mut().zip(everywhere).zip(inside) {
        own.overlap = own.measured - all.once;
        own.outside = all.once - inside.once;
    }
    let notes = repairs(areas.layer)?.into_iter().chain(repairs(units.layer)?).collect();
    let kinds = kinds.into_iter().zip(steps).collect();
    Ok(Answer { value: Reconciled { kinds }, notes })
}

impl Reconciled {
    /// Columns `type, areas, without_legal, legal_ha, legal_to_measured_ha, measured_ha, overlap_ha,
    /// outside_ha, net_ha`: a row per kind, and [`TOTAL`]. `legal_to_measured_ha` is what measuring
    /// adds: the difference of the areas with hectares by norm, and the areas without.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new([
            "type",
            "areas",
            "without_legal",
            "legal_ha",
            "legal_to_measured_ha",
            "measured_ha",
            "overlap_ha",
            "outside_ha",
            "net_ha",
        ]);
        let total = self.total();
        for (kind, steps) in
            self.kinds.iter().map(|(k, s)| (k.as_str(), s)).chain([(TOTAL, &total)])
        {
            table.push(vec![
                kind.into(),
                steps.areas.into(),
                steps.without_legal.into(),
                steps.legal.value().into(),
                (steps.measured - steps.legal).value().into(),
                steps.measured.value().into(),
                (-steps.overlap.value()).into(),
                (-steps.outside.value()).into(),
                steps.net().value().into(),
            ]);
        }
        table
    }

    /// Columns `step, area_ha, running_ha`: one line per step, the running sum beside it; the last
    /// lines hold a stated figure and what it differs by, never spread over the others.
    pub fn to_steps(&self, stated: Option<Hectares>) -> Table {
        let mut table = Table::new(["step", "area_ha", "running_ha"]);
        let total = self.total();
        let measured_without = total.measured - total.measured_with_legal;
        let mut running = Hectares::default();
        for (step, area) in [
            ("legal", total.legal),
            ("measured_against_legal", total.measured_with_legal - total.legal),
            ("without_legal", measured_without),
            ("overlap", Hectares::default() - total.overlap),
            ("outside_units", Hectares::default() - total.outside),
        ] {
            running += area;
            table.push(vec![step.into(), area.value().into(), running.value().into()]);
        }
        table.push(vec!["net".into(), total.net().value().into(), running.value().into()]);
        if let Some(stated) = stated {
            let rest = stated - running;
            table.push(vec!["unexplained".into(), rest.value().into(), stated.value().into()]);
            table.push(vec!["stated".into(), stated.value().into(), stated.value().into()]);
        }
        table
    }

    fn total(&self) -> Steps {
        let mut total = Steps::default();
        self.kinds.iter().for_each(|(_, steps)| total.add(steps));
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;
    use crate::table::Cell;
    use crate::{ColumnData, Layer, LayerParts};
    use allpa_geom::{Epsg, PsadOperation};

    #[test]
    fn every_step_is_exact_and_the_stated_figure_closes() {
        let mut parts: LayerParts =
            boxes("tipo", &[(0., 2., "ANP"), (1., 3., "ACP"), (9., 10., "ACP")]).into_parts();
        let legal = ColumnData::Real(vec![Some(2_000_000.0), Some(2_500_000.0), None]);
        parts.columns.push(Column { name: "ha_legal".into(), data: legal });
        let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
        let units = boxes("codigo", &[(0., 2.5, "01")]);
        let mut areas = Theme::of(&layer);
        (areas.fields.code, areas.fields.category) = (None, Some(0));
        let priority = ["ANP".to_owned()];
        let found = reconcile(&areas, &Theme::of(&units), &priority, layer.column("ha_legal"));
        let found = found.expect("polygons").value;
        let degree = layer.surfaces().expect("degrees").areas[2].value();
        let (name, acp) = &found.kinds[1];
        let near = |area: Hectares, degrees: f64| (area.value() / degree - degrees).abs() < 1e-3;
        assert_eq!(name, "ACP");
        assert!(near(acp.measured, 3.0) && near(acp.overlap, 1.0));
        assert!(near(acp.outside, 1.5) && near(acp.net(), 0.5));
        assert_eq!((acp.areas, acp.without_legal), (2, 1));
        let steps = found.to_steps(Some(Hectares::new(5_000_000.0)));
        let number = |row: usize, column: usize| match steps.rows[row][column] {
            Cell::Number(number) => number,
            _ => f64::NAN,
        };
        let sum: f64 = (0..5).map(|row| number(row, 1)).sum();
        assert!((sum - number(5, 1)).abs() < 1e-6, "the steps add up to the net");
        assert!((sum + number(6, 1) - 5_000_000.0).abs() < 1e-6, "and the rest to the stated");
    }
}
