//! The plan in the window: what is done is saved at once, undone, and there again after reopening.

use allpa_files::plan_file::PlanFile;
use allpa_model::plan::{Drawn, Edit, Facts, Proposal, ProposalKey, ProposalKind, Signature};
use egui::{Key, Modifiers};

use crate::desk::{Desk, LINE, TWO_DISTRICTS, ZONING};

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);
const REDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Y);

/// A window whose plan lies in the desk's folder.
pub(crate) fn with_plan() -> Desk {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.wait_for("guardado");
    desk.save_plan();
    desk.rest();
    desk
}

#[test]
fn what_was_done_is_there_after_reopening_and_can_still_be_undone() {
    let mut desk = with_plan();
    desk.click_containing("Ocultar distritos");
    desk.wait_for("Mostrar distritos");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("Mostrar distritos");
    assert!(desk.has("1 capa"));
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("Ocultar distritos");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_until_gone("Ocultar distritos");
    desk.chord(REDO.0, REDO.1);
    desk.wait_for("Ocultar distritos");
    desk.chord(REDO.0, REDO.1);
    desk.wait_for("Mostrar distritos");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("Mostrar distritos");
}

#[test]
fn a_removed_layer_comes_back_by_undo_after_reopening() {
    let mut desk = with_plan();
    desk.open_menu_of("distritos");
    desk.click_containing("Quitar del mapa");
    desk.wait_until_gone("1 capa");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("guardado");
    assert!(!desk.has("1 capa"));
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("1 capa");
    desk.open_menu_of("distritos");
    desk.click_containing("Ver toda la capa");
    desk.click_map([0.4, 0.4]);
    desk.wait_for("220501");
}

#[test]
fn work_without_a_name_is_offered_at_the_next_start() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.wait_for("guardado");
    desk.rest();
    let mut desk = desk.close_and_open(&[]);
    desk.wait_for("Trabajo sin nombre");
    assert!(desk.has("Lo último: Capa añadida: distritos"));
    desk.click_containing("Recuperar");
    desk.wait_for("1 capa");
    assert!(!desk.has("Trabajo sin nombre"));
    desk.rest();
    // Once more: it is still without a name, and is thrown away.
    let mut desk = desk.close_and_open(&[]);
    desk.wait_for("Trabajo sin nombre");
    desk.click_containing("Eliminar");
    desk.wait_until_gone("Trabajo sin nombre");
    let mut desk = desk.close_and_open(&[]);
    desk.rest();
    assert!(!desk.has("Trabajo sin nombre"));
}

#[test]
fn the_history_lists_every_step_and_goes_back_to_any() {
    let mut desk = with_plan();
    desk.click_containing("Ocultar distritos");
    desk.click_containing("Mostrar distritos");
    desk.open_plan();
    desk.wait_for("Capa añadida: distritos");
    assert!(desk.has("Capa ocultada: distritos"));
    assert!(desk.has("Capa mostrada: distritos"));
    desk.click_containing("Capa ocultada: distritos");
    desk.wait_for("Mostrar distritos");
    desk.click_containing("Capa mostrada: distritos");
    desk.wait_for("Ocultar distritos");
}

#[test]
fn a_view_and_a_question_are_kept_in_the_plan() {
    let mut desk = Desk::open(&[
        ("distritos.geojson", TWO_DISTRICTS),
        ("zee.geojson", ZONING),
        ("vias.geojson", LINE),
    ]);
    desk.wait_for("3 capas");
    desk.save_plan();
    desk.click_containing("¿Qué recomienda");
    desk.wait_for("Respuesta (");
    desk.click_containing("Guardar en el expediente");
    desk.open_plan();
    desk.wait_for("Preguntas guardadas (1)");
    desk.click_containing("Guardar la vista actual");
    desk.wait_for("Vistas (1)");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("3 capas");
    desk.open_plan();
    desk.wait_for("Preguntas guardadas (1)");
    assert!(desk.has("Vista 1"));
    desk.click_containing("Ocultar zee");
    desk.click_containing("Vista 1");
    desk.wait_for("Ocultar zee");
    // It is answered anew from the layers of the plan.
    desk.click_containing("¿Qué recomienda la ZEE");
    desk.wait_for("PRO-AGR-L");
    desk.open_plan();
    assert!(!desk.has("Sus datos cambiaron"), "they are the same");
}

