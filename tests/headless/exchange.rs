//! Versions of a plan between offices, from the command line.

use std::path::Path;
use std::sync::Arc;

use allpa_files::plan_file::{PlanFile, verify};
use allpa_model::plan::{
    Agreement, AgreementKey, AgreementState, Drawn, Edit, Facts, Meeting, MeetingKey, MinutesEdit,
    Pinned, Proposal, ProposalKey, ProposalKind, Signature, Terms,
};

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
        let proposal =
            Proposal { key, name, kind, note, alternative, facts: Facts::default(), shape };
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
    let told: Vec<_> = sent
        .iter()
        .map(|row| ["subject", "name", "author"].map(|column| row.text(column).to_owned()))
        .collect();
    assert_eq!(told, [["step", "paso", "Ana"], ["proposal", "Puente", "Ana"]]);

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
        let again = table(here, &["plan", "merge", "copia.gpkg", "c.allpa"]);
        assert_eq!(again.len(), 0, "what was decided on does not come again");
        assert_eq!(verify(&path("copia.gpkg")).expect("looked at"), []);
    }
}

#[test]
fn agreements_travel_with_their_meeting_and_what_has_become_of_them() {
    let folder = two_offices();
    let (here, path) = (folder.path(), |name: &str| folder.path().join(name));
    let minutes = |plan: &str| -> Vec<[String; 4]> {
        let rows = table(here, &["plan", "minutes", plan]);
        let columns = ["title", "text", "responsible", "state"];
        rows.iter().map(|row| columns.map(|column| row.text(column).to_owned())).collect()
    };
    step(&path("provincia.gpkg"), "Ana", |loaded| {
        let key = MeetingKey(loaded.history.fresh_number());
        let (title, place, day) = ("Asamblea".into(), "Lamas".into(), "2026-01-31".into());
        let meeting = Box::new(Meeting { key, title, place, day, attendance: Vec::new() });
        Edit::Minutes(MinutesEdit::AddMeeting { meeting })
    });
    step(&path("provincia.gpkg"), "Ana", |loaded| {
        let terms = Terms { text: "Abrir la vía".into(), ..Terms::default() };
        let agreement = Agreement {
            key: AgreementKey(loaded.history.fresh_number()),
            meeting: *loaded.plan.meetings.keys().next().expect("a meeting"),
            number: 1,
            terms,
            pinned: Arc::new(Pinned {
                time: "2026-01-31T15:00:00Z".into(),
                center: [-76.5, -6.5],
                scale: 100_000.0,
                visible: Vec::new(),
                alternative: None,
                picture: Vec::new(),
                layers: Vec::new(),
                answer: None,
            }),
        };
        Edit::Minutes(MinutesEdit::AddAgreement { agreement: Box::new(agreement) })
    });
    let send = |plan: &str, since: &str, out: &str| {
        let sent = allpa(here, &["plan", "changes", plan, "--since", since, "--out", out]);
        assert_eq!(sent.status.code(), Some(0));
    };
    let change = |plan: &str, author: &str, change: &dyn Fn(&mut Terms)| {
        step(&path(plan), author, |loaded| {
            let (key, known) = loaded.plan.agreements.iter().next().expect("an agreement");
            let mut terms = Box::new(known.terms.clone());
            change(&mut terms);
            Edit::Minutes(MinutesEdit::ChangeAgreement { agreement: *key, terms })
        });
    };
    send("provincia.gpkg", "enviado.gpkg", "a.allpa");
    assert_eq!(table(here, &["plan", "merge", "sede.gpkg", "a.allpa"]).len(), 2);
    assert_eq!(minutes("sede.gpkg"), minutes("provincia.gpkg"));
    // One says who does it, the other that it was begun: both are true.
    for (plan, copy) in [("sede.gpkg", "antes.gpkg"), ("provincia.gpkg", "antes_ana.gpkg")] {
        std::fs::copy(path(plan), path(copy)).expect("copied");
    }
    change("provincia.gpkg", "Ana", &|terms| terms.responsible = "Obras".into());
    change("sede.gpkg", "Sede", &|terms| terms.state = AgreementState::InProgress);
    send("provincia.gpkg", "antes_ana.gpkg", "b.allpa");
    assert_eq!(table(here, &["plan", "merge", "sede.gpkg", "b.allpa"]).len(), 1);
    send("sede.gpkg", "antes.gpkg", "c.allpa");
    table(here, &["plan", "merge", "provincia.gpkg", "c.allpa"]);
    let expected = ["Asamblea", "Abrir la vía", "Obras", "in_progress"].map(str::to_owned);
    assert_eq!(minutes("sede.gpkg"), std::slice::from_ref(&expected));
    assert_eq!(minutes("provincia.gpkg"), [expected]);
    assert_eq!(verify(&path("sede.gpkg")).expect("looked at"), []);
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

/// A package as programs wrote it before proposals said more than name and kind: format 1, with a
/// layer, a new proposal and a changed one, and nothing that only format 2 knows.
#[test]
fn a_package_of_the_first_format_is_merged_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan");
    let (here, path) = (folder.path(), folder.path().join("sede.gpkg"));
    std::fs::copy(kept.join("v1/plan.gpkg"), &path).expect("a copy");
    let package = kept.join("changes/v1.allpa").to_string_lossy().into_owned();
    let before = names(here, "sede.gpkg", "proposal");
    table(here, &["plan", "merge", "sede.gpkg", &package]);
    let after = names(here, "sede.gpkg", "proposal");
    assert_eq!(before[0], "Corredor 1");
    assert_eq!(after.len(), before.len() + 1, "{before:?} {after:?}");
    assert!(!after.contains(&before[0]) && after.contains(&before[1]), "{after:?}");
    assert!(after.iter().any(|name| name == "Puente de la provincia"), "{after:?}");
    assert!(after.iter().any(|name| name == "Nombre de la provincia"), "{after:?}");
    let layers = names(here, "sede.gpkg", "layer");
    assert!(layers.iter().any(|name| name == "Hitos"), "{layers:?}");
    let measured = table(here, &["measure", "sede.gpkg:Hitos", "--id", "nombre"]);
    assert_eq!(measured.len(), 1);
    assert_eq!(verify(&path).expect("looked at"), []);
    // Once more brings nothing.
    table(here, &["plan", "merge", "sede.gpkg", &package]);
    assert_eq!(names(here, "sede.gpkg", "proposal"), after);
}
