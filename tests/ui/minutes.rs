//! Agreements: recorded in a meeting without leaving it, followed, and there as they were when the
//! layers are others.

use egui::{Key, Modifiers};

use crate::desk::{Desk, LINE, TWO_DISTRICTS};

const ACCEPT: (Modifiers, Key) = (Modifiers::COMMAND, Key::Enter);

/// Two layers, two views, an answer on the card, and a plan in the desk's folder.
fn desk() -> Desk {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("vias.geojson", LINE)]);
    desk.wait_for("2 capas");
    desk.save_plan();
    desk.save_two_views();
    desk.click_containing("Preguntas");
    desk.click_containing("¿Quién limita con quién?");
    desk.wait_for("Guardar como PDF…");
    desk.rest();
    desk
}

/// Writes an agreement down in a meeting.
fn agree(desk: &mut Desk, text: &str) {
    desk.press(Key::A);
    desk.wait_for("Qué se acuerda");
    desk.type_text(text);
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_until_gone("Qué se acuerda");
}

#[test]
fn a_meeting_of_twelve_steps_records_two_agreements_that_outlive_their_layers() {
    let mut desk = desk();
    desk.press(Key::F11);
    desk.rest();
    let is_in_meeting = |desk: &Desk| !desk.has("Guardar como PDF…") && desk.has("? teclas");
    desk.press(Key::PageDown); // 1: a view
    desk.wait_for("1/2");
    desk.press(Key::M); // 2: the marker
    desk.drag_map([0.4, 0.4], [0.6, 0.5]); // 3: a stroke
    desk.wait_for("1 trazo");
    desk.press(Key::A); // 4: an agreement
    desk.wait_for("Acuerdo 1");
    assert!(desk.has("y la respuesta «¿Quién limita con quién?»"));
    desk.type_text("Se conserva la cabecera"); // 5: its words; no key of the meeting acts
    assert!(desk.has("1 trazo") && desk.has("1/2"));
    desk.chord(ACCEPT.0, ACCEPT.1); // 6: accepted
    desk.wait_for("1 acuerdo");
    desk.wait_until_gone("Qué se acuerda");
    assert!(is_in_meeting(&desk) && desk.has("1/2"), "the view stays as it is");
    desk.press(Key::M); // 7: the hand again
    desk.press(Key::PageDown); // 8: the other view
    desk.wait_for("2/2");
    desk.press(Key::A); // 9: another agreement, by votes
    desk.wait_for("Acuerdo 2");
    desk.type_text("Se pide el expediente técnico");
    desk.tab_to("Por votación");
    desk.press(Key::Space);
    desk.wait_for("Abstenciones");
    for (votes, count) in [("A favor", "7"), ("En contra", "2")] {
        desk.type_in_number(votes, count);
    }
    desk.type_in("Responsable", "GORE San Martín");
    desk.type_in("Plazo", "pronto");
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_for("«pronto» no es una fecha");
    desk.clear_and_type("Plazo", "31/12/2020");
    desk.chord(ACCEPT.0, ACCEPT.1); // 10: accepted
    desk.wait_for("2 acuerdos");
    desk.press(Key::T); // 11: the clock
    desk.wait_for("00:0");
    desk.press(Key::C); // 12: the figures
    assert!(is_in_meeting(&desk));
    desk.press(Key::F11);

    desk.wait_for("Actas y acuerdos");
    desk.wait_for("Pendientes (2)");
    assert!(desk.has("Venció el 31/12/2020"));
    desk.click_containing("1. Se conserva la cabecera");
    desk.wait_for("Las capas son las mismas que entonces.");
    assert!(desk.has("Mapa fijado del acuerdo 1"));
    assert!(desk.has("Tabalosos"), "the figures are there");
    desk.open_menu_of("vias");
    desk.click_containing("Quitar del mapa");
    desk.wait_for("Ya no está: vias");
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("1 capa");
    desk.rest();
    desk.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    desk.click_containing("2. Se pide el expediente técnico");
    desk.wait_for("Ya no está: vias");
    assert!(!desk.has("Cambió desde entonces"), "reading from the file changes nothing");
    assert!(desk.has("Mapa fijado del acuerdo 2"));
    assert!(desk.has("Por votación: a favor 7, en contra 2, abstenciones 0"));
    desk.chord(Modifiers::COMMAND, Key::Z);
    desk.wait_for("Las capas son las mismas que entonces.");
    desk.chord(Modifiers::COMMAND, Key::Z);
    desk.wait_for("Pendientes (1)");
    assert!(!desk.has("2. Se pide"), "undo takes the agreement back");
    desk.chord(Modifiers::COMMAND, Key::Y);
    desk.wait_for("Pendientes (2)");
}

