//! Files that cannot be used: one clear line, exit 1, no panic.

use std::path::Path;

use crate::support::{allpa, data};

/// What, cause and remedy in one line.
fn is_refused(folder: &Path, file: &str, cause: &str) {
    let output = allpa(folder, &["info", file]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{file}: {told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{file}: {told}");
    assert!(told.contains(cause), "{file}: {told}");
    assert!(output.stdout.is_empty(), "{file} printed an answer");
}

#[test]
fn what_is_no_map_is_refused_with_cause_and_remedy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    };
    write("empty.geojson", b"");
    write("report.shp", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    write("short.shp", &[0, 0, 0x27, 0x0a, 0, 0]);
    write("cut.geojson", br#"{"type":"FeatureCollection","features":[{"type":"Feature","#);
    std::fs::create_dir(folder.path().join("folder.shp")).expect("a folder");
    is_refused(folder.path(), "empty.geojson", "vacío");
    is_refused(folder.path(), "report.shp", "PDF");
    is_refused(folder.path(), "short.shp", "cortado");
    is_refused(folder.path(), "cut.geojson", "línea 1");
    is_refused(folder.path(), "folder.shp", "carpeta");
    is_refused(folder.path(), "missing.gpkg", "no existe");
}

#[test]
fn a_shapefile_cut_short_gives_its_whole_records_and_says_so() {
    let Some(data) = data() else { return };
    let output = allpa(&data, &["measure", "malformed/shp_truncated.shp"]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("cortado"), "{told}");
    let rows = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    assert_eq!(rows.count(), 1 + 5 + 1, "a header, whole records and the cut one without area");
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for arguments in
        [&["measure"][..], &["buffer", "a", "--distance", "x"], &["info", "a", "--nada"]]
    {
        let output = allpa(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn options_may_stand_before_the_subcommand() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [["--quiet", "info", "x.gpkg"], ["info", "x.gpkg", "--quiet"]] {
        let told = allpa(folder.path(), &arguments);
        assert_eq!(told.status.code(), Some(1));
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.starts_with("allpa: No se pudo leer x.gpkg."), "{told}");
    }
}
