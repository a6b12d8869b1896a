//! The corridor question: drawing its axis and choosing its inputs.

use allpa_geom::Bounds;
use egui::Context;

use crate::action::{Card, CorridorAction};
use crate::corridor::{Inputs, Source, WIDTHS};
use crate::layers::LayerId;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: CorridorAction) {
    let question = &mut state.corridor;
    match action {
        CorridorAction::StartDrawing => {
            question.inputs.axis = vec![Vec::new()];
            question.inputs.source = Source::Drawn;
            question.is_drawing = true;
            open_card(state);
        }
        CorridorAction::AddVertex(at) => match question.inputs.axis.first_mut() {
            // A double click gives the same position twice.
            Some(line) if line.last() != Some(&at) => line.push(at),
            _ => return,
        },
        CorridorAction::RemoveLastVertex => {
            if let Some(line) = question.inputs.axis.first_mut() {
                line.pop();
            }
        }
        CorridorAction::FinishDrawing => {
            question.is_drawing = false;
            if !question.has_axis() {
                question.inputs.axis.clear();
            }
        }
        CorridorAction::MoveVertex { index, to } => {
            match question.inputs.axis.first_mut().and_then(|line| line.get_mut(index)) {
                Some(vertex) => *vertex = to,
                None => return,
            }
        }
        CorridorAction::UseFeature { layer, row, whole } => use_feature(state, layer, row, whole),
        CorridorAction::SetWidth(width) => {
            question.inputs.width = width.clamp(WIDTHS[0], WIDTHS[1]);
        }
        CorridorAction::SetUnits(layer) => question.inputs.units = layer,
        CorridorAction::SetZones(layer) => question.inputs.zones = layer,
        CorridorAction::SetAreas(layer) => question.inputs.areas = layer,
        CorridorAction::SetUse(code) => question.inputs.use_code = code,
        CorridorAction::Clear => {
            question.inputs =
                Inputs { axis: Vec::new(), source: Source::Drawn, ..question.inputs.clone() };
            question.is_drawing = false;
        }
    }
    state.corridor.ask(&state.layers, &state.matrix, ctx);
}

/// Takes a line feature as the axis, with all stretches of its road if `whole`.
fn use_feature(state: &mut State, id: LayerId, row: usize, whole: bool) {
    let Some(layer) = state.layers.get(id) else { return };
    let Ok(shapes) = layer.layer().geographic() else { return };
    let rows = if whole { layer.stretches(row) } else { vec![row] };
    let lines = rows.iter().flat_map(|&row| shapes.rings(row).map(<[_]>::to_vec)).collect();
    let name = layer.feature_name(row);
    let extent = rows.iter().filter_map(|&row| shapes.feature_bounds(row)).reduce(Bounds::union);
    if let Some(extent) = extent.filter(|extent| !state.camera.visible_bounds().holds(extent)) {
        state.pending_fit = Some(extent);
    }
    let inputs = &mut state.corridor.inputs;
    inputs.axis = lines;
    inputs.source = Source::Feature { name, stretches: rows.len() };
    state.corridor.is_drawing = false;
    open_card(state);
}

fn open_card(state: &mut State) {
    state.card = Card::Corridor;
    state.shows.cards = true;
    state.corridor.choose_layers(&state.layers);
}
