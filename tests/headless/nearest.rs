//! Distances to the nearest road, against GEOS in UTM measured by GeographicLib.

use crate::support::{data, reference, table};

#[test]
fn capitals_are_as_far_from_a_road_as_they_should() {
    let Some(data) = data() else { return };
    let capitals = "admin/peru_capital_provincia.geojson";
    let roads = "roads/red_vial_departamental_sanmartin.gpkg";
    let found = table(&data, &["nearest", capitals, roads]);
    let expected =
        reference(&data, "questions/nearest_capital_red_vial_departamental_sanmartin.csv");
    for row in expected.iter() {
        let fid = row.text("capital_fid");
        let own = found.iter().find(|found| found.text("fid") == fid).expect("every capital");
        let (near, far) = (own.number("distance_m"), row.number("distance_m"));
        assert_eq!(own.text("other_fid"), row.text("road_fid"), "capital {fid}");
        assert!((near - far).abs() < 1.0, "capital {fid}: {near}, not {far}");
    }
}
