//! Drawing proposals, and editing them: every gesture is one step.

mod dictation;
mod offset;
mod outline;
mod reshape;

use std::collections::BTreeMap;

use allpa_model::plan::{Deed, Drawn, Edit, Facts, Proposal, ProposalKey, VertexChange};
use egui::Context;

use crate::action::{Card, DraftAction};
use crate::drafting::Tool;
use crate::planning::steps;
use crate::state::State;
use crate::tools::Tools;
use outline::confined;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: DraftAction) {
    let drafting = &mut state.drafting;
    match action {
        DraftAction::Start(tool) => {
            drafting.selected = None;
            take(state, tool);
        }
        DraftAction::Add(at) => {
            drafting.add(&[at]);
            if drafting.tool == Some(Tool::Point) {
                finish(state, ctx);
            }
        }
        DraftAction::AddWay(way) => drafting.add(&way),
        DraftAction::Follow(follows) => drafting.follows = follows,
        DraftAction::RemoveLast => drafting.step_back(),
        DraftAction::Finish => finish(state, ctx),
        DraftAction::Cancel => drafting.cancel(),
        DraftAction::Select(key) => {
            drafting.selected = key;
            drafting.dragged.clear();
            (drafting.vertex, drafting.offset) = (None, None);
            state.card = Card::Draft;
            state.shows.cards = true;
        }
        DraftAction::Drag { ring, vertex, to } => {
            let from = selected(state)
                .and_then(|known| known.shape.rings().get(ring)?.get(vertex).copied());
            let Some(from) = from else { return };
            let change = VertexChange::Move { from, to };
            let dragged = changed(state, change, |shape| shape.move_vertex(ring, vertex, to));
            state.drafting.dragged = dragged;
        }
        DraftAction::Drop => {
            let dragged = std::mem::take(&mut drafting.dragged);
            keep(state, ctx, dragged);
        }
        DraftAction::SetName(name) => change(state, ctx, |proposal| proposal.name = name),
        DraftAction::SetKind(kind) => change(state, ctx, |proposal| proposal.kind = kind),
        DraftAction::SetNote(note) => change(state, ctx, |proposal| proposal.note = note),
        DraftAction::SetAlternative(name) => {
            change(state, ctx, |proposal| proposal.alternative = name);
        }
        DraftAction::SetFacts(facts) => change(state, ctx, |proposal| proposal.facts = *facts),
        DraftAction::StartCut(cut) => reshape::start(state, cut),
        DraftAction::FillHoles => change(state, ctx, |proposal| {
            proposal.shape = proposal.shape.filled();
        }),
        DraftAction::Merge(other) => reshape::merge(state, ctx, other),
        DraftAction::Subtract(other) => {
            let other = state.planning.plan.proposals.get(&other);
            if let Some(region) = other.map(|other| other.shape.region()) {
                reshape::subtract(state, ctx, &region);
            }
        }
        DraftAction::SubtractSelection => {
            if let Some(region) = reshape::selected_region(state) {
                reshape::subtract(state, ctx, &region);
            }
        }
        DraftAction::SelectVertex(vertex) => {
            drafting.vertex = vertex;
            drafting.typed.clear();
        }
        DraftAction::MoveVertex(to) => {
            if let Some((ring, vertex)) = drafting.vertex {
                carry_out(state, ctx, DraftAction::Drag { ring, vertex, to });
                carry_out(state, ctx, DraftAction::Drop);
            }
        }
        DraftAction::InsertVertex { ring, after, at } => {
            reshape::insert_vertex(state, ctx, (ring, after), at);
        }
        DraftAction::RemoveVertex => reshape::remove_vertex(state, ctx),
        DraftAction::SetTogether(is_together) => drafting.is_alone = !is_together,
        DraftAction::Type(text) => drafting.typed = text,
        DraftAction::AddTyped => {
            if let Some(typed) = drafting.typed(&state.planning.plan) {
                drafting.typed.clear();
                let is_drawing = drafting.tool.is_some();
                let of = if is_drawing { DraftAction::Add } else { DraftAction::MoveVertex };
                carry_out(state, ctx, of(typed.at()));
            }
        }
        DraftAction::Dictate(action) => dictation::carry_out(state, ctx, action),
        DraftAction::Offset(action) => offset::carry_out(state, ctx, action),
        DraftAction::Outline(action) => outline::carry_out(state, ctx, action),
    }
}

