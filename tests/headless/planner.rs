//! The planner's questions against answers of other engines. Figures written out here were computed
//! once with GEOS 3.14 (shapely 2.2), GeographicLib and networkx 3.6 on the same files.

use std::collections::BTreeSet;

use crate::support::{Rows, data, reference, table};

const ROADS: [&str; 2] =
    ["roads/red_vial_departamental_sanmartin.gpkg", "roads/red_vial_vecinal_sanmartin.gpkg"];
const AREAS: &str = "conservation/anp-sernanp.geojson";
const DISTRICTS: &str = "admin/districts_4326.gpkg";

fn is_near(found: f64, expected: f64, relative: f64) -> bool {
    (found - expected).abs() <= expected.abs() * relative + 0.01
}

#[test]
fn levels_of_a_use_in_a_district_are_those_of_geos() {
    let Some(data) = data() else { return };
    let rows = table(
        &data,
        &[
            "recommends",
            "--zones",
            "atlas:zee_demo",
            "--area",
            DISTRICTS,
            "--where",
            "IDDIST = '220101'",
            "--use",
            "infraestructura_vial",
            "--table",
            "levels",
        ],
    );
    let found: Vec<(&str, f64)> =
        rows.iter().map(|row| (row.text("recommendation"), row.number("area_ha"))).collect();
    let expected = [
        ("recomendable", 111_466.063_58),
        ("recomendable con restricciones", 131_384.875_86),
        ("no recomendable", 13_005.409_92),
    ];
    for (level, area) in expected {
        let found = found.iter().find(|(name, _)| *name == level).expect(level).1;
        assert!(is_near(found, area, 1e-6), "{level}: {found}");
    }
    let whole: f64 = found.iter().map(|(_, area)| area).sum();
    assert!(is_near(whole, 273_660.215_53, 1e-6), "{whole}");
}

#[test]
fn alternatives_at_several_widths_stand_in_one_table() {
    let Some(data) = data() else { return };
    let arguments = [
        "conflicts",
        "--corridor",
        ROADS[0],
        "--where",
        "fid IN (65, 70)",
        "--alternatives",
        "COD_DS12",
        "--width",
        "500m,2km",
        "--areas",
        AREAS,
        "--units",
        DISTRICTS,
    ];
    let compared = table(&data, &arguments);
    assert_eq!(compared.len() % 2, 0);
    for row in compared.iter() {
        let (name, width) = (row.text("alternative"), row.text("width_m"));
        let condition = format!("fid IN (65, 70) AND COD_DS12 = '{name}'");
        let width = format!("{width}m");
        let alone = table(
            &data,
            &[
                "conflicts",
                "--corridor",
                ROADS[0],
                "--where",
                &condition,
                "--width",
                &width,
                "--areas",
                AREAS,
                "--units",
                DISTRICTS,
            ],
        );
        let total = alone.iter().find(|row| row.text("layer") == "corridor").expect("a total");
        for column in ["length_km", "area_ha"] {
            assert_eq!(row.text(column), total.text(column), "{name} {width}");
        }
    }
}

#[test]
fn pairs_that_overlap_are_those_of_geos() {
    let Some(data) = data() else { return };
    let reserves = "conservation/reservas-territoriales.geojson";
    let matrix = table(&data, &["overlaps", AREAS, reserves, "--least", "0.01", "--matrix"]);
    let expected = [(19, 3_103.058), (14, 2_477_291.056), (4, 213.914)];
    assert_eq!(matrix.len(), 3);
    for (row, (pairs, gross)) in matrix.iter().zip(expected) {
        assert_eq!(row.number("pairs") as usize, pairs);
        let found = row.number("gross_ha");
        assert!(is_near(found, gross, 1e-5), "{found} {gross}");
    }
    let list = table(&data, &["overlaps", AREAS, reserves, "--least", "0.01"]);
    let first = list.iter().next().expect("pairs");
    assert_eq!([first.text("fid_a"), first.text("fid_b")], ["20", "8"]);
    assert!(is_near(first.number("area_ha"), 811_443.52, 1e-5));
}

