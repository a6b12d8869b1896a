//! A plan file keeps what it is given, and says what is wrong with one it cannot keep.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::plan_file::{
    Access, Attached, Brought, Check, Commit, FORMAT, Fact, PlanError, PlanFile, Rows, Work,
    compare, is_plan, pack, stored_fingerprint, verify,
};
use allpa_geom::{Epsg, PsadOperation, ShapesBuilder};
use allpa_model::plan::{
    Agreement, AgreementKey, AgreementState, Amount, Attendee, Change, Decision, Drawn, Edit,
    Facts, FollowUp, Funding, History, LayerKey, LayerSource, Meeting, MeetingKey, MinutesEdit,
    Pinned, PinnedAnswer, PinnedLayer, Plan, PlanLayer, Proposal, ProposalKey, ProposalKind,
    Signature, Subject, TableSource, Terms,
};
use allpa_model::role::Group;
use allpa_model::{Column, ColumnData, Layer, LayerParts, Precision, Provenance, TextColumn};
use proptest::prelude::*;
use rusqlite::Connection;

/// A plan being worked on.
struct Desk {
    file: PlanFile,
    plan: Plan,
    history: History,
}

impl Desk {
    fn create(path: &Path) -> Self {
        Self::on(PlanFile::create(path, "Plan de prueba").expect("made"))
    }

    fn open(path: &Path) -> Self {
        Self::on(PlanFile::open(path).expect("opened"))
    }

    fn on(file: PlanFile) -> Self {
        let loaded = file.load().expect("readable");
        assert_eq!(loaded.left_out, 0);
        Self { file, plan: loaded.plan, history: loaded.history }
    }

    fn step(&mut self, edit: Edit, data: Vec<(String, Arc<Layer>)>) -> Result<(), PlanError> {
        self.bring(edit, data.into())
    }

    fn bring(&mut self, edit: Edit, brought: Brought) -> Result<(), PlanError> {
        let after = self.history.done();
        let signature = Signature { time: "2026-01-01T00:00:00Z".into(), author: "ana".into() };
        let step = self.history.record(&mut self.plan, vec![edit], "un paso".into(), signature);
        let step = Box::new(step.expect("the edit fits").clone());
        let rows = Rows::touched(&self.plan, &step.forward);
        let last_number = self.history.last_numbers().1;
        let work = Work::Done { step, after };
        self.file.commit(&Commit { work, rows, brought, last_number })
    }

    fn undo(&mut self) {
        let step = self.history.undo(&mut self.plan).expect("undone").expect("a step").clone();
        self.move_to(&step.inverse);
    }

    fn redo(&mut self) {
        let step = self.history.redo(&mut self.plan).expect("redone").expect("a step").clone();
        self.move_to(&step.forward);
    }

    fn move_to(&mut self, edits: &[Edit]) {
        let commit = Commit {
            work: Work::At(self.history.done()),
            rows: Rows::touched(&self.plan, edits),
            brought: Brought::default(),
            last_number: self.history.last_numbers().1,
        };
        self.file.commit(&commit).expect("kept");
    }

    fn add_layer(&mut self, layer: Layer) -> PlanLayer {
        let table = self.history.fresh_table(layer.name());
        let of_plan = PlanLayer {
            key: LayerKey(self.history.fresh_number()),
            source: LayerSource::Table(Box::new(TableSource {
                table: table.clone(),
                psad: layer.psad_operation(),
                code: Some("COD".into()),
                name: None,
                provenance: layer.provenance().clone(),
            })),
            title: "Mi capa «ñ»".into(),
            group: Group::Conservation,
            visible: true,
            opacity: 0.3,
            precision: Precision::Reference,
            notice: "Referencial".into(),
            number: 4,
            look: None,
        };
        let edit = Edit::AddLayer { at: 0, layer: Box::new(of_plan.clone()) };
        self.step(edit, vec![(table, Arc::new(layer))]).expect("kept");
        of_plan
    }

    fn add_proposal(&mut self, shape: Drawn) -> ProposalKey {
        let key = ProposalKey(self.history.fresh_number());
        let proposal = Proposal {
            key,
            name: "Vía nueva".into(),
            kind: ProposalKind::Corridor,
            note: "por definir".into(),
            alternative: "B".into(),
            facts: Facts::default(),
            shape,
        };
        self.step(Edit::AddProposal { proposal: Box::new(proposal) }, Vec::new()).expect("kept");
        key
    }

    fn describe(&mut self, key: ProposalKey, facts: &Facts) {
        let known = self.plan.proposals[&key].clone();
        let proposal = Box::new(Proposal { facts: facts.clone(), ..known });
        self.step(Edit::ChangeProposal { proposal }, Vec::new()).expect("kept");
    }

    fn minutes(&mut self, edit: MinutesEdit) {
        self.step(Edit::Minutes(edit), Vec::new()).expect("kept");
    }

    fn add_meeting(&mut self) -> MeetingKey {
        let key = MeetingKey(self.history.fresh_number());
        let attendance = vec![Attendee {
            name: "Ana Ñahui".into(),
            office: "Municipalidad de Lamas".into(),
            is_present: true,
        }];
        let (title, place, day) = ("Asamblea".into(), "Lamas".into(), "2026-01-31".into());
        let meeting = Box::new(Meeting { key, title, place, day, attendance });
        self.minutes(MinutesEdit::AddMeeting { meeting });
        key
    }

    fn add_agreement(&mut self, meeting: MeetingKey, decision: Decision) -> AgreementKey {
        let key = AgreementKey(self.history.fresh_number());
        let number = self.plan.next_agreement(meeting);
        let (text, due) = ("Se acuerda «conservar»".into(), "2026-12-31".into());
        let terms = Terms { text, decision, due, ..Terms::default() };
        let agreement = Agreement { key, meeting, number, terms, pinned: pinned() };
        self.minutes(MinutesEdit::AddAgreement { agreement: Box::new(agreement) });
        key
    }

