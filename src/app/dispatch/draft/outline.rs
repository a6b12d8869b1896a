//! The outline that what is drawn is kept inside of.

use allpa_model::plan::Drawn;
use allpa_text::UserMessage;
use egui::Context;

use super::{change, reshape, selected};
use crate::drafting::{Outline, OutlineAction};
use crate::state::{Message, Severity, State};

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: OutlineAction) {
    match action {
        OutlineAction::TakeSelection => {
            let name = state.selected_land();
            let region = reshape::selected_region(state);
            if let (Some(name), Some(region)) = (name, region) {
                state.drafting.outline = Some(Outline::new(name, region));
            }
        }
        OutlineAction::LetGo => state.drafting.outline = None,
        OutlineAction::Cut => {
            let Some(shape) = selected(state).map(|known| known.shape.clone()) else { return };
            if let Some(shape) = confined(state, shape) {
                change(state, ctx, |proposal| proposal.shape = shape);
            }
        }
    }
}

/// What of a shape lies inside the outline, the whole of it where there is none; `None`, and told
/// so, where nothing does.
pub(super) fn confined(state: &mut State, shape: Drawn) -> Option<Drawn> {
    let Some(outline) = &state.drafting.outline else { return Some(shape) };
    if let Ok(inside) = shape.within(&outline.region) {
        return Some(inside);
    }
    let texts = &state.texts;
    let message = UserMessage {
        what: texts.get("reshape-impossible"),
        cause: texts.with("outline-outside", &[("name", &outline.name)]),
        remedy: texts.get("outline-outside-remedy"),
    };
    state.messages.push(Message::new(Severity::Warning, message));
    None
}
