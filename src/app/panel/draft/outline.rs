//! The outline that what is drawn is kept inside of.

use egui::Ui;

use super::super::Choice;
use crate::action::{Action, DraftAction};
use crate::drafting::OutlineAction;
use crate::state::State;

/// What the card shows beside the choice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Something that is drawn.
    Drawing,
    /// An offset.
    Offset,
    /// A proposal.
    Proposal,
}

/// Draws the choice, and beside a proposal the way to cut it.
pub(super) fn show(ui: &mut Ui, state: &State, beside: Beside, actions: &mut Vec<Action>) {
    #[derive(Clone, PartialEq)]
    enum Land {
        Chosen,
        Selection,
    }
    let texts = &state.texts;
    let outline = state.drafting.outline.as_ref();
    let selection = state.selected_land();
    if outline.is_none() && selection.is_none() {
        if beside == Beside::Drawing {
            super::super::quiet(ui, texts.get("outline-tip"));
        }
        return;
    }
    let mut push = |action| actions.push(Action::Draft(DraftAction::Outline(action)));
    let label = ui.label(texts.get("outline-title"));
    label.clone().on_hover_text(texts.get("outline-tip"));
    let mut lands = Vec::new();
    lands.extend(outline.map(|outline| (Land::Chosen, outline.name.clone())));
    let is_other = |name: &String| outline.is_none_or(|outline| outline.name != *name);
    lands.extend(selection.filter(is_other).map(|name| (Land::Selection, name)));
    let mut chosen = outline.map(|_| Land::Chosen);
    let list = Choice { salt: "outline", width: ui.available_width() - 8.0, label: label.id };
    if list.show(ui, &texts.get("outline-none"), &lands, &mut chosen, true) {
        match chosen {
            Some(Land::Selection) => push(OutlineAction::TakeSelection),
            Some(Land::Chosen) => {}
            None => push(OutlineAction::LetGo),
        }
    }
    if outline.is_some() && beside == Beside::Proposal {
        let button = ui.button(texts.get("outline-cut"));
        if button.on_hover_text(texts.get("outline-cut-tip")).clicked() {
            push(OutlineAction::Cut);
        }
    }
}