#[test]
fn a_layer_of_the_atlas_that_was_hidden_stays_so() {
    let mut desk = Desk::with_atlas();
    desk.wait_for("9 capas");
    desk.click_containing("Ocultar Ríos");
    desk.wait_for("Mostrar Ríos");
    desk.save_plan();
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("9 capas");
    desk.rest();
    assert!(desk.has("Mostrar Ríos"));
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("Ocultar Ríos");
}

#[test]
fn a_second_window_is_told_and_its_work_is_kept_apart() {
    let desk = with_plan();
    let mut second = desk.another(&["plan.gpkg"]);
    second.wait_for("se abrió solo para leer");
    second.wait_for("1 capa");
    second.click_containing("Ocultar distritos");
    second.wait_for("Sus cambios se guardan aparte");
    second.rest();
    let mut third = desk.another(&[]);
    third.rest();
    drop((second, third));
    let checked = allpa_files::plan_file::verify(&desk.path("plan.gpkg")).expect("looked at");
    assert_eq!(checked, []);
    let mut again = desk.close_and_open(&["plan.gpkg"]);
    again.wait_for("Ocultar distritos");
}

#[test]
fn a_plan_that_vanishes_is_told_and_saved_elsewhere() {
    let mut desk = with_plan();
    std::fs::remove_file(desk.path("plan.gpkg")).expect("gone");
    desk.click_containing("Ocultar distritos");
    desk.wait_for("no se pudo guardar");
    desk.wait_for("quizá se retiró la memoria USB");
    let other = desk.path("otro.gpkg");
    desk.choose_in_dialogs(&other);
    desk.click_containing("Guardar copia como…");
    desk.wait_until_gone("no se pudo guardar");
    desk.rest();
    let mut desk = desk.close_and_open(&["otro.gpkg"]);
    desk.wait_for("Mostrar distritos");
}

#[test]
fn a_line_is_drawn_described_dragged_and_undone() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    for at in [[0.3, 0.3], [0.5, 0.35]] {
        desk.click_map(at);
    }
    desk.press(Key::Backspace);
    desk.click_map([0.6, 0.4]);
    desk.press(Key::Enter);
    desk.wait_for("Propuestas: líneas");
    desk.wait_for("Corredor 1");
    assert!(desk.has("2 capas"), "it is a layer like the others");
    let before = desk.kilometers();
    desk.drag_map([0.6, 0.4], [0.7, 0.5]);
    let after = desk.kilometers();
    assert!(after > before, "{after} km after {before} km");
    desk.chord(UNDO.0, UNDO.1);
    assert!((desk.kilometers() - before).abs() < 1e-9, "a drag is one step");
    desk.chord(REDO.0, REDO.1);
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("2 capas");
    desk.click_containing("Dibujar");
    desk.click_containing("Corredor 1");
    assert!((desk.kilometers() - after).abs() < 1e-9);
    desk.click_containing("Eliminar Corredor 1");
    desk.wait_until_gone("2 capas");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("2 capas");
    // The road that was drawn is asked what it crosses, as any other.
    desk.click_containing("Ficha");
    desk.click_map([0.5, 0.5]);
    desk.wait_for("Propuestas: líneas");
    desk.click_containing("¿Qué cruza este corredor?");
    desk.wait_for("Todo el corredor");
    desk.wait_for("Lamas");
}

#[test]
fn a_polygon_snaps_to_the_corner_of_a_district() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Polígono");
    // Four points beside the upper right corner of Tabalosos.
    let [x, y] = place(&desk, [-76.3, -6.4]);
    desk.click_map([x - 4.0 / desk.map_size()[0], y]);
    desk.click_map([0.5, 0.7]);
    desk.click_map([0.5, 0.4]);
    desk.press(Key::Enter);
    desk.wait_for("Área de conservación 1");
    desk.rest();
    let file = PlanFile::open_beside(&desk.path("plan.gpkg"));
    let plan = file.and_then(|file| file.load()).expect("readable").plan;
    let drawn = plan.proposals.values().next().expect("one proposal");
    assert_eq!(drawn.shape.rings()[0][0], [-76.3, -6.4], "bit for bit");
}

/// Where a position lies on the map: the districts fill its width but for 24 points.
pub(crate) fn place(desk: &Desk, [longitude, latitude]: [f32; 2]) -> [f32; 2] {
    let [width, height] = desk.map_size();
    let degree = (width - 48.0) / 0.4;
    let x = 24.0 + (longitude + 76.7) * degree;
    [x / width, 0.5 - (latitude + 6.5) * degree / height]
}

