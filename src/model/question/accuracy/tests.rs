use std::f64::consts::TAU;

use allpa_geom::measure::{destination, polygons_area};
use allpa_geom::overlay::{Operation, combine};
use allpa_geom::{Coord, Hectares};
use geo::{LineString, MultiPolygon, Polygon};

use super::*;
use crate::question::cross::{RESIDUAL, TOTAL, cross_table};
use crate::question::testing::layer;
use allpa_geom::ShapeKind;

fn scale(denominator: f64) -> MapScale {
    MapScale::try_from(denominator).expect("a scale")
}

/// Numbers of a standard normal distribution, the same in every run (`SplitMix64`, Box-Muller).
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (radius, turn) = (self.uniform().max(1e-300), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (TAU * turn).cos()
    }
}

const CORNERS: usize = 480;

/// A zone like a leaf, some 25 km wide, whose border errs by `error` metres at each corner.
fn zone(error: impl Fn(usize) -> f64) -> Vec<Coord> {
    let corner = |at: usize| {
        let turn = TAU * at as f64 / CORNERS as f64;
        let radius = 12_000.0 + 1_500.0 * (3.0 * turn).sin() + error(at);
        destination([-76.5, -6.5], turn.to_degrees(), Meters::new(radius))
    };
    let mut ring: Vec<Coord> = (0..CORNERS).map(corner).collect();
    ring.push(ring[0]);
    ring
}

/// The zone as a map of this scale might have drawn it: places as far apart as its detail err on
/// their own, those between in proportion.
fn drawn(noise: &mut Noise, scale: MapScale) -> Vec<Coord> {
    let deviation = scale.line_error().value() / 1.96;
    let perimeter = allpa_geom::measure::line_length(&zone(|_| 0.0)).value();
    let knots = (perimeter / scale.detail().value()).round() as usize;
    let errors: Vec<f64> = (0..knots).map(|_| deviation * noise.normal()).collect();
    zone(|at| {
        let place = at as f64 * knots as f64 / CORNERS as f64;
        let (before, share) = (place as usize % knots, place.fract());
        errors[before] * (1.0 - share) + errors[(before + 1) % knots] * share
    })
}

fn region(ring: &[Coord]) -> MultiPolygon {
    let line: LineString = ring.iter().map(|&[x, y]| (x, y)).collect();
    MultiPolygon(vec![Polygon::new(line, Vec::new())])
}

#[test]
fn the_band_holds_the_area_in_95_of_100_maps() {
    let scale = scale(250_000.0);
    let whole = region(&zone(|_| 0.0));
    let banded = Banded::within(polygons_area(&whole), &whole, scale);
    let mut noise = Noise(7);
    let held = |_: &usize| {
        let area = polygons_area(&region(&drawn(&mut noise, scale)));
        (area - banded.area).value().abs() <= banded.band.value()
    };
    let held = (0..1_000).filter(held).count();
    assert!((930..=970).contains(&held), "{held} of 1000 within {:?}", banded.band);
    assert_eq!(banded.doubt, None);
}

#[test]
fn what_a_unit_has_of_a_zone_errs_by_the_border_inside_it() {
    let scale = scale(250_000.0);
    let unit: [Coord; 5] =
        [[-76.5, -6.7], [-76.3, -6.7], [-76.3, -6.3], [-76.5, -6.3], [-76.5, -6.7]];
    let ring = zone(|_| 0.0);
    let units = layer("units", "unit", ShapeKind::Polygon, &[(&unit, "Tabalosos")]);
    let zones = layer("zones", "zone", ShapeKind::Polygon, &[(&ring, "PCE")]);
    let side = |layer, field, scale| Side { layer, field, scale };
    let sides = [side(&units, "unit", None), side(&zones, "zone", Some(scale))];
    let mut table = cross_table(&units, "unit", &zones, "zone").expect("fields").value;
    let shared = table.shared.pop_first().expect("a pair").1;
    let mut rows = cross_table(&units, "unit", &zones, "zone").expect("fields").value.to_table();
    add_cross_bands(&mut rows, sides).expect("fields");
    let band = rows.rows[0][6].number().expect("a band");
    let unit = region(&unit);
    let mut noise = Noise(11);
    let held = |_: &usize| {
        let other = combine(&region(&drawn(&mut noise, scale)), &unit, Operation::Intersection);
        (polygons_area(&other) - shared).value().abs() <= band
    };
    let held = (0..1_000).filter(held).count();
    assert!((930..=970).contains(&held), "{held} of 1000 within {band} ha");
}