    fn follow_up(&mut self, agreement: AgreementKey, note: &str) {
        let mut terms = Box::new(self.plan.agreements[&agreement].terms.clone());
        terms.state = AgreementState::InProgress;
        let meeting = Some(self.plan.agreements[&agreement].meeting);
        let (day, state, note) = ("2026-03-01".into(), terms.state, note.into());
        terms.follow_up.push(FollowUp { day, meeting, state, note });
        self.minutes(MinutesEdit::ChangeAgreement { agreement, terms });
    }

    fn title(&mut self, title: &str) -> Result<(), PlanError> {
        self.step(Edit::SetTitle { title: title.into() }, Vec::new())
    }
}

/// A map and an answer as they were.
fn pinned() -> Arc<Pinned> {
    use allpa_model::question::asked::{LayerRef, Measure, Question, Sources, answer};
    let name = LayerRef("plan:1".into());
    let sources =
        Sources { layers: [(name.clone(), Arc::new(layer()))].into(), ..Sources::default() };
    let question = Question::Measure(Measure { layer: Some(name.clone()), ..Measure::default() });
    let sheet = answer(&question, &sources, "Allpa", &()).expect("measured");
    Arc::new(Pinned {
        time: "2026-01-31T15:00:00.000Z".into(),
        center: [-76.123_456_789, -6.0],
        scale: 250_000.5,
        visible: vec![name.clone()],
        alternative: Some("B".into()),
        picture: (0..=255).collect(),
        layers: vec![PinnedLayer {
            reference: name,
            title: "Zonas".into(),
            fingerprint: stored_fingerprint(&layer()),
            precision: allpa_model::Precision::Demonstration,
        }],
        answer: Some(PinnedAnswer::of(&sheet, vec!["Se repararon 2 polígonos.".into()])),
    })
}

/// Facts of every kind, some of them missing by turns.
fn facts(turn: f64) -> Facts {
    let cost = -turn * 1e6 / 3.0;
    let funding = |source: &str, amount| Funding { source: source.to_owned(), amount };
    Facts {
        class: "departamental".into(),
        stage: if turn < -8.0 { "perfil".into() } else { String::new() },
        cost: (turn < -4.0).then_some(cost),
        begins: Some(2026),
        ends: (turn < -12.0).then_some(2031),
        financing: vec![
            funding("canon", Some(Amount::Soles(cost * 0.7))),
            funding("fideicomiso", Some(Amount::Percent(-turn))),
            funding("donación de «Ñ»", None),
        ],
        responsible: "Gerencia de Infraestructura".into(),
        documents: Vec::new(),
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file")
}

fn line(y: f64) -> Drawn {
    Drawn::Line(vec![vec![[-76.0, y], [-75.0, y]]])
}

fn square() -> Drawn {
    let ring = vec![[-76.0, -6.0], [-75.9, -6.0], [-75.9, -5.9], [-76.0, -5.9], [-76.0, -6.0]];
    Drawn::Polygon(vec![vec![ring]])
}

/// Two squares in metres, with every type of column, and names and numbers that a database would
/// take amiss.
fn layer() -> Layer {
    let mut shapes = ShapesBuilder::default();
    for x in [300_000.0, 400_000.0] {
        let y = 9_300_000.0;
        shapes.extend([[x, y], [x + 100.5, y], [x + 100.5, y + 100.0], [x, y + 100.0], [x, y]]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(allpa_geom::ShapeKind::Polygon);
    }
    shapes.end_feature(allpa_geom::ShapeKind::None);
    let texts: TextColumn = [Some("010101"), None, Some("Ñuñoa")].into_iter().collect();
    let column = |name: &str, data| Column { name: name.into(), data };
    let columns = vec![
        column("COD", ColumnData::Text(texts)),
        column("fid", ColumnData::Integer(vec![Some(i64::MAX), None, Some(-1)])),
        column("Área \"ha\"", ColumnData::Real(vec![Some(-0.0), Some(f64::NAN), Some(1e-300)])),
        column("vigente", ColumnData::Boolean(vec![Some(true), Some(false), None])),
    ];
    let provenance = Provenance { source: "GORE".into(), bytes: 7, ..Provenance::default() };
    let parts = LayerParts {
        name: "Zonas".into(),
        shapes: shapes.finish(),
        columns,
        provenance,
        notes: Vec::new(),
    };
    Layer::new(parts, Epsg::new(32718), PsadOperation::default())
}

fn errors(path: &Path) -> Vec<(Check, Fact)> {
    verify(path)
        .expect("it can be looked at")
        .into_iter()
        .map(|one| (one.check, one.fact))
        .collect()
}

#[test]
fn a_layer_comes_back_with_its_features_and_its_look() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let kept = desk.add_layer(layer());
    desk.file.close().expect("closed");
    assert!(is_plan(&path));
    let desk = Desk::open(&path);
    assert_eq!(desk.plan.layers, std::slice::from_ref(&kept));
    let found = desk.file.features(&kept, &()).expect("readable").expect("its own");
    let given = layer();
    assert_eq!(found.shapes(), given.shapes());
    assert_eq!(found.crs(), given.crs());
    assert_eq!(found.provenance(), given.provenance());
    assert_eq!(found.columns()[0], given.columns()[0]);
    assert_eq!(found.columns()[1].name, "fid_2", "the key's own name is taken");
    assert_eq!(found.columns()[1].data, given.columns()[1].data);
    let expected = ColumnData::Real(vec![Some(0.0), None, Some(1e-300)]);
    assert_eq!(found.columns()[2].data, expected, "no number is no value");
    assert_eq!(found.columns()[3], given.columns()[3]);
    drop(desk);
    assert_eq!(errors(&path), []);
    assert!(!folder.path().join("plan.gpkg-wal").exists(), "the one file is whole");
    assert!(!folder.path().join("plan.gpkg-lock").exists());
}

#[test]
fn undo_works_after_reopening_and_a_removed_layer_is_not_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let kept = desk.add_layer(layer());
    desk.add_proposal(square());
    let before = desk.plan.clone();
    desk.step(Edit::RemoveLayer { layer: kept.key }, Vec::new()).expect("kept");
    let listed = |path: &Path| -> i64 {
        let base = Connection::open(path).expect("a database");
        let sql = "SELECT count(*) FROM gpkg_contents WHERE table_name = 'Zonas'";
        base.query_row(sql, [], |row| row.get(0)).expect("a number")
    };
    drop(desk);
    assert_eq!(listed(&path), 0);
    assert_eq!(errors(&path), []);
    let mut desk = Desk::open(&path);
    assert_eq!(desk.plan.layers, []);
    desk.undo();
    assert_eq!(desk.plan, before);
    drop(desk);
    assert_eq!(listed(&path), 1);
    let mut desk = Desk::open(&path);
    assert_eq!(desk.plan, before);
    assert_eq!(desk.file.features(&kept, &()).expect("readable").map(|layer| layer.len()), Some(3));
    desk.redo();
    desk.undo();
    desk.undo();
    desk.undo();
    assert_eq!((desk.plan.layers.len(), desk.plan.proposals.len()), (0, 0));
    // Another step: what was taken back cannot be done again, and its table goes.
    desk.title("Otro").expect("kept");
    drop(desk);
    let base = Connection::open(&path).expect("a database");
    let count = |name: &str| -> i64 {
        let sql = "SELECT count(*) FROM sqlite_master WHERE tbl_name LIKE ?1";
        base.query_row(sql, [name], |row| row.get(0)).expect("a number")
    };
    assert_eq!([count("Zonas"), count("rtree_Zonas%")], [0, 0]);
    assert_eq!(errors(&path), []);
    assert_eq!(Desk::open(&path).history.steps().len(), 1);
}

