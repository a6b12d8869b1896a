//! The layer tree: groups planners think in, each layer with eye, symbol, count and opacity.

use allpa_files::atlas::Entry;
use allpa_map::style::{MarkerShape, Pattern, Symbol};
use allpa_model::role::Group;
use allpa_text::grouped;
use egui::containers::menu::MenuConfig;
use egui::{
    Align, CollapsingHeader, Color32, Layout, Panel, Pos2, Rect, RichText, ScrollArea, Sense,
    Slider, Stroke, StrokeKind, Ui, vec2,
};

use super::pictures::pictures;
use super::{icon_button, icon_menu, quiet, scrolled};
use crate::action::{
    Action, FileAction, HealthAction, LayerAction, PlanAction, StyleAction, TableSource, ViewAction,
};
use crate::health::Expectation;
use crate::layers::{LayerId, MapLayer, Place};
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the layer tree.
pub fn layers_panel(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    Panel::left("layers").default_size(264.0).size_range(200.0..=420.0).show(ui, |ui| {
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.heading(texts.get("layers-title"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::PLUS, &texts.get("layers-add")).clicked() {
                    actions.push(Action::File(FileAction::AskOpen));
                }
            });
        });
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if state.layers.is_empty() && state.unread.is_empty() && state.pictures.is_empty() {
                ui.add_space(24.0);
                quiet(ui, texts.get("layers-empty"));
                return;
            }
            for group in Group::ALL {
                let members: Vec<&MapLayer> =
                    state.layers.iter().rev().filter(|l| l.loaded.group == group).collect();
                let unread: Vec<(usize, &Entry)> =
                    state.unread().filter(|(_, entry)| entry.group == group).collect();
                let has_pictures = group == Group::Base && !state.pictures.is_empty();
                if members.is_empty() && unread.is_empty() && !has_pictures {
                    continue;
                }
                let title = RichText::new(texts.get(group_key(group))).family(theme::strong());
                CollapsingHeader::new(title).id_salt(group).default_open(true).show(ui, |ui| {
                    for layer in members {
                        layer_line(ui, layer, state, actions);
                    }
                    for (number, entry) in unread {
                        unread_line(ui, number, entry, state, actions);
                    }
                    if has_pictures {
                        pictures(ui, state, actions);
                    }
                });
            }
        });
    });
}

/// Key of a group's name.
pub(super) fn group_key(group: Group) -> &'static str {
    match group {
        Group::Proposals => "group-proposals",
        Group::Conservation => "group-conservation",
        Group::Zoning => "group-zoning",
        Group::Corridors => "group-corridors",
        Group::Macroregions => "group-macroregions",
        Group::Limits => "group-limits",
        Group::Base => "group-base",
    }
}

fn layer_line(ui: &mut Ui, layer: &MapLayer, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let id = layer.id;
    let title = state.title(id);
    let line = ui.push_id(id.0, |ui| {
        ui.horizontal(|ui| {
            let (sign, tip) = if layer.visible {
                (icon::EYE, "layer-hide")
            } else {
                (icon::EYE_CLOSED, "layer-show")
            };
            let tip = texts.with(tip, &[("name", &title)]);
            if icon_button(ui, sign, &tip).clicked() {
                actions.push(Action::Layer(LayerAction::SetVisible(id, !layer.visible)));
            }
            swatch(ui, state, layer);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let tip = texts.with("layer-more", &[("name", &title)]);
                icon_menu(ui, icon::MORE, &tip, MenuConfig::default(), |ui| {
                    scrolled(ui, |ui| menu(ui, layer, state, actions));
                });
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    name_of(ui, layer, &title, state)
                })
                .inner
            })
            .inner
        })
        .inner
    });
    let response = line.inner;
    if let Some(dragged) = response.dnd_release_payload::<LayerId>() {
        let above =
            ui.input(|i| i.pointer.hover_pos()).is_some_and(|p| p.y < response.rect.center().y);
        let place = if above { Place::Above } else { Place::Below };
        actions.push(Action::Layer(LayerAction::Move { layer: *dragged, other: id, place }));
    }
    response.context_menu(|ui| menu(ui, layer, state, actions));
    if response.double_clicked() {
        actions.push(Action::Layer(LayerAction::ZoomTo(id)));
    }
}

