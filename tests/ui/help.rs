//! The first run, the help, and the six lessons played by keyboard alone.

use egui::{Key, Modifiers};

use crate::desk::Desk;

#[test]
fn the_first_time_the_way_in_lies_open_and_later_it_does_not() {
    let mut desk = Desk::first_time();
    desk.rest();
    assert!(desk.has("¿Por dónde empezar?"));
    assert!(desk.has("Abrir mis archivos…") && desk.has("Armar el atlas de mi oficina…"));
    desk.click_containing("Ver el atlas");
    assert!(desk.has("¿Qué quiere saber?"), "the questions are next");
    let mut desk = desk.close_and_open(&[]);
    desk.rest();
    assert!(!desk.has("¿Por dónde empezar?"));
}

#[test]
fn the_help_is_searched_without_accents() {
    let mut desk = Desk::open(&[]);
    desk.press(Key::F1);
    desk.type_in("Buscar en la ayuda", "psad56");
    assert!(desk.has("Mi capa aparece corrida"));
    assert!(!desk.has("¿Por dónde empezar?"));
    desk.type_text(" xyz");
    assert!(desk.has("La ayuda no dice nada de «psad56 xyz»"));
}

#[test]
fn the_offices_atlas_is_built_from_a_folder_and_shown() {
    let mut desk = Desk::with_atlas();
    desk.rest();
    assert!(desk.has("Departamentos"));
    desk.write("distritos.geojson", crate::desk::TWO_DISTRICTS);
    let atlas = desk.path("nuestro.gpkg");
    desk.choose_in_dialogs(&atlas);
    desk.press(Key::F1);
    desk.click_containing("Armar el atlas de mi oficina…");
    desk.wait_for("El atlas tiene una capa");
    desk.rest();
    assert!(desk.has("Distritos") && !desk.has("Departamentos"), "one takes the other's place");
    let mut desk = desk.close_and_open(&[]);
    desk.rest();
    assert!(desk.has("Distritos"), "the window opens with it");
}

/// Goes from control to control with Tab until one whose name contains `name` has the focus.
fn start(desk: &mut Desk, lesson: &str) {
    desk.press(Key::F1);
    desk.tab_to(lesson);
    desk.press(Key::Enter);
    assert!(desk.has("Lección "), "{lesson} begins");
}

fn is_at(desk: &mut Desk, step: &str) {
    desk.rest();
    assert!(desk.has(step), "the lesson asks for «{step}»: {:?}", desk.said(""));
}

fn looking_at_the_map(desk: &mut Desk) {
    let ctrl = Modifiers::COMMAND;
    is_at(desk, "escriba «moyobamba»");
    desk.type_in_search("moyobamba");
    desk.rest();
    desk.press(Key::Enter);
    is_at(desk, "Acérquese");
    desk.press(Key::F6);
    desk.press(Key::Plus);
    desk.press(Key::Plus);
    is_at(desk, "la barra espaciadora");
    desk.press(Key::ArrowLeft);
    desk.press(Key::Space);
    is_at(desk, "Pulse Ctrl+0");
    desk.press_with(ctrl, Key::Num0);
    is_at(desk, "¡Listo!");
}

fn layers_and_their_table(desk: &mut Desk) {
    is_at(desk, "cierre o abra el ojo");
    desk.tab_to("Ocultar Ríos");
    desk.press(Key::Enter);
    is_at(desk, "«Abrir la tabla»");
    desk.tab_to("Qué hacer con Localidades");
    desk.press(Key::Enter);
    desk.tab_to("Abrir la tabla");
    desk.press(Key::Enter);
    is_at(desk, "Escriba «san»");
    desk.tab_to("Filtrar");
    desk.type_text("san");
    is_at(desk, "baje hasta ella");
    desk.tab_to("Filas");
    desk.press(Key::ArrowDown);
    is_at(desk, "Cierre la tabla");
    desk.tab_to("Cerrar la tabla");
    desk.press(Key::Enter);
    is_at(desk, "¡Listo!");
}

fn asking(desk: &mut Desk) {
    is_at(desk, "escriba «recomienda»");
    desk.type_in_search("recomienda");
    desk.rest();
    desk.tab_to("¿Qué recomienda la ZEE aquí?");
    desk.press(Key::Enter);
    is_at(desk, "Elija un uso");
    desk.choose_by_keys("Uso", "Turismo");
    is_at(desk, "«Guardar en el expediente»");
    desk.tab_to("Guardar en el expediente");
    desk.press(Key::Enter);
    is_at(desk, "¡Listo!");
}

