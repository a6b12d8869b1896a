//! Windows that die at any moment: every step that was said to be kept is there afterwards.
//!
//! A child process does random steps in a plan and says each one before and after it is kept; it is
//! killed with `SIGKILL` at a random moment, also while it opens, closes or copies the plan. By
//! `ALLPA_FAULT_ROUNDS` the harness runs longer than in the usual tests.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

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

#[cfg(unix)]
#[test]
fn a_window_that_is_killed_loses_no_step() {
    let rounds = std::env::var("ALLPA_FAULT_ROUNDS").ok().and_then(|text| text.parse().ok());
    let rounds: u64 = rounds.unwrap_or(12);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.gpkg");
    let program = std::env::current_exe().expect("this test");
    let mut chance = Chance(std::process::id().into());
    let (mut steps, mut cut_short) = (0, 0);
    for round in 0..rounds {
        if round % 25 == 0 {
            for ending in ["", "-wal", "-shm", "-lock", "-journal"] {
                std::fs::remove_file(format!("{}{ending}", path.display())).ok();
            }
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
        let file = PlanFile::open(&path).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let loaded = file.load().unwrap_or_else(|error| panic!("round {round}: {error}"));
        let found = print(&loaded.plan, &loaded.history);
        let is_last = kept.is_none_or(|kept| kept == found);
        // The last step may have been kept when there was no time left to say so.
        assert!(is_last || will == Some(&found), "round {round}: {found}, said {kept:?}, {will:?}");
        cut_short += usize::from(will.is_some_and(|will| Some(will) != kept));
        drop(file);
        let mut wrong: BTreeMap<Check, String> = BTreeMap::new();
        for one in verify(&path).expect("it can be looked at") {
            if one.check.weight() == Weight::Error {
                wrong.insert(one.check, format!("{}: {:?}", one.table, one.fact));
            }
        }
        assert!(wrong.is_empty(), "round {round}: {wrong:?}");
    }
    eprintln!("{rounds} rounds, {steps} states kept, {cut_short} rounds cut within a step");
    assert!(steps > rounds as usize, "the children worked");
}
