//! The corridor sheet, against buffers in UTM and overlays of GEOS.

use std::collections::{BTreeSet, HashMap};

use crate::support::{Rows, data, reference, table};

const ROADS: &str = "roads/red_vial_departamental_sanmartin.gpkg";

fn sheet(data: &std::path::Path, fid: &str) -> Rows {
    let condition = format!("fid = {fid}");
    table(
        data,
        &[
            "conflicts",
            "--corridor",
            ROADS,
            "--where",
            &condition,
            "--width",
            "2km",
            "--units",
            "admin/districts_4326.gpkg",
            "--id",
            "IDDIST",
            "--areas",
            "conservation/anp-sernanp.geojson",
        ],
    )
}

#[test]
fn twelve_corridors_cross_what_they_should() {
    let Some(data) = data() else { return };
    let expected = reference(&data, "questions/corridor_2km_red_vial_departamental_sanmartin.csv");
    let corridors: BTreeSet<&str> = expected.iter().map(|row| row.text("road_fid")).collect();
    assert_eq!(corridors.len(), 12);
    let mut across_provinces = 0;
    for fid in corridors {
        let rows = sheet(&data, fid);
        let mut found: HashMap<(&str, String), f64> = HashMap::new();
        for row in rows.iter() {
            let (unit, layer, name) = (row.text("unit"), row.text("layer"), row.text("name"));
            let kind = match (unit, layer) {
                ("TOTAL", "corridor") => ("TOTAL", String::new()),
                ("TOTAL", "anp-sernanp") => {
                    ("conservation", name.split(' ').next().unwrap_or_default().to_owned())
                }
                ("TOTAL", _) => continue,
                (unit, "districts") => ("district", unit.to_owned()),
                _ => continue,
            };
            found.insert(kind, row.number("area_ha"));
        }
        let mut provinces = BTreeSet::new();
        for row in expected.iter().filter(|row| row.text("road_fid") == fid) {
            let (kind, code, whole) = (row.text("kind"), row.text("code"), row.number("area_ha"));
            let area = found.get(&(kind, code.to_owned())).copied();
            let area = area.unwrap_or_else(|| panic!("corridor {fid}: no {kind} {code}"));
            // A metre of UTM is up to 0.04 % longer here than one on the ground, so the edge of the
            // reference lies 0.8 m farther out: a tenth of a hectare along a sliver.
            let tolerance = whole * 0.005 + 0.1;
            assert!(
                (area - whole).abs() < tolerance,
                "corridor {fid}, {code}: {area}, not {whole}"
            );
            if kind == "district" {
                provinces.insert(&code[..4]);
            }
        }
        across_provinces += usize::from(provinces.len() > 1);
    }
    assert!(across_provinces > 0, "no corridor crosses two provinces");
}

#[test]
fn the_parts_of_a_sheet_add_up() {
    let Some(data) = data() else { return };
    let rows = sheet(&data, "65");
    let areas = |wanted: &dyn Fn(&str, &str) -> bool| -> f64 {
        let fits = rows.iter().filter(|row| wanted(row.text("unit"), row.text("layer")));
        fits.map(|row| row.number("area_ha")).sum()
    };
    let total = areas(&|unit, layer| unit == "TOTAL" && layer == "corridor");
    let units = areas(&|unit, layer| unit != "TOTAL" && layer == "districts");
    let protected = areas(&|unit, layer| unit == "TOTAL" && layer == "anp-sernanp");
    assert!((units / total - 1.0).abs() < 1e-6, "{units} of {total}");
    assert!((protected / total - 1.0).abs() < 1e-6, "{protected} of {total}");
}
