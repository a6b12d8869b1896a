//! The card on which proposals are drawn and described.

mod dictation;
mod documents;
mod facts;
mod offset;
mod outline;
mod reshape;
mod scenarios;
mod typed;

pub use documents::photo_window;

use allpa_model::plan::Proposal;
use egui::{RichText, ScrollArea, Ui};

use super::plan::{field, measured, proposals};
use super::{primary_button, quiet};
use crate::action::{Action, Card, DraftAction, PlanAction, ViewAction};
use crate::drafting::{Cut, DictationAction, Tool, corner_table};
use crate::state::State;
use crate::theme::{self, icon};
use outline::Beside;

/// Draws the card.
pub fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("draft-title"));
    ui.horizontal_wrapped(|ui| {
        for (sign, key, tool) in [
            (icon::CROSSHAIR, "draft-point", Tool::Point),
            (icon::PATH, "draft-line", Tool::Line),
            (icon::POLYGON, "draft-polygon", Tool::Polygon),
        ] {
            let text = format!("{sign} {}", texts.get(key));
            if ui.selectable_label(state.drafting.tool == Some(tool), text).clicked() {
                actions.push(Action::Draft(DraftAction::Start(tool)));
            }
        }
        let text = format!("{} {}", icon::TABLE, texts.get("dictation-open"));
        let is_open = state.drafting.dictation.as_ref().is_some_and(|table| table.of.is_none());
        let button = ui.selectable_label(is_open, text).on_hover_text(texts.get("dictation-tip"));
        if button.clicked() {
            actions.push(Action::Draft(DraftAction::Dictate(DictationAction::Open(None))));
        }
    });
    if let Some(dictation) = &state.drafting.dictation {
        dictation::show(ui, state, dictation, actions);
        return;
    }
    if let Some(offset) = &state.drafting.offset {
        offset::show(ui, state, offset, actions);
        outline::show(ui, state, Beside::Offset, actions);
        return;
    }
    if let Some(tool) = state.drafting.tool {
        drawing(ui, state, tool, actions);
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Once there are alternatives, which one is worked on comes first.
        let has_alternatives = !state.scenarios.names(&state.planning.plan).is_empty();
        if has_alternatives {
            scenarios::show(ui, state, actions);
        }
        let selected = state.drafting.selected;
        match selected.and_then(|key| state.planning.plan.proposals.get(&key)) {
            Some(proposal) => form(ui, state, proposal, actions),
            None => drop(quiet(ui, texts.get("draft-explained"))),
        }
        ui.add_space(8.0);
        proposals(ui, state, actions);
        let register = ui.button(format!("{} {}", icon::TABLE, texts.get("projects-open")));
        if register.on_hover_text(texts.get("projects-open-tip")).clicked() {
            actions.push(Action::View(ViewAction::OpenCard(Card::Projects)));
        }
        if !has_alternatives {
            scenarios::show(ui, state, actions);
        }
    });
}

/// What can be done while something is drawn.
fn drawing(ui: &mut Ui, state: &State, tool: Tool, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    match state.drafting.cut {
        Some(Cut::Split) => drop(quiet(ui, texts.get("reshape-split-hint"))),
        Some(Cut::Hole) => drop(quiet(ui, texts.get("reshape-hole-hint"))),
        None => {}
    }
    let hint = if tool == Tool::Point { "draft-hint-point" } else { "draft-hint" };
    quiet(ui, texts.get(hint));
    if let Some(shape) = state.drafting.shape(&[]) {
        ui.label(RichText::new(measured(state, &shape)).size(20.0).family(theme::strong()));
        if let Some(outline) = state.drafting.outline.as_ref().filter(|_| tool != Tool::Point) {
            quiet(ui, texts.with("outline-before", &[("name", &outline.name)]));
        }
    }
    typed::show(ui, state, actions);
    if tool != Tool::Point {
        let mut follows = state.drafting.follows;
        let switch = ui.checkbox(&mut follows, texts.get("draft-follow"));
        if switch.on_hover_text(texts.get("draft-follow-tip")).changed() {
            actions.push(Action::Draft(DraftAction::Follow(follows)));
        }
    }
    if state.drafting.cut.is_none() {
        outline::show(ui, state, Beside::Drawing, actions);
    }
    ui.horizontal(|ui| {
        if state.drafting.shape(&[]).is_some()
            && primary_button(ui, texts.get("draft-finish"), state.theme).clicked()
        {
            actions.push(Action::Draft(DraftAction::Finish));
        }
        if ui.button(texts.get("draft-cancel")).clicked() {
            actions.push(Action::Draft(DraftAction::Cancel));
        }
    });
}

/// Name, kind, facts, remark and alternative of the proposal on the card.
fn form(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let number = proposal.key.0;
    let size = measured(state, &proposal.shape);
    if !size.is_empty() {
        ui.label(RichText::new(size).size(20.0).family(theme::strong()));
    }
    super::warnings::of_proposal(ui, state, proposal.key);
    let text = |ui: &mut Ui, key: &str, known: &str| -> Option<String> {
        let label = texts.get(key);
        quiet(ui, &label);
        field(ui, &format!("{key} {number}"), known, &label)
    };
    let mut push = |action| actions.push(Action::Draft(action));
    if let Some(name) = text(ui, "draft-name", &proposal.name) {
        push(DraftAction::SetName(name));
    }
    facts::show(ui, state, proposal, actions);
    let mut push = |action| actions.push(Action::Draft(action));
    if let Some(note) = text(ui, "draft-note", &proposal.note) {
        push(DraftAction::SetNote(note));
    }
    if let Some(alternative) = text(ui, "draft-alternative", &proposal.alternative) {
        push(DraftAction::SetAlternative(alternative));
    }
    documents::show(ui, state, proposal, actions);
    reshape::show(ui, state, proposal, actions);
    outline::show(ui, state, Beside::Proposal, actions);
    ui.horizontal_wrapped(|ui| {
        let copy = format!("{} {}", icon::COPY, texts.get("corners-copy"));
        if ui.button(copy).on_hover_text(texts.get("corners-copy-tip")).clicked()
            && let Some(table) = corner_table(&proposal.shape, texts)
        {
            ui.ctx().copy_text(table);
        }
        let change = format!("{} {}", icon::TABLE, texts.get("corners-change"));
        if ui.button(change).on_hover_text(texts.get("corners-change-tip")).clicked() {
            let action = DictationAction::Open(Some(proposal.key));
            actions.push(Action::Draft(DraftAction::Dictate(action)));
        }
    });
    ui.horizontal_wrapped(|ui| {
        if ui.button(texts.get("draft-zoom")).clicked() {
            actions.push(Action::Plan(PlanAction::ShowProposal(proposal.key)));
        }
        let delete = format!("{} {}", icon::TRASH, texts.get("draft-delete"));
        if ui.button(delete).clicked() {
            actions.push(Action::Plan(PlanAction::RemoveProposal(proposal.key)));
        }
        if ui.button(texts.get("draft-done")).clicked() {
            actions.push(Action::Draft(DraftAction::Select(None)));
        }
        documents::attach(ui, state, proposal.key, actions);
    });
}
