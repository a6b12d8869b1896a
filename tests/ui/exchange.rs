//! Changes between offices in the window: sent, looked at one by one, and taken in.

use std::path::Path;

use allpa_files::plan_file::{Package, PlanFile, Since, write_changes};
use allpa_model::plan::{Drawn, Edit, Facts, Proposal, ProposalKey, ProposalKind, Signature};
use egui::{Key, Modifiers};

use crate::desk::Desk;

fn step(path: &Path, author: &str, edit: Edit) {
    let mut file = PlanFile::open(path).expect("opened");
    let mut loaded = file.load().expect("readable");
    loaded.history.fresh_number();
    let label = format!("paso {} de {author}", loaded.history.steps().len() + 1);
    let time = format!("2026-01-01T00:00:{:02}.000Z", loaded.history.steps().len());
    let signed = (label, Signature { time, author: author.to_owned() });
    file.record(&mut loaded, vec![edit], signed, Vec::new()).expect("kept");
}

fn proposal(key: u32, name: &str, south: f64) -> Proposal {
    let shape = Drawn::Line(vec![vec![[-76.6, south], [-76.4, south]]]);
    let (note, alternative) = (String::new(), String::new());
    let (key, name, kind) = (ProposalKey(key), name.to_owned(), ProposalKind::Corridor);
    Proposal { key, name, kind, note, alternative, facts: Facts::default(), shape }
}

/// A window with the capital's plan, and the changes that Ana sends: a bridge, and another name for
/// the road that the capital has renamed too.
fn with_changes() -> Desk {
    let desk = Desk::open(&[]);
    let [capital, province] = ["plan.gpkg", "provincia.gpkg"].map(|name| desk.path(name));
    drop(PlanFile::create(&capital, "Plan").expect("made"));
    step(&capital, "Sede", Edit::AddProposal { proposal: Box::new(proposal(1, "Vía", -6.5)) });
    std::fs::copy(&capital, &province).expect("copied");
    step(
        &province,
        "Ana",
        Edit::ChangeProposal { proposal: Box::new(proposal(1, "Vía sur", -6.55)) },
    );
    step(&province, "Ana", Edit::AddProposal { proposal: Box::new(proposal(2, "Puente", -6.45)) });
    step(
        &capital,
        "Sede",
        Edit::ChangeProposal { proposal: Box::new(proposal(1, "Vía norte", -6.4)) },
    );
    write_changes(&province, &Since::Step(1), &desk.path("ana.allpa")).expect("written");
    let mut desk = desk.close_and_open(&["plan.gpkg"]);
    desk.wait_for("guardado");
    desk.choose_in_dialogs(&desk.path("ana.allpa"));
    desk
}

fn proposals(desk: &Desk) -> Vec<String> {
    let file = PlanFile::open_beside(&desk.path("plan.gpkg")).expect("opened");
    let plan = file.load().expect("readable").plan;
    plan.proposals.values().map(|proposal| proposal.name.clone()).collect()
}

#[test]
fn what_comes_is_seen_on_the_map_decided_one_by_one_and_taken_back() {
    let mut desk = with_changes();
    desk.open_plan();
    desk.click_containing("Traer cambios");
    desk.wait_for("Cambios de otra oficina");
    assert!(desk.has("ana.allpa · Ana"));
    assert!(desk.has("1 conflicto por decidir."));
    assert!(desk.has("Conflicto: nombre, forma"));
    // Nothing is taken while a conflict is open.
    desk.click_containing("Traer lo elegido");
    assert!(desk.has("Cambios de otra oficina"));
    desk.click_containing("Vía sur");
    desk.rest();
    assert_eq!(desk.unnamed(), Vec::<String>::new());
    desk.click_containing("Ambos");
    desk.wait_until_gone("1 conflicto por decidir.");
    desk.click_containing("Entra"); // the bridge does not come in
    desk.click_containing("Traer lo elegido");
    desk.wait_for("Cambios traídos: Ana");
    desk.rest();
    assert_eq!(proposals(&desk), ["Vía norte", "Vía sur"]);
    desk.chord(Modifiers::COMMAND, Key::Z);
    desk.rest();
    assert_eq!(proposals(&desk), ["Vía norte"]);
}

#[test]
fn changes_are_taken_in_by_keyboard() {
    let mut desk = with_changes();
    desk.open_plan();
    desk.tab_to("Traer cambios…");
    desk.press(Key::Space);
    desk.wait_for("Cambios de otra oficina");
    desk.tab_to("Todo lo que llega");
    desk.press(Key::Space);
    desk.tab_to("Traer lo elegido");
    desk.press(Key::Space);
    desk.wait_for("Cambios traídos: Ana");
    desk.rest();
    assert_eq!(proposals(&desk), ["Vía sur", "Puente"]);
}

#[test]
fn changes_since_a_step_are_sent() {
    let mut desk = with_changes();
    let out = desk.path("sede.allpa");
    desk.choose_in_dialogs(&out);
    desk.open_plan();
    desk.click_containing("Guardar cambios para otra oficina");
    desk.wait_for("Cambios para otra oficina");
    desk.click_containing("paso 1 de Sede");
    desk.wait_for("Se envía lo hecho en 1 paso.");
    desk.click_containing("Guardar cambios para otra oficina");
    desk.wait_for("Se guardó");
    let package = Package::read(&out).expect("whole");
    assert_eq!(package.changes.authors(), ["Sede"]);
    assert_eq!(package.changes.items.len(), 1);
}

#[test]
fn changes_of_another_plan_are_refused() {
    let mut desk = with_changes();
    let other = desk.path("otro.gpkg");
    drop(PlanFile::create(&other, "Otro").expect("made"));
    step(&other, "Luz", Edit::SetTitle { title: "Otro plan".to_owned() });
    let out = desk.path("otro.allpa");
    write_changes(&other, &Since::Step(0), &out).expect("written");
    desk.choose_in_dialogs(&out);
    desk.open_plan();
    desk.click_containing("Traer cambios");
    desk.wait_for("Es de otro expediente.");
    assert!(!desk.has("Cambios de otra oficina"));
}