#[test]
fn residuals_and_totals_have_bands_of_their_own_borders() {
    let ring =
        |west: f64, east: f64| [[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]];
    let (whole, part) = (ring(0.0, 2.0), ring(0.0, 1.0));
    let a = layer("a", "u", ShapeKind::Polygon, &[(&whole, "x")]);
    let b = layer("b", "z", ShapeKind::Polygon, &[(&part, "p")]);
    let mut table = cross_table(&a, "u", &b, "z").expect("fields").value.to_table_with_totals();
    let side = |layer, field, n| Side { layer, field, scale: Some(scale(n)) };
    add_cross_bands(&mut table, [side(&a, "u", 25_000.0), side(&b, "z", 250_000.0)])
        .expect("fields");
    let band = |first: &str, second: &str| {
        let is_row = |row: &&Vec<Cell>| row[0] == first.into() && row[1] == second.into();
        table.rows.iter().find(is_row).and_then(|row| row[6].number()).expect("a band")
    };
    // Said with two digits, rounded up.
    let is_said = |band: f64, exact: f64| (exact..1.11 * exact).contains(&band);
    // The whole errs by its own border on the finer map; its parts by that of the coarser one too.
    let own = 12.5 * (100.0 * perimeter(&whole)).sqrt() / 1e4;
    assert!(is_said(band("x", TOTAL), own), "{} {own}", band("x", TOTAL));
    assert!((band(TOTAL, TOTAL) - band("x", TOTAL)).abs() < 1e-9);
    let coarse = 125.0 * (1_000.0 * perimeter(&part)).sqrt() / 1e4;
    assert!(is_said(band("x", "p"), coarse), "{} {coarse}", band("x", "p"));
    assert!((band(TOTAL, "p") - band("x", "p")).abs() < 1e-9);
    assert!(is_said(band("x", RESIDUAL), coarse), "{}", band("x", RESIDUAL));
}

fn perimeter(ring: &[Coord]) -> f64 {
    allpa_geom::measure::line_length(ring).value()
}

#[test]
fn slivers_and_crumbs_are_in_doubt() {
    let scale = scale(250_000.0);
    let banded = |area: f64, length: f64| {
        Banded::new(Hectares::new(area), &[Border { scale, length: Meters::new(length) }]).doubt
    };
    // 200 m by 5 km, 100 m by 100 km, 900 m by 1 km, 2 km by 2 km.
    assert_eq!(banded(20.0, 10_400.0), Some(Doubt::WithinBand));
    assert_eq!(banded(1_000.0, 200_200.0), Some(Doubt::Thin));
    assert_eq!(banded(90.0, 3_800.0), Some(Doubt::Small));
    assert_eq!(banded(400.0, 8_000.0), None);
    let exact = Banded::new(Hectares::new(0.1), &[]);
    assert_eq!((exact.doubt, exact.band), (None, Hectares::default()));
}

#[test]
fn figures_are_rounded_to_what_the_band_allows() {
    let rounded = |area: f64, band: f64| {
        let banded = Banded { area: Hectares::new(area), band: Hectares::new(band), doubt: None };
        banded.rounded().map(Hectares::value)
    };
    assert_eq!(rounded(1_238.4, 84.2), [1_238.0, 85.0]);
    assert_eq!(rounded(51_234.0, 1_204.0), [51_200.0, 1_300.0]);
    assert_eq!(rounded(3.21, 0.5), [3.21, 0.5]);
    assert_eq!(rounded(7.0, 0.0), [7.0, 0.0]);
}