/// The kilometres of departmental roads in each protected area.
#[test]
fn stretches_along_roads_add_up_to_what_clipping_gives() {
    let Some(data) = data() else { return };
    let expected = reference(&data, "questions/road_km_in_conservation.csv");
    let layers: BTreeSet<&str> = expected.iter().map(|row| row.text("layer")).collect();
    assert!(layers.len() > 1);
    // Those of Moquegua's local roads came as a shapefile.
    for layer in layers {
        let extension = if layer.ends_with("vecinal_moquegua") { "shp" } else { "gpkg" };
        let file = format!("roads/{layer}.{extension}");
        let arguments = ["strip", "--corridor", &file, "--areas", AREAS, "--table", "summary"];
        let found = table(&data, &arguments);
        for row in expected.iter().filter(|row| row.text("layer") == layer) {
            let code = row.text("anp_codi");
            let own = found.iter().filter(|found| found.text("code") == code);
            let sum: f64 = own.map(|found| found.number("length_km")).sum();
            let expected = row.number("length_km");
            assert!(is_near(sum, expected, 1e-6), "{layer} {code}: {sum} {expected}");
        }
    }
}

#[test]
fn neighbours_are_those_of_geos() {
    let Some(data) = data() else { return };
    let layer = "admin/peru_distrital_simple.geojson";
    let found = table(&data, &["neighbours", "--units", layer, "--id", "IDDIST", "--by-unit"]);
    let expected = reference(&data, "district_neighbours.csv");
    for row in expected.iter() {
        let code = row.text("IDDIST");
        let own = found.iter().find(|found| found.text("unit") == code).expect(code);
        assert_eq!(own.text("list"), row.text("neighbours"), "{code}");
    }
}

fn ways(data: &std::path::Path) -> Rows {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let places = folder.path().join("lugares.csv");
    // Nodes of the largest connected part: its ends in the west, east, south and north.
    let text = "nombre,lon,lat\nw,-76.990326974,-6.151060736\ne,-76.327043986,-6.648325706\n\
                s,-76.586866426,-7.057764558\nn,-76.971652115,-6.047947654\n";
    std::fs::write(&places, text).expect("written");
    let places = places.to_str().expect("UTF-8");
    table(
        data,
        &[
            "network",
            "reach",
            "--roads",
            ROADS[0],
            ROADS[1],
            "--from",
            places,
            "--where",
            "nombre = 'w'",
            "--places",
            places,
            "--speed",
            "60",
            "--tolerance",
            "0.01m",
        ],
    )
}

/// At 60 km/h a kilometre takes a minute.
#[test]
fn the_shortest_ways_are_those_of_networkx() {
    let Some(data) = data() else { return };
    let found: Vec<f64> = ways(&data).iter().map(|row| row.number("minutes")).collect();
    for (found, expected) in found.iter().zip([0.0, 172.3047, 170.271, 26.4053]) {
        assert!((found - expected).abs() < 0.01, "{found} {expected}");
    }
}

#[test]
fn two_versions_that_are_one_have_no_change() {
    let Some(data) = data() else { return };
    let provinces = ["admin/peru_provincial_simple.geojson", "admin/provinces_32718.gpkg"];
    let rows = table(
        &data,
        &["change", provinces[0], provinces[1], "--by", "NOMBPROV", "--table", "changes"],
    );
    // The second is the first in UTM: what differs lies within a millimetre.
    assert_eq!(rows.len(), 1);
    let redrawn = rows.iter().next().expect("a row");
    assert_eq!(redrawn.text("kind"), "redrawn");
    assert!(redrawn.number("area_ha") < 100.0, "{}", redrawn.text("area_ha"));
}

#[test]
fn indicators_of_the_atlas_are_ranked() {
    let Some(data) = data() else { return };
    let rows = table(
        &data,
        &[
            "indicators",
            "--units",
            "admin/peru_departamental_simple.geojson",
            "--table",
            "atlas:indicators",
            "--indicator",
            "Aumento de la producción de cacao",
        ],
    );
    let row = rows.iter().next().expect("San Martín");
    assert_eq!([row.text("unit"), row.text("value"), row.text("rank")], ["22", "252", "1"]);
}

