//! `allpa check` on real districts and on those that were damaged on purpose.

use crate::support::{Row, data, table};

fn kinds(arguments: &[&str]) -> Option<Vec<String>> {
    let data = data()?;
    let rows = table(&data, arguments);
    Some(rows.iter().map(|row: Row| row.text("kind").to_owned()).collect())
}

#[test]
fn slivers_are_found_with_place_and_hectares() {
    let Some(data) = data() else { return };
    let rows = table(&data, &["check", "malformed/sm_slivers.geojson"]);
    let found: Vec<(String, String, String)> = rows
        .iter()
        .map(|row| {
            let text = |column| row.text(column).to_owned();
            (text("kind"), text("fid"), text("other_fid"))
        })
        .collect();
    let named = |kind: &str, a: &str, b: &str| (kind.to_owned(), a.to_owned(), b.to_owned());
    // B leans over A's border: an overlap below, a gap above. C floats over both.
    assert_eq!(
        found,
        [
            named("overlap_sliver", "0", "1"),
            named("gap_sliver", "0", "1"),
            named("gap_sliver", "0", "2"),
            named("gap_sliver", "1", "2"),
        ]
    );
    for row in rows.iter() {
        // Between 0.00003 and 0.00002 degrees wide on 0.02 or 0.04 degrees, 1 ha at most.
        assert!((0.3..1.2).contains(&row.number("area_ha")), "{}", row.number("area_ha"));
        assert!((-76.5..-76.4).contains(&row.number("x")));
    }
}

/// What is found in a mended copy of `file`, and the hectares each remedy changed.
fn after_repair(file: &str, repairs: &str) -> Option<(Vec<String>, Vec<f64>)> {
    let data = data()?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("mended.gpkg").to_string_lossy().into_owned();
    let changes = table(&data, &["convert", file, &out, "--repair", repairs]);
    let changes = changes.iter().map(|row| row.number("change_ha")).collect();
    Some((kinds(&["check", &out])?, changes))
}

#[test]
fn repairs_leave_nothing_to_find_and_tell_their_hectares() {
    let Some((kinds, changes)) = after_repair("malformed/sm_slivers.geojson", "coverage") else {
        return;
    };
    assert_eq!(kinds, Vec::<String>::new());
    assert_eq!(changes.len(), 4);
    assert!(changes.iter().all(|change| change.abs() < 1.2), "{changes:?}");
    let identical = after_repair("malformed/sm_identical.geojson", "valid,duplicates");
    let (kinds, changes) = identical.expect("the data are there");
    assert!(!kinds.contains(&"duplicate".to_owned()), "{kinds:?}");
    assert!(changes.iter().any(|change| *change < 0.0), "{changes:?}");
    let detailed = after_repair("admin/districts_detailed_4326.gpkg", "coverage");
    let (kinds, changes) = detailed.expect("the data are there");
    let slivers = kinds.iter().filter(|kind| kind.ends_with("_sliver")).count();
    // Where three borders meet, mending one pair can open a sliver to the third.
    assert!(slivers * 100 < changes.len(), "{slivers} of {}", changes.len());
}

#[test]
fn identical_features_are_named_as_a_pair() {
    let Some(data) = data() else { return };
    let rows = table(&data, &["check", "malformed/sm_identical.geojson"]);
    let duplicate = rows.iter().find(|row| row.text("kind") == "duplicate").expect("a pair");
    assert_eq!((duplicate.text("fid"), duplicate.text("other_fid")), ("6", "0"));
}

#[test]
fn psad56_is_told_by_its_shift_from_the_reference() {
    let reference = ["--reference", "admin/districts_4326.gpkg"];
    let check = |file: &str, extra: &[&str]| {
        let mut arguments = vec!["check", file];
        arguments.extend(extra);
        kinds(&arguments)
    };
    let Some(hidden) = check("malformed/sm_psad56_hidden.shp", &reference) else { return };
    assert!(hidden.contains(&"datum_shift".to_owned()), "{hidden:?}");
    for right in ["admin/districts_32718_latin1.shp", "admin/districts_24878_psad56.shp"] {
        let kinds = check(right, &reference).expect("the data are there");
        assert!(!kinds.contains(&"datum_shift".to_owned()), "{right}: {kinds:?}");
    }
}

#[test]
fn a_missing_system_is_found_by_the_reference() {
    let Some(data) = data() else { return };
    let rows = table(
        &data,
        &["check", "admin/districts_24878_noprj.shp", "--reference", "admin/districts_4326.gpkg"],
    );
    let row = rows.iter().find(|row| row.text("kind") == "crs_unknown").expect("a guess");
    assert!(row.text("message").contains("EPSG:24878"), "{}", row.text("message"));
}

#[test]
fn a_layer_closes_against_its_own_outline() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outline = folder.path().join("outline.gpkg").to_string_lossy().into_owned();
    let whole = "admin/peru_departamental_simple.geojson";
    let output = crate::support::allpa(&data, &["dissolve", whole, "--out", &outline]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let rows = table(&data, &["check", whole, "--outline", &outline]);
    let open =
        rows.iter().filter(|row| ["outside_outline", "not_covered"].contains(&row.text("kind")));
    assert_eq!(open.count(), 0);
}
