//! How long the window takes for a step among ten thousand proposals, until the map may be drawn
//! anew: `cargo test -p allpa_app --lib scale -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use allpa_map::style::ThemeMode;
use allpa_model::plan::{Deed, Drawn, Edit, Facts, Proposal, ProposalKey, ProposalKind};
use allpa_text::Language;

use super::steps;
use crate::state::State;

const PROPOSALS: u32 = 10_000;

/// A polygon of 20 corners in its own square of a grid; `turn` moves them.
fn proposal(number: u32, turn: u32) -> Proposal {
    let center = [-77.0 + f64::from(number % 100) * 0.02, -8.0 + f64::from(number / 100) * 0.02];
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

#[test]
#[ignore = "measures"]
fn an_edit_among_ten_thousand_proposals_does_not_hold_the_window_up() {
    let ctx = egui::Context::default();
    let mut state = State::new(Language::Spanish, ThemeMode::Light);
    let add = |number| Edit::AddProposal { proposal: Box::new(proposal(number, 0)) };
    let label = || (Deed::AddProposal, "Predio".to_owned());
    let began = Instant::now();
    steps::record(&mut state, &ctx, label(), (0..PROPOSALS).map(add).collect(), Vec::new());
    println!("all at once: {:?}", began.elapsed());
    let mut times: Vec<Duration> = (0..200)
        .map(|turn| {
            let changed = Box::new(proposal(turn * 37 % PROPOSALS, turn + 1));
            let edit = Edit::ChangeProposal { proposal: changed };
            let began = Instant::now();
            steps::record(&mut state, &ctx, label(), vec![edit], Vec::new());
            began.elapsed()
        })
        .collect();
    assert_eq!(state.layers.iter().next().map(|layer| layer.layer().len()), Some(10_000));
    times.sort_unstable();
    let p95 = times[times.len() * 95 / 100];
    println!("an edit: median {:?}, p95 {p95:?}", times[times.len() / 2]);
}