/// A place is newly served when the old roads leave it far and the new stretch does not.
#[test]
fn places_newly_served_are_the_difference_of_two_gaps() {
    let Some(data) = data() else { return };
    let places = "places/centros_poblados_sanmartin.gpkg";
    let common = ["--places", places, "--distance", "2km"];
    let far = |roads: &str| -> BTreeSet<String> {
        let rows = table(&data, &[&["gap", "--roads", roads][..], &common].concat());
        rows.iter().map(|row| row.text("fid").to_owned()).collect()
    };
    let expected: BTreeSet<String> = &far(ROADS[0]) - &far(ROADS[1]);
    let arguments = ["served", "--corridor", ROADS[1], "--roads", ROADS[0]];
    let rows = table(&data, &[&arguments[..], &common].concat());
    let found: BTreeSet<String> = rows.iter().map(|row| row.text("fid").to_owned()).collect();
    assert!(!found.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn what_groups_protect_is_what_geos_finds() {
    let Some(data) = data() else { return };
    let units = "admin/peru_distrital_simple.geojson";
    for row in reference(&data, "questions/macro_regions.csv").iter() {
        let members = row.text("departments");
        let rows = table(
            &data,
            &["group", "--units", units, "--members", members, "--compare", "--areas", AREAS],
        );
        let protected = rows.iter().find(|row| row.text("indicator") == "protected_ha");
        let column = members.replace(';', ",");
        let found = protected.expect("a figure").number(&column);
        assert!(is_near(found, row.number("conservation_once_ha"), 1e-5), "{members}: {found}");
    }
}

#[test]
fn protected_land_closes_by_step_and_by_year() {
    let Some(data) = data() else { return };
    let units = "admin/peru_departamental_simple.geojson";
    let land = ["--areas", AREAS, "--units", units];
    let once = table(&data, &[&["protected"][..], &land].concat());
    let once = once.iter().filter(|row| row.text("unit") == "TOTAL" && row.text("type") == "TOTAL");
    let once: f64 = once.map(|row| row.number("area_ha")).sum();
    let stated = ["--legal", "anp_suleg", "--stated", "25000000"];
    let steps = table(&data, &[&["reconcile"][..], &land, &stated].concat());
    let of = |step: &str, column: &str| {
        steps.iter().find(|row| row.text("step") == step).expect(step).number(column)
    };
    assert!(is_near(of("net", "area_ha"), once, 1e-6), "{} {once}", of("net", "area_ha"));
    let names = [
        "legal",
        "measured_against_legal",
        "without_legal",
        "overlap",
        "outside_units",
        "unexplained",
    ];
    let sum: f64 = names.iter().map(|step| of(step, "area_ha")).sum();
    assert!((sum - 25_000_000.0).abs() < 0.01, "{sum}");
    let dated = ["--by-year", "--date", "anp_felec"];
    let years = table(&data, &[&["protected"][..], &land, &dated].concat());
    let first = years.iter().next().expect("years");
    assert_eq!(first.text("year"), "1961", "Cutervo, the first national park");
    let last = years.iter().last().expect("years").number("total_ha");
    assert!(is_near(last, once, 1e-6), "{last} {once}");
    // What was protected by the end of a year, counted in the units, is what that year's row says.
    let until = ["--until", "1975", "--date", "anp_felec"];
    let then = table(&data, &[&["protected"][..], &land, &until].concat());
    let then = then.iter().filter(|row| row.text("unit") == "TOTAL" && row.text("type") == "TOTAL");
    let then: f64 = then.map(|row| row.number("area_ha")).sum();
    let row = years.iter().find(|row| row.text("year") == "1975").expect("a year with norms");
    assert!(is_near(row.number("total_ha"), then, 1e-5), "{then}");
}

#[test]
fn a_polygon_described_has_its_measured_area() {
    let Some(data) = data() else { return };
    let chosen = ["admin/districts_4326.gpkg", "--where", "IDDIST = '220101'"];
    let measured = table(&data, &[&["measure"][..], &chosen].concat());
    let measured = measured.iter().next().expect("a district").number("area_ha");
    let summary = table(&data, &[&["describe"][..], &chosen, &["--summary"]].concat());
    let area = summary.iter().find(|row| row.text("figure") == "area").expect("an area");
    assert!(is_near(area.number("value"), measured, 1e-9));
    let corners = table(&data, &[&["describe"][..], &chosen, &["--both-datums"]].concat());
    let first = corners.iter().next().expect("corners");
    let moved = (first.number("east_psad56_m") - first.number("east_m"))
        .hypot(first.number("north_psad56_m") - first.number("north_m"));
    assert!((400.0..480.0).contains(&moved), "PSAD56 lies {moved} m away");
}
