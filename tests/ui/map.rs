//! How layers look, the plane of the map, and the map on paper.

use crate::desk::{Desk, TWO_DISTRICTS, ZONING};

#[test]
fn a_layer_is_drawn_by_category_and_goes_back() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    desk.open_menu_of("distritos");
    desk.click_containing("Cambiar el aspecto…");
    desk.wait_for("Todo igual");
    desk.click_containing("Todo igual");
    desk.click_containing("Por categoría");
    // The classes stand in the card and in the legend.
    desk.wait_for("Color de 220501");
    desk.click_containing("Volver al aspecto inicial");
    desk.wait_until_gone("Color de 220501");
    assert!(desk.has("Todo igual"));
}

#[test]
fn a_look_without_numbers_is_not_offered_and_rules_say_what_is_wrong() {
    let mut desk = Desk::open(&[("zee.geojson", ZONING)]);
    desk.wait_for("zee");
    desk.open_menu_of("zee");
    desk.click_containing("Cambiar el aspecto…");
    desk.wait_for("Por categoría");
    desk.click_containing("Por categoría");
    desk.click_containing("Con reglas");
    desk.wait_for("Agregar regla");
    assert!(desk.has("Cada elemento toma la primera regla que cumple"));
}

#[test]
fn the_map_changes_its_plane_and_stays_where_it_is() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    desk.click_containing("Mercator (web)");
    desk.click_containing("WGS 84 / UTM 18S");
    desk.wait_until_gone("Mercator (web)");
    desk.click_map([0.4, 0.4]);
    desk.wait_for("220501");
    assert!(desk.has("Lamas"), "the same district lies there");
}

#[test]
fn the_map_is_saved_on_paper() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    let file = desk.path("lamina.pdf");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Mapa en papel (Ctrl+P)");
    desk.wait_for("Orientación");
    desk.click_containing("Guardar la lámina…");
    desk.wait_for("Se guardó");
    let bytes = std::fs::read(&file).expect("the sheet was written");
    assert!(bytes.starts_with(b"%PDF"), "a PDF");
}

/// Saves a look by category as this file, opens it again, and gives its text.
fn a_look_comes_back_from(name: &str) -> String {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    desk.open_menu_of("distritos");
    desk.click_containing("Cambiar el aspecto…");
    desk.click_containing("Todo igual");
    desk.click_containing("Por categoría");
    desk.wait_for("Color de 220501");
    let file = desk.path(name);
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar el aspecto…");
    desk.wait_for("Se guardó");
    desk.click_containing("Volver al aspecto inicial");
    desk.wait_until_gone("Color de 220501");
    desk.click_containing("Abrir un aspecto…");
    desk.wait_for("Color de 220501");
    std::fs::read_to_string(&file).expect("the style was written")
}

#[test]
fn a_look_is_saved_for_qgis_and_opened_again() {
    let text = a_look_comes_back_from("distritos.qml");
    assert!(text.contains("categorizedSymbol"), "a style of QGIS");
}

#[test]
fn a_look_is_saved_for_map_servers_and_opened_again() {
    let text = a_look_comes_back_from("distritos.sld");
    assert!(text.contains("<ogc:Literal>220501</ogc:Literal>"), "{text}");
}
