//! Windows that die at any moment: every step that was said to be kept is there afterwards.
//!
//! A child process does random steps in a plan and says each one before and after it is kept; it is
//! killed with `SIGKILL` at a random moment, also while it opens, closes or copies the plan, brings one
//! of the first format up, takes in changes of another office, or brings back what another program has
//! taken away. By `ALLPA_FAULT_ROUNDS` the harness runs longer than in the usual tests.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use allpa_files::plan_file::{Check, Commit, PlanFile, Rows, Weight, Work, signature, verify};
use allpa_geom::{PsadOperation, ShapeKind, ShapesBuilder};
use allpa_model::plan::{
    Drawn, Edit, Facts, History, LayerKey, LayerSource, Plan, PlanLayer, Proposal, ProposalKey,
    ProposalKind, TableSource,
};
use allpa_model::role::Group;
use allpa_model::{Layer, Precision, Provenance};

/// The plan that the child works on.
const PLAN: &str = "ALLPA_FAULT_PLAN";
const SEED: &str = "ALLPA_FAULT_SEED";

/// Numbers that look random, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// What tells one state of a plan from another.
fn print(plan: &Plan, history: &History) -> String {
    let state = format!("{}{}", serde_json::to_string(plan).expect("JSON"), history.done());
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in state.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

fn layer(chance: &mut Chance) -> Layer {
    let mut shapes = ShapesBuilder::default();
    for _ in 0..=chance.below(300) {
        let [x, y] = [-80.0, -15.0].map(|from| from + chance.below(1000) as f64 / 100.0);
        shapes.push([x, y]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Point);
    }
    Layer::made("puntos", shapes.finish(), Vec::new())
}

fn edit(
    chance: &mut Chance,
    plan: &Plan,
    history: &mut History,
) -> (Edit, Vec<(String, Arc<Layer>)>) {
    let proposals: Vec<ProposalKey> = plan.proposals.keys().copied().collect();
    let y = -(chance.below(1700) as f64) / 100.0;
    let drawn = Drawn::Line(vec![vec![[-76.0, y], [-75.0, y + 0.1]]]);
    let proposal = |key: ProposalKey, shape| Proposal {
        key,
        shape,
        name: format!("Vía {}", key.0),
        kind: ProposalKind::Corridor,
        note: "x".repeat(200),
        alternative: String::new(),
        facts: Facts::default(),
    };
    match chance.below(10) {
        0 => (Edit::SetTitle { title: format!("Plan {}", chance.below(1000)) }, Vec::new()),
        1 => {
            let table = history.fresh_table("puntos");
            let of_plan = PlanLayer {
                key: LayerKey(history.fresh_number()),
                source: LayerSource::Table(Box::new(TableSource {
                    table: table.clone(),
                    psad: PsadOperation::default(),
                    code: None,
                    name: None,
                    provenance: Provenance::default(),
                })),
                title: "Puntos".into(),
                group: Group::Base,
                visible: true,
                opacity: 1.0,
                precision: Precision::Measured,
                notice: String::new(),
                number: 0,
                look: None,
            };
            let at = chance.below(plan.layers.len() + 1);
            let data = vec![(table, Arc::new(layer(chance)))];
            (Edit::AddLayer { at, layer: Box::new(of_plan) }, data)
        }
        2 if !plan.layers.is_empty() => {
            let layer = plan.layers[chance.below(plan.layers.len())].key;
            let edit = match chance.below(3) {
                0 => Edit::RemoveLayer { layer },
                1 => Edit::FadeLayer { layer, opacity: chance.below(100) as f32 / 100.0 },
                _ => Edit::MoveLayer {
                    layer,
                    at: chance.below(plan.layers.len()),
                    group: Group::Zoning,
                },
            };
            (edit, Vec::new())
        }
        3 if !proposals.is_empty() => {
            let key = proposals[chance.below(proposals.len())];
            (Edit::RemoveProposal { proposal: key }, Vec::new())
        }
        4 | 5 if !proposals.is_empty() => {
            let key = proposals[chance.below(proposals.len())];
            (Edit::ChangeProposal { proposal: Box::new(proposal(key, drawn)) }, Vec::new())
        }
        _ => {
            let key = ProposalKey(history.fresh_number());
            (Edit::AddProposal { proposal: Box::new(proposal(key, drawn)) }, Vec::new())
        }
    }
}

/// The child: works until it is killed. Does nothing when run as a usual test.
#[test]
#[ignore = "started by the test below"]
fn child() {
    let Some(path) = std::env::var_os(PLAN) else { return };
    let path = Path::new(&path);
    let seed = std::env::var(SEED).expect("a seed").parse().expect("a number");
    let mut chance = Chance(seed);
    let mut out = std::io::stdout();
    let mut say = |text: String| {
        writeln!(out, "{text}").and_then(|()| out.flush()).expect("the parent listens");
    };
    loop {
        let file =
            if path.exists() { PlanFile::open(path) } else { PlanFile::create(path, "Plan") };
        let mut file = file.expect("a plan");
        let loaded = file.load().expect("it can be read");
        let (mut plan, mut history) = (loaded.plan, loaded.history);
        say(format!("\nkept {}", print(&plan, &history)));
        for _ in 0..=chance.below(30) {
            let (work, touched, data) = match chance.below(8) {
                0 if history.undoable().is_some() => {
                    let step = history.undo(&mut plan).expect("undone").expect("a step").clone();
                    (Work::At(history.done()), step.inverse, Vec::new())
                }
                1 if history.redoable().is_some() => {
                    let step = history.redo(&mut plan).expect("redone").expect("a step").clone();
                    (Work::At(history.done()), step.forward, Vec::new())
                }
                _ => {
                    let (edit, data) = edit(&mut chance, &plan, &mut history);
                    let after = history.done();
                    let step = history.record(&mut plan, vec![edit], "x".into(), signature());
                    let step = Box::new(step.expect("it fits").clone());
                    let touched = step.forward.clone();
                    (Work::Done { step, after }, touched, data)
                }
            };
            let rows = Rows::touched(&plan, &touched);
            let last_number = history.last_numbers().1;
            let state = print(&plan, &history);
            say(format!("will {state}"));
            let brought = data.into();
            file.commit(&Commit { work, rows, brought, last_number }).expect("kept");
            say(format!("kept {state}"));
        }
        if chance.below(3) == 0 {
            file.copy_to(&path.with_extension("copia.gpkg")).expect("a copy");
        }
        file.close().expect("closed");
    }
}

/// How often a window is killed.
fn rounds() -> u64 {
    let rounds = std::env::var("ALLPA_FAULT_ROUNDS").ok().and_then(|text| text.parse().ok());
    rounds.unwrap_or(12)
}

/// Files that lie beside a plan, by their endings.
const BESIDE: [&str; 6] = ["", "-wal", "-shm", "-lock", "-journal", ".format1"];

fn remove(path: &Path) {
    for ending in BESIDE {
        std::fs::remove_file(format!("{}{ending}", path.display())).ok();
    }
}

#[cfg(unix)]
#[test]
fn a_window_that_is_killed_loses_no_step() {
    let rounds = rounds();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let program = std::env::current_exe().expect("this test");
    let mut chance = Chance(std::process::id().into());
    let (mut steps, mut cut_short, mut damaged) = (0, 0, 0);
    for round in 0..rounds {
        if round % 25 == 0 {
            remove(&path);
        }
        let mut child = Command::new(&program)
            .args(["plan_faults::child", "--exact", "--ignored", "--nocapture"])
            .env(PLAN, &path)
            .env(SEED, chance.below(1 << 30).to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a child");
        let output = child.stdout.take().expect("its words");
        let reader = std::thread::Builder::new().name("reader".into()).spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).collect::<Vec<String>>()
        });
        std::thread::sleep(Duration::from_micros(40_000 + chance.below(300_000) as u64));
        child.kill().expect("SIGKILL");
        child.wait().expect("it is dead");
        let words = reader.expect("a thread").join().expect("its words");
        let said = |word: &str| words.iter().rev().find_map(|line| line.strip_prefix(word));
        let (kept, will) = (said("kept ").map(str::trim), said("will ").map(str::trim));
        steps += words.iter().filter(|line| line.starts_with("kept")).count();
        if !path.exists() {
            assert_eq!(kept, None, "a plan that held steps is gone");
            continue;
        }
        // Now and then another program takes something of the proposals away.
        if chance.below(8) == 0 {
            take_away(&path, &mut chance);
        }
        let file = PlanFile::open(&path).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let loaded = file.load().unwrap_or_else(|error| panic!("round {round}: {error}"));
        let found = print(&loaded.plan, &loaded.history);
        let is_last = kept.is_none_or(|kept| kept == found);
        // The last step may have been kept when there was no time left to say so.
        assert!(is_last || will == Some(&found), "round {round}: {found}, said {kept:?}, {will:?}");
        cut_short += usize::from(will.is_some_and(|will| Some(will) != kept));
        drop(file);
        if !loaded.missing.is_empty() {
            damaged += 1; // it comes back with the next step
            continue;
        }
        let mut wrong: BTreeMap<Check, String> = BTreeMap::new();
        for one in verify(&path).expect("it can be looked at") {
            if one.check.weight() == Weight::Error {
                wrong.insert(one.check, format!("{}: {:?}", one.table, one.fact));
            }
        }
        assert!(wrong.is_empty(), "round {round}: {wrong:?}");
    }
    eprintln!(
        "{rounds} rounds, {steps} states kept, {cut_short} rounds cut within a step, {damaged} with \
         something of the proposals missing"
    );
    assert!(steps > rounds as usize, "the children worked");
}

