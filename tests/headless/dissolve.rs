//! Macro-regions dissolved from districts, against GEOS.

use crate::support::{allpa, data, reference, table};

#[test]
fn five_macro_regions_have_the_area_of_their_departments() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    for row in reference(&data, "questions/macro_regions.csv").iter() {
        let (group, whole) = (row.text("group"), row.number("area_ha_union"));
        let codes: Vec<String> =
            row.text("departments").split(';').map(|code| format!("'{code}'")).collect();
        let condition = format!("IDDPTO IN ({})", codes.join(", "));
        let out = folder.path().join(format!("{group}.gpkg"));
        let out = out.to_str().expect("a plain path");
        let districts = "admin/districts_4326.gpkg";
        let made = allpa(&data, &["dissolve", districts, "--where", &condition, "--out", out]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let measured = table(&data, &["measure", out]);
        let area: f64 = measured.iter().map(|row| row.number("area_ha")).sum();
        assert!((area / whole - 1.0).abs() < 1e-6, "{group}: {area}, not {whole}");
    }
}
