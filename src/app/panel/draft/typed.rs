//! The next vertex, typed: a bearing and a length, or a position.

use allpa_text::grouped;
use egui::{Key, TextEdit, Ui};

use super::super::status::degrees;
use super::super::{name_box, quiet};
use crate::action::{Action, DraftAction};
use crate::drafting::Typed;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the box with what it means.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let has_last = !state.drafting.coords.is_empty();
    let label = texts.get(if has_last { "draft-typed-leg" } else { "draft-typed-position" });
    quiet(ui, &label);
    let mut text = state.drafting.typed.clone();
    let hint = if has_last { "N 35°20\' E 120 m" } else { "18S 281491 9332561" };
    let edit = TextEdit::singleline(&mut text)
        .id(egui::Id::unique("draft-typed"))
        .hint_text(hint)
        .desired_width(f32::INFINITY);
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
    match state.drafting.typed() {
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