fn a_corridor(desk: &mut Desk) {
    let ctrl = Modifiers::COMMAND;
    is_at(desk, "escriba «belaunde»");
    desk.type_in_search("belaunde");
    desk.rest();
    desk.press(Key::Enter);
    is_at(desk, "elija «¿Qué cruza este corredor?»");
    desk.tab_to("¿Qué cruza este corredor?");
    desk.press(Key::Enter);
    is_at(desk, "«A cada lado»");
    desk.tab_to("A cada lado");
    desk.press(Key::ArrowUp);
    is_at(desk, "Pulse Ctrl+E");
    let table = desk.path("corredor.csv");
    desk.choose_in_dialogs(&table);
    desk.press_with(ctrl, Key::E);
    desk.rest();
    is_at(desk, "¡Listo!");
    assert!(table.exists());
}

fn drawing(desk: &mut Desk) {
    let ctrl = Modifiers::COMMAND;
    is_at(desk, "elija «Polígono»");
    desk.tab_to("Dibujar");
    desk.press(Key::Enter);
    desk.tab_to("Polígono");
    desk.press(Key::Enter);
    is_at(desk, "la barra espaciadora en cada vértice");
    desk.press(Key::F6);
    for arrow in [Key::ArrowLeft, Key::ArrowUp, Key::ArrowRight] {
        desk.press(Key::Space);
        desk.press(arrow);
    }
    is_at(desk, "Termine con doble clic");
    desk.press(Key::Enter);
    is_at(desk, "Póngale un nombre");
    desk.tab_to("Nombre");
    desk.type_text("Zocre de prueba");
    desk.press(Key::Enter);
    is_at(desk, "Pulse Ctrl+Z");
    desk.press_with(ctrl, Key::Z);
    is_at(desk, "¡Listo!");
}

fn paper(desk: &mut Desk) {
    let ctrl = Modifiers::COMMAND;
    is_at(desk, "Pulse Ctrl+D");
    desk.press_with(ctrl, Key::D);
    is_at(desk, "Pulse Ctrl+P");
    desk.press_with(ctrl, Key::P);
    is_at(desk, "Escriba un título");
    desk.tab_to("Título");
    desk.type_text("Mapa de prueba");
    is_at(desk, "«Guardar la lámina…»");
    let sheet = desk.path("lamina.pdf");
    desk.choose_in_dialogs(&sheet);
    desk.tab_to("Guardar la lámina…");
    desk.press(Key::Enter);
    desk.rest();
    is_at(desk, "¡Listo!");
    assert!(sheet.exists());
}

#[test]
fn the_lessons_are_played_by_keyboard_alone() {
    let mut desk = Desk::with_atlas();
    desk.rest();
    start(&mut desk, "Mirar el mapa");
    let lessons: [fn(&mut Desk); 6] =
        [looking_at_the_map, layers_and_their_table, asking, a_corridor, drawing, paper];
    for (number, lesson) in lessons.into_iter().enumerate() {
        if number > 0 {
            desk.tab_to("Siguiente lección");
            desk.press(Key::Enter);
        }
        lesson(&mut desk);
    }
    desk.tab_to("Salir de la lección");
    desk.press(Key::Enter);
    assert!(!desk.has("Lección 6"));

    // What was done is remembered.
    let mut desk = desk.close_and_open(&[]);
    desk.rest();
    desk.press(Key::F1);
    assert_eq!(desk.said("\u{e182} 6. ").len(), 1, "{:?}", desk.said(". "));
}

#[test]
fn every_control_has_a_name() {
    let mut desk = Desk::with_atlas();
    desk.rest();
    let look = |desk: &mut Desk, where_: &str| {
        desk.rest();
        let unnamed = desk.unnamed();
        assert!(unnamed.is_empty(), "{where_}: {unnamed:#?}");
    };
    look(&mut desk, "the window at first");
    for card in ["Corredor", "Ficha", "Dibujar", "Preguntas"] {
        desk.click_last(card);
        look(&mut desk, card);
    }
    desk.press(Key::F1);
    look(&mut desk, "help");
    desk.press_with(Modifiers::COMMAND, Key::P);
    look(&mut desk, "paper");
    desk.click_containing("Sin nombre");
    look(&mut desk, "plan");
    for tool in ["Seleccionar por atributos", "Vistas guardadas", "Comparar dos juegos", "Medir"] {
        desk.click_containing(tool);
        look(&mut desk, tool);
    }
    desk.tab_to("Qué hacer con Departamentos");
    desk.press(Key::Enter);
    look(&mut desk, "menu of a layer");
    desk.click_containing("Abrir la tabla");
    look(&mut desk, "table");
    for question in desk.questions() {
        desk.press_with(Modifiers::NONE, Key::Escape);
        desk.click_last("Preguntas");
        if desk.has("Todas las preguntas") {
            desk.click_containing("Todas las preguntas");
        }
        desk.click_containing(&question);
        look(&mut desk, &question);
    }
}
