//! The same layer out of every format, and into every format as GDAL reads it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::support::{allpa, data, has_tool, table, worst_difference};

/// District areas by code, from any file that has both.
fn areas(data: &Path, file: &str, extra: &[&str]) -> BTreeMap<Vec<String>, f64> {
    let mut arguments = vec!["measure", file, "--id", "IDDIST"];
    arguments.extend(extra);
    table(data, &arguments).by(&["IDDIST"], "area_ha")
}

#[test]
fn districts_measure_the_same_in_every_format() {
    let Some(data) = data() else { return };
    let expected = areas(&data, "admin/districts_4326.gpkg", &[]);
    assert_eq!(expected.len(), 1834);
    let all = [
        ("admin/districts_4326.fgb", &[][..]),
        ("admin/districts_32718_latin1.shp", &[]),
        ("admin/districts_32718_latin1.zip", &[]),
        ("admin/districts_24878_psad56.shp", &[]),
        ("admin/districts_24878_noprj.shp", &["--crs", "EPSG:24878"]),
    ];
    for (file, extra) in all {
        let found = areas(&data, file, extra);
        let worst = worst_difference(&found, &expected, |area| area == 0.0);
        assert!(worst < 1e-5, "{file}: {worst}");
    }
    for file in ["admin/districts_sanmartin.kml", "admin/districts_sanmartin.kmz"] {
        let found = areas(&data, file, &[]);
        assert!(found.len() > 70, "{file}: {}", found.len());
        let own: BTreeMap<_, _> = expected
            .iter()
            .filter(|(key, _)| found.contains_key(*key))
            .map(|(key, area)| (key.clone(), *area))
            .collect();
        assert_eq!(own.len(), found.len(), "{file}");
        let worst = worst_difference(&found, &own, |area| area == 0.0);
        assert!(worst < 1e-5, "{file}: {worst}");
    }
}

#[test]
fn accents_come_through_every_format() {
    let Some(data) = data() else { return };
    for file in [
        "admin/districts_4326.gpkg",
        "admin/districts_4326.fgb",
        "admin/districts_32718_latin1.shp",
        "admin/districts_32718_latin1.zip",
        "admin/districts_24878_noprj.shp",
        "admin/districts_sanmartin.kml",
    ] {
        // KML keeps the name of a feature in a place of its own.
        let field = if file.contains("kml") { "name" } else { "NOMBDIST" };
        let mut arguments = vec!["measure", file, "--id", field];
        if file.contains("noprj") {
            arguments.extend(["--crs", "EPSG:24878"]);
        }
        let found = table(&data, &arguments);
        let names: Vec<&str> = found.iter().map(|row| row.text(field)).collect();
        assert!(names.contains(&"CUÑUMBUQUI"), "{file}");
    }
}

#[test]
fn the_user_may_state_the_encoding() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = b"NOMBRE;wkt\nCU\xa5UMBUQUI;LINESTRING (-76.5 -6.5, -76.4 -6.5)\n";
    std::fs::write(folder.path().join("lugar.csv"), text).expect("a file");
    let name = |extra: &[&str]| {
        let arguments = [&["measure", "lugar.csv", "--id", "NOMBRE"], extra].concat();
        table(folder.path(), &arguments).iter().next().map(|row| row.text("NOMBRE").to_owned())
    };
    assert_eq!(name(&[]).as_deref(), Some("CUÑUMBUQUI"), "CP850 reads more Spanish letters");
    assert_eq!(name(&["--encoding", "cp850"]).as_deref(), Some("CUÑUMBUQUI"));
    assert_eq!(name(&["--encoding", "windows-1252"]).as_deref(), Some("CU¥UMBUQUI"));
}

#[test]
fn places_are_the_same_from_table_workbook_and_geopackage() {
    let Some(data) = data() else { return };
    let positions = |file: &str| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("places.csv").to_string_lossy().into_owned();
        let mut arguments = vec!["convert", file, &out, "--to", "EPSG:4326"];
        if file.contains("utm18s") {
            // The tables give metres in one zone that only their names tell.
            arguments.extend(["--crs", "EPSG:32718"]);
        }
        let output = allpa(&data, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let mut reader = csv::Reader::from_path(out).expect("a table");
        let header = reader.headers().expect("a header").clone();
        let at = |name: &str| {
            let place = header.iter().position(|column| column.eq_ignore_ascii_case(name));
            place.unwrap_or_else(|| panic!("{file}: no {name} in {header:?}"))
        };
        let (lon, lat) = (at("lon"), at("lat"));
        let number = |text: &str| text.parse::<f64>().ok();
        let rows = reader.records().flatten();
        rows.map(|row| number(&row[lon]).zip(number(&row[lat]))).collect::<Vec<_>>()
    };
    let expected = positions("places/centros_poblados_sanmartin.gpkg");
    assert!(expected.len() > 1000);
    for file in [
        "places/centros_poblados_sanmartin_utm18s_latin1.csv",
        "places/centros_poblados_sanmartin_utm18s.xlsx",
    ] {
        let found = positions(file);
        assert_eq!(found.len(), expected.len(), "{file}");
        for (a, b) in found.iter().flatten().zip(expected.iter().flatten()) {
            // The tables give UTM to the centimetre or so.
            let far = (a.0 - b.0).hypot(a.1 - b.1);
            assert!(far < 1e-6, "{file}: {a:?} {b:?}");
        }
    }
}

#[test]
fn gdal_reads_what_was_written() {
    let Some(data) = data() else { return };
    if !has_tool("ogrinfo") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = "admin/districts_4326.gpkg";
    for extension in ["gpkg", "geojson", "shp", "fgb", "kml"] {
        let file = folder.path().join("districts").with_extension(extension);
        let file = file.to_string_lossy().into_owned();
        let output = allpa(&data, &["convert", source, &file]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let geometry = if extension == "gpkg" { "geom" } else { "geometry" };
        let output = Command::new("ogrinfo")
            .args(["-ro", "-q", "-dialect", "sqlite", "-sql"])
            .arg(format!(
                "SELECT count(*) AS n, sum(ST_Area({geometry})) AS area, \
                 max(NOMBDIST = 'CUÑUMBUQUI') AS has_name FROM districts",
            ))
            .arg(&file)
            .output()
            .expect("ogrinfo runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(trouble.is_empty(), "{extension}: {trouble}");
        let number = |name: &str| {
            let line = told.lines().find(|line| line.trim_start().starts_with(name));
            let text = line.and_then(|line| line.split('=').nth(1)).unwrap_or_default();
            text.trim().parse::<f64>().unwrap_or_else(|_| panic!("{extension}: {told}"))
        };
        assert_eq!((number("n (") as u32, number("has_name (") as u32), (1834, 1), "{extension}");
        // Square degrees, of this very file by the same engine from the source.
        assert!((number("area (") / 106.139_987_826_508 - 1.0).abs() < 1e-12, "{extension}");
    }
}
