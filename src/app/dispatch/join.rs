//! The card that asks what a table belongs to.

use std::sync::Arc;

use allpa_text::UserMessage;
use egui::Context;

use crate::action::{Card, JoinAction};
use crate::join::{Joining, Tried};
use crate::layers::LayerId;
use crate::load::Loader;
use crate::state::{Severity, State};
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: JoinAction) {
    match action {
        JoinAction::SetLayer(id) => start(window, ctx, Some(id), None),
        JoinAction::SetKeys(keys) => {
            let first = window.state.joins.first();
            let layer = first.and_then(|joining| Some(joining.tried.as_ref()?.layer));
            start(window, ctx, layer, Some(keys));
        }
        JoinAction::Accept => accept(window, ctx),
        JoinAction::Discard => {
            window.state.joins.remove(0);
            next(window, ctx);
        }
    }
}

/// Takes in a table that waits to be joined.
pub fn add(window: &mut Window, ctx: &Context, joining: Joining) {
    if window.state.layers.is_empty() {
        let texts = &window.state.texts;
        let message = UserMessage {
            what: texts.with("join-no-layers", &[("name", &joining.name)]),
            cause: texts.get("join-no-layers-cause"),
            remedy: texts.get("join-no-layers-remedy"),
        };
        window.tell(Severity::Error, message);
        return;
    }
    window.state.joins.push(joining);
    if window.state.joins.len() == 1 {
        next(window, ctx);
    }
}

/// Turns to the next table that waits, or back to the questions.
fn next(window: &mut Window, ctx: &Context) {
    let state = &mut window.state;
    if state.joins.is_empty() {
        state.card = Card::Questions;
        return;
    }
    state.card = Card::Join;
    state.shows.cards = true;
    start(window, ctx, None, None);
}

/// Looks for another layer where the table was held against one that is gone.
pub(super) fn forget_layer(window: &mut Window, ctx: &Context, id: LayerId) {
    let first = window.state.joins.first_mut();
    let Some(joining) = first.filter(|j| j.tried.as_ref().is_some_and(|t| t.layer == id)) else {
        return;
    };
    joining.tried = None;
    start(window, ctx, None, None);
}

/// Looks how the table meets a layer, or which layer it meets best.
fn start(window: &mut Window, ctx: &Context, id: Option<LayerId>, keys: Option<[String; 2]>) {
    let State { joins, layers, .. } = &mut window.state;
    let Some(joining) = joins.first_mut() else { return };
    let is_meant = |layer: &&crate::layers::MapLayer| id.is_none_or(|id| layer.id == id);
    let layers = layers.iter().filter(is_meant);
    let layers = layers.map(|layer| (layer.id, Arc::clone(layer.layer()))).collect();
    if let Err(error) = joining.start(layers, keys, ctx) {
        window.tell_no_thread(error);
    }
}

fn accept(window: &mut Window, ctx: &Context) {
    let state = &mut window.state;
    let Some(joining) = state.joins.first() else { return };
    let Some(Tried { layer, meeting: Ok(meeting) }) = &joining.tried else { return };
    let Some(layer) = state.layers.get(*layer) else { return };
    let name = format!("{} + {}", state.title(layer.id), joining.name);
    let (layer, keys) = (Arc::clone(layer.layer()), meeting.keys.clone());
    let table = Arc::clone(&joining.table);
    window.load(ctx, |reader| Loader::joined(reader, layer, table, keys, name));
    window.state.joins.remove(0);
    next(window, ctx);
}
