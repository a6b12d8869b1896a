//! Selecting, measuring, going places, comparing.

use egui::{Event, Key, Modifiers, PointerButton};

use crate::desk::{Desk, LINE, TWO_DISTRICTS, ZONING};

const CTRL: Modifiers = Modifiers { command: true, ctrl: true, ..Modifiers::NONE };

fn districts() -> Desk {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.rest();
    desk
}

#[test]
fn a_box_selects_and_keys_add_and_take_out() {
    let mut desk = districts();
    desk.drag_map_with(CTRL, [0.3, 0.45], [0.35, 0.5]);
    desk.wait_for("1 entidad");
    // 22.1 by 22.1 km, as the click on the district says.
    desk.wait_for("48\u{2009}9");
    desk.drag_map_with(CTRL | Modifiers::SHIFT, [0.6, 0.45], [0.65, 0.5]);
    desk.wait_for("2 entidades");
    desk.drag_map_with(CTRL | Modifiers::ALT, [0.3, 0.45], [0.35, 0.5]);
    desk.wait_for("1 entidad");
    desk.press(Key::Escape);
    desk.wait_until_gone("Quitar la selección");
}

#[test]
fn a_click_with_ctrl_adds_and_takes_out() {
    let mut desk = districts();
    desk.drag_map_with(CTRL, [0.3, 0.45], [0.3, 0.45]);
    desk.wait_for("1 entidad");
    desk.drag_map_with(CTRL, [0.6, 0.45], [0.6, 0.45]);
    desk.wait_for("2 entidades");
    desk.drag_map_with(CTRL, [0.3, 0.45], [0.3, 0.45]);
    desk.wait_for("1 entidad");
    let far = desk.scale();
    desk.press_with(CTRL, Key::J);
    desk.rest();
    assert_ne!(desk.scale(), far, "what is selected fills the map");
}

#[test]
fn an_outline_selects_what_it_touches() {
    let mut desk = districts();
    desk.click_containing("Seleccionar con un polígono");
    desk.wait_for("Clic agrega un vértice");
    for at in [[0.3, 0.45], [0.35, 0.45], [0.33, 0.5]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Quitar la selección");
    assert!(desk.has("1 entidad"));
    desk.click_containing("Invertir la selección");
    desk.rest();
    assert!(desk.has("1 entidad"));
}

#[test]
fn a_condition_and_a_location_select() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("vias.geojson", LINE)]);
    desk.wait_for("2 capas");
    desk.open_menu_of("distritos");
    desk.click_containing("Abrir la tabla");
    desk.click_containing("Seleccionar por atributos");
    desk.wait_for("Por sus atributos");
    desk.type_in("Por sus atributos", "NOMBDIST = 'Tabalosos'");
    desk.press(Key::Enter);
    desk.wait_for("1 seleccionada");
    desk.click_containing("Invertir");
    desk.click_containing("Todo");
    desk.wait_for("2 seleccionadas");
}

#[test]
fn a_relation_to_another_layer_selects() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("vias.geojson", LINE)]);
    desk.wait_for("2 capas");
    desk.click_containing("Seleccionar por atributos");
    desk.wait_for("Por su ubicación");
    desk.choose("Elija una capa", "distritos");
    desk.click_last("Seleccionar");
    desk.wait_for("1 entidad");
    // The road: 0.1° of longitude at 6.5° S.
    desk.wait_for("11.06 km");
    desk.choose("tocan", "no tocan");
    desk.click_last("Seleccionar");
    desk.wait_until_gone("11.06 km");
    desk.choose("no tocan", "están cerca de");
    desk.click_last("Seleccionar");
    desk.wait_for("11.06 km");
}

#[test]
fn the_selection_becomes_a_layer_and_a_file() {
    let mut desk = districts();
    desk.drag_map_with(CTRL, [0.3, 0.45], [0.35, 0.5]);
    desk.wait_for("Añadir lo seleccionado");
    desk.click_containing("Añadir lo seleccionado");
    desk.wait_for("Selección de distritos");
    desk.wait_for("2 capas");
    let file = desk.path("elegidos.geojson");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar lo seleccionado");
    desk.wait_for("Se guardó");
    let text = std::fs::read_to_string(&file).expect("the file was written");
    assert!(text.contains("Lamas") && !text.contains("Tabalosos"), "{text}");
}

