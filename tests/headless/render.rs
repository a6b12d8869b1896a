//! Maps drawn without a display.

use allpa_files::plan_file::PlanFile;
use allpa_geom::ShapeKind;
use allpa_map::style::{Color, Fill, LayerStyle, Symbol, Symbology, qml};
use allpa_model::plan::{Edit, KeptLook, Signature};

use crate::support::{allpa, read};

#[test]
fn the_built_in_atlas_becomes_a_picture_of_the_size_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = allpa(
        folder.path(),
        &["render", "atlas:departments", "atlas:zee_demo", "--out", "map.png", "--size", "640x480"],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bytes = std::fs::read(folder.path().join("map.png")).expect("a file");
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (640, 480));
    assert!(bytes.len() > 20_000, "{} bytes hold no map", bytes.len());
}

/// The sheet as another program reads it: size of the paper, embedded letters, text that can be
/// found.
#[test]
fn a_sheet_is_a_pdf_with_letters_and_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = allpa(
        folder.path(),
        &[
            "render",
            "atlas:departments",
            "atlas:zee_demo",
            "--out",
            "lamina.pdf",
            "--paper",
            "A3",
            "--scale",
            "1000000",
            "--bbox",
            "-77.8,-8.9,-75.4,-5.4",
            "--title",
            "ZEE de San Martín",
        ],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |program, arguments: &[&str]| read(folder.path(), program, arguments);
    let facts = read("pdfinfo", &["lamina.pdf"]);
    assert!(facts.contains("841.89 x 1190.55 pts (A3)"), "{facts}");
    assert!(facts.contains("ZEE de San Martín"), "{facts}");
    let fonts = read("pdffonts", &["lamina.pdf"]);
    let embedded = fonts.lines().filter(|line| line.contains("NotoSans"));
    assert!(embedded.clone().count() >= 2, "{fonts}");
    assert!(embedded.clone().all(|line| line.contains("yes yes yes")), "{fonts}");
    let text = read("pdftotext", &["lamina.pdf", "-"]).replace('\u{2009}', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "ZEE de San Martín",
        "Leyenda",
        "Escala 1:1 000 000",
        "WGS 84 / UTM 18S",
        "DEMOSTRACIÓN, no es la ZEE oficial",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_picture_that_no_memory_holds_is_refused_before_it_is_drawn() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sheet = ["render", "atlas:departments", "--paper", "A0", "--dpi", "3000"];
    let made = allpa(folder.path(), &[&sheet[..], &["--out", "hoja.png"]].concat());
    assert_eq!(made.status.code(), Some(1));
    let told = String::from_utf8_lossy(&made.stderr);
    assert!(told.contains("píxeles no se puede hacer") && told.contains("menor"), "{told}");
    assert!(!folder.path().join("hoja.png").exists());
}

#[test]
fn a_format_that_maps_are_not_written_in_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = allpa(folder.path(), &["render", "atlas:departments", "--out", "mapa.docx"]);
    assert_eq!(made.status.code(), Some(1));
    let told = String::from_utf8_lossy(&made.stderr);
    assert!(told.contains("PNG, SVG o PDF"), "{told}");
    assert!(!folder.path().join("mapa.docx").exists());
}

/// The share of the pixels of a picture that are of about this colour.
fn share_of(path: &std::path::Path, color: [u8; 3]) -> f64 {
    let picture = image::open(path).expect("a picture").to_rgb8();
    let is_it =
        |pixel: &&image::Rgb<u8>| pixel.0.iter().zip(color).all(|(a, b)| a.abs_diff(b) < 12);
    picture.pixels().filter(is_it).count() as f64 / picture.pixels().len() as f64
}

#[test]
fn a_plan_is_drawn_with_the_looks_that_were_chosen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (here, path) = (folder.path(), folder.path().join("plan.gpkg"));
    assert!(allpa(here, &["convert", "atlas:departments", "dep.gpkg"]).status.success());
    assert!(allpa(here, &["plan", "new", "plan.gpkg", "--layer", "dep.gpkg"]).status.success());
    let render = |out: &str| {
        let arguments = ["render", "plan.gpkg", "--out", out, "--size", "400x400"];
        assert!(allpa(here, &arguments).status.success());
        share_of(&here.join(out), [200, 30, 30])
    };
    assert!(render("usual.png") < 0.01);
    let mut file = PlanFile::open(&path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let red = Symbol::area(Fill::solid(Color::hex(0x00c8_1e1e)), None);
    let style = LayerStyle { symbol: Symbology::Single(red), label: None, scales: None };
    let look = KeptLook {
        style: Some(serde_json::to_string(&style).expect("JSON")),
        qml: qml::write(&style, ShapeKind::Polygon, 1.0),
    };
    let layer = loaded.plan.layers[0].key;
    let edit = Edit::StyleLayer { layer, look: Some(Box::new(look)) };
    let signed = ("paso".to_owned(), Signature::default());
    file.record(&mut loaded, vec![edit], signed, Vec::new()).expect("kept");
    drop(file);
    assert!(render("red.png") > 0.2);
}

/// The legend of a sheet has the stages in words, in the language of the reader.
#[test]
fn projects_are_coloured_by_stage() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let kept =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan/v3/plan.gpkg");
    std::fs::copy(kept, folder.path().join("plan.gpkg")).expect("a copy");
    let legend = |more: &[&str]| {
        let arguments = ["render", "plan.gpkg", "--out", "mapa.pdf", "--paper", "A4"];
        let made = allpa(folder.path(), &[&arguments[..], more].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        read(folder.path(), "pdftotext", &["mapa.pdf", "-"])
    };
    assert!(!legend(&[]).contains("Perfil"));
    assert!(legend(&["--proposals", "stages"]).contains("Perfil"));
    assert!(legend(&["--proposals", "stages", "--lang", "en"]).contains("Profile"));
}
