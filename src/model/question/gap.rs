//! Who lives farther than a distance from any road.

use allpa_geom::Meters;
use rayon::prelude::*;

use super::conflicts::Theme;
use super::cross::{RESIDUAL, TOTAL};
use super::locate::rows_at;
use super::nearest::nearest_to;
use super::{Answer, QuestionError, field, in_layer};
use crate::role::recognise;
use crate::table::{Cell, Table};
use crate::{Layer, Note, NoteKind};

/// The question.
#[derive(Debug)]
pub struct Gap<'a> {
    /// Populated places; each stands at its first position.
    pub places: &'a Layer,
    /// Roads, or whatever the places should be near to.
    pub roads: &'a Layer,
    /// How far is too far.
    pub distance: Meters,
    /// Field of the places with their people.
    pub population: Option<&'a str>,
    /// Districts or other units that the places are counted in.
    pub units: Option<Theme<'a>>,
}

/// A place and how far the nearest road is.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Row among the places.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// Code of the unit that holds it; [`RESIDUAL`] when none does, empty without units.
    pub unit: String,
    /// Geodesic distance; `None` when there is no road at all.
    pub distance: Option<Meters>,
    /// Its people, where known.
    pub population: Option<f64>,
}

/// All places, with the distance that tells near from far.
#[derive(Debug, Clone, PartialEq)]
pub struct GapAnswer {
    /// Every place with a position, in row order.
    pub places: Vec<Place>,
    /// How far is too far.
    pub distance: Meters,
}

/// Measures how far each place is from the nearest road.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::Transform`].
pub fn gap(question: &Gap) -> Result<Answer<GapAnswer>, QuestionError> {
    let Gap { places, roads, distance, population, ref units } = *question;
    let shapes = places.geographic().map_err(in_layer(places))?;
    let targets = roads.geographic().map_err(in_layer(roads))?;
    let index = roads.index().map_err(in_layer(roads))?;
    let people = population.map(|name| field(places, name)).transpose()?;
    let name = recognise(places).name.map(|column| &places.columns()[column]);
    if let Some(units) = units {
        // Made once, before the threads ask for it.
        units.layer.index().map_err(in_layer(units.layer))?;
    }
    let place = |row: usize| -> Result<Option<Place>, QuestionError> {
        let Some(&position) = shapes.feature_coords(row).first() else { return Ok(None) };
        let unit = match units {
            None => String::new(),
            Some(units) => {
                let holder = rows_at(units.layer, position)?.first().map(|&unit| units.code(unit));
                holder.unwrap_or_else(|| RESIDUAL.to_owned())
            }
        };
        let nearest = nearest_to(shapes, row, targets, index, 1, None);
        Ok(Some(Place {
            row,
            name: name.map(|name| name.value(row).to_string()).unwrap_or_default(),
            unit,
            distance: nearest.first().map(|&(meters, _)| Meters::new(meters)),
            population: people.and_then(|people| people.value(row).as_number()),
        }))
    };
    let found: Vec<Option<Place>> =
        (0..places.len()).into_par_iter().map(place).collect::<Result<_, _>>()?;
    let lost = found.iter().enumerate().filter(|(_, place)| place.is_none());
    let note = |row| (places.name().to_owned(), Note::feature(row, NoteKind::NoGeometry));
    let notes = lost.map(|(row, _)| note(row)).collect();
    let places = found.into_iter().flatten().collect();
    Ok(Answer { value: GapAnswer { places, distance }, notes })
}

/// Places and people, all of them and those too far.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    places: usize,
    farther: usize,
    people: f64,
    people_farther: f64,
}

impl Count {
    fn add(&mut self, place: &Place, is_far: bool) {
        let people = place.population.unwrap_or(0.0);
        self.places += 1;
        self.people += people;
        if is_far {
            self.farther += 1;
            self.people_farther += people;
        }
    }

    /// The share of the people that live too far, or of the places where nobody was counted.
    fn percent(&self) -> f64 {
        let (part, whole) = if self.people > 0.0 {
            (self.people_farther, self.people)
        } else {
            (self.farther as f64, self.places as f64)
        };
        if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
    }

    fn row(&self, unit: &str) -> Vec<Cell> {
        vec![
            unit.into(),
            self.places.into(),
            self.farther.into(),
            self.people.into(),
            self.people_farther.into(),
            self.percent().into(),
        ]
    }
}

