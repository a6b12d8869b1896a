//! A plan of years: 10 000 proposals and 100 000 steps. Prints how long opening and an edit take and
//! how much an edit adds to the file: `cargo test -p allpa_files --test plan_scale -- --ignored
//! --nocapture`.

use std::path::Path;
use std::time::{Duration, Instant};

use allpa_files::plan_file::{PlanFile, Since, verify, write_changes};
use allpa_model::plan::{Drawn, Edit, Facts, Proposal, ProposalKey, ProposalKind, Signature};
use rusqlite::{Connection, params};

const PROPOSALS: u32 = 10_000;
const STEPS: u64 = 100_000;
const EDITS: usize = 300;

/// A polygon of 20 corners in its own square of a grid; `turn` moves them.
fn proposal(number: u32, turn: u32) -> Proposal {
    let (column, row) = (f64::from(number % 100), f64::from(number / 100));
    let center = [-77.0 + column * 0.02, -8.0 + row * 0.02];
    let corner = |corner: u32| {
        let angle = f64::from(corner % 20) * std::f64::consts::TAU / 20.0 + f64::from(turn) * 0.01;
        [center[0] + 0.009 * angle.cos(), center[1] + 0.009 * angle.sin()]
    };
    Proposal {
        key: ProposalKey(number + 1),
        name: format!("Predio {number}"),
        kind: ProposalKind::Other,
        note: String::new(),
        alternative: String::new(),
        facts: Facts::default(),
        shape: Drawn::Polygon(vec![vec![(0..=20).map(corner).collect()]]),
    }
}

fn change(number: u32, turn: u32) -> Edit {
    Edit::ChangeProposal { proposal: Box::new(proposal(number, turn)) }
}

fn signed() -> (String, Signature) {
    let time = "2026-01-01T00:00:00.000Z".to_owned();
    ("Propuesta cambiada".to_owned(), Signature { time, author: "Ana".to_owned() })
}

/// Makes the plan: all proposals in one step, then changes that go round among them.
fn make(path: &Path) {
    let mut file = PlanFile::create(path, "Grande").expect("made");
    let mut loaded = file.load().expect("readable");
    let add = |number| {
        loaded.history.fresh_number();
        Edit::AddProposal { proposal: Box::new(proposal(number, 0)) }
    };
    let edits = (0..PROPOSALS).map(add).collect();
    file.record(&mut loaded, edits, signed(), Vec::new()).expect("kept");
    file.close().expect("folded");
    // The history is written at once: the disk would take minutes to keep it step by step.
    let base = Connection::open(path).expect("a database");
    base.execute_batch("BEGIN").expect("begun");
    let (label, signature) = signed();
    for step in 2..=STEPS {
        let number = (step % u64::from(PROPOSALS)) as u32;
        let turn = (step / u64::from(PROPOSALS)) as u32;
        let json = |turn| serde_json::to_string(&[change(number, turn)]).expect("JSON");
        // Each goes to where the tables have it.
        let (forward, inverse) = (json(0), json(turn));
        let sql = "INSERT INTO allpa_edit VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values =
            params![step as i64, label, signature.time, signature.author, forward, inverse];
        base.prepare_cached(sql).expect("SQL").execute(values).expect("kept");
    }
    for key in ["done", "last_step"] {
        let sql = "UPDATE allpa_meta SET value = ?1 WHERE key = ?2";
        base.execute(sql, params![STEPS.to_string(), key]).expect("set");
    }
    base.execute_batch("COMMIT").expect("kept");
}

fn p95(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() * 95 / 100]
}

#[test]
#[ignore = "measures; takes a minute"]
fn a_plan_of_years_opens_and_is_edited_without_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("grande.gpkg");
    make(&path);
    let size = || std::fs::metadata(&path).expect("a file").len();
    let before = size();
    let began = Instant::now();
    let mut file = PlanFile::open(&path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let opening = began.elapsed();
    assert_eq!(loaded.plan.proposals.len(), PROPOSALS as usize);
    assert_eq!(loaded.history.cursor(), STEPS as usize);
    let mut kept = Vec::new();
    for edit in 0..EDITS {
        let edits = vec![change(edit as u32 * 31 % PROPOSALS, 7)];
        let began = Instant::now();
        file.record(&mut loaded, edits, signed(), Vec::new()).expect("kept");
        kept.push(began.elapsed());
    }
    let began = Instant::now();
    file.close().expect("folded");
    let closing = began.elapsed();
    let growth = (size() - before) / kept.len() as u64;
    let out = folder.path().join("cambios.allpa");
    let began = Instant::now();
    write_changes(&path, &Since::Step(STEPS), &out).expect("written");
    let sending = began.elapsed();
    let package = std::fs::metadata(&out).expect("a file").len();
    println!("file {before} bytes; opening {opening:?}; closing {closing:?}");
    println!("an edit until it is on the disk: p95 {:?}; growth {growth} bytes", p95(kept));
    println!("changes of {EDITS} edits: {package} bytes in {sending:?}");
    assert!(opening < Duration::from_secs(10), "{opening:?}");
    assert!(growth < 8_192, "{growth}");
    assert!(package * 100 < before, "{package}");
    assert_eq!(verify(&path).expect("looked at"), []);
}
