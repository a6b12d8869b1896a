//! Every `GeoPackage` that the program writes, against the abstract test suite of the standard; and
//! the tests against files that are broken on purpose.

mod blob;
mod features;
mod index;
mod standard;

use std::path::{Path, PathBuf};
use std::process::Command;

use allpa_files::plan_file::{Brought, Commit, PlanFile, Rows, Work};
use allpa_model::plan::{
    Drawn, Edit, Facts, LayerKey, Proposal, ProposalKey, ProposalKind, Signature,
};
use rusqlite::Connection;

use crate::support::{allpa, has_tool};
use standard::examine;

const DISTRICTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"IDDIST":"220501","NOMBDIST":"Lamas","NOMBPROV":"LAMAS","NOMBDEP":"SAN MARTIN","ha":1.5,"n":1,"sí":true},"geometry":{"type":"Polygon","coordinates":[[[-76.7,-6.6],[-76.5,-6.6],[-76.5,-6.4],[-76.7,-6.4],[-76.7,-6.6]],[[-76.65,-6.55],[-76.65,-6.5],[-76.6,-6.5],[-76.65,-6.55]]]}},
{"type":"Feature","properties":{"IDDIST":"220502","NOMBDIST":"Tabalosos","NOMBPROV":"LAMAS","NOMBDEP":"SAN MARTIN"},"geometry":null},
{"type":"Feature","properties":{"IDDIST":"220503","fid":7,"geom":"x","GEOM":"y"},"geometry":{"type":"MultiPolygon","coordinates":[[[[-76.5,-6.6],[-76.3,-6.6],[-76.3,-6.4],[-76.5,-6.6]]],[[[-76.2,-6.6],[-76.1,-6.6],[-76.1,-6.4],[-76.2,-6.6]]]]}}]}"#;
const MIXED: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"a b":"1"},"geometry":{"type":"Point","coordinates":[-76.55,-6.5]}},
{"type":"Feature","properties":{"a b":"2"},"geometry":{"type":"MultiPoint","coordinates":[[-76.45,-6.5],[-76.4,-6.5]]}},
{"type":"Feature","properties":{"a b":"3"},"geometry":{"type":"LineString","coordinates":[[-76.55,-6.5],[-76.45,-6.5]]}}]}"#;
const ROAD: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Vía"},"geometry":{"type":"LineString","coordinates":[[-76.55,-6.5],[-76.45,-6.5]]}}]}"#;
const PLACES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Lamas"},"geometry":{"type":"Point","coordinates":[-76.55,-6.5]}}]}"#;

fn run(folder: &Path, arguments: &[&str]) {
    let output = allpa(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
}

fn inputs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [("distritos", DISTRICTS), ("mixto", MIXED), ("vias", ROAD), ("lugares", PLACES)];
    for (name, text) in files {
        std::fs::write(folder.path().join(format!("{name}.geojson")), text).expect("a file");
    }
    folder
}

