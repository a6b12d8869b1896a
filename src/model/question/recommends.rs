//! *¿Qué recomienda la ZEE aquí?* What a zoning recommends at a place, inside an area or in all its
//! zones, for one use or for every use of the matrix; and what else holds there, by its force.
//!
//! A zoning recommends; it neither grants nor forbids (DS 087-2004-PCM).

use allpa_geom::share::Cutter;
use allpa_geom::{Coord, Hectares, Percent, ShapeKind, measure, overlay};
use geo::MultiPolygon;

use super::conflicts::{Level, Theme, UseMatrix};
use super::cross::{Measured, OVERLAP, RESIDUAL};
use super::force::{Force, norm};
use super::locate::rows_at;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::table::{Cell, Table};
use crate::{Layer, Note};

/// Where the question is asked.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// In every zone.
    Everywhere,
    /// At a position in longitude and latitude.
    Place(Coord),
    /// Inside a region in degrees.
    Region(&'a MultiPolygon),
}

/// What is asked.
#[derive(Debug)]
pub struct Recommends<'a> {
    /// Zones of a zoning.
    pub zones: Theme<'a>,
    /// What each zone recommends for each use.
    pub matrix: &'a UseMatrix,
    /// Code of the use asked about; every use of the matrix without it.
    pub land_use: Option<&'a str>,
    /// Where.
    pub scope: Scope<'a>,
    /// Other layers whose features hold there by their own force: protected areas, communities.
    pub others: Vec<&'a Layer>,
}

/// A zone there, and how much of the region it covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Row in the layer of zones.
    pub row: usize,
    /// Code.
    pub code: String,
    /// Category.
    pub category: String,
    /// Name.
    pub name: String,
    /// Land of it inside; `None` at a place.
    pub area: Option<Hectares>,
}

/// Something else that holds there.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Name of its layer.
    pub layer: String,
    /// Number of its layer among those given.
    pub source: usize,
    /// Row in its layer.
    pub row: usize,
    /// Category.
    pub category: String,
    /// Code and name.
    pub name: String,
    /// How it binds.
    pub force: Force,
    /// Norm it rests on, as its layer writes it; empty when the layer tells none.
    pub norm: String,
    /// Land of it inside; `None` at a place.
    pub area: Option<Hectares>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommended {
    /// Zones there, in row order.
    pub zones: Vec<Zone>,
    /// Uses asked about, as code and words.
    pub uses: Vec<(String, String)>,
    /// Level of each zone (outer) for each use (inner); `None` where the matrix has no row.
    pub levels: Vec<Vec<Option<Level>>>,
    /// Other layers' features there.
    pub bounds: Vec<Bound>,
    /// Land asked about; `None` at a place.
    pub whole: Option<Hectares>,
    /// Land of it that some zone covers, each place once.
    pub covered: Hectares,
}

/// Answers.
///
/// # Errors
/// [`QuestionError::WrongGeometry`] for a layer without polygons, [`QuestionError::Transform`].
pub fn recommends(question: &Recommends) -> Result<Answer<Recommended>, QuestionError> {
    let zones = &question.zones;
    let mut notes = Vec::new();
    let found = there(zones.layer, question.scope, &mut notes)?;
    let covered = covered(&found);
    let zone = |(row, area): (usize, Option<(Hectares, MultiPolygon)>)| Zone {
        row,
        code: zones.code(row),
        category: zones.category(row),
        name: zones.name(row),
        area: area.map(|(area, _)| area),
    };
    let found: Vec<Zone> = found.into_iter().map(zone).collect();
    let name =
        |code: &str| (code.to_owned(), question.matrix.use_name(code).unwrap_or(code).to_owned());
    let uses: Vec<(String, String)> = match question.land_use {
        Some(code) => vec![name(code)],
        None => question.matrix.uses().into_iter().map(name).collect(),
    };
    let level = |zone: &Zone, code: &str| {
        let keys = [zone.code.as_str(), &zone.category, &zone.name];
        question.matrix.level(&keys, code)
    };
    let levels =
        found.iter().map(|zone| uses.iter().map(|(code, _)| level(zone, code)).collect()).collect();
    let mut bounds = Vec::new();
    for (source, &layer) in question.others.iter().enumerate() {
        let theme = Theme::of(layer);
        for (row, area) in there(layer, question.scope, &mut notes)? {
            let name = format!("{} {}", theme.own_code(row), theme.name(row));
            bounds.push(Bound {
                layer: layer.name().to_owned(),
                source,
                row,
                category: theme.category(row),
                name: name.trim().to_owned(),
                force: Force::of(theme.fields.role, &theme.category(row)),
                norm: norm(layer, row),
                area: area.map(|(area, _)| area),
            });
        }
    }
    let whole = match question.scope {
        Scope::Place(_) => None,
        Scope::Region(region) => Some(measure::polygons_area(region)),
        Scope::Everywhere => Some(covered),
    };
    let value = Recommended { zones: found, uses, levels, bounds, whole, covered };
    Ok(Answer { value, notes })
}