#[test]
fn looking_at_a_plan_changes_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let kept = desk.add_layer(layer());
    drop(desk);
    let before = bytes(&path);
    let desk = Desk::open(&path);
    assert_eq!(desk.file.access(), &Access::Write);
    desk.file.features(&kept, &()).expect("readable");
    drop(desk);
    verify(&path).expect("looked at");
    assert_eq!(bytes(&path), before);
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_second_window_is_told_and_reads_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut first = Desk::create(&path);
    first.title("Primero").expect("kept");
    let mut second = Desk::open(&path);
    assert!(matches!(second.file.access(), Access::Held(_)), "{:?}", second.file.access());
    assert_eq!(second.plan.title, "Primero", "what the first has kept is seen");
    assert!(matches!(second.title("Segundo"), Err(PlanError::ReadOnly)));
    first.title("Otra vez").expect("the first is not disturbed");
    drop((first, second));
    let third = Desk::open(&path);
    assert_eq!((third.plan.title.as_str(), third.file.access()), ("Otra vez", &Access::Write));
}

#[cfg(unix)]
#[test]
fn a_protected_plan_is_read_and_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    desk.add_proposal(line(-6.0));
    drop(desk);
    let protect = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("allowed");
    };
    let before = bytes(&path);
    protect(&path, 0o444);
    protect(folder.path(), 0o555);
    // The superuser writes where others may not.
    let is_root = std::fs::OpenOptions::new().write(true).open(&path).is_ok();
    let mut desk = Desk::on(PlanFile::open_protected(&path).expect("opened"));
    assert_eq!(desk.plan.proposals.len(), 1);
    assert!(matches!(desk.title("x"), Err(PlanError::ReadOnly)));
    if !is_root {
        assert_eq!(Desk::open(&path).file.access(), &Access::Protected);
    }
    drop(desk);
    protect(folder.path(), 0o755);
    assert_eq!(bytes(&path), before);
}

#[test]
fn what_a_crash_left_in_the_log_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    desk.add_proposal(line(-6.0));
    // As after a power cut: file and log as they are now, elsewhere.
    let there = folder.path().join("despues.gpkg");
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    std::fs::copy(&path, &there).expect("a copy");
    std::fs::copy(log(&path), log(&there)).expect("a copy");
    let read_only = PlanFile::open_protected(&there).expect("opened");
    assert_eq!(read_only.load().expect("readable").plan, desk.plan);
    drop(read_only);
    let after = Desk::open(&there);
    assert_eq!(after.plan, desk.plan);
    drop(after);
    assert!(!log(&there).exists());
    assert_eq!(errors(&there), []);
}

#[cfg(unix)]
#[test]
fn a_file_that_vanishes_keeps_the_step_in_memory_until_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, away) = (folder.path().join("plan.gpkg"), folder.path().join("lejos.gpkg"));
    let mut desk = Desk::create(&path);
    desk.title("Uno").expect("kept");
    desk.file.copy_to(&away).expect("a copy");
    std::fs::remove_file(&path).expect("gone");
    assert!(matches!(desk.title("Dos"), Err(PlanError::Vanished)));
    std::fs::write(&path, b"otra cosa").expect("written");
    let step = desk.history.undoable().expect("in memory").clone();
    let commit = Commit {
        rows: Rows::touched(&desk.plan, &step.forward),
        work: Work::Done { step: Box::new(step), after: 1 },
        brought: Brought::default(),
        last_number: 0,
    };
    assert!(desk.file.commit(&commit).is_err(), "another file is in its place");
    std::fs::rename(&away, &path).expect("back");
    desk.file.commit(&commit).expect("kept at last");
    drop(desk);
    assert_eq!(Desk::open(&path).plan.title, "Dos");
    assert_eq!(errors(&path), []);
}

#[test]
fn other_files_are_told_from_plans() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("no.gpkg");
    for content in [&b""[..], b"SQLite format 3\0 y nada mas", b"{\"type\": \"FeatureCollection\"}"]
    {
        std::fs::write(&path, content).expect("written");
        assert!(!is_plan(&path));
        let error = PlanFile::open(&path).expect_err("no plan");
        assert!(matches!(error, PlanError::NotAPlan | PlanError::Damaged(_)), "{error:?}");
    }
    assert!(matches!(PlanFile::open(&folder.path().join("nada.gpkg")), Err(PlanError::Io(_))));
}

/// Changes a plan as another program would.
fn tamper(path: &Path, sql: &str) {
    let base = Connection::open(path).expect("a database");
    base.execute_batch(&format!("PRAGMA writable_schema = ON; {sql}")).expect(sql);
}

