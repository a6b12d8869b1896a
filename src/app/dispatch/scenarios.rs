//! Alternatives: one step for each change of their proposals.

use allpa_model::plan::{Deed, Edit, Proposal, ProposalKey};
use egui::Context;

use crate::planning::{follow, steps};
use crate::scenarios::ScenarioAction;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: ScenarioAction) {
    match action {
        ScenarioAction::Work(working) => {
            state.scenarios.working = working;
            state.drafting.selected = None;
            follow::follow(state, ctx);
        }
        ScenarioAction::New => {
            let name = fresh(state, &state.texts.get("scenario-name"));
            carry_out(state, ctx, ScenarioAction::Work(Some(name)));
        }
        ScenarioAction::Rename(from, to) => rename(state, ctx, &from, to.trim()),
        ScenarioAction::Fork(from) => fork(state, ctx, &from),
        ScenarioAction::Delete(name) => {
            let edits = own(state, &name).map(|one| Edit::RemoveProposal { proposal: one.key });
            let edits = edits.collect();
            if state.scenarios.working.as_ref() == Some(&name) {
                state.scenarios.working = None;
            }
            steps::record(state, ctx, (Deed::RemoveAlternative, name), edits, Vec::new());
            follow::follow(state, ctx);
        }
        ScenarioAction::SetPale(is_pale) => state.scenarios.hides_others = !is_pale,
        ScenarioAction::Compare => {
            state.scenarios.compare(&state.planning.plan, &state.layers, ctx);
        }
    }
}

fn own<'a>(state: &'a State, name: &'a str) -> impl Iterator<Item = &'a Proposal> {
    state.planning.plan.proposals.values().filter(move |one| one.alternative == name)
}

/// A name that no alternative has: this one, or with a number.
fn fresh(state: &State, name: &str) -> String {
    let known = state.scenarios.names(&state.planning.plan);
    let numbered = |number: usize| format!("{name} {number}");
    let is_free = |name: &String| !known.contains(name);
    (1..=known.len() + 1).map(numbered).find(is_free).unwrap_or_default()
}

fn rename(state: &mut State, ctx: &Context, from: &str, to: &str) {
    let is_taken = state.scenarios.names(&state.planning.plan).iter().any(|known| known == to);
    if to.is_empty() || is_taken {
        return; // two of one name would become one
    }
    let renamed = |one: &Proposal| {
        let proposal = Box::new(Proposal { alternative: to.to_owned(), ..one.clone() });
        Edit::ChangeProposal { proposal }
    };
    let edits = own(state, from).map(renamed).collect();
    if state.scenarios.working.as_deref() == Some(from) {
        state.scenarios.working = Some(to.to_owned());
    }
    steps::record(state, ctx, (Deed::RenameAlternative, to.to_owned()), edits, Vec::new());
}

fn fork(state: &mut State, ctx: &Context, from: &str) {
    let name = state.texts.with("scenario-copy", &[("name", from)]);
    let is_taken = state.scenarios.names(&state.planning.plan).contains(&name);
    let name = if is_taken { fresh(state, &name) } else { name };
    let copies: Vec<Proposal> = own(state, from).cloned().collect();
    let mut edits = Vec::new();
    for copy in copies {
        let key = ProposalKey(state.planning.history.fresh_number());
        let proposal = Box::new(Proposal { key, alternative: name.clone(), ..copy });
        edits.push(Edit::AddProposal { proposal });
    }
    state.scenarios.working = Some(name.clone());
    state.drafting.selected = None;
    steps::record(state, ctx, (Deed::ForkAlternative, name), edits, Vec::new());
}
