//! The attribute table of a layer: what is listed, its filter and columns, statistics beside it.

mod grid;
mod statistics;

use allpa_text::grouped;
use egui::{Align, Layout, Rect, RichText, TextEdit, Ui, UiBuilder, pos2, vec2};

use super::{icon_button, quiet};
use crate::action::{Action, ViewAction};
use crate::layers::{LayerId, MapLayer};
use crate::listing::{Settings, TableAction};
use crate::state::State;
use crate::theme::{self, icon};

/// Width of the statistics beside the list.
const STATISTICS: f32 = 280.0;

/// Draws the table of layer `id` in the room there is.
pub(super) fn show(ui: &mut Ui, state: &State, id: LayerId, actions: &mut Vec<Action>) {
    let Some(layer) = state.layers.get(id) else { return };
    let settings = state.listing.settings(id);
    bar(ui, state, layer, &settings, actions);
    let error = state.listing.of(id).and_then(|listed| listed.error.as_ref());
    if let Some(error) = error {
        let message = state.texts.question_error(error);
        let color = theme::tokens(state.theme).danger;
        let what = RichText::new(message.what).small().color(color);
        ui.horizontal(|ui| {
            ui.label(what);
            ui.label(RichText::new(message.cause).small()).on_hover_text(message.remedy);
        });
    }
    let room = ui.available_rect_before_wrap();
    let is_open = state.listing.column.is_some();
    let split = if is_open { (room.max.x - STATISTICS).max(room.min.x) } else { room.max.x };
    let left = Rect::from_min_max(room.min, pos2(split, room.max.y));
    let columns: Vec<usize> =
        (0..layer.layer().columns().len()).filter(|c| !settings.hidden.contains(c)).collect();
    let mut list = ui.new_child(UiBuilder::new().max_rect(left).id_salt("list"));
    grid::show(&mut list, state, layer, &settings, &columns, actions);
    if let Some(column) = state.listing.column {
        let right = Rect::from_min_max(pos2(split + 8.0, room.min.y), room.max);
        let mut beside = ui.new_child(UiBuilder::new().max_rect(right).id_salt("statistics"));
        statistics::show(&mut beside, state, layer, column, actions);
    }
    ui.advance_cursor_after_rect(room);
}

fn bar(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let table = |action| Action::Table(action);
    ui.horizontal(|ui| {
        let title = RichText::new(state.title(layer.id)).family(theme::strong());
        let room = (ui.available_width() * 0.25).min(220.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(title).truncate());
        });
        quiet_count(ui, state, layer);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icon::CLOSE, &texts.get("table-close")).clicked() {
                actions.push(Action::View(ViewAction::CloseTable));
            }
            if icon_button(ui, icon::COPY, &texts.get("table-copy")).clicked() {
                actions.push(table(TableAction::Copy));
            }
            statistics::menu(ui, state, layer, actions);
            columns_menu(ui, state, layer, settings, actions);
            if icon_button(ui, icon::SELECT_ALL, &texts.get("table-select")).clicked() {
                actions.push(table(TableAction::SelectListed));
            }
            let mut only = settings.only_selected;
            if ui.checkbox(&mut only, texts.get("table-only-selected")).changed() {
                actions.push(table(TableAction::SetOnlySelected(only)));
            }
            filter(ui, state, settings, actions);
        });
    });
}

/// `123 de 1 826`, or the number of features where all are listed.
fn quiet_count(ui: &mut Ui, state: &State, layer: &MapLayer) {
    let texts = &state.texts;
    let all = layer.layer().len();
    let listed = state.listing.of(layer.id).map_or(all, |listed| listed.order.len());
    let text = if listed == all {
        texts.count("layer-features", all)
    } else {
        let [listed, all] = [listed, all].map(|count| grouped(count as f64, 0));
        texts.with("table-count", &[("listed", &listed), ("all", &all)])
    };
    ui.label(RichText::new(text).small().weak());
    let selected = layer.loaded.scene.highlighted.len();
    if selected > 0 {
        let text = RichText::new(texts.count("table-selected", selected)).small();
        ui.label(text.color(theme::tokens(state.theme).accent));
    }
}

fn filter(ui: &mut Ui, state: &State, settings: &Settings, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut text = settings.filter.clone();
    let width = (ui.available_width() - 30.0).clamp(80.0, 420.0);
    if !text.is_empty() && icon_button(ui, icon::CLOSE, &texts.get("table-no-filter")).clicked() {
        actions.push(Action::Table(TableAction::Filter(String::new())));
    }
    let hint = format!("{} {}", icon::FUNNEL, texts.get("table-filter"));
    let edit = TextEdit::singleline(&mut text).id_salt("table-filter").hint_text(hint);
    let response = ui.add(edit.desired_width(width)).on_hover_text(texts.get("table-filter-tip"));
    super::name_box(&response, &text, &texts.get("table-filter"));
    if response.changed() {
        actions.push(Action::Table(TableAction::Filter(text)));
    }
}

fn columns_menu(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    let tip = state.texts.get("table-columns");
    let button = egui::Button::new(RichText::new(icon::COLUMNS).size(16.0)).frame(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(200.0);
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for (number, column) in layer.layer().columns().iter().enumerate() {
                let mut shown = !settings.hidden.contains(&number);
                if ui.checkbox(&mut shown, &column.name).changed() {
                    actions.push(Action::Table(TableAction::SetColumn(number, shown)));
                }
            }
        });
    });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &tip));
    response.on_hover_text(tip);
}

/// Says what is missing where there is nothing to list.
fn empty(ui: &mut Ui, state: &State, at: Rect, key: &str) {
    let mut place = ui.new_child(UiBuilder::new().max_rect(at.shrink2(vec2(12.0, 10.0))));
    quiet(&mut place, state.texts.get(key));
}