#[test]
fn a_newer_format_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    drop(Desk::create(&path));
    tamper(&path, "UPDATE allpa_meta SET value = '7' WHERE key = 'format'");
    let before = bytes(&path);
    let refused = PlanFile::open(&path);
    assert!(matches!(refused, Err(PlanError::Newer { found: 7, known: FORMAT })), "{refused:?}");
    assert_eq!(bytes(&path), before);
}

#[test]
fn a_hostile_plan_does_no_harm_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let victim = folder.path().join("victima.gpkg");
    let attacks = [
        // A trigger that writes elsewhere in the plan.
        ("CREATE TRIGGER mal AFTER INSERT ON allpa_edit BEGIN DELETE FROM allpa_edit; END", true),
        (
            "CREATE TRIGGER mal AFTER UPDATE ON allpa_meta BEGIN SELECT load_extension('x'); END",
            true,
        ),
        // A table that is a view which never ends.
        (
            "DROP TABLE allpa_view; CREATE VIEW allpa_view AS WITH RECURSIVE n(id) AS \
             (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n",
            false,
        ),
        // One of another module.
        ("DROP TABLE allpa_view; CREATE VIRTUAL TABLE allpa_view USING rtree(id, a, b)", false),
        // What is no edit, no number, no layer.
        ("INSERT INTO allpa_edit VALUES (1, '', '', '', '[{\"edit\": \"x\"}]', '[]')", false),
        ("UPDATE allpa_meta SET value = 'muchos' WHERE key = 'done'", false),
        (
            "INSERT INTO allpa_layer (id, place, title, layer_group, visible, opacity, precision, \
          notice, number) VALUES (1, 0, '', 'base', 1, 1, 'measured', '', 0)",
            false,
        ),
        ("DROP TABLE allpa_edit", false),
    ];
    for (attack, opens) in attacks {
        let path = folder.path().join("plan.gpkg");
        std::fs::remove_file(&path).ok();
        drop(Desk::create(&path));
        drop(Desk::create(&victim));
        let untouched = bytes(&victim);
        tamper(&path, attack);
        let loaded = PlanFile::open(&path).and_then(|file| {
            let loaded = file.load()?;
            Ok((file, loaded))
        });
        match loaded {
            Ok((file, loaded)) => {
                assert!(opens, "{attack}");
                let mut desk = Desk { file, plan: loaded.plan, history: loaded.history };
                desk.title("Uno").expect("no trigger stands in the way");
                drop(desk);
                assert_eq!(Desk::open(&path).history.steps().len(), 1, "{attack}");
            }
            Err(PlanError::Damaged(_)) => assert!(!opens, "{attack}"),
            Err(other) => panic!("{attack}: {other:?}"),
        }
        verify(&path).ok();
        assert_eq!(bytes(&victim), untouched);
    }
}

#[test]
fn damaged_pages_are_told_and_never_a_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    desk.add_layer(layer());
    for i in 0..40 {
        desk.add_proposal(line(-6.0 - f64::from(i) / 100.0));
    }
    drop(desk);
    let whole = bytes(&path);
    let mut seed = 1u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..60 {
        let mut damaged = whole.clone();
        for _ in 0..=next(40) {
            let at = 100 + next(damaged.len() - 100);
            damaged[at] ^= 1 << next(8);
        }
        if next(4) == 0 {
            damaged.truncate(next(whole.len()));
        }
        std::fs::write(&path, &damaged).expect("written");
        verify(&path).ok();
        if let Ok(file) = PlanFile::open(&path)
            && let Ok(loaded) = file.load()
        {
            for layer in &loaded.plan.layers {
                file.features(layer, &()).ok();
            }
            let mut desk = Desk { file, plan: loaded.plan, history: loaded.history };
            desk.title("x").ok();
        }
    }
}

#[test]
fn verify_finds_what_other_programs_break() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let cases = [
        ("PRAGMA application_id = 1", Check::Header),
        ("PRAGMA user_version = 10000", Check::Header),
        ("PRAGMA foreign_keys = OFF; DELETE FROM allpa_data", Check::ForeignKeys),
        ("ALTER TABLE gpkg_contents RENAME COLUMN last_change TO cambio", Check::Integrity),
        (
            "ALTER TABLE gpkg_extensions ADD COLUMN x; ALTER TABLE gpkg_spatial_ref_sys RENAME COLUMN \
          description TO d",
            Check::CoreTables,
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 0",
            Check::Systems,
        ),
        ("UPDATE gpkg_contents SET last_change = 'ayer'", Check::Contents),
        ("UPDATE gpkg_geometry_columns SET geometry_type_name = 'LINE'", Check::GeometryColumns),
        ("DELETE FROM gpkg_extensions WHERE table_name = 'allpa_edit'", Check::Extensions),
        ("DELETE FROM rtree_Zonas_geom WHERE id = 2", Check::SpatialIndex),
        ("UPDATE rtree_Zonas_geom SET minx = maxx", Check::SpatialIndex),
        (
            "DROP TRIGGER rtree_Zonas_geom_update1; DROP TRIGGER rtree_Zonas_geom_update2; \
          DROP TRIGGER rtree_Zonas_geom_update4; DROP TRIGGER rtree_Zonas_geom_update3; \
          UPDATE Zonas SET geom = x'00' WHERE fid = 1",
            Check::Geometry,
        ),
        (
            "DROP TRIGGER rtree_Zonas_geom_update4; DROP TRIGGER rtree_Zonas_geom_update3; \
          UPDATE Zonas SET COD = 'x'",
            Check::Fingerprint,
        ),
        ("UPDATE allpa_meta SET value = '9' WHERE key = 'done'", Check::Plan),
        ("UPDATE propuestas_lineas SET geom = NULL", Check::Plan),
    ];
    for (sql, check) in cases {
        std::fs::remove_file(&path).ok();
        let mut desk = Desk::create(&path);
        desk.add_layer(layer());
        desk.add_proposal(line(-6.0));
        drop(desk);
        assert_eq!(errors(&path), [], "before");
        let sql = if sql.contains("propuestas_lineas") {
            let drop = |part| format!("DROP TRIGGER rtree_propuestas_lineas_geom_{part};");
            let triggers: String = ["update1", "update2", "update3", "update4"].map(drop).concat();
            format!("{triggers} {sql}")
        } else {
            sql.to_owned()
        };
        tamper(&path, &sql);
        let found = errors(&path);
        assert!(found.iter().any(|(one, _)| *one == check), "{sql}: {found:?}");
    }
}

