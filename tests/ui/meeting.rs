//! Meeting mode: one key in, one key out, and everything as before.

use egui::Key;

use crate::desk::{Desk, LINE, TWO_DISTRICTS};

fn desk_with_views() -> Desk {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("vias.geojson", LINE)]);
    desk.wait_for("2 capas");
    desk.save_two_views();
    desk
}

#[test]
fn the_map_fills_the_screen_and_escape_brings_everything_back() {
    let mut desk = desk_with_views();
    let (scale, size) = (desk.scale(), desk.map_size());
    let preferences = |desk: &Desk| std::fs::read(desk.path("settings/preferences.json")).ok();
    let before = preferences(&desk);
    desk.press(Key::F11);
    desk.rest();
    assert!(!desk.has("Guardar esta vista") && !desk.has("Buscar"), "no panel is left");
    // All of the window but the edge that the test's frame leaves around it.
    let [width, height] = desk.map_size();
    assert!(width >= 1350.0 && height >= 752.0, "{width} × {height}");
    desk.press(Key::PageDown);
    desk.wait_for("Vista 1");
    assert!(desk.has("1/2"));
    desk.press(Key::Space);
    desk.wait_for("2/2");
    desk.press(Key::ArrowLeft);
    desk.wait_for("1/2");
    desk.press(Key::Escape);
    desk.rest();
    assert_eq!((desk.scale(), desk.map_size()), (scale, size));
    assert!(desk.has("Guardar esta vista"), "the panels are back");
    assert_eq!(preferences(&desk), before, "no preference was changed");
}

#[test]
fn what_the_marker_draws_stays_and_is_taken_back() {
    let mut desk = desk_with_views();
    desk.press(Key::F11);
    desk.rest();
    desk.press(Key::M);
    desk.wait_for("Plumón");
    assert!(desk.has("sin trazos"));
    desk.drag_map([0.4, 0.4], [0.6, 0.5]);
    desk.wait_for("1 trazo");
    desk.press(Key::Num2);
    desk.drag_map([0.4, 0.6], [0.6, 0.6]);
    desk.wait_for("2 trazos");
    desk.press(Key::Z);
    desk.wait_for("1 trazo");
    desk.press(Key::PageDown);
    desk.wait_for("1/2");
    assert!(desk.has("1 trazo"), "the stroke is on the ground, not on the screen");
    desk.press(Key::E);
    desk.wait_for("sin trazos");
}

#[test]
fn blank_frozen_clock_and_keys_answer_to_their_keys() {
    let mut desk = desk_with_views();
    desk.press(Key::F11);
    desk.rest();
    desk.press(Key::B);
    desk.wait_for("Pantalla en negro");
    desk.press(Key::Escape);
    desk.wait_until_gone("Pantalla en negro");
    desk.press(Key::F);
    desk.wait_for("Mapa fijo");
    desk.press(Key::PageDown);
    assert!(!desk.has("1/2"), "a map that is held shows no other view");
    desk.press(Key::F);
    desk.wait_until_gone("Mapa fijo");
    desk.press(Key::T);
    desk.wait_for("00:0");
    desk.type_text("?");
    desk.wait_for("Teclas de la reunión");
    desk.press(Key::Escape);
    desk.wait_until_gone("Teclas de la reunión");
    desk.press(Key::F11);
    desk.wait_for("Guardar esta vista");
}