/// A layer of the atlas that is read when its eye is opened.
fn unread_line(
    ui: &mut Ui,
    number: usize,
    entry: &Entry,
    state: &State,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let title = [&entry.title_es, &entry.title_en][state.language_index()];
    ui.push_id(("unread", number), |ui| {
        ui.horizontal(|ui| {
            let tip = texts.with("layer-show", &[("name", title)]);
            if icon_button(ui, icon::EYE_CLOSED, &tip).clicked() {
                actions.push(Action::Layer(LayerAction::Read(number)));
            }
            let source = texts.with("layer-source", &[("value", &entry.source)]);
            ui.add(egui::Label::new(RichText::new(title).weak()).wrap()).on_hover_text(source);
        });
    });
}

/// Name of a layer, which is dragged, and tells where it comes from.
fn name_of(ui: &mut Ui, layer: &MapLayer, title: &str, state: &State) -> egui::Response {
    let mut name = RichText::new(title);
    if !layer.visible || !layer.is_drawn_at(super::map_scale(ui, state)) {
        name = name.weak();
    }
    let label = egui::Label::new(name).wrap().sense(Sense::click_and_drag());
    let response = ui.add(label);
    response.dnd_set_drag_payload(layer.id);
    response.on_hover_text(tooltip(layer, state))
}

fn tooltip(layer: &MapLayer, state: &State) -> String {
    let texts = &state.texts;
    let provenance = layer.layer().provenance();
    let mut lines = vec![texts.count("layer-features", layer.layer().len())];
    lines.push(texts.with("layer-crs", &[("name", &layer.layer().crs().name())]));
    let notice = &layer.loaded.notice[state.language_index()];
    for (key, value) in [
        ("layer-file", &provenance.file),
        ("layer-source", &provenance.source),
        ("layer-licence", &provenance.licence),
        ("layer-date", &provenance.date),
    ] {
        if !value.is_empty() {
            lines.push(texts.with(key, &[("value", value)]));
        }
    }
    if let Some(scales) = layer.loaded.scene.style.scales {
        let scale = format!("1:{}", grouped(scales.widest, 0));
        lines.push(texts.with("layer-scales", &[("scale", &scale)]));
    }
    if !notice.is_empty() {
        lines.push(notice.clone());
    }
    lines.join("\n")
}

fn menu(ui: &mut Ui, layer: &MapLayer, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let id = layer.id;
    ui.set_min_width(220.0);
    ui.label(RichText::new(state.title(id)).family(theme::strong()));
    let mut opacity = layer.loaded.scene.opacity;
    let slider =
        Slider::new(&mut opacity, 0.0..=1.0).show_value(false).text(texts.get("layer-opacity"));
    if ui.add(slider).changed() {
        actions.push(Action::Layer(LayerAction::SetOpacity(id, opacity)));
    }
    if layer.key.is_some() && !layer.loaded.from_atlas {
        let name = format!("rename {}", id.0);
        if let Some(title) =
            super::plan::field(ui, &name, &state.title(id), &texts.get("layer-rename"))
        {
            actions.push(Action::Plan(PlanAction::RenameLayer(id, title)));
        }
    }
    ui.separator();
    let mut item = |sign: &str, key: &str, action: Action| {
        if ui.button(format!("{sign} {}", texts.get(key))).clicked() {
            actions.push(action);
            ui.close();
        }
    };
    item(icon::FIT, "layer-zoom", Action::Layer(LayerAction::ZoomTo(id)));
    item(icon::PALETTE, "layer-style", Action::Style(StyleAction::Open(id)));
    item(icon::TABLE, "layer-table", Action::View(ViewAction::OpenTable(TableSource::Layer(id))));
    item(icon::DOWNLOAD, "layer-save", Action::File(FileAction::AskSaveLayer(id)));
    item(
        icon::CHECK,
        "layer-check",
        Action::Health(HealthAction::Check(id, Expectation::default())),
    );
    if layer.loaded.origin.is_some() {
        item(icon::REREAD, "layer-reread", Action::Layer(LayerAction::Reread(id)));
    }
    for (sign, key, place) in
        [(icon::UP, "layer-up", Place::Above), (icon::DOWN, "layer-down", Place::Below)]
    {
        if let Some(other) = neighbour(state, id, place) {
            item(sign, key, Action::Layer(LayerAction::Move { layer: id, other, place }));
        }
    }
    item(icon::TRASH, "layer-remove", Action::Layer(LayerAction::Remove(id)));
}

