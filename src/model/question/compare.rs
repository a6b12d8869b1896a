//! *Comparar dos macrorregiones.* Groups of units side by side: land, people, roads, protection,
//! contiguity and the indicators of their members.

use allpa_geom::share::Cutter;
use allpa_geom::{Hectares, Kilometers, Meters, ShapeKind, measure, overlay};
use geo::MultiPolygon;
use rayon::prelude::*;

use super::conflicts::Theme;
use super::cross::Measured;
use super::group::Profile;
use super::neighbours::{neighbours, parts};
use super::{QuestionError, in_layer};
use crate::table::{Cell, Table};
use crate::{Column, Layer};

/// What the comparison looks at beside land.
#[derive(Debug, Clone, Default)]
pub struct Extras<'a> {
    /// Column of the units with their people.
    pub population: Option<&'a Column>,
    /// Layers of roads.
    pub roads: Vec<&'a Layer>,
    /// Protected areas.
    pub areas: Option<&'a Layer>,
}

/// Figures of one group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// People of its units.
    pub population: Option<f64>,
    /// Roads inside.
    pub roads: Option<Kilometers>,
    /// Protected land inside, each place once.
    pub protected: Option<Hectares>,
    /// Parts that do not touch each other; 1 when one can go everywhere over common borders.
    pub parts: usize,
}

/// Finds the figures of each group.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn figures(
    units: &Theme,
    profiles: &[Profile],
    extras: &Extras,
) -> Result<Vec<Figures>, QuestionError> {
    let pairs = neighbours(units, None, None)?.value;
    let of_group = |profile: &Profile| {
        let people = |column: &Column| {
            profile.rows.iter().filter_map(|&row| column.value(row).as_number()).sum::<f64>()
        };
        let roads: Result<Vec<Kilometers>, QuestionError> =
            extras.roads.iter().map(|roads| inside(roads, &profile.outline)).collect();
        let protected = extras.areas.map(|areas| covered(areas, &profile.outline)).transpose()?;
        Ok(Figures {
            population: extras.population.map(people),
            roads: (!extras.roads.is_empty()).then_some(roads?.into_iter().sum()),
            protected,
            parts: parts(&profile.rows, &pairs).into_iter().max().map_or(0, |last| last + 1),
        })
    };
    profiles.iter().map(of_group).collect()
}

/// Length of the lines of a layer inside a region.
fn inside(roads: &Layer, region: &MultiPolygon) -> Result<Kilometers, QuestionError> {
    if roads.kind() != ShapeKind::Line {
        let layer = roads.name().to_owned();
        return Err(QuestionError::WrongGeometry { layer, needed: "lines" });
    }
    let shapes = roads.geographic().map_err(in_layer(roads))?;
    let of_row =
        |row: usize| measure::lines_length(&overlay::clip_lines(&shapes.lines(row), region));
    let lengths: Vec<Meters> = (0..roads.len()).into_par_iter().map(of_row).collect();
    Ok(lengths.into_iter().sum::<Meters>().to_kilometers())
}

/// Land of a region that a layer covers, each place once.
fn covered(areas: &Layer, region: &MultiPolygon) -> Result<Hectares, QuestionError> {
    let regions = Measured::of(areas)?.regions();
    let found = Cutter::default().pieces(region, regions, |_| true);
    let united = overlay::union_all(found.iter().map(|(_, piece)| piece));
    Ok(measure::polygons_area(&united))
}

