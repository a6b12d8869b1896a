//! What the user does, as steps of the plan.

use allpa_files::atlas::Entry;
use allpa_files::plan_file::Attached;
use allpa_model::plan::{Deed, Edit, Label, LayerKey, LayerSource, Plan, PlanLayer, TableSource};
use egui::Context;

use super::draft::Draft;
use super::look;
use super::{Way, follow};
use crate::dispatch::layer::forget;
use crate::layers::{LayerId, LoadedLayer, Place};
use crate::state::{Message, Severity, State};
use allpa_text::UserMessage;

/// Does a step, and makes the map follow. What cannot be done is told.
pub fn record(
    state: &mut State,
    ctx: &Context,
    label: (Deed, String),
    edits: Vec<Edit>,
    data: Vec<(String, LoadedLayer)>,
) {
    record_brought(state, ctx, label, edits, (data, Vec::new()));
}

/// The same with documents that it brings.
pub fn record_brought(
    state: &mut State,
    ctx: &Context,
    label: (Deed, String),
    edits: Vec<Edit>,
    brought: (Vec<(String, LoadedLayer)>, Vec<Attached>),
) {
    if edits.is_empty() {
        return;
    }
    keep(state, ctx, label, edits, brought);
    follow::follow(state, ctx);
}

/// Does a step that changes nothing on the map: in a meeting the map shows what the plan does not
/// say.
pub fn record_aside(state: &mut State, ctx: &Context, label: (Deed, String), edits: Vec<Edit>) {
    keep(state, ctx, label, edits, (Vec::new(), Vec::new()));
}

fn keep(
    state: &mut State,
    ctx: &Context,
    (deed, name): (Deed, String),
    edits: Vec<Edit>,
    (data, documents): (Vec<(String, LoadedLayer)>, Vec<Attached>),
) {
    let label = state.texts.step_label(&Label { deed, name });
    if let Err(error) = state.planning.record(edits, label, data, documents, ctx) {
        tell(state, &error.to_string());
    }
}

/// Takes the last step back, or does the next one again.
pub fn walk(state: &mut State, ctx: &Context, way: Way) {
    match state.planning.step(way, ctx) {
        Ok(_) => follow::follow(state, ctx),
        Err(error) => tell(state, &error.to_string()),
    }
}

fn tell(state: &mut State, reason: &str) {
    let texts = &state.texts;
    let message = UserMessage {
        what: texts.get("step-impossible"),
        cause: texts.with("cause-system", &[("reason", reason)]),
        remedy: texts.get("step-impossible-remedy"),
    };
    state.messages.push(Message::new(Severity::Error, message));
}

/// Keeps a layer that was put on the map, and closes the eyes of others in the same step.
pub fn add(state: &mut State, ctx: &Context, id: LayerId, hidden: &[LayerId]) {
    let Some(layer) = state.layers.get(id) else { return };
    let (mut loaded, name) = (layer.loaded.clone(), state.title(id));
    let planning = &mut state.planning;
    let mut draft = Draft::new(&planning.plan);
    let key = LayerKey(planning.history.fresh_number());
    let table = planning.history.fresh_table(loaded.layer.name());
    let source = source(&loaded, &table);
    let of_plan = PlanLayer {
        key,
        source: LayerSource::Table(Box::new(source.clone())),
        title: name.clone(),
        group: loaded.group,
        visible: true,
        opacity: loaded.scene.opacity,
        precision: loaded.precision,
        notice: loaded.notice[0].clone(),
        number: loaded.number as u32,
        look: Some(Box::new(look::kept(&loaded))),
    };
    let at = draft.place(&state.layers, id);
    draft.edits.push(Edit::AddLayer { at, layer: Box::new(of_plan) });
    for other in hidden {
        draft.show(planning, &state.layers, *other, false);
    }
    loaded.kept = Some(source);
    state.layers.set_kept(id, key, loaded.kept.clone());
    let edits = draft.edits;
    record(state, ctx, (Deed::AddLayer, name), edits, vec![(table, loaded)]);
}