/// A plan with layers in two systems, one of them taken off again, and a proposal of each kind.
fn plan(folder: &Path) -> PathBuf {
    run(folder, &["convert", "vias.geojson", "utm.gpkg", "--to", "EPSG:32718"]);
    let layers =
        ["--layer", "distritos.geojson", "--layer", "utm.gpkg", "--layer", "mixto.geojson"];
    run(folder, &[&["plan", "new", "plan.gpkg"], &layers[..]].concat());
    let path = folder.join("plan.gpkg");
    let mut file = PlanFile::open(&path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let ring = vec![[-76.6, -6.6], [-76.5, -6.6], [-76.5, -6.5], [-76.6, -6.6]];
    let shapes = [
        Drawn::Point([-76.5, -6.5]),
        Drawn::Line(vec![ring[..3].to_vec(), vec![[-76.0, -6.0], [-76.1, -6.1]]]),
        Drawn::Polygon(vec![vec![ring]]),
    ];
    let mut edits: Vec<Edit> = Vec::new();
    for shape in shapes {
        let key = ProposalKey(loaded.history.fresh_number());
        let (name, note, alternative) = ("Uno".to_owned(), String::new(), "A".to_owned());
        let facts = Facts { cost: Some(1.5), begins: Some(2027), ..Facts::default() };
        let kind = ProposalKind::Project;
        let proposal = Proposal { key, name, kind, note, alternative, facts, shape };
        edits.push(Edit::AddProposal { proposal: Box::new(proposal) });
    }
    let layer: LayerKey = loaded.plan.layers[0].key;
    let signed = |label: &str| (label.to_owned(), Signature::default());
    file.record(&mut loaded, edits, signed("propuestas"), Vec::new()).expect("kept");
    let removed = vec![Edit::RemoveLayer { layer }];
    file.record(&mut loaded, removed, signed("capa quitada"), Vec::new()).expect("kept");
    file.close().expect("closed");
    path
}

#[test]
fn plans_meet_the_standard() {
    let folder = inputs();
    let path = plan(folder.path());
    assert_eq!(examine(&path), []);
    // Empty, and after a layer that was taken off is brought back.
    run(folder.path(), &["plan", "new", "vacio.gpkg"]);
    assert_eq!(examine(&folder.path().join("vacio.gpkg")), []);
    let mut file = PlanFile::open(&path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let step = loaded.history.undo(&mut loaded.plan).expect("sound").expect("a step").clone();
    let rows = Rows::touched(&loaded.plan, &step.inverse);
    let work = Work::At(loaded.history.done());
    let last_number = loaded.history.last_numbers().1;
    file.commit(&Commit { work, rows, brought: Brought::default(), last_number }).expect("kept");
    file.close().expect("closed");
    assert_eq!(examine(&path), []);
}

#[test]
fn layers_and_answers_meet_the_standard() {
    let folder = inputs();
    let at = |name: &str| folder.path().join(name);
    for (input, system) in [
        ("distritos", "EPSG:4326"),
        ("distritos", "EPSG:24878"),
        ("mixto", "EPSG:32719"),
        ("vias", "EPSG:3857"),
        ("lugares", "EPSG:32718"),
    ] {
        let (from, to) = (format!("{input}.geojson"), format!("{input} ñ.gpkg"));
        run(folder.path(), &["convert", &from, &to, "--to", system]);
        assert_eq!(examine(&at(&to)), [], "{input} in {system}");
        std::fs::remove_file(at(&to)).expect("taken away");
    }
    let answers: [&[&str]; 4] = [
        &["buffer", "vias.geojson", "--distance", "2km", "--out", "r.gpkg"],
        &["overlay", "distritos.geojson", "distritos.geojson", "--out", "r.gpkg"],
        &["dissolve", "distritos.geojson", "--by", "NOMBDEP", "--out", "r.gpkg"],
        &["select", "distritos.geojson", "--intersects", "vias.geojson", "--out", "r.gpkg"],
    ];
    for arguments in answers {
        run(folder.path(), arguments);
        assert_eq!(examine(&at("r.gpkg")), [], "{arguments:?}");
        std::fs::remove_file(at("r.gpkg")).expect("taken away");
    }
    std::fs::create_dir(at("oficina")).expect("a folder");
    std::fs::copy(at("distritos.geojson"), at("oficina/distritos.geojson")).expect("a copy");
    std::fs::copy(at("vias.geojson"), at("oficina/vias.geojson")).expect("a copy");
    run(folder.path(), &["atlas", "build", "oficina", "--out", "atlas.gpkg"]);
    assert_eq!(examine(&at("atlas.gpkg")), []);
}

/// The tests ask for no more than the standard: what GDAL writes passes.
#[test]
fn files_of_gdal_meet_the_standard() {
    if !has_tool("ogr2ogr") {
        return;
    }
    let folder = inputs();
    for version in ["1.2", "1.3"] {
        let path = folder.path().join(format!("gdal{version}.gpkg"));
        let output = Command::new("ogr2ogr")
            .args(["-f", "GPKG", "-dsco", &format!("VERSION={version}")])
            .arg(&path)
            .arg(folder.path().join("vias.geojson"))
            .output()
            .expect("ogr2ogr runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(examine(&path), [], "{version}");
    }
}

/// What breaks each requirement, and its number.
const BROKEN: [(u32, &str); 27] = [
    (2, "PRAGMA application_id = 1"),
    (2, "PRAGMA user_version = 10100"),
    (4, "CREATE TABLE otra (id INTEGER PRIMARY KEY)"),
    (5, "ALTER TABLE propuestas_lineas ADD COLUMN fecha TIMESTAMP"),
    (7, "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('x', 'features', 99)"),
    (10, "ALTER TABLE gpkg_spatial_ref_sys DROP COLUMN description"),
    (11, "DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 0"),
    (12, "UPDATE gpkg_contents SET srs_id = 99 WHERE table_name = 'propuestas_lineas'"),
    (13, "UPDATE gpkg_contents SET min_x = NULL WHERE table_name = 'propuestas_lineas'"),
    (14, "UPDATE gpkg_contents SET table_name = 'nada' WHERE table_name = 'layer_styles'"),
    (15, "UPDATE gpkg_contents SET last_change = '2026-01-01 10:00:00'"),
    (17, "UPDATE gpkg_contents SET data_type = 'raros' WHERE table_name = 'layer_styles'"),
    (19, "UPDATE propuestas_puntos SET geom = x'474500'"),
    (19, "UPDATE propuestas_puntos SET geom = geom || x'00'"),
    (22, "DELETE FROM gpkg_geometry_columns WHERE table_name = 'propuestas_lineas'"),
    (
        23,
        "UPDATE gpkg_contents SET data_type = 'attributes' WHERE table_name = 'propuestas_lineas'",
    ),
    (24, "UPDATE gpkg_geometry_columns SET column_name = 'g'"),
    (25, "UPDATE gpkg_geometry_columns SET geometry_type_name = 'multipolygon'"),
    (27, "UPDATE gpkg_geometry_columns SET z = 3"),
    (31, "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY'"),
    (32, "UPDATE propuestas_lineas SET geom = (SELECT geom FROM propuestas_puntos)"),
    (33, "UPDATE gpkg_geometry_columns SET srs_id = 0"),
    (60, "INSERT INTO gpkg_extensions VALUES ('nada', NULL, 'a_b', 'x', 'read-write')"),
    (62, "UPDATE gpkg_extensions SET extension_name = 'plan' WHERE extension_name = 'allpa_plan'"),
    (64, "UPDATE gpkg_extensions SET scope = 'write'"),
    (77, "DELETE FROM rtree_propuestas_lineas_geom"),
    (77, "DROP TRIGGER rtree_propuestas_lineas_geom_update3"),
];

#[test]
fn what_breaks_a_requirement_is_found() {
    let folder = inputs();
    let whole = std::fs::read(plan(folder.path())).expect("a file");
    let path = folder.path().join("roto.gpkg");
    for (requirement, sql) in BROKEN {
        std::fs::write(&path, &whole).expect("written");
        let base = Connection::open(&path).expect("opened");
        // The triggers of the index call functions that are not here.
        for name in standard::objects(&base, "trigger").keys() {
            if sql.starts_with("UPDATE propuestas") {
                base.execute_batch(&format!("DROP TRIGGER \"{name}\"")).expect("dropped");
            }
        }
        base.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
        base.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        drop(base);
        let found = examine(&path);
        assert!(found.iter().any(|(number, _)| *number == requirement), "{sql}: {found:?}");
    }
    std::fs::write(&path, &whole).expect("written");
    let other = folder.path().join("roto.sqlite");
    std::fs::copy(&path, &other).expect("a copy");
    assert!(examine(&other).iter().all(|(number, _)| *number == 3));
}
