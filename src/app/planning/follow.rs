//! Makes the layers on the map follow the plan.

use std::sync::Arc;

use allpa_geom::ShapeKind;
use allpa_map::style::MapTheme;
use allpa_map::{Classes, PreparedLayer};
use allpa_model::plan::{LayerSource, PlanLayer, as_layer};
use allpa_model::role::recognise;
use egui::Context;

use crate::dispatch::layer::forget;
use crate::layers::{LayerId, LoadedLayer, Look, MapLayer};
use crate::state::State;

/// Makes the layers on the map those of the plan: which there are, their features, how each is
/// shown, and their order. Features that are not at hand are asked for and come in later.
pub fn follow(state: &mut State, ctx: &Context) {
    let own: Vec<PlanLayer> = state
        .planning
        .plan
        .layers
        .iter()
        .filter(|layer| layer.table().is_some())
        .cloned()
        .collect();
    let is_gone = |layer: &&MapLayer| {
        let is_own = !layer.loaded.from_atlas && !layer.loaded.is_proposals;
        is_own && layer.key.is_some_and(|key| own.iter().all(|known| known.key != key))
    };
    let gone: Vec<LayerId> = state.layers.iter().filter(is_gone).map(|layer| layer.id).collect();
    for id in gone {
        forget(state, ctx, id);
    }
    for layer in &own {
        put(state, layer);
    }
    show_atlas(state);
    let order: Vec<LayerId> = state
        .planning
        .plan
        .layers
        .iter()
        .filter_map(|of_plan| state.layers.iter().find(|layer| layer.key == Some(of_plan.key)))
        .map(|layer| layer.id)
        .collect();
    show_proposals(state, ctx);
    state.layers.arrange(&order);
    state.corridor.choose_layers(&state.layers);
}

/// Puts a layer of the plan on the map, or its present features in the place of others.
fn put(state: &mut State, of_plan: &PlanLayer) {
    let Some(source) = of_plan.table() else { return };
    let shown = state.layers.iter().find(|layer| layer.key == Some(of_plan.key));
    let shown = shown.map(|layer| (layer.id, layer.loaded.kept.clone()));
    let table = &source.table;
    let id = match shown {
        Some((id, kept)) if kept.as_ref().is_some_and(|kept| kept.table == *table) => id,
        Some((id, _)) if is_preview(state, id) => id,
        known => {
            let Some(loaded) = state.planning.data.get(table).cloned() else {
                let planning = &mut state.planning;
                if !planning.lost.contains(table) && planning.reading.insert(table.clone()) {
                    planning.wanted.push(of_plan.clone());
                }
                return;
            };
            match known {
                Some((id, _)) => {
                    state.layers.replace(id, loaded);
                    id
                }
                None => state.layers.add(loaded),
            }
        }
    };
    let title = [of_plan.title.clone(), of_plan.title.clone()];
    let PlanLayer { key, visible, opacity, group, .. } = *of_plan;
    state.layers.set_look(id, Look { key: Some(key), visible, opacity, group, title });
    super::look::apply(state, id, of_plan.look.as_deref());
}

/// Whether the map shows a mended copy of a layer that nobody has kept yet.
fn is_preview(state: &State, id: LayerId) -> bool {
    let Some(check) = state.health.as_ref().filter(|check| check.layer == id) else { return false };
    check.repairing.shown.as_ref().is_some_and(|shown| !shown.is_kept)
}

