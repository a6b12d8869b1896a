//! What all symbols of a style share: pattern, border, shape and size.

use allpa_geom::ShapeKind;
use allpa_map::style::make::{color_of, colored};
use allpa_map::style::{
    Color, Fill, Marker, MarkerShape, Pattern, Stroke, Symbol, Symbology, defaults,
};
use egui::{Color32, ComboBox, Grid, Sense, Slider, Ui, WidgetInfo, vec2};

use super::WIDTH;
use crate::state::State;

/// Draws what can be changed; every change goes to all symbols.
pub(super) fn show(ui: &mut Ui, state: &State, kind: ShapeKind, symbology: &mut Symbology) {
    let is_single = matches!(symbology, Symbology::Single(_) | Symbology::Proportional { .. });
    let Some(first) = symbology.symbols().first().copied().cloned() else { return };
    let mut symbol = first.clone();
    Grid::new("style-symbol").num_columns(2).min_col_width(88.0).show(ui, |ui| {
        if is_single {
            ui.label(state.texts.get("style-color"));
            let mut color = color_of(&symbol, kind);
            if color_button(ui, &mut color, &state.texts.get("style-color")) {
                symbol = colored(&symbol, kind, color);
            }
            ui.end_row();
        }
        match kind {
            ShapeKind::Polygon => {
                fill(ui, state, &mut symbol);
                line(ui, state, &mut symbol.stroke, "style-border");
            }
            ShapeKind::Line => line(ui, state, &mut symbol.stroke, "style-line"),
            ShapeKind::Point | ShapeKind::None => {
                if let Some(marker) = &mut symbol.marker {
                    sign(ui, state, marker);
                }
            }
        }
    });
    if symbol == first {
        return;
    }
    for each in symbology.symbols_mut() {
        let color = if is_single { color_of(&symbol, kind) } else { color_of(each, kind) };
        *each = colored(&symbol, kind, color);
    }
}

fn fill(ui: &mut Ui, state: &State, symbol: &mut Symbol) {
    let texts = &state.texts;
    let patterns = [
        (None, "style-pattern-none"),
        (Some(Pattern::Solid), "style-pattern-solid"),
        (Some(Pattern::Hatch45), "style-pattern-hatch"),
        (Some(Pattern::CrossHatch), "style-pattern-cross"),
        (Some(Pattern::Dots), "style-pattern-dots"),
    ];
    let now = symbol.fill.map(|fill| fill.pattern);
    let mut chosen = now;
    let name = patterns.iter().find(|(pattern, _)| *pattern == now);
    let label = ui.label(texts.get("style-fill"));
    ComboBox::from_id_salt("pattern")
        .width(WIDTH)
        .selected_text(name.map(|(_, key)| texts.get(key)).unwrap_or_default())
        .show_ui(ui, |ui| {
            for (pattern, key) in patterns {
                ui.selectable_value(&mut chosen, pattern, texts.get(key));
            }
        })
        .response
        .labelled_by(label.id);
    ui.end_row();
    if chosen != now {
        let line = symbol.stroke.as_ref().map(|stroke| stroke.color);
        let color = symbol.fill.map(|fill| fill.color).or(line).unwrap_or(defaults::palette(0));
        symbol.fill = chosen.map(|pattern| match pattern {
            Pattern::Solid => Fill::solid(color),
            pattern => Fill::patterned(color, pattern),
        });
    }
    if let Some(fill) = &mut symbol.fill {
        let label = ui.label(texts.get("style-opacity"));
        let mut percent = f32::from(fill.color.a) / 2.55;
        let slider = Slider::new(&mut percent, 0.0..=100.0).suffix(" %").max_decimals(0);
        if ui.add(slider).labelled_by(label.id).changed() {
            fill.color.a = (percent * 2.55).round() as u8;
        }
        ui.end_row();
    }
}

fn line(ui: &mut Ui, state: &State, stroke: &mut Option<Stroke>, key: &str) {
    let texts = &state.texts;
    let label = ui.label(texts.get(key));
    ui.horizontal(|ui| {
        let mut width = stroke.as_ref().map_or(0.0, |stroke| stroke.width_px);
        let slider = Slider::new(&mut width, 0.0..=10.0).suffix(" px").max_decimals(1);
        if ui.add(slider).labelled_by(label.id).changed() {
            match stroke {
                Some(_) if width <= 0.0 => *stroke = None,
                Some(stroke) => stroke.width_px = width,
                None => *stroke = Some(Stroke::new(Color::hex(0x005A_646B), width)),
            }
        }
        if let Some(stroke) = stroke {
            color_button(ui, &mut stroke.color, &texts.get("style-line-color"));
        }
    });
    ui.end_row();
    let Some(stroke) = stroke else { return };
    ui.label("");
    let mut is_dashed = !stroke.dash.is_empty();
    if ui.checkbox(&mut is_dashed, texts.get("style-dashed")).changed() {
        let width = stroke.width_px.max(1.0);
        stroke.dash = if is_dashed { vec![4.0 * width, 3.0 * width] } else { Vec::new() };
    }
    ui.end_row();
}

fn sign(ui: &mut Ui, state: &State, marker: &mut Marker) {
    let texts = &state.texts;
    let shapes = [
        (MarkerShape::Circle, "style-shape-circle"),
        (MarkerShape::Square, "style-shape-square"),
        (MarkerShape::Triangle, "style-shape-triangle"),
        (MarkerShape::Diamond, "style-shape-diamond"),
    ];
    let name = shapes.iter().find(|(shape, _)| *shape == marker.shape);
    let label = ui.label(texts.get("style-shape"));
    ComboBox::from_id_salt("shape")
        .width(WIDTH)
        .selected_text(name.map(|(_, key)| texts.get(key)).unwrap_or_default())
        .show_ui(ui, |ui| {
            for (shape, key) in shapes {
                ui.selectable_value(&mut marker.shape, shape, texts.get(key));
            }
        })
        .response
        .labelled_by(label.id);
    ui.end_row();
    let label = ui.label(texts.get("style-size"));
    let slider = Slider::new(&mut marker.size_px, 2.0..=60.0).suffix(" px").max_decimals(1);
    ui.add(slider).labelled_by(label.id);
    ui.end_row();
}

/// A button that shows a colour and opens a picker; `true` when another was picked.
pub(super) fn color_button(ui: &mut Ui, color: &mut Color, name: &str) -> bool {
    let mut picked = Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a);
    let response = ui.color_edit_button_srgba(&mut picked);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    if !response.changed() {
        return false;
    }
    let [r, g, b, a] = picked.to_srgba_unmultiplied();
    *color = Color { r, g, b, a };
    true
}

/// Colours side by side.
pub(super) fn strip(ui: &mut Ui, colors: &[Color]) {
    let (rect, _) = ui.allocate_exact_size(vec2(48.0, 14.0), Sense::hover());
    let width = rect.width() / colors.len() as f32;
    for (number, color) in colors.iter().enumerate() {
        let left = rect.min + vec2(width * number as f32, 0.0);
        let cell = egui::Rect::from_min_size(left, vec2(width, rect.height()));
        ui.painter().rect_filled(cell, 0.0, Color32::from_rgb(color.r, color.g, color.b));
    }
}
