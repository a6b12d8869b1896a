//! The next vertex, or where that in hand goes, typed: a bearing and a length, or a position.

use allpa_text::grouped;
use egui::{Key, Modifiers, TextEdit, Ui};

use super::super::status::degrees;
use super::super::{name_box, quiet};
use crate::action::{Action, DraftAction, PlanAction};
use crate::drafting::Typed;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the box with what it means.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let plan = &state.planning.plan;
    let has_last = state.drafting.last(plan).is_some();
    let label = texts.get(match state.drafting.tool {
        None => "draft-typed-move",
        Some(_) if has_last => "draft-typed-leg",
        Some(_) => "draft-typed-position",
    });
    quiet(ui, &label);
    let mut text = state.drafting.typed.clone();
    let id = egui::Id::unique("draft-typed");
    // An empty box has nothing of its own to take back: the last step is meant.
    if text.is_empty() && ui.memory(|memory| memory.has_focus(id)) {
        let is_undone =
            |input: &mut egui::InputState| input.consume_key(Modifiers::COMMAND, Key::Z);
        if ui.input_mut(is_undone) {
            actions.push(Action::Plan(PlanAction::Undo));
        }
    }
    let hint = if has_last { "N 35°20\' E 120 m" } else { "18S 281491 9332561" };
    let edit = TextEdit::singleline(&mut text).id(id).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(edit);
    name_box(&response, &text, &label);
    if response.changed() {
        actions.push(Action::Draft(DraftAction::Type(text.clone())));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !text.is_empty()
    {
        actions.push(Action::Draft(DraftAction::AddTyped));
        response.request_focus(); // for the next one
    }
    if text.trim().is_empty() {
        return;
    }
    match state.drafting.typed(plan) {
        Some(Typed::Leg(leg, _)) => {
            let azimuth = format!("{}°", grouped(leg.azimuth, 4));
            let length = format!("{} m", grouped(leg.distance.value(), 2));
            let values = [("azimuth", azimuth.as_str()), ("length", length.as_str())];
            quiet(ui, texts.with("draft-typed-is-leg", &values));
        }
        Some(Typed::Position(at)) => {
            quiet(ui, texts.with("draft-typed-is-position", &[("position", &degrees(at))]));
        }
        None => {
            let color = theme::tokens(state.theme).warning;
            let text = format!("{} {}", icon::WARNING, texts.get("draft-typed-unknown"));
            ui.add(egui::Label::new(egui::RichText::new(text).small().color(color)).wrap());
        }
    }
}
