//! A question kept with `--save` is answered again by `ask`, to the last digit.

use std::path::Path;

use crate::support::{allpa, data};

fn check(data: &Path, arguments: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("pregunta.json");
    let file = file.to_str().expect("UTF-8");
    let first = allpa(data, &[arguments, &["--save", file]].concat());
    let told = String::from_utf8_lossy(&first.stderr);
    assert_eq!(first.status.code(), Some(0), "{arguments:?}: {told}");
    let again = allpa(data, &["ask", file]);
    assert_eq!(again.status.code(), Some(0), "{arguments:?}");
    assert_eq!(first.stdout, again.stdout, "{arguments:?}");
    assert_eq!(first.stderr, again.stderr, "{arguments:?}");
    assert!(!first.stdout.is_empty());
}

#[test]
fn every_subcommand_answers_as_its_saved_question() {
    let Some(data) = data() else { return };
    let (roads, areas) =
        ("roads/red_vial_departamental_sanmartin.gpkg", "conservation/anp-sernanp.geojson");
    let (departments, provinces) =
        ("admin/peru_departamental_simple.geojson", "admin/provinces_32718.gpkg");
    let capitals = "admin/peru_capital_provincia.geojson";
    for arguments in [
        &[
            "conflicts",
            "--corridor",
            roads,
            "--where",
            "fid = 65",
            "--width",
            "2km",
            "--units",
            "admin/districts_4326.gpkg",
            "--id",
            "IDDIST",
            "--areas",
            areas,
            "--zones",
            "atlas:zee_demo",
            "--use",
            "infraestructura_vial",
        ][..],
        &[
            "gap",
            "--places",
            capitals,
            "--roads",
            roads,
            "--distance",
            "5km",
            "--units",
            provinces,
            "--summary",
        ],
        &["protected", "--areas", areas, "--units", departments, "--id", "NOMBDEP"],
        &[
            "group",
            "--units",
            departments,
            "--members",
            "atlas:macro_regions",
            "--indicators",
            "atlas:indicators",
        ],
        &["overlay", departments, areas, "--by", "NOMBDEP,anp_cate", "--totals"],
        &["measure", provinces, "--where", "FIRST_IDPR LIKE '22%'", "--planar", "EPSG:32718"],
        &["nearest", capitals, roads, "--k", "2"],
        &["locate", provinces, "--points", "-76.97,-6.03"],
        &["recommends", "--zones", "atlas:zee_demo", "--at", "-76.97,-6.03", "--others", areas],
        &["strip", "--corridor", roads, "--where", "fid = 65", "--units", provinces],
        &["network", "reach", "--roads", roads, "--from", capitals, "--places", capitals],
        &["neighbours", "--units", departments],
        &["describe", departments, "--where", "FIRST_IDDP = '23'", "--beside", departments],
    ] {
        check(&data, arguments);
    }
}

#[test]
fn the_provenance_names_question_program_and_layers() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("pregunta.json");
    let layer = "admin/districts_24878_psad56.shp";
    let question = serde_json::json!({
        "version": 1,
        "question": { "kind": "measure", "layer": layer, "condition": "fid < 3" },
    });
    std::fs::write(&file, question.to_string()).expect("written");
    let output = allpa(&data, &["ask", file.to_str().expect("UTF-8"), "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["tables"]["figures"].as_array().map(Vec::len), Some(3));
    let provenance = &answer["provenance"];
    assert_eq!(provenance["asked"]["question"]["condition"], "fid < 3");
    let used = &provenance["layers"][0];
    assert_eq!(used["reference"], layer);
    assert_eq!((&used["crs"], &used["datum_operation"]), (&24878.into(), &"EPSG:1208".into()));
    assert_eq!(used["fingerprint"].as_str().map(str::len), Some(64));
}

#[test]
fn a_question_of_a_newer_program_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("q.json"), r#"{"version": 99, "question": 3}"#)
        .expect("written");
    let output = allpa(folder.path(), &["ask", "q.json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("más nueva"), "{told}");
}
