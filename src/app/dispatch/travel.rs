//! Where the map looks: back and forward, saved views, typed positions.

use allpa_geom::{Bounds, Coord};
use allpa_map::Camera;
use egui::Context;

use super::view;
use crate::state::State;
use crate::views::{SavedView, TravelAction};

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: TravelAction) {
    let views = &mut state.views;
    match action {
        TravelAction::Back => {
            if let Some(camera) = views.history.back(&state.camera) {
                state.camera = camera;
            }
        }
        TravelAction::Forward => {
            if let Some(camera) = views.history.forward(&state.camera) {
                state.camera = camera;
            }
        }
        TravelAction::ShowBox(bounds) => {
            state.camera = Camera::fit(state.camera.plane, bounds, state.camera.size_px, 0.0);
        }
        TravelAction::Center(at) => {
            state.camera =
                Camera { center: state.camera.plane.to_world(at), ..state.camera }.limited();
        }
        TravelAction::ShowPosition(at) => show_position(state, ctx, at),
        TravelAction::Save => {
            let name = free_name(state);
            let view = SavedView { name, ..shown(state) };
            state.views.saved.push(view);
            state.views.current = Some(state.views.saved.len() - 1);
        }
        TravelAction::Show(number) => show(state, number),
        TravelAction::Step(by) => step(state, by),
        TravelAction::Rename(number, name) => {
            if let Some(view) = views.saved.get_mut(number) {
                view.name = name;
            }
        }
        TravelAction::Update(number) => {
            let shown = shown(state);
            if let Some(view) = state.views.saved.get_mut(number) {
                *view = SavedView { name: std::mem::take(&mut view.name), ..shown };
                state.views.current = Some(number);
            }
        }
        TravelAction::Remove(number) if number < views.saved.len() => {
            views.saved.remove(number);
            views.current = None;
        }
        TravelAction::Remove(_) => {}
        TravelAction::ToggleOverview => views.overview = !views.overview,
    }
}

/// Marks a position and shows it with what lies around it.
fn show_position(state: &mut State, ctx: &Context, at: Coord) {
    state.search.clear();
    state.views.marked = Some(at);
    view::fit(state, ctx, Bounds { min: at, max: at });
}

/// What the map shows now, without a name.
fn shown(state: &State) -> SavedView {
    let visible = state.layers.iter().filter(|layer| layer.visible).map(|layer| layer.id);
    let (extent, visible) = (state.camera.visible_bounds(), visible.collect());
    SavedView { name: String::new(), extent, visible }
}

fn free_name(state: &State) -> String {
    let is_free = |name: &String| !state.views.saved.iter().any(|view| view.name == *name);
    let names = (1..).map(|number: usize| state.texts.count("view-name", number));
    names.into_iter().find(is_free).expect("there are more numbers than views")
}

fn show(state: &mut State, number: usize) {
    let Some(view) = state.views.saved.get(number).cloned() else { return };
    state.views.current = Some(number);
    let changed: Vec<_> = state
        .layers
        .iter()
        .map(|layer| (layer.id, layer.visible, view.visible.contains(&layer.id)))
        .filter(|(_, before, after)| before != after)
        .collect();
    for (id, _, visible) in changed {
        state.layers.set_visible(id, visible);
    }
    state.camera = Camera::fit(state.camera.plane, view.extent, state.camera.size_px, 0.0);
}

/// The view so many places on; before the first comes the last.
fn step(state: &mut State, by: i64) {
    let count = state.views.saved.len() as i64;
    if count == 0 {
        return;
    }
    let next = match state.views.current {
        Some(current) => (current as i64 + by).rem_euclid(count),
        None if by > 0 => 0,
        None => count - 1,
    };
    show(state, next as usize);
}
