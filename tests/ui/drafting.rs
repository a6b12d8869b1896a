//! Every tool with which proposals are drawn and changed, by mouse and by keyboard alone.
//!
//! | tool | by mouse | by keyboard |
//! |---|---|---|
//! | point | here | here |
//! | line, polygon | `plan` | `plan`, `help`, here |
//! | snapping | `plan` | here |
//! | tracing | `plan` | `plan` |
//! | typed positions and bearings | `plan` | here |
//! | table of corners | `plan` | here |
//! | vertices moved, added, taken away | `plan` | here |
//! | vertices that proposals share | `plan` | here |
//! | split, merge, hole | `plan` | here |
//! | cut by a selection or a proposal | `plan` | here |
//! | parallel, widen, narrow | here | here |
//! | kept inside an outline | here | here |
//! | attributes | `projects` | `projects`, here |

use allpa_geom::{Meters, measure};
use allpa_model::plan::{Drawn, Offset};
use egui::{Event, Key, Modifiers};

use crate::desk::Desk;
use crate::plan::{first_drawn, hectares, kept, place, shared, with_plan, with_shared_border};

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);

/// Goes to a control by keyboard and presses it.
fn press_by_keys(desk: &mut Desk, name: &str) {
    desk.tab_to(name);
    desk.press(Key::Enter);
}

/// Takes a tool by keyboard and types the corners of what it draws.
fn draw_by_keys(desk: &mut Desk, tool: &str, corners: &[&str]) {
    press_by_keys(desk, tool);
    type_corners(desk, corners);
}

fn type_corners(desk: &mut Desk, corners: &[&str]) {
    desk.tab_to("O escriba la posición");
    for corner in corners {
        desk.type_text(corner);
        desk.press(Key::Enter);
    }
}

/// The drafting card with one polygon over both districts, drawn by keyboard: longitudes -76.55 to
/// -76.45, latitudes -6.52 to -6.46.
fn with_polygon_by_keys() -> Desk {
    let mut desk = with_plan();
    press_by_keys(&mut desk, "Dibujar");
    let corners = ["-6.52, -76.55", "-6.52, -76.45", "-6.46, -76.45", "-6.46, -76.55"];
    draw_by_keys(&mut desk, "Polígono", &corners);
    press_by_keys(&mut desk, "Terminar");
    desk.wait_for("Área de conservación 1");
    desk.rest();
    desk
}

/// The first vertex of the first proposal.
fn first_vertex(desk: &mut Desk) -> [f64; 2] {
    first_drawn(desk)[0]
}

#[test]
fn a_point_is_drawn_by_mouse() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Punto");
    desk.click_map([0.4, 0.6]);
    desk.wait_for("Propuestas: puntos");
    let [longitude, _] = first_vertex(&mut desk);
    assert!((-76.7..-76.5).contains(&longitude));
}

#[test]
fn a_point_is_drawn_snapped_described_and_moved_by_keyboard() {
    let mut desk = with_plan();
    press_by_keys(&mut desk, "Dibujar");
    press_by_keys(&mut desk, "Punto");
    // The cross stands on the border between the districts, and catches it.
    desk.press(Key::F6);
    desk.press(Key::Space);
    desk.wait_for("Propuestas: puntos");
    assert!((first_vertex(&mut desk)[0] + 76.5).abs() < 1e-12, "on the border");
    desk.tab_to("Nombre");
    desk.press_with(Modifiers::COMMAND, Key::A);
    desk.type_text("Puente");
    desk.press(Key::Enter);
    assert_eq!(kept(&mut desk)[0].0, "Puente");
    press_by_keys(&mut desk, "Vértice siguiente");
    desk.tab_to("Mover a");
    desk.type_text("-6.45, -76.6");
    desk.press(Key::Enter);
    assert_eq!(first_vertex(&mut desk), [-76.6, -6.45]);
    desk.chord(UNDO.0, UNDO.1);
    assert!((first_vertex(&mut desk)[0] + 76.5).abs() < 1e-12, "one step");
}

