//! Layers of a PDF that a reader switches, as GDAL (by Poppler) reads them and takes them away.

use std::path::Path;
use std::process::Command;

use crate::support::{allpa, has_tool, read};

fn rendered(folder: &Path, arguments: &[&str]) {
    let output = allpa(folder, &[&["render"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The names of the layers of a page, those on top first.
fn layers(folder: &Path, page: &str) -> Vec<String> {
    let told = read(folder, "gdalinfo", &["-mdd", "LAYERS", page]);
    let lines = told.lines().filter_map(|line| line.trim().strip_prefix("LAYER_"));
    lines.filter_map(|line| Some(line.split_once("_NAME=")?.1.to_owned())).collect()
}

/// The page with these layers off.
fn without(folder: &Path, off: &[&str]) -> image::RgbImage {
    let off = format!("LAYERS_OFF={}", off.join(","));
    let options = ["-q", "-of", "PNG", "--config", "GDAL_PDF_DPI", "60", "-oo", &off];
    let made = Command::new("gdal_translate")
        .args(options)
        .args(["sheet.pdf", "sheet.png"])
        .current_dir(folder)
        .output()
        .expect("gdal-bin is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    image::open(folder.join("sheet.png")).expect("a picture").to_rgb8()
}

/// Which pixels of two pictures differ by more than so many shades.
fn differences(a: &image::RgbImage, b: &image::RgbImage, shades: u8) -> Vec<bool> {
    assert_eq!(a.dimensions(), b.dimensions());
    let differ = |(a, b): (&image::Rgb<u8>, &image::Rgb<u8>)| {
        a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > shades)
    };
    a.pixels().zip(b.pixels()).map(differ).collect()
}

#[test]
fn a_layer_that_is_off_takes_just_itself_away() {
    if !has_tool("gdal_translate") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let map = ["atlas:departments", "atlas:rivers", "atlas:places"];
    let paper = ["--paper", "A4", "--bbox", "-78,-9,-75,-5", "--out", "sheet.pdf", "--quiet"];
    rendered(folder, &[&map[..], &paper].concat());
    let names = layers(folder, "sheet.pdf");
    let said = ["Marco_y_leyenda", "Cuadrícula", "Nombres", "Localidades", "Ríos", "Departamentos"]
        .map(String::from);
    assert_eq!(names, said);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (whole, nothing) = (without(folder, &[]), without(folder, &names));
    for name in &names {
        let others: Vec<&str> = names.iter().copied().filter(|other| other != name).collect();
        // A white halo's last shade is lost on white paper.
        let missing = differences(&whole, &without(folder, &[name]), 16);
        let own = differences(&nothing, &without(folder, &others), 0);
        let count = |pixels: &[bool]| pixels.iter().filter(|differs| **differs).count();
        println!("{name}: {} pixels go, {} are its own", count(&missing), count(&own));
        assert!(count(&missing) > 100, "{name} hides nothing");
        let stray = missing.iter().zip(&own).filter(|(missing, own)| **missing && !**own).count();
        assert_eq!(stray, 0, "{name} takes something else away");
    }
    // Words can be found whether their layer is shown or not, and nothing else was lost.
    assert!(read(folder, "pdftotext", &["sheet.pdf", "-"]).contains("Tarapoto"));
    assert!(
        read(folder, "pdffonts", &["sheet.pdf"])
            .lines()
            .skip(2)
            .all(|l| l.contains(" yes yes yes "))
    );
}

#[test]
fn the_pages_of_a_series_share_their_layers() {
    if !has_tool("gdalinfo") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let series = ["--series", "atlas:departments", "--where", "ubigeo IN ('15', '22')"];
    let out = ["atlas:departments", "atlas:rivers", "--out", "series.pdf", "--quiet"];
    rendered(folder, &[&out[..], &series].concat());
    for page in ["PDF:1:series.pdf", "PDF:3:series.pdf"] {
        let mut names = layers(folder, page);
        println!("{page}: {names:?}");
        for name in ["Nombres", "Cuadrícula", "Marco_y_leyenda", "Departamentos", "Ríos"] {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), layers(folder, page).len());
    }
}