/// Changes rows as QGIS does, which has the functions of the triggers.
fn edit_in_qgis(path: &Path, sql: &str) {
    use rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER;
    let base = Connection::open(path).expect("opened");
    base.set_db_config(SQLITE_DBCONFIG_ENABLE_TRIGGER, false).expect("without functions");
    base.execute_batch(sql).expect("changed");
}

/// Adds a row to a table of proposals as QGIS does: with the next number of that table.
fn add_in_qgis(path: &Path, table: &str, name: &str, number: Option<i64>) {
    use rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER;
    let base = Connection::open(path).expect("opened");
    base.set_db_config(SQLITE_DBCONFIG_ENABLE_TRIGGER, false).expect("without functions");
    let (header, ends) = (b"GP\x00\x01\xe6\x10\x00\x00\x01", [[-76.2, -6.2], [-76.1, -6.1]]);
    let points = |ends: &[[f64; 2]]| -> Vec<u8> {
        ends.iter().flatten().flat_map(|number| number.to_le_bytes()).collect()
    };
    let (geom, [_, max]) = if table.ends_with("lineas") {
        let line = b"\x05\x00\x00\x00\x01\x00\x00\x00\x01\x02\x00\x00\x00\x02\x00\x00\x00";
        ([&header[..], &line[..], &points(&ends)].concat(), ends)
    } else {
        let point = b"\x01\x00\x00\x00";
        ([&header[..], &point[..], &points(&ends[..1])].concat(), [ends[0]; 2])
    };
    let sql = format!("INSERT INTO {table} (fid, geom, nombre) VALUES (?1, ?2, ?3)");
    base.execute(&sql, rusqlite::params![number, geom, name]).expect("added");
    let sql = format!("INSERT INTO rtree_{table}_geom VALUES (?1, ?2, ?3, ?4, ?5)");
    let row = (base.last_insert_rowid(), ends[0][0], max[0], ends[0][1], max[1]);
    base.execute(&sql, row).expect("indexed");
}

#[test]
fn proposals_of_other_programs_stay_whatever_their_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let names = |desk: &Desk| -> BTreeSet<String> {
        desk.plan.proposals.values().map(|one| one.name.clone()).collect()
    };
    let mut desk = Desk::create(&path);
    desk.add_proposal(line(-6.0));
    let (own, number) = {
        let (key, one) = desk.plan.proposals.iter().next().expect("a proposal");
        (one.name.clone(), *key)
    };
    drop(desk);
    add_in_qgis(&path, "propuestas_puntos", "Mirador", Some(i64::from(number.0)));
    add_in_qgis(&path, "propuestas_lineas", "Trocha", None);
    add_in_qgis(&path, "propuestas_puntos", "Muy lejos", Some(1 << 40));
    let bytes = std::fs::read(&path).expect("a file");
    let mut desk = Desk::open(&path);
    let all = BTreeSet::from([own.as_str(), "Mirador", "Trocha", "Muy lejos"].map(str::to_owned));
    assert_eq!(names(&desk), all);
    let keys: Vec<ProposalKey> = desk.plan.proposals.keys().copied().collect();
    assert_eq!(std::fs::read(&path).expect("a file"), bytes, "looking changes nothing");
    // A step on ours leaves theirs, and so do steps on theirs.
    for key in keys.clone() {
        let known = desk.plan.proposals[&key].clone();
        let changed = Proposal { note: "visto".into(), ..known };
        desk.step(Edit::ChangeProposal { proposal: Box::new(changed) }, Vec::new()).expect("kept");
    }
    // What is added while we have the file open stays as well, though we give the same number next.
    let next = desk.history.clone().fresh_number();
    add_in_qgis(&path, "propuestas_lineas", "Desvío", Some(i64::from(next)));
    desk.add_proposal(line(-6.1));
    drop(desk);
    let desk = Desk::open(&path);
    assert!(keys.iter().all(|key| desk.plan.proposals.contains_key(key)), "numbers stay");
    assert!(names(&desk).contains("Desvío") && names(&desk).is_superset(&all));
    assert_eq!(desk.plan.proposals.len(), 6);
    drop(desk);
    assert_eq!(errors(&path), []);
}

