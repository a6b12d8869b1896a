//! *¿Cuánto se tarda por la red vial?* Travel times over roads: what is reached from places, the
//! nearest service of each place, what a closed stretch cuts off, and which places hang together.

use allpa_geom::network::{Network, Reached};
use allpa_geom::{Coord, Meters, ShapeKind, ShapesBuilder};

use super::conflicts::Theme;
use super::{QuestionError, field, in_layer};
use crate::role::plain;
use crate::table::{Cell, Table};
use crate::{Column, ColumnData, Layer, Note, NoteKind};

/// Kilometres per hour by the value of a field of the roads.
#[derive(Debug, Clone, PartialEq)]
pub struct Speeds {
    /// Field with the surface or class; one speed for all roads without it.
    pub field: Option<String>,
    /// Speed for each value, compared without case and accents.
    pub by_value: Vec<(String, f64)>,
    /// Speed of every other road.
    pub other: f64,
    /// Speed on foot from a place to the nearest road.
    pub walking: f64,
}

impl Speeds {
    /// Reads speeds from a table: the first column with the value, and `km_h` or `velocidad`.
    ///
    /// # Errors
    /// [`QuestionError::TableColumns`] when there is no such column, or no speed above zero.
    pub fn read(table: &Table) -> Result<Vec<(String, f64)>, QuestionError> {
        let needed = || QuestionError::TableColumns { columns: vec!["value", "km_h"] };
        let speed = table.find(&["km_h", "kmh", "velocidad"]).ok_or_else(needed)?;
        let value = (0..table.columns.len()).find(|&column| column != speed).ok_or_else(needed)?;
        let rows = table.rows.iter().filter_map(|row| {
            let speed = row[speed].to_string().replace(',', ".").parse::<f64>().ok()?;
            (speed.is_finite() && speed > 0.0).then(|| (row[value].to_string(), speed))
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() { Err(needed()) } else { Ok(rows) }
    }

    fn of(&self, value: &str) -> f64 {
        let value = plain(value);
        let known = self.by_value.iter().find(|(known, _)| plain(known) == value);
        known.map_or(self.other, |(_, speed)| *speed)
    }
}

/// A road network with the places of a question connected to it.
#[derive(Debug)]
pub struct Roads {
    network: Network,
    /// Minutes along each edge.
    minutes: Vec<f64>,
    /// Layer and row of each line of the network.
    origin: Vec<[usize; 2]>,
    walking: f64,
}

/// A place and the time to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// Minutes, on foot to the road and from it included.
    pub minutes: f64,
    /// Number of the source it is reached from.
    pub source: usize,
}

impl Roads {
    /// Puts the lines of `layers` together and connects `stops` (longitude, latitude; `None` keeps
    /// its number) to the nearest road no farther than `reach`. Ends within `tolerance` meet.
    ///
    /// # Errors
    /// [`QuestionError::WrongGeometry`], [`QuestionError::UnknownField`],
    /// [`QuestionError::Transform`].
    pub fn build(
        layers: &[&Layer],
        speeds: &Speeds,
        stops: &[Option<Coord>],
        tolerance: Meters,
        reach: Meters,
    ) -> Result<Self, QuestionError> {
        let (mut lines, mut origin, mut speed) = (Vec::new(), Vec::new(), Vec::new());
        for (number, layer) in layers.iter().enumerate() {
            if layer.kind() != ShapeKind::Line {
                let layer = layer.name().to_owned();
                return Err(QuestionError::WrongGeometry { layer, needed: "lines" });
            }
            let shapes = layer.geographic().map_err(in_layer(layer))?;
            let by = speeds.field.as_deref().map(|name| field(layer, name)).transpose()?;
            for row in 0..layer.len() {
                let own = by.map_or(speeds.other, |by| speeds.of(&by.value(row).to_string()));
                for line in shapes.rings(row) {
                    lines.push(line.to_vec());
                    origin.push([number, row]);
                    speed.push(own);
                }
            }
        }
        // A place without a position lies nowhere: no road is in reach of it.
        let nowhere = [0.0, 90.0];
        let positions: Vec<Coord> = stops.iter().map(|stop| stop.unwrap_or(nowhere)).collect();
        let mut network = Network::build(&lines, &positions, tolerance, reach);
        for (stop, access) in stops.iter().zip(&mut network.stops) {
            *access = access.filter(|_| stop.is_some());
        }
        let minutes =
            network.edges.iter().map(|edge| minutes_along(edge.length.value(), speed[edge.line]));
        let minutes = minutes.collect();
        Ok(Self { network, minutes, origin, walking: speeds.walking })
    }

