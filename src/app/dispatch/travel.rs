//! Where the map looks: back and forward, saved views, typed positions.

use allpa_geom::{Bounds, Coord};
use allpa_map::{Camera, REFERENCE_DPI};
use allpa_model::plan::SavedView;
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
    if let Some(place) = place_on(&window.state, by) {
        show(window, ctx, place);
    }
}

/// The place of the view so many places on; `None` where the plan keeps none.
pub(super) fn place_on(state: &State, by: i64) -> Option<usize> {
    let views = &state.planning.plan.views;
    let count = views.len() as i64;
    let current = views.iter().position(|view| Some(view.key) == state.views.current);
    let next = match current {
        _ if count == 0 => return None,
        Some(current) => (current as i64 + by).rem_euclid(count),
        None if by > 0 => 0,
        None => count - 1,
    };
    Some(next as usize)
}

/// Looks where a view that the plan keeps looks.
pub(super) fn look_at(state: &mut State, ctx: &Context, view: &SavedView) {
    state.views.current = Some(view.key);
    look_there(state, ctx, view.center, view.scale);
}

/// Brings a position (longitude, latitude) to the middle, at the scale 1:`scale`.
pub(super) fn look_there(state: &mut State, ctx: &Context, center: Coord, scale: f64) {
    let dpi = REFERENCE_DPI * f64::from(ctx.pixels_per_point());
    let around = Bounds { min: center, max: center }.grown([0.01; 2]);
    let camera = Camera::fit(state.camera.plane, around, state.camera.size_px, 0.0);
    state.camera = camera.with_scale(scale, dpi).limited();
    state.pending_fit = None;
}
