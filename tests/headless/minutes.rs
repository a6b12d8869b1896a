//! Agreements of a plan's meetings, as a table and as minutes on paper.

use std::path::Path;
use std::sync::Arc;

use allpa_files::atlas::builtin;
use allpa_files::plan_file::{
    Brought, Commit, PlanFile, Rows, Work, signature, stored_fingerprint,
};
use allpa_model::Precision;
use allpa_model::plan::{
    Agreement, AgreementKey, AgreementState, Attendee, Decision, Edit, FollowUp, Meeting,
    MeetingKey, MinutesEdit, Pinned, PinnedAnswer, PinnedLayer, Terms,
};
use allpa_model::question::asked::{LayerRef, Measure, Question, Sources, answer};

use crate::support::{self, allpa, table};

/// A square of one hundredth of a degree on the equator.
const SQUARE: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Ñahui"},"geometry":{"type":"Polygon","coordinates":[[[-76.0,0.0],[-75.99,0.0],[-75.99,0.01],[-76.0,0.01],[-76.0,0.0]]]}}]}"#;

fn told(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(folder: &Path, arguments: &[&str]) {
    let output = allpa(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
}

/// What a program of Poppler says of a file, in one line.
fn read(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let said = support::read(folder, program, arguments);
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does edits in a plan as one step.
fn record(path: &Path, make: impl FnOnce(&mut u32, &LayerRef, &str) -> Vec<Edit>) {
    let mut file = PlanFile::open(path).expect("a plan");
    let loaded = file.load().expect("readable");
    let (mut plan, mut history) = (loaded.plan, loaded.history);
    let own = plan.layers.iter().find(|layer| layer.table().is_some() && layer.title == "cuadro");
    let (name, table) = own.map_or_else(
        || (LayerRef(String::new()), String::new()),
        |own| (own.reference(), own.table().expect("a table").table.clone()),
    );
    let print = file.prints().expect("prints").get(&table).cloned().unwrap_or_default();
    let mut number = history.last_numbers().1;
    let edits = make(&mut number, &name, &print);
    while history.last_numbers().1 < number {
        history.fresh_number();
    }
    let after = history.done();
    let step = history.record(&mut plan, edits, "un paso".into(), signature()).expect("fits");
    let step = Box::new(step.clone());
    let commit = Commit {
        rows: Rows::touched(&plan, &step.forward),
        work: Work::Done { step, after },
        brought: Brought::default(),
        last_number: history.last_numbers().1,
    };
    file.commit(&commit).expect("kept");
    file.close().expect("closed");
}

/// Map, layers and figures as they were.
fn pinned(folder: &Path, own: &LayerRef, print: &str, precision: Precision) -> Pinned {
    run(folder, &["render", "cuadro.geojson", "--out", "mapa.png", "--size", "600x400"]);
    let atlas = builtin().read("departments", &()).expect("inside the program");
    let layer = |name: &LayerRef, title: &str, fingerprint: String, precision| {
        let (reference, title) = (name.clone(), title.to_owned());
        PinnedLayer { reference, title, fingerprint, precision }
    };
    let departments = LayerRef("atlas:departments".into());
    let of_departments = stored_fingerprint(&atlas);
    let sources = Sources { layers: [(own.clone(), Arc::new(atlas))].into(), ..Sources::default() };
    let question = Question::Measure(Measure { layer: Some(own.clone()), ..Measure::default() });
    let sheet = answer(&question, &sources, "Allpa", &()).expect("measured");
    Pinned {
        time: "2026-01-31T15:00:00.000Z".into(),
        center: [-76.0, 0.0],
        scale: 50_000.0,
        visible: vec![own.clone()],
        alternative: None,
        picture: std::fs::read(folder.join("mapa.png")).expect("a picture"),
        layers: vec![
            layer(own, "Cuadro", print.to_owned(), Precision::Measured),
            layer(&departments, "Departamentos", of_departments, precision),
        ],
        answer: Some(PinnedAnswer::of(&sheet, vec!["Una nota de las cifras".into()])),
    }
}

/// A plan with two meetings; the first agreed on one thing, the second on two.
pub fn new_plan() -> tempfile::TempDir {
    plan_with(Precision::Reference)
}

/// The same with departments that can be trusted so far.
fn plan_with(precision: Precision) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cuadro.geojson"), SQUARE).expect("a file");
    let layers = ["--layer", "atlas:departments", "--layer", "cuadro.geojson"];
    let new = ["plan", "new", "plan.gpkg", "--title", "Plan de la cuenca"];
    run(folder.path(), &[&new[..], &layers].concat());
    record(&folder.path().join("plan.gpkg"), |number, own, print| {
        let mut fresh = || {
            *number += 1;
            *number
        };
        let (first, second) = (MeetingKey(fresh()), MeetingKey(fresh()));
        let meeting = |key, title: &str, day: &str| {
            let who = |name: &str, is_present| Attendee {
                name: name.into(),
                office: "Municipalidad de Lamas".into(),
                is_present,
            };
            let meeting = Meeting {
                key,
                title: title.into(),
                place: "Lamas".into(),
                day: day.into(),
                attendance: vec![who("Ana Ñahui", true), who("José Peña", false)],
            };
            Edit::Minutes(MinutesEdit::AddMeeting { meeting: Box::new(meeting) })
        };
        let pinned = Arc::new(pinned(folder.path(), own, print, precision));
        let mut agreement = |meeting, number, text: &str, decision, follow_up: Vec<FollowUp>| {
            let (responsible, due) = ("GORE San Martín".into(), "2020-12-31".into());
            let state = AgreementState::InProgress;
            let terms = Terms { text: text.into(), decision, responsible, due, state, follow_up };
            let key = AgreementKey(fresh());
            let pinned = Arc::clone(&pinned);
            let agreement = Box::new(Agreement { key, meeting, number, terms, pinned });
            Edit::Minutes(MinutesEdit::AddAgreement { agreement })
        };
        let votes = Decision::Vote { in_favour: 7, against: 2, abstentions: 1 };
        let said = FollowUp {
            day: "2026-02-28".into(),
            meeting: Some(second),
            state: AgreementState::InProgress,
            note: "hay estudio de perfil".into(),
        };
        let consensus = Decision::Consensus;
        vec![
            meeting(first, "Asamblea de enero", "2026-01-31"),
            meeting(second, "Asamblea de febrero", "2026-02-28"),
            agreement(first, 1, "Se abre la trocha", consensus, vec![said]),
            agreement(second, 1, "Se conserva la cabecera", votes, Vec::new()),
            agreement(second, 2, "Se pide el expediente", Decision::Pending, Vec::new()),
        ]
    });
    folder
}

/// The number of a meeting, as `plan info` lists it.
fn number_of(folder: &Path, title: &str) -> String {
    let info = table(folder, &["plan", "info", "plan.gpkg"]);
    let row = info.iter().find(|row| row.text("kind") == "meeting" && row.text("name") == title);
    row.expect("the meeting is listed").text("id").to_owned()
}

#[test]
fn agreements_are_listed_with_votes_state_and_what_has_changed_since() {
    let folder = new_plan();
    let rows = table(folder.path(), &["plan", "minutes", "plan.gpkg"]);
    let texts: Vec<&str> = rows.iter().map(|row| row.text("text")).collect();
    assert_eq!(texts, ["Se abre la trocha", "Se conserva la cabecera", "Se pide el expediente"]);
    let vote = rows.iter().nth(1).expect("a row");
    let votes = ["in_favour", "against", "abstentions"].map(|column| vote.text(column));
    assert_eq!((vote.text("decision"), votes), ("vote", ["7", "2", "1"]));
    assert_eq!((vote.text("day"), vote.text("due")), ("2026-02-28", "2020-12-31"));
    assert!(
        rows.iter().all(|row| row.text("changed").is_empty() && row.text("state") == "in_progress")
    );
    let second = number_of(folder.path(), "Asamblea de febrero");
    let own = table(folder.path(), &["plan", "minutes", "plan.gpkg", "--meeting", &second]);
    assert_eq!(own.len(), 2);
    run(folder.path(), &["plan", "minutes", "plan.gpkg", "--out", "acta.json"]);
    let json = std::fs::read_to_string(folder.path().join("acta.json")).expect("written");
    assert!(json.contains("\"in_favour\": 7") || json.contains("\"in_favour\":7"), "{json}");
    // The layer goes; what was agreed stays as it was.
    record(&folder.path().join("plan.gpkg"), |_, own, _| {
        let number = own.0.strip_prefix("plan:").and_then(|number| number.parse().ok());
        let layer = allpa_model::plan::LayerKey(number.expect("a number"));
        vec![Edit::RemoveLayer { layer }]
    });
    let rows = table(folder.path(), &["plan", "minutes", "plan.gpkg"]);
    assert!(rows.iter().all(|row| row.text("changed") == "Cuadro"));
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
}

#[test]
fn minutes_on_paper_hold_the_meeting_its_maps_and_figures_and_a_stamp_on_every_page() {
    let folder = new_plan();
    run(folder.path(), &["plan", "minutes", "plan.gpkg", "--out", "acta.pdf"]);
    let text = read(folder.path(), "pdftotext", &["acta.pdf", "-"]);
    for expected in [
        "Acta: Asamblea de febrero",
        "28/02/2026",
        "Plan de la cuenca",
        "Ana Ñahui (Municipalidad de Lamas)",
        "José Peña (Municipalidad de Lamas)",
        "Seguimiento de acuerdos anteriores",
        "Acuerdo 1 · Asamblea de enero",
        "hay estudio de perfil",
        "Venció el 31/12/2020",
        "Se conserva la cabecera",
        "Por votación: a favor 7, en contra 2, abstenciones 1",
        "Por decidir",
        "Una nota de las cifras",
        "Suma",
        "Firmas",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(text.matches("José Peña").count(), 1, "only those who came sign");
    let images = read(folder.path(), "pdfimages", &["-list", "acta.pdf"]);
    assert!(images.matches(" 600 400 ").count() >= 1, "{images}");
    let facts = read(folder.path(), "pdfinfo", &["acta.pdf"]);
    let pages = facts.split("Pages: ").nth(1).and_then(|rest| rest.split(' ').next());
    let pages: usize = pages.and_then(|pages| pages.parse().ok()).expect("a number");
    assert!(pages >= 2);
    for page in 1..=pages {
        let number = page.to_string();
        let page_text =
            read(folder.path(), "pdftotext", &["-f", &number, "-l", &number, "acta.pdf", "-"]);
        for expected in
            [format!("Página {page} de {pages}"), "expediente «Plan de la cuenca»".to_owned()]
        {
            assert!(page_text.contains(&expected), "{expected} on page {page}: {page_text}");
        }
        assert!(page_text.contains("Capa Cuadro: huella SHA-256"), "{page_text}");
    }
    let first = number_of(folder.path(), "Asamblea de enero");
    let of_first = ["plan", "minutes", "plan.gpkg", "--meeting", &first, "--out", "enero.pdf"];
    run(folder.path(), &of_first);
    let text = read(folder.path(), "pdftotext", &["enero.pdf", "-"]);
    assert!(text.contains("Acta: Asamblea de enero") && !text.contains("Seguimiento de"), "{text}");
}

#[test]
fn minutes_of_demonstrations_say_so_across_every_page() {
    for (precision, is_marked) in [(Precision::Demonstration, true), (Precision::Measured, false)] {
        let folder = plan_with(precision);
        run(folder.path(), &["plan", "minutes", "plan.gpkg", "--out", "acta.pdf"]);
        for page in ["1", "2"] {
            let drawn = ["-svg", "-f", page, "-l", page, "acta.pdf", "page.svg"];
            read(folder.path(), "pdftocairo", &drawn);
            let svg = std::fs::read_to_string(folder.path().join("page.svg")).expect("drawn");
            // Letters across the page are outlines that shine through: 30 of 255.
            assert_eq!(svg.contains("fill-opacity:0.117647"), is_marked, "{precision:?}, {page}");
        }
    }
}

#[test]
fn a_plan_without_meetings_and_a_number_that_is_none_are_told() {
    let folder = new_plan();
    let refused = allpa(folder.path(), &["plan", "minutes", "plan.gpkg", "--meeting", "99"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("no tiene la reunión 99"), "{}", told(&refused));
    assert!(told(&refused).contains("Las reuniones son:"), "{}", told(&refused));
    run(folder.path(), &["plan", "new", "vacio.gpkg"]);
    assert_eq!(table(folder.path(), &["plan", "minutes", "vacio.gpkg"]).len(), 0);
    let refused = allpa(folder.path(), &["plan", "minutes", "vacio.gpkg", "--out", "acta.pdf"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("no tiene reuniones"), "{}", told(&refused));
    assert!(!folder.path().join("acta.pdf").exists());
}
