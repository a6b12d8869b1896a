//! The right side: one card at a time, in the planner's words.

use egui::{Panel, ScrollArea, Ui};

use crate::action::{Action, Card, ViewAction};
use crate::state::State;

/// Draws the right side.
pub fn cards_panel(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let room = ui.ctx().content_rect().width();
    let width = (room * 0.27).clamp(340.0, 480.0);
    // Next to large letters some of the map stays in sight.
    let most = (room * 0.55).clamp(320.0, 560.0);
    Panel::right("cards").default_size(width).size_range(320.0..=most).show(ui, |ui| {
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            let import = (!state.imports.is_empty()).then_some((Card::Import, "card-import"));
            let cards = [
                (Card::Questions, "card-questions"),
                (Card::Corridor, "card-corridor"),
                (Card::Ficha, "card-ficha"),
                (Card::Draft, "card-draft"),
            ];
            let health = state.health.as_ref().map(|_| (Card::Health, "card-health"));
            let join = (!state.joins.is_empty()).then_some((Card::Join, "card-join"));
            let style = state.styling.as_ref().map(|_| (Card::Style, "card-style"));
            // Opened from the bar on top or by the tools on the map, and then within reach.
            let opened = [
                (Card::Plan, "card-plan"),
                (Card::Projects, "card-projects"),
                (Card::Minutes, "card-minutes"),
                (Card::Exchange, "card-exchange"),
                (Card::Print, "card-print"),
                (Card::Select, "card-select"),
                (Card::Views, "card-views"),
                (Card::Help, "card-help"),
            ];
            let waits = |card| card == Card::Exchange && state.exchange.coming.is_some();
            let is_within_reach = |card| state.card == card || waits(card);
            let opened = opened.into_iter().filter(|(card, _)| is_within_reach(*card));
            let more = import.into_iter().chain(join).chain(health).chain(style).chain(opened);
            for (card, key) in cards.into_iter().chain(more) {
                if ui.selectable_label(state.card == card, texts.get(key)).clicked() {
                    actions.push(Action::View(ViewAction::OpenCard(card)));
                }
            }
        });
        ui.separator();
        match state.card {
            Card::Questions => super::asking::show(ui, state, actions),
            Card::Ficha => {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    super::ficha::show(ui, state, actions);
                });
            }
            Card::Corridor => super::corridor::show(ui, state, actions),
            Card::Health => super::health::show(ui, state, actions),
            Card::Print => super::print::show(ui, state, actions),
            Card::Style => super::style::show(ui, state, actions),
            Card::Import => super::import::show(ui, state, actions),
            Card::Join => super::join::show(ui, state, actions),
            Card::Plan => super::plan::show(ui, state, actions),
            Card::Exchange => super::exchange::show(ui, state, actions),
            Card::Draft => super::draft::show(ui, state, actions),
            Card::Projects => super::projects::show(ui, state, actions),
            Card::Minutes => super::minutes::show(ui, state, actions),
            Card::Select => super::selection::show(ui, state, actions),
            Card::Help => super::help::show(ui, state, actions),
            Card::Views => super::views::show(ui, state, actions),
        }
    });
}
