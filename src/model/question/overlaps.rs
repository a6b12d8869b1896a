//! *¿Dónde se superponen?* Every pair of features that share land, within layers and between them.

use std::collections::BTreeMap;

use allpa_geom::share::Cutter;
use allpa_geom::{Hectares, ShapeKind, measure, overlay};
use geo::MultiPolygon;
use rayon::prelude::*;

use super::accuracy::{Banded, MapScale, add_bands};
use super::conflicts::Theme;
use super::cross::Measured;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::table::Table;
use crate::{Column, ColumnData, Layer};

/// Two features that share land.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Numbers of their layers, the lower one first.
    pub layers: [usize; 2],
    /// Their rows; the lower one first within one layer.
    pub rows: [usize; 2],
    /// The land they share.
    pub region: MultiPolygon,
    /// Its area.
    pub area: Hectares,
}

/// All pairs, by layer and row.
#[derive(Debug, Clone)]
pub struct Overlaps<'a> {
    /// The layers.
    pub layers: Vec<&'a Layer>,
    /// The pairs.
    pub pairs: Vec<Pair>,
}

/// Finds every pair of features that share more than `least`, within each layer and between any
/// two.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn overlaps<'a>(
    layers: &[&'a Layer],
    least: Hectares,
) -> Result<Answer<Overlaps<'a>>, QuestionError> {
    let mut notes = Vec::new();
    for layer in layers {
        if layer.kind() != ShapeKind::Polygon {
            let layer = layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
        notes.extend(repairs(layer)?);
    }
    let mut pairs = Vec::new();
    for (a, first) in layers.iter().enumerate() {
        for (b, second) in layers.iter().enumerate().skip(a) {
            let in_a = first.surfaces().map_err(in_layer(first))?;
            let others = Measured::of(second)?.regions();
            let of_row = |row: usize| {
                let is_later = |other: usize| a != b || other > row;
                let found = Cutter::default().pieces(&in_a.polygons[row], others, is_later);
                let pair = |(other, region): (usize, MultiPolygon)| {
                    let area = measure::polygons_area(&region);
                    Pair { layers: [a, b], rows: [row, other], region, area }
                };
                found.into_iter().map(pair).collect::<Vec<_>>()
            };
            let found: Vec<Vec<Pair>> = (0..first.len()).into_par_iter().map(of_row).collect();
            pairs.extend(found.into_iter().flatten().filter(|pair| pair.area > least));
        }
    }
    Ok(Answer { value: Overlaps { layers: layers.to_vec(), pairs }, notes })
}

