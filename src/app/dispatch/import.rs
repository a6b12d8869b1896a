//! The card that asks where a layer is.

use egui::Context;

use crate::action::{Card, ImportAction};
use crate::import::{Choice, Pending};
use crate::load::Loader;
use crate::state::State;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: ImportAction) {
    let state = &mut window.state;
    let Some(pending) = state.imports.first_mut() else { return };
    match action {
        ImportAction::SetCrs(crs) => pending.choice.crs = crs,
        ImportAction::SetOther(text, crs) => {
            pending.choice.other = text;
            pending.choice.crs = crs;
        }
        ImportAction::SetCorrection(correction) => pending.choice.correction = correction,
        ImportAction::SetOperation(operation) => pending.choice.psad = operation,
        ImportAction::SetEncoding(encoding) => {
            let choice = Choice { encoding, ..pending.choice.clone() };
            let (origin, replaces) = (pending.origin.clone(), pending.replaces);
            window.load(ctx, |reader| Loader::asked(reader, origin, replaces, Some(choice)));
            return;
        }
        ImportAction::SetFields { code, name } => {
            pending.choice.code = code;
            pending.choice.name = name;
            return;
        }
        ImportAction::Accept => {
            let pending = state.imports.remove(0);
            next(state);
            window.load(ctx, |reader| Loader::accepted(reader, pending));
            return;
        }
        ImportAction::Discard => {
            state.imports.remove(0);
            next(state);
            return;
        }
    }
    pending.refresh();
    show(state);
}

/// Takes in a layer that waits for the user's word; one that was read anew takes its place.
pub fn add(state: &mut State, pending: Pending) {
    let is_same = |other: &&mut Pending| other.origin == pending.origin;
    if let Some(other) = state.imports.iter_mut().find(is_same) {
        *other = pending;
        return show(state);
    }
    state.imports.push(pending);
    if state.imports.len() == 1 {
        state.card = Card::Import;
        state.shows.cards = true;
        show(state);
    }
}

/// Turns to the next layer that waits, or back to the questions.
fn next(state: &mut State) {
    if state.imports.is_empty() {
        state.card = Card::Questions;
    } else {
        show(state);
    }
}

/// Shows on the map where the choice puts the layer.
fn show(state: &mut State) {
    let bounds = state.imports.first().and_then(Pending::bounds);
    if let Some(bounds) = bounds {
        let margin = [0, 1].map(|axis| (bounds.max[axis] - bounds.min[axis]).max(0.02) * 0.3);
        state.pending_fit = Some(bounds.grown(margin));
    }
}
