//! Atlases: the one inside, and one an office builds.

use crate::support::{allpa, data, table};

#[test]
fn the_built_in_atlas_says_where_each_layer_comes_from() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let layers = table(folder.path(), &["atlas", "info"]);
    assert_eq!(layers.len(), 9);
    for layer in layers.iter() {
        for column in ["title", "source", "licence", "date"] {
            assert!(!layer.text(column).is_empty(), "{} has no {column}", layer.text("id"));
        }
    }
}

#[test]
fn a_figure_from_the_demonstration_says_what_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = allpa(folder.path(), &["measure", "atlas:zee_demo", "--by", "GRAN_ZONA"]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success() && told.contains("no es la ZEE oficial"), "{told}");
    // San Martín as drawn in this atlas, which is not the official outline.
    let rows = String::from_utf8(output.stdout).expect("UTF-8");
    let areas = rows.lines().skip(1).filter_map(|row| row.rsplit(',').next()?.parse::<f64>().ok());
    let total: f64 = areas.sum();
    assert!((total / 5_269_374.5 - 1.0).abs() < 1e-6, "{total}");
}

#[test]
fn an_office_builds_its_atlas_and_asks_it() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sources = folder.path().join("oficina");
    std::fs::create_dir(&sources).expect("a folder");
    for file in ["admin/districts_4326.gpkg", "conservation/anp-sernanp.geojson"] {
        let from = data.join(file);
        let name = from.file_name().expect("a name");
        std::fs::copy(&from, sources.join(name)).expect("a copy");
    }
    std::fs::write(sources.join("carta.json"), "{\"asunto\": \"no es un mapa\"}").expect("a file");
    let found = table(folder.path(), &["atlas", "build", "oficina", "--out", "atlas.gpkg"]);
    let recognised = |file: &str| {
        let rows = found.iter().find(|row| row.text("file") == file);
        let row = rows.unwrap_or_else(|| panic!("{file} is not listed"));
        (row.text("group").to_owned(), row.text("recognised_as").to_owned())
    };
    assert_eq!(recognised("districts_4326.gpkg"), ("limits".into(), "district".into()));
    let areas = recognised("anp-sernanp.geojson");
    assert_eq!(areas, ("conservation".into(), "protected_area".into()));
    let letter = found.iter().find(|row| row.text("file") == "carta.json").expect("it is listed");
    assert!(!letter.text("warnings").is_empty(), "a letter is no map");

    let settings = folder.path().join("settings");
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_allpa"))
            .args(arguments)
            .current_dir(folder.path())
            .env("XDG_CONFIG_HOME", &settings)
            .output()
            .expect("the program starts")
    };
    assert!(run(&["atlas", "use", "atlas.gpkg"]).status.success());
    let measured = run(&["measure", "atlas:districts_4326", "--id", "IDDIST"]);
    assert!(measured.status.success(), "{}", String::from_utf8_lossy(&measured.stderr));
    let direct = allpa(&data, &["measure", "admin/districts_4326.gpkg", "--id", "IDDIST"]);
    assert_eq!(measured.stdout, direct.stdout, "the atlas changed a figure");
}