    /// Minutes on foot between a stop and its node.
    fn access(&self, stop: usize) -> Option<(usize, f64)> {
        let access = self.network.stops[stop]?;
        Some((access.node, minutes_along(access.distance.value(), self.walking)))
    }

    /// Least times from the stops `sources` to every node, with the edges for which `is_closed`
    /// (layer, row) holds left out.
    fn from(
        &self,
        sources: &[usize],
        is_closed: impl Fn([usize; 2]) -> bool,
    ) -> Vec<Option<Reached>> {
        let starts: Vec<_> = sources.iter().map(|&stop| self.access(stop)).collect();
        let costs: Vec<Option<f64>> = self
            .network
            .edges
            .iter()
            .zip(&self.minutes)
            .map(|(edge, &minutes)| (!is_closed(self.origin[edge.line])).then_some(minutes))
            .collect();
        self.network.reach(&starts, &costs)
    }

    /// When each of `stops` is reached; `None` for one that is not.
    fn arrivals(&self, reached: &[Option<Reached>], stops: &[usize]) -> Vec<Option<Arrival>> {
        let arrival = |&stop: &usize| {
            let (node, walk) = self.access(stop)?;
            let Reached { cost, source } = reached[node]?;
            Some(Arrival { minutes: cost + walk, source })
        };
        stops.iter().map(arrival).collect()
    }

    /// How many of `stops` are connected to the network.
    pub fn connected(&self, stops: &[usize]) -> usize {
        stops.iter().filter(|&&stop| self.network.stops[stop].is_some()).count()
    }
}

fn minutes_along(meters: f64, km_h: f64) -> f64 {
    meters / 1000.0 / km_h * 60.0
}

/// The first positions of the features of a layer, and a note for each that has none.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn positions(
    layer: &Layer,
    notes: &mut Vec<(String, Note)>,
) -> Result<Vec<Option<Coord>>, QuestionError> {
    let shapes = layer.geographic().map_err(in_layer(layer))?;
    let found: Vec<Option<Coord>> =
        (0..layer.len()).map(|row| shapes.feature_coords(row).first().copied()).collect();
    let lost = (0..found.len()).filter(|&row| found[row].is_none());
    let note = |row| (layer.name().to_owned(), Note::feature(row, NoteKind::NoGeometry));
    notes.extend(lost.map(note));
    Ok(found)
}

/// Places by time from sources, and what of the network each limit reaches.
#[derive(Debug)]
pub struct Reach<'a> {
    /// The places to reach.
    pub places: Theme<'a>,
    /// Field of them with their people.
    pub population: Option<&'a Column>,
    /// Time to each place.
    pub arrivals: Vec<Option<Arrival>>,
    /// Limits in minutes, growing.
    pub limits: Vec<f64>,
    /// Kilometres of road within each limit.
    pub road_km: Vec<f64>,
    /// Stretches with the minutes to their nearer and farther end.
    stretches: Vec<(Vec<Coord>, f64, f64)>,
}