/// Takes a column or a table of proposals away, as other programs do.
#[cfg(unix)]
fn take_away(path: &Path, chance: &mut Chance) {
    let sql = [
        "ALTER TABLE propuestas_lineas DROP COLUMN nota",
        "ALTER TABLE propuestas_lineas DROP COLUMN costo_soles",
        "DROP TABLE propuestas_lineas",
    ];
    let base = rusqlite::Connection::open(path).expect("opened");
    // What is gone already cannot be taken away once more.
    base.execute_batch(sql[chance.below(sql.len())]).ok();
}

/// A plan of the first format is brought up and takes in changes of another office, and the program
/// is killed meanwhile, anywhere between its start and its end.
#[cfg(unix)]
#[test]
fn an_upgrade_and_a_merge_that_are_killed_are_done_or_not_begun() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let merge = || {
        Command::new(env!("CARGO_BIN_EXE_allpa"))
            .args(["plan", "merge"])
            .args([&path, &kept.join("changes/v1.allpa")])
            .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts")
    };
    let fresh = || {
        remove(&path);
        std::fs::copy(kept.join("v1/plan.gpkg"), &path).expect("a copy");
    };
    let proposals = || {
        let file = PlanFile::open_protected(&path).expect("opened");
        file.load().expect("readable").plan.proposals.len()
    };
    // The first time the program is still to be read from the disk.
    let took = (0..3).map(|_| {
        fresh();
        let begun = Instant::now();
        assert!(merge().wait().expect("it ends").success());
        begun.elapsed()
    });
    let whole = took.min().expect("three times");
    assert_eq!(proposals(), 4);
    let mut chance = Chance(std::process::id().into());
    let (mut upgraded, mut merged) = (0, 0);
    for round in 0..rounds() {
        fresh();
        let mut child = merge();
        std::thread::sleep(whole.mul_f64(chance.below(1_000) as f64 / 1_000.0));
        child.kill().expect("SIGKILL");
        child.wait().expect("it is dead");
        let found = proposals();
        assert!(found == 3 || found == 4, "round {round}: {found}");
        assert_eq!(verify(&path).expect("looked at"), [], "round {round}");
        upgraded += usize::from(path.with_extension("gpkg.format1").exists());
        merged += usize::from(found == 4);
        // The next try ends what was begun, and what was done is not done twice.
        assert!(merge().wait().expect("it ends").success(), "round {round}");
        assert_eq!(proposals(), 4, "round {round}");
        assert_eq!(verify(&path).expect("looked at"), [], "round {round}");
    }
    eprintln!("{} rounds, {upgraded} killed after the upgrade began, {merged} merged", rounds());
}
