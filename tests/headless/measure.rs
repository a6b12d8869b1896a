//! Geodesic areas against GeographicLib.

use std::path::Path;

use crate::support::{data, reference, table, worst_difference};

/// Largest relative difference of the districts of `file` from the reference.
fn districts(data: &Path, file: &str, options: &[&str]) -> f64 {
    let arguments = [&["measure", file, "--id", "IDDIST"], options].concat();
    let found = table(data, &arguments).by(&["IDDIST"], "area_ha");
    let expected = reference(data, "questions/area_districts.csv").by(&["IDDIST"], "area_ha");
    assert_eq!(found.len(), expected.len());
    worst_difference(&found, &expected, |value| value == 0.0)
}

#[test]
fn districts_in_degrees() {
    let Some(data) = data() else { return };
    for file in ["admin/districts_4326.gpkg", "admin/peru_distrital_simple.geojson"] {
        let worst = districts(&data, file, &[]);
        assert!(worst < 1e-6, "{file}: {worst}");
    }
}

#[test]
fn districts_in_utm_and_psad56() {
    let Some(data) = data() else { return };
    for (file, options) in [
        ("admin/districts_32718_latin1.shp", &[][..]),
        ("admin/districts_24878_psad56.shp", &[]),
        ("admin/districts_24878_noprj.shp", &["--crs", "EPSG:24878"]),
    ] {
        let worst = districts(&data, file, options);
        assert!(worst < 1e-5, "{file}: {worst}");
    }
}
