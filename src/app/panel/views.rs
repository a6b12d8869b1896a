//! The card of saved views.

use egui::{Align, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::{icon_button, quiet};
use crate::action::Action;
use crate::state::State;
use crate::theme::{self, icon};
use crate::views::TravelAction;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("views-title"));
    let save = format!("{} {}", icon::BOOKMARK, texts.get("views-save"));
    if super::primary_button(ui, save, state.theme).clicked() {
        actions.push(Action::Travel(TravelAction::Save));
    }
    if state.views.saved.is_empty() {
        quiet(ui, texts.get("views-empty"));
        return;
    }
    ui.add_space(6.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for number in 0..state.views.saved.len() {
            ui.push_id(number, |ui| line(ui, state, number, actions));
        }
        quiet(ui, texts.get("views-how"));
    });
}

fn line(ui: &mut Ui, state: &State, number: usize, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let view = &state.views.saved[number];
    let values = [("name", view.name.as_str())];
    ui.horizontal(|ui| {
        let is_shown = state.views.current == Some(number);
        let mark = RichText::new(format!("{}", number + 1)).family(theme::strong());
        let show = ui.selectable_label(is_shown, mark);
        let tip = texts.with("views-show", &values);
        show.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, &tip));
        if show.on_hover_text(&tip).clicked() {
            actions.push(Action::Travel(TravelAction::Show(number)));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (sign, key, action) in [
                (icon::TRASH, "views-remove", TravelAction::Remove(number)),
                (icon::REREAD, "views-update", TravelAction::Update(number)),
            ] {
                if icon_button(ui, sign, &texts.with(key, &values)).clicked() {
                    actions.push(Action::Travel(action));
                }
            }
            let mut name = view.name.clone();
            let edit = TextEdit::singleline(&mut name).desired_width(ui.available_width());
            let edit = ui.add(edit);
            if edit.changed() {
                actions.push(Action::Travel(TravelAction::Rename(number, name)));
            }
        });
    });
    let layers = texts.count("status-layers", view.visible.len());
    ui.horizontal(|ui| {
        ui.add_space(30.0);
        quiet(ui, layers);
    });
}
