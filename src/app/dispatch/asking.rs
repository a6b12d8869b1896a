//! The question on the card.

use std::sync::Arc;

use allpa_map::style::MapTheme;
use allpa_model::question::asked::Slot;
use allpa_model::question::locate::rows_at;
use allpa_model::role::recognise;
use egui::Context;

use super::layer;
use crate::action::{Card, QuestionAction, TableSource};
use crate::asking::{Look, layer_named};
use crate::layers::LoadedLayer;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: QuestionAction) {
    let asking = &mut state.asking;
    match action {
        QuestionAction::Open(question) => {
            asking.open(*question, &state.layers);
            state.card = Card::Questions;
            state.shows.cards = true;
        }
        QuestionAction::Change(question) => asking.question = Some(*question),
        QuestionAction::Close => {
            asking.close();
            if state.table == Some(TableSource::Answer) {
                state.table = None;
            }
            return;
        }
        QuestionAction::Draw(key) => {
            let is_over = asking.drawing == Some(key);
            let fills_list = is_list(state, key);
            if !is_over && !fills_list {
                state.asking.clear_drawing(key);
            }
            state.asking.drawing = (!is_over).then_some(key);
        }
        QuestionAction::Clear(key) => {
            asking.clear_drawing(key);
            asking.drawing = None;
        }
        QuestionAction::AddPosition(at) => {
            if asking.drawing.is_some_and(|key| is_list(state, key)) {
                pick_member(state, at);
            } else if state.asking.add_position(at) {
                state.asking.drawing = None;
            }
        }
        QuestionAction::RemoveLastPosition => asking.remove_last_position(),
        QuestionAction::FinishDrawing => asking.drawing = None,
        QuestionAction::UseSelection(key) => use_selection(state, key),
        QuestionAction::ShowTable(number) => {
            asking.table = number;
            return;
        }
        QuestionAction::ShowRows { layer, rows } => {
            super::view::show_rows(state, ctx, layer, rows);
            return;
        }
        QuestionAction::KeepMade => {
            keep_made(state, ctx);
            return;
        }
    }
    ask(state, ctx);
}

/// Asks again with what is on the card and on the map.
pub fn ask(state: &mut State, ctx: &Context) {
    state.asking.ask(&state.layers, look(state), ctx);
}

/// Lets go of layers that are gone, fills empty inputs, and asks again where that changes anything.
pub fn layers_changed(state: &mut State, ctx: &Context) {
    state.asking.layers_changed(&state.layers, look(state), ctx);
}

fn look(state: &State) -> Look {
    Look { theme: MapTheme::of(state.theme), plane: state.plane }
}

/// Whether an input is a list of codes or names.
fn is_list(state: &State, key: &str) -> bool {
    let Some(mut question) = state.asking.question.clone() else { return false };
    let mut inputs = question.inputs().into_iter();
    inputs.any(|input| input.key == key && matches!(input.slot, Slot::Members { .. }))
}

/// Adds the unit at a position to the list being filled, or takes it out.
fn pick_member(state: &mut State, at: allpa_geom::Coord) {
    let (Some(key), Some(question)) = (state.asking.drawing, &mut state.asking.question) else {
        return;
    };
    let mut named = std::collections::BTreeMap::new();
    let mut list = None;
    for input in question.inputs() {
        match input.slot {
            Slot::Layer { value: Some(name), .. } => drop(named.insert(input.key, name.clone())),
            Slot::Members { value, of } if input.key == key => list = Some((value, of)),
            _ => {}
        }
    }
    let Some((members, of)) = list else { return };
    let Some(layer) = named.get(of).and_then(|name| layer_named(&state.layers, name)) else {
        return;
    };
    let Some(&row) = rows_at(layer.layer(), at).ok().as_deref().and_then(<[usize]>::first) else {
        return;
    };
    let code = layer
        .loaded
        .recognised
        .code
        .map(|code| layer.layer().columns()[code].value(row).to_string());
    let member = code.filter(|code| !code.is_empty()).unwrap_or_else(|| layer.feature_name(row));
    if members.contains(&member) {
        members.retain(|known| *known != member);
    } else {
        members.push(member);
    }
}

/// Fills an axis or an area with the selected features.
fn use_selection(state: &mut State, key: &str) {
    let (Some((id, rows)), Some(question)) = (&state.selection, &mut state.asking.question) else {
        return;
    };
    let Some(shapes) = state.layers.get(*id).and_then(|l| l.layer().geographic().ok()) else {
        return;
    };
    for input in question.inputs().into_iter().filter(|input| input.key == key) {
        match input.slot {
            Slot::Axis { value } => {
                let is_line = |row: &&usize| shapes.kind(**row) == allpa_geom::ShapeKind::Line;
                let lines = rows.iter().filter(is_line).flat_map(|&row| shapes.rings(row));
                *value = lines.map(<[_]>::to_vec).collect();
            }
            Slot::Area { value } => {
                // An area is one ring: the largest shell of the first feature.
                let shell = rows.first().and_then(|&row| shapes.rings(row).max_by_key(|r| r.len()));
                *value = shell.map(<[_]>::to_vec).unwrap_or_default();
            }
            _ => {}
        }
    }
    state.asking.drawing = None;
}

/// Puts what the answer made on the map as layers of its own.
fn keep_made(state: &mut State, ctx: &Context) {
    let Some(answer) = state.asking.answer.clone() else { return };
    let theme = MapTheme::of(state.theme);
    for made in &answer.made {
        let title = made.title.to_string();
        let (prepared, number) = (Arc::clone(&made.prepared), state.layers.len());
        let recognised = recognise(prepared.layer());
        let titles = [title.clone(), title];
        let mut loaded = LoadedLayer::new(prepared, recognised, number, &theme, titles, false);
        loaded.group = allpa_model::role::Group::Proposals;
        layer::add(state, ctx, loaded);
    }
}
