//! Changes of the shape of the proposal on the card.

use allpa_geom::ShapeKind;
use allpa_model::plan::Proposal;
use egui::{Ui, WidgetText};

use super::super::{icon_button, quiet};
use crate::action::{Action, DraftAction};
use crate::drafting::{Cut, OffsetAction};
use crate::state::State;
use crate::theme::icon;

/// Draws what can be done with the shape.
pub(super) fn show(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    quiet(ui, state.texts.get("reshape-title"));
    if proposal.shape.kind() != ShapeKind::Point {
        changes(ui, state, proposal, actions);
    }
    vertices(ui, state, proposal, &mut |action| actions.push(Action::Draft(action)));
    if state.drafting.vertex.is_some() {
        super::typed::show(ui, state, actions);
    }
}

/// What makes other shapes of it.
fn changes(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let kind = proposal.shape.kind();
    let is_area = kind == ShapeKind::Polygon;
    let mut push = |action| actions.push(Action::Draft(action));
    ui.horizontal_wrapped(|ui| {
        if ui.button(texts.get("reshape-split")).clicked() {
            push(DraftAction::StartCut(Cut::Split));
        }
        let offset = ui.button(format!("{}…", texts.get(super::offset::title(kind))));
        if offset.on_hover_text(texts.get("offset-tip")).clicked() {
            push(DraftAction::Offset(OffsetAction::Open));
        }
        if is_area && ui.button(texts.get("reshape-hole")).clicked() {
            push(DraftAction::StartCut(Cut::Hole));
        }
        if proposal.shape.has_holes() && ui.button(texts.get("reshape-fill")).clicked() {
            push(DraftAction::FillHoles);
        }
    });
    let all = state.planning.plan.proposals.values();
    let others: Vec<&Proposal> =
        all.filter(|one| one.key != proposal.key && one.shape.kind() == kind).collect();
    // A line of their own: a menu in a line that breaks is broken between its letters.
    ui.horizontal(|ui| {
        if !others.is_empty() {
            let menu = ui.menu_button(texts.get("reshape-merge"), |ui| {
                for other in &others {
                    if ui.button(WidgetText::from(&other.name)).clicked() {
                        push(DraftAction::Merge(other.key));
                        ui.close();
                    }
                }
            });
            menu.response.on_hover_text(texts.get("reshape-merge-tip"));
        }
        if is_area {
            subtract(ui, state, &others, &mut push);
        }
    });
}

/// What can be taken away: other proposals, and what is selected.
fn subtract(ui: &mut Ui, state: &State, others: &[&Proposal], push: &mut impl FnMut(DraftAction)) {
    let texts = &state.texts;
    let selection = state.selection.as_ref().filter(|(id, _)| {
        let layer = state.layers.get(*id);
        layer.is_some_and(|layer| {
            layer.layer().kind() == ShapeKind::Polygon && !layer.loaded.is_proposals
        })
    });
    let menu = ui.menu_button(texts.get("reshape-subtract"), |ui| {
        if let Some((id, rows)) = selection {
            let (name, count) = (state.title(*id), rows.len().to_string());
            let values = [("name", name.as_str()), ("count", count.as_str())];
            if ui.button(texts.with("reshape-subtract-selection", &values)).clicked() {
                push(DraftAction::SubtractSelection);
                ui.close();
            }
        }
        for other in others {
            if ui.button(WidgetText::from(&other.name)).clicked() {
                push(DraftAction::Subtract(other.key));
                ui.close();
            }
        }
        if others.is_empty() && selection.is_none() {
            quiet(ui, texts.get("reshape-subtract-tip"));
        }
    });
    menu.response.on_hover_text(texts.get("reshape-subtract-tip"));
}

/// The vertex in hand, and the ways to the next one.
fn vertices(ui: &mut Ui, state: &State, proposal: &Proposal, push: &mut impl FnMut(DraftAction)) {
    let texts = &state.texts;
    let rings = proposal.shape.rings();
    // The first corner of a ring is not counted again at its end.
    let is_closed = proposal.shape.kind() == ShapeKind::Polygon;
    let own = |ring: &[allpa_geom::Coord]| ring.len() - usize::from(is_closed && ring.len() > 1);
    let all: Vec<(usize, usize)> = rings
        .iter()
        .enumerate()
        .flat_map(|(number, ring)| (0..own(ring)).map(move |vertex| (number, vertex)))
        .collect();
    let chosen = state.drafting.vertex.and_then(|vertex| all.iter().position(|one| *one == vertex));
    ui.horizontal(|ui| {
        let count = all.len();
        let step = |by: usize| chosen.map_or(0, |at| (at + by) % count.max(1));
        if icon_button(ui, icon::LEFT, &texts.get("vertex-previous")).clicked() && count > 0 {
            push(DraftAction::SelectVertex(all.get(step(count - 1)).copied()));
        }
        if icon_button(ui, icon::RIGHT, &texts.get("vertex-next")).clicked() {
            push(DraftAction::SelectVertex(all.get(step(1)).copied()));
        }
        let Some(at) = chosen else { return };
        let (number, total) = ((at + 1).to_string(), count.to_string());
        ui.label(texts.with("vertex-chosen", &[("number", &number), ("count", &total)]));
        if proposal.shape.kind() == ShapeKind::Point {
            return; // it has no other
        }
        let (ring, after) = all[at];
        if icon_button(ui, icon::PLUS, &texts.get("vertex-add")).clicked() {
            push(DraftAction::InsertVertex { ring, after, at: None });
        }
        if icon_button(ui, icon::TRASH, &texts.get("vertex-remove")).clicked() {
            push(DraftAction::RemoveVertex);
        }
    });
    if chosen.is_none() {
        quiet(ui, texts.get("vertex-none"));
    }
    if state.planning.plan.proposals.len() < 2 {
        return; // with nothing to share a border with
    }
    let mut is_together = !state.drafting.is_alone;
    let together = ui.checkbox(&mut is_together, texts.get("vertex-together"));
    if together.on_hover_text(texts.get("vertex-together-tip")).clicked() {
        push(DraftAction::SetTogether(is_together));
    }
}