impl GapAnswer {
    /// Whether a place is too far; one without any road is.
    pub fn is_far(&self, place: &Place) -> bool {
        place.distance.is_none_or(|distance| distance > self.distance)
    }

    /// Columns `fid, name, unit, distance_m, population`: the places that are too far.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(["fid", "name", "unit", "distance_m", "population"]);
        for place in self.places.iter().filter(|place| self.is_far(place)) {
            table.push(vec![
                place.row.into(),
                place.name.as_str().into(),
                place.unit.as_str().into(),
                place.distance.map_or(Cell::Empty, |distance| distance.value().into()),
                place.population.map_or(Cell::Empty, Into::into),
            ]);
        }
        table
    }

    /// Columns `unit, places, places_farther, population, population_farther, percent`: one row
    /// per unit in order of its code, and [`TOTAL`]. The share is of the people, or of the places
    /// where no people are counted.
    pub fn to_summary(&self) -> Table {
        let mut by_unit = std::collections::BTreeMap::<&str, Count>::new();
        let mut total = Count::default();
        for place in &self.places {
            let is_far = self.is_far(place);
            by_unit.entry(&place.unit).or_default().add(place, is_far);
            total.add(place, is_far);
        }
        let columns =
            ["unit", "places", "places_farther", "population", "population_farther", "percent"];
        let mut table = Table::new(columns);
        for (unit, count) in by_unit.iter().filter(|(unit, _)| !unit.is_empty()) {
            table.push(count.row(unit));
        }
        table.push(total.row(TOTAL));
        table
    }
}

#[cfg(test)]
mod tests {
    use allpa_geom::{Epsg, PsadOperation, ShapeKind, ShapesBuilder};

    use super::*;
    use crate::{Column, ColumnData, LayerParts};

    fn layer(kind: ShapeKind, features: &[&[[f64; 2]]], people: &[Option<i64>]) -> Layer {
        let mut shapes = ShapesBuilder::default();
        for feature in features {
            shapes.extend(feature.iter().copied());
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(if feature.is_empty() { ShapeKind::None } else { kind });
        }
        let data = ColumnData::Integer(people.to_vec());
        let columns = vec![Column { name: "ubigeo".into(), data }];
        let parts = LayerParts { shapes: shapes.finish(), columns, ..LayerParts::default() };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    #[test]
    fn places_are_counted_in_their_unit_and_the_total_closes() {
        let places = layer(
            ShapeKind::Point,
            &[&[[-76.0, -6.0]], &[[-76.5, -6.2]], &[[-76.5, -6.3]], &[], &[[-79.0, -6.0]]],
            &[Some(100), Some(40), None, Some(9), Some(1)],
        );
        let roads = layer(ShapeKind::Line, &[&[[-76.1, -6.0], [-75.0, -6.0]]], &[Some(1)]);
        let west = [[-78.0, -7.0], [-76.2, -7.0], [-76.2, -5.0], [-78.0, -5.0], [-78.0, -7.0]];
        let east = [[-76.2, -7.0], [-75.0, -7.0], [-75.0, -5.0], [-76.2, -5.0], [-76.2, -7.0]];
        let units = layer(ShapeKind::Polygon, &[&west, &east], &[Some(2201), Some(2202)]);
        let question = Gap {
            places: &places,
            roads: &roads,
            distance: Meters::new(1000.0),
            population: Some("ubigeo"),
            units: Some(Theme::of(&units)),
        };
        let answer = gap(&question).expect("a road");
        assert_eq!(answer.notes.len(), 1, "the place without a position is told");
        assert_eq!(answer.value.to_table().rows.len(), 3);
        let summary = answer.value.to_summary();
        let text = |row: usize| -> Vec<String> {
            summary.rows[row].iter().map(ToString::to_string).collect()
        };
        assert_eq!(text(0), ["(residual)", "1", "1", "1", "1", "100"]);
        assert_eq!(text(1), ["2201", "2", "2", "40", "40", "100"]);
        assert_eq!(text(2), ["2202", "1", "0", "100", "0", "0"]);
        assert_eq!(text(3)[..5], ["TOTAL", "4", "3", "141", "41"]);
    }
}