#[test]
fn vertices_are_moved_added_and_taken_away_by_keyboard() {
    let mut desk = with_polygon_by_keys();
    press_by_keys(&mut desk, "Vértice siguiente");
    desk.wait_for("Vértice 1 de 4");
    let before = first_vertex(&mut desk);
    desk.tab_to("Mover a");
    desk.type_text("N 90° O 2 km");
    desk.wait_for("Azimut 270.0000°");
    desk.press(Key::Enter);
    let moved = first_vertex(&mut desk);
    let far = measure::distance(before, moved).value();
    assert!((far - 2_000.0).abs() < 1e-3 && moved[0] < before[0], "{far} m");
    // The cross takes it to the middle of the map, and what lies there catches it.
    desk.press(Key::F6);
    desk.press(Key::Space);
    let placed = first_vertex(&mut desk);
    assert!((placed[0] + 76.5).abs() < 1e-12 && placed != moved, "{placed:?}");
    let count = |desk: &mut Desk| first_drawn(desk).len();
    press_by_keys(&mut desk, "Agregar vértice");
    desk.wait_for("Vértice 2 de 5");
    assert_eq!(count(&mut desk), 6);
    press_by_keys(&mut desk, "Quitar vértice");
    assert_eq!(count(&mut desk), 5);
    for expected in [6, 5] {
        desk.chord(UNDO.0, UNDO.1);
        assert_eq!(count(&mut desk), expected);
    }
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(first_vertex(&mut desk), moved, "each is one step");
}

#[test]
fn a_vertex_that_two_proposals_share_is_moved_by_keyboard() {
    let mut desk = with_shared_border();
    let before = shared(&mut desk);
    for _ in 0..4 {
        press_by_keys(&mut desk, "Vértice siguiente");
    }
    desk.wait_for("Vértice 4 de 5");
    desk.tab_to("Mover a");
    desk.type_text("S 1 km");
    desk.press(Key::Enter);
    let moved = shared(&mut desk);
    assert!(moved[0] != before[0] && moved[0] == moved[1], "no gap is left: {moved:?}");
    desk.tab_to("Mover también las vecinas");
    desk.press(Key::Space);
    desk.tab_to("Mover a");
    desk.type_text("S 1 km");
    desk.press(Key::Enter);
    let alone = shared(&mut desk);
    assert!(alone[0] != moved[0] && alone[1] == moved[1], "{alone:?}");
}

#[test]
fn a_polygon_is_split_merged_and_cut_by_keyboard() {
    let mut desk = with_polygon_by_keys();
    let whole = hectares(&kept(&mut desk));
    press_by_keys(&mut desk, "Dividir con una línea");
    type_corners(&mut desk, &["-6.48, -76.6", "-6.50, -76.4"]);
    press_by_keys(&mut desk, "Terminar");
    desk.wait_for("Área de conservación 1 (2)");
    let pieces = kept(&mut desk);
    assert!(pieces.len() == 2 && (hectares(&pieces) - whole).abs() < 1e-5);
    press_by_keys(&mut desk, "Unir con…");
    desk.tab_to_button("Área de conservación 1 (2)");
    desk.press(Key::Enter);
    desk.wait_until_gone("Área de conservación 1 (2)");
    let one = kept(&mut desk);
    assert!(one.len() == 1 && (hectares(&one) - whole).abs() < 1e-5);
    press_by_keys(&mut desk, "Cortar un hueco");
    type_corners(&mut desk, &["-6.50, -76.52", "-6.50, -76.51", "-6.49, -76.51"]);
    press_by_keys(&mut desk, "Terminar");
    desk.wait_for("Rellenar huecos");
    assert!(hectares(&kept(&mut desk)) < whole - 50.0);
    press_by_keys(&mut desk, "Rellenar huecos");
    desk.wait_until_gone("Rellenar huecos");
    assert!((hectares(&kept(&mut desk)) - whole).abs() < 1e-5);
    // Another one over its corner takes its land.
    let corners = ["-6.48, -76.47", "-6.48, -76.40", "-6.40, -76.40", "-6.40, -76.47"];
    draw_by_keys(&mut desk, "Polígono", &corners);
    press_by_keys(&mut desk, "Terminar");
    desk.wait_for("Área de conservación 2");
    let other = kept(&mut desk)[1].1.area().expect("a polygon").value();
    press_by_keys(&mut desk, "Recortar con…");
    desk.tab_to_button("Área de conservación 1");
    desk.press(Key::Enter);
    let left = kept(&mut desk)[1].1.area().expect("a polygon").value();
    assert!(left < other - 100.0, "{left} of {other} ha");
}