/// Keeps other features that were put in the place of those of a layer.
pub fn replace(state: &mut State, ctx: &Context, id: LayerId) {
    let name = state.title(id);
    let Some(layer) = state.layers.get(id) else { return };
    let Some(key) = layer.key.filter(|_| !layer.loaded.from_atlas) else { return };
    let mut loaded = layer.loaded.clone();
    let planning = &mut state.planning;
    let (source, data) = if let Some(known) = &loaded.kept {
        (known.clone(), Vec::new()) // features that the plan has kept before
    } else {
        let table = planning.history.fresh_table(loaded.layer.name());
        let source = source(&loaded, &table);
        loaded.kept = Some(source.clone());
        (source, vec![(table, loaded.clone())])
    };
    state.layers.set_kept(id, key, loaded.kept);
    let edit = Edit::ReplaceLayer { layer: key, source: LayerSource::Table(Box::new(source)) };
    record(state, ctx, (Deed::ReplaceLayer, name), vec![edit], data);
}

/// Where the features of a layer will be.
fn source(loaded: &LoadedLayer, table: &str) -> TableSource {
    let field = |column: Option<usize>| Some(loaded.layer.columns().get(column?)?.name.clone());
    TableSource {
        table: table.to_owned(),
        psad: loaded.layer.psad_operation(),
        code: field(loaded.recognised.code),
        name: field(loaded.recognised.name),
        provenance: loaded.layer.provenance().clone(),
    }
}

/// Opens or closes the eye of a layer.
pub fn show(state: &mut State, ctx: &Context, id: LayerId, visible: bool) {
    let mut draft = Draft::new(&state.planning.plan);
    draft.show(&mut state.planning, &state.layers, id, visible);
    if draft.edits.is_empty() {
        state.layers.set_visible(id, visible); // shown without being kept
        return;
    }
    let deed = if visible { Deed::ShowLayer } else { Deed::HideLayer };
    let name = state.title(id);
    record(state, ctx, (deed, name), draft.edits, Vec::new());
}

/// Opens and closes the eyes of several layers in one step, as a view of this name has them.
pub fn show_view(state: &mut State, ctx: &Context, name: String, wishes: &[(LayerId, bool)]) {
    let mut draft = Draft::new(&state.planning.plan);
    for (id, visible) in wishes {
        draft.show(&mut state.planning, &state.layers, *id, *visible);
    }
    record(state, ctx, (Deed::ShowView, name), draft.edits, Vec::new());
}

/// Shows a layer of the atlas that is not read yet.
pub fn show_unread(state: &mut State, ctx: &Context, number: usize) {
    let Some(atlas) = state.atlas.clone() else { return };
    let Some(entry) = atlas.catalogue.layers.get(number) else { return };
    let title = [&entry.title_es, &entry.title_en][state.language_index()].clone();
    let planning = &mut state.planning;
    let edit = if let Some(known) = planning.plan.atlas_layer(&entry.id) {
        Edit::ShowLayer { layer: known.key, visible: true }
    } else {
        let of_plan = PlanLayer {
            key: LayerKey(planning.history.fresh_number()),
            source: LayerSource::Atlas(entry.id.clone()),
            title: String::new(),
            group: entry.group,
            visible: true,
            opacity: 1.0,
            precision: entry.precision,
            notice: String::new(),
            number: number as u32,
            look: None,
        };
        let at = place_in_atlas(&planning.plan, &atlas.catalogue.layers, number);
        Edit::AddLayer { at, layer: Box::new(of_plan) }
    };
    record(state, ctx, (Deed::ShowLayer, title), vec![edit], Vec::new());
}

/// Where a layer of the atlas belongs that has no place yet: above those that come before it in the
/// atlas, which lists them from the bottom of the map up.
fn place_in_atlas(plan: &Plan, entries: &[Entry], number: usize) -> usize {
    let comes_before = |layer: &PlanLayer| {
        let LayerSource::Atlas(name) = &layer.source else { return false };
        entries[..number].iter().any(|entry| entry.id == *name)
    };
    plan.layers.iter().rposition(comes_before).map_or(0, |at| at + 1)
}