/// What is reached from the stops `sources`; `targets` are the stops of `places`, in row order.
pub fn reach<'a>(
    roads: &Roads,
    sources: &[usize],
    targets: &[usize],
    places: Theme<'a>,
    population: Option<&'a Column>,
    limits: &[f64],
) -> Reach<'a> {
    let reached = roads.from(sources, |_| false);
    let mut limits = limits.to_vec();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    let mut road_km = vec![0.0; limits.len()];
    let mut stretches = Vec::new();
    for (edge, &along) in roads.network.edges.iter().zip(&roads.minutes) {
        let [Some(a), Some(b)] = edge.nodes.map(|node| reached[node].map(|r| r.cost)) else {
            continue;
        };
        for (limit, km) in limits.iter().zip(&mut road_km) {
            // Both ends are run from; where both runs meet the stretch is served whole.
            let share = |cost: f64| ((limit - cost) / along).clamp(0.0, 1.0);
            let served = if along > 0.0 { (share(a) + share(b)).min(1.0) } else { 1.0 };
            *km += served * edge.length.to_kilometers().value();
        }
        if limits.last().is_some_and(|last| a.min(b) <= *last) {
            stretches.push((edge.coords.clone(), a.min(b), a.max(b)));
        }
    }
    let arrivals = roads.arrivals(&reached, targets);
    Reach { places, population, arrivals, limits, road_km, stretches }
}

impl Reach<'_> {
    /// Columns `fid, name, minutes, band`: every place, with the least limit that reaches it; both
    /// empty for one that no road leads to, the band for one beyond the limits.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(["fid", "name", "minutes", "band"]);
        for (row, arrival) in self.arrivals.iter().enumerate() {
            let minutes = arrival.map(|arrival| arrival.minutes);
            let band = minutes.and_then(|m| self.limits.iter().find(|limit| m <= **limit));
            table.push(vec![
                row.into(),
                self.places.name(row).into(),
                minutes.map_or(Cell::Empty, Into::into),
                band.map_or(Cell::Empty, |band| (*band).into()),
            ]);
        }
        table
    }

    /// Columns `minutes, places, population, road_km`: within each limit, then all of them (empty
    /// `minutes`); the last row counts places no road leads to as well.
    pub fn to_bands(&self) -> Table {
        let mut table = Table::new(["minutes", "places", "population", "road_km"]);
        let mut push = |label: Cell, is_in: &dyn Fn(Option<f64>) -> bool, km: Cell| {
            let rows = (0..self.arrivals.len())
                .filter(|&row| is_in(self.arrivals[row].map(|arrival| arrival.minutes)));
            let (mut places, mut people) = (0usize, 0.0);
            for row in rows {
                places += 1;
                people += self.population.and_then(|p| p.value(row).as_number()).unwrap_or(0.0);
            }
            let people = if self.population.is_some() { people.into() } else { Cell::Empty };
            table.push(vec![label, places.into(), people, km]);
        };
        for (&limit, &km) in self.limits.iter().zip(&self.road_km) {
            push(limit.into(), &|minutes| minutes.is_some_and(|m| m <= limit), km.into());
        }
        push(Cell::Empty, &|_| true, Cell::Empty);
        table
    }

    /// The stretches reached as lines, with the minutes to their nearer and farther end.
    pub fn to_layer(&self) -> Layer {
        let mut shapes = ShapesBuilder::default();
        for (coords, ..) in &self.stretches {
            shapes.extend(coords.iter().copied());
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Line);
        }
        let real = |name: &str, of: fn(&(Vec<Coord>, f64, f64)) -> f64| Column {
            name: name.to_owned(),
            data: ColumnData::Real(self.stretches.iter().map(|s| Some(of(s))).collect()),
        };
        let columns = vec![real("minutes", |s| s.1), real("minutes_far", |s| s.2)];
        Layer::made("reach", shapes.finish(), columns)
    }
}

/// Columns `fid, name, other_fid, other_name, minutes`: for each place the service that is reached
/// first; empty where no road leads to one.
pub fn nearest_service(
    roads: &Roads,
    sources: &[usize],
    targets: &[usize],
    services: &Theme,
    places: &Theme,
) -> Table {
    let arrivals = roads.arrivals(&roads.from(sources, |_| false), targets);
    let mut table = Table::new(["fid", "name", "other_fid", "other_name", "minutes"]);
    for (row, arrival) in arrivals.into_iter().enumerate() {
        let mut cells: Vec<Cell> = vec![row.into(), places.name(row).into()];
        cells.extend(match arrival {
            None => [Cell::Empty, Cell::Empty, Cell::Empty],
            Some(Arrival { minutes, source }) => {
                [source.into(), services.name(source).into(), minutes.into()]
            }
        });
        table.push(cells);
    }
    table
}