#[test]
fn a_table_of_corners_is_pasted_by_keyboard() {
    let mut desk = with_plan();
    press_by_keys(&mut desk, "Dibujar");
    press_by_keys(&mut desk, "Dictar vértices");
    desk.tab_to("Cuadro de vértices");
    let table = "1\t330000\t9280000\n2\t331000\t9280000\n3\t331000\t9281000\n4\t330000\t9281000\n";
    desk.event(Event::Paste(table.to_owned()));
    desk.wait_for("4 vértices");
    press_by_keys(&mut desk, "Crear la propuesta");
    desk.wait_for("Área de conservación 1");
    let land = hectares(&kept(&mut desk));
    assert!((land - 100.0).abs() < 0.1, "{land} ha");
}

/// Farthest that a vertex of the second shape lies off `meters` from the first.
fn off(shapes: &[(String, Drawn)], meters: f64) -> f64 {
    let [(_, axis), (_, beside)] = shapes else { panic!("two: {shapes:?}") };
    let vertices = beside.rings().concat();
    let far = vertices.iter().map(|at| {
        let (_, distance) = axis.offset_to(*at).expect("a line");
        (distance.value() - meters).abs()
    });
    far.fold(0.0, f64::max)
}

#[test]
fn a_parallel_is_typed_pulled_and_undone_in_one_step() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    for at in [[0.3, 0.5], [0.5, 0.45], [0.7, 0.5]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Corredor 1");
    desk.click_containing("Paralela…");
    desk.type_in_number("Distancia", "500");
    desk.click_containing("A la derecha");
    desk.rest();
    desk.wait_for("quedaría");
    desk.click_containing("Aceptar");
    desk.wait_for("Corredor 1 (desplazada)");
    let both = kept(&mut desk);
    assert!(off(&both, 500.0) < 1.25, "a quarter of a per cent: {} m", off(&both, 500.0));
    let south = |shape: &Drawn| shape.bounds().expect("placed").min[1];
    assert!(south(&both[1].1) < south(&both[0].1), "to the right is south");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_until_gone("Corredor 1 (desplazada)");
    assert_eq!(kept(&mut desk).len(), 1, "one step");
    // The axis is pulled to where the parallel is to lie, and then clicked elsewhere.
    let [x, y] = [0.4, 0.475];
    desk.click_map([x, y]);
    desk.rest();
    desk.click_containing("Paralela…");
    desk.rest();
    desk.drag_map([x, y], [x, y - 0.1]);
    let pulled = desk.number("Distancia");
    assert!(pulled > 500.0, "{pulled} m");
    desk.click_map([x, y + 0.05]);
    let clicked = desk.number("Distancia");
    assert!(clicked < pulled && clicked > 100.0, "{clicked} m");
    desk.rest();
    desk.press(Key::Enter);
    desk.wait_for("Corredor 1 (desplazada)");
    let both = kept(&mut desk);
    assert!(off(&both, clicked) < 0.0025 * clicked);
    assert!(south(&both[1].1) < south(&both[0].1), "the click lay south");
}

#[test]
fn a_polygon_is_widened_and_narrowed_by_keyboard() {
    let mut desk = with_polygon_by_keys();
    let (_, own) = kept(&mut desk).remove(0);
    press_by_keys(&mut desk, "Ampliar o reducir…");
    desk.type_in_number("Distancia", "300");
    desk.rest();
    press_by_keys(&mut desk, "Aceptar");
    desk.wait_until_gone("Aceptar");
    let (_, wider) = kept(&mut desk).remove(0);
    assert_eq!(Ok(&wider), own.offset(Offset::Wider, Meters::new(300.0)).as_ref());
    // The perimeter times the distance, and a circle at the corners.
    let area = |shape: &Drawn| shape.area().expect("a polygon").value();
    let perimeter = measure::line_length(own.rings()[0]).value();
    let more = (perimeter * 300.0 + std::f64::consts::PI * 300.0 * 300.0) / 1e4;
    let found = area(&wider) - area(&own);
    assert!((found / more - 1.0).abs() < 0.0025, "{found} of {more} ha");
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(kept(&mut desk)[0].1, own, "one step, bit for bit");
    press_by_keys(&mut desk, "Ampliar o reducir…");
    desk.tab_to("Reducir");
    desk.press(Key::Space);
    desk.type_in_number("Distancia", "9000");
    desk.rest();
    desk.wait_for("no queda nada");
    assert!(!desk.has("Aceptar"));
    desk.press(Key::Escape);
    desk.press(Key::Escape);
    desk.wait_until_gone("no queda nada");
    assert_eq!(kept(&mut desk)[0].1, own);
}