/// What is drawn first in the desk's plan.
pub(crate) fn first_drawn(desk: &mut Desk) -> Vec<[f64; 2]> {
    let (_, shape) = kept(desk).into_iter().next().expect("one proposal");
    shape.rings()[0].to_vec()
}

#[test]
fn a_line_follows_the_borders_of_districts_and_a_step_back_takes_the_way() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    let border = place(&desk, [-76.6, -6.4]);
    desk.click_map(place(&desk, [-76.3, -6.45]));
    desk.click_containing("Seguir las líneas");
    desk.click_map(border);
    desk.hover_map([0.5, 0.5]);
    desk.press(Key::Backspace);
    desk.click_map(border);
    desk.hover_map([0.5, 0.5]);
    // Off again: straight to where it is clicked.
    desk.press(Key::T);
    desk.click_map(place(&desk, [-76.45, -6.5]));
    desk.press(Key::Enter);
    desk.wait_for("Corredor 1");
    let drawn = first_drawn(&mut desk);
    assert_eq!(drawn.len(), 5, "{drawn:?}");
    assert_eq!(drawn[1..3], [[-76.3, -6.4], [-76.5, -6.4]], "the corners on the way, bit for bit");
    let on_border = [drawn[0][0] + 76.3, drawn[3][1] + 6.4];
    assert!(on_border.iter().all(|off| off.abs() < 1e-12), "{drawn:?}");
}

#[test]
fn a_line_follows_borders_by_keyboard() {
    let mut desk = with_plan();
    desk.tab_to("Dibujar");
    desk.press(Key::Enter);
    desk.tab_to("Línea");
    desk.press(Key::Enter);
    desk.tab_to("Seguir las líneas");
    desk.press(Key::Space);
    desk.tab_to("O escriba la posición");
    desk.type_text("-6.45, -76.7");
    desk.press(Key::Enter);
    // The cross stands on the border between the districts.
    desk.press(Key::F6);
    desk.press(Key::Space);
    desk.press(Key::Enter);
    desk.wait_for("Corredor 1");
    let drawn = first_drawn(&mut desk);
    assert_eq!(drawn[..3], [[-76.7, -6.45], [-76.7, -6.4], [-76.5, -6.4]]);
    assert!(drawn.len() == 4 && (drawn[3][0] + 76.5).abs() < 1e-12, "{drawn:?}");
}

#[test]
fn a_table_of_corners_is_dictated_copied_and_changed() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Dictar vértices");
    desk.type_in(
        "Cuadro de vértices",
        "Vértice\tEste\tNorte\n1\t330000.00\t9280000.00\n2\t331000.00\t9280000.00\n3\t331000\n",
    );
    desk.wait_for("Línea 4");
    assert!(desk.has("no tiene dos números"));
    desk.type_text("3\t331000.00\t9281000.00\n4\t330000.00\t9281000.00\n");
    desk.wait_for("4 vértices");
    assert!(desk.has("WGS 84 / UTM 18S") && desk.has("de perímetro"));
    desk.click_containing("Crear la propuesta");
    desk.wait_for("Área de conservación 1");
    assert!(desk.has("100 ha") || desk.has("100.0 ha"), "a square kilometre");
    desk.click_containing("Copiar vértices");
    let table = desk.wait_for_copy();
    assert!(table.contains("1\t330000.00\t9280000.00\n"), "{table}");
    desk.click_containing("Cambiar con un cuadro");
    desk.type_in("Cuadro de vértices", "5\t329000.00\t9280500.00\n");
    desk.wait_for("5 vértices");
    desk.click_containing("Cambiar la propuesta");
    desk.wait_for("150");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_until_gone("150");
}

#[test]
fn a_line_goes_on_by_bearing_and_distance() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    desk.type_in("O escriba la posición", "-6.5, -76.5");
    desk.wait_for("Enter acepta");
    desk.press(Key::Enter);
    desk.type_in("Rumbo y distancia", "hasta el río");
    desk.wait_for("No se entiende");
    desk.press_with(Modifiers::COMMAND, Key::A);
    desk.type_text("S 45° E 3 km");
    desk.wait_for("Azimut 135.0000°");
    desk.press(Key::Enter);
    desk.type_text("azimut 90, 2000");
    desk.press(Key::Enter);
    desk.click_containing("Terminar");
    desk.wait_for("Corredor 1");
    let length = desk.kilometers();
    assert!((length - 5.0).abs() < 1e-9, "{length}");
}

