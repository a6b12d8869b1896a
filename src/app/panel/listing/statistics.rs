//! What the values of a column amount to, beside the list.

use allpa_model::listing::{Histogram, Numbers, Statistics};
use allpa_text::grouped;
use egui::{ComboBox, Grid, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use super::super::{icon_button, quiet};
use crate::action::Action;
use crate::layers::MapLayer;
use crate::listing::TableAction;
use crate::state::State;
use crate::theme::{self, icon};

/// Height of the histogram, in points: the figures below it are to be seen without scrolling.
const HISTOGRAM: f32 = 40.0;

/// A button that opens and closes the statistics.
pub(super) fn menu(ui: &mut Ui, state: &State, layer: &MapLayer, actions: &mut Vec<Action>) {
    if icon_button(ui, icon::CHART, &state.texts.get("table-statistics")).clicked() {
        let is_number = |column: &allpa_model::Column| {
            matches!(
                column.data,
                allpa_model::ColumnData::Integer(_) | allpa_model::ColumnData::Real(_)
            )
        };
        let columns = layer.layer().columns();
        let first = columns.iter().position(is_number).unwrap_or(0);
        let column = (state.listing.column.is_none() && !columns.is_empty()).then_some(first);
        actions.push(Action::Table(TableAction::Statistics(column)));
    }
}

/// Draws the statistics of that column.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    column: usize,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let columns = layer.layer().columns();
    let Some(chosen) = columns.get(column) else { return };
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt("statistics-column").selected_text(&chosen.name);
        let shown = combo.width(190.0).truncate().show_ui(ui, |ui| {
            for (number, other) in columns.iter().enumerate() {
                if ui.selectable_label(number == column, &other.name).clicked() {
                    actions.push(Action::Table(TableAction::Statistics(Some(number))));
                }
            }
        });
        let name = texts.get("table-statistics");
        shown.response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name);
            info.current_text_value = Some(chosen.name.clone());
            info
        });
        if icon_button(ui, icon::CLOSE, &texts.get("statistics-close")).clicked() {
            actions.push(Action::Table(TableAction::Statistics(None)));
        }
    });
    let found = state.listing.of(layer.id).and_then(|listed| listed.statistics.as_ref());
    let Some(found) = found.filter(|found| found.column == column) else {
        ui.spinner();
        return;
    };
    let rows = if found.is_of_selection { "statistics-selected" } else { "statistics-listed" };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        quiet(ui, texts.count(rows, found.figures.rows));
        if let Some(numbers) = &found.figures.numbers {
            histogram(ui, state, &numbers.histogram);
        }
        ui.spacing_mut().interact_size.y = 15.0;
        Grid::new("statistics").num_columns(2).striped(true).spacing([16.0, 2.0]).show(ui, |ui| {
            figures(ui, state, &found.figures);
        });
        frequent(ui, state, &found.figures);
    });
}

fn figures(ui: &mut Ui, state: &State, found: &Statistics) {
    let texts = &state.texts;
    let mut line = |key: &str, value: String, full: String| {
        ui.label(RichText::new(texts.get(key)).small());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(value).small().family(theme::strong())).on_hover_text(full);
        });
        ui.end_row();
    };
    for (key, count) in [
        ("statistics-count", found.rows - found.empty),
        ("statistics-empty", found.empty),
        ("statistics-distinct", found.distinct),
    ] {
        line(key, grouped(count as f64, 0), count.to_string());
    }
    if let Some(Numbers { sum, mean, median, min, max, .. }) = &found.numbers {
        for (key, value) in [
            ("statistics-sum", sum),
            ("statistics-mean", mean),
            ("statistics-median", median),
            ("statistics-min", min),
            ("statistics-max", max),
        ] {
            line(key, readable(*value), value.to_string());
        }
    }
}

/// As many decimals as a reader can use; the full figure is in the tooltip.
fn readable(value: f64) -> String {
    let is_whole = value.fract() == 0.0 && value.abs() < 1e15;
    let decimals = match value.abs() {
        _ if is_whole => 0,
        size if size >= 1000.0 => 1,
        size if size >= 1.0 => 3,
        _ => 6,
    };
    grouped(value, decimals)
}

/// A bar for each class; what it stands for shows when the pointer rests on it.
fn histogram(ui: &mut Ui, state: &State, found: &Histogram) {
    let colors = theme::tokens(state.theme);
    let width = ui.available_width() - 8.0;
    let (room, _) = ui.allocate_exact_size(vec2(width, HISTOGRAM), Sense::hover());
    let most = found.counts.iter().copied().max().unwrap_or(1).max(1) as f32;
    let classes = found.counts.len();
    let step = (found.to - found.from) / classes as f64;
    let bar = room.width() / classes as f32;
    let painter = ui.painter();
    for (class, &count) in found.counts.iter().enumerate() {
        let left = room.min.x + bar * class as f32;
        let top = room.max.y - room.height() * count as f32 / most;
        let filled = Rect::from_min_max(pos2(left + 0.5, top), pos2(left + bar - 0.5, room.max.y));
        painter.rect_filled(filled, 1.0, colors.accent);
    }
    painter.line_segment(
        [room.left_bottom(), room.right_bottom()],
        egui::Stroke::new(1.0, colors.quiet),
    );
    for (class, &count) in found.counts.iter().enumerate() {
        let left = room.min.x + bar * class as f32;
        let column = Rect::from_min_max(pos2(left, room.min.y), pos2(left + bar, room.max.y));
        let from = found.from + step * class as f64;
        let to = if class + 1 == classes { found.to } else { from + step };
        let (from, to, count) = (readable(from), readable(to), grouped(count as f64, 0));
        let values = [("from", from.as_str()), ("to", &to), ("count", &count)];
        ui.interact(column, ui.scope_id().with(("class", class)), Sense::hover())
            .on_hover_text(state.texts.with("statistics-class", &values));
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new(readable(found.from)).small().weak());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(readable(found.to)).small().weak());
        });
    });
}

/// The most frequent texts, each with a bar as long as it is frequent.
fn frequent(ui: &mut Ui, state: &State, found: &Statistics) {
    let Some(most) = found.frequent.first().map(|(_, count)| *count) else { return };
    let colors = theme::tokens(state.theme);
    ui.add_space(4.0);
    for (text, count) in &found.frequent {
        let width = ui.available_width() - 8.0;
        let (line, _) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
        let share = *count as f32 / most as f32;
        let filled = Rect::from_min_size(line.min, vec2(line.width() * share, 18.0)).shrink(1.0);
        ui.painter().rect_filled(filled, 2.0, colors.accent.gamma_multiply(0.25));
        let mut inner = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(line.shrink2(vec2(4.0, 0.0)))
                .layout(egui::Layout::right_to_left(egui::Align::Center)),
        );
        inner.label(RichText::new(grouped(*count as f64, 0)).small());
        inner.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(egui::Label::new(RichText::new(text).small()).truncate());
        });
    }
    if found.distinct > found.frequent.len() {
        quiet(ui, state.texts.count("legend-more", found.distinct - found.frequent.len()));
    }
}