/// The westernmost longitude of what is drawn.
fn west(shapes: &[(String, Drawn)]) -> f64 {
    let bounds = shapes.iter().filter_map(|(_, shape)| shape.bounds());
    bounds.map(|bounds| bounds.min[0]).fold(f64::INFINITY, f64::min)
}

#[test]
fn what_is_drawn_and_dragged_stays_inside_the_selected_district() {
    let mut desk = with_plan();
    desk.click_map([0.7, 0.5]);
    desk.wait_for("220502");
    desk.click_containing("Dibujar");
    desk.click_containing("Polígono");
    desk.choose("Sin límite", "Tabalosos");
    for at in [[0.4, 0.45], [0.6, 0.45], [0.6, 0.6], [0.4, 0.6]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Área de conservación 1");
    let drawn = kept(&mut desk);
    assert!((west(&drawn) + 76.5).abs() < 1e-12, "the border is shared: {}", west(&drawn));
    let corner = place(&desk, [-76.5, -6.5]);
    // A corner is pulled over the border, and cut off again.
    let ring = drawn[0].1.rings()[0].to_vec();
    let on_border = ring.iter().position(|at| (at[0] + 76.5).abs() < 1e-9).expect("a corner");
    let at = ring[on_border].map(|value| value as f32);
    desk.drag_map(place(&desk, at), [corner[0] - 0.1, place(&desk, at)[1] - 0.05]);
    let dragged = kept(&mut desk);
    assert_ne!(dragged, drawn);
    assert!((west(&dragged) + 76.5).abs() < 1e-12, "{}", west(&dragged));
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(kept(&mut desk), drawn, "one step");
    // What lies outside as a whole stays in the hand, and is told.
    desk.click_containing("Polígono");
    for at in [[0.2, 0.45], [0.3, 0.45], [0.3, 0.55]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Queda toda fuera de Tabalosos");
    assert_eq!(kept(&mut desk).len(), 1);
    desk.choose("Tabalosos", "Sin límite");
    desk.click_containing("Terminar");
    desk.wait_for("Área de conservación 2");
    assert_eq!(kept(&mut desk).len(), 2);
}

#[test]
fn a_proposal_is_cut_to_a_district_by_keyboard() {
    let mut desk = with_plan();
    // The cross goes to the district in the east, and selects it.
    desk.press(Key::F6);
    desk.press(Key::ArrowRight);
    desk.press(Key::Space);
    desk.wait_for("220502");
    press_by_keys(&mut desk, "Dibujar");
    let corners = ["-6.52, -76.55", "-6.52, -76.45", "-6.46, -76.45", "-6.46, -76.55"];
    draw_by_keys(&mut desk, "Polígono", &corners);
    press_by_keys(&mut desk, "Terminar");
    desk.wait_for("Área de conservación 1");
    let whole = kept(&mut desk);
    desk.choose_by_keys("Mantener dentro de", "Tabalosos");
    assert_eq!(kept(&mut desk), whole, "a choice is no change");
    press_by_keys(&mut desk, "Recortar lo que queda fuera");
    let cut = kept(&mut desk);
    assert!((west(&cut) + 76.5).abs() < 1e-12);
    assert!((hectares(&cut) / hectares(&whole) - 0.5).abs() < 1e-6, "half of it");
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(kept(&mut desk), whole);
    // A table of corners is kept inside too.
    press_by_keys(&mut desk, "Cambiar con un cuadro");
    press_by_keys(&mut desk, "Cambiar la propuesta");
    let again = kept(&mut desk);
    assert!((hectares(&again) / hectares(&whole) - 0.5).abs() < 1e-4, "{}", hectares(&again));
}