#[test]
fn an_agreement_is_followed_and_the_map_goes_back_to_its_view() {
    let mut desk = desk();
    desk.press(Key::F11);
    desk.rest();
    desk.press(Key::PageDown);
    desk.wait_for("1/2");
    agree(&mut desk, "Se abre la trocha");
    desk.press(Key::F11);
    desk.wait_for("Pendientes (1)");
    let far = desk.scale();
    desk.click_containing("Ocultar vias");
    desk.wait_for("Mostrar vias");
    desk.click_containing("1. Se abre la trocha");
    desk.wait_for("Volver a esta vista");
    desk.click_containing("Volver a esta vista");
    desk.wait_for("Ocultar vias");
    assert_ne!(desk.scale(), far, "the scale of the view");
    desk.tab_to("En marcha");
    desk.press(Key::Space);
    desk.type_in("Qué se ha hecho", "hay estudio de perfil");
    desk.press(Key::Enter);
    desk.wait_for("hay estudio de perfil");
    desk.click_containing("Corregir…");
    desk.wait_for("Qué se acuerda");
    desk.clear_and_type("Qué se acuerda", "Se abre la trocha carrozable");
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_for("Se abre la trocha carrozable");
    assert!(desk.has("hay estudio de perfil"), "what was said stays");
    desk.tab_to("Cumplido");
    desk.press(Key::Space);
    desk.click_containing("Todas las actas");
    desk.wait_until_gone("Pendientes");
    assert!(desk.has("1. Se abre la trocha carrozable"));
    desk.chord(Modifiers::COMMAND, Key::Z);
    desk.wait_for("Pendientes (1)");
}

#[test]
fn minutes_are_written_with_attendance_map_and_figures() {
    let mut desk = desk();
    desk.press(Key::F11);
    desk.rest();
    agree(&mut desk, "Se conserva la cabecera de cuenca");
    desk.press(Key::F11);
    desk.wait_for("Pendientes (1)");
    desk.clear_and_type("Lugar", "Lamas");
    desk.press(Key::Enter);
    desk.type_in_last("Nombre", "Ana Ñahui");
    desk.type_in("Cargo e institución", "Municipalidad de Lamas");
    desk.press(Key::Enter);
    desk.wait_for("Ana Ñahui · Municipalidad de Lamas");
    let file = desk.path("acta.pdf");
    desk.choose_in_dialogs(&file);
    desk.scroll_to("Guardar el acta…");
    desk.click_containing("Guardar el acta…");
    desk.wait_for("acta.pdf");
    let output = std::process::Command::new("pdftotext").arg(&file).arg("-").output();
    let text = output.expect("poppler-utils is installed").stdout;
    let text = String::from_utf8_lossy(&text).into_owned();
    for expected in [
        "Acta: Reunión del",
        "Lamas",
        "Ana Ñahui (Municipalidad de Lamas)",
        "Acuerdo 1",
        "Se conserva la cabecera de cuenca",
        "Por consenso",
        "Tabalosos",
        "Firmas",
        "huella SHA-256",
        "Página 1 de",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let table = desk.path("acta.csv");
    desk.choose_in_dialogs(&table);
    desk.click_containing("Guardar el acta…");
    desk.wait_for("acta.csv");
    let table = std::fs::read_to_string(&table).expect("written");
    assert!(table.starts_with("meeting,title,place,day,agreement,text,decision"), "{table}");
}

#[test]
fn an_agreement_is_recorded_and_settled_by_keyboard_alone() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.rest();
    desk.press(Key::F11);
    desk.rest();
    desk.press(Key::A);
    desk.wait_for("Quedará fijado el mapa que se ve.");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_for("Escriba qué se acuerda.");
    desk.type_text("Se aprueba");
    desk.press(Key::Escape);
    desk.wait_until_gone("Qué se acuerda");
    assert!(desk.has("? teclas"), "Escape leaves the box, not the meeting");
    assert!(!desk.has("acuerdo"), "nothing was recorded");
    desk.press(Key::A);
    desk.wait_for("Se aprueba");
    assert!(!desk.has("Escriba qué"), "what was written is there, without the fault");
    desk.chord(Modifiers::COMMAND, Key::A);
    desk.type_text("Se aprueba el ámbito");
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_until_gone("Qué se acuerda");
    desk.press(Key::A);
    desk.wait_for("Acuerdo 2");
    assert!(!desk.has("Se aprueba"), "what was recorded is not offered again");
    desk.press(Key::Escape);
    desk.wait_until_gone("Qué se acuerda");
    desk.press(Key::Escape);
    desk.wait_for("Pendientes (1)");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
    desk.tab_to("1. Se aprueba el ámbito");
    desk.press(Key::Enter);
    desk.wait_for("Mapa fijado del acuerdo 1");
    assert!(desk.unnamed().is_empty(), "{:?}", desk.unnamed());
    desk.tab_to("Cumplido");
    desk.press(Key::Space);
    desk.rest();
    desk.tab_to("Todas las actas");
    desk.press(Key::Enter);
    desk.wait_until_gone("Pendientes");
}

#[test]
fn what_a_corridor_crosses_is_pinned_with_its_figures() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("vias.geojson", LINE)]);
    desk.wait_for("2 capas");
    desk.click_map([0.5, 0.5]);
    desk.wait_for("Vía de prueba");
    desk.click_containing("¿Qué cruza este corredor?");
    desk.wait_for("Todo el corredor");
    desk.rest();
    desk.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    desk.click_containing("Anotar un acuerdo");
    desk.wait_for("Quedarán fijados el mapa que se ve y la respuesta");
    desk.type_in("Qué se acuerda", "Se prioriza el corredor");
    desk.chord(ACCEPT.0, ACCEPT.1);
    desk.wait_for("Pendientes (1)");
    desk.click_containing("1. Se prioriza el corredor");
    desk.wait_for("Cifras fijadas");
    // Two kilometres to each side of eleven, with round ends.
    let whole: Vec<String> = desk.said("5\u{2009}6");
    assert!(!whole.is_empty(), "{:?}", desk.said(""));
    assert!(desk.has("¿Qué cruza este corredor?") && desk.has("220501"));
}
