//! Any question on its card: chosen, filled, answered live, kept.

use egui::{Key, Modifiers};

use crate::desk::{Desk, LINE, TWO_DISTRICTS, ZONING};

fn districts_and_zones() -> Desk {
    let mut desk = Desk::open(&[
        ("distritos.geojson", TWO_DISTRICTS),
        ("zee.geojson", ZONING),
        ("vias.geojson", LINE),
    ]);
    desk.wait_for("3 capas");
    desk
}

#[test]
fn a_question_is_found_by_typing_and_fills_its_inputs() {
    let mut desk = districts_and_zones();
    desk.type_in_search("recomienda zona");
    desk.wait_for("¿Qué recomienda");
    desk.press(Key::Enter);
    desk.click_containing("¿Qué recomienda");
    desk.wait_for("Todas las preguntas");
    // The only zoning on the map is chosen, and every use of the matrix is answered.
    desk.wait_for("Respuesta (");
    desk.wait_for("PRO-AGR-L");
    assert!(!desk.has("prohibido"));
}

#[test]
fn who_covers_what_is_answered_at_once_and_says_how_exact_it_is() {
    let mut desk = districts_and_zones();
    desk.click_containing("¿Quién cubre qué?");
    // Layers and fields are chosen by what they are about; what nothing covers is a row.
    desk.wait_for("Respuesta (");
    desk.wait_for("Sin cobertura");
    assert!(!desk.has("± ha"));
    desk.click_text_with(Modifiers::NONE, "Más datos");
    desk.choose("Escala del mapa de lo que cubre", "250");
    desk.wait_for("± ha");
    desk.wait_for("125 m");
    // A row leads to what it names.
    desk.click_text_with(Modifiers::NONE, "Sin cobertura");
    desk.wait_for("1 entidad");
}

#[test]
fn the_answer_is_written_and_the_question_can_be_asked_again() {
    let mut desk = districts_and_zones();
    desk.click_containing("¿Qué recomienda");
    desk.wait_for("Respuesta (");
    let table = desk.path("tabla.csv");
    desk.choose_in_dialogs(&table);
    desk.click_containing("Exportar");
    desk.wait_for("Se guardó");
    let text = std::fs::read_to_string(&table).expect("the table was written");
    assert!(text.starts_with("zone,category,name,use,recommendation"), "{text}");
    let question = desk.path("pregunta.json");
    desk.choose_in_dialogs(&question);
    desk.click_containing("Guardar pregunta");
    desk.wait_for("pregunta.json");
    let text = std::fs::read_to_string(&question).expect("the question was written");
    let asked = allpa_model::question::asked::Asked::from_json(&text).expect("a question");
    assert_eq!(asked.question.kind(), "recommends");
    assert!(text.contains("zee.geojson"), "it names its layer as the command line does: {text}");
}

#[test]
fn an_axis_drawn_on_the_map_is_answered_along_its_course() {
    let mut desk = districts_and_zones();
    desk.click_containing("a lo largo de este corredor");
    desk.wait_for("Dibujar la línea");
    desk.click_containing("Dibujar la línea");
    desk.click_map([0.45, 0.45]);
    desk.click_map([0.55, 0.45]);
    desk.press(Key::Enter);
    desk.wait_for("2 vértices");
    desk.wait_for("Tabalosos");
    desk.click_containing("Quitar");
    desk.wait_for("Complete los datos");
}

#[test]
fn units_are_picked_on_the_map() {
    let mut desk = districts_and_zones();
    desk.click_containing("grupo de unidades");
    desk.wait_for("Elegir en el mapa");
    desk.click_containing("Elegir en el mapa");
    desk.click_map([0.42, 0.42]);
    desk.wait_for("220501");
    desk.wait_for("area_ha");
}

#[test]
fn the_period_of_an_indicator_slides_and_the_sketched_departments_show_it() {
    let mut desk = Desk::with_atlas();
    desk.click_containing("¿Cómo se comparan las unidades?");
    desk.wait_for("Complete los datos");
    desk.choose_by_keys("Indicador", "Desnutrición infantil (<5 años)");
    // The departments of the atlas may not be measured, but what they are worth may be shown.
    desk.wait_for("28.20");
    desk.wait_for("15.90");
    for slide in [Desk::slide_by_keys, Desk::slide_by_mouse] {
        slide(&mut desk, "Periodo", 1);
        desk.wait_until_gone("15.90");
        assert!(desk.has("28.20"));
        slide(&mut desk, "Periodo", 2);
        desk.wait_until_gone("28.20");
        assert!(desk.has("15.90"));
    }
}
