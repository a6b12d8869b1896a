//! *¿A quién sirve esta vía nueva?* Places within a distance of a new stretch that no road was within
//! that distance of before.

use std::collections::BTreeMap;

use allpa_geom::Meters;

use super::cross::TOTAL;
use super::gap::{Gap, Place, gap};
use super::{Answer, QuestionError};
use crate::Layer;
use crate::table::{Cell, Table};

/// A place that the new stretch serves first.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// The place, with its distance to the new stretch.
    pub place: Place,
    /// Distance to the nearest road there was; `None` when there was none at all.
    pub before: Option<Meters>,
}

/// Finds them: `question` is about the roads there are, `stretch` is the new one.
///
/// # Errors
/// Those of [`gap`].
pub fn served(question: &Gap, stretch: &Layer) -> Result<Answer<Vec<Served>>, QuestionError> {
    let old = gap(question)?;
    let new = gap(&Gap { roads: stretch, units: question.units.clone(), ..*question })?;
    let pairs = old.value.places.iter().zip(&new.value.places);
    let newly = pairs.filter(|(before, now)| old.value.is_far(before) && !new.value.is_far(now));
    let value =
        newly.map(|(before, now)| Served { place: now.clone(), before: before.distance }).collect();
    Ok(Answer { value, notes: old.notes })
}

/// Columns `fid, name, unit, distance_m, distance_before_m, population`.
pub fn to_table(served: &[Served]) -> Table {
    let columns = ["fid", "name", "unit", "distance_m", "distance_before_m", "population"];
    let mut table = Table::new(columns);
    let meters = |distance: Option<Meters>| distance.map_or(Cell::Empty, |d| d.value().into());
    for Served { place, before } in served {
        table.push(vec![
            place.row.into(),
            place.name.as_str().into(),
            place.unit.as_str().into(),
            meters(place.distance),
            meters(*before),
            place.population.map_or(Cell::Empty, Into::into),
        ]);
    }
    table
}

/// Columns `unit, places, population`: by unit in order of its code, and [`TOTAL`].
pub fn to_summary(served: &[Served]) -> Table {
    let mut by_unit: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    let mut total = (0usize, 0.0);
    for Served { place, .. } in served {
        let people = place.population.unwrap_or(0.0);
        let own = by_unit.entry(&place.unit).or_default();
        *own = (own.0 + 1, own.1 + people);
        total = (total.0 + 1, total.1 + people);
    }
    let mut table = Table::new(["unit", "places", "population"]);
    let units = by_unit.into_iter().filter(|(unit, _)| !unit.is_empty());
    for (unit, (places, people)) in units.chain([(TOTAL, total)]) {
        table.push(vec![unit.into(), places.into(), people.into()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::{lines, points};

    #[test]
    fn only_places_that_were_far_count() {
        let places = points("nombre", &[([0., 0.01], "A"), ([1., 0.01], "B"), ([1., 0.5], "C")]);
        let roads = lines("ruta", &[(&[[-0.5, 0.], [0.5, 0.]], "old")]);
        let stretch = lines("ruta", &[(&[[0., 0.], [1.5, 0.]], "new")]);
        let question = Gap {
            places: &places,
            roads: &roads,
            distance: Meters::new(5_000.0),
            population: None,
            units: None,
        };
        let found = served(&question, &stretch).expect("lines").value;
        let rows: Vec<usize> = found.iter().map(|served| served.place.row).collect();
        assert_eq!(rows, [1], "A was served before, C is too far still");
        // A hundredth of a degree of latitude: 1 105.74 m.
        let now = found[0].place.distance.expect("near").value();
        assert!((now - 1_105.74).abs() < 0.1, "{now}");
        assert!(found[0].before.expect("a road").value() > 50_000.0);
        assert_eq!(to_summary(&found).rows[0][1], Cell::Integer(1));
    }
}
