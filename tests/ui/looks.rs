//! Letters from 80 to 300 %, colours, motion, and a window that is small for its letters.

use allpa_files::settings::Preferences;
use allpa_map::style::ThemeMode;
use egui::{Key, Modifiers, Rect};

use crate::desk::{Desk, LINE, TWO_DISTRICTS, ZONING};

/// The preferences, once `is_so` holds of them.
fn kept(desk: &mut Desk, is_so: impl Fn(&Preferences) -> bool) -> Preferences {
    for _ in 0..2000 {
        desk.rest();
        let kept = Preferences::in_folder(&desk.path("settings"));
        if is_so(&kept) {
            return kept;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("kept: {:?}", Preferences::in_folder(&desk.path("settings")));
}

#[test]
fn letters_follow_the_keys_and_the_menu_within_80_and_300_percent() {
    let mut desk = Desk::open(&[]);
    desk.press_with(Modifiers::COMMAND, Key::Plus);
    kept(&mut desk, |kept| (kept.text_scale - 1.1).abs() < 1e-3);
    desk.click_containing("Aspecto");
    desk.click_containing("Letra más pequeña");
    kept(&mut desk, |kept| (kept.text_scale - 1.0).abs() < 1e-3);
    assert!(desk.has("100 %"), "the menu stays open and says the size");
    for _ in 0..30 {
        desk.press_with(Modifiers::COMMAND, Key::Plus);
    }
    kept(&mut desk, |kept| kept.text_scale == 3.0);
    for _ in 0..40 {
        desk.press_with(Modifiers::COMMAND, Key::Minus);
    }
    kept(&mut desk, |kept| kept.text_scale == 0.8);
}

#[test]
fn colours_and_motion_are_chosen_and_kept() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.click_containing("Aspecto");
    desk.click_containing("Alto contraste");
    kept(&mut desk, |kept| kept.theme == ThemeMode::Contrast);
    assert!(desk.moves(), "as every system comes");
    desk.click_containing("Menos movimiento");
    kept(&mut desk, |kept| kept.less_motion == Some(true));
    assert!(!desk.moves());
    let mut desk = desk.close_and_open(&[]);
    desk.rest();
    assert!(!desk.moves());
    desk.click_containing("Aspecto");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
    desk.click_containing("Fondo oscuro");
    let kept = kept(&mut desk, |kept| kept.theme == ThemeMode::Dark);
    assert_eq!(kept.less_motion, Some(true), "another theme moves no more than the last");
    assert!(!desk.moves());
}

/// 1366×768 with letters of 200 %, in points, and the edge that the test's frame leaves.
const SMALL: [f32; 2] = [683.0 + 16.0, 384.0 + 16.0];

/// That every button lies within the width of the window, and none of the bar on top covers another.
fn assert_nothing_is_cut(desk: &Desk, place: &str) {
    let [width, _] = SMALL;
    let buttons = desk.buttons();
    for (name, rect) in &buttons {
        let is_within = rect.left() >= 0.0 && rect.right() <= width;
        assert!(is_within, "{place}: «{name}» at {rect:?}");
    }
    let in_bar = |rect: &Rect| rect.center().y < 50.0;
    let bar: Vec<_> = buttons.iter().filter(|(_, rect)| in_bar(rect)).collect();
    assert!(bar.len() >= 5, "{place}: {bar:?}");
    for (number, (name, rect)) in bar.iter().enumerate() {
        for (other, their) in &bar[number + 1..] {
            let is_apart = !rect.shrink(1.0).intersects(their.shrink(1.0));
            assert!(is_apart, "{place}: «{name}» {rect:?} lies on «{other}» {their:?}");
        }
    }
    let [map, _] = desk.map_size();
    assert!(map >= 200.0, "{place}: {map} points of map are left");
}

#[test]
fn nothing_is_cut_at_200_percent_on_a_small_screen() {
    let files =
        [("distritos.geojson", TWO_DISTRICTS), ("zee.geojson", ZONING), ("vias.geojson", LINE)];
    let mut desk = Desk::open(&files);
    desk.wait_for("3 capas");
    desk.resize(SMALL[0], SMALL[1]);
    for language in ["español", "English"] {
        desk.rest();
        assert_nothing_is_cut(&desk, language);
        assert!(desk.map_size()[0] < SMALL[0] - 300.0, "a side is open");
        let cards: &[&str] = match language {
            "English" => &["Corridor", "Here", "Draw", "Questions"],
            _ => &["Corredor", "Ficha", "Dibujar", "Preguntas"],
        };
        for card in cards {
            desk.click_last(card);
            desk.rest();
            assert_nothing_is_cut(&desk, card);
        }
        desk.press(Key::F1);
        assert_nothing_is_cut(&desk, "help");
        desk.press_with(Modifiers::COMMAND, Key::P);
        assert_nothing_is_cut(&desk, "paper");
        desk.press(Key::F9);
        assert_nothing_is_cut(&desk, "layers");
        assert!(desk.has("distritos"), "the layers stand where the cards stood");
        assert!(!desk.has("A4"), "one side at a time");
        desk.press(Key::F10);
        if language == "español" {
            desk.click_containing("Ayuda, impresión");
            desk.click_containing("EN");
            desk.press(Key::Escape);
        }
    }
}
