//! The answer on the card as a document.

use crate::desk::{Desk, TWO_DISTRICTS};

#[test]
fn the_answer_on_the_card_is_saved_as_a_document() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.click_containing("¿Quién limita con quién?");
    desk.wait_for("Guardar como PDF…");
    let file = desk.path("respuesta.pdf");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar como PDF…");
    desk.wait_for("Se guardó");
    let bytes = std::fs::read(&file).expect("the file was written");
    assert!(bytes.starts_with(b"%PDF"));
    let output = std::process::Command::new("pdftotext").arg(&file).arg("-").output();
    let text = output.expect("poppler-utils is installed").stdout;
    let text = String::from_utf8_lossy(&text).into_owned();
    for expected in ["Tabalosos", "Lamas", "Página 1 de", "distritos.geojson"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_series_of_maps_is_printed_from_the_card() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.click_containing("Mapa en papel (Ctrl+P)");
    desk.wait_for("Una sola lámina");
    desk.choose("Una sola lámina", "distritos");
    let file = desk.path("serie.pdf");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar la lámina…");
    desk.wait_for("Se guardó");
    let output = std::process::Command::new("pdftotext").arg(&file).arg("-").output();
    let text = output.expect("poppler-utils is installed").stdout;
    let text = String::from_utf8_lossy(&text).into_owned();
    for expected in ["Serie de mapas: distritos", "Mapa índice", "Tabalosos", "2/2"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_series_has_a_sheet_for_each_value_of_a_field_where_a_condition_holds() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.click_containing("Mapa en papel (Ctrl+P)");
    desk.wait_for("Una sola lámina");
    assert!(!desk.has("Una lámina por"), "one sheet has no parts");
    desk.choose("Una sola lámina", "distritos");
    desk.choose("entidad", "NOMBPROV");
    let file = desk.path("serie.pdf");
    desk.choose_in_dialogs(&file);
    let print = |desk: &mut Desk, condition: &str, told: &str| {
        desk.clear_and_type("Solo donde", condition);
        desk.click_containing("Guardar la lámina…");
        desk.wait_for(told);
        desk.rest();
    };
    print(&mut desk, "NOMBDIST = 'Moyobamba'", "Ninguna entidad de distritos");
    print(&mut desk, "CODIGO = 1", "CODIGO");
    assert!(!file.exists(), "nothing half-written");
    print(&mut desk, "NOMBDEP = 'SAN MARTIN'", "Se guardó");
    let read = || {
        let output = std::process::Command::new("pdftotext").arg(&file).arg("-").output();
        let text = output.expect("poppler-utils is installed").stdout;
        String::from_utf8_lossy(&text).into_owned()
    };
    let text = read();
    assert!(text.contains("LAMAS") && text.contains("1/1"), "one province: {text}");
    desk.choose("NOMBPROV", "NOMBDIST");
    print(&mut desk, "IDDIST = '220502'", "Se guardó");
    desk.rest();
    let text = read();
    assert!(text.contains("Tabalosos") && text.contains("1/1"), "one district: {text}");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
}
