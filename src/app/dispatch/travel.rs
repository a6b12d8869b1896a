//! Where the map looks: back and forward, saved views, typed positions.

use allpa_geom::{Bounds, Coord};
use allpa_map::Camera;
use egui::Context;

use super::view;
use crate::action::{Action, PlanAction};
use crate::state::State;
use crate::views::TravelAction;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: TravelAction) {
    let state = &mut window.state;
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
        TravelAction::Show(place) => show(window, ctx, place),
        TravelAction::Step(by) => step(window, ctx, by),
        TravelAction::ToggleOverview => views.overview = !views.overview,
    }
}

/// Marks a position and shows it with what lies around it.
fn show_position(state: &mut State, ctx: &Context, at: Coord) {
    state.search.clear();
    state.views.marked = Some(at);
    view::fit(state, ctx, Bounds { min: at, max: at });
}

/// Shows a view that the plan keeps.
fn show(window: &mut Window, ctx: &Context, place: usize) {
    let Some(view) = window.state.planning.plan.views.get(place) else { return };
    let key = view.key;
    super::carry_out(window, ctx, Action::Plan(PlanAction::ShowView(key)));
}

/// The view so many places on; before the first comes the last.
fn step(window: &mut Window, ctx: &Context, by: i64) {
    let views = &window.state.planning.plan.views;
    let count = views.len() as i64;
    if count == 0 {
        return;
    }
    let current = window.state.views.current;
    let current = views.iter().position(|view| Some(view.key) == current);
    let next = match current {
        Some(current) => (current as i64 + by).rem_euclid(count),
        None if by > 0 => 0,
        None => count - 1,
    };
    show(window, ctx, next as usize);
}