#[test]
fn versions_are_compared_by_step_and_by_hectares() {
    let folder = tempfile::tempdir().expect("a folder");
    let [a, b, zip] = ["a.gpkg", "b.gpkg", "b.zip"].map(|name| folder.path().join(name));
    let mut desk = Desk::create(&a);
    let kept = desk.add_layer(layer());
    let key = desk.add_proposal(square());
    desk.file.copy_to(&b).expect("a copy");
    drop(desk);
    assert_eq!(compare(&a, &b).expect("compared").differences, []);
    let mut desk = Desk::open(&b);
    desk.step(Edit::RemoveProposal { proposal: key }, Vec::new()).expect("kept");
    desk.step(Edit::RemoveLayer { layer: kept.key }, Vec::new()).expect("kept");
    drop(desk);
    let compared = compare(&a, &b).expect("compared");
    assert!(compared.is_same_plan);
    let told: Vec<_> = compared.differences.iter().map(|one| (one.subject, one.change)).collect();
    let removed = [(Subject::Layer, Change::Removed), (Subject::Proposal, Change::Removed)];
    assert_eq!(told, [[(Subject::Step, Change::Added); 2], removed].concat());
    let area = |at: usize| compared.differences[at].before.0.expect("an area").value();
    // Two squares of 100.5 by 100 m on the ground, by the scale of the projection there.
    assert!((area(2) - 2.01).abs() < 0.01, "{}", area(2));
    assert!((area(3) - 12_240.0).abs() < 30.0, "{}", area(3));
    pack(&b, &zip).expect("packed");
    let unpacked = allpa_files::import::open(&zip).expect("an archive with layers");
    assert!(unpacked.layers().iter().any(|layer| layer == "propuestas_poligonos"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_kept_is_what_was_done(
        moves in prop::collection::vec((0u8..15, -17.0f64..0.0), 1..25),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.gpkg");
        let mut desk = Desk::create(&path);
        for (what, y) in moves {
            let keys: Vec<ProposalKey> = desk.plan.proposals.keys().copied().collect();
            match what {
                0 | 1 => drop(desk.add_proposal(line(y))),
                2 => drop(desk.add_proposal(Drawn::Point([-76.0, y]))),
                3 => drop(desk.add_layer(layer())),
                4 if !keys.is_empty() => {
                    let mut proposal = desk.plan.proposals[&keys[0]].clone();
                    proposal.shape = if y < -8.0 { square() } else { line(y) };
                    let edit = Edit::ChangeProposal { proposal: Box::new(proposal) };
                    desk.step(edit, Vec::new()).expect("kept");
                }
                5 if desk.history.undoable().is_some() => desk.undo(),
                6 if desk.history.redoable().is_some() => desk.redo(),
                7 => drop(desk.add_meeting()),
                8 | 9 if !desk.plan.meetings.is_empty() => {
                    let meeting = *desk.plan.meetings.keys().next().expect("one");
                    let votes = Decision::Vote { in_favour: 7, against: 0, abstentions: 2 };
                    let decision = if y < -8.0 { votes } else { Decision::Pending };
                    desk.add_agreement(meeting, decision);
                }
                14 if !keys.is_empty() => {
                    let bytes = [y as u8, 0, 255];
                    desk.attach(keys[0], vec![attached(folder.path(), "a.pdf", &bytes[..=keys.len() % 3])]);
                }
                12 | 13 if !keys.is_empty() => desk.describe(keys[keys.len() / 2], &facts(y)),
                10 if !desk.plan.agreements.is_empty() => {
                    let agreement = *desk.plan.agreements.keys().next().expect("one");
                    if y < -8.0 {
                        desk.follow_up(agreement, "avanza");
                    } else {
                        desk.minutes(MinutesEdit::RemoveAgreement { agreement });
                    }
                }
                _ => {
                    let Desk { plan, history, file } = desk;
                    drop(file);
                    desk = Desk::open(&path);
                    prop_assert_eq!(&desk.plan, &plan);
                    prop_assert_eq!(desk.history.steps(), history.steps());
                    prop_assert_eq!(desk.history.cursor(), history.cursor());
                    prop_assert_eq!(desk.history.last_numbers(), history.last_numbers());
                }
            }
        }
        let (plan, steps) = (desk.plan.clone(), desk.history.steps().to_vec());
        drop(desk);
        let desk = Desk::open(&path);
        prop_assert_eq!(&desk.plan, &plan);
        prop_assert_eq!(desk.history.steps(), steps.as_slice());
        drop(desk);
        prop_assert_eq!(errors(&path), []);
    }
}

#[test]
fn an_agreement_comes_back_with_its_map_and_figures_and_differs_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let [a, b] = ["a.gpkg", "b.gpkg"].map(|name| folder.path().join(name));
    let mut desk = Desk::create(&a);
    let meeting = desk.add_meeting();
    let first = desk.add_agreement(meeting, Decision::Consensus);
    desk.file.copy_to(&b).expect("a copy");
    drop(desk);
    let mut desk = Desk::open(&b);
    let kept = &desk.plan.agreements[&first];
    assert_eq!(kept.pinned, pinned());
    let answer = kept.pinned.answer.as_ref().expect("figures");
    assert_eq!(answer.tables[0].fingerprint, answer.tables[0].table.fingerprint());
    desk.add_agreement(meeting, Decision::Vote { in_favour: 3, against: 1, abstentions: 0 });
    desk.follow_up(first, "se presentó el expediente técnico");
    let plan = desk.plan.clone();
    drop(desk);
    assert_eq!(Desk::open(&b).plan, plan);
    let compared = compare(&a, &b).expect("compared");
    let told: Vec<_> = compared.differences.iter().map(|one| (one.subject, one.change)).collect();
    let steps = [(Subject::Step, Change::Added); 2];
    let agreements = [(Subject::Agreement, Change::Changed), (Subject::Agreement, Change::Added)];
    assert_eq!(told, [&steps[..], &agreements].concat());
    assert_eq!(errors(&b), []);
}

#[test]
fn a_pinned_map_that_was_tampered_with_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let meeting = desk.add_meeting();
    let key = desk.add_agreement(meeting, Decision::Consensus);
    desk.follow_up(key, "en marcha");
    drop(desk);
    assert_eq!(errors(&path), []);
    tamper(&path, "UPDATE allpa_agreement SET picture = X'00'");
    let found = errors(&path);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Check::Plan);
    assert!(matches!(found[0].1, Fact::NotOfHistory(_)), "{found:?}");
    tamper(&path, "PRAGMA foreign_keys = OFF; DELETE FROM allpa_meeting");
    assert!(errors(&path).iter().any(|(check, _)| *check == Check::ForeignKeys));
}

#[test]
fn plans_of_earlier_formats_are_brought_up_and_take_what_is_new() {
    for format in 1..FORMAT {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.gpkg");
        let kept = format!("../../tests/data/plan/v{format}/plan.gpkg");
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(kept);
        std::fs::copy(&kept, &path).expect("a copy");
        let before = PlanFile::open_protected(&path).expect("opened").load().expect("readable");
        assert_eq!(bytes(&path), bytes(&kept), "looking changes nothing");
        let mut desk = Desk::open(&path);
        assert_eq!(desk.plan, before.plan);
        assert_eq!(desk.history.steps(), before.history.steps());
        let meeting = desk.add_meeting();
        desk.add_agreement(meeting, Decision::Pending);
        let key = desk.add_proposal(line(-6.0));
        desk.describe(key, &facts(-13.0));
        let plan = desk.plan.clone();
        drop(desk);
        assert_eq!(Desk::open(&path).plan, plan);
        assert_eq!(errors(&path), []);
        let old = folder.path().join(format!("plan.gpkg.format{format}"));
        assert_eq!(bytes(&old), bytes(&kept), "what it was stays beside it");
    }
}

