//! The right side: one card at a time, in the planner's words.

use allpa_model::role::Role;
use egui::{Panel, RichText, ScrollArea, Ui};

use super::{primary_button, quiet};
use crate::action::{Action, Card, CorridorAction, ViewAction};
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the right side.
pub fn cards_panel(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let width = (ui.ctx().content_rect().width() * 0.27).clamp(340.0, 480.0);
    Panel::right("cards").default_size(width).size_range(320.0..=560.0).show(ui, |ui| {
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let import = (!state.imports.is_empty()).then_some((Card::Import, "card-import"));
            let cards = [
                (Card::Questions, "card-questions"),
                (Card::Corridor, "card-corridor"),
                (Card::Ficha, "card-ficha"),
            ];
            let health = state.health.as_ref().map(|_| (Card::Health, "card-health"));
            let join = (!state.joins.is_empty()).then_some((Card::Join, "card-join"));
            for (card, key) in cards.into_iter().chain(import).chain(join).chain(health) {
                if ui.selectable_label(state.card == card, texts.get(key)).clicked() {
                    actions.push(Action::View(ViewAction::OpenCard(card)));
                }
            }
        });
        ui.separator();
        match state.card {
            Card::Questions => questions(ui, state, actions),
            Card::Ficha => {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    super::ficha::show(ui, state, actions);
                });
            }
            Card::Corridor => super::corridor::show(ui, state, actions),
            Card::Health => super::health::show(ui, state, actions),
            Card::Import => super::import::show(ui, state, actions),
            Card::Join => super::join::show(ui, state, actions),
        }
    });
}

fn questions(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("questions-title"));
    ui.add_space(4.0);
    ui.label(RichText::new(texts.get("corridor-question")).family(theme::strong()));
    quiet(ui, texts.get("corridor-explained"));
    let draw = format!("{} {}", icon::PENCIL, texts.get("corridor-draw"));
    if primary_button(ui, draw, state.theme).clicked() {
        actions.push(Action::Corridor(CorridorAction::StartDrawing));
    }
    quiet(ui, texts.get("corridor-or-choose"));
    ui.add_space(12.0);
    ui.label(RichText::new(texts.get("place-question")).family(theme::strong()));
    quiet(ui, texts.get("place-explained"));
    if state.layers.measurable(Role::District).is_none() && !state.layers.is_empty() {
        ui.add_space(12.0);
        ui.label(RichText::new(texts.get("official-title")).family(theme::strong()));
        quiet(ui, texts.get("official-explained"));
    }
}
