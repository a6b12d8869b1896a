//! The card of any question: its inputs above, its answer below.

mod answer;
mod form;

use allpa_model::question::asked::Question;
use egui::{RichText, ScrollArea, Ui};

use super::quiet;
use crate::action::{Action, Card, CorridorAction, QuestionAction, ViewAction};
use crate::state::State;
use crate::theme;

pub(super) use answer::show_table as answer_table;

/// Draws the question on the card, or the list of all.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(question) = &state.asking.question else {
        list(ui, state, actions);
        return;
    };
    let texts = &state.texts;
    if ui.small_button(format!("‹ {}", texts.get("questions-back"))).clicked() {
        actions.push(Action::Question(QuestionAction::Close));
    }
    ui.add(egui::Label::new(RichText::new(texts.question(question)).heading()).wrap());
    ScrollArea::vertical().id_salt("question").auto_shrink(false).show(ui, |ui| {
        form::show(ui, state, question, actions);
        ui.separator();
        answer::show(ui, state, question, actions);
    });
}

/// All questions in the planner's words; each opens its card.
fn list(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("questions-title"));
    quiet(ui, texts.get("questions-explained"));
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt("questions").auto_shrink(false).show(ui, |ui| {
        for question in Question::all() {
            let title = RichText::new(texts.question(&question)).family(theme::strong());
            let button = egui::Button::new(title).frame(false).wrap();
            let response = ui.add(button).on_hover_text(texts.question_explained(&question));
            if response.clicked() {
                actions.push(open(question.clone()));
            }
        }
        if state.layers.measurable(allpa_model::role::Role::District).is_none()
            && !state.layers.is_empty()
        {
            ui.separator();
            ui.label(RichText::new(texts.get("official-title")).family(theme::strong()));
            quiet(ui, texts.get("official-explained"));
        }
    });
}

/// What opens a question: the corridor and the place have cards of their own.
pub(super) fn open(question: Question) -> Action {
    match question {
        Question::Conflicts(_) => Action::Corridor(CorridorAction::StartDrawing),
        Question::Locate(_) => Action::View(ViewAction::OpenCard(Card::Ficha)),
        other => Action::Question(QuestionAction::Open(Box::new(other))),
    }
}
