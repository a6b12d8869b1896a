//! The selection.

use std::sync::Arc;

use allpa_geom::Bounds;
use allpa_model::question::take_rows;
use egui::Context;

use super::view;
use crate::action::TableSource;
use crate::layers::{LayerId, MapLayer};
use crate::load::Loader;
use crate::selecting::{
    Found, SelectAction, by_condition, by_location, combined, in_area, layer_at_hand,
};
use crate::state::State;
use crate::tools::Mode;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: SelectAction) {
    let state = &mut window.state;
    match action {
        SelectAction::Area(area, mode) => {
            let search = in_area(state, None, area, scale(state, ctx), mode);
            start(window, ctx, search);
        }
        SelectAction::AreaIn(id) => {
            let (Some(layer), Some(area)) = (state.layers.get(id), &state.selecting.last_area)
            else {
                return;
            };
            let area = area.clone();
            let search = in_area(state, Some(layer), area, scale(state, ctx), Mode::Replace);
            start(window, ctx, search);
        }
        SelectAction::InLayer(id) => state.selecting.chosen = Some(id),
        SelectAction::TogglePixel(pixel) => toggle(state, ctx, pixel),
        SelectAction::Change(form) => {
            state.selecting.form = form;
            state.selecting.error = None;
        }
        SelectAction::ByCondition(mode) => {
            let Some(layer) = layer_at_hand(state) else { return };
            let search = by_condition(layer, state.selecting.form.condition.clone(), mode);
            start(window, ctx, search);
        }
        SelectAction::ByLocation(mode) => {
            let form = &state.selecting.form;
            let other = form.other.and_then(|id| state.layers.get(id));
            let (Some(layer), Some(other)) = (layer_at_hand(state), other) else { return };
            let search = by_location(layer, other, form, mode);
            start(window, ctx, search);
        }
        SelectAction::All => {
            let all = layer_at_hand(state).map(|layer| (layer.id, all_rows(layer)));
            view::select(state, all);
        }
        SelectAction::Invert => {
            let selected = state.selection.as_ref().and_then(|(id, _)| state.layers.get(*id));
            let inverted = selected.or_else(|| layer_at_hand(state)).map(|layer| {
                let selected = selected_in(state, layer.id);
                (layer.id, combined(selected, all_rows(layer), Mode::Toggle))
            });
            view::select(state, inverted);
        }
        SelectAction::Clear => view::select(state, None),
        SelectAction::ZoomTo => {
            if let Some(bounds) = bounds(state) {
                view::fit(state, ctx, bounds);
            }
        }
        SelectAction::Keep => keep(window, ctx),
    }
}

/// Takes in rows that a search has found.
pub fn apply(state: &mut State, found: Found) {
    let Found { layer, rows, mode, area } = found;
    let rows = combined(selected_in(state, layer), rows, mode);
    view::select(state, Some((layer, rows)));
    state.selecting.last_area = area;
}

fn start(
    window: &mut Window,
    ctx: &Context,
    search: impl FnOnce() -> Result<Option<Found>, allpa_model::question::QuestionError>
    + Send
    + 'static,
) {
    if let Err(error) = window.state.selecting.start(ctx, search) {
        window.tell_no_thread(error);
    }
}

fn scale(state: &State, ctx: &Context) -> f64 {
    let dpi = allpa_map::REFERENCE_DPI * f64::from(ctx.pixels_per_point());
    state.camera.scale_denominator(dpi)
}

fn all_rows(layer: &MapLayer) -> Vec<usize> {
    (0..layer.layer().len()).collect()
}

fn selected_in(state: &State, id: LayerId) -> &[usize] {
    match &state.selection {
        Some((selected, rows)) if *selected == id => rows,
        _ => &[],
    }
}

/// Adds the feature under a pixel, or takes it out: one of the selected layer before any other.
fn toggle(state: &mut State, ctx: &Context, pixel: [f64; 2]) {
    let hits = state.hits(pixel, &state.camera, ctx.pixels_per_point());
    let selected = state.selection.as_ref().map(|(id, _)| *id);
    let at_hand = selected.or(match state.table {
        Some(TableSource::Layer(id)) => Some(id),
        _ => None,
    });
    let preferred = hits.iter().find(|hit| Some(LayerId(hit.layer)) == at_hand);
    let Some(hit) = preferred.or(hits.first()) else { return };
    let (layer, rows) = (LayerId(hit.layer), vec![hit.row]);
    apply(state, Found { layer, rows, mode: Mode::Toggle, area: None });
}

/// Box of the selected features in degrees.
fn bounds(state: &State) -> Option<Bounds> {
    let (id, rows) = state.selection.as_ref()?;
    let shapes = state.layers.get(*id)?.layer().geographic().ok()?;
    rows.iter().filter_map(|row| shapes.feature_bounds(*row)).reduce(Bounds::union)
}

/// Puts the selected features on the map as a layer of their own.
fn keep(window: &mut Window, ctx: &Context) {
    let state = &window.state;
    let Some((id, rows)) = state.selection.clone() else { return };
    let Some(layer) = state.layers.get(id) else { return };
    let name = state.texts.with("selection-name", &[("name", &state.title(id))]);
    let layer = Arc::clone(layer.layer());
    window.load(ctx, |reader| Loader::made(reader, move || take_rows(&layer, &rows).renamed(name)));
}

/// A layer of the selected features, to be written to a file.
pub(super) fn selected_layer(
    state: &State,
) -> Option<impl FnOnce() -> Arc<allpa_model::Layer> + Send + 'static> {
    let (id, rows) = state.selection.clone()?;
    let layer = Arc::clone(state.layers.get(id)?.layer());
    Some(move || Arc::new(take_rows(&layer, &rows)))
}