/// Columns `fid, name, minutes_before, minutes_after, extra_minutes, state`: places that take
/// longer to reach from the sources without the rows `closed` of the road layers (`longer`), or
/// that are not reached any more (`isolated`); the worst first.
pub fn cut_off(
    roads: &Roads,
    sources: &[usize],
    targets: &[usize],
    closed: &[Vec<usize>],
    places: &Theme,
) -> Table {
    let before = roads.arrivals(&roads.from(sources, |_| false), targets);
    let is_closed = |[layer, row]: [usize; 2]| closed[layer].binary_search(&row).is_ok();
    let after = roads.arrivals(&roads.from(sources, is_closed), targets);
    let columns = ["fid", "name", "minutes_before", "minutes_after", "extra_minutes", "state"];
    let mut table = Table::new(columns);
    let mut found: Vec<(usize, f64, Option<f64>)> = Vec::new();
    for (row, (before, after)) in before.into_iter().zip(after).enumerate() {
        let Some(before) = before else { continue };
        let after = after.map(|after| after.minutes);
        // A thousandth of a minute is rounding.
        if after.is_none_or(|after| after > before.minutes + 1e-3) {
            found.push((row, before.minutes, after));
        }
    }
    let extra = |(_, before, after): &(usize, f64, Option<f64>)| {
        after.map_or(f64::INFINITY, |after| after - before)
    };
    found.sort_by(|a, b| extra(b).total_cmp(&extra(a)));
    for (row, before, after) in found {
        table.push(vec![
            row.into(),
            places.name(row).into(),
            before.into(),
            after.map_or(Cell::Empty, Into::into),
            after.map_or(Cell::Empty, |after| (after - before).into()),
            if after.is_some() { "longer".into() } else { "isolated".into() },
        ]);
    }
    table
}

