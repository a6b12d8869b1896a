//! What is shown and where the map looks.

use allpa_geom::Bounds;
use allpa_map::Camera;
use allpa_map::Hit;
use allpa_map::style::MapTheme;
use allpa_model::position::read_typed;
use allpa_text::Texts;
use egui::{Context, ViewportCommand};

use super::corridor;
use crate::action::{Card, CorridorAction, TableSource, ViewAction};
use crate::ficha::Ficha;
use crate::layers::LayerId;
use crate::motion;
use crate::panel::is_narrow;
use crate::planning::follow;
use crate::search::questions;
use crate::state::State;
use crate::theme;

/// Share of the map left free around what is shown, in pixels.
const MARGIN_PX: f64 = 48.0;
/// A small feature is never shown larger than at 1:20 000.
const CLOSEST: f64 = 20_000.0;
/// A point is shown with what lies around it, at 1:100 000.
const CLOSEST_TO_POINT: f64 = 100_000.0;
/// Degrees shown around a place on each side: some 100 m.
const AROUND_PLACE: f64 = 0.001;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: ViewAction) {
    match action {
        ViewAction::Pan(moved) => state.camera = state.camera.pan_by_px(moved),
        ViewAction::Zoom { at, factor } => {
            state.camera = state.camera.zoom_at(at, factor).limited();
        }
        ViewAction::SetPrint(settings) => state.printing.settings = *settings,
        ViewAction::LayOut(is_on) => {
            state.printing.is_laid_out = is_on;
            state.printing.chosen = None;
        }
        ViewAction::ChoosePiece(piece) => state.printing.chosen = piece,
        ViewAction::SetPlane(plane) => state.plane = plane,
        ViewAction::FitAll => {
            if let Some(bounds) = state.scene(1.0).bounds() {
                fit(state, ctx, bounds);
            }
        }
        ViewAction::Identify { at, pixel } => {
            let mut hits = state.hits(pixel, &state.camera, ctx.pixels_per_point());
            // What the open table lists comes first.
            if let Some(TableSource::Layer(id)) = state.table {
                hits.sort_by_key(|hit| LayerId(hit.layer) != id);
            }
            let first = hits.first().map(|hit| (LayerId(hit.layer), vec![hit.row]));
            select(state, first);
            show_ficha(state, Ficha::of(at, &hits, &state.layers));
        }
        ViewAction::ShowFeature { layer, row } => show_feature(state, ctx, layer, row),
        ViewAction::ShowPlace { at, layer, rows } => {
            select(state, Some((layer, rows)));
            // Closer than a click on a feature comes: a gap may be a metre wide.
            state.pending_fit = Some(Bounds { min: at, max: at }.grown([AROUND_PLACE; 2]));
        }
        ViewAction::Select { layer, rows } => select(state, Some((layer, rows))),
        ViewAction::OpenCard(card) => {
            state.card = card;
            state.shows.cards = true;
        }
        ViewAction::OpenTable(source) => state.table = Some(source),
        ViewAction::CloseTable => state.table = None,
        ViewAction::Search(text) => {
            state.search.questions = questions(&text, &state.texts);
            state.search.positions = read_typed(&text);
            state.search.text = text;
            state.search.find(&state.layers);
        }
        ViewAction::SwitchLanguage => {
            state.texts = Texts::new(state.texts.language().next());
            follow::color_proposals(state);
        }
        ViewAction::SetTheme(chosen) => {
            state.theme = chosen;
            theme::apply(ctx, state.theme);
            motion::apply(ctx, state.motion.motion());
            state.layers.restyle(&MapTheme::of(state.theme));
            super::asking::ask(state, ctx);
        }
        ViewAction::SetTextScale(scale) => ctx.set_zoom_factor(scale),
        ViewAction::SetMotion(chosen) => {
            state.motion.stated = Some(chosen);
            motion::apply(ctx, chosen);
        }
        ViewAction::ToggleLayers => {
            state.shows.layers = !state.shows.layers;
            state.shows.cards &= !(state.shows.layers && is_narrow(ctx));
        }
        ViewAction::ToggleCards => state.shows.cards = !state.shows.cards,
        ViewAction::ToggleLegend => state.shows.legend = !state.shows.legend,
        ViewAction::ToggleFullScreen => {
            state.is_full_screen = !state.is_full_screen;
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(state.is_full_screen));
        }
        ViewAction::Dismiss(index) if index < state.messages.len() => {
            state.messages.remove(index);
        }
        ViewAction::Dismiss(_) => {}
        ViewAction::Back => back(state, ctx),
    }
}

