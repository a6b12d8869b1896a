//! Overlay, dissolve and buffers.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use allpa_geom::buffer::{Pen, buffer_all_in_plane, buffer_in_plane};
use allpa_geom::measure::Surface;
use allpa_geom::overlay::union_all;
use allpa_geom::share::{Cutter, Regions, shared_areas};
use allpa_geom::{Hectares, SpatialIndex};
use allpa_model::question::cross_table;
use geo::{Area as _, BoundingRect as _, Geometry, MultiPolygon};
use rayon::prelude::*;

use crate::data::{Plain, layer, path};
use crate::report::timed;

/// Hectares by group of the first layer and group of the second.
type Table = BTreeMap<(u32, u32), f64>;

/// Polygons and the number of each one's group.
struct Grouped {
    polygons: Vec<MultiPolygon>,
    group: Vec<u32>,
}

impl Grouped {
    fn utm(size: &str, layer: &str, field: &str) -> Self {
        let plain = Plain::utm(size, layer);
        let texts = plain.texts(field);
        Self { polygons: plain.polygons(), group: numbers(&texts) }
    }

    fn index(&self) -> SpatialIndex {
        let bounds = |polygons: &MultiPolygon| {
            let rect = polygons.bounding_rect()?;
            Some(allpa_geom::Bounds { min: rect.min().into(), max: rect.max().into() })
        };
        SpatialIndex::from_bounds(self.polygons.iter().map(bounds))
    }

    fn areas(&self) -> Vec<Hectares> {
        self.polygons.par_iter().map(area).collect()
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (row, group) in self.group.iter().enumerate() {
            groups.entry(*group).or_default().push(row);
        }
        groups.into_values().collect()
    }
}

fn area(polygons: &MultiPolygon) -> Hectares {
    Hectares::from_square_meters(polygons.unsigned_area())
}

/// Equal texts have equal numbers.
fn numbers(texts: &[String]) -> Vec<u32> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut number = |text| {
        let next = known.len() as u32;
        *known.entry(text).or_insert(next)
    };
    texts.iter().map(|text| number(text.as_str())).collect()
}

/// Hectares of each zone's category in each district, as the peers: index and areas included.
pub fn overlay(size: &str) {
    let districts = Grouped::utm(size, "districts", "did");
    let zones = Grouped::utm(size, "zee", "zee");
    let (a, b) = (&districts, &zones);
    let table = || -> Table {
        let (in_a, in_b) = (a.index(), b.index());
        let [of_a, of_b] = [(a, &in_a), (b, &in_b)]
            .map(|(layer, index)| Regions { polygons: &layer.polygons, index });
        let (areas_a, areas_b) = (a.areas(), b.areas());
        let shares = shared_areas((of_a, &areas_a), (of_b, &areas_b), Surface::Plane);
        let mut table = Table::new();
        for (row, shares) in shares.into_iter().enumerate() {
            for (other, area) in shares {
                *table.entry((a.group[row], b.group[other])).or_default() += area.value();
            }
        }
        table
    };
    timed("overlay", size, 5, table, table_check);
}

fn table_check(table: &Table) -> String {
    format!("\"ha\":{:.3},\"rows\":{}", table.values().sum::<f64>(), table.len())
}

/// Departments, and the country, from districts.
pub fn dissolve(size: &str) {
    let districts = Grouped::utm(size, "districts", "IDDPTO");
    let groups = districts.groups();
    let merged = |rows: &Vec<usize>| union_all(rows.iter().map(|&row| &districts.polygons[row]));
    let departments = || -> Vec<MultiPolygon> { groups.par_iter().map(merged).collect() };
    timed("dissolve-departments", size, 5, departments, |merged| {
        let hectares: f64 = merged.iter().map(|region| area(region).value()).sum();
        format!("\"n_out\":{},\"ha\":{hectares:.3},\"v\":{}", merged.len(), corners(merged))
    });
    let country = || vec![union_all(&districts.polygons)];
    timed("dissolve-country(from districts)", size, 5, country, |merged| {
        format!("\"ha\":{:.3},\"v\":{}", area(&merged[0]).value(), corners(merged))
    });
}

fn corners(regions: &[MultiPolygon]) -> usize {
    use geo::CoordsIter as _;
    regions.iter().map(MultiPolygon::coords_count).sum()
}

/// Roads and two kilometres around them, arcs as coarse as the peers'.
pub fn buffer(size: &str) {
    let roads = Plain::utm(size, "roads").shapes;
    let roads: Vec<Geometry> = (0..roads.len()).filter_map(|row| roads.geometry(row)).collect();
    let pen = Pen { distance: 2_000.0, arc_step: PI / 16.0 };
    let each = || -> Vec<MultiPolygon> {
        roads.par_iter().map(|road| buffer_in_plane(road, pen)).collect()
    };
    let hectares = |zones: &Vec<MultiPolygon>| {
        let hectares: f64 = zones.iter().map(|zone| area(zone).value()).sum();
        format!("\"ha\":{hectares:.2},\"v\":{}", corners(zones))
    };
    timed("buffer2km-each", size, 5, each, hectares);
    let union = || vec![buffer_all_in_plane(&roads, pen)];
    timed("buffer2km-union", size, 3, union, hectares);

    let zones = Grouped::utm(size, "zee", "zee");
    let buffers = each();
    let table = || -> Table {
        let (index, areas) = (zones.index(), zones.areas());
        let others = Regions { polygons: &zones.polygons, index: &index };
        let found: Vec<Vec<(usize, Hectares)>> = buffers
            .par_iter()
            .map_init(Cutter::default, |cutter, buffer| {
                cutter.areas(buffer, others, Surface::Plane, |row| areas[row])
            })
            .collect();
        let mut table = Table::new();
        for (road, shares) in found.into_iter().enumerate() {
            for (zone, area) in shares {
                *table.entry((road as u32, zones.group[zone])).or_default() += area.value();
            }
        }
        table
    };
    timed("buffer-x-zee (per road)", size, 3, table, table_check);
}

/// The cross table of `allpa overlay --by`, in degrees and geodesic, overlaps and residual
/// included: with layers just read, and with all that the first question leaves behind.
pub fn product(size: &str) {
    let fresh = || ["districts", "zee"].map(|name| layer(&path(size, &format!("{name}.gpkg"))));
    let check = |table: &allpa_model::question::cross::CrossTable| {
        let shared: Hectares = table.shared.values().copied().sum();
        let covered: Hectares = table.covered.values().copied().sum();
        format!(
            "\"ha\":{:.3},\"covered_ha\":{:.3},\"rows\":{}",
            shared.value(),
            covered.value(),
            table.shared.len()
        )
    };
    let [districts, zones] = fresh();
    let cross =
        || cross_table(&districts, "did", &zones, "zee").expect("known fields and systems").value;
    timed("overlay geodesic (first question)", size, 1, cross, check);
    timed("overlay geodesic", size, 5, cross, check);
}
