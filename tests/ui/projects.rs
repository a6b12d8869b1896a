//! What is said of proposals, and the register of projects.

use allpa_files::plan_file::PlanFile;
use allpa_model::plan::{
    Amount, Drawn, Edit, Facts, Funding, Plan, Proposal, ProposalKey, ProposalKind, Signature,
};
use egui::{Key, Modifiers};

use crate::desk::{Desk, TWO_DISTRICTS};

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);
const REDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Y);

/// An axis along both districts; a bridge on it, and land to be watered 5 km north of it.
fn with_projects() -> Desk {
    with_projects_of(["", ""])
}

/// The same, bridge and land in these alternatives.
fn with_projects_of([bridge, land_of]: [&str; 2]) -> Desk {
    use ProposalKind::{Corridor, Project};
    let desk = Desk::open(&[]);
    let mut file = PlanFile::create(&desk.path("plan.gpkg"), "Plan").expect("made");
    let mut loaded = file.load().expect("readable");
    let axis = Drawn::Line(vec![vec![[-76.7, -6.5], [-76.3, -6.5]]]);
    let land = vec![[-76.45, -6.45], [-76.4, -6.45], [-76.4, -6.42], [-76.45, -6.45]];
    let of = |cost: f64, stage: &str| Facts {
        cost: Some(cost),
        stage: stage.into(),
        ..Facts::default()
    };
    let all = [
        ("Eje", Corridor, axis, Facts::default(), ""),
        ("Puente", Project, Drawn::Point([-76.6, -6.5]), of(2_000_000.0, "perfil"), bridge),
        (
            "Riego",
            Project,
            Drawn::Polygon(vec![vec![land]]),
            of(500_000.0, "anteproyecto"),
            land_of,
        ),
    ];
    let mut edits = Vec::new();
    for (name, kind, shape, facts, alternative) in all {
        let key = ProposalKey(loaded.history.fresh_number());
        let (name, note) = (name.to_owned(), String::new());
        let alternative = alternative.to_owned();
        let proposal = Box::new(Proposal { key, name, kind, note, alternative, facts, shape });
        edits.push(Edit::AddProposal { proposal });
    }
    let signed = ("Propuestas".to_owned(), Signature::default());
    file.record(&mut loaded, edits, signed, Vec::new()).expect("kept");
    drop(file);
    desk.write("distritos.geojson", TWO_DISTRICTS);
    let mut desk = desk.close_and_open(&["plan.gpkg", "distritos.geojson"]);
    desk.wait_for("distritos");
    desk.rest();
    desk
}

fn plan(desk: &mut Desk) -> Plan {
    desk.rest();
    let file = PlanFile::open_beside(&desk.path("plan.gpkg")).expect("opened");
    file.load().expect("readable").plan
}

fn facts(desk: &mut Desk, name: &str) -> Facts {
    let plan = plan(desk);
    let one = plan.proposals.values().find(|one| one.name == name);
    one.expect("it is there").facts.clone()
}

#[test]
fn a_project_is_described_on_its_card_and_every_change_is_one_step() {
    let mut desk = with_projects();
    desk.click_containing("Dibujar");
    desk.click_containing("Puente");
    desk.rest();
    desk.choose("Etapa", "Expediente técnico");
    assert_eq!(facts(&mut desk, "Puente").stage, "expediente");
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(facts(&mut desk, "Puente").stage, "perfil");
    desk.chord(REDO.0, REDO.1);
    assert_eq!(facts(&mut desk, "Puente").stage, "expediente");
    // What is not understood is told, and changes nothing.
    desk.clear_and_type("Costo en soles", "dos millones");
    desk.press(Key::Enter);
    desk.wait_for("No se entiende «dos millones»");
    assert_eq!(facts(&mut desk, "Puente").cost, Some(2_000_000.0));
    desk.clear_and_type("Costo en soles", "S/ 1,250,000.50");
    desk.press(Key::Enter);
    desk.wait_until_gone("No se entiende");
    assert_eq!(facts(&mut desk, "Puente").cost, Some(1_250_000.5));
    desk.clear_and_type("Año de inicio", "2028");
    desk.press(Key::Enter);
    desk.clear_and_type("Año de término", "2027");
    desk.press(Key::Enter);
    desk.wait_for("Termina antes de empezar");
    // Who pays.
    desk.click_containing("Agregar fuente");
    desk.choose("Fuente 1", "Fideicomiso");
    desk.type_in("Monto o parte 1", "120 %");
    desk.press(Key::Enter);
    desk.wait_for("Las partes suman 120.00 %");
    desk.clear_and_type("Monto o parte 1", "1000000");
    desk.press(Key::Enter);
    desk.wait_until_gone("Las partes suman");
    desk.wait_for("estudios 8 %, S/ 80\u{2009}000 · proyectos 80 %, S/ 800\u{2009}000");
    desk.click_containing("Agregar fuente");
    desk.type_in("Monto o parte 2", "50 %");
    desk.press(Key::Enter);
    desk.wait_for("supera el costo");
    let found = facts(&mut desk, "Puente");
    let funding = |source: &str, amount| Funding { source: source.into(), amount: Some(amount) };
    let expected = [
        funding("fideicomiso", Amount::Soles(1e6)),
        funding("recursos ordinarios", Amount::Percent(50.0)),
    ];
    assert_eq!(found.financing, expected);
    desk.click_containing("Quitar Fideicomiso");
    assert_eq!(facts(&mut desk, "Puente").financing, expected[1..]);
    desk.chord(UNDO.0, UNDO.1);
    assert_eq!(facts(&mut desk, "Puente").financing, expected);
    desk.rest();
    // It is there after reopening.
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("guardado");
    desk.click_containing("Dibujar");
    desk.click_containing("Puente");
    desk.wait_for("supera el costo");
}

