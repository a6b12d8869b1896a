//! Layers that come, go and change their look.

use allpa_files::atlas::Precision;
use allpa_model::role::Role;
use egui::Context;

use super::{join, style, view};
use crate::action::{Card, LayerAction, TableSource};
use crate::layers::{LayerId, LoadedLayer};
use crate::load::Loader;
use crate::planning::{follow, steps};
use crate::state::{Message, Severity, State};
use crate::window::Window;
use allpa_text::UserMessage;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: LayerAction) {
    let state = &mut window.state;
    match action {
        LayerAction::Read(number) => steps::show_unread(state, ctx, number),
        LayerAction::Reread(id) => {
            let Some(origin) = state.layers.get(id).and_then(|l| l.loaded.origin.clone()) else {
                return;
            };
            window.load(ctx, |reader| Loader::asked(reader, origin, Some(id), None));
        }
        LayerAction::SetVisible(id, visible) => steps::show(state, ctx, id, visible),
        LayerAction::SetOpacity(id, opacity) => {
            // Shown at once; a step when the hand lets go.
            state.layers.set_opacity(id, opacity);
            state.planning.fading = Some((id, opacity));
        }
        LayerAction::Move { layer, other, place } => {
            steps::move_beside(state, ctx, layer, other, place);
        }
        LayerAction::Remove(id) => {
            steps::remove(state, ctx, id);
            join::forget_layer(window, ctx, id);
        }
        LayerAction::ZoomTo(id) => {
            if let Some(bounds) = state.layers.bounds(id) {
                view::fit(state, ctx, bounds);
            }
        }
    }
}

/// Puts a layer that was read on the map. One the user opened is kept in the plan and shown whole;
/// an official zoning takes the place of the demonstration.
pub fn add(state: &mut State, ctx: &Context, loaded: LoadedLayer) {
    let (from_atlas, role) = (loaded.from_atlas, loaded.recognised.role);
    let id = state.layers.add(loaded);
    if from_atlas {
        follow::received_atlas(state, ctx);
    } else {
        state.pending_fit = state.layers.bounds(id).or(state.pending_fit);
        let retired = if role == Some(Role::Zoning) { demonstrations(state) } else { Vec::new() };
        steps::add(state, ctx, id, &retired);
        if role == Some(Role::Zoning) {
            retire(state, id, &retired);
        }
    }
    state.corridor.choose_layers(&state.layers);
}

/// Puts a layer that was read otherwise in the place of what it was.
pub fn replace(state: &mut State, ctx: &Context, id: LayerId, loaded: LoadedLayer) {
    if state.layers.get(id).is_none() {
        return add(state, ctx, loaded);
    }
    state.layers.replace(id, loaded);
    steps::replace(state, ctx, id);
    close_health(state, id);
    style::forget_layer(state, id);
    forget_rows(state, ctx, id);
}

/// Closes the health card of a layer that is gone or another one now.
fn close_health(state: &mut State, id: LayerId) {
    if state.health.as_ref().is_some_and(|check| check.layer == id) {
        state.health = None;
        if state.card == Card::Health {
            state.card = Card::Questions;
        }
    }
}

/// Demonstrations on the map.
fn demonstrations(state: &State) -> Vec<LayerId> {
    let shown = |layer: &&crate::layers::MapLayer| {
        layer.loaded.precision == Precision::Demonstration && layer.visible
    };
    state.layers.iter().filter(shown).map(|layer| layer.id).collect()
}

/// The official zoning answers from now on; that demonstrations were hidden for it is told.
fn retire(state: &mut State, official: LayerId, hidden: &[LayerId]) {
    state.corridor.inputs.zones = Some(official);
    if !hidden.is_empty() {
        let name = state.title(official);
        let message = UserMessage {
            what: state.texts.with("zoning-replaced", &[("name", &name)]),
            cause: state.texts.get("zoning-replaced-cause"),
            remedy: String::new(),
        };
        state.messages.push(Message::new(Severity::Done, message));
    }
}

/// Takes a layer off the map, and whatever spoke of it.
pub(crate) fn forget(state: &mut State, ctx: &Context, id: LayerId) {
    state.layers.remove(id);
    close_health(state, id);
    style::forget_layer(state, id);
    state.printing.settings.series.take_if(|series| series.layer == id);
    if state.table == Some(TableSource::Layer(id)) {
        state.table = None;
    }
    forget_rows(state, ctx, id);
}

/// Forgets what was known of the features of a layer that is gone or has others now.
pub(super) fn forget_rows(state: &mut State, ctx: &Context, id: LayerId) {
    state.listing.forget(id);
    state.selecting.forget();
    if state.selection.as_ref().is_some_and(|(selected, _)| *selected == id) {
        state.selection = None;
        state.layers.highlight(None, &[]);
    }
    if let Some(ficha) = &mut state.ficha {
        ficha.sections.retain(|section| section.layer != id);
    }
    let used =
        [state.corridor.inputs.units, state.corridor.inputs.zones, state.corridor.inputs.areas];
    state.corridor.choose_layers(&state.layers);
    if used.contains(&Some(id)) {
        state.corridor.ask(&state.layers, &state.matrix, ctx);
    }
}
