//! The card on which proposals are drawn and described.

use allpa_model::plan::{Proposal, ProposalKind};
use egui::{ComboBox, RichText, ScrollArea, Ui};

use super::plan::{field, measured, proposals};
use super::{primary_button, quiet};
use crate::action::{Action, DraftAction, PlanAction};
use crate::drafting::Tool;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the card.
pub fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("draft-title"));
    let mut start = |ui: &mut Ui, sign: &str, key: &str, tool: Tool| {
        let text = format!("{sign} {}", texts.get(key));
        if ui.selectable_label(state.drafting.tool == Some(tool), text).clicked() {
            actions.push(Action::Draft(DraftAction::Start(tool)));
        }
    };
    ui.horizontal_wrapped(|ui| {
        start(ui, icon::CROSSHAIR, "draft-point", Tool::Point);
        start(ui, icon::PATH, "draft-line", Tool::Line);
        start(ui, icon::POLYGON, "draft-polygon", Tool::Polygon);
    });
    if let Some(tool) = state.drafting.tool {
        drawing(ui, state, tool, actions);
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let selected = state.drafting.selected;
        match selected.and_then(|key| state.planning.plan.proposals.get(&key)) {
            Some(proposal) => form(ui, state, proposal, actions),
            None => drop(quiet(ui, texts.get("draft-explained"))),
        }
        ui.add_space(8.0);
        proposals(ui, state, actions);
    });
}

/// What can be done while something is drawn.
fn drawing(ui: &mut Ui, state: &State, tool: Tool, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let hint = if tool == Tool::Point { "draft-hint-point" } else { "draft-hint" };
    quiet(ui, texts.get(hint));
    if let Some(shape) = state.drafting.shape(None) {
        ui.label(RichText::new(measured(state, &shape)).size(20.0).family(theme::strong()));
    }
    ui.horizontal(|ui| {
        if state.drafting.shape(None).is_some()
            && primary_button(ui, texts.get("draft-finish"), state.theme).clicked()
        {
            actions.push(Action::Draft(DraftAction::Finish));
        }
        if ui.button(texts.get("draft-cancel")).clicked() {
            actions.push(Action::Draft(DraftAction::Cancel));
        }
    });
}

/// Name, kind, remark and alternative of the proposal on the card.
fn form(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let number = proposal.key.0;
    ui.label(RichText::new(measured(state, &proposal.shape)).size(20.0).family(theme::strong()));
    let text = |ui: &mut Ui, key: &str, known: &str| -> Option<String> {
        let label = texts.get(key);
        quiet(ui, &label);
        field(ui, &format!("{key} {number}"), known, &label)
    };
    let mut push = |action| actions.push(Action::Draft(action));
    if let Some(name) = text(ui, "draft-name", &proposal.name) {
        push(DraftAction::SetName(name));
    }
    let label = quiet(ui, texts.get("draft-kind"));
    let list = ComboBox::from_id_salt(("draft-kind", number))
        .selected_text(texts.proposal_kind(proposal.kind))
        .width(ui.available_width())
        .show_ui(ui, |ui| {
            for kind in ProposalKind::ALL {
                let is_chosen = kind == proposal.kind;
                if ui.selectable_label(is_chosen, texts.proposal_kind(kind)).clicked() {
                    push(DraftAction::SetKind(kind));
                }
            }
        });
    list.response.labelled_by(label.id);
    if let Some(note) = text(ui, "draft-note", &proposal.note) {
        push(DraftAction::SetNote(note));
    }
    if let Some(alternative) = text(ui, "draft-alternative", &proposal.alternative) {
        push(DraftAction::SetAlternative(alternative));
    }
    quiet(ui, texts.get("draft-drag"));
    ui.horizontal(|ui| {
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
    });
}