/// The shapes of the proposals in the file, by name.
pub(crate) fn kept(desk: &mut Desk) -> Vec<(String, Drawn)> {
    desk.rest();
    let file = PlanFile::open_beside(&desk.path("plan.gpkg"));
    let plan = file.and_then(|file| file.load()).expect("readable").plan;
    plan.proposals.values().map(|one| (one.name.clone(), one.shape.clone())).collect()
}

pub(crate) fn hectares(shapes: &[(String, Drawn)]) -> f64 {
    shapes.iter().filter_map(|(_, shape)| shape.area()).map(allpa_geom::Hectares::value).sum()
}

#[test]
fn a_polygon_is_split_merged_cut_and_each_is_one_step() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Polígono");
    for at in [[0.4, 0.45], [0.6, 0.45], [0.6, 0.6], [0.4, 0.6]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Área de conservación 1");
    let whole = hectares(&kept(&mut desk));
    desk.click_containing("Dividir con una línea");
    desk.wait_for("de lado a lado");
    desk.click_map([0.35, 0.55]);
    desk.click_map([0.45, 0.52]);
    desk.press(Key::Enter);
    desk.wait_for("La línea no la atraviesa");
    assert_eq!(kept(&mut desk).len(), 1);
    desk.click_containing("Dividir con una línea");
    desk.click_map([0.35, 0.55]);
    desk.click_map([0.65, 0.5]);
    desk.press(Key::Enter);
    desk.wait_for("Área de conservación 1 (2)");
    let pieces = kept(&mut desk);
    assert!(pieces.len() == 2 && (hectares(&pieces) - whole).abs() < 1e-5);
    desk.click_containing("Unir con…");
    desk.click_last("Área de conservación 1 (2)");
    desk.wait_until_gone("Área de conservación 1 (2)");
    assert!((hectares(&kept(&mut desk)) - whole).abs() < 1e-5);
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("Área de conservación 1 (2)");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_until_gone("Área de conservación 1 (2)");
    assert_eq!(hectares(&kept(&mut desk)), whole, "bit for bit");
    desk.click_containing("Cortar un hueco");
    for at in [[0.45, 0.5], [0.5, 0.5], [0.5, 0.55]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Rellenar huecos");
    assert!(hectares(&kept(&mut desk)) < whole);
    desk.click_containing("Rellenar huecos");
    desk.wait_until_gone("Rellenar huecos");
    assert!((hectares(&kept(&mut desk)) - whole).abs() < 1e-9);
}

#[test]
fn vertices_are_added_and_removed_by_mouse_and_keys() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    for at in [[0.3, 0.3], [0.5, 0.3], [0.7, 0.4]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Corredor 1");
    let count = |desk: &mut Desk| kept(desk)[0].1.rings()[0].len();
    desk.double_click_map([0.4, 0.3]);
    desk.wait_for("Vértice 2 de 4");
    assert_eq!(count(&mut desk), 4);
    desk.press(Key::Delete);
    assert_eq!(count(&mut desk), 3, "the vertex in hand goes, not the line");
    desk.click_map([0.5, 0.3]);
    desk.wait_for("Vértice 2 de 3");
    desk.press(Key::Insert);
    desk.wait_for("Vértice 3 de 4");
    desk.click_containing("Quitar vértice");
    desk.click_containing("Vértice siguiente");
    desk.wait_for("Vértice 1 de 3");
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(count(&mut desk), 4, "each is one step");
}

#[test]
fn a_proposal_is_cut_by_the_selected_district_along_its_border() {
    let mut desk = with_plan();
    desk.click_map([0.7, 0.5]);
    desk.wait_for("220502");
    desk.click_containing("Dibujar");
    desk.click_containing("Polígono");
    for at in [[0.4, 0.45], [0.6, 0.45], [0.6, 0.6], [0.4, 0.6]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Área de conservación 1");
    desk.click_containing("Recortar con…");
    desk.click_containing("la selección de distritos (1)");
    let shapes = kept(&mut desk);
    let east = shapes[0].1.rings().concat().iter().map(|at| at[0]).fold(f64::MIN, f64::max);
    assert!((east + 76.5).abs() < 1e-12, "{east} is the border of the districts");
}

#[test]
fn alternatives_are_begun_forked_compared_and_deleted() {
    let mut desk = with_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Nueva");
    desk.wait_for("Alternativa 1");
    let draw = |desk: &mut Desk, corners: &[[f32; 2]]| {
        desk.click_containing("Polígono");
        for at in corners {
            desk.click_map(*at);
        }
        desk.press(Key::Enter);
        desk.rest();
    };
    draw(&mut desk, &[[0.4, 0.45], [0.6, 0.45], [0.6, 0.55], [0.4, 0.55]]);
    let one = hectares(&kept(&mut desk));
    desk.click_containing("Bifurcar");
    desk.wait_for("Alternativa 1 (copia)");
    let both = kept(&mut desk);
    assert!(both.len() == 2 && (hectares(&both) - 2.0 * one).abs() < 1e-9);
    draw(&mut desk, &[[0.3, 0.6], [0.4, 0.6], [0.4, 0.7]]);
    let all = hectares(&kept(&mut desk));
    desk.click_containing("Comparar alternativas");
    desk.wait_for("Distritos tocados");
    let file = desk.path("alternativas.csv");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Exportar…");
    desk.wait_for("alternativas.csv");
    let text = std::fs::read_to_string(&file).expect("the file was written");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> =
        rows.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(columns[3..5], ["Alternativa 1", "Alternativa 1 (copia)"]);
    let land = rows.records().map(|row| row.expect("CSV"));
    let land = land.into_iter().find(|row| &row[0] == "land" && &row[1] == "TOTAL").expect("land");
    let number = |at: usize| -> f64 { land[at].parse().expect("a number") };
    assert!((number(3) - one).abs() < 1e-6 * one);
    assert!((number(4) - (all - one)).abs() < 1e-6 * all, "{land:?}");
    assert!((number(5) - (number(4) - number(3))).abs() < 1e-6);
    // The questions are asked of what is worked on.
    desk.click_containing("Eliminar alternativa");
    desk.wait_for("Todas las alternativas");
    assert!((hectares(&kept(&mut desk)) - one).abs() < 1e-9);
    desk.chord(UNDO.0, UNDO.1);
    assert!((hectares(&kept(&mut desk)) - all).abs() < 1e-9, "one step");
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("2 capas");
    desk.click_containing("Dibujar");
    desk.wait_for("Alternativas (2)");
}

/// A park in the middle of the two districts.
const PARK: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"anp_codi":"PN01","anp_nomb":"Parque de prueba","anp_cate":"Parque Nacional","anp_balec":"DS 001-2001-AG"},"geometry":{"type":"Polygon","coordinates":[[[-76.55,-6.55],[-76.45,-6.55],[-76.45,-6.45],[-76.55,-6.45],[-76.55,-6.55]]]}}]}"#;