/// Columns `indicator, unit` and one per group: a row per figure, the groups side by side. Figures
/// of members are listed, never added up: the table does not say which of them may be.
pub fn to_table(profiles: &[Profile], figures: &[Figures]) -> Table {
    let names = profiles.iter().map(|profile| profile.name.as_str());
    let mut table = Table::new(["indicator", "unit"].into_iter().chain(names));
    let groups: Vec<(&Profile, &Figures)> = profiles.iter().zip(figures).collect();
    let mut push = |name: &str, unit: &str, of: &dyn Fn(&Profile, &Figures) -> Cell| {
        let cells: Vec<Cell> =
            groups.iter().map(|(profile, figures)| of(profile, figures)).collect();
        if cells.iter().any(|cell| *cell != Cell::Empty) {
            table.push([name.into(), unit.into()].into_iter().chain(cells).collect());
        }
    };
    let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
    let km2 = |profile: &Profile| profile.area.value() / 100.0;
    push("units", "", &|profile, _| profile.rows.len().into());
    push("contiguous_parts", "", &|_, figures| figures.parts.into());
    push("area_ha", "ha", &|profile, _| profile.area.value().into());
    push("population", "", &|_, figures| number(figures.population));
    push("population_per_km2", "", &|profile, figures| {
        number(figures.population.map(|people| people / km2(profile)))
    });
    push("roads_km", "km", &|_, figures| number(figures.roads.map(Kilometers::value)));
    push("roads_km_per_100_km2", "km", &|profile, figures| {
        number(figures.roads.map(|roads| roads.value() / km2(profile) * 100.0))
    });
    push("roads_km_per_1000_people", "km", &|_, figures| {
        let people = figures.population.filter(|people| *people > 0.0);
        number(figures.roads.zip(people).map(|(roads, people)| roads.value() / people * 1000.0))
    });
    push("protected_ha", "ha", &|_, figures| number(figures.protected.map(Hectares::value)));
    push("protected_percent", "%", &|profile, figures| {
        number(figures.protected.map(|area| area.percent_of(profile.area).value()))
    });
    let mut known: Vec<(&str, &str, &str)> = profiles
        .iter()
        .flat_map(|profile| &profile.indicators)
        .map(|found| (found.name.as_str(), found.period.as_str(), found.unit.as_str()))
        .collect();
    known.sort_unstable();
    known.dedup();
    for (name, period, unit) in known {
        push(&format!("{name} ({period})"), unit, &|profile, _| {
            let own = profile.indicators.iter().filter(|found| {
                (&*found.name, &*found.period, &*found.unit) == (name, period, unit)
            });
            let values: Vec<String> =
                own.map(|found| format!("{} {}", found.territory, found.value)).collect();
            if values.is_empty() { Cell::Empty } else { values.join("; ").into() }
        });
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::group::{Group, profiles};
    use crate::question::testing::{boxes, lines};
    use crate::{ColumnData, LayerParts};
    use allpa_geom::{Epsg, PsadOperation};

    #[test]
    fn groups_stand_side_by_side() {
        let mut parts: LayerParts =
            boxes("codigo", &[(0., 1., "01"), (1., 2., "02"), (5., 6., "03")]).into_parts();
        let people = ColumnData::Integer(vec![Some(100), Some(300), Some(50)]);
        parts.columns.push(Column { name: "poblacion".into(), data: people });
        let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
        let mut units = Theme::of(&layer);
        units.fields.code = Some(0);
        let group = |name: &str, members: &[&str]| Group {
            name: name.into(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
        };
        let groups = [group("Two", &["01", "02"]), group("Apart", &["01", "03"])];
        let found = profiles(units.clone(), &groups, &[]).expect("polygons").value;
        let roads = lines("ruta", &[(&[[0., 0.5], [2., 0.5]], "a")]);
        let areas = boxes("anp_codi", &[(0.5, 1.0, "x"), (0.75, 1.0, "y")]);
        let extras = Extras {
            population: layer.column("poblacion"),
            roads: vec![&roads],
            areas: Some(&areas),
        };
        let figures = figures(&units, &found, &extras).expect("polygons");
        let table = to_table(&found, &figures);
        let row = |name: &str| {
            let row = table.rows.iter().find(|row| row[0] == name.into()).expect(name);
            [&row[2], &row[3]].map(|cell| cell.number().expect("a figure"))
        };
        assert_eq!(table.columns[2..], ["Two", "Apart"]);
        assert_eq!(row("contiguous_parts"), [1.0, 2.0]);
        assert_eq!(row("population"), [400.0, 150.0]);
        let [both, one] = row("roads_km");
        assert!((both / one - 2.0).abs() < 1e-6);
        let [share, other] = row("protected_percent");
        assert!((share - 25.0).abs() < 1e-2 && (other - 25.0).abs() < 1e-2, "{share} {other}");
    }
}
