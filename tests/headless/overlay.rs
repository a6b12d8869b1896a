//! Districts and protected areas crossed, against GEOS.

use std::collections::BTreeMap;

use crate::support::{data, reference, table, worst_difference};

const ARGUMENTS: [&str; 5] = [
    "overlay",
    "admin/districts_4326.gpkg",
    "conservation/anp-sernanp.geojson",
    "--by",
    "IDDIST,anp_codi",
];

#[test]
fn every_district_shares_what_it_should_with_every_area() {
    let Some(data) = data() else { return };
    let found = table(&data, &ARGUMENTS).by(&["a", "b"], "area_ha");
    // The reference has one row per feature of an area; the table one per code.
    let mut expected: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for row in reference(&data, "questions/overlay_districts_conservation.csv").iter() {
        let key = ["iddist", "anp_codi"].map(|column| row.text(column).to_owned()).to_vec();
        *expected.entry(key).or_default() += row.number("area_ha");
    }
    let worst = worst_difference(&found, &expected, |value| value < 0.01);
    assert!(worst < 1e-4, "{worst}");
}

#[test]
fn shares_and_residual_close_to_each_district() {
    let Some(data) = data() else { return };
    let rows = table(&data, &[&ARGUMENTS[..], &["--totals"]].concat());
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.text("b") != "TOTAL") {
        *sums.entry(row.text("a")).or_default() += row.number("area_ha");
    }
    let mut checked = 0;
    for row in rows.iter().filter(|row| row.text("b") == "TOTAL") {
        let (unit, whole) = (row.text("a"), row.number("area_ha"));
        let sum = sums[unit];
        assert!((sum - whole).abs() <= whole * 1e-6 + 0.01, "{unit}: {sum} of {whole}");
        checked += 1;
    }
    assert!(checked > 1800, "{checked} districts only");
}
