//! Meeting mode: one key in, one key out, and everything as before.

use egui::{Key, Modifiers, Pos2};

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

/// A stroke with the marker: from, to, shares of width and height.
type Stroke = [[f32; 2]; 2];

/// Three strokes of a minute, none of another minute at the same place.
fn strokes_of(minute: usize) -> [Stroke; 3] {
    let (x, y) = (0.2 + 0.02 * (minute % 15) as f32, 0.25 + 0.05 * (minute % 7) as f32);
    [[x, y], [x + 0.03, y + 0.12], [x + 0.06, y + 0.21]].map(|[x, y]| [[x, y], [x + 0.2, y + 0.1]])
}

/// What a minute has besides strokes.
fn part_of(desk: &mut Desk, minute: usize) {
    match minute % 6 {
        0 => {
            desk.press(Key::S);
            desk.wait_for("Foco");
            desk.hover_map([0.3, 0.6]);
            desk.press(Key::Escape);
            desk.wait_until_gone("Foco");
        }
        1 => {
            desk.press(Key::B);
            desk.wait_for("Pantalla en negro");
            desk.press(Key::B);
            desk.wait_until_gone("Pantalla en negro");
        }
        2 => {
            // Held still, neither hand nor keys move it.
            desk.press(Key::F);
            desk.wait_for("Mapa fijo");
            let before = desk.strokes();
            desk.drag_map([0.6, 0.6], [0.3, 0.4]);
            desk.press(Key::Plus);
            desk.press(Key::PageDown);
            assert_eq!(desk.strokes(), before);
            desk.press(Key::F);
            desk.wait_until_gone("Mapa fijo");
        }
        3 => {
            desk.press(Key::T);
            desk.press(Key::L);
            desk.press(Key::C);
            desk.press(Key::T);
        }
        4 => {
            desk.type_text("?");
            desk.wait_for("Teclas de la reunión");
            desk.press(Key::Escape);
            desk.wait_until_gone("Teclas de la reunión");
        }
        _ => {
            desk.press(Key::A);
            desk.wait_for("Qué se acuerda");
            desk.type_text(&format!("Acuerdo del minuto {minute}"));
            desk.chord(Modifiers::COMMAND, Key::Enter);
            desk.wait_until_gone("Qué se acuerda");
        }
    }
}

/// Whether a painted line goes through all these places, to a pixel.
fn is_line(painted: &[Pos2], places: &[Pos2]) -> bool {
    let on = |place: &Pos2| painted.iter().any(|at| at.distance(*place) < 1.0);
    places.iter().all(on)
}

/// How many places each stroke has that the plan of the desk keeps.
fn kept_strokes(desk: &Desk) -> Vec<usize> {
    let path = desk.path("plan.gpkg");
    assert_eq!(allpa_files::plan_file::verify(&path).expect("looked at"), []);
    let file = allpa_files::plan_file::PlanFile::open_beside(&path).expect("a plan");
    let plan = file.load().expect("readable").plan;
    let layer = plan.layers.iter().find(|layer| layer.title.starts_with("Trazos")).expect("kept");
    let strokes = file.features(layer, &()).expect("readable").expect("in the file");
    (0..strokes.len()).map(|row| strokes.shapes().feature_coords(row).len()).collect()
}

/// Half an hour at a faster pace: each minute another view, three strokes in it, one more on the map
/// moved by hand and keys, and a part that comes and goes.
#[test]
fn a_meeting_of_thirty_minutes_drops_no_ink() {
    let mut desk = desk_with_views();
    desk.save_plan();
    desk.press(Key::F11);
    desk.rest();
    let mut drawn: [Vec<Vec<Pos2>>; 2] = Default::default();
    for minute in 0..30 {
        let view = minute % 2;
        desk.press(Key::PageDown);
        desk.wait_for(&format!("{}/2", view + 1));
        desk.rest();
        desk.press(Key::M);
        desk.wait_for("Plumón");
        desk.press([Key::Num1, Key::Num2, Key::Num3, Key::Num4][minute % 4]);
        for [from, to] in strokes_of(minute) {
            drawn[view].push(desk.dragged(from, to));
            desk.drag_map(from, to);
        }
        desk.press(Key::M);
        desk.wait_until_gone("Plumón");
        desk.drag_map([0.5, 0.5], [0.45, 0.56]);
        desk.press(if minute % 3 == 0 { Key::Minus } else { Key::Plus });
        desk.press(Key::M);
        desk.drag_map([0.3, 0.7], [0.5, 0.6]);
        // One too many, and taken back.
        desk.drag_map([0.5, 0.7], [0.6, 0.7]);
        desk.press(Key::Z);
        desk.press(Key::M);
        part_of(&mut desk, minute);
        desk.wait_for(&format!("{} trazos", (minute + 1) * 4));
    }
    assert!(desk.has("5 acuerdos"));
    for (view, drawn) in drawn.iter().enumerate() {
        desk.press(Key::PageDown);
        desk.wait_for(&format!("{}/2", view + 1));
        desk.rest();
        let painted = desk.strokes();
        assert_eq!(painted.len(), 120);
        let lost = drawn.iter().filter(|stroke| !painted.iter().any(|line| is_line(line, stroke)));
        assert_eq!(lost.count(), 0, "all strokes lie on their ground in view {}", view + 1);
    }

    desk.press(Key::F11);
    desk.wait_for("La reunión dejó 120 trazos");
    desk.click_containing("Guardar los trazos");
    desk.wait_for("Trazos de la reunión del");
    desk.wait_until_gone("Guardar los trazos");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("Trazos de la reunión del");
    desk.rest();
    assert_eq!(kept_strokes(&desk), [5; 120], "five places each");
    desk.chord(Modifiers::COMMAND, Key::Z);
    desk.wait_until_gone("Trazos de la reunión del");
    desk.chord(Modifiers::COMMAND, Key::Y);
    desk.wait_for("Trazos de la reunión del");
}

/// The smallest projector: nothing in a meeting is written smaller than 24 pixels, whatever size of
/// letters is liked.
#[test]
fn everything_in_a_meeting_is_read_from_the_last_row() {
    let mut desk = desk_with_views();
    desk.resize(1024.0, 768.0);
    desk.click_containing("Preguntas");
    desk.click_containing("¿Quién limita con quién?");
    desk.rest();
    for smaller in [false, true] {
        if smaller {
            desk.chord(Modifiers::COMMAND, Key::Minus);
            desk.chord(Modifiers::COMMAND, Key::Minus);
            desk.rest();
        }
        desk.press(Key::F11);
        desk.rest();
        desk.press(Key::PageDown);
        for key in [Key::T, Key::M, Key::S, Key::F] {
            desk.press(key);
        }
        let check = |desk: &Desk, part: &str| {
            let (size, text) = desk.smallest_letters();
            assert!(size >= 24.0, "{part}, {smaller}: {size} pixels: {text}");
        };
        desk.wait_for("¿Quién limita con quién?");
        check(&desk, "map, legend, figures");
        desk.type_text("?");
        desk.wait_for("Teclas de la reunión");
        check(&desk, "keys");
        desk.press(Key::Escape);
        desk.press(Key::A);
        desk.wait_for("Qué se acuerda");
        desk.chord(Modifiers::COMMAND, Key::Enter);
        desk.wait_for("Escriba qué se acuerda.");
        check(&desk, "agreement");
        desk.press(Key::Escape);
        desk.press(Key::F11);
        desk.rest();
    }
    let (size, _) = desk.smallest_letters();
    assert!(size < 12.0, "the letters liked are back: {size}");
}
