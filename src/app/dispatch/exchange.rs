//! Changes between offices: sent as a package, and taken in as one step.

use std::collections::BTreeMap;
use std::path::PathBuf;

use allpa_files::plan_file::{Attached, Package, Since};
use allpa_model::plan::{Arrived, Deed};
use egui::Context;

use super::view;
use crate::action::{Card, ExchangeAction};
use crate::exchange::{Coming, bounds};
use crate::layers::LoadedLayer;
use crate::load::Loader;
use crate::planning::steps;
use crate::state::State;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: ExchangeAction) {
    let state = &mut window.state;
    let exchange = &mut state.exchange;
    match (action, &mut exchange.coming) {
        (ExchangeAction::Since(step), _) => exchange.since = Some(step),
        (ExchangeAction::Show(at), Some(_)) => show(state, ctx, at),
        (ExchangeAction::Answer(at, answer), Some(coming)) => {
            if let Some(own) = coming.answers.get_mut(at) {
                *own = Some(answer);
            }
        }
        (ExchangeAction::AnswerAll(answer), Some(coming)) => coming.answer_all(answer),
        (ExchangeAction::Order(answer), Some(coming)) => coming.order = Some(answer),
        (ExchangeAction::Take, Some(_)) => take(window, ctx),
        (ExchangeAction::Discard, _) => {
            exchange.coming = None;
            state.card = Card::Plan;
        }
        (_, None) => {}
    }
}

/// Shows something that comes: a proposal with both shapes, a layer as far as it is on the map.
fn show(state: &mut State, ctx: &Context, at: usize) {
    let Some(coming) = &mut state.exchange.coming else { return };
    coming.shown = Some(at);
    let Some(item) = coming.merge.items.get(at) else { return };
    let place = bounds(item).or_else(|| {
        let key = coming.layer_here(&state.planning, item.name)?;
        let shown = state.layers.iter().find(|layer| layer.key == Some(key))?;
        state.layers.bounds(shown.id)
    });
    if let Some(bounds) = place {
        view::fit(state, ctx, bounds);
    }
}

/// Takes in what comes. Features that come with it are read first.
fn take(window: &mut Window, ctx: &Context) {
    let state = &mut window.state;
    let Some(coming) = state.exchange.coming.take() else { return };
    let Some(arrived) = coming.arrived(&mut state.planning) else {
        state.exchange.coming = Some(coming);
        return;
    };
    let authors = coming.package.changes.makers(&coming.name);
    state.card = Card::Plan;
    let file = state.planning.file().map(PathBuf::from);
    if let Some(file) = file.filter(|_| !arrived.wanted.is_empty()) {
        window.load(ctx, |reader| {
            Loader::brought(reader, file, Box::new(coming.package), arrived, authors)
        });
    } else {
        let documents = coming.package.documents(&arrived.edits);
        record(state, ctx, arrived, authors, (Vec::new(), documents));
    }
}

/// Does what was decided, once everything for it is at hand.
pub fn record(
    state: &mut State,
    ctx: &Context,
    arrived: Arrived,
    authors: String,
    brought: (Vec<(String, LoadedLayer)>, Vec<Attached>),
) {
    steps::record_brought(state, ctx, (Deed::Merge, authors), arrived.edits, brought);
}

/// Puts changes that came on the card.
pub fn receive(
    state: &mut State,
    name: String,
    package: Package,
    prints: BTreeMap<String, String>,
) {
    state.exchange.coming = Some(Coming::new(name, package, prints, &state.planning));
    state.card = Card::Exchange;
    state.shows.cards = true;
}

/// Writes what was done after the step chosen.
pub(super) fn save(window: &mut Window, ctx: &Context, out: PathBuf) {
    let state = &window.state;
    let (Some(step), Some(file)) = (state.exchange.since, state.planning.file().map(PathBuf::from))
    else {
        return;
    };
    window.load(ctx, |reader| Loader::saved_changes(reader, file, Since::Step(step), out));
}