#[test]
fn a_class_is_chosen_by_keyboard_and_one_of_another_program_stays_and_is_told() {
    let mut desk = with_projects();
    desk.click_containing("Dibujar");
    desk.click_containing("Eje");
    desk.rest();
    assert!(!desk.has("Costo en soles"), "an axis has no financing");
    desk.choose_by_keys("Clase de ruta", "Departamental");
    assert_eq!(facts(&mut desk, "Eje").class, "departamental");
    // Another kind has other classes: what was chosen stays, and is told.
    desk.choose_by_keys("Qué es", "Área de conservación");
    desk.wait_for("«departamental» no es una clase de este tipo");
    assert_eq!(facts(&mut desk, "Eje").class, "departamental");
    desk.choose("Tipo de área", "ACR");
    desk.wait_until_gone("no es una clase");
    assert_eq!(facts(&mut desk, "Eje").class, "ACR");
    desk.choose("Qué es", "Zona");
    desk.choose("Categoría de la ZEE", "Recuperación");
    assert_eq!(facts(&mut desk, "Eje").class, "REC");
}

#[test]
fn a_stage_of_another_program_stays_and_is_told() {
    let mut desk = with_projects();
    desk.click_containing("Dibujar");
    desk.click_containing("Riego");
    desk.wait_for("«anteproyecto» no es una etapa conocida");
    desk.clear_and_type("Responsable", "GRI");
    desk.press(Key::Enter);
    assert_eq!(facts(&mut desk, "Riego").stage, "anteproyecto");
    assert_eq!(facts(&mut desk, "Riego").responsible, "GRI");
}

#[test]
fn the_register_adds_up_follows_the_reach_and_leads_to_the_map() {
    let mut desk = with_projects();
    desk.click_containing("Dibujar");
    desk.click_containing("Registro de proyectos");
    desk.wait_for("2 proyectos · S/ 2\u{2009}500\u{2009}000");
    desk.wait_for("En la capa distritos");
    assert!(desk.has("Lamas") && desk.has("Tabalosos"));
    // The land is 5.5 km from the axis, farther than 5.
    desk.choose("Sumar por", "Corredor");
    desk.wait_for("ningún corredor a esa distancia");
    desk.type_in_number("Distancia hasta el corredor", "6");
    desk.press(Key::Enter);
    desk.wait_until_gone("ningún corredor a esa distancia");
    desk.wait_for("Eje (5.");
    desk.choose("Sumar por", "Etapa");
    desk.wait_for("anteproyecto");
    desk.choose("Sumar por", "Fuente de financiamiento");
    desk.wait_for("sin fuente");
    let before = desk.scale();
    desk.click_last("Riego");
    desk.wait_for("Editar Riego");
    assert_ne!(desk.scale(), before, "the map goes there");
    assert!(desk.has("1 entidad"), "it is selected");
    desk.click_containing("Editar Riego");
    desk.wait_for("Costo en soles");
    // By keyboard.
    desk.tab_to("Registro de proyectos");
    desk.press(Key::Enter);
    desk.wait_for("2 proyectos");
    desk.tab_to("Puente");
    desk.press(Key::Enter);
    desk.wait_for("Editar Puente");
    // As a question: tables, provenance, and the way to a file.
    desk.click_containing("Exportar…");
    desk.wait_for("Por territorio (3)");
    let file = desk.path("registro.pdf");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Guardar como PDF…");
    desk.wait_for("Se guardó");
    assert!(std::fs::read(&file).expect("a file").starts_with(b"%PDF"));
}

