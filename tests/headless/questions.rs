//! Who lives far from a road, what is protected, what a macro-region is: against the second set of
//! reference answers.

use crate::support::{data, reference, table};

const DEPARTMENTS: &str = "admin/peru_departamental_simple.geojson";

#[test]
fn capitals_far_from_a_road_are_as_many_as_the_reference_says() {
    let Some(data) = data() else { return };
    let expected = reference(&data, "questions/gap_capitals_red_vial_departamental_sanmartin.csv");
    let (places, roads) =
        ("admin/peru_capital_provincia.geojson", "roads/red_vial_departamental_sanmartin.gpkg");
    for row in expected.iter() {
        let distance = format!("{}m", row.text("distance_m"));
        let arguments = ["gap", "--places", places, "--roads", roads, "--distance", &distance];
        let far = table(&data, &arguments).len();
        let summary = table(&data, &[&arguments[..], &["--summary"]].concat());
        let total = summary.iter().next().expect("a total");
        assert_eq!(total.number("places_farther") as usize, far);
        // The reference lists those within 150 km only.
        let within = total.number("places") as usize - far;
        assert_eq!(within, row.number("within") as usize, "within {distance}");
    }
}

#[test]
fn places_of_each_unit_add_up_to_all_of_them() {
    let Some(data) = data() else { return };
    let summary = table(
        &data,
        &[
            "gap",
            "--places",
            "places/centros_poblados_sanmartin.gpkg",
            "--roads",
            "roads/red_vial_vecinal_sanmartin.gpkg",
            "--distance",
            "2km",
            "--units",
            "admin/provinces_32718.gpkg",
            "--summary",
        ],
    );
    for column in ["places", "places_farther"] {
        let all: f64 =
            summary.iter().filter(|r| r.text("unit") != "TOTAL").map(|r| r.number(column)).sum();
        let total = summary.iter().find(|row| row.text("unit") == "TOTAL").expect("a total");
        assert_eq!(all, total.number(column), "{column}");
    }
}

#[test]
fn protected_land_is_counted_once() {
    let Some(data) = data() else { return };
    let areas = "conservation/anp-sernanp.geojson";
    let found =
        table(&data, &["protected", "--areas", areas, "--units", DEPARTMENTS, "--id", "NOMBDEP"]);
    let totals = |column: &str| -> std::collections::BTreeMap<String, f64> {
        let totals = found.iter().filter(|row| row.text("type") == "TOTAL");
        totals.map(|row| (row.text("unit").to_owned(), row.number(column))).collect()
    };
    let (once, overlap) = (totals("area_ha"), totals("overlap_ha"));
    for row in reference(&data, "questions/covered_by_department.csv").iter() {
        let (expected, found) = (row.number("covered_once_ha"), once[row.text("department")]);
        assert!((found - expected).abs() <= expected * 1e-5 + 0.01, "{found} {expected}");
    }
    // Each kind once, and what it covers twice, is what the kinds cover in all.
    let crossed = table(&data, &["overlay", DEPARTMENTS, areas, "--by", "NOMBDEP,anp_cate"]);
    let gross: f64 = crossed.iter().map(|row| row.number("area_ha")).sum();
    let sum = once["TOTAL"] + overlap["TOTAL"];
    assert!((sum / gross - 1.0).abs() < 1e-9, "{sum} {gross}");
}

#[test]
fn a_macro_region_is_the_union_of_its_departments() {
    let Some(data) = data() else { return };
    let units = "admin/peru_distrital_simple.geojson";
    for row in reference(&data, "questions/macro_regions.csv").iter() {
        let members = row.text("departments");
        let profile = table(&data, &["group", "--units", units, "--members", members]);
        let value = |indicator: &str| {
            let found = profile.iter().find(|row| row.text("indicator") == indicator);
            found.expect("an indicator").number("value")
        };
        assert_eq!(value("units") as usize, row.number("districts") as usize, "{members}");
        for (indicator, column) in [("area_ha", "area_ha_union"), ("area_sum_ha", "area_ha_sum")] {
            let (found, expected) = (value(indicator), row.number(column));
            assert!((found / expected - 1.0).abs() < 1e-6, "{members}: {found} {expected}");
        }
    }
}

#[test]
fn groups_and_indicators_come_from_tables() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (members, indicators) =
        (folder.path().join("grupos.csv"), folder.path().join("indicadores.csv"));
    let text = "group,members\nNorte,San Martín;Amazonas\nSur,4;99\n";
    std::fs::write(&members, text).expect("written");
    let text = "indicator,ubigeo,territory,period,value,unit\n\
                Pobreza,22,San Martín,2013,28.4,%\nPobreza,,Perú,2013,23.9,%\n";
    std::fs::write(&indicators, text).expect("written");
    let (members, indicators) = (members.to_string_lossy(), indicators.to_string_lossy());
    let found = table(
        &data,
        &["group", "--units", DEPARTMENTS, "--members", &members, "--indicators", &indicators],
    );
    let rows: Vec<[&str; 3]> = found
        .iter()
        .map(|r| ["group", "indicator", "value"].map(|column| r.text(column)))
        .collect();
    assert!(rows.contains(&["Norte", "units", "2"]), "{rows:?}");
    assert!(rows.contains(&["Norte", "Pobreza (San Martín, 2013)", "28.4"]), "{rows:?}");
    assert!(rows.contains(&["Sur", "units", "1"]), "{rows:?}");
    assert_eq!(rows.len(), 7, "nothing of Peru as a whole: {rows:?}");
}