impl Overlaps<'_> {
    /// Columns `layer_a, fid_a, code_a, name_a, layer_b, fid_b, code_b, name_b, area_ha,
    /// percent_of_a, percent_of_b`, the largest first; with the scale of the maps also `rounded_ha,
    /// band_ha, doubt` ([`super::accuracy`]).
    ///
    /// # Errors
    /// [`QuestionError::Transform`].
    pub fn to_list(&self, scale: Option<MapScale>) -> Result<Table, QuestionError> {
        let mut table = Table::new([
            "layer_a",
            "fid_a",
            "code_a",
            "name_a",
            "layer_b",
            "fid_b",
            "code_b",
            "name_b",
            "area_ha",
            "percent_of_a",
            "percent_of_b",
        ]);
        let themes: Vec<Theme> = self.layers.iter().map(|layer| Theme::of(layer)).collect();
        let mut pairs: Vec<&Pair> = self.pairs.iter().collect();
        pairs.sort_by(|a, b| b.area.value().total_cmp(&a.area.value()));
        for pair in &pairs {
            let mut cells = Vec::new();
            let mut shares = Vec::new();
            for (&layer, &row) in pair.layers.iter().zip(&pair.rows) {
                let theme = &themes[layer];
                let surfaces = theme.layer.surfaces().map_err(in_layer(theme.layer))?;
                cells.extend([theme.layer.name().into(), row.into()]);
                cells.extend([theme.own_code(row).into(), theme.name(row).into()]);
                shares.push(pair.area.percent_of(surfaces.areas[row]).value().into());
            }
            cells.push(pair.area.value().into());
            cells.extend(shares);
            table.push(cells);
        }
        if let Some(scale) = scale {
            add_bands(&mut table, |row, _| {
                let pair = pairs[row];
                Some(Banded::within(pair.area, &pair.region, scale))
            });
        }
        Ok(table)
    }

    /// Columns `layer_a, layer_b, pairs, features_a, features_b, gross_ha, area_ha, percent_of_a,
    /// percent_of_b`: one row per two layers, or a layer with itself. `gross_ha` adds up the pairs,
    /// `area_ha` counts each place once; shares are of what each layer covers, each place once.
    ///
    /// # Errors
    /// [`QuestionError::Transform`].
    pub fn to_matrix(&self) -> Result<Table, QuestionError> {
        let mut table = Table::new([
            "layer_a",
            "layer_b",
            "pairs",
            "features_a",
            "features_b",
            "gross_ha",
            "area_ha",
            "percent_of_a",
            "percent_of_b",
        ]);
        let mut covered = Vec::new();
        for layer in &self.layers {
            let surfaces = layer.surfaces().map_err(in_layer(layer))?;
            covered.push(measure::polygons_area(&overlay::union_all(&surfaces.polygons)));
        }
        let mut groups: BTreeMap<[usize; 2], Vec<&Pair>> = BTreeMap::new();
        for a in 0..self.layers.len() {
            for b in a..self.layers.len() {
                groups.insert([a, b], Vec::new());
            }
        }
        for pair in &self.pairs {
            groups.entry(pair.layers).or_default().push(pair);
        }
        for ([a, b], pairs) in groups {
            let distinct = |side: usize| {
                let mut rows: Vec<usize> = pairs.iter().map(|pair| pair.rows[side]).collect();
                rows.sort_unstable();
                rows.dedup();
                rows.len()
            };
            let gross: Hectares = pairs.iter().map(|pair| pair.area).sum();
            let once = overlay::union_all(pairs.iter().map(|pair| &pair.region));
            let once = measure::polygons_area(&once);
            table.push(vec![
                self.layers[a].name().into(),
                self.layers[b].name().into(),
                pairs.len().into(),
                distinct(0).into(),
                distinct(1).into(),
                gross.value().into(),
                once.value().into(),
                once.percent_of(covered[a]).value().into(),
                once.percent_of(covered[b]).value().into(),
            ]);
        }
        Ok(table)
    }

    /// The land shared as a layer: `layer_a, fid_a, layer_b, fid_b, area_ha`.
    pub fn to_layer(&self) -> Layer {
        let mut shapes = allpa_geom::ShapesBuilder::default();
        self.pairs.iter().for_each(|pair| shapes.push_polygons(&pair.region));
        let name = |side: usize| {
            let names = self.pairs.iter().map(|pair| Some(self.layers[pair.layers[side]].name()));
            ColumnData::Text(names.collect())
        };
        let fid = |side: usize| {
            let rows = self.pairs.iter().map(|pair| i64::try_from(pair.rows[side]).ok());
            ColumnData::Integer(rows.collect())
        };
        let areas = self.pairs.iter().map(|pair| Some(pair.area.value())).collect();
        let columns = [
            ("layer_a", name(0)),
            ("fid_a", fid(0)),
            ("layer_b", name(1)),
            ("fid_b", fid(1)),
            ("area_ha", ColumnData::Real(areas)),
        ];
        let columns = columns.map(|(name, data)| Column { name: name.to_owned(), data });
        Layer::made("overlaps", shapes.finish(), columns.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;

    #[test]
    fn pairs_within_and_between_layers_are_found_once() {
        let a = boxes("codigo", &[(0.0, 2.0, "A1"), (1.0, 3.0, "A2"), (9.0, 10.0, "A3")]);
        let b = boxes("codigo", &[(1.5, 2.5, "B1"), (3.0, 4.0, "B2")]);
        let answer = overlaps(&[&a, &b], Hectares::new(1e-4)).expect("polygons").value;
        let degree = a.surfaces().expect("degrees").areas[2].value();
        let found: Vec<([usize; 2], [usize; 2], f64)> = answer
            .pairs
            .iter()
            .map(|p| (p.layers, p.rows, (p.area.value() / degree * 1e4).round() / 1e4))
            .collect();
        let expected = [([0, 0], [0, 1], 1.0), ([0, 1], [0, 0], 0.5), ([0, 1], [1, 0], 1.0)];
        assert_eq!(found, expected);
        let matrix = answer.to_matrix().expect("degrees");
        assert_eq!(matrix.rows.len(), 3);
        // Between the layers: 1.5 degrees in pairs, one each place once, of 4 and 2 covered.
        let number = |column: usize| match matrix.rows[1][column] {
            crate::table::Cell::Number(number) => number,
            _ => f64::NAN,
        };
        // A cut bends an edge of a degree a little: it is a geodesic between its ends.
        assert!((number(5) / degree - 1.5).abs() < 1e-3);
        assert!((number(6) / degree - 1.0).abs() < 1e-3);
        assert!((number(7) - 25.0).abs() < 0.01 && (number(8) - 50.0).abs() < 0.01);
    }
}