/// Features of a layer in the scope, with the part of them inside.
#[expect(clippy::type_complexity, reason = "two callers take it apart at once")]
fn there(
    layer: &Layer,
    scope: Scope,
    notes: &mut Vec<(String, Note)>,
) -> Result<Vec<(usize, Option<(Hectares, MultiPolygon)>)>, QuestionError> {
    if layer.kind() != ShapeKind::Polygon {
        let layer = layer.name().to_owned();
        return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
    }
    let found = match scope {
        Scope::Place(position) => {
            return Ok(rows_at(layer, position)?.into_iter().map(|row| (row, None)).collect());
        }
        Scope::Region(region) => {
            Cutter::default().pieces(region, Measured::of(layer)?.regions(), |_| true)
        }
        Scope::Everywhere => {
            let surfaces = layer.surfaces().map_err(in_layer(layer))?;
            surfaces.polygons.iter().cloned().enumerate().collect()
        }
    };
    let rows: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
    let is_there = |(_, note): &(String, Note)| note.row.is_some_and(|row| rows.contains(&row));
    notes.extend(repairs(layer)?.into_iter().filter(is_there));
    let measured =
        |(row, piece): (usize, MultiPolygon)| (row, Some((measure::polygons_area(&piece), piece)));
    Ok(found.into_iter().map(measured).collect())
}

/// What the pieces cover together, each place once.
fn covered(found: &[(usize, Option<(Hectares, MultiPolygon)>)]) -> Hectares {
    let pieces: Vec<&MultiPolygon> =
        found.iter().filter_map(|(_, part)| part.as_ref().map(|(_, piece)| piece)).collect();
    match pieces.as_slice() {
        [] => Hectares::default(),
        [one] => measure::polygons_area(one),
        _ => measure::polygons_area(&overlay::union_all(pieces)),
    }
}

impl Recommended {
    /// Columns `zone, category, name, use, recommendation, area_ha, percent`: one row per zone and
    /// use. Area and share are empty at a place.
    pub fn to_table(&self) -> Table {
        let columns = ["zone", "category", "name", "use", "recommendation", "area_ha", "percent"];
        let mut table = Table::new(columns);
        for (zone, levels) in self.zones.iter().zip(&self.levels) {
            for ((_, land_use), level) in self.uses.iter().zip(levels) {
                let mut row: Vec<Cell> = vec![
                    zone.code.as_str().into(),
                    zone.category.as_str().into(),
                    zone.name.as_str().into(),
                    land_use.as_str().into(),
                    words(*level),
                ];
                row.extend(self.area_cells(zone.area));
                table.push(row);
            }
        }
        table
    }

    /// Columns `use, recommendation, area_ha, percent`: per use the land of each level, of zones
    /// the matrix has no level for (empty), what several zones cover ([`OVERLAP`], negative), what
    /// none does ([`RESIDUAL`]); each use adds up to the whole. Without rows at a place.
    pub fn to_levels(&self) -> Table {
        let mut table = Table::new(["use", "recommendation", "area_ha", "percent"]);
        let Some(whole) = self.whole else { return table };
        let gross: Hectares = self.zones.iter().filter_map(|zone| zone.area).sum();
        for (at, (_, land_use)) in self.uses.iter().enumerate() {
            let mut push = |label: Cell, area: Hectares| {
                let share = area.percent_of(whole).value();
                table.push(vec![
                    land_use.as_str().into(),
                    label,
                    area.value().into(),
                    share.into(),
                ]);
            };
            for level in LEVELS {
                let of_level =
                    self.zones.iter().zip(&self.levels).filter(|(_, of)| of[at] == level);
                let areas: Vec<Hectares> = of_level.filter_map(|(zone, _)| zone.area).collect();
                if !areas.is_empty() {
                    push(words(level), areas.into_iter().sum());
                }
            }
            // Under a square metre it is the rounding of an outline.
            if (gross - self.covered).value() > LEAST_HECTARES {
                push(OVERLAP.into(), self.covered - gross);
            }
            if (whole - self.covered).value() > LEAST_HECTARES {
                push(RESIDUAL.into(), whole - self.covered);
            }
        }
        table
    }

    /// Columns `layer, category, name, force, norm, statement, area_ha, percent`: the zoning, and
    /// what else holds there, each in the words of its force.
    pub fn to_forces(&self, zones: &Theme) -> Table {
        let columns =
            ["layer", "category", "name", "force", "norm", "statement", "area_ha", "percent"];
        let mut table = Table::new(columns);
        for zone in &self.zones {
            let name = format!("{} {}", zone.code, zone.name);
            let force = Force::Recommends;
            let norm = norm(zones.layer, zone.row);
            let labels = [zones.layer.name(), &zone.category, name.trim()];
            table.push(self.force_row(labels, force, &norm, zone.area));
        }
        for bound in &self.bounds {
            let labels = [bound.layer.as_str(), &bound.category, &bound.name];
            table.push(self.force_row(labels, bound.force, &bound.norm, bound.area));
        }
        table
    }