/// Two tables. Parts of the network, the longest first: `component, edges, length_km, places,
/// population`, and a last row with the places no road leads to. Places outside the longest part:
/// `fid, name, component`, the component empty without a road.
pub fn connectivity(
    roads: &Roads,
    targets: &[usize],
    places: &Theme,
    population: Option<&Column>,
) -> [Table; 2] {
    let part_of = roads.network.components();
    let parts = part_of.iter().max().map_or(0, |last| last + 1);
    let (mut edges, mut length) = (vec![0usize; parts], vec![0.0; parts]);
    for edge in &roads.network.edges {
        edges[part_of[edge.nodes[0]]] += 1;
        length[part_of[edge.nodes[0]]] += edge.length.to_kilometers().value();
    }
    let (mut count, mut people) = (vec![0usize; parts + 1], vec![0.0; parts + 1]);
    let mut isolated = Table::new(["fid", "name", "component"]);
    for (row, &stop) in targets.iter().enumerate() {
        let part = roads.network.stops[stop].map(|access| part_of[access.node]);
        let at = part.unwrap_or(parts);
        count[at] += 1;
        people[at] += population.and_then(|p| p.value(row).as_number()).unwrap_or(0.0);
        if part != Some(0) {
            let part = part.map_or(Cell::Empty, |part| (part + 1).into());
            isolated.push(vec![row.into(), places.name(row).into(), part]);
        }
    }
    let people = |at: usize| if population.is_some() { people[at].into() } else { Cell::Empty };
    let mut table = Table::new(["component", "edges", "length_km", "places", "population"]);
    for part in 0..parts {
        let cells: Vec<Cell> =
            vec![(part + 1).into(), edges[part].into(), length[part].into(), count[part].into()];
        table.push(cells.into_iter().chain([people(part)]).collect());
    }
    let off = vec![Cell::Empty, 0usize.into(), 0.0.into(), count[parts].into(), people(parts)];
    table.push(off);
    [table, isolated]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::{lines, points};

    const DEGREE_KM: f64 = 111.319_490_793;

    fn number(cell: &Cell) -> f64 {
        match cell {
            Cell::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// A road along the equator, half paved and half a track, and a detour in the south that is
    /// twice as long; towns on it at 0°, 1° and 2° E, and one on an island.
    fn fixture() -> (Layer, Layer) {
        let roads = lines(
            "surface",
            &[
                (&[[0., 0.], [1., 0.]], "Asfaltado"),
                (&[[1., 0.], [2., 0.]], "trocha"),
                (&[[1., 0.], [1., -1.], [2., -1.], [2., 0.]], "Asfaltado"),
                (&[[5., 0.], [6., 0.]], "Asfaltado"),
            ],
        );
        let towns = [([0., 0.], "A"), ([1., 0.], "B"), ([2., 0.], "C"), ([5.5, 0.], "D")];
        (roads, points("nombre", &towns))
    }

    fn build(roads: &Layer, towns: &Layer) -> Roads {
        let speeds = Speeds {
            field: Some("surface".into()),
            by_value: vec![("asfaltado".into(), 60.0), ("TROCHA".into(), 10.0)],
            other: 30.0,
            walking: 5.0,
        };
        let stops = positions(towns, &mut Vec::new()).expect("degrees");
        Roads::build(&[roads], &speeds, &stops, Meters::new(20.0), Meters::new(1_000.0))
            .expect("lines")
    }

    fn named(layer: &Layer) -> Theme<'_> {
        let mut theme = Theme::of(layer);
        theme.fields.name = Some(0);
        theme
    }

    #[test]
    fn the_faster_way_is_taken_and_an_island_is_not_reached() {
        let (roads, towns) = fixture();
        let network = build(&roads, &towns);
        let limits = [120.0, 60.0, 1_000.0];
        let reach = reach(&network, &[0], &[0, 1, 2, 3], named(&towns), None, &limits);
        let minutes: Vec<Option<f64>> =
            reach.arrivals.iter().map(|arrival| arrival.map(|a| a.minutes)).collect();
        let at = |row: usize| minutes[row].expect("reached");
        assert!((at(1) - DEGREE_KM).abs() < 0.01, "60 km/h: a minute a kilometre");
        // The track of a degree takes 668 minutes, the paved way round three degrees some 333.
        let round = DEGREE_KM + 2.0 * 110.574 + DEGREE_KM * 0.999_85;
        assert!((at(2) - round).abs() < 0.1, "{} {round}", at(2));
        assert_eq!(minutes[3], None);
        let bands = reach.to_bands();
        let counts: Vec<&Cell> = bands.rows.iter().map(|row| &row[1]).collect();
        assert_eq!(counts, [&Cell::Integer(1), &2.into(), &3.into(), &4.into()]);
        assert!((number(&bands.rows[0][3]) - 60.0).abs() < 0.01, "an hour of road at 60 km/h");
    }

    #[test]
    fn a_closed_stretch_makes_some_places_farther_and_cuts_others_off() {
        let (roads, towns) = fixture();
        let network = build(&roads, &towns);
        let places = named(&towns);
        let table = cut_off(&network, &[0], &[0, 1, 2, 3], &[vec![2]], &places);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0][5], "longer".into());
        let table = cut_off(&network, &[0], &[0, 1, 2, 3], &[vec![0]], &places);
        assert_eq!(table.rows.len(), 2, "all but the source itself");
        assert!(table.rows.iter().all(|row| row[5] == "isolated".into()));
        let [parts, isolated] = connectivity(&network, &[0, 1, 2, 3], &places, None);
        assert_eq!(parts.rows.len(), 3);
        assert_eq!(isolated.rows, [vec![Cell::Integer(3), "D".into(), Cell::Integer(2)]]);
        let nearest = nearest_service(&network, &[0, 3], &[0, 1, 2, 3], &places, &places);
        assert_eq!(nearest.rows[3][2], Cell::Integer(1), "sources are counted as given");
    }

    #[test]
    fn speeds_are_read_from_a_table() {
        let mut table = Table::new(["superficie", "km_h"]);
        table.push(vec!["Afirmado".into(), "40".into()]);
        table.push(vec!["Proyectado".into(), "0".into()]);
        assert_eq!(Speeds::read(&table), Ok(vec![("Afirmado".into(), 40.0)]));
        assert!(Speeds::read(&Table::new(["a", "b"])).is_err());
    }
}