/// Sets the opacity of a layer, once the hand has let go.
pub fn fade(state: &mut State, ctx: &Context, id: LayerId, opacity: f32) {
    let opacity = opacity.clamp(0.0, 1.0);
    let mut draft = Draft::new(&state.planning.plan);
    let Some(layer) = draft.list(&mut state.planning, &state.layers, id) else {
        state.layers.set_opacity(id, opacity);
        return;
    };
    draft.edits.push(Edit::FadeLayer { layer, opacity });
    let name = state.title(id);
    record(state, ctx, (Deed::FadeLayer, name), draft.edits, Vec::new());
}

/// Keeps the look of a layer, once the hand has let go.
pub fn style(state: &mut State, ctx: &Context, id: LayerId) {
    let mut draft = Draft::new(&state.planning.plan);
    let Some(layer) = draft.list(&mut state.planning, &state.layers, id) else { return };
    let Some(loaded) = state.layers.get(id).map(|layer| &layer.loaded) else { return };
    let look = Some(Box::new(look::kept(loaded)));
    if state.planning.plan.layer(layer).is_some_and(|known| known.look == look) {
        return;
    }
    draft.edits.push(Edit::StyleLayer { layer, look });
    let name = state.title(id);
    record(state, ctx, (Deed::StyleLayer, name), draft.edits, Vec::new());
}

/// Moves a layer so that it lies just above or below another one, in its group.
pub fn move_beside(state: &mut State, ctx: &Context, id: LayerId, other: LayerId, place: Place) {
    if id == other {
        return;
    }
    let mut draft = Draft::new(&state.planning.plan);
    let ids: Vec<LayerId> = state.layers.iter().map(|layer| layer.id).collect();
    // From now on the plan says where every layer lies: one that it is silent on could slip between.
    for known in ids {
        draft.list(&mut state.planning, &state.layers, known);
    }
    let key = |id| state.layers.get(id).and_then(|layer| draft.known(layer));
    let (Some(layer), Some(beside)) = (key(id), key(other)) else {
        state.layers.move_beside(id, other, place);
        return;
    };
    let (Some(from), Some(to)) = (draft.at(layer), draft.at(beside)) else { return };
    let to = if from < to { to - 1 } else { to };
    let at = (if place == Place::Above { to + 1 } else { to }).min(draft.len() - 1);
    let Some(group) = state.layers.get(other).map(|layer| layer.loaded.group) else { return };
    draft.edits.push(Edit::MoveLayer { layer, at, group });
    let name = state.title(id);
    record(state, ctx, (Deed::MoveLayer, name), draft.edits, Vec::new());
}

/// Names a layer that the user opened.
pub fn rename(state: &mut State, ctx: &Context, id: LayerId, title: String) {
    let Some(layer) = state.layers.get(id) else { return };
    let Some(key) = layer.key.filter(|_| !layer.loaded.from_atlas) else { return };
    if title.trim().is_empty() || layer.loaded.title[0] == title {
        return;
    }
    let edit = Edit::RenameLayer { layer: key, title: title.clone() };
    record(state, ctx, (Deed::RenameLayer, title), vec![edit], Vec::new());
}

/// Takes a layer off; one of the atlas is only hidden, and goes back among those not read.
pub fn remove(state: &mut State, ctx: &Context, id: LayerId) {
    let Some(layer) = state.layers.get(id) else { return };
    let name = state.title(id);
    if layer.loaded.from_atlas {
        let number = atlas_number(state, layer.layer().name());
        show(state, ctx, id, false);
        forget(state, ctx, id);
        state.unread.extend(number);
        return;
    }
    match layer.key {
        Some(key) => {
            let edit = Edit::RemoveLayer { layer: key };
            record(state, ctx, (Deed::RemoveLayer, name), vec![edit], Vec::new());
        }
        // Proposals are deleted one by one.
        None => state.layers.set_visible(id, false),
    }
}

/// Number of the layer of the atlas of that name.
fn atlas_number(state: &State, name: &str) -> Option<usize> {
    let atlas = state.atlas.as_ref()?;
    atlas.catalogue.layers.iter().position(|entry| entry.id == name)
}