#[test]
fn what_enters_a_park_is_told_with_its_norm_and_can_be_switched_off() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("anp.geojson", PARK)]);
    desk.wait_for("2 capas");
    desk.save_plan();
    desk.click_containing("Dibujar");
    desk.click_containing("Línea");
    for at in [[0.4, 0.5], [0.6, 0.5]] {
        desk.click_map(at);
    }
    desk.press(Key::Enter);
    desk.wait_for("Entra en Parque de prueba");
    assert!(desk.has("DS 001-2001-AG"));
    assert!(!desk.has("Fuera de los distritos"));
    desk.open_plan();
    desk.wait_for("Avisos (1)");
    desk.click_containing("Entra en un área protegida");
    desk.wait_for("Avisos (0)");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("3 capas");
    desk.open_plan();
    desk.wait_for("Avisos (0)");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("Avisos (1)");
}

#[test]
fn a_look_is_there_after_reopening_and_taken_back() {
    let mut desk = with_plan();
    desk.open_menu_of("distritos");
    desk.click_containing("Cambiar el aspecto…");
    desk.click_containing("Todo igual");
    desk.click_containing("Por categoría");
    desk.wait_for("Color de 220501");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("1 capa");
    desk.rest();
    desk.open_menu_of("distritos");
    desk.click_containing("Cambiar el aspecto…");
    desk.wait_for("Color de 220501");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_until_gone("Color de 220501");
}