    fn force_row(
        &self,
        labels: [&str; 3],
        force: Force,
        norm: &str,
        area: Option<Hectares>,
    ) -> Vec<Cell> {
        let mut row: Vec<Cell> = labels.into_iter().map(Cell::from).collect();
        row.push(force.spanish().into());
        row.push(if norm.is_empty() { "sin norma registrada".into() } else { norm.into() });
        row.push(force.statement().into());
        row.extend(self.area_cells(area));
        row
    }

    fn area_cells(&self, area: Option<Hectares>) -> [Cell; 2] {
        let share = |(area, whole): (Hectares, Hectares)| -> Percent { area.percent_of(whole) };
        let share = area.zip(self.whole).map(share);
        [
            area.map_or(Cell::Empty, |area| area.value().into()),
            share.map_or(Cell::Empty, |share| share.value().into()),
        ]
    }
}

const LEAST_HECTARES: f64 = 1e-4;

/// Levels in the order of tables, zones without one last.
const LEVELS: [Option<Level>; 4] =
    [Some(Level::Recommended), Some(Level::Restricted), Some(Level::NotRecommended), None];

fn words(level: Option<Level>) -> Cell {
    level.map_or(Cell::Empty, |level| level.spanish().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;

    fn matrix() -> UseMatrix {
        let mut matrix = UseMatrix::default();
        matrix.insert(&["PRO"], "vial", "Infraestructura vial", Level::Recommended);
        matrix.insert(&["PCE"], "vial", "Infraestructura vial", Level::NotRecommended);
        matrix.insert(&["PRO"], "pesca", "Pesca", Level::Restricted);
        matrix
    }

    fn ask(scope: Scope, land_use: Option<&str>) -> (Recommended, [Table; 2]) {
        // Two zones of a degree that share half a degree.
        let zones = boxes("COD_ZEE", &[(0.0, 1.0, "PRO-AGR"), (0.5, 1.5, "PCE")]);
        let areas = boxes("anp_codi", &[(0.2, 0.4, "PN01")]);
        let matrix = matrix();
        let mut theme = Theme::of(&zones);
        theme.fields.code = Some(0);
        let question =
            Recommends { zones: theme, matrix: &matrix, land_use, scope, others: vec![&areas] };
        let found = recommends(&question).expect("polygons").value;
        let tables = [found.to_levels(), found.to_forces(&question.zones)];
        (found, tables)
    }

    #[test]
    fn a_place_has_the_levels_of_its_zones_and_no_areas() {
        let (found, [levels, forces]) = ask(Scope::Place([0.3, 0.5]), Some("vial"));
        let table = found.to_table();
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0][3..5], ["Infraestructura vial".into(), "recomendable".into()]);
        assert_eq!(table.rows[0][5], Cell::Empty);
        assert!(levels.rows.is_empty());
        assert_eq!(forces.rows[0][3], "recomienda".into());
        assert_eq!(forces.rows[1][4], "sin norma registrada".into());
    }

    #[test]
    fn the_levels_of_an_area_add_up_to_it() {
        let region =
            boxes("x", &[(-0.5, 1.25, "")]).surfaces().expect("degrees").polygons[0].clone();
        let (found, [levels, _]) = ask(Scope::Region(&region), None);
        for name in ["Infraestructura vial", "Pesca"] {
            let of_use = levels.rows.iter().filter(|row| row[0] == name.into());
            let percents = of_use.map(|row| match row[3] {
                Cell::Number(share) => share,
                _ => f64::NAN,
            });
            let sum: f64 = percents.sum();
            assert!((sum - 100.0).abs() < 1e-9, "{name}: {sum}");
        }
        // One degree of 1.75 is PRO, 0.75 PCE, half a degree both, half a degree none.
        let degree = found.whole.expect("a region").value() / 1.75;
        let number = |row: usize| match levels.rows[row][2] {
            Cell::Number(area) => (area / degree * 1e3).round() / 1e3,
            _ => f64::NAN,
        };
        assert_eq!([0, 1, 2, 3].map(number), [1.0, 0.75, -0.5, 0.5]);
    }

    #[test]
    fn nothing_a_zoning_says_is_a_prohibition() {
        for level in [Level::Recommended, Level::Restricted, Level::NotRecommended] {
            assert!(!level.spanish().contains("prohib"));
        }
        assert!(!Force::Recommends.statement().contains("prohib"));
    }
}
