//! Versions of a plan between offices, from the command line.

use std::path::Path;

use allpa_files::plan_file::{PlanFile, verify};
use allpa_model::plan::{Drawn, Edit, Proposal, ProposalKey, ProposalKind, Signature};

use crate::support::{allpa, table};

/// Does one step in a plan, as this author.
fn step(path: &Path, author: &str, edit: impl FnOnce(&mut allpa_files::plan_file::Loaded) -> Edit) {
    let mut file = PlanFile::open(path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let edit = edit(&mut loaded);
    let time = format!("2026-01-01T00:00:{:02}.000Z", loaded.history.steps().len());
    let signed = ("paso".to_owned(), Signature { time, author: author.to_owned() });
    file.record(&mut loaded, vec![edit], signed, Vec::new()).expect("kept");
}

fn propose(path: &Path, author: &str, name: &str) {
    step(path, author, |loaded| {
        let key = ProposalKey(loaded.history.fresh_number());
        let shape = Drawn::Line(vec![vec![[-76.5, -6.5], [-76.4, -6.45]]]);
        let (note, alternative) = (String::new(), String::new());
        let (kind, name) = (ProposalKind::Corridor, name.to_owned());
        let proposal = Proposal { key, name, kind, note, alternative, shape };
        Edit::AddProposal { proposal: Box::new(proposal) }
    });
}

fn rename(path: &Path, author: &str, name: &str) {
    step(path, author, |loaded| {
        let first = loaded.plan.proposals.values().next().expect("a proposal");
        let proposal = Box::new(Proposal { name: name.to_owned(), ..first.clone() });
        Edit::ChangeProposal { proposal }
    });
}

/// A plan with one proposal at the capital, and its copy in the province.
fn two_offices() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = allpa(folder.path(), &["plan", "new", "sede.gpkg", "--title", "Plan"]);
    assert_eq!(made.status.code(), Some(0));
    propose(&folder.path().join("sede.gpkg"), "Sede", "Vía");
    for copy in ["provincia.gpkg", "enviado.gpkg"] {
        std::fs::copy(folder.path().join("sede.gpkg"), folder.path().join(copy)).expect("copied");
    }
    folder
}

fn names(folder: &Path, plan: &str, kind: &str) -> Vec<String> {
    let rows = table(folder, &["plan", "info", plan]);
    let own = rows.iter().filter(|row| row.text("kind") == kind);
    own.map(|row| row.text("name").to_owned()).collect()
}

#[test]
fn changes_travel_and_come_in_as_one_step_with_their_author() {
    let folder = two_offices();
    let (here, path) = (folder.path(), |name: &str| folder.path().join(name));
    propose(&path("provincia.gpkg"), "Ana", "Puente");
    propose(&path("sede.gpkg"), "Sede", "Parque");
    let arguments = ["--since", "enviado.gpkg", "--out", "cambios.allpa"];
    let sent = table(here, &[&["plan", "changes", "provincia.gpkg"], &arguments[..]].concat());
    let told: Vec<_> = sent.iter().map(|row| (row.text("subject"), row.text("name"))).collect();
    assert_eq!(told, [("step", "paso"), ("proposal", "Puente")]);
    assert_eq!(sent.iter().next().expect("a step").text("author"), "Ana");

    let before = std::fs::read(path("sede.gpkg")).expect("a file");
    let listed = table(here, &["plan", "merge", "sede.gpkg", "cambios.allpa", "--dry-run"]);
    assert_eq!(std::fs::read(path("sede.gpkg")).expect("a file"), before, "only listed");
    let merged = table(here, &["plan", "merge", "sede.gpkg", "cambios.allpa"]);
    for rows in [listed, merged] {
        let told: Vec<_> = rows
            .iter()
            .map(|row| [row.text("state"), row.text("change"), row.text("name")].join(" "))
            .collect();
        assert_eq!(told, ["taken added Puente"]);
    }
    assert_eq!(names(here, "sede.gpkg", "proposal"), ["Vía", "Parque", "Puente"]);
    assert_eq!(names(here, "sede.gpkg", "step").last().expect("steps"), "Cambios traídos: Ana");
    assert_eq!(verify(&path("sede.gpkg")).expect("looked at"), []);
    let again = table(here, &["plan", "merge", "sede.gpkg", "cambios.allpa"]);
    assert_eq!(again.len(), 0, "what is here does not come again");
    assert_eq!(names(here, "sede.gpkg", "step").len(), 3);
}

#[test]
fn a_conflict_changes_nothing_until_it_is_decided() {
    let folder = two_offices();
    let (here, path) = (folder.path(), |name: &str| folder.path().join(name));
    rename(&path("provincia.gpkg"), "Ana", "Vía sur");
    rename(&path("sede.gpkg"), "Sede", "Vía norte");
    let arguments = ["plan", "changes", "provincia.gpkg", "--since", "1", "--out", "c.allpa"];
    assert_eq!(allpa(here, &arguments).status.code(), Some(0));
    let before = std::fs::read(path("sede.gpkg")).expect("a file");
    let refused = allpa(here, &["plan", "merge", "sede.gpkg", "c.allpa"]);
    assert_eq!(refused.status.code(), Some(1));
    let rows = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(rows.contains("conflict,proposal,changed,Vía sur,name,Vía norte,Vía sur"), "{rows}");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("un conflicto por decidir"), "{told}");
    assert_eq!(std::fs::read(path("sede.gpkg")).expect("a file"), before);
    for (option, expected) in [("--ours", "Vía norte"), ("--theirs", "Vía sur")] {
        std::fs::copy(path("sede.gpkg"), path("copia.gpkg")).expect("copied");
        assert_eq!(table(here, &["plan", "merge", "copia.gpkg", "c.allpa", option]).len(), 1);
        assert_eq!(names(here, "copia.gpkg", "proposal"), [expected]);
    }
}

#[test]
fn an_interrupted_copy_and_changes_of_another_plan_are_refused() {
    let folder = two_offices();
    let (here, path) = (folder.path(), |name: &str| folder.path().join(name));
    propose(&path("provincia.gpkg"), "Ana", "Puente");
    let arguments = ["plan", "changes", "provincia.gpkg", "--since", "0", "--out", "c.allpa"];
    assert_eq!(allpa(here, &arguments).status.code(), Some(0));
    let refused = |plan: &str, changes: &str| {
        let output = allpa(here, &["plan", "merge", plan, changes]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let whole = std::fs::read(path("c.allpa")).expect("a file");
    std::fs::write(path("cortado.allpa"), &whole[..whole.len() / 2]).expect("written");
    let told = refused("sede.gpkg", "cortado.allpa");
    assert!(told.contains("incompleta") && told.contains("nada cambió"), "{told}");
    assert_eq!(allpa(here, &["plan", "new", "otro.gpkg"]).status.code(), Some(0));
    let told = refused("otro.gpkg", "c.allpa");
    assert!(told.contains("Es de otro expediente"), "{told}");
    let told = refused("sede.gpkg", "otro.gpkg");
    assert!(told.contains("No es un archivo de cambios"), "{told}");
}
