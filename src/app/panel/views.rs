//! The card of the views that the plan keeps.

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use super::{icon_button, quiet};
use crate::action::{Action, PlanAction};
use crate::state::State;
use crate::theme::{self, icon};
use crate::views::TravelAction;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let views = &state.planning.plan.views;
    ui.heading(texts.get("views-title"));
    let save = format!("{} {}", icon::BOOKMARK, texts.get("views-save"));
    if super::primary_button(ui, save, state.theme).clicked() {
        actions.push(Action::Plan(PlanAction::AddView(new_name(state))));
    }
    if views.is_empty() {
        quiet(ui, texts.get("views-empty"));
        return;
    }
    ui.add_space(6.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for place in 0..views.len() {
            ui.push_id(place, |ui| line(ui, state, place, actions));
        }
        quiet(ui, texts.get("views-how"));
    });
}

/// What a view is called before it has a name of its own.
pub fn new_name(state: &State) -> String {
    let number = (state.planning.plan.views.len() + 1).to_string();
    state.texts.with("plan-view-name", &[("number", &number)])
}

fn line(ui: &mut Ui, state: &State, place: usize, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let view = &state.planning.plan.views[place];
    let values = [("name", view.name.as_str())];
    ui.horizontal(|ui| {
        let is_shown = state.views.current == Some(view.key);
        let name = RichText::new(format!("{}  {}", place + 1, view.name)).family(theme::strong());
        let show = ui.selectable_label(is_shown, name);
        let tip = texts.with("views-show", &values);
        show.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, &tip));
        if show.on_hover_text(&tip).clicked() {
            actions.push(Action::Travel(TravelAction::Show(place)));
        }
        let scale = format!("1:{}", allpa_text::grouped(super::status::round_scale(view.scale), 0));
        let layers = texts.count("status-layers", view.visible.len());
        ui.label(RichText::new(format!("{scale} · {layers}")).small().weak());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icon::TRASH, &texts.with("views-remove", &values)).clicked() {
                actions.push(Action::Plan(PlanAction::RemoveView(view.key)));
            }
        });
    });
}
