//! *¿Quién limita con quién?* Units that touch or overlap, the border they share, whether it is a
//! limit of a larger unit, and the basins that both lie in.

use std::collections::BTreeMap;

use allpa_geom::share::Cutter;
use allpa_geom::{Hectares, Kilometers, ShapeKind, measure, overlay, rings};
use geo::{Intersects as _, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use super::conflicts::Theme;
use super::cross::Measured;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Column;
use crate::table::Table;

/// Two units that touch or overlap.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Their rows, the lower one first.
    pub rows: [usize; 2],
    /// Outline of the first that lies on or in the second: the common border where they touch.
    pub border: Kilometers,
    /// Land that both cover.
    pub overlap: Hectares,
    /// Whether they belong to different larger units; `false` when nobody asked.
    pub is_across: bool,
    /// Rows of the basins that both have land in.
    pub basins: Vec<usize>,
}

/// Finds all pairs. `larger` is the column of the larger units that `is_across` compares; `basins`
/// are any polygons both may have land in.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn neighbours(
    units: &Theme,
    larger: Option<&Column>,
    basins: Option<&Theme>,
) -> Result<Answer<Vec<Pair>>, QuestionError> {
    let layer = units.layer;
    for layer in std::iter::once(layer).chain(basins.map(|basins| basins.layer)) {
        if layer.kind() != ShapeKind::Polygon {
            let layer = layer.name().to_owned();
            return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
        }
    }
    let mut notes = repairs(layer)?;
    let regions = &layer.surfaces().map_err(in_layer(layer))?.polygons;
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let index = layer.index().map_err(in_layer(layer))?;
    let in_basins = match basins {
        None => vec![Vec::new(); layer.len()],
        Some(basins) => {
            notes.extend(repairs(basins.layer)?);
            let others = Measured::of(basins.layer)?.regions();
            let of_unit = |region: &MultiPolygon| {
                let found = Cutter::default().pieces(region, others, |_| true);
                let is_land = |(_, piece): &(usize, MultiPolygon)| {
                    measure::polygons_area(piece).value() > LEAST_HECTARES
                };
                found.into_iter().filter(is_land).map(|(row, _)| row).collect::<Vec<_>>()
            };
            regions.par_iter().map(of_unit).collect()
        }
    };
    let of_row = |row: usize| {
        let Some(window) = shapes.feature_bounds(row) else { return Vec::new() };
        let later = index.candidates(window).into_iter().filter(|&other| other > row);
        let meets = later.filter(|&other| regions[row].intersects(&regions[other]));
        let pair = |other: usize| {
            let shared =
                overlay::combine(&regions[row], &regions[other], overlay::Operation::Intersection);
            let overlap = measure::polygons_area(&shared);
            let of = |row| larger.map(|larger| larger.value(row).to_string());
            let basins = in_basins[row].iter().filter(|basin| in_basins[other].contains(basin));
            Pair {
                rows: [row, other],
                border: border(&regions[row], &regions[other]),
                overlap: if overlap.value() > LEAST_HECTARES {
                    overlap
                } else {
                    Hectares::default()
                },
                is_across: of(row) != of(other),
                basins: basins.copied().collect(),
            }
        };
        meets.map(pair).collect()
    };
    let pairs: Vec<Vec<Pair>> = (0..layer.len()).into_par_iter().map(of_row).collect();
    Ok(Answer { value: pairs.into_iter().flatten().collect(), notes })
}

/// Land below a square metre is the rounding of a border.
const LEAST_HECTARES: f64 = 1e-4;

fn border(a: &MultiPolygon, b: &MultiPolygon) -> Kilometers {
    let outline: MultiLineString = rings(a).cloned().collect();
    measure::lines_length(&overlay::clip_lines(&outline, b)).to_kilometers()
}

