//! The check of a layer's health, and its repair.

use std::sync::Arc;

use allpa_map::style::MapTheme;
use allpa_model::role::recognise;
use egui::Context;

use super::layer::forget_rows;
use crate::action::{Card, HealthAction};
use crate::health::{Expectation, HealthCheck};
use crate::layers::{LayerId, LoadedLayer};
use crate::planning::steps;
use crate::repair::{Mended, Shown};
use crate::state::State;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: HealthAction) {
    match action {
        HealthAction::Check(id, expected) => check(window, ctx, id, expected),
        HealthAction::ChooseRepairs(choice) => {
            if let Some(check) = &mut window.state.health {
                check.repairing.choice = choice;
            }
        }
        HealthAction::Preview => preview(window, ctx),
        HealthAction::Keep => keep(window, ctx),
        HealthAction::TakeBack => {
            if let Some((id, expected)) = take_back(&mut window.state, ctx) {
                check(window, ctx, id, expected);
            }
        }
    }
}

fn check(window: &mut Window, ctx: &Context, id: LayerId, expected: Expectation) {
    let state = &mut window.state;
    let is_preview =
        |check: &HealthCheck| check.repairing.shown.as_ref().is_some_and(|s| !s.is_kept);
    if state.health.as_ref().is_some_and(is_preview) {
        take_back(state, ctx);
    }
    match HealthCheck::start(id, expected, &state.layers, ctx) {
        Ok(check) => {
            state.health = Some(check);
            state.card = Card::Health;
            state.shows.cards = true;
        }
        Err(error) => window.tell_no_thread(error),
    }
}

/// Starts the repair on a copy of the layer as the map shows it; a preview goes first.
fn preview(window: &mut Window, ctx: &Context) {
    let state = &mut window.state;
    let Some(check) = &mut state.health else { return };
    let Some(layer) = state.layers.get(check.layer) else { return };
    let started = check.repairing.start(Arc::clone(layer.layer()), state.plane, ctx);
    if let Err(error) = started {
        window.tell_no_thread(error);
    }
}

/// Shows a mended copy in the place of its layer.
pub fn show(window: &mut Window, ctx: &Context, mended: Mended) {
    let theme = MapTheme::of(window.state.theme);
    let state = &mut window.state;
    let Some(check) = &mut state.health else { return };
    let id = check.layer;
    let Some(layer) = state.layers.get(id) else { return };
    let old = &layer.loaded;
    let recognised = recognise(mended.prepared.layer());
    let new = LoadedLayer {
        group: old.group,
        precision: old.precision,
        notice: old.notice.clone(),
        ..LoadedLayer::new(
            mended.prepared,
            recognised,
            old.number,
            &theme,
            old.title.clone(),
            old.from_atlas,
        )
    };
    if let Some(original) = state.layers.replace(id, new) {
        check.repairing.shown = Some(Shown { told: mended.told, original, is_kept: false });
        forget_rows(state, ctx, id);
    }
}

/// Keeps what the map shows, and looks whether it is well now.
fn keep(window: &mut Window, ctx: &Context) {
    let state = &mut window.state;
    let Some(check) = &mut state.health else { return };
    let Some(shown) = &mut check.repairing.shown else { return };
    shown.is_kept = true;
    let repairing = std::mem::take(&mut check.repairing);
    let (id, expected) = (check.layer, check.expected);
    steps::replace(&mut window.state, ctx, id);
    self::check(window, ctx, id, expected);
    if let Some(check) = &mut window.state.health {
        check.repairing = repairing;
    }
}

/// Puts the layer back as it was; what was being checked.
fn take_back(state: &mut State, ctx: &Context) -> Option<(LayerId, Expectation)> {
    let check = state.health.as_mut()?;
    let (id, expected) = (check.layer, check.expected);
    let shown = check.repairing.shown.take()?;
    state.layers.replace(id, shown.original);
    if shown.is_kept {
        steps::replace(state, ctx, id);
    }
    forget_rows(state, ctx, id);
    Some((id, expected))
}