#[test]
fn a_column_that_another_program_added_before_is_taken_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/plan/v1/plan.gpkg");
    std::fs::copy(&kept, &path).expect("a copy");
    let of_table = "UPDATE propuestas_lineas SET Costo_Soles = 'S/ 1,200,000', clase = 7";
    edit_in_qgis(
        &path,
        &format!(
            "ALTER TABLE propuestas_lineas ADD COLUMN Costo_Soles TEXT; \
             ALTER TABLE propuestas_lineas ADD COLUMN clase; {of_table}"
        ),
    );
    let desk = Desk::open(&path);
    let is_line = |one: &&Proposal| matches!(one.shape, Drawn::Line(_));
    let known = desk.plan.proposals.values().find(is_line).expect("a line").facts.clone();
    assert_eq!(known, Facts { class: "7".into(), cost: Some(1_200_000.0), ..Facts::default() });
    drop(desk);
    assert_eq!(errors(&path), []);
}

/// A document of these bytes, as it is read from a file.
fn attached(folder: &Path, name: &str, bytes: &[u8]) -> Attached {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file");
    Attached::read(&path).expect("small enough")
}

impl Desk {
    /// Attaches documents to a proposal in one step, in place of those it has.
    fn attach(&mut self, key: ProposalKey, documents: Vec<Attached>) {
        let known = self.plan.proposals[&key].clone();
        let own = documents.iter().map(|one| one.document.clone()).collect();
        let facts = Facts { documents: own, ..known.facts.clone() };
        let proposal = Box::new(Proposal { facts, ..known });
        let brought = Brought { layers: Vec::new(), documents };
        self.bring(Edit::ChangeProposal { proposal }, brought).expect("kept");
    }
}

#[test]
fn a_document_lies_once_comes_back_and_goes_with_the_step_that_brought_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let [first, second] = [desk.add_proposal(line(-6.0)), desk.add_proposal(square())];
    let photo = attached(folder.path(), "foto ñ.jpg", &[7; 9_000]);
    let act = attached(folder.path(), "acta.pdf", b"%PDF acta");
    let sum = photo.document.sum.clone();
    desk.attach(first, vec![photo.clone(), act.clone()]);
    desk.attach(second, vec![photo.clone()]);
    assert_eq!(desk.file.document(&sum).expect("whole").as_deref(), Some(&[7; 9_000][..]));
    let plan = desk.plan.clone();
    drop(desk);
    let count = |table: &str| -> i64 {
        let base = Connection::open(&path).expect("a database");
        let sql = format!("SELECT count(*) FROM {table}");
        base.query_row(&sql, [], |row| row.get(0)).expect("a number")
    };
    assert_eq!((count("allpa_document"), count("allpa_attachment")), (2, 3), "bytes lie once");
    assert_eq!(errors(&path), []);
    let mut desk = Desk::open(&path);
    assert_eq!(desk.plan, plan);
    // Another shape is another table; what is attached stays with the proposal.
    let moved = Proposal { shape: square(), ..desk.plan.proposals[&first].clone() };
    desk.step(Edit::ChangeProposal { proposal: Box::new(moved) }, Vec::new()).expect("kept");
    desk.step(Edit::RemoveProposal { proposal: first }, Vec::new()).expect("kept");
    desk.undo();
    desk.undo();
    assert_eq!(desk.plan, plan);
    desk.undo();
    desk.undo();
    drop(desk);
    assert_eq!((count("allpa_document"), count("allpa_attachment")), (2, 0));
    let mut desk = Desk::open(&path);
    desk.redo();
    assert_eq!(desk.plan.proposals[&first].facts.documents.len(), 2);
    desk.undo();
    // Another step: what only those steps brought goes.
    desk.title("Otro").expect("kept");
    assert_eq!(desk.file.document(&sum).expect("readable"), None);
    drop(desk);
    assert_eq!(count("allpa_document"), 0);
    assert_eq!(errors(&path), []);
}

#[test]
fn a_document_that_was_altered_is_found_and_not_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let key = desk.add_proposal(line(-6.0));
    let photo = attached(folder.path(), "foto.jpg", b"una foto");
    desk.attach(key, vec![photo.clone()]);
    drop(desk);
    tamper(&path, "UPDATE allpa_document SET data = X'00'");
    let found = errors(&path);
    assert!(matches!(&found[..], [(Check::Plan, Fact::Changed { row: Some(_), .. })]), "{found:?}");
    let file = PlanFile::open_protected(&path).expect("opened");
    assert!(matches!(file.document(&photo.document.sum), Err(PlanError::Damaged(_))));
    drop(file);
    // A name that leads elsewhere is a name; a sum that is none is left out.
    tamper(&path, "UPDATE allpa_attachment SET name = '../../.bashrc'");
    let desk = Desk::open(&path);
    assert_eq!(desk.plan.proposals[&key].facts.documents[0].name, "bashrc");
    drop(desk);
    tamper(&path, "PRAGMA foreign_keys = OFF; DELETE FROM allpa_document");
    assert!(errors(&path).iter().any(|(check, _)| *check == Check::ForeignKeys));
    tamper(&path, "PRAGMA foreign_keys = OFF; UPDATE allpa_attachment SET sha256 = 'x'");
    assert!(Desk::open(&path).plan.proposals[&key].facts.documents.is_empty());
}

#[test]
fn what_is_too_large_or_empty_is_not_attached() {
    use allpa_files::plan_file::AttachError;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("grande.mp4");
    let file = std::fs::File::create(&path).expect("a file");
    file.set_len(allpa_model::plan::Document::MOST + 1).expect("room");
    assert!(matches!(Attached::read(&path), Err(AttachError::TooLarge { .. })));
    std::fs::write(&path, []).expect("a file");
    assert!(matches!(Attached::read(&path), Err(AttachError::Empty)));
    assert!(matches!(Attached::read(folder.path()), Err(AttachError::Io(_))));
}