/// A plan with a roof and, under it, a gable: they share the vertex in the middle of the roof's box.
pub(crate) fn with_shared_border() -> Desk {
    let desk = Desk::open(&[]);
    let mut file = PlanFile::create(&desk.path("plan.gpkg"), "Plan").expect("made");
    let mut loaded = file.load().expect("readable");
    let at = |x: f64, y: f64| [-76.6 + x * 0.1, -6.6 + y * 0.1];
    let roof = vec![at(0.0, 0.0), at(2.0, 0.0), at(2.0, 2.0), at(1.0, 1.0), at(0.0, 2.0)];
    let gable = vec![at(0.0, 2.0), at(1.0, 1.0), at(2.0, 2.0)];
    let mut edits = Vec::new();
    for (name, mut ring) in [("Techo", roof), ("Hastial", gable)] {
        ring.push(ring[0]);
        let key = ProposalKey(loaded.history.fresh_number());
        let (note, alternative) = (String::new(), String::new());
        let (name, shape) = (name.to_owned(), Drawn::Polygon(vec![vec![ring]]));
        let kind = ProposalKind::Other;
        let proposal =
            Proposal { key, name, kind, note, alternative, facts: Facts::default(), shape };
        edits.push(Edit::AddProposal { proposal: Box::new(proposal) });
    }
    let signed = ("Propuestas".to_owned(), Signature::default());
    file.record(&mut loaded, edits, signed, Vec::new()).expect("kept");
    drop(file);
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("guardado");
    desk.click_containing("Dibujar");
    desk.click_containing("Techo");
    desk.rest();
    desk
}

/// The fourth corner of the roof and the second of the gable.
pub(crate) fn shared(desk: &mut Desk) -> [[f64; 2]; 2] {
    desk.rest();
    let file = PlanFile::open_beside(&desk.path("plan.gpkg")).expect("opened");
    let plan = file.load().expect("readable").plan;
    let mut rings = plan.proposals.values().map(|one| one.shape.rings()[0].to_vec());
    let (roof, gable) = (rings.next().expect("a roof"), rings.next().expect("a gable"));
    [roof[3], gable[1]]
}

#[test]
fn a_vertex_on_a_shared_border_moves_in_both_proposals_unless_switched_off() {
    let mut desk = with_shared_border();
    let before = shared(&mut desk);
    assert_eq!(before[0], before[1]);
    desk.drag_map([0.5, 0.5], [0.5, 0.55]);
    let moved = shared(&mut desk);
    assert_ne!(moved[0], before[0]);
    assert_eq!(moved[0], moved[1], "no gap is left");
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(shared(&mut desk), before, "one step");
    desk.click_containing("Mover también las vecinas");
    desk.drag_map([0.5, 0.5], [0.5, 0.55]);
    let alone = shared(&mut desk);
    assert_ne!(alone[0], before[0]);
    assert_eq!(alone[1], before[1]);
}

/// Another program takes a column away while the plan is open, and a table while it is not.
#[test]
fn what_another_program_took_away_of_the_proposals_is_told_and_comes_back() {
    let mut desk = with_shared_border();
    let change = |desk: &Desk, sql: &str| {
        let base = rusqlite::Connection::open(desk.path("plan.gpkg")).expect("opened");
        base.execute_batch(sql).expect("changed");
    };
    let before = shared(&mut desk);
    change(&desk, "ALTER TABLE propuestas_poligonos DROP COLUMN nota");
    desk.drag_map([0.5, 0.5], [0.5, 0.55]);
    desk.wait_for("la columna «nota» de «propuestas_poligonos»");
    desk.wait_for("Ya está de nuevo en el archivo");
    assert_ne!(shared(&mut desk), before, "the step is kept");
    let path = desk.path("plan.gpkg");
    let mut desk = desk.close_and_open(&[]);
    assert_eq!(allpa_files::plan_file::verify(&path).expect("looked at"), []);
    change(&desk, "DROP TABLE propuestas_poligonos");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("la tabla «propuestas_poligonos»");
    desk.wait_for("Nada se perdió");
    desk.wait_for("Propuestas: áreas");
    desk.click_containing("Dibujar");
    desk.click_containing("Techo");
    desk.clear_and_type("Nota", "otra vez");
    desk.press(egui::Key::Enter);
    desk.rest();
    let _closed = desk.close_and_open(&[]);
    assert_eq!(allpa_files::plan_file::verify(&path).expect("looked at"), []);
}
