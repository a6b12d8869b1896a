//! Tables of corners.

use allpa_model::plan::Drawn;
use egui::Context;

use super::outline::confined;
use super::{add, change, take_over};
use crate::dispatch::view;
use crate::drafting::{Dictation, DictationAction, Drafting, Tool, corner_table};
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: DictationAction) {
    match action {
        DictationAction::Open(of) => open(state, of),
        DictationAction::Write(text) => {
            let is_first = edit(state, |dictation| dictation.text = text);
            if is_first && !is_in_view(state) {
                show(state, ctx);
            }
        }
        DictationAction::SetSystem(system) => {
            edit(state, |dictation| {
                (dictation.system, dictation.is_system_chosen) = (system, true);
            });
            if !is_in_view(state) {
                show(state, ctx);
            }
        }
        DictationAction::SetTool(tool) => {
            edit(state, |dictation| dictation.tool = tool);
        }
        DictationAction::Show => show(state, ctx),
        DictationAction::Finish => finish(state, ctx),
        DictationAction::Cancel => state.drafting.dictation = None,
    }
}

fn open(state: &mut State, of: Option<allpa_model::plan::ProposalKey>) {
    let known = of.and_then(|key| state.planning.plan.proposals.get(&key));
    let known = known.map(|proposal| (proposal.key, proposal.shape.clone()));
    let mut dictation = Dictation::new(Tool::Polygon);
    if let Some((key, shape)) = known {
        dictation.tool = Tool::of(shape.kind());
        dictation.text = corner_table(&shape, &state.texts).unwrap_or_default();
        dictation.of = Some((key, shape));
        dictation.read(state.camera.visible_bounds().center());
    }
    let selected = dictation.of.as_ref().map(|(key, _)| *key);
    let (follows, outline) = (state.drafting.follows, state.drafting.outline.take());
    let dictation = Some(dictation);
    state.drafting = Drafting { follows, selected, dictation, outline, ..Drafting::default() };
    take_over(state);
}

/// Changes the table and reads it anew; whether it draws something that it did not before.
fn edit(state: &mut State, change: impl FnOnce(&mut Dictation)) -> bool {
    let near = state.camera.visible_bounds().center();
    let Some(dictation) = &mut state.drafting.dictation else { return false };
    let drew = dictation.shape.is_some();
    change(dictation);
    dictation.read(near);
    !drew && dictation.shape.is_some()
}

fn is_in_view(state: &State) -> bool {
    let shape = state.drafting.dictation.as_ref().and_then(|dictation| dictation.shape.as_ref());
    let bounds = shape.and_then(Drawn::bounds);
    let view = state.camera.visible_bounds();
    bounds.is_none_or(|bounds| bounds.union(view) == view)
}

fn show(state: &mut State, ctx: &Context) {
    let shape = state.drafting.dictation.as_ref().and_then(|dictation| dictation.shape.as_ref());
    if let Some(bounds) = shape.and_then(Drawn::bounds) {
        view::fit(state, ctx, bounds);
    }
}

fn finish(state: &mut State, ctx: &Context) {
    let shape = state.drafting.dictation.as_ref().and_then(|table| table.shape.clone());
    let Some(shape) = shape.and_then(|shape| confined(state, shape)) else { return };
    let Some(dictation) = state.drafting.dictation.take() else { return };
    match dictation.of {
        Some((key, _)) => {
            state.drafting.selected = Some(key);
            change(state, ctx, |proposal| proposal.shape = shape);
        }
        None => add(state, ctx, dictation.tool, shape),
    }
}
