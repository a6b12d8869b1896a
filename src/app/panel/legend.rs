//! The legend over the map: classes of the visible layers, and what must be said of each.

use allpa_map::SceneLayer;
use allpa_map::furniture::legend_items;
use egui::{Align2, Area, Frame, Id, Rect, RichText, ScrollArea, Sense, Ui, vec2};

use super::{icon_button, layers::symbol_in, quiet};
use crate::action::{Action, ViewAction};
use crate::layers::MapLayer;
use crate::state::State;
use crate::theme::{self, icon};

/// Layers with more classes than this show the first ones and a count.
const MOST_CLASSES: usize = 14;

/// Height of the map, in points, below which there is no legend on it.
const ENOUGH: f32 = 290.0;
/// Width of the legend, in points.
const WIDTH: f32 = 230.0;

/// Draws the legend at the lower left of `map` (points).
pub fn legend_chip(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    // A low map has no room for it below the tools, or the bar of the selection; the tree of layers
    // has the same symbols.
    let is_taken = state.selection.is_some() && super::tools::is_low(map);
    if map.height() < ENOUGH || is_taken {
        return;
    }
    // Above the scale bar where both find no room side by side.
    let up = if map.width() < 2.0 * WIDTH { 50.0 } else { 12.0 };
    let corner = map.left_bottom() + vec2(12.0, -up);
    Area::new(Id::unique("legend")).pivot(Align2::LEFT_BOTTOM).fixed_pos(corner).show(
        ui.ctx(),
        |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(texts.get("legend-title")).family(theme::strong()));
                    let (sign, tip) = if state.shows.legend {
                        (icon::DOWN, "legend-close")
                    } else {
                        (icon::UP, "legend-open")
                    };
                    if icon_button(ui, sign, &texts.get(tip)).clicked() {
                        actions.push(Action::View(ViewAction::ToggleLegend));
                    }
                });
                if state.shows.legend {
                    ui.set_max_width((map.width() - 40.0).clamp(100.0, WIDTH));
                    ui.spacing_mut().interact_size.y = 15.0;
                    ui.spacing_mut().item_spacing.y = 3.0;
                    let height = (map.height() * 0.35).max(80.0);
                    ScrollArea::vertical()
                        .max_height(height)
                        .min_scrolled_height(height)
                        .show(ui, |ui| entries(ui, state));
                }
            });
        },
    );
}

fn entries(ui: &mut Ui, state: &State) {
    let scale = super::map_scale(ui, state);
    for made in state.asking.answer.iter().flat_map(|answer| &answer.made) {
        classes(ui, state, made, &made.title.replace('_', " "), scale);
    }
    let is_drawn = |layer: &&MapLayer| {
        let window = state.camera.visible_world(0.0);
        let bounds = layer.loaded.scene.prepared.world_bounds();
        layer.visible
            && layer.is_drawn_at(scale)
            && layer.loaded.scene.prepared.plane() == state.camera.plane
            && bounds.is_some_and(|bounds| bounds.intersects(&window))
    };
    let drawn: Vec<&MapLayer> = state.layers.iter().rev().filter(is_drawn).collect();
    for (layer, title) in drawn.iter().zip(state.legend_titles(&drawn)) {
        classes(ui, state, &layer.loaded.scene, &title, scale);
        super::notice(ui, state, layer);
    }
}

/// The symbols of one layer that are drawn at 1:`scale`.
fn classes(ui: &mut Ui, state: &State, layer: &SceneLayer, title: &str, scale: f64) {
    let texts = &state.texts;
    let items = legend_items(layer, title, scale, &texts.get("legend-other"));
    if items.iter().any(|item| item.label != title) {
        ui.label(RichText::new(title).small().strong());
    }
    for item in items.iter().take(MOST_CLASSES) {
        line(ui, &item.symbol, &item.label);
    }
    if items.len() > MOST_CLASSES {
        quiet(ui, texts.count("legend-more", items.len() - MOST_CLASSES));
    }
}

fn line(ui: &mut Ui, symbol: &allpa_map::style::Symbol, label: &str) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 13.0), Sense::hover());
        symbol_in(ui, rect, symbol);
        ui.add(egui::Label::new(RichText::new(label).small()).truncate());
    });
}
