//! How far the proposal on the card is offset, which way, and what becomes of it.

use allpa_geom::ShapeKind;
use allpa_model::plan::{Drawn, Offset, Proposal};
use egui::{DragValue, RichText, Ui};

use super::super::plan::measured;
use super::super::{primary_button, quiet};
use crate::action::{Action, DraftAction};
use crate::drafting::{OffsetAction, Offsetting, Outcome};
use crate::state::State;
use crate::theme::{self, icon};

/// The least distance that can be typed, in metres.
const LEAST: f64 = 0.01;

/// The name of the tool for a kind of shape.
pub(super) fn title(kind: ShapeKind) -> &'static str {
    if kind == ShapeKind::Line { "offset-parallel" } else { "offset-zone" }
}

/// Draws the part of the card.
pub(super) fn show(ui: &mut Ui, state: &State, offset: &Offsetting, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(proposal) = state.planning.plan.proposals.get(&offset.of) else { return };
    let mut push = |action| actions.push(Action::Draft(DraftAction::Offset(action)));
    let kind = proposal.shape.kind();
    ui.label(RichText::new(texts.get(title(kind))).family(theme::strong()));
    quiet(ui, texts.with("offset-hint", &[("name", &proposal.name)]));
    ui.horizontal(|ui| {
        let label = ui.label(texts.get("offset-distance"));
        let mut meters = offset.meters;
        let drag = DragValue::new(&mut meters).range(LEAST..=Offset::MOST).suffix(" m");
        let drag = drag.speed((offset.meters * 0.01).max(0.1)).max_decimals(2);
        if ui.add(drag).labelled_by(label.id).changed() {
            push(OffsetAction::SetMeters(meters));
        }
    });
    let ways: [(Offset, &str); 2] = match kind {
        ShapeKind::Line => [(Offset::Left, "offset-left"), (Offset::Right, "offset-right")],
        _ => [(Offset::Wider, "offset-wider"), (Offset::Narrower, "offset-narrower")],
    };
    ui.horizontal(|ui| {
        for (way, key) in ways {
            if ui.radio(offset.way == way, texts.get(key)).clicked() {
                push(OffsetAction::SetWay(way));
            }
        }
    });
    for (outcome, key) in [(Outcome::IsNew, "offset-new"), (Outcome::Replaces, "offset-replaces")] {
        if ui.radio(offset.outcome == outcome, texts.get(key)).clicked() {
            push(OffsetAction::SetOutcome(outcome));
        }
    }
    ui.add_space(4.0);
    preview(ui, state, proposal, offset);
    ui.horizontal(|ui| {
        let is_made = matches!(offset.preview, Some(Ok(_)));
        if is_made && primary_button(ui, texts.get("offset-finish"), state.theme).clicked() {
            push(OffsetAction::Finish);
        }
        if ui.button(texts.get("draft-cancel")).clicked() {
            push(OffsetAction::Cancel);
        }
    });
}

/// What it would measure beside what the proposal does.
fn preview(ui: &mut Ui, state: &State, proposal: &Proposal, offset: &Offsetting) {
    let texts = &state.texts;
    let size = |shape: &Drawn| measured(state, shape);
    match &offset.preview {
        Some(Ok(shape)) => {
            quiet(ui, texts.with("offset-before", &[("size", &size(&proposal.shape))]));
            ui.label(RichText::new(size(shape)).size(20.0).family(theme::strong()));
        }
        Some(Err(_)) => {
            let color = theme::tokens(state.theme).warning;
            let text = format!("{} {}", icon::WARNING, texts.get("offset-nothing"));
            ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
        }
        None => drop(quiet(ui, texts.get("offset-working"))),
    }
}