#[test]
fn projects_are_coloured_by_stage_with_a_legend_in_words_and_stay_so() {
    let mut desk = with_projects();
    desk.click_containing("Dibujar");
    desk.click_containing("Registro de proyectos");
    desk.wait_for("2 proyectos");
    let said = |desk: &mut Desk, word: &str| {
        desk.rest();
        desk.said(word).len()
    };
    let before = said(&mut desk, "Perfil");
    desk.click_containing("Colorear en el mapa por etapa");
    assert_eq!(said(&mut desk, "Perfil"), before + 1, "in the legend");
    desk.tab_to("Colorear en el mapa por etapa");
    desk.press(Key::Space);
    assert_eq!(said(&mut desk, "Perfil"), before);
    desk.press(Key::Space);
    assert_eq!(said(&mut desk, "Perfil"), before + 1);
    // Another stage is another class, at once.
    desk.click_last("Puente");
    desk.click_containing("Editar Puente");
    assert_eq!(said(&mut desk, "Ejecución"), 0);
    desk.choose("Etapa", "Ejecución");
    assert_eq!(said(&mut desk, "Ejecución"), 1, "in the legend");
    desk.click_last("EN");
    assert_eq!(said(&mut desk, "Execution"), 1);
    desk.rest();
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("Proposals: points");
    assert_eq!(said(&mut desk, "Execution"), 1, "the legend");
}

#[test]
fn a_cost_makes_alternatives_differ() {
    let mut desk = with_projects_of(["A", "B"]);
    desk.click_containing("Dibujar");
    desk.click_containing("Comparar alternativas");
    desk.wait_for("−1\u{2009}500\u{2009}000");
    assert!(desk.has("Costo"));
}

#[test]
fn a_photo_is_attached_looked_at_saved_elsewhere_and_taken_off() {
    let mut desk = with_projects();
    desk.resize(1366.0, 1200.0); // the whole card
    desk.click_containing("Dibujar");
    desk.click_containing("Puente");
    desk.rest();
    let photo = desk.path("Puente de día.png");
    image::RgbImage::from_pixel(60, 40, image::Rgb([20, 90, 200])).save(&photo).expect("a photo");
    desk.choose_in_dialogs(&photo);
    desk.click_containing("Adjuntar…");
    desk.wait_for("Fotos y documentos (1)");
    desk.rest();
    let found = facts(&mut desk, "Puente").documents;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "Puente de día.png");
    desk.click_last("Puente de día.png");
    desk.wait_for("Foto Puente de día.png");
    desk.click_containing("Cerrar la foto");
    desk.wait_until_gone("Cerrar la foto");
    let copy = desk.path("copia.png");
    desk.choose_in_dialogs(&copy);
    desk.click_containing("Guardar Puente de día.png en otro lugar");
    desk.wait_for("Se guardó");
    let bytes = |path| std::fs::read(path).expect("a file");
    assert_eq!(bytes(&copy), bytes(&photo));
    desk.click_containing("Quitar Puente de día.png");
    desk.wait_until_gone("Fotos y documentos");
    desk.chord(UNDO.0, UNDO.1);
    desk.wait_for("Fotos y documentos (1)");
    desk.rest();
    // What is no photo is told, whatever its name.
    let script = desk.write("virus.jpg", "#!/bin/sh");
    desk.choose_in_dialogs(&script);
    desk.click_containing("Adjuntar…");
    desk.wait_for("Fotos y documentos (2)");
    desk.rest();
    desk.click_last("virus.jpg");
    desk.wait_for("No es una imagen JPEG ni PNG");
    // What is too large is refused with the size that is allowed.
    let large = desk.path("grande.mp4");
    std::fs::File::create(&large).and_then(|file| file.set_len(21 << 20)).expect("room");
    desk.choose_in_dialogs(&large);
    desk.click_containing("Adjuntar…");
    desk.wait_for("Tiene 21 MB y se admiten hasta 20 MB");
    assert!(desk.has("Fotos y documentos (2)"));
}