/// Columns `unit_a, name_a, unit_b, name_b, relation, border_km, overlap_ha, across, basins`.
pub fn to_pairs(pairs: &[Pair], units: &Theme, basins: Option<&Theme>) -> Table {
    let mut table = Table::new([
        "unit_a",
        "name_a",
        "unit_b",
        "name_b",
        "relation",
        "border_km",
        "overlap_ha",
        "across",
        "basins",
    ]);
    for pair in pairs {
        let [a, b] = pair.rows;
        let name = |row: &usize| basins.map(|basins| basins.name(*row)).unwrap_or_default();
        let basins: Vec<String> = pair.basins.iter().map(name).collect();
        let relation = if pair.overlap.value() > 0.0 { "overlapping" } else { "touching" };
        table.push(vec![
            units.code(a).into(),
            units.name(a).into(),
            units.code(b).into(),
            units.name(b).into(),
            relation.into(),
            pair.border.value().into(),
            pair.overlap.value().into(),
            if pair.is_across { "yes".into() } else { "no".into() },
            basins.join("; ").into(),
        ]);
    }
    table
}

/// Columns `unit, name, neighbours, list`: how many each unit has, and their codes between
/// semicolons, sorted. Units without any are listed too.
pub fn to_units(pairs: &[Pair], units: &Theme) -> Table {
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &Pair { rows: [a, b], .. } in pairs {
        of.entry(a).or_default().push(b);
        of.entry(b).or_default().push(a);
    }
    let mut table = Table::new(["unit", "name", "neighbours", "list"]);
    for row in 0..units.layer.len() {
        let own = of.get(&row).map(Vec::as_slice).unwrap_or_default();
        let mut codes: Vec<String> = own.iter().map(|&row| units.code(row)).collect();
        codes.sort();
        table.push(vec![
            units.code(row).into(),
            units.name(row).into(),
            own.len().into(),
            codes.join(";").into(),
        ]);
    }
    table
}

/// Number of the connected part that each of `rows` belongs to, by the pairs among them; parts are
/// counted from 0 in the order in which they come.
pub fn parts(rows: &[usize], pairs: &[Pair]) -> Vec<usize> {
    let mut part: Vec<usize> = (0..rows.len()).collect();
    let place = |row: usize| rows.iter().position(|known| *known == row);
    for pair in pairs {
        let (Some(a), Some(b)) = (place(pair.rows[0]), place(pair.rows[1])) else { continue };
        let (from, to) = (part[a].max(part[b]), part[a].min(part[b]));
        part.iter_mut().filter(|part| **part == from).for_each(|part| *part = to);
    }
    let mut known: Vec<usize> = Vec::new();
    part.iter()
        .map(|part| {
            known.iter().position(|other| other == part).unwrap_or_else(|| {
                known.push(*part);
                known.len() - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;

    #[test]
    fn touching_units_share_a_border_and_basins() {
        let layer =
            boxes("codigo", &[(0., 1., "01"), (1., 2., "02"), (1.5, 3., "03"), (9., 10., "04")]);
        let basin = boxes("nombre", &[(0.5, 1.2, "Mayo"), (5., 6., "Otra")]);
        let mut units = Theme::of(&layer);
        units.fields.code = Some(0);
        let mut basins = Theme::of(&basin);
        basins.fields.name = Some(0);
        let larger = layer.columns()[0].clone();
        let answer = neighbours(&units, Some(&larger), Some(&basins)).expect("polygons").value;
        let rows: Vec<[usize; 2]> = answer.iter().map(|pair| pair.rows).collect();
        assert_eq!(rows, [[0, 1], [1, 2]]);
        // A degree of meridian at the equator, 110.574 km.
        assert!((answer[0].border.value() - 110.574).abs() < 1e-3, "{:?}", answer[0].border);
        assert!(answer[0].overlap.value() == 0.0 && answer[1].overlap.value() > 1e5);
        assert_eq!(answer[0].basins, [0]);
        let table = to_units(&answer, &units);
        assert_eq!(table.rows[1][3], "01;03".into());
        assert_eq!(table.rows[3][2], crate::table::Cell::Integer(0));
        assert_eq!(parts(&[0, 1, 2, 3], &answer), [0, 0, 0, 1]);
        assert_eq!(parts(&[0, 2], &answer), [0, 1]);
    }
}