fn neighbour(state: &State, id: LayerId, place: Place) -> Option<LayerId> {
    let ids: Vec<LayerId> = state.layers.iter().map(|layer| layer.id).collect();
    let at = ids.iter().position(|other| *other == id)?;
    match place {
        Place::Above => ids.get(at + 1).copied(),
        Place::Below => at.checked_sub(1).map(|below| ids[below]),
    }
}

/// A small picture of the layer's first symbols.
fn swatch(ui: &mut Ui, state: &State, layer: &MapLayer) {
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    let classes = &layer.loaded.scene.classes;
    let mut shown = classes.explained(super::map_scale(ui, state));
    shown.truncate(3);
    let width = rect.width() / shown.len().max(1) as f32;
    for (i, class) in shown.into_iter().enumerate() {
        let symbol = &classes.symbols()[class];
        let left = rect.min.x + width * i as f32;
        let cell = Rect::from_min_size(Pos2::new(left, rect.min.y), vec2(width, rect.height()));
        symbol_in(ui, cell, symbol);
    }
}

/// Draws a symbol inside a small box: area, line or marker.
pub(super) fn symbol_in(ui: &Ui, rect: Rect, symbol: &Symbol) {
    let painter = ui.painter();
    let color = |c: allpa_map::style::Color| Color32::from_rgba_unmultiplied(c.r, c.g, c.b, c.a);
    if let Some(fill) = &symbol.fill {
        let ground = if fill.pattern == Pattern::Solid { Some(fill.color) } else { fill.ground };
        if let Some(ground) = ground {
            painter.rect_filled(rect, 2.0, color(ground));
        }
        pattern_in(&painter.with_clip_rect(rect), rect, fill.pattern, color(fill.color));
    }
    if let Some(stroke) = &symbol.stroke {
        let line = Stroke::new(stroke.width_px.clamp(1.0, 3.0), color(stroke.color));
        if symbol.fill.is_some() {
            painter.rect_stroke(rect, 2.0, line, StrokeKind::Inside);
        } else {
            painter.line_segment([rect.left_center(), rect.right_center()], line);
        }
    }
    if let Some(marker) = &symbol.marker {
        let radius = (marker.size_px / 2.0).clamp(2.0, 6.0);
        marker_in(painter, rect.center(), radius, marker.shape, color(marker.color));
    }
}

/// Draws a pattern: meaning is never told by colour alone.
fn pattern_in(painter: &egui::Painter, rect: Rect, pattern: Pattern, ink: Color32) {
    /// Points from one line or dot to the next.
    const STEP: f32 = 5.0;
    let (width, height) = (rect.width(), rect.height());
    let steps = |from: f32, to: f32| {
        (0..).map(move |i| from + STEP * i as f32).take_while(move |x| *x < to)
    };
    let rising = matches!(pattern, Pattern::Hatch45 | Pattern::CrossHatch);
    for x in steps(-height, width).filter(|_| rising) {
        let from = rect.left_bottom() + vec2(x, 0.0);
        painter.line_segment([from, from + vec2(height, -height)], Stroke::new(1.0, ink));
    }
    for x in steps(-height, width).filter(|_| pattern == Pattern::CrossHatch) {
        let from = rect.left_top() + vec2(x, 0.0);
        painter.line_segment([from, from + vec2(height, height)], Stroke::new(1.0, ink));
    }
    for x in steps(2.5, width).filter(|_| pattern == Pattern::Dots) {
        for y in steps(2.5, height) {
            painter.circle_filled(rect.min + vec2(x, y), 1.0, ink);
        }
    }
}

/// Draws a marker's shape.
fn marker_in(painter: &egui::Painter, at: Pos2, radius: f32, shape: MarkerShape, color: Color32) {
    let corner = |x: f32, y: f32| at + vec2(x, y) * radius;
    let corners = match shape {
        MarkerShape::Circle => {
            painter.circle_filled(at, radius, color);
            return;
        }
        MarkerShape::Square => vec![(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        MarkerShape::Diamond => vec![(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
        MarkerShape::Triangle => vec![(0.0, -1.2), (1.1, 0.9), (-1.1, 0.9)],
    };
    let points = corners.into_iter().map(|(x, y)| corner(x, y)).collect();
    painter.add(egui::Shape::convex_polygon(points, color, Stroke::NONE));
}