#[test]
fn a_path_is_measured_while_it_is_drawn() {
    let mut desk = districts();
    desk.hover_map([0.5, 0.5]);
    desk.press(Key::M);
    desk.wait_for("Medir");
    desk.click_map([0.4, 0.4]);
    desk.hover_map([0.5, 0.4]);
    desk.wait_for("Azimut");
    assert!(desk.has("90.0°"), "due east");
    desk.click_map([0.5, 0.4]);
    desk.click_map([0.5, 0.6]);
    desk.wait_for("Perímetro");
    desk.double_click_map([0.4, 0.6]);
    desk.wait_for(" ha");
    // It stays when the hand leaves, and steps back.
    desk.hover_map([0.9, 0.9]);
    assert!(desk.has("Perímetro"));
    for _ in 0..6 {
        desk.press(Key::Escape);
    }
    desk.wait_until_gone("Azimut");
}

#[test]
fn typed_coordinates_are_gone_to() {
    let mut desk = districts();
    desk.type_in_search("18L 327000 9281000");
    desk.wait_for("WGS 84 / UTM 18S · 327\u{2009}000 E 9\u{2009}281\u{2009}000 N");
    desk.press(Key::Enter);
    desk.wait_until_gone("WGS 84 / UTM 18S ·");
    desk.wait_for("1:100\u{2009}000");
    desk.type_in_search("327000 9281000");
    desk.wait_for("la zona no está escrita");
    assert!(desk.has("UTM 18S") && desk.has("UTM 19S"));
}

#[test]
fn the_map_goes_back_and_forward() {
    let mut desk = districts();
    let there = desk.scale();
    desk.pass_seconds(1.0);
    desk.click_last("+");
    desk.pass_seconds(1.0);
    let closer = desk.scale();
    assert_ne!(there, closer);
    desk.hover_map([0.5, 0.5]);
    let button = |pressed| {
        let pos = egui::pos2(683.0, 384.0);
        let button = PointerButton::Extra1;
        Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE }
    };
    desk.event(button(true));
    desk.event(button(false));
    desk.rest();
    assert_eq!(desk.scale(), there);
    desk.press_with(Modifiers::ALT, Key::ArrowRight);
    desk.rest();
    assert_eq!(desk.scale(), closer);
}

#[test]
fn views_are_saved_and_stepped_through() {
    let mut desk = districts();
    desk.click_containing("Vistas guardadas");
    desk.wait_for("Guarde lo que muestra el mapa");
    let far = desk.scale();
    desk.click_containing("Guardar esta vista");
    desk.wait_for("Mostrar Vista 1");
    desk.click_last("+");
    desk.click_containing("Ocultar distritos");
    desk.click_containing("Guardar esta vista");
    desk.wait_for("Mostrar Vista 2");
    desk.hover_map([0.9, 0.2]);
    desk.press(Key::PageUp);
    desk.wait_for("Ocultar distritos");
    assert_eq!(desk.scale(), far);
    desk.press(Key::Num2);
    desk.wait_for("Mostrar distritos");
    assert_ne!(desk.scale(), far);
    desk.click_containing("Quitar Vista 2");
    desk.wait_until_gone("Mostrar Vista 2");
}

#[test]
fn two_sets_of_layers_are_compared() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("zee.geojson", ZONING)]);
    desk.wait_for("2 capas");
    desk.rest();
    desk.click_map([0.6, 0.4]);
    desk.wait_for("Zonas productivas");
    desk.click_containing("Comparar dos juegos");
    desk.wait_for("Capas del lado B");
    desk.rest();
    // Right of the divider the zoning is hidden: only the district answers.
    desk.click_map([0.7, 0.4]);
    desk.wait_for("Tabalosos");
    desk.wait_until_gone("COD_ZEE");
    desk.click_map([0.3, 0.4]);
    desk.wait_for("COD_ZEE");
    desk.drag_map([0.5, 0.5], [0.2, 0.5]);
    desk.click_map([0.3, 0.4]);
    desk.wait_until_gone("COD_ZEE");
    desk.click_containing("Cerrar la comparación");
    desk.click_map([0.3, 0.4]);
    desk.wait_for("COD_ZEE");
}

#[test]
fn the_overview_shows_where_the_map_is() {
    let mut desk = districts();
    desk.click_containing("mapa de ubicación");
    desk.wait_for("Mapa de ubicación");
    desk.rest();
}