/// Takes a tool in hand and puts every other one down.
fn take(state: &mut State, tool: Tool) {
    let drafting = &mut state.drafting;
    drafting.cancel();
    (drafting.tool, drafting.dictation, drafting.vertex) = (Some(tool), None, None);
    drafting.offset = None;
    take_over(state);
}

/// Puts every other tool down and opens the card: one hand holds one tool.
fn take_over(state: &mut State) {
    state.tools = Tools::default();
    state.corridor.is_drawing = false;
    state.asking.drawing = None;
    state.card = Card::Draft;
    state.shows.cards = true;
}

fn selected(state: &State) -> Option<&Proposal> {
    state.planning.plan.proposals.get(&state.drafting.selected?)
}

/// Makes a proposal of what is drawn, and puts it on the card; too few positions stay, and so does
/// what lies outside of the outline.
fn finish(state: &mut State, ctx: &Context) {
    let Some(tool) = state.drafting.tool else { return };
    let Some(shape) = state.drafting.shape(&[]) else { return };
    if let Some(cut) = state.drafting.cut {
        state.drafting.cancel();
        return reshape::finish(state, ctx, cut, &shape);
    }
    let Some(shape) = confined(state, shape) else { return };
    state.drafting.cancel();
    add(state, ctx, tool, shape);
}

/// Adds a proposal of that shape, and puts it on the card.
fn add(state: &mut State, ctx: &Context, tool: Tool, shape: Drawn) {
    let key = ProposalKey(state.planning.history.fresh_number());
    let kind = tool.usual_kind();
    let number = state.planning.plan.proposals.len() + 1;
    let name = format!("{} {number}", state.texts.proposal_kind(kind));
    let (note, alternative) = (String::new(), state.scenarios.working.clone().unwrap_or_default());
    let proposal = Proposal {
        key,
        name: name.clone(),
        kind,
        note,
        alternative,
        facts: Facts::default(),
        shape,
    };
    let edit = Edit::AddProposal { proposal: Box::new(proposal) };
    state.drafting.selected = Some(key);
    steps::record(state, ctx, (Deed::AddProposal, name), vec![edit], Vec::new());
}

/// Changes the proposal on the card in one step; nothing where it stays as it is.
fn change(state: &mut State, ctx: &Context, change: impl FnOnce(&mut Proposal)) {
    let Some(known) = selected(state) else { return };
    let mut proposal = known.clone();
    change(&mut proposal);
    if proposal == *known {
        return;
    }
    let name = proposal.name.clone();
    let edit = Edit::ChangeProposal { proposal: Box::new(proposal) };
    steps::record(state, ctx, (Deed::ChangeProposal, name), vec![edit], Vec::new());
}

/// The shapes that a change of a vertex leads to: of all proposals that share it, or of the one on
/// the card alone. None where nothing changes.
fn changed(
    state: &State,
    change: VertexChange,
    alone: impl FnOnce(&mut Drawn),
) -> BTreeMap<ProposalKey, Drawn> {
    let Some(known) = selected(state) else { return BTreeMap::new() };
    if !state.drafting.is_alone {
        return state.planning.plan.changed_together(known.key, change);
    }
    let mut shape = known.shape.clone();
    alone(&mut shape);
    (shape != known.shape).then_some((known.key, shape)).into_iter().collect()
}

/// Gives proposals other shapes, in one step; that on the card inside of the outline, or nothing
/// where none of it would be left.
fn keep(state: &mut State, ctx: &Context, mut shapes: BTreeMap<ProposalKey, Drawn>) {
    if let Some((key, shape)) = state.drafting.selected.and_then(|key| shapes.remove_entry(&key)) {
        let Some(shape) = confined(state, shape) else { return };
        shapes.insert(key, shape);
    }
    let proposals = &state.planning.plan.proposals;
    let edits = shapes.into_iter().filter_map(|(key, shape)| {
        let proposal = Box::new(Proposal { shape, ..proposals.get(&key)?.clone() });
        Some(Edit::ChangeProposal { proposal })
    });
    let edits = edits.collect();
    let name = selected(state).map(|known| known.name.clone()).unwrap_or_default();
    steps::record(state, ctx, (Deed::ChangeProposal, name), edits, Vec::new());
}
