//! The sheet laid out by hand and by keys, kept in the plan, and printed as shown.

use std::path::Path;
use std::process::Command;

use egui::{Key, Modifiers, Rect, vec2};

use crate::desk::{Desk, TWO_DISTRICTS};

/// Width of the map on an A3 sheet that lies, in millimetres: the template's.
const MAP_MM: f32 = 420.0 - 0.22 * 420.0 - 2.0 * 8.0 - 2.0 * 6.0;

fn laid_out() -> Desk {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    lay_out(&mut desk);
    desk
}

/// Shows the sheet, lying, with its pieces.
fn lay_out(desk: &mut Desk) {
    desk.press_with(Modifiers::COMMAND, Key::P);
    desk.wait_for("Acomodar la lámina");
    desk.choose("Como el mapa", "Echado");
    desk.click_containing("Acomodar la lámina");
    desk.wait_for("Pieza: Leyenda");
    desk.rest();
}

/// Where a piece stands: its control reaches 3 points farther.
fn piece(desk: &Desk, name: &str) -> Rect {
    desk.area_of(&format!("Pieza: {name}")).shrink(3.0)
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.6
}

/// Left and top of a word on the last page, in millimetres.
fn word(file: &Path, said: &str) -> Option<[f64; 2]> {
    let output = Command::new("pdftotext").arg("-bbox").arg(file).arg("-").output();
    let text = String::from_utf8(output.expect("poppler-utils is installed").stdout).ok()?;
    let last = text.rsplit("<page").next()?;
    let line = last.lines().find(|line| line.contains(&format!(">{said}<")))?;
    let number = |name: &str| -> Option<f64> {
        line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    Some([number("xMin")? / 72.0 * 25.4, number("yMin")? / 72.0 * 25.4])
}

#[test]
fn a_piece_is_dragged_held_by_a_guide_and_taken_back() {
    let mut desk = laid_out();
    let (map, before) = (piece(&desk, "Mapa"), piece(&desk, "Leyenda"));
    // Its left side comes to 4 points from the frame of the map, which takes it; its height is free.
    let by = vec2(map.left() + 4.0 - before.left(), 33.0);
    desk.drag_between(before.center(), before.center() + by);
    desk.rest();
    let after = piece(&desk, "Leyenda");
    assert!(near(after.left(), map.left()), "{after:?} at {map:?}");
    assert!((after.top() - before.top() - 33.0).abs() < 7.0, "{before:?} {after:?}");
    assert!(near(after.width(), before.width()), "moved whole");
    // By its right side it grows.
    let side = after.right_center() - vec2(2.0, 0.0);
    desk.drag_between(side, side + vec2(51.0, 0.0));
    desk.rest();
    let wide = piece(&desk, "Leyenda");
    assert!((wide.width() - after.width() - 51.0).abs() < 7.0, "{after:?} {wide:?}");
    assert!(near(wide.left(), after.left()));
    // Two gestures, two steps.
    desk.press_with(Modifiers::COMMAND, Key::Z);
    desk.rest();
    assert!(near(piece(&desk, "Leyenda").width(), after.width()));
    desk.press_with(Modifiers::COMMAND, Key::Z);
    desk.rest();
    let back = piece(&desk, "Leyenda");
    assert!(near(back.left(), before.left()) && near(back.top(), before.top()), "{back:?}");
    desk.press_with(Modifiers::COMMAND, Key::Y);
    desk.rest();
    assert!(near(piece(&desk, "Leyenda").left(), map.left()));
    desk.click_containing("Restablecer");
    desk.rest();
    assert!(near(piece(&desk, "Leyenda").left(), before.left()), "the template");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
}

#[test]
fn keys_move_pieces_by_millimetres_and_the_plan_prints_what_was_shown() {
    let mut desk = laid_out();
    let scale = piece(&desk, "Mapa").width() / MAP_MM;
    let before = piece(&desk, "Leyenda");
    desk.tab_to("Pieza: Leyenda");
    desk.press_with(Modifiers::SHIFT, Key::ArrowLeft);
    desk.press_with(Modifiers::SHIFT, Key::ArrowLeft);
    for _ in 0..3 {
        desk.press(Key::ArrowLeft);
    }
    desk.press(Key::ArrowDown);
    desk.rest();
    let after = piece(&desk, "Leyenda");
    let moved = (after.min - before.min) / scale;
    assert!((moved - vec2(-23.0, 1.0)).length() < 0.2, "{moved:?} mm");
    desk.click_containing("Ocultar Ubicación");
    desk.rest();
    assert!(!desk.has("Pieza: Ubicación"));
    let file = desk.path("lámina.pdf");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar la lámina…");
    desk.wait_for("Se guardó");
    assert_eq!(word(&file, "Ubicación"), None, "hidden");
    let [x, y] = word(&file, "Leyenda").expect("a legend");
    let corner = (after.min - piece(&desk, "Mapa").min) / scale + vec2(14.0, 14.0);
    let inside = [x - f64::from(corner.x), y - f64::from(corner.y)];
    assert!(inside.iter().all(|off| *off > 0.0 && *off < 6.0), "{inside:?} mm inside its frame");
    // The plan keeps it: the command line prints the same.
    desk.save_plan();
    desk.rest();
    let plan = desk.path("plan.gpkg");
    let again = desk.path("otra.pdf");
    let made = Command::new(env!("CARGO_BIN_EXE_allpa"))
        .args(["render", "--paper", "A3", "--landscape", "--quiet", "--out"])
        .args([&again, &plan])
        .output()
        .expect("the program starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(word(&again, "Leyenda"), Some([x, y]));
    assert_eq!(word(&again, "Ubicación"), None);
    let series = desk.path("serie.pdf");
    let made = Command::new(env!("CARGO_BIN_EXE_allpa"))
        .args([
            "render",
            "--paper",
            "A3",
            "--landscape",
            "--quiet",
            "--series",
            "distritos.geojson",
        ])
        .args([Path::new("--out"), &series, &plan])
        .current_dir(plan.parent().expect("a folder"))
        .output()
        .expect("the program starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(word(&series, "Leyenda"), Some([x, y]));
    assert_eq!(word(&series, "Ubicación"), None);
    // And the window, when it is opened again.
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("guardado");
    lay_out(&mut desk);
    assert!(near(piece(&desk, "Leyenda").left(), after.left()));
    desk.click_containing("Mostrar Ubicación");
    desk.rest();
    assert!(desk.has("Pieza: Ubicación"));
    // Esc goes back to the map.
    desk.press(Key::Escape);
    desk.press(Key::Escape);
    desk.rest();
    assert!(!desk.has("Pieza: Leyenda"));
}