/// Shows the layers of the atlas as the plan says, and as the atlas does where it says nothing.
fn show_atlas(state: &mut State) {
    let Some(atlas) = state.atlas.clone() else { return };
    for (number, entry) in atlas.catalogue.layers.iter().enumerate() {
        let of_plan = state.planning.plan.atlas_layer(&entry.id);
        let is_it = |layer: &&MapLayer| layer.loaded.from_atlas && layer.layer().name() == entry.id;
        let kept = of_plan.and_then(|layer| layer.look.clone());
        let look = Look {
            key: of_plan.map(|layer| layer.key),
            visible: of_plan.map_or(entry.visible, |layer| layer.visible),
            opacity: of_plan.map_or(1.0, |layer| layer.opacity),
            group: of_plan.map_or(entry.group, |layer| layer.group),
            title: [entry.title_es.clone(), entry.title_en.clone()],
        };
        let shown = state.layers.iter().find(is_it).map(|layer| layer.id);
        match shown {
            Some(id) => {
                // A layer that is shown again is no longer among those taken off.
                if look.visible {
                    state.unread.retain(|unread| *unread != number);
                }
                state.layers.set_look(id, look);
                super::look::apply(state, id, kept.as_deref());
            }
            None if look.visible && state.unread.contains(&number) => {
                state.unread.retain(|unread| *unread != number);
                state.planning.wanted_atlas.push(number);
            }
            None => {}
        }
    }
}

/// Shows the proposals as layers of their own, one per kind of shape.
fn show_proposals(state: &mut State, ctx: &Context) {
    let theme = MapTheme::of(state.theme);
    let stages = state.stage_words();
    for (kind, es, en) in [
        (ShapeKind::Polygon, "Propuestas: áreas", "Proposals: areas"),
        (ShapeKind::Line, "Propuestas: líneas", "Proposals: lines"),
        (ShapeKind::Point, "Propuestas: puntos", "Proposals: points"),
    ] {
        let is_it = |layer: &&MapLayer| layer.loaded.is_proposals && layer.layer().kind() == kind;
        let shown = state.layers.iter().find(is_it);
        let all = state.planning.plan.proposals.values();
        let now = as_layer(all.filter(|one| state.scenarios.is_at_work(one)), kind);
        let is_same = |layer: &allpa_model::Layer| {
            shown.is_some_and(|shown| {
                shown.layer().shapes() == layer.shapes()
                    && shown.layer().columns() == layer.columns()
            })
        };
        let shown_id = shown.map(|layer| layer.id);
        match now {
            Some(layer) if is_same(&layer) => {}
            Some(layer) => {
                // Its columns are always the same: looking at ten thousand rows again says nothing.
                let known = shown.map(|shown| shown.loaded.recognised.clone());
                let recognised = known.unwrap_or_else(|| recognise(&layer));
                // Longitudes and latitudes of a proposal are always on Earth.
                let Ok(prepared) = PreparedLayer::new(Arc::new(layer), state.plane) else {
                    continue;
                };
                let title = [es.to_owned(), en.to_owned()];
                let (prepared, words) = (Arc::new(prepared), stages.clone());
                let loaded = LoadedLayer::of_proposals(prepared, recognised, &theme, title, words);
                let chosen = shown.and_then(|shown| shown.loaded.chosen.clone());
                match shown_id {
                    Some(id) => {
                        let layer = Arc::clone(&loaded.layer);
                        state.layers.replace(id, loaded);
                        // A look that the user chose stays.
                        if let Some(style) = chosen {
                            let classes = Classes::resolve(&layer, &style);
                            state.layers.set_style(id, style, classes, true);
                        }
                    }
                    None => drop(state.layers.add(loaded)),
                }
            }
            None => {
                if let Some(id) = shown_id {
                    forget(state, ctx, id);
                }
            }
        }
    }
}

/// Colours the proposals by stage or not, in the words of the window's language.
pub fn color_proposals(state: &mut State) {
    let (words, theme) = (state.stage_words(), MapTheme::of(state.theme));
    state.layers.color_stages(words.as_ref(), &theme);
}

/// A layer of the atlas that comes in is shown as the plan says.
pub fn received_atlas(state: &mut State, ctx: &Context) {
    let speaks_of_atlas = |layer: &PlanLayer| matches!(layer.source, LayerSource::Atlas(_));
    if state.planning.plan.layers.iter().any(speaks_of_atlas) {
        follow(state, ctx);
    }
}