/// Where both sides would leave no room for the map, what was opened last stays. Before every frame.
pub fn make_room(state: &mut State, ctx: &Context) {
    if state.shows.layers && state.shows.cards && is_narrow(ctx) {
        state.shows.layers = false;
    }
}

/// Shows a box, not closer than its content deserves.
pub(super) fn fit(state: &mut State, ctx: &Context, bounds: Bounds) {
    let dpi = allpa_map::REFERENCE_DPI * f64::from(ctx.pixels_per_point());
    let camera = Camera::fit(state.camera.plane, bounds, state.camera.size_px, MARGIN_PX);
    let is_point = bounds.min == bounds.max;
    let closest = if is_point { CLOSEST_TO_POINT } else { CLOSEST };
    let is_too_close = camera.scale_denominator(dpi) < closest;
    state.camera = if is_too_close { camera.with_scale(closest, dpi) } else { camera };
    state.pending_fit = None;
}

fn show_feature(state: &mut State, ctx: &Context, id: LayerId, row: usize) {
    state.search.clear();
    let Some(layer) = state.layers.get(id) else { return };
    let bounds = layer.layer().geographic().ok().and_then(|shapes| shapes.feature_bounds(row));
    let at = bounds.map_or([f64::NAN; 2], |bounds| bounds.center());
    let hit = Hit { layer: id.0, row, distance_px: 0.0 };
    let ficha = Ficha::of(at, &[hit], &state.layers);
    state.layers.set_visible(id, true);
    select(state, Some((id, vec![row])));
    show_ficha(state, ficha);
    if let Some(bounds) = bounds {
        fit(state, ctx, bounds);
    }
}

/// Selects features and shows their place; the card stays.
pub(super) fn show_rows(state: &mut State, ctx: &Context, id: LayerId, rows: Vec<usize>) {
    let shapes = state.layers.get(id).and_then(|layer| layer.layer().geographic().ok());
    let of_row = |row: &usize| shapes.as_ref()?.feature_bounds(*row);
    let bounds = rows.iter().filter_map(of_row).reduce(Bounds::union);
    select(state, Some((id, rows)));
    if let Some(bounds) = bounds {
        fit(state, ctx, bounds);
    }
}

fn show_ficha(state: &mut State, ficha: Ficha) {
    state.ficha = Some(ficha);
    state.card = Card::Ficha;
    state.shows.cards = true;
}

/// Selects these rows and nothing else; no rows are no selection.
pub(super) fn select(state: &mut State, selection: Option<(LayerId, Vec<usize>)>) {
    let selection = selection.filter(|(_, rows)| !rows.is_empty()).map(|(id, mut rows)| {
        rows.sort_unstable();
        rows.dedup();
        (id, rows)
    });
    let (id, rows) = match &selection {
        Some((id, rows)) => (Some(*id), rows.as_slice()),
        None => (None, &[][..]),
    };
    state.layers.highlight(id, rows);
    state.selection = selection;
    state.selecting.last_area = None;
}

fn clear_selection(state: &mut State) {
    select(state, None);
    state.ficha = None;
}

/// One step back: what is typed, what is drawn, what is selected, the table.
fn back(state: &mut State, ctx: &Context) {
    if !state.search.text.is_empty() {
        state.search.clear();
    } else if state.is_laying_out() {
        // The piece first, then the sheet.
        state.printing.is_laid_out = state.printing.chosen.take().is_some();
    } else if state.documents.shown.take().is_some() {
        // The photo is closed.
    } else if state.minutes.form.is_some() && state.card == Card::Minutes && state.shows.cards {
        if !state.minutes.is_pinning() {
            state.minutes.put_by();
        }
    } else if state.tools.step_back() {
        // The tool has taken the step.
    } else if state.corridor.is_drawing {
        corridor::carry_out(state, ctx, CorridorAction::Clear);
    } else if state.drafting.tool.is_some() {
        state.drafting.cancel();
    } else if state.drafting.offset.take().is_some() {
        // The shape stays as it is.
    } else if state.drafting.vertex.take().is_some() {
        // The vertex is let go.
    } else if state.drafting.dictation.as_ref().is_some_and(|table| table.text.is_empty()) {
        state.drafting.dictation = None;
    } else if state.asking.drawing.is_some() {
        state.asking.drawing = None;
    } else if state.selection.is_some() || state.ficha.is_some() {
        clear_selection(state);
    } else if state.views.marked.take().is_some() {
        // The mark is gone.
    } else if state.compare.is_on {
        state.compare.is_on = false;
    } else {
        state.table = None;
    }
}