#[test]
fn other_programs_read_and_write_what_is_said_of_a_proposal() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    let key = desk.add_proposal(line(-6.0));
    let said = facts(-13.0);
    desk.describe(key, &said);
    drop(desk);
    let base = Connection::open(&path).expect("a database");
    let sql = "SELECT etapa || ' ' || anio_inicio || '-' || anio_fin || ' ' || responsable, \
               financiamiento, typeof(costo_soles) FROM propuestas_lineas";
    let row: (String, String, String) = base
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("one row");
    assert_eq!(row.0, "perfil 2026-2031 Gerencia de Infraestructura");
    assert_eq!(row.1, said.financing_text());
    assert!(row.1.ends_with("; fideicomiso: 13 %; donación de «Ñ»"), "{}", row.1);
    assert_eq!(row.2, "real");
    drop(base);
    edit_in_qgis(
        &path,
        "UPDATE propuestas_lineas SET clase = 'Ruta del café', etapa = NULL, \
         costo_soles = 9e999, anio_inicio = 'pronto', anio_fin = 2030.0, \
         financiamiento = 'canon: 5; ;mucho: poco', responsable = x'ff00'",
    );
    let mut desk = Desk::open(&path);
    let one = &desk.plan.proposals[&key];
    let funding = |source: &str, amount| Funding { source: source.to_owned(), amount };
    let expected = Facts {
        class: "Ruta del café".into(),
        ends: Some(2030),
        financing: vec![funding("canon", Some(Amount::Soles(5.0))), funding("mucho: poco", None)],
        ..Facts::default()
    };
    assert_eq!(one.facts, expected);
    assert!(one.is_class_foreign(), "told, and kept as it is");
    let renamed = Box::new(Proposal { name: "Otra".into(), ..one.clone() });
    desk.step(Edit::ChangeProposal { proposal: renamed }, Vec::new()).expect("kept");
    drop(desk);
    assert_eq!(Desk::open(&path).plan.proposals[&key].facts, expected);
    assert_eq!(errors(&path), []);
}

/// How long steps and opening take with 10 000 proposals and 100 000 steps; run by name.
#[test]
#[ignore = "takes minutes: cargo test --workspace --test plan_file large -- --ignored --nocapture"]
fn a_large_plan_is_measured() {
    use std::time::Instant;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let mut desk = Desk::create(&path);
    for i in 0..10_000 {
        desk.add_proposal(line(-f64::from(i) / 1_000.0));
    }
    let size = |path: &Path| std::fs::metadata(path).expect("a file").len();
    let mut times = Vec::new();
    let keys: Vec<ProposalKey> = desk.plan.proposals.keys().copied().collect();
    for i in 0..90_000_usize {
        let mut proposal = desk.plan.proposals[&keys[i % keys.len()]].clone();
        proposal.shape = line(-(i as f64) / 10_000.0);
        let begin = Instant::now();
        desk.step(Edit::ChangeProposal { proposal: Box::new(proposal) }, Vec::new()).expect("kept");
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    drop(desk);
    let begin = Instant::now();
    let desk = Desk::open(&path);
    let opened = begin.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(desk.history.steps().len(), 100_000);
    eprintln!(
        "step p50 {:.2} ms, p95 {:.2} ms; opened in {opened:.0} ms; {} bytes per step",
        times[times.len() / 2],
        times[times.len() * 95 / 100],
        size(&path) / 100_000
    );
}

/// Another program takes columns, an index or a whole table of proposals away, before the plan is
/// opened or while it is: the plan has all of it, and the file gets it back with the next step.
#[test]
fn what_another_program_took_away_of_the_proposals_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let triggers = |table: &str| -> String {
        let parts = ["insert", "update1", "update2", "update3", "update4", "delete"];
        parts.map(|part| format!("DROP TRIGGER rtree_{table}_geom_{part};")).concat()
    };
    let of_lines = triggers("propuestas_lineas");
    let cases = [
        "ALTER TABLE propuestas_lineas DROP COLUMN nota".to_owned(),
        "ALTER TABLE propuestas_lineas DROP COLUMN nombre; \
         ALTER TABLE propuestas_lineas DROP COLUMN costo_soles"
            .to_owned(),
        format!("{of_lines} DROP TABLE rtree_propuestas_lineas_geom"),
        // As QGIS deletes a layer.
        format!(
            "{of_lines} DROP TABLE rtree_propuestas_lineas_geom; DROP TABLE propuestas_lineas; \
             DELETE FROM gpkg_extensions WHERE table_name = 'propuestas_lineas'; \
             DELETE FROM gpkg_geometry_columns WHERE table_name = 'propuestas_lineas'; \
             DELETE FROM gpkg_contents WHERE table_name = 'propuestas_lineas'"
        ),
        // As a tool for databases does.
        "DROP TABLE propuestas_lineas".to_owned(),
    ];
    for sql in cases {
        for is_open in [false, true] {
            std::fs::remove_file(&path).ok();
            let mut desk = Desk::create(&path);
            let first = desk.add_proposal(line(-6.0));
            desk.describe(first, &facts(-13.0));
            desk.add_proposal(square());
            let before = desk.plan.clone();
            if is_open {
                edit_in_qgis(&path, &sql);
            } else {
                drop(desk);
                edit_in_qgis(&path, &sql);
                let told = errors(&path);
                let is_told = |(check, _): &(Check, Fact)| *check == Check::Plan;
                assert!(told.iter().any(is_told), "{sql}: {told:?}");
                desk = Desk::open(&path);
                assert!(!desk.file.load().expect("readable").missing.is_empty(), "{sql}");
            }
            assert_eq!(desk.plan, before, "{sql}");
            desk.add_proposal(line(-8.0));
            assert!(!desk.file.take_mended().is_empty(), "{sql}");
            let after = desk.plan.clone();
            desk.undo();
            desk.redo();
            drop(desk);
            assert_eq!(errors(&path), [], "{sql}");
            let again = Desk::open(&path);
            assert_eq!(again.plan, after, "{sql}");
            assert!(again.file.load().expect("readable").missing.is_empty(), "{sql}");
        }
    }
}
