//! The table below the map: the attributes of a layer or an answer, only the rows in view.

use egui::{Align, Layout, Panel, RichText, Ui};

use super::icon_button;
use crate::action::{Action, TableSource, ViewAction};
use crate::layers::LayerId;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the table of a layer or of the answer on the card.
pub fn table_panel(ui: &mut Ui, state: &State, source: TableSource, actions: &mut Vec<Action>) {
    match source {
        TableSource::Layer(id) => of_layer(ui, state, id, actions),
        TableSource::Answer => of_answer(ui, state, actions),
    }
}

fn of_answer(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let (Some(answer), Some(question)) = (&state.asking.answer, &state.asking.question) else {
        return;
    };
    let Some(table) = answer.sheet.found.tables.get(state.asking.table) else { return };
    let texts = &state.texts;
    let panel = Panel::bottom("table").resizable(true).default_size(220.0);
    panel.size_range(tallest(ui, 500.0)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(texts.question(question)).family(theme::strong()));
            ui.label(RichText::new(texts.answer_table(table.name)).small().weak());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::CLOSE, &texts.get("table-close")).clicked() {
                    actions.push(Action::View(ViewAction::CloseTable));
                }
            });
        });
        let height = ui.available_height();
        super::asking::answer_table(ui, state, answer, state.asking.table, height, actions);
    });
}

/// Heights the table may have, in points: three quarters of a low window at most.
fn tallest(ui: &Ui, most: f32) -> std::ops::RangeInclusive<f32> {
    120.0..=(ui.ctx().content_rect().height() * 0.75).clamp(130.0, most)
}

fn of_layer(ui: &mut Ui, state: &State, id: LayerId, actions: &mut Vec<Action>) {
    let panel = Panel::bottom("table").resizable(true).default_size(220.0);
    panel
        .size_range(tallest(ui, 600.0))
        .show(ui, |ui| super::listing::show(ui, state, id, actions));
}
